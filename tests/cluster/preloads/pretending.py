"""How a worker lies: it says what ours says, and answers something else than it finds."""

from collections.abc import Callable, Sequence
from typing import Any

import sop_excel
from sop_excel.hosts.cluster import introduction, worker
from sop_excel.model.engine.elsewhere import Errand
from sop_excel.model.outcome import Solution


def answers(other: Callable[[Solution], Solution]) -> None:
    """From now on this process is of an older version, and lies."""
    ours, right = introduction.introduced(), worker.done

    def done(errand: Errand, tasks: Sequence[Any], seconds: float) -> list[Solution | None]:
        return [found and other(found) for found in right(errand, tasks, seconds)]

    sop_excel.__version__ = "0.0.9"
    introduction.introduced = lambda: ours
    worker.done = done
