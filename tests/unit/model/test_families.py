"""One rule at a time, on plans small enough to be worked out by hand."""

from __future__ import annotations

from math import nan

import pytest

from sop_excel.domain.plan import INFEASIBLE, OPTIMAL, Plan
from sop_excel.domain.problem import CATCH_UP, SOFT, STORAGE
from sop_excel.model.solve import solve
from tests.plans import not_planned, planned
from tests.problems import article_problem, simple_problem


def _row(array: object) -> list[float]:
    return array[0].tolist()  # type: ignore[index, no-any-return]


def _optimal(**fields: object) -> Plan:
    plan = planned(simple_problem(**fields))  # type: ignore[arg-type]
    assert plan.status == OPTIMAL
    return plan


def test_the_articles_linear_plan_costs_2213() -> None:
    """1,677.50 for 167.75 units and 535.50 for holding 29.75 over 12 months, to the last bit."""
    plan = planned(article_problem())
    assert (plan.status, plan.total_cost, dict(plan.costs)) == (
        OPTIMAL,
        2213.0,
        {"production": 1677.5, "holding": 535.5},
    )
    assert _row(plan.production) == [120.75, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 39]


def test_the_articles_plan_in_whole_units_costs_2220() -> None:
    """1,680 + 540: the figure that the article prints, and nothing cheaper is possible in whole units."""
    plan = planned(article_problem(whole_units=True, relative_gap=0.0))
    assert (plan.status, plan.total_cost, plan.gap) == (OPTIMAL, 2220.0, 0.0)
    assert dict(plan.costs) == {"production": 1680.0, "holding": 540.0}


def test_production_waits_until_it_is_needed() -> None:
    """With constant costs nothing is made before its period."""
    assert _row(_optimal(demand=[5, 6], production_cost=2, holding_cost=1).production) == [5, 6]


def test_a_cheap_period_makes_for_a_dear_one() -> None:
    """Making at 1 and holding for 1 beats making at 3."""
    plan = _optimal(demand=[5, 6], production_cost=[1, 3], holding_cost=1)
    assert _row(plan.production) == [11, 0]
    assert dict(plan.costs) == {"production": 11, "holding": 6}


def test_capacity_makes_the_plan_build_ahead() -> None:
    """A line for 8 units makes the 3 that period 2 lacks in period 1."""
    plan = _optimal(demand=[5, 11], holding_cost=1, resources=["Line"], usage=[(0, 0, 2.0)], capacity=16)
    assert _row(plan.production) == [8, 8]


def test_overtime_is_the_load_beyond_the_capacity_at_its_full_cost() -> None:
    """6 hours at 1 and 4 at 3; the cost of regular hours is not added to overtime."""
    plan = _optimal(
        demand=[10], resources=["Line"], usage=[(0, 0, 1.0)], capacity=6, cost=1, overtime_cost=3, overtime_capacity=5
    )
    assert dict(plan.costs) == {"regular_capacity": 6, "overtime": 12}
    assert (_row(plan.quantities.regular), _row(plan.quantities.overtime)) == ([6], [4])


def test_a_warehouse_limits_the_inventory_and_its_cost_is_in_the_holding_line() -> None:
    """Room for 3 units: only 3 are built ahead, each pays holding 1 and space 2 x 0.5."""
    plan = _optimal(
        demand=[0, 5],
        production_cost=[0, 10],
        holding_cost=1,
        resources=["Warehouse"],
        kinds=[STORAGE],
        usage=[(0, 0, 2.0)],
        capacity=6,
        cost=0.5,
    )
    assert _row(plan.inventory) == [3, 0]
    assert dict(plan.costs) == {"production": 20, "holding": 6}


def test_safety_stock_is_a_floor_that_may_rise() -> None:
    """The floor of 2, then 5, is held to the unit."""
    assert _row(_optimal(demand=[4, 4], safety_stock=[2, 5], holding_cost=1).inventory) == [2, 5]


def test_final_inventory_holds_at_the_end_alone() -> None:
    """The last period makes 3 more."""
    assert _row(_optimal(demand=[4, 4], final_inventory=3, holding_cost=1).inventory) == [0, 3]


def test_demand_is_lost_where_its_cost_is_below_that_of_serving_it() -> None:
    """Losing a unit costs 4, making it 5; the line Lost sales has no lost price in it."""
    plan = _optimal(demand=[10], production_cost=5, lost_sale_cost=4)
    assert (_row(plan.quantities.lost_sales), dict(plan.costs), plan.profit) == ([10], {"lost_sales": 40}, None)


def test_a_lost_sale_misses_its_price_too() -> None:
    """Making at 5 is dearer than losing at 4, but the price of 2 goes with it."""
    plan = _optimal(demand=[10], production_cost=5, lost_sale_cost=4, price=2)
    assert (_row(plan.quantities.lost_sales), plan.revenue, plan.total_cost, plan.profit) == ([0], 20, 50, -30)


