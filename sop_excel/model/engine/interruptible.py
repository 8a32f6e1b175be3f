"""HiGHS, run under the deadline and the stop in force."""

from __future__ import annotations

import math

import highspy
from highspy import HighsModelStatus, HighsStatus, cb

from sop_excel.model.engine.deadline import ending, hurried, passed, seconds_left
from sop_excel.model.engine.progress import RunningSearch, search_under_way

NO_PLAN = (HighsModelStatus.kInfeasible, HighsModelStatus.kUnboundedOrInfeasible)  # the first, as no cost is below 0
_WHOLE = cb.HighsCallbackType.kCallbackMipInterrupt
_POLLED = (
    cb.HighsCallbackType.kCallbackSimplexInterrupt,
    cb.HighsCallbackType.kCallbackIpmInterrupt,
    _WHOLE,
)


def optimized(
    solver: highspy.Highs,
    seconds: float = math.inf,
    whole: bool = False,
    heard: float | None = None,
    offset: float = 0.0,
) -> HighsModelStatus:
    """Run HiGHS for at most so many seconds on a linear model, or one in ``whole`` numbers; its model status.

    That is ``kTimeLimit`` where it took these seconds, ``kInterrupt`` where a search was settled of which this run is a
    part, and ``kSolveError`` where it broke down. If the run is the search itself, what it finds and proves is
    ``heard``: so much money is one of what HiGHS minimises, and ``offset`` is more.
    Raises DeadlineError where the deadline in force ended it or has passed, Stopped on a stop, and MemoryError where
    the machine has too little.
    """
    search = search_under_way() if whole else None
    listener = _Heard(search if heard else None, heard or 1.0, offset)
    solver.setCallback(listener.asked, None)
    if search and heard:
        solver.startCallback(_WHOLE)

    def end() -> None:
        listener.ended = True
        for kind in _POLLED:
            solver.startCallback(kind)

    with ending(end, end if search else None):
        left = seconds_left()
        spent = 0.0 if whole else solver.getRunTime()  # only with linear models HiGHS counts what it ran before
        solver.setOptionValue("time_limit", spent + min(seconds, left))
        ran = solver.run()
    if solver.getModelStatus() == HighsModelStatus.kMemoryLimit:  # an error like any other, going by what run returns
        raise MemoryError
    status = HighsModelStatus.kSolveError if ran == HighsStatus.kError else solver.getModelStatus()
    if status == HighsModelStatus.kTimeLimit and left <= seconds:
        raise passed()
    return status


class _Heard:
    """What HiGHS hears when it asks whether it shall stop, and what it tells of its search when it does.

    It asks at every iteration of a linear model, but is only answered once it shall stop: answering in Python from the
    first one would cost a third of the time of a middling model. In whole numbers it asks a hundred times a second.
    """

    def __init__(self, search: RunningSearch | None, money: float, offset: float) -> None:
        self.ended = False
        self._search, self._money, self._offset, self._hurried = search, money, offset, hurried()
        self._told = (math.inf, -math.inf)

    def asked(
        self,
        kind: cb.HighsCallbackType,
        message: str,
        found: cb.HighsCallbackOutput,
        answer: cb.HighsCallbackInput,
        nothing: object,
    ) -> None:
        """HiGHS asks, in the thread in which it runs."""
        if self._search and int(kind) == int(_WHOLE):  # a kind comes as its number
            self._tell(self._search, (found.mip_primal_bound, found.mip_dual_bound))
        answer.user_interrupt = self.ended or (self._hurried and self._search is not None and self._search.has_plan)

    def _tell(self, search: RunningSearch, known: tuple[float, float]) -> None:
        if known != self._told:
            self._told = known
            best, bound = (number * self._money + self._offset for number in known)
            search.report(best, bound)
