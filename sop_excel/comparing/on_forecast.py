"""A rule on the forecast as it is given: followed to the end of the horizon, with the floors that the plan keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sop_excel.comparing.follow import Course, Decide, Flow, Wished, follow, leads
from sop_excel.comparing.longer import floors, longer, mean_demand
from sop_excel.comparing.priced import Priced, judged
from sop_excel.comparing.rules import Known, PlanningRule, chase, forward_coverage, level, trailing_coverage
from sop_excel.domain.axes import ROUTES, all_backwards
from sop_excel.domain.bill_of_materials import BILL, dependent_demand
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import CHASE, FORWARD_COVERAGE, LEVEL, TRAILING_COVERAGE, Problem
from sop_excel.model.decisions import decisions

FOUR_WEEKS = 28.0  # days
MOST_PASSES = 20  # through a bill of materials, which seldom has more than a few levels
RULES: dict[str, Callable[[float], PlanningRule]] = {
    FORWARD_COVERAGE: forward_coverage,
    TRAILING_COVERAGE: trailing_coverage,
    LEVEL: lambda periods: level(),
    CHASE: lambda periods: chase(),
}
COVERAGES = (FORWARD_COVERAGE, TRAILING_COVERAGE)  # those that have a number of periods


def on_forecast(problem: Problem, rule: PlanningRule) -> Priced:
    """What the rule makes and costs if demand comes as it is forecast, and which limits it cannot keep.

    It keeps the plan's safety stocks and final inventory as far as it can, so that its cost, where it keeps all limits,
    is never below that of the cheapest plan. The order of products and resources changes nothing.
    """
    canonical, order = problem.canonical()
    found = judged(canonical, decisions(canonical), on_given_demand(canonical, rule))
    rows = found.quantities.in_order(all_backwards(order))
    return Priced(rows, found.costs, found.revenue, found.broken, found.short)


def on_given_demand(problem: Problem, rule: PlanningRule) -> Flow:
    """The flow of one path: the demand of the problem itself, which is known beforehand.

    A component is planned by its own demand and what its parents then need of it, in the order of the bill.
    """
    bill, flow = problem.items(BILL), _on_demand(problem, rule)
    needed = _needed(problem, flow)
    for _ in range(MOST_PASSES if len(bill) else 0):
        flow = _on_demand(problem.replace(demand=problem.demand + needed), rule)
        before, needed = needed, _needed(problem, flow)
        if np.array_equal(before, needed):
            break
    return _for_customers(flow, problem.demand[None]) if len(bill) else flow


def _needed(problem: Problem, flow: Flow) -> Array:
    """(I, T) what parents need of their components, made by their default routes."""
    return dependent_demand(problem, {"production": flow.production[0], "routed": np.zeros(problem.extent(ROUTES))})


def _for_customers(flow: Flow, demand: Array) -> Flow:
    """The flow of the customers' demand (N, I, T) alone: what parents lack is short, as none of it may be lost."""
    lost = np.minimum(flow.lost, demand)
    return replace(flow, demand=demand, lost=lost, short=flow.short + (flow.lost - lost))


def _on_demand(problem: Problem, rule: PlanningRule) -> Flow:
    further = longer(problem, int(leads(problem).max(initial=0)) + 1)
    least = np.full(further.shape, -np.inf)  # no floor beyond the horizon
    least[:, : problem.shape[1]] = floors(problem)
    mean = mean_demand(problem)[None]

    def outlook(t: int, past: Array) -> tuple[Array, Array]:
        return further.demand[None, :, t:], mean

    course = Course(further, problem.shape[1], least, outlook, ends=True)
    return follow(course, _decide(rule, problem.policies.frozen_periods), problem.demand[None])


def _decide(rule: PlanningRule, frozen: int) -> Decide:
    """What the rule wishes in each period; of one that holds its first wish, that of the first period not frozen."""
    first: list[Wished] = []

    def decide(known: Known) -> Wished:
        if first and rule.held:
            return first[0]
        wished = Wished(rule.wish(known))
        if known.period >= frozen:
            first.append(wished)
        return wished

    return decide


def four_weeks(problem: Problem) -> float:
    """Four weeks as a number of periods; 1 where their days are not known."""
    return FOUR_WEEKS / problem.days_per_period if problem.days_per_period else 1.0
