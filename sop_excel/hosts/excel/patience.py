"""Work that may take long, without a frozen Excel: what is going on is told every second, and there is an end to it."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from queue import Empty, SimpleQueue
from threading import Thread
from time import perf_counter
from typing import TypeVar

from sop_excel.errors import SolverError
from sop_excel.model.engine.deadline import Stop, within

LIMIT = 300.0  # seconds
TICK = 1.0
NO_PLAN = "without a plan; nothing was changed (the command sop-excel optimize may take longer)"

T = TypeVar("T")
Results = SimpleQueue[tuple[T | None, BaseException | None]]


def patiently(
    work: Callable[[], T], tell: Callable[[float], None], limit: float = LIMIT, tick: float = TICK, late: str = NO_PLAN
) -> T:
    """The result of ``work``, done beside; ``tell`` hears the seconds so far after every ``tick``.

    Raises what ``work`` raises, and SolverError, which says ``late``, once ``limit`` seconds have passed. Whatever ends
    the waiting, such as an Excel that was closed, stops the work too.
    """
    stop = Stop()
    results: Results[T] = SimpleQueue()

    def run() -> None:
        try:
            with within(inf, stop):
                results.put((work(), None))
        except BaseException as error:  # handed over to the one who waits
            results.put((None, error))

    Thread(target=run, daemon=True).start()
    try:
        return _awaited(results, tell, limit, tick, late)
    finally:
        stop.give()


def _awaited(results: Results[T], tell: Callable[[float], None], limit: float, tick: float, late: str) -> T:
    started = perf_counter()
    while (passed := perf_counter() - started) < limit:
        try:
            result, error = results.get(timeout=min(tick, limit - passed))
        except Empty:
            tell(perf_counter() - started)
            continue
        if error is not None:
            raise error
        return result  # type: ignore[return-value]  # without an error it is what the work gave
    raise SolverError(f"stopped after {limit:.0f} s {late}")
