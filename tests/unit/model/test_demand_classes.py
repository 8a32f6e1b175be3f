"""Classes of demand that share one stock, each with a price of its own for being late or lost."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.axes import CLASSES
from sop_excel.domain.goal_words import PRIORITY_GOAL
from sop_excel.domain.plan import OPTIMAL
from sop_excel.domain.problem import Problem
from sop_excel.model.checked import worst_violation
from sop_excel.model.solve import solve
from tests.plans import not_planned, planned
from tests.problems import simple_problem

NAN = float("nan")


def contracts_and_web(*costs: dict[str, Any], **fields: Any) -> Problem:
    """6 a period can be made at 1 each, for contracts that ask for 4 and 5, and the web, which asks for 3 and 3."""
    contract, web = (*costs, {}, {})[:2]
    classes = [(0, {"demand": [4, 5], **contract}), (0, {"demand": [3, 3], **web})]
    usual: dict[str, Any] = {"production_cost": 1, "holding_cost": 0.5, "max_production": 6}
    return simple_problem([[7, 8]], **{**usual, **fields}, classes=classes)


def test_who_loses_most_is_served_first_from_one_stock() -> None:
    """Of 6 a period the contracts take what they ask for, as a unit that they lose costs 9; the web, at 2, the rest."""
    plan = planned(contracts_and_web({"lost_sale_cost": 9.0}, {"lost_sale_cost": 2.0}))
    assert plan.quantities.class_lost_sales.tolist() == [[0, 0], [1, 2]]
    assert plan.quantities.lost_sales.tolist() == [[1, 2]]
    assert dict(plan.costs) == {"production": 12, "lost_sales": 6}
    assert plan.gap == 0
    assert "Served in its own period, of the demand of each class: C1 100 % and C2 50 %." in plan.notes


def test_a_class_costs_what_a_product_made_of_the_stock_would() -> None:
    """With a product for each class, made of one unit of the stock that nobody else may keep."""
    shared: dict[str, Any] = {
        "bill": [(1, 0, 1), (2, 0, 1)], "max_inventory": [[inf], [0], [0]],
        "production_cost": [[1], [0], [0]], "holding_cost": [[0.5], [0], [0]],
        "max_production": [[6], [inf], [inf]], "lost_sale_cost": [[NAN], [9.0], [2.0]],
        "backorder_cost": [[NAN], [NAN], [1.5]],
    }  # fmt: skip
    other = planned(simple_problem([[0, 0], [4, 5], [3, 3]], **shared))
    plan = planned(contracts_and_web({"lost_sale_cost": 9.0}, {"lost_sale_cost": 2.0, "backorder_cost": 1.5}))
    assert plan.total_cost == pytest.approx(other.total_cost)
    assert plan.quantities.class_lost_sales.tolist() == other.quantities.lost_sales[1:].tolist()


def test_what_a_class_does_not_state_is_as_of_its_product() -> None:
    """The contracts may be lost at the product's 5, the web at 2, of which so much more is lost."""
    plan = planned(contracts_and_web({}, {"lost_sale_cost": 2.0}, lost_sale_cost=5.0, max_production=3))
    assert plan.quantities.class_lost_sales.tolist() == [[1, 2], [3, 3]]
    assert plan.costs["lost_sales"] == 3 * 5 + 6 * 2


def test_each_class_may_wait_as_long_as_the_product_may() -> None:
    """Nothing is made in the first two periods, in which the stock of 4 serves who costs more; none waits longer than
    two periods."""
    problem = simple_problem(
        [[8, 0, 0]],
        initial_inventory=4,
        max_production=[[0, 0, 9]],
        max_periods_late=2,
        classes=[(0, {"demand": [4, 0, 0], "backorder_cost": 5.0}), (0, {"demand": [4, 0, 0], "backorder_cost": 1.0})],
    )
    assert planned(problem).quantities.class_backorders.tolist() == [[0, 0, 0], [4, 4, 0]]
    sooner = problem.replace(products=problem.products.replace(max_periods_late=np.array([1.0])))
    assert not_planned(sooner).fixes is not None


def test_late_demand_of_a_class_stays_open_at_the_cost_of_that_class() -> None:
    """The web's, at 1 a period late and 2 open: cheaper than the contracts', which may not stay open."""
    late = {"backorder_cost": 1.0}
    plan = planned(contracts_and_web(late, late | {"open_order_cost": 2.0}))
    assert plan.quantities.class_backorders[:, -1].tolist() == [0, 3]
    assert plan.costs["open_orders"] == 6


