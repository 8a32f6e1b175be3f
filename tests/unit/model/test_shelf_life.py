"""What is in stock for too long is scrapped, and the oldest units go first."""

from __future__ import annotations

from math import inf, isnan, nan
from typing import Any

import highspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.comparing.on_forecast import on_forecast
from sop_excel.comparing.rules import chase
from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.checked import worst_violation
from sop_excel.model.explain.explained import explained
from sop_excel.model.solve import solve
from tests.examples import examples
from tests.plans import not_planned, planned
from tests.problems import simple_problem


def _milk(**fields: Any) -> Problem:
    """Eight crates at first, which serve in the first two periods; 5 a period can be made, at 2 each."""
    usual: dict[str, Any] = {
        "initial_inventory": 8, "production_cost": 2, "holding_cost": 1, "shelf_life": 2, "scrap_cost": 3,
        "max_production": 5,
    }  # fmt: skip
    return simple_problem([[3, 1, 4, 6]], **(usual | fields))


def test_what_is_too_old_is_scrapped_at_the_end_of_its_last_period() -> None:
    """4 of the 8 are used by then, and 4 scrapped at 3; 10 are made at 2, one of them a period early at 1, and 5 kept
    at first."""
    plan = planned(_milk())
    assert plan.quantities.scrapped.tolist() == [[0, 4, 0, 0]]
    assert plan.inventory.tolist() == [[5, 0, 1, 0]]
    assert plan.production.tolist() == [[0, 0, 5, 5]]
    assert plan.costs == {"production": 20.0, "holding": 6.0, "scrap": 12.0}
    assert plan.notes[0] == "4 units of P1 grow too old and are scrapped."


def test_without_a_shelf_life_nothing_is_scrapped() -> None:
    """Nor with one that is longer than the horizon."""
    for life in (nan, 5.0):
        plan = planned(_milk(shelf_life=life))
        assert plan.quantities.scrapped.sum() == 0
        assert plan.production.sum() == 6


def test_with_a_life_of_one_period_nothing_is_kept() -> None:
    """Peaks beyond what can be made are then out of reach."""
    assert planned(_milk(shelf_life=1, max_production=6)).inventory.sum() == 0
    found = not_planned(_milk(shelf_life=1))
    assert found.fixes is not None
    assert [change.what for change in found.fixes.changes] == ["Raise max production of P1 in 4 by 1"]


def test_safety_stock_is_renewed_before_it_is_too_old() -> None:
    """2 in stock at every end, with no demand: half of them a period old at most, so 2 are made every other period."""
    plan = planned(simple_problem([[0] * 5], safety_stock=2, shelf_life=3, scrap_cost=1, production_cost=1))
    assert plan.production.sum() == 6
    assert plan.quantities.scrapped.sum() == 4


def test_late_demand_is_served_from_what_is_fresh() -> None:
    """None waits in stock: what is owed goes as it comes."""
    plan = planned(simple_problem([[6, 0, 0]], shelf_life=1, backorder_cost=1, max_production=2, production_cost=1))
    assert plan.quantities.backorders.tolist() == [[4, 2, 0]]
    assert plan.quantities.scrapped.sum() == 0


def test_the_age_counts_from_arrival() -> None:
    """Started in 1 with a lead time of 2, it serves in 3 and 4."""
    limits = [[5, 0, 0, 0]]
    assert planned(simple_problem([[0, 0, 1, 2]], lead_time=2, shelf_life=2, max_production=limits)).total_cost == 0
    assert not_planned(simple_problem([[0, 0, 0, 0, 2]], lead_time=2, shelf_life=2, max_production=[[*limits[0], 0]]))


@pytest.mark.parametrize(
    ("scrapped", "inventory", "rule"),
    [
        ([[0, 0, 0, 0]], [[5, 4, 5, 4]], "the shelf life of P1 in 2"),
        ([[2, 2, 0, 0]], [[3, 0, 1, 0]], "the units that may be scrapped of P1 in 1"),
        ([[0, 3, 1, 0]], [[5, 1, 1, 0]], "scrapping of what is not too old of P1 in 3"),
    ],
)
def test_the_check_follows_the_ages(scrapped: list[list[float]], inventory: list[list[float]], rule: str) -> None:
    """It finds what is kept too long, and what is scrapped too early."""
    plan = planned(_milk())
    wrong = plan.quantities.exchanged(scrapped=np.array(scrapped, float), inventory=np.array(inventory, float))
    found = worst_violation(plan.problem, wrong)
    assert found.relative > 0.01
    assert found.rule == rule


def test_the_oldest_go_first_unless_it_costs_more() -> None:
    """Firm production that finds no room is used in place of what is there, which is then too old; and that is told."""
    free = planned(simple_problem([[0, 5]], initial_inventory=5, firm_production=[[0, 5]], shelf_life=2))
    assert free.quantities.scrapped.sum() == 0
    full = planned(simple_problem([[0, 5]], initial_inventory=5, firm_production=[[0, 5]], shelf_life=2,
                                  max_inventory=[[9, 0]]))  # fmt: skip
    assert full.quantities.scrapped.tolist() == [[0, 5]]
    assert full.notes[1].startswith("5 of them need not be if the oldest units always went first")


