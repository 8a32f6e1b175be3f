"""Work that may take long, without a frozen Excel: what is going on is told every second, and there is an end to it."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from queue import Empty, SimpleQueue
from threading import Thread
from time import perf_counter
from typing import Generic, TypeVar

from sop_excel.errors import SolverError, Stopped
from sop_excel.model.engine.deadline import Stop, within
from sop_excel.model.engine.progress import Watcher, watched_by
from sop_excel.running_step import Listener, listened_by

LIMIT = 300.0  # seconds
TO_FINISH = 120.0  # seconds more for what is done about a plan once its search was ended
TICK = 1.0
NO_PLAN = "without a plan; nothing was changed (the command sop-excel optimize may take longer)"

T = TypeVar("T")
Results = SimpleQueue[tuple[T | None, BaseException | None]]


def patiently(
    work: Callable[[], T],
    tell: Callable[[float], None],
    limit: float = LIMIT,
    tick: float = TICK,
    late: str = NO_PLAN,
    watcher: Watcher = lambda progress: None,
    listener: Listener = lambda step: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> T:
    """The result of ``work``, done beside; ``tell`` hears the seconds so far after every ``tick``.

    In another thread the ``watcher`` hears of searches for whole numbers, and the ``listener`` of steps. Once the
    planner has ``cancelled`` or ``limit`` seconds have passed, such a search ends with the plan that it has.

    Raises what ``work`` raises; and where there is no such plan, or the planner has cancelled once more, Stopped or
    SolverError, which says ``late``. Whatever ends the waiting, such as an Excel that was closed, stops the work too.
    """
    stop = Stop()
    results: Results[T] = SimpleQueue()

    def run() -> None:
        try:
            with within(inf, stop), watched_by(watcher), listened_by(listener):
                results.put((work(), None))
        except BaseException as error:  # handed over to the one who waits
            results.put((None, error))

    Thread(target=run, daemon=True).start()
    try:
        return _Waiting(results, stop, limit, late).awaited(tell, tick, cancelled)
    finally:
        stop.give()


class _Waiting(Generic[T]):
    """One who waits for a result, for so many seconds."""

    def __init__(self, results: Results[T], stop: Stop, limit: float, late: str) -> None:
        self._results, self._stop, self._limit, self._late = results, stop, limit, late
        self._end = limit

    def awaited(self, tell: Callable[[float], None], tick: float, cancelled: Callable[[], bool]) -> T:
        """The result."""
        started = perf_counter()
        while True:
            passed = perf_counter() - started
            if passed >= self._end and not self._settled(passed):
                raise SolverError(f"stopped after {self._limit:.0f} s {self._late}")
            try:
                result, error = self._results.get(timeout=min(tick, self._end - passed))
            except Empty:
                passed = perf_counter() - started
                if cancelled() and not self._settled(passed):
                    raise Stopped from None
                tell(passed)
                continue
            if error is not None:
                raise error
            return result  # type: ignore[return-value]  # without an error it is what the work gave

    def _settled(self, passed: float) -> bool:
        """Whether a search ends now with the plan that it has, so that it is worth while to wait for more."""
        if not self._stop.settle():
            return False
        self._end = passed + TO_FINISH
        return True
