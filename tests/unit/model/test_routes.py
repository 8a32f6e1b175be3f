"""Several ways to make a product, each with its cost, limit, lead time and yield."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import OPTIMAL, NoPlan, Plan
from sop_excel.domain.problem import Problem
from sop_excel.domain.soft_limits import MAX_PRODUCTION, softened
from sop_excel.model.checked import worst_violation
from sop_excel.model.engine.pulp_solvers import pulp_engine
from sop_excel.model.solve import cheapest, solve
from tests.plans import planned
from tests.problems import simple_problem


def two_lines(**fields: Any) -> Problem:
    """A product that line A makes at 2, up to 6 a period, and another route on line B at 3, with 4 of 5 units good."""
    usual = {"production_cost": 2, "holding_cost": 1, "max_production": 6, "resources": ["A", "B"]}
    routes = [(0, {"production_cost": 3, "yield": 0.8})]
    usage = [(0, 0, 1.0), (0, 1, 1.0, 0.0, 0)]
    given: dict[str, Any] = {**usual, "routes": routes, "usage": usage, **fields}
    return simple_problem([[5, 10]], **given)


def test_what_one_line_cannot_make_another_makes_at_its_yield() -> None:
    """Period 2 needs 10: 6 of line A, one kept from period 1 at 2 + 1, and 3 good ones of B, of 3.75 units at 3."""
    plan = planned(two_lines())
    assert plan.status == OPTIMAL
    assert plan.quantities.production.tolist() == [[6, 6]]
    assert plan.quantities.routed.tolist() == [[0, 3.75]]
    assert plan.production.tolist() == [[6, 9.75]]
    assert plan.total_cost == pytest.approx(12 * 2 + 1 + 3.75 * 3)


def test_each_route_loads_its_own_resource() -> None:
    """A unit by the other route takes of line B alone."""
    plan = planned(two_lines())
    assert plan.quantities.regular.tolist() == [[6, 6], [0, 3.75]]


def test_what_is_good_of_what_is_started_arrives() -> None:
    """With a yield of 0.8 a demand of 8 takes 10 units to be started, each of which costs and uses the line."""
    good: dict[str, Any] = {"yield": 0.8}
    plan = planned(simple_problem([[8]], production_cost=3, resources=["A"], usage=[(0, 0, 2.0)], **good))
    assert plan.quantities.production.tolist() == [[10]]
    assert plan.quantities.regular.tolist() == [[20]]
    assert plan.total_cost == 30


def test_firm_production_is_the_sum_of_all_routes_and_its_split_is_free() -> None:
    """Eight are firm in a frozen period, of which line A can make six: the cheaper one makes all it can."""
    plan = planned(two_lines(firm_production=[[8, 0]], frozen_periods=1))
    assert plan.production[0, 0] == 8
    assert plan.quantities.production[0, 0] == 6


def test_a_route_that_comes_too_late_starts_nothing_while_another_comes_in_time() -> None:
    """Its lead time of one period leaves the last one to the default route."""
    problem = simple_problem([[0, 5]], production_cost=9, routes=[(0, {"production_cost": 1, "lead_time": 1})])
    plan = planned(problem)
    assert (plan.quantities.production.tolist(), plan.quantities.routed.tolist()) == ([[0, 0]], [[5, 0]])


def test_a_change_from_what_was_published_is_one_of_the_sum() -> None:
    """Ten were published for the second period: how they are split between the lines is no change."""
    plan = planned(two_lines(published=[[6, 9.75]], change_penalty=50))
    assert plan.production.tolist() == [[6, 9.75]]
    assert "plan_changes" not in plan.costs


def test_without_enough_of_any_route_the_maximum_of_one_is_raised() -> None:
    """Neither line can make enough: a fix names the route."""
    routes = [(0, {"max_production": 1})]
    found = solve(simple_problem([[9]], max_production=4, routes=routes))
    assert isinstance(found, NoPlan)
    told = {change.what for way in found.ways for change in way.changes}
    assert "Raise max production of P1 / R1 in 1 by 4" in told or "Raise max production of P1 in 1 by 4" in told


def test_a_check_finds_a_route_beyond_its_maximum() -> None:
    """And what the maximum allows is no fault."""
    problem = two_lines(routes=[(0, {"production_cost": 3, "max_production": 4})])
    plan = planned(problem)
    assert worst_violation(problem, plan.quantities).rule == "none"
    broken = plan.quantities.exchanged(routed=np.array([[0.0, 5.0]]))
    assert worst_violation(problem, broken).amount >= 1


@pytest.mark.parametrize("seed", range(8))
def test_tiny_plans_are_the_cheapest_of_all_that_there_are(seed: int) -> None:
    """Every split of whole units between two routes is tried; both formulations find the cheapest."""
    random = np.random.default_rng(seed)
    demand = random.integers(0, 4, 2)
    cost, held = random.integers(0, 5, (2, 2)), int(random.integers(0, 3))
    most, good = random.integers(1, 4, (2, 2)), random.choice([1.0, 0.5], 2)
    problem = simple_problem(
        [demand], production_cost=[cost[0]], holding_cost=held, max_production=[most[0]], whole_units=True,
        relative_gap=0.0, routes=[(0, {"production_cost": cost[1], "max_production": most[1], "yield": good})],
    )  # fmt: skip
    costs = []
    for by_a, by_b in itertools.product(
        itertools.product(*map(range, most[0] + 1)), itertools.product(*map(range, most[1] + 1))
    ):
        stock = np.cumsum(np.array(by_a) + good * np.array(by_b) - demand)
        if (stock >= 0).all():
            costs.append(float(cost[0] @ by_a + cost[1] @ by_b + held * stock.sum()))
    found, other = solve(problem), cheapest(problem, pulp_engine("HiGHS"))
    assert isinstance(found, Plan) == bool(costs) == isinstance(other, Plan)
    if isinstance(found, Plan) and isinstance(other, Plan):
        assert found.total_cost == pytest.approx(min(costs))
        assert other.total_cost == pytest.approx(min(costs))


def test_a_penalty_on_the_max_production_leaves_other_routes_free() -> None:
    """It is the limit of the default route: 4 of 10 are made by it, and the others by the other one at no penalty."""
    problem = simple_problem([[10.0]], production_cost=1.0, max_production=4.0, routes=[(0, {"production_cost": 3.0})])
    soft = softened(problem, {MAX_PRODUCTION: np.array([[50.0]])})
    assert (planned(problem).total_cost, planned(soft).total_cost) == (22.0, 22.0)