def test_why_something_is_scrapped_is_told() -> None:
    """With what it costs."""
    told = [one.what for one in explained(planned(_milk())).sentences]
    assert (
        "4 units of P1 grow too old and are scrapped in 2" in told
        or "4 of P1 grow too old and are scrapped in 2" in told
    )


def test_a_rule_of_thumb_scraps_too() -> None:
    """What it makes beyond demand grows too old as well."""
    found = on_forecast(_milk(max_production=9), chase())
    assert not found.broken
    assert found.quantities.scrapped.tolist() == [[0, 4, 0, 0]]


perishables = st.builds(
    simple_problem,
    st.lists(st.sampled_from((0.0, 1.0, 2.0, 5.0)), min_size=4, max_size=4),
    production_cost=st.lists(st.sampled_from((0.0, 1.0, 3.0)), min_size=4, max_size=4),
    holding_cost=st.sampled_from((0.0, 1.0)),
    scrap_cost=st.sampled_from((0.0, 2.0)),
    shelf_life=st.sampled_from((1.0, 2.0, 3.0)),
    safety_stock=st.lists(st.sampled_from((0.0, 0.0, 2.0)), min_size=4, max_size=4),
    max_inventory=st.sampled_from((inf, 3.0)),
    max_production=st.sampled_from((inf, 4.0)),
    subcontract_cost=st.sampled_from((nan, 4.0)),
    lost_sale_cost=st.sampled_from((nan, 2.0)),
    initial_inventory=st.sampled_from((0.0, 3.0, 6.0)),
    receipts=st.lists(st.sampled_from((0.0, 0.0, 4.0)), min_size=4, max_size=4),
)


def _by_classes(problem: Problem) -> float:
    """The least cost with a decision for every age: how much of what arrived in ``a`` is used in ``t``, or scrapped."""
    p, periods, life = problem.products, problem.shape[1], int(problem.products.shelf_life[0])
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    may_buy, may_lose = not isnan(p.subcontract_cost[0, 0]), not isnan(p.lost_sale_cost[0, 0])
    made = [model.addVariable(0, float(p.max_production[0, t])) for t in range(periods)]
    bought = [model.addVariable(0, inf if may_buy else 0.0) for _ in range(periods)]
    lost = [model.addVariable(0, float(problem.demand[0, t]) if may_lose else 0.0) for t in range(periods)]
    thrown = [model.addVariable(0, inf) for _ in range(periods)]
    used = {(a, t): model.addVariable(0, inf) for a in range(periods) for t in range(a, min(a + life, periods))}
    given = problem.receipts[0] + np.where(np.arange(periods) == 0, p.initial_inventory[0], 0.0)
    cost: Any = 0.0
    for t in range(periods):
        model.addConstr(sum(u for (_, when), u in used.items() if when == t) + lost[t] == float(problem.demand[0, t]))
        cost += float(p.production_cost[0, t]) * made[t] + float(p.scrap_cost[0, t]) * thrown[t]
        cost += float(np.nan_to_num(p.subcontract_cost[0, t])) * bought[t]
        cost += float(np.nan_to_num(p.lost_sale_cost[0, t])) * lost[t]
        stock: Any = 0.0
        for a in range(t + 1):
            left = made[a] + bought[a] + float(given[a]) - sum(used[a, when] for when in range(a, min(a + life, t + 1)))
            if t >= a + life - 1:
                model.addConstr(left - thrown[a + life - 1] == 0) if t == a + life - 1 else None
            else:
                model.addConstr(left >= 0)
                stock += left
        if t < life - 1:
            model.addConstr(thrown[t] <= 0)
        held = model.addVariable(float(p.safety_stock[0, t]), float(p.max_inventory[0, t]))
        model.addConstr(held - stock == 0)
        cost += float(p.holding_cost[0, t]) * held
    model.minimize(cost)
    return model.getObjectiveValue() if model.getModelStatus() == highspy.HighsModelStatus.kOptimal else inf


@examples(120)
@given(perishables)
def test_the_sums_say_what_age_classes_say(problem: Problem) -> None:
    """The same least cost as with a decision for every age, or no plan in both."""
    found, cost = solve(problem), _by_classes(problem)
    assert (found.total_cost if isinstance(found, Plan) else inf) == pytest.approx(cost, abs=1e-6)


def test_the_oldest_units_go_first_only_where_no_goal_is_missed_for_it() -> None:
    """A penalty asks for no stock at the end, and comes before the cost: the newer units serve, at 8 and not at 7."""
    problem = simple_problem(
        [0.0, 0.0, 8.0, 0.0],
        holding_cost=1.0,
        shelf_life=3.0,
        safety_stock=1.0,
        safety_stock_rule="soft",
        safety_stock_penalty=3.0,
        order_of_goals=("penalties", "service"),
        limits=[{"terms": [("Inventory", 0, -1.0, 3, 3)], "minimum": 1.0, "penalty": 1.0}],
    )
    plan = planned(problem)
    assert plan.costs["penalties"] == 1
    assert plan.total_cost == 8
