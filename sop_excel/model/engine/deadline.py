"""How long a command may work, and how it is stopped from outside: one deadline and one stop for all that it does.

The setting ``Time limit`` governs one search for whole numbers. All that is done about one plan, its search, its proof
and its explanation or diagnosis, takes at most ``MOST`` times as long. Both are the law of whoever opens them::

    with within(60.0):          # never longer than what an outer deadline has left, such as ``for_plan``
        optimized(solver)       # HiGHS ends at the deadline: DeadlineError; or at a stop: Stopped
        check()                 # for work of our own, between two steps

A deadline that is not met changes nothing of any answer; one that is met must be told to the planner.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from sop_excel.errors import DeadlineError, Stopped

if TYPE_CHECKING:
    from sop_excel.domain.problem import Policies

MOST = 10.0  # times the setting Time limit that all work on one plan may take,
LEAST = 10.0  # but never fewer seconds than these: a linear plan must not fail since its whole numbers were hurried


class Stop:
    """A stop from outside, given by any thread: what runs is ended, and nothing else is begun.

    Before, a search for whole numbers may be settled: it ends with the plan that it has.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()  # of whoever decides what a stop shall do
        self._running: list[Callable[[], None]] = []
        self._searching: list[Callable[[], None]] = []  # those of them that are no more than a search
        self._have_plans: list[Callable[[], bool]] = []
        self.given: tuple[int, ...] | None = None
        self.hurried = False  # a search was settled, and each that follows is over with its first plan
        self.raised = False  # somebody knows

    @property
    def busy(self) -> bool:
        """Whether something runs that a stop ends, and that raises ``Stopped`` then."""
        return bool(self._running)

    def settle(self) -> bool:
        """End the search that is under way with the plan that it has; False where there is no search, or no plan yet.

        That is done once: all that is still searched under this stop ends by itself with its first plan.
        """
        with self.lock:
            if self.given is not None or self.hurried or not any(has_plan() for has_plan in self._have_plans):
                return False
            self.hurried = True
            for end in list(self._searching):
                end()
            return True

    @contextmanager
    def settling(self, has_plan: Callable[[], bool]) -> Iterator[None]:
        """The body is a search that may be settled once it has a plan."""
        with self.lock:
            self._have_plans.append(has_plan)
        try:
            yield
        finally:
            with self.lock:
                self._have_plans.remove(has_plan)

    def give(self, *signal: int) -> None:
        """End what runs. Whoever works under this stop gets ``Stopped``, with the signal's number if it was one."""
        with self.lock:
            self.given = self.given or signal
            for end in list(self._running):
                end()

    @contextmanager
    def ending(self, end: Callable[[], None], settled: Callable[[], None] | None = None) -> Iterator[None]:
        """While the body runs, a stop calls ``end``, in a thread of its own. Raises Stopped once one was given.

        ``settled`` is called where a search is settled, of which the body is a part that may be broken off.
        """
        with self.lock:
            self._refuse()
            self._running.append(end)
            self._searching += [settled] if settled else []
        try:
            yield
        finally:
            with self.lock:
                self._running.remove(end)
                if settled:
                    self._searching.remove(settled)
        self._refuse()

    def _refuse(self) -> None:
        if self.given is not None:
            self.raised = True
            raise Stopped(*self.given)


@dataclass(frozen=True)
class _Deadline:
    at: float = math.inf  # on the clock of perf_counter
    stop: Stop = field(default_factory=Stop)


_NONE = _Deadline()  # without an end, and with a stop that nobody gives
_IN_FORCE: ContextVar[_Deadline] = ContextVar("deadline", default=_NONE)


@contextmanager
def within(seconds: float, stop: Stop | None = None) -> Iterator[None]:
    """The body may take so many seconds (``inf``: as many as there are), and is ended by this stop.

    An outer deadline holds too, and its stop where none is given here.
    """
    outer = _in_force()
    inner = _Deadline(min(outer.at, perf_counter() + seconds), stop or outer.stop)
    token = _IN_FORCE.set(inner)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def for_plan(policies: Policies) -> AbstractContextManager[None]:
    """The deadline for all that is done about one plan."""
    return within(max(LEAST, MOST * policies.time_limit))


def seconds_left() -> float:
    """Until the deadline in force; ``inf`` where there is none, and never below 0."""
    return max(0.0, _in_force().at - perf_counter())


def fair_share() -> float:
    """What one search may take of the seconds that are left: half, so that the rest is there for the proof."""
    return seconds_left() / 2


def check() -> None:
    """Raise DeadlineError once the deadline has passed, and Stopped once a stop was given."""
    _in_force().stop._refuse()
    if not seconds_left():
        raise passed()


def ending(end: Callable[[], None], settled: Callable[[], None] | None = None) -> AbstractContextManager[None]:
    """While the body runs, a stop calls ``end`` (any thread), and ``settled`` where a search is to end with its plan.

    Raises DeadlineError or Stopped before, Stopped after.
    """
    check()
    return _in_force().stop.ending(end, settled)


def settling(has_plan: Callable[[], bool]) -> AbstractContextManager[None]:
    """The body is a search that may be settled, under the stop in force."""
    return _in_force().stop.settling(has_plan)


def hurried() -> bool:
    """Whether a search was settled from outside: all that is still searched shall be over with its first plan."""
    return _in_force().stop.hurried


def _in_force() -> _Deadline:
    return _IN_FORCE.get()


def passed() -> DeadlineError:
    """What is raised once the deadline has passed."""
    return DeadlineError("All work on this plan stopped at its time limit; raise the setting Time limit.")
