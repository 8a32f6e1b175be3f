"""How a search for whole numbers goes, told to the host that waits for it, and ended by it once there is a plan.

A host listens, and an engine says that it searches; neither knows the other::

    with watched_by(show):              # the host: hears a Progress now and then, and None when a search is over
        with searching() as search:     # the engine: from its first candidate to its last proof
            search.report(best, bound)  # by any thread

A linear model is solved too soon to be told of, and its steps are no plans.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter

from sop_excel.domain.plan import gap
from sop_excel.domain.vocabulary import money, percent
from sop_excel.model.engine.deadline import settling

COST, NET_COST = "cost", "cost less revenue"  # what a plan is to have the least of


@dataclass(frozen=True)
class Progress:
    """How far a search is after so many seconds: the least that was found (``inf``: nothing yet) of what is searched
    for, and what cannot be gone below (``-inf``: not known yet). It is ``what``: of a plan, its cost (money)."""

    seconds: float
    best: float
    bound: float
    what: str = COST

    @property
    def has_plan(self) -> bool:
        """Whether something was found."""
        return math.isfinite(self.best)

    @property
    def gap(self) -> float:
        """How much less than the best there could be at most, as a share; ``inf`` where one of both is not known."""
        return gap(self.best, self.bound, 0.0) if math.isfinite(self.best - self.bound) else math.inf

    def __str__(self) -> str:
        """What a planner is told.

        >>> print(Progress(12.3, 1250.0, 1200.0))
        best cost 1,250, bound 1,200, gap 4 %
        >>> print(Progress(1.0, math.inf, 1200.0)), print(Progress(0.1, math.inf, -math.inf))
        no plan yet, bound 1,200
        searching
        (None, None)
        """
        if self.best == math.inf and self.bound == -math.inf:
            return "searching"
        told = [f"best {self.what} {money(self.best)}" if math.isfinite(self.best) else "no plan yet"]
        told += [f"bound {money(self.bound)}"] if math.isfinite(self.bound) else []
        told += [f"gap {percent(max(0.0, self.gap))}"] if math.isfinite(self.gap) else []
        return ", ".join(told)


def how_far(doing: str, search: Progress | None, seconds: float | None = None, hint: str = "") -> str:
    """What is done, for how many seconds, and how far a search is; ``hint``: by what one that has a plan is ended.

    >>> how_far("solving", Progress(12.3, 1250.0, 1200.0), 12.3, " (Esc takes this plan)")
    'solving, 12 s, best cost 1,250, bound 1,200, gap 4 % (Esc takes this plan)'
    >>> how_far("reading", None)
    'reading'
    """
    passed = "" if seconds is None else f", {seconds:.0f} s"
    told = f", {search}{hint if search.has_plan else ''}" if search else ""
    return f"{doing}{passed}{told}"


Watcher = Callable[[Progress | None], None]

_WATCHER: ContextVar[Watcher | None] = ContextVar("watcher", default=None)
_AIM: ContextVar[str] = ContextVar("aim", default=COST)
_SEARCH: ContextVar[RunningSearch | None] = ContextVar("search", default=None)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """While the body runs, the watcher hears of every search in it, in any thread and as often as there is news."""
    token = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(token)


@contextmanager
def aiming_at(what: str) -> Iterator[None]:
    """While the body runs, searches are for the least of this."""
    token = _AIM.set(what)
    try:
        yield
    finally:
        _AIM.reset(token)


class RunningSearch:
    """A search that is under way: the best of all that was reported."""

    def __init__(self, blind: bool) -> None:
        self._blind = blind
        self._watcher, self._aim, self._began = _WATCHER.get(), _AIM.get(), perf_counter()
        self._best, self._bound = math.inf, -math.inf

    @property
    def has_plan(self) -> bool:
        """Whether something was found, or may have been."""
        return self._blind or math.isfinite(self._best)

    def report(self, best: float = math.inf, bound: float = -math.inf) -> None:
        """Something was found, or is proved, as far as it is better than what was reported before."""
        self._best, self._bound = min(self._best, best), max(self._bound, bound)
        if self._watcher is not None:
            self._watcher(Progress(perf_counter() - self._began, self._best, self._bound, self._aim))

    def over(self) -> None:
        """Nothing more comes."""
        if self._watcher is not None:
            self._watcher(None)


@contextmanager
def searching(blind: bool = False) -> Iterator[RunningSearch]:
    """The body is one search, which a stop may settle once it has reported a plan (``deadline.Stop.settle``).

    ``blind``: it tells nothing while it works, and may be settled at any time.
    """
    search = RunningSearch(blind)
    search.report()
    token = _SEARCH.set(search)
    try:
        with settling(lambda: search.has_plan):
            yield search
    finally:
        _SEARCH.reset(token)
        search.over()


class _SearchOfPart(RunningSearch):
    """The search of a part, of which the search of the whole hears."""

    def __init__(self, tell: Callable[[float, float], None]) -> None:
        super().__init__(blind=False)
        self._tell = tell

    def report(self, best: float = math.inf, bound: float = -math.inf) -> None:
        self._best, self._bound = min(self._best, best), max(self._bound, bound)
        self._tell(self._best, self._bound)


class SearchesOfParts:
    """The searches of parts that make one whole, each reported as far as all of them are known; any thread.

    ``known`` are a bound of each part to begin with (money), and ``offset`` is what the whole costs besides.
    """

    def __init__(self, known: Sequence[float], offset: float) -> None:
        self._whole, self._offset, self._lock = _SEARCH.get(), offset, threading.Lock()
        self._best, self._bounds = [math.inf] * len(known), list(known)

    @contextmanager
    def part(self, k: int) -> Iterator[None]:
        """The body is the search of part ``k``."""
        token = _SEARCH.set(_SearchOfPart(lambda best, bound: self._heard(k, best, bound)))
        try:
            yield
        finally:
            _SEARCH.reset(token)

    def _heard(self, k: int, best: float, bound: float) -> None:
        with self._lock:
            self._best[k], self._bounds[k] = best, max(self._bounds[k], bound)
            if self._whole is not None:
                self._whole.report(sum(self._best) + self._offset, sum(self._bounds) + self._offset)


def search_under_way() -> RunningSearch | None:
    """The search in which the caller works; None outside of any."""
    return _SEARCH.get()
