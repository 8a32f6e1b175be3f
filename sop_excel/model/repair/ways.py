"""When no plan exists: the smallest changes of limits that make one possible, each set proved by a solve."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Fixes, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.errors import DeadlineError, SolverError
from sop_excel.model.decisions import Decisions, decisions
from sop_excel.model.repair.elastic import Elastic, elastic
from sop_excel.model.repair.postpone import least_postponed, postponed
from sop_excel.model.repair.search import Search
from sop_excel.model.repair.steps import Step, applied, steps_of, tried
from sop_excel.model.repair.work import OutOfWorkError, Work
from sop_excel.model.rules import limits
from sop_excel.model.rules.rule import LOWER, Limit

DROPPABLE = 50  # with more changes than this, none is tried on its own
SMALL = 1e-3  # of the largest change: where the sum of all is proved the least, only smaller ones can be spared
MOST_ALTERNATIVES = 4

ALONE = ("capacity", "overtime capacity", "safety stock", "demand")  # kinds that are tried on their own


@dataclass(frozen=True)
class Cost:
    """The total cost of a plan (money), and whether it is proved to be the least."""

    total: float
    is_least: bool = True


# The cost of the cheapest plan of a problem, searched from a plan (None: from nothing) where it has whole numbers; None
# where no plan exists, or none is found.
Costing = Callable[[Problem, Quantities | None], Cost | None]


@dataclass(frozen=True)
class LeastChanges:
    """The least amounts of all changes, an array for each limit, a plan that goes with them, and whether they are
    proved to be the least."""

    amounts: tuple[Array, ...]
    plan: Quantities
    is_proved: bool


@dataclass(frozen=True)
class Way:
    """Changes that together make a plan possible, and what the cheapest plan then costs: None where none is proved."""

    steps: list[Step]
    cost: Cost | None

    @property
    def kinds(self) -> frozenset[tuple[str, str]]:
        """What kinds of limits are changed, and in which direction."""
        return frozenset((step.limit.action, step.limit.name) for step in self.steps)

    @property
    def of_needs(self) -> bool:
        """Whether demand, or what is already late, is changed."""
        return any(step.limit.last for step in self.steps)

    @property
    def gives_up(self) -> bool:
        """Whether demand is given up, and not only moved to later periods."""
        return any(step.limit.last and step.limit.action == LOWER for step in self.steps)

    def is_spare_beside(self, other: Way) -> bool:
        """Whether the other way is both cheaper and shorter. Who gives up demand saves money, so such a way is no
        measure for one that meets all of it."""
        if self.cost is None or other.cost is None or (other.gives_up and not self.gives_up):
            return False
        return other.cost.total < self.cost.total and len(other.steps) < len(self.steps)


def in_fractions(problem: Problem) -> Problem:
    """The problem where nothing need be whole."""
    return problem.replace(policies=replace(problem.policies, whole_units=False))


class Repair:
    """The ways to make a plan of one problem possible, which stands in the order of its codes."""

    def __init__(self, problem: Problem, costing: Costing, work: Work) -> None:
        self._problem, self._costing, self._work = problem, costing, work
        self.limits = limits(problem)
        self.model: Elastic = elastic(problem, self.limits)
        self._chosen: Decisions = decisions(problem)
        self.search = Search(self.model.model, self.model.of_needs, self.model.prices, problem.policies, work)

    def smallest(self, barred: Collection[Limit] = ()) -> Way:
        """The smallest set of changes of all but the barred limits; no steps when they make no plan possible.

        Smallest is the sum of amount over the size of the limit: its own value, or the mean demand where that is 0.
        Demand is changed only when nothing else helps. Raises OutOfWorkError, DeadlineError or SolverError.
        """
        way, only = Way([], None), None
        for _ in range(2):  # once more with these changes alone, should noise of others have made up for something
            least = self._least(barred, only)
            if least is None:
                break
            steps = [step for k, some in enumerate(least.amounts) for step in steps_of(self.limits[k], some)]
            if not steps:
                break
            way = self._proved(steps, least)
            if way.cost is not None:
                break
            only = least.amounts
        return way

    def others(self, best: Way) -> Iterator[Way]:
        """Other ways: without one kind of change of the best, and then by one kind alone, where that is possible.

        Demand that comes later is among them. Raises as ``smallest`` does.
        """
        for kind in dict.fromkeys(step.limit for step in best.steps):
            yield self.smallest([kind])
        for name in ALONE:
            alone = [limit for limit in self.limits if limit.name == name and np.any(limit.most > 0)]
            if alone:
                yield self.smallest([limit for limit in self.limits if limit not in alone])
        yield self._later()

    def told(self, way: Way) -> Fixes | None:
        """The way in the planner's words; None where it is not proved."""
        if way.cost is None:
            return None
        changes = tuple(step.told(self._problem) for step in way.steps)
        return Fixes(changes, way.cost.total, way.cost.is_least)

    def _least(self, barred: Collection[Limit], only: Sequence[Array] | None) -> LeastChanges | None:
        values, is_proved = self.search.least(self.model.ceilings(barred, only))
        if values is None:
            return None
        plan = self.model.model.quantities(values, self._chosen)
        return LeastChanges(self.model.amounts(values), plan, is_proved)

    def _later(self) -> Way:
        found = least_postponed(self._problem, self._work)
        if found is None:
            return Way([], None)
        amounts, plan = found
        steps = steps_of(postponed(self._problem), amounts)
        return self._proved(steps, LeastChanges((amounts,), plan, is_proved=False)) if steps else Way([], None)

    def _proved(self, exact: list[Step], least: LeastChanges) -> Way:
        """The steps with the plainest amounts that stand their proof, and without those that can be spared."""
        for steps in tried(exact, self._problem.policies.whole_units):
            cost = self._cost(steps, least.plan)
            if cost is not None:
                return self._without_spare(Way(steps, cost), least)
        return Way(exact, None)

    def _without_spare(self, way: Way, least: LeastChanges) -> Way:
        """The way without the changes that the others can do without, one by one until none can go."""
        if len(way.steps) > DROPPABLE:
            return way
        for step in self._droppable(way, least):
            fewer = [other for other in way.steps if other is not step]
            try:
                cost = self._cost(fewer, least.plan) if self._is_possible(fewer) else None
            except (OutOfWorkError, DeadlineError):  # the way stands, whether all of it is needed or not
                return way
            if cost is not None:
                return self._without_spare(Way(fewer, cost), least)
        return way

    def _droppable(self, way: Way, least: LeastChanges) -> list[Step]:
        """The last ones first. In a least sum no large change is spare, unless one of demand lowers a floor too."""
        steps = way.steps[::-1]
        if way.of_needs or not least.is_proved:
            return steps
        largest = max(step.size(self._problem) for step in steps)
        return [step for step in steps if step.size(self._problem) <= SMALL * largest]

    def _is_possible(self, steps: list[Step]) -> bool:
        """Whether there is a plan in fractions, where a plan must be whole; elsewhere the cost tells."""
        if not self._problem.policies.whole_units:
            return True
        return self._cost(steps, None, in_fractions(self._problem)) is not None

    def _cost(self, steps: list[Step], plan: Quantities | None, problem: Problem | None = None) -> Cost | None:
        """The cost once the steps are taken; None where that makes no plan possible, or none that is proved."""
        try:
            return self._costing(applied(problem or self._problem, steps), plan)
        except (OutOfWorkError, DeadlineError):
            raise
        except SolverError:
            return None
