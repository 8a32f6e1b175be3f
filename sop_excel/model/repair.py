"""When no plan exists: the smallest changes of limits that make one possible, each set proved by a solve."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Change, Fixes
from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.elastic import Elastic, elastic
from sop_excel.model.finish import snapped
from sop_excel.model.limits import Limit, limits
from sop_excel.model.postpone import POSTPONE, postponed

DIGITS, MORE_DIGITS = 7, 12  # of amounts that are no short decimals, and of those that must be nearly exact
ENLARGED = 1e-6
DROPPABLE = 50  # with more changes than this, none is tried on its own: a least sum has none to spare anyway
MOST_ALTERNATIVES = 4
LARGE = 20_000  # cells (products x periods) from which on no alternatives are looked for, as each takes minutes

ALONE = ("capacity", "overtime capacity", "safety stock", "demand")  # kinds that are tried on their own

Cost = Callable[[Problem], float | None]  # total cost of the cheapest plan, None where no plan exists


@dataclass(frozen=True)
class Step:
    """One change of one cell of one limit."""

    limit: Limit
    cell: tuple[int, int]
    amount: float

    def by(self, amount: float) -> Step:
        """The same change by another amount, as far as the limit allows it."""
        return replace(self, amount=min(amount, float(self.limit.most[self.cell])))

    def told(self, problem: Problem) -> Change:
        """The change in the planner's words; the number in them is the amount to the last bit."""
        codes = problem.resource_codes if self.limit.of_resources else problem.product_codes
        item, period = codes[self.cell[0]], problem.periods[self.cell[1]]
        amount = np.format_float_positional(self.amount, trim="-")
        if self.limit.name == "initial backorders":
            return Change(f"{self.limit.action} {self.limit.name} of {item} by {amount}", item, "", self.amount)
        when = f"in {period}"
        if self.limit.action == POSTPONE:
            when = f"from {period} to {problem.periods[self.cell[1] + 1]}"
        return Change(f"{self.limit.action} {self.limit.name} of {item} {when} by {amount}", item, period, self.amount)


@dataclass(frozen=True)
class Way:
    """Changes that together make a plan possible, and what the cheapest plan then costs: None where none is proved."""

    steps: list[Step]
    cost: float | None

    @property
    def kinds(self) -> frozenset[tuple[str, str]]:
        """What kinds of limits are changed, and in which direction."""
        return frozenset((step.limit.action, step.limit.name) for step in self.steps)

    @property
    def of_needs(self) -> bool:
        """Whether demand, or what is already late, is changed."""
        return any(step.limit.last for step in self.steps)


def fixes(problem: Problem, total_cost: Cost) -> tuple[Fixes, ...]:
    """The smallest set of changes that makes a plan possible, and then other such sets, each proved by its plan.

    Smallest is the sum of amount over the size of the limit: its own value, or the mean demand where that is 0. Demand
    is changed only when nothing else helps. An alternative is the smallest set without one kind of change of the first,
    or the smallest of one kind alone, demand that comes later among them; no two are of the same kinds. Should the
    first not stand its proof, none stands in for it that changes demand where the first did not.
    """
    problem, _, _ = problem.canonical()
    everything = limits(problem)
    best = _smallest(problem, everything, total_cost)
    found = [best]
    for other in _others(problem, everything, best, total_cost):
        if other.kinds not in [way.kinds for way in found] and len(found) <= MOST_ALTERNATIVES:
            found.append(other)
    if best.cost is None and not best.of_needs:
        found = [way for way in found if not way.of_needs]
    return tuple(
        Fixes(tuple(step.told(problem) for step in way.steps), way.cost) for way in found if way.cost is not None
    )


def _others(problem: Problem, everything: tuple[Limit, ...], best: Way, total_cost: Cost) -> Iterator[Way]:
    """Other ways: without one kind of change of the best, and then by one kind alone, where that is possible."""
    if problem.demand.size >= LARGE:
        return
    for kind in dict.fromkeys(step.limit for step in best.steps):
        yield _smallest(problem, everything, total_cost, [kind])
    for name in ALONE:
        alone = [limit for limit in everything if limit.name == name and np.any(limit.most > 0)]
        if alone:
            yield _smallest(problem, everything, total_cost, [limit for limit in everything if limit not in alone])
    later, amounts = postponed(problem)
    steps = _steps(later, amounts)
    yield _proved(problem, steps, total_cost) if steps else Way([], None)


