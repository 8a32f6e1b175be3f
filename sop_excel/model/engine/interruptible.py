"""HiGHS, run under the deadline and the stop in force."""

from __future__ import annotations

import math
from collections.abc import Callable

import highspy
from highspy import HighsModelStatus, HighsStatus, cb

from sop_excel.model.engine.deadline import ending, passed, seconds_left

NO_PLAN = (HighsModelStatus.kInfeasible, HighsModelStatus.kUnboundedOrInfeasible)  # the first, as no cost is below 0
_POLLED = (
    cb.HighsCallbackType.kCallbackSimplexInterrupt,
    cb.HighsCallbackType.kCallbackIpmInterrupt,
    cb.HighsCallbackType.kCallbackMipInterrupt,
)


def optimized(solver: highspy.Highs, seconds: float = math.inf, whole: bool = False) -> HighsModelStatus:
    """Run HiGHS for at most so many seconds on a linear model, or one in ``whole`` numbers; its model status.

    That is ``kTimeLimit`` where it took these seconds, and ``kSolveError`` where it broke down.
    Raises DeadlineError where the deadline in force ended it or has passed, Stopped on a stop, and MemoryError where
    the machine has too little.
    """
    with ending(_interrupter(solver)):
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


def _interrupter(solver: highspy.Highs) -> Callable[[], None]:
    """What makes a running HiGHS stop.

    HiGHS asks at every iteration whether it should, but only from then on: answering in Python from the first one
    would cost a third of the time of a middling model.
    """
    solver.setCallback(_interrupt, None)

    def end() -> None:
        for kind in _POLLED:
            solver.startCallback(kind)

    return end


def _interrupt(
    kind: cb.HighsCallbackType,
    message: str,
    found: cb.HighsCallbackOutput,
    answer: cb.HighsCallbackInput,
    nothing: object,
) -> None:
    answer.user_interrupt = True
