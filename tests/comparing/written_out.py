"""A difference of cost beside independent accounts of it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, permutations

from sop_excel.comparing.cost_changes import UNLIMITED, CostDifference, PricedProblem, cost_difference
from sop_excel.comparing.foreseen import Seen
from sop_excel.comparing.input_groups import GROUPS
from sop_excel.comparing.mixtures import Mixtures
from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.solve import solve

CENTS = 2  # by which an account in floating point may differ


def faults_of(before: PricedProblem, after: PricedProblem, stocks: Seen | None) -> list[str]:
    """What does not hold of the difference between two plans; nothing where all does."""
    told = cost_difference(before, after, UNLIMITED, stocks)
    return [
        *_sums(told, before, after, stocks),
        *_ends(before, after, stocks),
        *_opposite(told, before, after, stocks),
        *_orders(told, before, after, stocks),
    ]


def _sums(told: CostDifference, before: PricedProblem, after: PricedProblem, stocks: Seen | None) -> Iterator[str]:
    cents = sum(change.cents for change in told.changes)
    if cents != round(after.objective * 100) - round(before.objective * 100) and cents != told.after - told.before:
        yield f"the cents add up to {cents}"
    if sum(told.exact) != Fraction(after.objective) - Fraction(before.objective):
        yield "the amounts do not add up"
    changed = set(Mixtures(before.problem, after.problem, stocks).changed)
    if extra := {cause for change in told.changes for cause in change.causes} - changed:
        yield f"{extra} did not change"
    if len(changed) == 1 and [change.cents for change in told.changes] != [told.after - told.before]:
        yield "the one group that changed has not all of it"
    for change in told.changes:
        if change.least is None or change.most is None or not change.least <= change.cents <= change.most:
            yield f"{change} is not between least and most"


def _ends(before: PricedProblem, after: PricedProblem, stocks: Seen | None) -> Iterator[str]:
    """With nothing exchanged a mixture is the old problem, and with everything the new one."""
    mixtures = Mixtures(before.problem, after.problem, stocks)
    for taken, problem in ((frozenset[str](), before.problem), (frozenset(GROUPS), after.problem)):
        if _numbers(mixtures.mixed(taken)) != _numbers(problem):
            yield f"the mixture with {set(taken)} is another problem"


def _numbers(problem: Problem) -> list[str]:
    arrays = [*problem.products.values(), *problem.resources.values(), problem.demand, problem.receipts]
    arrays += [problem.firm_production, problem.published, problem.routings.usage]
    named = [*problem.product_codes, *problem.resource_codes, *problem.periods, str(problem.policies)]
    return [*named, *(str(array.tolist()) for array in arrays)]


def _opposite(told: CostDifference, before: PricedProblem, after: PricedProblem, stocks: Seen | None) -> Iterator[str]:
    other_way = cost_difference(after, before, UNLIMITED, stocks and stocks.backwards())
    back = {change.causes: -change.cents for change in other_way.changes}
    if back != {change.causes: change.cents for change in told.changes}:
        yield f"back it is {back}"


def _orders(told: CostDifference, before: PricedProblem, after: PricedProblem, stocks: Seen | None) -> Iterator[str]:
    """Shapley's formula as the mean over every order, each walked by itself, in floating point."""
    walks = _walks(Mixtures(before.problem, after.problem, stocks))
    if not walks and all(len(change.causes) == 1 for change in told.changes):
        yield "no order could be gone, and yet all are told apart"
    for change in told.changes if walks else ():
        mean = 100.0 * sum(walk[change.causes[0]] for walk in walks) / len(walks)
        if len(change.causes) > 1 or abs(change.cents - mean) > CENTS:
            yield f"{change}: over {len(walks)} orders it is {mean / 100.0}"


def _walks(mixtures: Mixtures) -> list[dict[str, float]]:
    """What each group changes in each order in which every mixture has a plan."""
    costs: dict[frozenset[str], float | None] = {}

    def cost(taken: frozenset[str]) -> float | None:
        if taken not in costs:
            costs[taken] = _cost(mixtures.mixed(taken))
        return costs[taken]

    walks: list[dict[str, float]] = []
    for order in permutations(mixtures.changed):
        walked = [cost(frozenset(order[:count])) for count in range(len(order) + 1)]
        known = [one for one in walked if one is not None]
        if len(known) == len(walked):
            steps = [now - then for then, now in pairwise(known)]
            walks.append(dict(zip(order, steps, strict=True)))
    return walks


def _cost(problem: Problem) -> float | None:
    try:
        found = None if problem.faults else solve(problem)
    except SolverError:
        return None
    return found.objective if isinstance(found, Plan) else None
