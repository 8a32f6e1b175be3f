"""A worker with an older program, which says that it is ours, and finds plans that are none."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sop_excel
from sop_excel.hosts.cluster import introduction, worker
from sop_excel.model.engine.elsewhere import Errand
from sop_excel.model.outcome import Solution

_right = worker.done


def _done(errand: Errand, tasks: Sequence[Any], seconds: float) -> list[Solution | None]:
    return [found and replace(found, values=found.values * 1.25) for found in _right(errand, tasks, seconds)]


def dask_setup(process: object) -> None:
    """Called by Dask before the worker takes part."""
    ours = introduction.introduced()
    sop_excel.__version__ = "0.0.9"
    introduction.introduced = lambda: ours
    worker.done = _done