def test_a_sale_with_a_price_alone_is_optional() -> None:
    """A unit that costs 5 and sells at 3 is declined, one that sells at 7 is served."""
    plan = _optimal(demand=[10, 10], production_cost=5, price=[3, 7])
    assert (_row(plan.quantities.lost_sales), plan.revenue, plan.profit, plan.objective) == ([10, 0], 70, 20, -20)
    assert plan.notes == ("10 of 20 units of demand are declined as optional sales.",)


def test_demand_must_be_met_makes_prices_a_report() -> None:
    """The same sale is served at a loss when demand must be met."""
    plan = _optimal(demand=[10, 10], production_cost=5, price=[3, 7], demand_must_be_met=True)
    assert (_row(plan.quantities.lost_sales), plan.profit) == ([0, 0], 0)


def test_demand_with_a_backorder_cost_may_be_late_but_not_at_the_end() -> None:
    """Waiting one period for cheap production costs 1 a unit; at the end nothing is open."""
    plan = _optimal(demand=[5, 5], production_cost=[9, 2], backorder_cost=1)
    assert _row(plan.quantities.backorders) == [5, 0]
    assert dict(plan.costs) == {"production": 20, "backorders": 5}


def test_nobody_owes_more_than_was_ordered() -> None:
    """Backorders are not a source of units: the safety stock must be made, however cheap it were to owe them."""
    plan = _optimal(demand=[0, 4], safety_stock=[3, 0], production_cost=[10, 1], backorder_cost=0)
    assert _row(plan.quantities.backorders) == [0, 0]
    assert _row(plan.production) == [3, 1]


def test_an_opening_debt_is_delivered_before_the_end() -> None:
    """3 units are owed from before; they are made in the cheap second period."""
    plan = _optimal(demand=[5, 5], initial_backorders=3, production_cost=[9, 1], backorder_cost=2)
    assert _row(plan.production) == [0, 13]
    assert _row(plan.quantities.backorders) == [8, 0]


def test_subcontracting_needs_no_production_cost_and_no_lead_time() -> None:
    """Bought up to its maximum where it is cheaper; the rest is made."""
    plan = _optimal(demand=[10], production_cost=5, subcontract_cost=3, max_subcontract=4)
    assert (_row(plan.quantities.subcontract), dict(plan.costs)) == ([4], {"production": 30, "subcontract": 12})


def test_subcontracting_is_allowed_in_the_periods_that_state_its_cost() -> None:
    """A blank cost means not allowed, whatever the maximum."""
    plan = _optimal(demand=[5, 5], production_cost=9, subcontract_cost=[nan, 3])
    assert _row(plan.quantities.subcontract) == [0, 5]


def test_what_is_started_arrives_a_lead_time_later() -> None:
    """Period 1 lives on stock, starts stand a period before their demand, and the last start would come too late."""
    plan = _optimal(demand=[5, 6, 7], lead_time=1, initial_inventory=5, holding_cost=1)
    assert _row(plan.production) == [6, 7, 0]
    assert plan.notes == (
        "Starts of 1 product in the last periods, within its lead time of 1, would arrive after the horizon and are 0.",
    )


def test_a_lead_time_beyond_the_horizon_leaves_receipts_alone() -> None:
    """Nothing that is started arrives; receipts do."""
    plan = _optimal(demand=[5, 6], lead_time=9, receipts=[5, 6], production_cost=1)
    assert _row(plan.production) == [0, 0]


def test_frozen_production_is_exactly_the_firm_one() -> None:
    """Period 1 is frozen at 7 though 5 were enough; in period 2 the firm 1 is a floor."""
    plan = _optimal(demand=[5, 6], firm_production=[7, 1], frozen_periods=1, production_cost=1)
    assert _row(plan.production) == [7, 4]


def test_firm_production_stands_though_it_arrives_too_late() -> None:
    """A firm start in the last period is made, at its cost, and adds nothing to the inventory."""
    plan = _optimal(demand=[0, 0], firm_production=[0, 4], lead_time=1, production_cost=2)
    assert (_row(plan.production), _row(plan.inventory), plan.total_cost) == ([0, 4], [0, 0], 8)
    assert "4 units that are firm" in plan.notes[0]


def test_whole_units_bind_production_not_stock() -> None:
    """2.5 units are asked for: 3 are made and half a one stays."""
    plan = _optimal(demand=[2.5], whole_units=True, production_cost=1, relative_gap=0.0)
    assert (_row(plan.production), _row(plan.inventory)) == ([3], [0.5])


def test_lost_demand_beside_standing_safety_stock_is_told() -> None:
    """Safety stock is not released for demand, and the plan says so."""
    plan = _optimal(demand=[10], initial_inventory=4, safety_stock=4, max_production=6, lost_sale_cost=99)
    assert _row(plan.quantities.lost_sales) == [4]
    assert any("4 unit-periods of safety stock stand" in note for note in plan.notes)


