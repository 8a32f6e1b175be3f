"""Searches for whole numbers in the parts of a model that have nothing to do with each other, several at once.

What takes a search of everything hours, such as the setups of twenty plants, takes a search of each plant seconds: the
branches of one have not to be tried with all those of another.
"""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.at_once import at_once
from sop_excel.model.engine.deadline import hurried
from sop_excel.model.engine.progress import SearchesOfParts
from sop_excel.model.engine.separable import ModelPart, parts_of
from sop_excel.model.outcome import Ending, Solution

ANEW = 2.0  # times the seconds that it had: with fewer a search that was ended is not begun anew
TOO_SHORT = 0.05  # seconds: twice as long is not worth a search either
LEAST = 1e-300  # no division by 0 where nothing costs anything


@dataclass(frozen=True)
class Whole:
    """What is known of the whole model: the values of its linear relaxation, and those of a plan if there is one."""

    relaxed: Array
    plan: Array | None


Search = Callable[[SparseModel, float, float], Solution]


def searched_apart(model: SparseModel, whole: Whole, seconds: float, search: Search) -> Solution | None:
    """The answers of all parts as one, without duals: those of the linear relaxation stand. None where there is one
    part alone.

    ``search`` is told a part, the seconds that it may take, and which share of the gap is its own. A part for which
    nothing better is found keeps its own of a plan that is known. There are no values where a part has none. May raise
    as ``search`` does.
    """
    parts = parts_of(model, worth_it=1)
    if len(parts) == 1:
        return None
    costs = [float(part.model.cost @ whole.relaxed[part.columns]) for part in parts]
    share = min(1.0, abs(math.fsum([*costs, model.offset])) / max(math.fsum(map(abs, costs)), LEAST))
    searches, heard = _Searches(seconds, parts), SearchesOfParts(costs, model.offset)

    def of_part(k: int) -> Solution:
        with heard.part(k):
            return search(parts[k].model, searches.seconds(k), share)

    while searches.open:
        searches.take(at_once(of_part, searches.open))
    return _joined(model, parts, whole, searches.best)


class _Searches:
    """The best answers so far, the parts that are still to be searched, and the time that there is for each.

    Of the time that is left, each part may take as if all that are still to come took as long. Some take less; what
    they leave is for those whose time was over, if it is worth to begin them anew.
    """

    def __init__(self, seconds: float, parts: Sequence[ModelPart]) -> None:
        self._end, self._lock = perf_counter() + seconds, threading.Lock()
        self._costs, self._had = [part.model.cost for part in parts], [0.0] * len(parts)
        self._best: list[Solution | None] = [None] * len(parts)
        self.open, self._waiting = list(range(len(parts))), len(parts)

    @property
    def best(self) -> list[Solution]:
        """The best answer to each part that was searched."""
        return [found for found in self._best if found is not None]

    def seconds(self, k: int) -> float:
        """For the next search, which is of part ``k``; any thread."""
        with self._lock:
            self._had[k] = self._share()
            self._waiting -= 1
            return self._had[k]

    def _share(self) -> float:
        return max(0.0, self._end - perf_counter()) / max(1.0, self._waiting / (os.cpu_count() or 1))

    def take(self, answers: Sequence[Solution]) -> None:
        """The answers to those that were open."""
        for k, found in zip(self.open, answers, strict=True):
            before = self._best[k]
            self._best[k] = found if before is None else _better(self._costs[k], before, found)
        late = [k for k, found in zip(self.open, answers, strict=True) if found.ending is Ending.STOPPED]
        self._waiting = len(late)
        had = max([TOO_SHORT, *(self._had[k] for k in late)])
        is_worth_it = math.isfinite(had) and self._share() >= ANEW * had  # without a limit it was another one that met
        self.open = late if is_worth_it and not hurried() else []


def _better(cost: Array, one: Solution, other: Solution) -> Solution:
    """The later answer about a part, with the cheaper plan and the higher bound of both; ``cost`` is that of its
    columns."""
    branches = one.branches + other.branches
    if not other.ending.is_early:
        return replace(other, branches=branches)
    plans = [found.values for found in (one, other) if found.values.size]
    values = min(plans, key=lambda values: float(cost @ values)) if plans else other.values
    return replace(other, values=values, bound=max(one.bound, other.bound), branches=branches)


def _joined(model: SparseModel, parts: Sequence[ModelPart], whole: Whole, answers: Sequence[Solution]) -> Solution:
    branches, nothing = sum(found.branches for found in answers), np.zeros(0)
    if any(found.ending is Ending.NO_PLAN for found in answers):
        return Solution(Ending.NO_PLAN, nothing, nothing, math.inf, branches)
    values = np.full(model.cost.size, np.nan) if whole.plan is None else whole.plan.copy()
    for part, found in zip(parts, answers, strict=True):
        cost, before = part.model.cost, values[part.columns]
        if found.values.size and not cost @ before < cost @ found.values:
            values[part.columns] = found.values
    endings = {found.ending for found in answers}
    early = Ending.SETTLED if Ending.SETTLED in endings else Ending.STOPPED
    return Solution(
        Ending.SOLVED if endings == {Ending.SOLVED} else early,
        nothing if np.isnan(values).any() else values,
        nothing,
        math.fsum([found.bound for found in answers]) + model.offset,
        branches,
    )
