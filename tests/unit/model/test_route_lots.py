"""Setups and lots of routes: each route has its own, beside those of the default one."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import OPTIMAL, NoPlan, Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.checked import worst_violation
from sop_excel.model.engine.pulp_solvers import pulp_engine
from sop_excel.model.explain.explained import explained
from sop_excel.model.solve import cheapest, solve
from tests.plans import planned
from tests.problems import simple_problem


def two_lines(route: dict[str, Any], **fields: Any) -> Problem:
    """Line A makes 6 units a period at 2, and line B 8 hours' worth at 3, of which a setup takes 2; keeping costs 1."""
    usual: dict[str, Any] = {"production_cost": 2, "holding_cost": 1, "max_production": 6, "resources": ["A", "B"]}
    usage = [(0, 0, 1.0), (0, 1, 1.0, 2.0, 0)]
    given: dict[str, Any] = usual | {"usage": usage, "capacity": [[99, 99], [8, 8]]} | fields
    return simple_problem([[5, 10]], routes=[(0, {"production_cost": 3} | route)], **given)


def test_a_route_pays_for_its_setup_and_takes_part_of_its_line() -> None:
    """Of 15 units A makes 12 at most, one of them a period early, and B 3 in one period, with 2 hours of a setup."""
    plan = planned(two_lines({"setup_cost": 20}))
    assert plan.status == OPTIMAL
    assert plan.quantities.production.tolist() == [[6, 6]]
    assert plan.quantities.routed.tolist() == [[0, 3]]
    assert plan.quantities.route_setup.tolist() == [[0, 1]]
    assert plan.quantities.setup.tolist() == [[0, 0]]
    assert plan.quantities.regular.tolist() == [[6, 6], [0, 5]]
    assert plan.costs["setup"] == 20
    assert plan.total_cost == 12 * 2 + 1 + 3 * 3 + 20


def test_a_route_makes_its_min_lot_or_nothing() -> None:
    """With a min lot of 6 B makes 6 where 3 would do, so that A makes 9: 18 + 18 + 20 for the setup."""
    plan = planned(two_lines({"setup_cost": 20, "min_lot": 6}))
    assert plan.quantities.routed.tolist() == [[0, 6]]
    assert plan.total_cost == 9 * 2 + 6 * 3 + 20


def test_a_route_makes_whole_lots_of_its_own() -> None:
    """Of its multiple of 4, so that A makes eleven, none of them early."""
    plan = planned(two_lines({"lot_multiple": 4}))
    assert plan.quantities.routed.tolist() == [[0, 4]]
    assert plan.total_cost == 11 * 2 + 4 * 3


def test_a_route_that_is_closed_in_a_period_is_not_set_up_in_it() -> None:
    """Its Max production is 0 in the second period, so that what A cannot make is made in the first and kept."""
    plan = planned(two_lines({"setup_cost": 20, "min_lot": [2, 0], "max_production": [8, 0]}))
    assert plan.quantities.routed[0, 1] == 0
    assert plan.quantities.route_setup.tolist() == [[1, 0]]


def test_a_lower_min_lot_of_a_route_is_a_fix() -> None:
    """Nothing may be kept, so that 5 cannot be made in a lot of 8; in one of 5 they can."""
    fields: dict[str, Any] = {"max_production": 0, "max_inventory": 0}
    stuck = solve(simple_problem([[5]], routes=[(0, {"min_lot": 8})], **fields))
    assert isinstance(stuck, NoPlan)
    told = {change.what for way in stuck.ways for change in way.changes}
    assert "Lower min lot of P1 / R1 in 1 by 3" in told
    assert isinstance(solve(simple_problem([[5]], routes=[(0, {"min_lot": 5})], **fields)), Plan)


def test_a_check_finds_a_route_without_its_setup_and_below_its_min_lot() -> None:
    """And nothing in the plan itself."""
    problem = two_lines({"setup_cost": 20, "min_lot": 6})
    quantities = planned(problem).quantities
    assert worst_violation(problem, quantities).rule == "none"
    without = quantities.exchanged(route_setup=np.zeros((1, 2)))
    assert worst_violation(problem, without).amount > 0
    fewer = quantities.exchanged(
        routed=np.array([[0.0, 3.0]]),
        production=np.array([[6.0, 6.0]]),
        inventory=np.array([[1.0, 0.0]]),
        regular=np.array([[6.0, 6.0], [0.0, 5.0]]),
    )
    assert worst_violation(problem, fewer).rule.startswith("the min lot of a route")


def test_an_explanation_tells_the_setup_of_a_route() -> None:
    """By what it makes, with what a plan without it would cost more, and not once more by its setup; where a setup
    makes nothing by itself, as in the default route, by that."""
    told = [sentence.what for sentence in explained(planned(two_lines({"setup_cost": 1}))).sentences]
    assert "3 of P1 are made by route R1 in 2" in told
    assert not [one for one in told if "is set up" in one]


def test_setups_are_carried_over_by_default_routes_alone() -> None:
    """The other route pays in both periods in which it is used, the default one in the first alone."""
    problem = simple_problem(
        [[8, 8]], setup_cost=10, max_production=5, holding_cost=9, setup_carry_over=True,
        routes=[(0, {"setup_cost": 7, "min_lot": 2, "max_production": 3})],
    )  # fmt: skip
    plan = planned(problem)
    assert (plan.quantities.setup.tolist(), plan.quantities.route_setup.tolist()) == ([[1, 0]], [[1, 1]])
    assert plan.costs["setup"] == 10 + 14


@pytest.mark.parametrize("seed", range(8))
def test_tiny_plans_are_the_cheapest_of_all_that_there_are(seed: int) -> None:
    """Every split of whole units between two routes is tried, with setups and lots of both; both formulations agree."""
    random = np.random.default_rng(seed)
    demand = random.integers(0, 5, 2)
    cost, start, held = random.integers(0, 4, 2), random.integers(0, 6, 2), int(random.integers(0, 3))
    most, least, step = random.integers(2, 5, 2), random.integers(0, 4, 2), random.integers(1, 3, 2)
    lost = int(random.integers(3, 9))
    ways = [
        {"production_cost": cost[n], "setup_cost": start[n], "min_lot": least[n], "max_production": most[n],
         "lot_multiple": float(step[n])}
        for n in range(2)
    ]  # fmt: skip
    problem = simple_problem(
        [demand], holding_cost=held, lost_sale_cost=lost, whole_units=True, relative_gap=0.0, **ways[0],
        routes=[(0, ways[1])],
    )  # fmt: skip
    made = [[x for x in range(0, most[n] + 1, step[n]) if x == 0 or x >= least[n]] for n in range(2)]
    plans = itertools.product(*(itertools.product(own, repeat=2) for own in made))
    costs = [float(_cost(np.array(plan), demand, cost, start, held, lost)) for plan in plans]
    found, other = planned(problem), cheapest(problem, pulp_engine("HiGHS"))
    assert isinstance(other, Plan)
    assert found.total_cost == pytest.approx(min(costs))
    assert other.total_cost == pytest.approx(min(costs))


def _cost(made: Any, demand: Any, cost: Any, start: Any, held: int, lost: int) -> float:
    """What these units (routes, periods) cost, where demand is served as far as there is stock."""
    best, money = np.inf, float(cost @ made.sum(axis=1) + start @ (made > 0).sum(axis=1))
    for served in itertools.product(*(range(units + 1) for units in demand)):
        stock: Any = np.cumsum(made.sum(axis=0) - np.array(served))
        if (stock >= 0).all():
            best = min(best, money + held * stock.sum() + lost * (demand.sum() - sum(served)))
    return float(best)
