"""The best plan in whole numbers that is known so far, and what is known to be below all plans."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.progress import search_under_way
from sop_excel.model.engine.windows import cost_of
from sop_excel.model.outcome import Ending, Solution

AS_GOOD = 1e-9  # of the cost: a candidate that is no dearer than the linear model's best needs no search
NOISE = 1e-6  # of the cost: what rounding a solver's whole numbers may add to it
NOTHING = 1e-9  # units: so little above a whole number is rounded down to it even where that makes no plan

Linear = Callable[[SparseModel], Solution]


class BestPlan:
    """The best plan so far, exact in its whole numbers; the branches that were searched for it and for others; and a
    bound that no plan is below."""

    def __init__(self, model: SparseModel, linear: Linear, relaxed: Solution) -> None:
        self.model, self.relaxed, self.bound, self.branches = model, relaxed, relaxed.bound, 0
        self.found: Solution | None = None
        self.linear, self.cost = linear, math.inf
        self._report()

    def proves(self, bound: float) -> None:
        """No plan is below this bound either."""
        self.bound = max(self.bound, bound)
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
        tried: list[Array] = []
        for way in (np.rint, lambda cells: np.ceil(cells - NOTHING)) if values.size else ():
            whole = way(values[self.model.whole]) + 0.0
            if any(np.array_equal(whole, other) for other in tried):
                continue
            tried.append(whole)
            found = self._with_fixed(whole)
            if found is not None:
                self._keep(found)
                return True
        return False

    def is_no_dearer(self, values: Array) -> bool:
        """Whether there is a plan that costs no more than these values, but for noise."""
        cost = cost_of(self.model, values)
        return self.cost <= cost + NOISE * max(1.0, abs(cost))

    def is_within(self, share: float) -> bool:
        """Whether there is a plan, dearer than the bound by no more than this share."""
        return self.cost <= self.bound + share * max(1.0, abs(self.bound))

    def answer(self, ending: Ending, bound: float) -> Solution:
        """The plan, with the higher of this bound and those before; without values where there is none."""
        values, known = np.zeros(0) if self.found is None else self.found.values, max(bound, self.bound)
        return Solution(ending, values, self.relaxed.duals, known, self.branches, known > self.relaxed.bound)

    def _with_fixed(self, whole: Array) -> Solution | None:
        """The best values with these whole numbers; None where there is no plan with them."""
        model = self.model
        if np.any(whole < model.lower[model.whole]) or np.any(whole > model.upper[model.whole]):
            return None
        lower, upper = model.lower.copy(), model.upper.copy()
        lower[model.whole] = upper[model.whole] = whole
        found = self.linear(replace(model, lower=lower, upper=upper, whole=np.zeros_like(model.whole)))
        return None if found.ending is Ending.NO_PLAN else found

    def _keep(self, found: Solution) -> None:
        cost = cost_of(self.model, found.values)
        if cost < self.cost:
            self.found, self.cost = found, cost
            self._report()

    def _report(self) -> None:
        search = search_under_way()
        if search is not None:
            search.report(self.cost, self.bound)
