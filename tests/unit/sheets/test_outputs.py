"""The layout of the output tables, on plans that can be worked out by hand."""

from __future__ import annotations

from math import fsum, nan
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import NoPlan, Plan
from sop_excel.domain.summary import fill_rate, periods_of_supply
from sop_excel.domain.table import Formula, OutputTable
from sop_excel.model.solve import solve
from sop_excel.sheets.outputs import (
    capacity_use,
    chart_choices,
    cost_summary,
    plan_chart,
    plan_table,
    product_summary,
)
from tests.plans import planned
from tests.problems import simple_problem


def as_dict(table: OutputTable) -> dict[Any, list[Any]]:
    """Rows by what stands in the fixed columns."""
    lead = 2 if table.headers[1] == "Measure" else 1
    return {row[:lead] if lead == 2 else row[0]: list(row[lead:]) for row in table.rows}


@pytest.fixture
def two_products() -> Plan:
    """P1 needs 10 and 20 at 5 each, P2 needs 4 at 2; a line makes 20 a period, overtime costs 3."""
    return planned(
        simple_problem(
            [[10, 20], [0, 4]],
            production_cost=[[5, 5], [2, 2]],
            holding_cost=1,
            resources=["Line"],
            usage=[(0, 0, 1.0), (1, 0, 1.0)],
            capacity=20,
            cost=1,
            overtime_cost=3,
        )
    )


def test_plan_shows_the_measures_that_every_plan_has_and_totals_of_flows_only(two_products: Plan) -> None:
    """4 units are pre-built in period 1, since holding at 1 is cheaper than overtime at 3 instead of 1."""
    table = plan_table(two_products)
    assert table.headers == ("Product", "Measure", "1", "2", "Total")
    assert (table.lead, table.tail, table.format_by) == (2, 1, "Measure")
    rows = as_dict(table)
    assert list(rows) == [(p, m) for p in ("P1", "P2") for m in ("Demand", "Production", "Inventory")]
    assert rows["P1", "Demand"] == [10.0, 20.0, 30.0]
    made = np.array([rows["P1", "Production"][:2], rows["P2", "Production"][:2]])
    assert made.sum(axis=0).tolist() == [14.0, 20.0]
    assert rows["P1", "Inventory"][2] is None


def test_a_measure_appears_for_all_products_as_soon_as_one_needs_it() -> None:
    """Only P1 has a safety stock and receipts; both products get the rows."""
    plan = solve(simple_problem([[5, 5], [5, 5]], safety_stock=[[3, 3], [0, 0]], receipts=[[2, 0], [0, 0]]))
    measures = [row[1] for row in plan_table(plan).rows]
    assert measures == ["Demand", "Production", "Receipts", "Inventory", "Safety stock"] * 2


def test_sales_delivered_backorders_and_lost_sales_follow_their_definitions() -> None:
    """Nothing can be made in period 1: of 10 wanted, all come late at 1; of 9 in period 2, capacity 12 serves 2."""
    plan = planned(
        simple_problem([10, 9], max_production=[0, 12], backorder_cost=1, lost_sale_cost=[nan, 100], price=50),
    )
    rows = as_dict(plan_table(plan))
    assert rows["P1", "Backorders"] == [10.0, 0.0, None]
    assert rows["P1", "Lost sales"] == [0.0, 7.0, 7.0]
    assert rows["P1", "Sales"] == [10.0, 2.0, 12.0]
    assert rows["P1", "Delivered"] == [0.0, 12.0, 12.0]
    assert plan.revenue == 600.0


def test_cost_lines_stand_in_order_with_their_share_and_unused_ones_are_left_out(two_products: Plan) -> None:
    """34 units: 30 at 5 and 4 at 2, 34 hours at 1, 4 units held once."""
    assert cost_summary(two_products).rows == (
        ("Production", 158.0, 158 / 196),
        ("Holding", 4.0, 4 / 196),
        ("Regular capacity", 34.0, 34 / 196),
        ("Total cost", 196.0, 1.0),
    )


def test_production_holding_and_total_are_shown_even_when_they_cost_nothing() -> None:
    """Share of nothing is 0."""
    plan = solve(simple_problem([0, 0]))
    assert cost_summary(plan).rows == (("Production", 0.0, 0.0), ("Holding", 0.0, 0.0), ("Total cost", 0.0, 0.0))


