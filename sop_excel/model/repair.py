"""When no plan exists: the smallest changes of limits that make one possible, each set proved by a solve."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Change, Fixes
from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.decisions import decisions
from sop_excel.model.elastic import elastic
from sop_excel.model.finish import snapped
from sop_excel.model.highs import highs
from sop_excel.model.limits import Limit, limits
from sop_excel.model.notes import figure
from sop_excel.model.outcome import Ending

NEGLIGIBLE = 1e-8  # of the size of a limit, or of 1
DIGITS = 7  # to which amounts that are no short decimals are rounded up
ENLARGED = 1e-6
DROPPABLE = 50  # with more changes than this, none is tried on its own: a least sum has none to spare anyway
MOST_ALTERNATIVES = 2
LARGE = 20_000  # cells (products x periods) from which on no alternatives are looked for, as each takes minutes

Cost = Callable[[Problem], float | None]  # total cost of the cheapest plan, None where no plan exists


@dataclass(frozen=True)
class Step:
    """One change of one cell of one limit."""

    limit: Limit
    cell: tuple[int, int]
    amount: float

    def enlarged(self) -> Step:
        """The same change a little larger, for when rounding left it too small."""
        larger = self.amount * (1 + ENLARGED) + ENLARGED
        return replace(self, amount=min(larger, float(self.limit.most[self.cell])))

    def told(self, problem: Problem) -> Change:
        """The change in the planner's words."""
        codes = problem.resource_codes if self.limit.of_resources else problem.product_codes
        item, period = codes[self.cell[0]], problem.periods[self.cell[1]]
        amount = figure(self.amount)
        if self.limit.name == "initial backorders":
            return Change(f"{self.limit.action} {self.limit.name} of {item} by {amount}", item, "", self.amount)
        return Change(
            f"{self.limit.action} {self.limit.name} of {item} in {period} by {amount}", item, period, self.amount
        )


def fixes(problem: Problem, total_cost: Cost) -> tuple[Fixes, ...]:
    """The smallest set of changes that makes a plan possible, and then other such sets.

    Smallest is the sum of amount over the size of the limit: its own value, or the mean demand where that is 0. Demand
    is changed only when nothing else helps. An alternative is the smallest set without one kind of change of the first.
    """
    problem, _, _ = problem.canonical()
    everything = limits(problem)
    best = _smallest(problem, everything)
    found = [best]
    kinds = dict.fromkeys(step.limit for step in best if problem.demand.size < LARGE)
    for kind in kinds:
        if len(found) <= MOST_ALTERNATIVES:
            other = _smallest(problem, everything, kind)
            found += [other] if other and other not in found else []
    proved = (_proved(problem, steps, total_cost) for steps in found)
    return tuple(fix for fix in proved if fix is not None)


def _smallest(problem: Problem, everything: tuple[Limit, ...], barred: Limit | None = None) -> list[Step]:
    """The steps of the smallest set of changes of all but the barred limit; none when they make no plan possible."""
    try:
        amounts = elastic(problem, everything, barred).least(problem)
    except SolverError:  # the time limit came first
        return []
    steps = [step for limit, some in zip(everything, amounts or (), strict=False) for step in _steps(limit, some)]
    if steps and not _possible(_applied(problem, steps)):
        steps = [step.enlarged() for step in steps]
    return _without_redundant(problem, steps)


def _steps(limit: Limit, amounts: Array) -> list[Step]:
    """The changes that are more than noise, each just large enough."""
    least = NEGLIGIBLE * np.maximum(1.0, np.where(np.isfinite(limit.value), limit.value, 0.0))
    amounts = snapped(amounts, np.zeros_like(amounts), limit.most, least, short=3)
    return [
        Step(limit, (i, t), min(_rounded_up(float(amounts[i, t])), float(limit.most[i, t])))
        for i, t in np.argwhere(amounts > least).tolist()
    ]


def _rounded_up(amount: float) -> float:
    """The amount as it is when short, else the next one of 7 digits.

    >>> _rounded_up(120.5), _rounded_up(100 / 3)
    (120.5, 33.33334)
    """
    places = DIGITS - 1 - math.floor(math.log10(amount))
    if round(amount, places) == amount:
        return amount
    return round(math.ceil(amount * 10.0**places) / 10.0**places, max(places, 0))


def _applied(problem: Problem, steps: list[Step]) -> Problem:
    for step in steps:
        amounts = np.zeros_like(step.limit.value)
        amounts[step.cell] = step.amount
        problem = step.limit.changed(problem, amounts)
    return problem


def _without_redundant(problem: Problem, steps: list[Step]) -> list[Step]:
    if len(steps) > DROPPABLE:
        return steps
    for step in reversed(steps):
        fewer = [other for other in steps if other is not step]
        if _possible(_applied(problem, fewer)):
            steps = fewer
    return steps


def _possible(problem: Problem) -> bool:
    try:
        return highs(problem, decisions(problem)).ending is not Ending.NO_PLAN
    except SolverError:
        return False


def _proved(problem: Problem, steps: list[Step], total_cost: Cost) -> Fixes | None:
    if not steps:
        return None
    try:
        cost = total_cost(_applied(problem, steps))
    except SolverError:
        return None
    return None if cost is None else Fixes(tuple(step.told(problem) for step in steps), cost)
