"""HiGHS, run under the deadline and the stop in force."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from highspy import HighsModelStatus, HighsStatus, cb

from sop_excel.domain.fields import Array
from sop_excel.model.engine.deadline import ending, hurried, passed, seconds_left
from sop_excel.model.engine.meanwhile import waiting
from sop_excel.model.engine.progress import RunningSearch, search_under_way

NO_PLAN = (HighsModelStatus.kInfeasible, HighsModelStatus.kUnboundedOrInfeasible)  # the first, as no cost is below 0
_WHOLE = cb.HighsCallbackType.kCallbackMipInterrupt
_FOUND = cb.HighsCallbackType.kCallbackMipImprovingSolution
_BETTER = cb.HighsCallbackType.kCallbackMipUserSolution
_POLLED = (
    cb.HighsCallbackType.kCallbackSimplexInterrupt,
    cb.HighsCallbackType.kCallbackIpmInterrupt,
    _WHOLE,
)
_THREAD = threading.local()

Better = Callable[[Array | None, float, float], Array | None]


@dataclass(frozen=True)
class Hearing:
    """How a search for whole numbers is heard: ``money`` is one of what HiGHS minimises, and ``offset`` is more.

    ``better`` is asked now and then, once the first branches are searched: given the best values so far (none: not
    known), what they cost, and the bound (money), it may know better ones, which HiGHS goes on with.
    """

    money: float = 1.0
    offset: float = 0.0
    better: Better | None = None


def optimized(
    solver: highspy.Highs, seconds: float = math.inf, whole: bool = False, hearing: Hearing | None = None
) -> HighsModelStatus:
    """Run HiGHS for at most so many seconds on a linear model, or one in ``whole`` numbers; its model status.

    That is ``kTimeLimit`` where it took these seconds, ``kInterrupt`` where a search was settled of which this run is a
    part, and ``kSolveError`` where it broke down. With a ``hearing`` the run is the search itself.
    Raises DeadlineError where the deadline in force ended it or has passed, Stopped on a stop, MemoryError where the
    machine has too little, and what was raised by whoever was asked for better values.
    """
    search = search_under_way() if whole else None
    listener = _Listener(search, hearing)
    solver.setCallback(listener.asked, None)
    for kind in listener.kinds:
        solver.startCallback(kind)

    def end() -> None:
        listener.ended = True
        for kind in _POLLED:
            solver.startCallback(kind)

    _begin_afresh()
    with ending(end, end if search else None):
        left = seconds_left()
        spent = 0.0 if whole else solver.getRunTime()  # only with linear models HiGHS counts what it ran before
        solver.setOptionValue("time_limit", spent + min(seconds, left))
        if not whole:  # a search asks us again and again
            waiting(solver.getNumCol())
        ran = solver.run()
    if listener.fault is not None:
        raise listener.fault
    if solver.getModelStatus() == HighsModelStatus.kMemoryLimit:  # an error like any other, going by what run returns
        raise MemoryError
    status = HighsModelStatus.kSolveError if ran == HighsStatus.kError else solver.getModelStatus()
    if status == HighsModelStatus.kTimeLimit and left <= seconds:
        raise passed()
    return status


def _begin_afresh() -> None:
    """HiGHS keeps, for each thread of a process, the number of threads of the first run, and refuses a later run that
    asks for another one. Who ran it before us must not stand in our way; from our first run on all is ours, and a reset
    would take away what a search works with while it asks for better values."""
    if not hasattr(_THREAD, "ours"):
        highspy.Highs.resetGlobalScheduler(True)
        _THREAD.ours = True


class _Listener:
    """What HiGHS hears when it asks whether it shall stop, and what it tells of its search when it does.

    It asks at every iteration of a linear model, but is only answered once it shall stop: answering in Python from the
    first one would cost a third of the time of a middling model. In whole numbers it asks a hundred times a second.
    """

    def __init__(self, search: RunningSearch | None, hearing: Hearing | None) -> None:
        self.ended = False
        self.fault: BaseException | None = None
        self._hearing = hearing or Hearing()
        self._search = search if hearing else None
        self._told = (math.inf, -math.inf)
        self._values: Array | None = None
        asking = [_WHOLE, _FOUND, _BETTER] if self._hearing.better else [_WHOLE]
        self.kinds = asking if hearing else []

    def asked(
        self,
        kind: cb.HighsCallbackType,
        message: str,
        found: cb.HighsCallbackOutput,
        answer: cb.HighsCallbackInput,
        nothing: object,
    ) -> None:
        """HiGHS asks, in the thread in which it runs."""
        try:
            self._answer(int(kind), found, answer)  # a kind comes as its number
        except BaseException as fault:  # it must not go through HiGHS, which knows nothing of it
            self.fault = self.fault or fault
            self.ended = True
        answer.user_interrupt = self.ended

    def _answer(self, kind: int, found: cb.HighsCallbackOutput, answer: cb.HighsCallbackInput) -> None:
        if kind == int(_WHOLE):
            self._tell((found.mip_primal_bound, found.mip_dual_bound))
        elif kind == int(_FOUND):
            self._values = np.array(found.mip_solution)
        elif kind == int(_BETTER) and self._hearing.better and found.mip_node_count > 0 and not self.ended:
            best, bound = self._in_money((found.mip_primal_bound, found.mip_dual_bound))
            values = self._hearing.better(self._values, best, bound)
            if values is not None:
                answer.setSolution(values)

    def _tell(self, known: tuple[float, float]) -> None:
        if self._search and known != self._told:
            self._told = known
            self._search.report(*self._in_money(known))
        if self._search and hurried() and self._search.has_plan:
            self.ended = True

    def _in_money(self, known: tuple[float, float]) -> tuple[float, float]:
        best, bound = (number * self._hearing.money + self._hearing.offset for number in known)
        return best, bound
