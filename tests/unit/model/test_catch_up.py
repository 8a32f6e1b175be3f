"""The rule catch up, by numbers that can be checked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import OPTIMAL
from sop_excel.domain.problem import CATCH_UP, HARD, SOFT, Problem
from sop_excel.model.certificate import certificate
from sop_excel.model.solve import solve
from sop_excel.model.verify import verify
from tests.plans import planned
from tests.problems import simple_problem

# 50 short of what is wanted and kept: 240 can be sold at 200, of which 190 are made; 50 stand there at the start.
SCARCE: dict[str, Any] = {
    "demand": [[60, 60, 60, 60]], "initial_inventory": 50, "safety_stock": 50, "max_production": 47.5,
    "production_cost": 20, "holding_cost": 1, "price": 200, "safety_stock_penalty": 10,
}  # fmt: skip


def test_no_order_is_lost_to_fill_safety_stock() -> None:
    """All 240 are sold, as without any safety stock; keeping the 50 for ever would lose 50 sales at 200 each."""
    plan = planned(simple_problem(**SCARCE, safety_stock_rule=CATCH_UP))
    none = planned(simple_problem(**(SCARCE | {"safety_stock": 0})))
    assert (plan.status, plan.revenue, plan.quantities.lost_sales.sum()) == (OPTIMAL, 240 * 200.0, 0.0)
    assert plan.objective == none.objective
    assert plan.quantities.shortfall.tolist() == [[12.5, 25.0, 37.5, 50.0]]
    assert (
        "125 unit-periods are missing to the safety stocks in all; no plan that serves customers as well misses less."
        in plan.notes
    )
    kept = planned(simple_problem(**SCARCE, safety_stock_rule=HARD))
    assert kept.quantities.lost_sales.sum() == 50.0
    assert planned(simple_problem(**SCARCE, safety_stock_rule=SOFT)).objective == pytest.approx(plan.objective + 1250)


def test_what_customers_do_not_need_is_kept_whatever_it_costs() -> None:
    """From the second period on there is room to fill the stock of 50, at 20 and 1 a unit, that nobody will buy."""
    fields = SCARCE | {"demand": [[60, 40, 10, 0]]}
    plan = planned(simple_problem(**fields, safety_stock_rule=CATCH_UP))
    assert plan.quantities.lost_sales.sum() == 0.0
    assert plan.inventory.tolist() == [[37.5, 45.0, 50.0, 50.0]]


def test_demand_that_is_cheaper_to_lose_is_lost_all_the_same() -> None:
    """A unit that sells for 5 and costs 20 is not made for the customer, and safety stock does not change that."""
    fields = SCARCE | {"price": 5, "initial_inventory": 0, "max_production": 100}
    plan = planned(simple_problem(**fields, safety_stock_rule=CATCH_UP))
    assert plan.quantities.lost_sales.sum() == 240.0
    assert plan.quantities.shortfall.sum() == 0.0
    assert any("without any safety stock, service would be no better" in note for note in plan.notes)


def test_of_plans_as_cheap_without_safety_stock_the_one_that_serves_best_counts() -> None:
    """Making for 20 and losing a sale of 20 cost the same; so all is sold before any stock is filled."""
    plan = planned(
        simple_problem([[10.0]], safety_stock=5, max_production=10, production_cost=20, price=20,
                       safety_stock_rule=CATCH_UP)
    )  # fmt: skip
    assert (plan.quantities.lost_sales.sum(), plan.quantities.shortfall.sum()) == (0.0, 5.0)


def test_a_plan_that_catches_up_is_proved_explained_and_verified() -> None:
    """Its certificate pays for service and shortfall, and every second opinion agrees."""
    problem = simple_problem(
        [[60, 60, 60, 60], [9, 9, 9, 9]], initial_inventory=[50, 0], safety_stock=[[50], [5]], production_cost=20,
        holding_cost=1, price=200, backorder_cost=3, lost_sale_cost=1, resources=["Line"],
        usage=[(0, 0, 1.0), (1, 0, 1.0)], capacity=[[50.0, 48.0, 52.0, 47.0]], safety_stock_rule=CATCH_UP,
    )  # fmt: skip
    plan = planned(problem)
    assert plan.status == OPTIMAL
    found = certificate(plan)
    assert found is not None
    assert found.bound == pytest.approx(plan.objective, rel=1e-9)
    assert {"Least cost of service", "Least total shortfall"} & {term.part for term in found.terms}
    assert [finding.said for finding in verify(problem, None).findings if not finding.agrees] == []


def test_products_of_very_mixed_sizes_catch_up_too() -> None:
    """From hundredths of a unit to a hundred million: what a step found leaves the next one room enough."""
    assert [solve(mixed(seed)).status for seed in range(60)] == [OPTIMAL] * 60


def mixed(seed: int) -> Problem:
    """Products that may be late or lost, each of another size and at other costs, on a line that is too small."""
    random = np.random.default_rng(seed)
    size, cost = 10.0 ** random.uniform(-2, 8, (4, 1)), 10.0 ** random.uniform(-3, 5, (4, 1))
    usage = 10.0 ** random.uniform(-3, 3, 4)
    demand = size * random.uniform(0.2, 1.8, (4, 8))
    return simple_problem(
        demand, production_cost=cost, holding_cost=cost / 50, lost_sale_cost=3 * cost, backorder_cost=cost / 10,
        safety_stock=size / 3, resources=["Line"], usage=[(i, 0, float(u)) for i, u in enumerate(usage)],
        capacity=float((usage @ demand).mean()) * 0.9, safety_stock_rule=CATCH_UP,
    )  # fmt: skip