def _smallest(problem: Problem, everything: tuple[Limit, ...], total_cost: Cost, barred: Collection[Limit] = ()) -> Way:
    """The smallest set of changes of all but the barred limits; no steps when they make no plan possible."""
    model = elastic(problem, everything, barred)
    way, amounts = Way([], None), _least(model, problem)
    for _ in range(2):  # once more with these changes alone, should noise of others have made up for something
        steps = [step for limit, some in zip(everything, amounts, strict=False) for step in _steps(limit, some)]
        if not steps:
            break
        way = _proved(problem, steps, total_cost)
        if way.cost is not None:
            break
        amounts = _least(model.only(amounts), problem)
    return way


def _proved(problem: Problem, steps: list[Step], total_cost: Cost) -> Way:
    """The steps with the plainest amounts that stand their proof, and without those that can be spared."""
    for tried in _tried(steps, problem.policies.whole_units):
        cost = _cost(problem, tried, total_cost)
        if cost is not None:
            return _without_redundant(problem, Way(tried, cost), total_cost)
    return Way(steps, None)


def _least(model: Elastic, problem: Problem) -> tuple[Array, ...]:
    """The least amounts of all changes; none when they make no plan possible."""
    try:
        return model.least(problem) or ()
    except SolverError:  # the time limit came first
        return ()


def _steps(limit: Limit, amounts: Array) -> list[Step]:
    """The changes that are more than noise."""
    cells = np.argwhere(amounts > limit.negligible).tolist()
    return [Step(limit, (i, t), 0.0).by(float(amounts[i, t])) for i, t in cells]


def _tried(exact: list[Step], whole_units: bool) -> Iterator[list[Step]]:
    """Sets of amounts, the plainest first.

    Of most limits a little more than needed does no harm. Of the others, such as demand, it may: those are tried with
    less and less rounding, and at last the rest a little larger than needed, for when noise left it too small.
    """
    if whole_units:
        exact = [step.by(round(step.amount)) if _is_whole(step.limit) else step for step in exact]
    plain = [step.by(_rounded_up(_short(step))) for step in exact]
    nearly = [step.by(float(f"{step.amount:.{MORE_DIGITS}g}")) for step in exact]
    larger = [step.by(_rounded_up(step.amount * (1 + ENLARGED) + ENLARGED)) for step in exact]
    tried: list[list[Step]] = []
    for strict, others in ((plain, plain), (nearly, plain), (exact, plain), (plain, larger), (exact, larger)):
        steps = [one if one.limit.exact else other for one, other in zip(strict, others, strict=True)]
        if steps not in tried:
            tried.append(steps)
            yield steps


def _is_whole(limit: Limit) -> bool:
    """Whether a change of the limit changes a number of units that are made, which may have to be whole."""
    return limit.exact and not limit.last


def _short(step: Step) -> float:
    """The amount without noise."""
    amount, most = np.array(step.amount), np.array(step.limit.most[step.cell])
    return float(snapped(amount, np.zeros(()), most, step.limit.negligible[step.cell], short=3))


def _rounded_up(amount: float) -> float:
    """The amount as it is when short or whole, else the next one of 7 digits.

    >>> _rounded_up(120.5), _rounded_up(100 / 3), _rounded_up(123456789.0)
    (120.5, 33.33334, 123456789.0)
    """
    places = max(DIGITS - 1 - math.floor(math.log10(amount)), 0)
    if round(amount, places) == amount:
        return amount
    return round(math.ceil(amount * 10.0**places) / 10.0**places, places)


def _applied(problem: Problem, steps: list[Step]) -> Problem:
    for limit in dict.fromkeys(step.limit for step in steps):
        amounts = np.zeros_like(limit.value)
        for step in steps:
            if step.limit is limit:
                amounts[step.cell] = step.amount
        problem = limit.changed(problem, amounts)
    return problem


def _without_redundant(problem: Problem, way: Way, total_cost: Cost) -> Way:
    """The way without the changes that the others can do without, one by one until none can go."""
    for step in reversed(way.steps if len(way.steps) <= DROPPABLE else []):
        fewer = [other for other in way.steps if other is not step]
        cost = _cost(problem, fewer, total_cost)
        if cost is not None:
            return _without_redundant(problem, Way(fewer, cost), total_cost)
    return way


def _cost(problem: Problem, steps: list[Step], total_cost: Cost) -> float | None:
    """The total cost once the steps are taken; None where that makes no plan possible, or none that can be proved."""
    try:
        return total_cost(_applied(problem, steps))
    except SolverError:
        return None
