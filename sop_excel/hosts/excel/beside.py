"""Work beside Excel: the status bar says every second which step it is at, for how long, and how far a search is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import xlwings as xw

from sop_excel.errors import Stopped
from sop_excel.hosts.excel import patience
from sop_excel.hosts.excel.patience import NO_PLAN, patiently
from sop_excel.hosts.excel.telling import tell
from sop_excel.hosts.excel.ways import CancelledError, way
from sop_excel.model.engine.progress import Progress, how_far
from sop_excel.running_step import Step

T = TypeVar("T")


class Heard:
    """What was heard of the work last, by whichever thread does it."""

    def __init__(self, doing: str, head: str = "") -> None:
        self._head, self._doing = head, doing
        self._search: Progress | None = None

    def step(self, step: Step | None) -> None:
        """Hear of a step; none: the last one goes on."""
        if step is not None:
            self._doing = str(step)

    def search(self, progress: Progress | None) -> None:
        """Hear of a search for whole numbers."""
        self._search = progress

    def counted(self, what: str, done: int, of: int) -> None:
        """Hear how many of how many are done."""
        self._doing = f"{what} {done:,} of {of:,}" if of else what

    def shown(self, seconds: float | None = None, hint: str = "") -> str:
        """What the status bar says after so many seconds; ``hint``: by what a search that has a plan is ended.

        >>> heard = Heard("solving", "Base: ")
        >>> heard.shown()
        'Base: solving ...'
        >>> heard.search(Progress(11.0, 1250.0, 1200.0))
        >>> heard.shown(12.3, " (Esc takes this plan)")
        'Base: solving, 12 s, best cost 1,250, bound 1,200, gap 4 % (Esc takes this plan) ...'
        """
        return f"{self._head}{how_far(self._doing, self._search, seconds, hint)} ..."


def beside(app: xw.App, heard: Heard, work: Callable[[], T], limit: float, late: str = NO_PLAN) -> T:
    """What comes of the work, while what is heard of it is shown.

    Raises what the work raises; CancelledError where the planner has ended it, and no search gave a plan; SolverError,
    which says ``late``, where it takes longer than ``limit`` seconds.
    """
    here = way()
    pressed, hint = here.pressed(app), here.hint
    tell(app, heard.shown())
    try:
        with here.apart():
            return patiently(
                work, lambda seconds: tell(app, heard.shown(seconds, hint)), limit, patience.TICK,
                late=late, watcher=heard.search, listener=heard.step, cancelled=pressed,
            )  # fmt: skip
    except Stopped as stopped:
        raise CancelledError from stopped