def test_demand_of_the_class_that_must_be_met_is_what_gives_way() -> None:
    """Nothing can arrive before period 2: of period 1 the web may be lost, the contracts may not."""
    problem = contracts_and_web({}, {"lost_sale_cost": 2.0}, lead_time=1, max_production=9)
    fixes = not_planned(problem).fixes
    assert fixes is not None
    assert [change.what for change in fixes.changes] == ["Lower demand of P1 / C1 in 1 by 4"]


@pytest.mark.parametrize(("first", "second"), [(1.0, 2.0), (2.0, 1.0), (1.0, NAN), (NAN, 3.0)])
def test_among_equally_cheap_plans_the_smaller_priority_is_served_first(first: float, second: float) -> None:
    """At one cost of 5 it is all the same who loses 3; the class without a number comes last."""
    plan = planned(contracts_and_web({"priority": first}, {"priority": second}, lost_sale_cost=5.0))
    lost = plan.quantities.class_lost_sales.sum(axis=1)
    last = 1 if not second < np.nan_to_num(first, nan=inf) else 0
    assert (lost[last], lost[1 - last]) == (3, 0)
    assert plan.costs["lost_sales"] == 15
    assert plan.proof.lower_bound == pytest.approx(plan.objective)


def test_cost_goes_before_priority() -> None:
    """The first class loses where it costs less."""
    plan = planned(contracts_and_web({"priority": 1.0}, {"priority": 2.0, "lost_sale_cost": 6.0}, lost_sale_cost=5.0))
    assert plan.quantities.class_lost_sales.sum(axis=1).tolist() == [3, 0]


def test_as_a_goal_priority_goes_before_cost() -> None:
    """The first class loses nothing though the other costs more to lose; what that comes to is told, and proved."""
    costs = {"priority": 1.0}, {"priority": 2.0, "lost_sale_cost": 6.0}
    plan = planned(contracts_and_web(*costs, lost_sale_cost=5.0, order_of_goals=(PRIORITY_GOAL,)))
    assert plan.quantities.class_lost_sales.sum(axis=1).tolist() == [0, 3]
    assert (plan.costs["lost_sales"], plan.status, plan.gap) == (18, OPTIMAL, 0)
    short = "units and unit-periods of the classes with priority"
    first = f"0 {short} 1 are lost or late in all; no plan serves them better."
    second = f"3 {short} 2 are lost or late in all; no plan that serves the first classes as well serves them better."
    assert f"Goal 1, priority: {first} {second}" in plan.notes
    none = planned(contracts_and_web(lost_sale_cost=5.0, order_of_goals=(PRIORITY_GOAL,)))
    told = "Goal 1, priority: no class with a Priority has demand that may be late or lost, so that it decides nothing."
    assert told in none.notes


def test_the_check_finds_what_a_class_may_not_lose() -> None:
    """Who bears what is lost is checked besides its sum."""
    problem = contracts_and_web({}, {"lost_sale_cost": 2.0})
    good = planned(problem).quantities
    assert worst_violation(problem, good).relative == 0
    swapped = good.exchanged(class_lost_sales=good.class_lost_sales[::-1])
    assert worst_violation(problem, swapped).rule == "lost sales of a class of P1 / C1 in 2"
    fewer = good.exchanged(class_lost_sales=np.zeros_like(good.class_lost_sales))
    assert worst_violation(problem, fewer).rule.startswith("the sum of the classes")


def test_of_another_demand_the_classes_have_the_same_shares() -> None:
    """Also where the product had none in the period: those of all periods."""
    problem = simple_problem([[4, 0]], classes=[(0, {"demand": [1, 0]}), (0, {"demand": [3, 0]})])
    more = problem.replace(demand=np.array([[8.0, 4.0]]))
    assert more.items(CLASSES).fields.demand.tolist() == [[2, 1], [6, 3]]


def test_the_class_that_is_short_bears_what_a_product_loses_least() -> None:
    """A whole class that may not be lost leaves its product without a plan, whatever the other may lose."""
    assert not_planned(contracts_and_web({}, {"lost_sale_cost": 2.0}, max_production=3)).fixes is not None
    assert solve(contracts_and_web({}, {"lost_sale_cost": 2.0}, max_production=5)).status == "optimal"