def test_revenue_and_profit_are_shown_with_prices() -> None:
    """10 sold at 9 that cost 5."""
    rows = as_dict(cost_summary(solve(simple_problem([10], production_cost=5, price=9))))
    assert rows["Revenue"] == [90.0, None]
    assert rows["Profit"] == [40.0, None]


def test_product_costs_and_shared_resources_add_up_to_the_total(two_products: Plan) -> None:
    """The line's 34 stand in a row of their own."""
    rows = as_dict(product_summary(two_products))
    assert list(rows) == ["P1", "P2", "Shared resources"]
    assert rows["Shared resources"][-1] == 34.0
    assert fsum(row[-1] for row in rows.values()) == two_products.total_cost


def test_fill_rate_counts_what_is_served_in_its_own_period() -> None:
    """Of 20 wanted, 5 come a period late and 3 are lost: 60 %."""
    plan = planned(simple_problem([10, 10], max_production=[5, 12], backorder_cost=1, lost_sale_cost=[nan, 50]))
    assert plan.quantities.backorders.tolist() == [[5.0, 0.0]]
    assert plan.quantities.lost_sales.tolist() == [[0.0, 3.0]]
    assert fill_rate(plan.problem, plan.quantities).tolist() == [0.6]


def test_days_of_supply_look_forward_and_then_at_the_mean() -> None:
    """30 units last for 10 + half of 40; at the end 25 units are one period of the mean of 25."""
    supply = periods_of_supply(np.array([[30.0, 40.0, 25.0]]), np.array([[25.0, 10.0, 40.0]]))
    assert supply.tolist() == [pytest.approx((1.5 + 1.0 + 1.0) / 3)]


def test_a_product_without_demand_has_blanks_where_a_figure_has_no_meaning() -> None:
    """No fill rate and no days of supply."""
    row = product_summary(solve(simple_problem([0, 0], initial_inventory=5))).rows[0]
    assert row[4] is None
    assert row[6] is None


def test_capacity_use_is_load_over_capacity_and_blank_where_there_is_no_limit() -> None:
    """The line is full in period 2 and works 6 hours of overtime; the store has no limit."""
    plan = solve(
        simple_problem(
            [10, 26],
            resources=["Line", "Store"],
            kinds=["production", "storage"],
            usage=[(0, 0, 1.0), (0, 1, 2.0)],
            capacity=[[20, 20], [np.inf, np.inf]],
            overtime_cost=[[3, 3], [nan, nan]],
            holding_cost=50,
        )
    )
    rows = as_dict(capacity_use(plan))
    assert rows["Line", "Load"] == [10.0, 26.0]
    assert rows["Line", "Overtime"] == [0.0, 6.0]
    assert rows["Line", "Utilisation"] == [0.5, 1.3]
    assert rows["Store", "Capacity"] == [None, None]
    assert rows["Store", "Utilisation"] == [None, None]


def test_the_chart_table_holds_formulas_with_the_values_of_the_choice(two_products: Plan) -> None:
    """For all products, and for one."""
    everything, one = plan_chart(two_products, "All products"), plan_chart(two_products, "P2")
    assert [row[0] for row in everything.rows] == ["1", "2"]
    assert [cell.value for cell in everything.rows[1][1:] if isinstance(cell, Formula)] == [24.0, 20.0, 0.0, 0.0]
    demand = one.rows[1][1]
    assert isinstance(demand, Formula)
    assert demand.value == 4.0
    assert chart_choices(two_products).rows == (("All products",), ("P1",), ("P2",))


def test_without_a_plan_labels_stay_and_numbers_go() -> None:
    """Rule O5: 10 wanted, 5 can be made."""
    plan = solve(simple_problem([10], max_production=5, production_cost=1, resources=["Line"], capacity=3))
    assert isinstance(plan, NoPlan)
    for table in (plan_table(plan), cost_summary(plan), product_summary(plan), capacity_use(plan)):
        for row in table.rows:
            assert not [cell for cell in row if isinstance(cell, float)]
    assert [row[:2] for row in plan_table(plan).rows] == [("P1", m) for m in ("Demand", "Production", "Inventory")]