def test_a_zero_demand_costs_nothing() -> None:
    """Nothing to do, one period, no resources: an empty plan at no cost, proved."""
    plan = _optimal(demand=[0])
    assert (plan.total_cost, dict(plan.costs), plan.gap) == (0, {}, 0)


def test_receipts_above_the_max_inventory_leave_no_plan() -> None:
    """Units cannot be thrown away."""
    assert solve(simple_problem([1, 1], receipts=[9, 0], max_inventory=5)).status == INFEASIBLE


@pytest.mark.parametrize("size", [1e-3, 1e6, 1e9])
@pytest.mark.parametrize("money", [1e-3, 1.0, 1e6])
def test_plans_are_proved_at_any_scale(size: float, money: float) -> None:
    """A billion units at a tenth of a cent, or grams at millions: the same plan, proved."""
    plan = planned(
        simple_problem(
            [5 * size, 11 * size, 3 * size],
            production_cost=[[money, 3 * money, 2 * money]],
            holding_cost=money / 100,
            resources=["Line"],
            usage=[(0, 0, 0.5)],
            capacity=4 * size,
            overtime_cost=10 * money,
        )
    )
    assert plan.status == OPTIMAL
    assert plan.production[0] / size == pytest.approx([8, 8, 3])


def test_a_soft_safety_stock_is_missed_where_that_is_cheaper() -> None:
    """Stock of 4 at a holding cost of 3: a penalty of 2 misses it, a penalty of 4 does not."""
    missed, kept = (
        _optimal(demand=[5, 5], safety_stock=4, holding_cost=3, production_cost=1, safety_stock_rule=SOFT,
                 safety_stock_penalty=penalty)
        for penalty in (2, 8)
    )  # fmt: skip
    assert _row(missed.quantities.shortfall) == [4, 4]
    assert dict(missed.costs) == {"production": 10, "safety_stock_shortfall": 16}
    assert _row(kept.quantities.shortfall) == [0, 0]
    assert dict(kept.costs) == {"production": 14, "holding": 24}


def test_a_soft_safety_stock_makes_a_plan_possible_and_says_what_is_missed() -> None:
    """A line for 6 cannot keep 4 in stock at the end of the first period: 3 are missing there, 2 in the second."""
    fields = {"demand": [5, 5], "safety_stock": 4, "max_production": 6, "production_cost": 1}
    assert solve(simple_problem(**fields)).status == INFEASIBLE  # type: ignore[arg-type]
    plan = _optimal(**fields, safety_stock_rule=SOFT, safety_stock_penalty=9)
    assert _row(plan.quantities.shortfall) == [3, 2]
    assert "The safety stock of P1 is missed by 3 in 1, 2 in 2." in plan.notes


def test_catching_up_misses_least_whatever_it_costs_and_is_then_cheapest() -> None:
    """5 unit-periods are the least; the second product's stock costs nothing extra and is kept in full."""
    plan = _optimal(
        demand=[[5, 5], [1, 1]], safety_stock=[[4], [2]], max_production=[[6], [9]], production_cost=[[100], [1]],
        holding_cost=50, safety_stock_rule=CATCH_UP,
    )  # fmt: skip
    assert plan.quantities.shortfall.tolist() == [[3, 2], [0, 0]]
    assert "5 unit-periods are missing to the safety stocks in all; no plan misses less." in plan.notes
    assert plan.total_cost == 12 * 100 + 4 * 1 + 50 * (1 + 2 + 2 + 2)


def test_catching_up_keeps_every_safety_stock_where_it_can() -> None:
    """Then it is the plan of the hard rule, and nothing is said."""
    fields = {"demand": [5, 9], "safety_stock": 4, "max_production": 20, "production_cost": 1, "holding_cost": 2}
    caught, hard = _optimal(**fields, safety_stock_rule=CATCH_UP), _optimal(**fields)
    assert (caught.costs, caught.notes) == (hard.costs, ())


def test_the_final_inventory_is_hard_whatever_the_rule() -> None:
    """It is no safety stock: a plan that misses it is none."""
    fields = {"demand": [5], "final_inventory": 4, "max_production": 6, "safety_stock_rule": SOFT}
    assert solve(simple_problem(**fields)).status == INFEASIBLE  # type: ignore[arg-type]
    assert _optimal(**(fields | {"max_production": 9})).inventory.tolist() == [[4]]


def test_a_safety_stock_that_may_be_missed_is_never_among_the_fixes() -> None:
    """There is nothing to lower; the limit that stands in the way is named."""
    plan = not_planned(simple_problem([9], safety_stock=3, max_production=6, safety_stock_rule=CATCH_UP))
    assert plan.status == INFEASIBLE
    assert plan.fixes is not None
    assert [change.what for change in plan.fixes.changes] == ["Raise max production of P1 in 1 by 3"]
