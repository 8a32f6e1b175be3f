"""Models with whole numbers: candidates from the linear model first, then searches that check each other.

A search is only exact up to its tolerances, and at narrow ones a solver may call a model that has a plan impossible, or
lose its best one. So it searches at the usual tolerances; what it finds counts once its whole numbers, rounded, stand
in the linear model; and that there is no plan is only said when the linear model or a second search says it too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.errors import SolverError
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.deadline import hurried
from sop_excel.model.engine.interruptible import Better
from sop_excel.model.engine.progress import search_under_way
from sop_excel.model.engine.tightened import taken_a_little, tightened
from sop_excel.model.engine.windows import cost_of, improved, relaxed_and_fixed
from sop_excel.model.outcome import Ending, Solution

AS_GOOD = 1e-9  # of the cost: a candidate that is no dearer than the linear model's best needs no search
GOOD = 1e-3  # of the cost: one that is dearer by no more needs no better one to start a search from
FAR = 1e-3  # of the cost: a gap after the first branches at which better plans are worked for apart
NOISE = 1e-6  # of the cost: what rounding a solver's whole numbers may add to it
NEARLY = 1e-6  # units: so little above a whole number is rounded down to it,
NOTHING = 1e-9  # and so little even where what is rounded down makes no plan
AGAIN = 5  # times that a plan is looked for with more setups
AT_ONCE = 150  # whole columns: a search of so few finds its first plan by itself, and often its last


@dataclass(frozen=True)
class Attempt:
    """One way to search: how far a whole number may be from one, how far a row may be broken, whether the model is
    simplified before; and for what is only a part of the search, the most branches and the gap (a share) that will do.
    """

    of_whole: float
    of_rows: float
    presolved: bool = True
    branches: int | None = None
    gap: float = 0.0


ATTEMPTS = (Attempt(1e-6, 1e-7), Attempt(1e-5, 1e-6, presolved=False), Attempt(1e-9, 1e-9))
FIRST = Attempt(1e-6, 1e-7, branches=1, gap=1e-2)  # of a part of a first plan, which need not be the best,
BETTER = Attempt(1e-6, 1e-7, branches=40, gap=1e-4)  # and of one that is to be improved

Linear = Callable[[SparseModel], Solution]


class Branched(Protocol):
    """What searches a model with whole columns."""

    def __call__(
        self, model: SparseModel, attempt: Attempt, start: Array | None, better: Better | None = None, /
    ) -> Solution:
        """Search once, from these values if there are any; it stops without values where it finds none in the time or
        the branches that it has. Who may know ``better`` ones is asked once the first branches are searched."""

    def is_late(self, share: float) -> bool:
        """Whether this share of the time is over."""


def searched(model: SparseModel, linear: Linear, branched: Branched, in_parts: bool = True) -> Solution:
    """The best values with whole numbers, exact in them, and the duals of the linear relaxation.

    ``linear`` solves a model without whole columns. ``in_parts``: a plan to start from may be worked for. Where the
    search ends early, the best so far is the answer, without values where there is none. Raises SolverError where no
    whole numbers that were found make a plan.
    """
    relaxed = linear(replace(model, whole=np.zeros_like(model.whole)))
    if relaxed.ending is Ending.NO_PLAN:
        return relaxed
    best = _Best(model, linear, relaxed)
    for values in roundings(model, relaxed.values):
        best.stands(values)
        if best.is_within(AS_GOOD):
            return best.answer(Ending.SOLVED, relaxed.bound)
    parts = _Parts(model, best, branched) if in_parts and np.count_nonzero(model.whole) > AT_ONCE else None
    if parts is not None and not best.is_within(GOOD):
        parts.begin()
    if best.found is not None and (hurried() or branched.is_late(1.0)):
        return best.answer(Ending.SETTLED if hurried() else Ending.STOPPED, relaxed.bound)
    return _in_turn(model, best, branched, parts)


class _Parts:
    """What is searched part by part: a plan to start from, and better ones where everything at once is far from done
    after its first branches."""

    def __init__(self, model: SparseModel, best: _Best, branched: Branched) -> None:
        self._model, self._best, self._branched, self._tried = model, best, branched, False

    def begin(self) -> None:
        """Find a plan to start from, in a quarter of the time at most."""
        values = relaxed_and_fixed(self._model, self._small, lambda: self._is_over(0.25))
        if values is not None:
            self._best.stands(values)

    def better(self, values: Array | None, cost: float, bound: float) -> Array | None:
        """A plan that is better than these values, which are the best so far at this cost; None where there is none or
        it is not worth while. It is worked for once, for two thirds of the time at most."""
        if self._tried or cost - bound <= FAR * abs(cost):
            return None
        self._tried = True
        if values is not None:
            self._best.stands(values)
        if self._best.found is None:
            return None
        improved(self._model, self._best.found.values, self._small, self._best.take, lambda: self._is_over(2 / 3))
        return self._best.found.values

    def _small(self, part: SparseModel, start: Array | None) -> Solution:
        found = self._branched(part, FIRST if start is None else BETTER, start)
        self._best.branches += found.branches
        return found

    def _is_over(self, share: float) -> bool:
        return self._branched.is_late(share) or (hurried() and self._best.found is not None)


def _in_turn(model: SparseModel, best: _Best, branched: Branched, parts: _Parts | None) -> Solution:
    """Searches of everything, the later ones where those before were not exact enough: what they found makes no plan
    once it is rounded, or a dearer one, as a little of a whole number had let much be made."""
    verdicts, given, left = 0, model, list(ATTEMPTS)
    while left:
        start = None if best.found is None else best.found.values
        found = branched(model, left.pop(0), start, None if parts is None else parts.better)
        best.branches += found.branches
        if found.ending is Ending.NO_PLAN:
            verdicts += 1
            if verdicts > 1 and best.found is None:
                return replace(found, branches=best.branches)
            continue
        exact = best.stands(found.values) and best.is_no_dearer(found.values)
        if exact or found.ending.is_early:
            return best.answer(found.ending, found.bound)
        if model is given:  # begin anew where whole numbers let through no more than they must
            _find_one(model, best, branched, found.values)
            model = tightened(model, best.cost, best.linear)
            left = left if model is given else list(ATTEMPTS)
    if best.found is None:
        raise SolverError("The solver's whole numbers do not make a plan; its tolerance was too loose for them.")
    return best.answer(Ending.SOLVED, -math.inf)


def _find_one(model: SparseModel, best: _Best, branched: Branched, values: Array) -> None:
    """A plan where none is known, with the whole of each number of which these values have but a little."""
    for _ in range(AGAIN):
        little = taken_a_little(model, values)
        if best.found is not None or not little.any():
            return
        model = replace(model, lower=np.where(little, 1.0, model.lower))
        found = branched(model, ATTEMPTS[0], None)
        best.branches += found.branches
        if not found.values.size:
            return
        values = found.values
        best.stands(values)


def roundings(model: SparseModel, values: Array) -> Iterator[Array]:
    """Each number to the nearest, all down, so that the sums over the periods so far are whole: up, nearest; all up, as
    what must be there for anything to be made can always be."""
    ways: tuple[Callable[[Array], Array], ...] = (
        np.rint,
        lambda cells: np.floor(cells + NEARLY),
        lambda cells: _steps(np.ceil(np.cumsum(cells, axis=1) - NEARLY)),
        lambda cells: _steps(np.rint(np.cumsum(cells, axis=1))),
        lambda cells: np.ceil(cells - NEARLY),
    )
    tried: list[Array] = []
    for way in ways:
        rounded = values.copy()
        for columns in model.at.values():
            whole = model.whole[columns]
            if whole.any():
                rounded[columns[whole]] = way(values[columns])[whole]
        if not any(np.array_equal(rounded, other) for other in tried):
            tried.append(rounded)
            yield rounded


def _steps(sums: Array) -> Array:
    """What each period adds."""
    return np.diff(sums, axis=1, prepend=0.0)


class _Best:
    """The best plan so far, exact in its whole numbers; the branches that were searched for it and for others."""

    def __init__(self, model: SparseModel, linear: Linear, relaxed: Solution) -> None:
        self.relaxed, self.branches = relaxed, 0
        self.found: Solution | None = None
        self.linear, self.cost = linear, math.inf
        self._model = model
        self._report()

    def take(self, values: Array) -> bool:
        """Whether these values, rounded, make a plan that is better than noise; it is kept then."""
        before = self.cost
        self.stands(values)
        return self.cost < before - AS_GOOD * max(1.0, abs(self.cost))

    def stands(self, values: Array) -> bool:
        """Whether these values, rounded, make a plan; it is kept where it is the best.

        To the nearest; or up, where so little of a setup that it passes for none lets something be made.
        """
        for way in (np.rint, lambda cells: np.ceil(cells - NOTHING)) if values.size else ():
            found = self._with_fixed(way(values))
            if found is not None:
                self._keep(found)
                return True
        return False

    def is_no_dearer(self, values: Array) -> bool:
        """Whether there is a plan that costs no more than these values, but for noise."""
        cost = cost_of(self._model, values)
        return self.cost <= cost + NOISE * max(1.0, abs(cost))

    def is_within(self, share: float) -> bool:
        """Whether there is a plan, dearer than the linear model's best by no more than this share."""
        return self.cost <= self.relaxed.bound + share * max(1.0, abs(self.relaxed.bound))

    def answer(self, ending: Ending, bound: float) -> Solution:
        """The plan, with the higher of this bound and the linear model's; without values where there is none."""
        known, nothing = max(bound, self.relaxed.bound), np.zeros(0)
        values = nothing if self.found is None else self.found.values
        return Solution(ending, values, self.relaxed.duals, known, self.branches)

    def _with_fixed(self, values: Array) -> Solution | None:
        """The best values with these whole numbers; None where there is no plan with them."""
        model = self._model
        whole = values[model.whole]
        if np.any(whole < model.lower[model.whole]) or np.any(whole > model.upper[model.whole]):
            return None
        lower, upper = model.lower.copy(), model.upper.copy()
        lower[model.whole] = upper[model.whole] = whole + 0.0
        found = self.linear(replace(model, lower=lower, upper=upper, whole=np.zeros_like(model.whole)))
        return None if found.ending is Ending.NO_PLAN else found

    def _keep(self, found: Solution) -> None:
        cost = cost_of(self._model, found.values)
        if cost < self.cost:
            self.found, self.cost = found, cost
            self._report()

    def _report(self) -> None:
        search = search_under_way()
        if search is not None:
            search.report(self.cost, self.relaxed.bound)
