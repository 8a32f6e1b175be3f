"""What the rows of one scenario make of the base, and the checks on what results (rules S2 and S3)."""

from __future__ import annotations

from math import inf, isnan

import numpy as np
import pytest

from sop_excel.contract import schema
from sop_excel.contract.forms import key_of
from sop_excel.errors import InputError
from sop_excel.sheets.read import read_problem, read_problems
from tests.scenarios import LINES, high, noted, planned, products, scenarios, told
from tests.tables import day, errors_of, small_book, table


def test_the_base_is_planned_where_no_scenario_is_asked_for() -> None:
    """Rows in the table change nothing by themselves."""
    problem = planned(high(["Demand", None, None, "set", 0.0]), scenario="base")
    assert (problem.scenario, problem.demand.tolist()) == ("base", [[10.0, 20.0, 30.0], [1.0, 2.0, 3.0]])
    assert planned(high(["Demand", None, None, "set", 0.0])).scenario == "High"


def test_setup_costs_of_families_stay_and_are_noted() -> None:
    """All setup costs are those of products; the note is left out where no family's costs anything."""
    families = table("Families", ["Family", "Setup cost"], ["F", 7.0])
    products_of = table("Products", ["Product", "Setup cost", "Family"], ["A", 3.0, "F"], ["B", None, "F"])
    doubled = scenarios(["High", "Setup cost", None, None, "multiply", 2.0])
    problem, warnings = read_problem(small_book(products_of, families, doubled), "book", "High")
    assert problem.products.setup_cost.tolist() == [[6.0] * 3, [0.0] * 3]
    assert problem.items("families").fields.setup_cost.tolist() == [[7.0] * 3]
    assert [str(one) for one in warnings] == [
        (
            "Scenarios!F2: Scenarios[Value]: expected the Setup cost of products and routes, found all of them, and "
            "families whose setups cost money too; nothing to do: these cost in every scenario what table Families says"
        )
    ]
    free = table("Families", ["Family", "Setup cost"], ["F", None])
    assert read_problem(small_book(products_of, free, doubled), "book", "High")[1] == ()


def test_rows_apply_from_top_to_bottom() -> None:
    """(10 + 2) x 3, not 10 x 3 + 2; the rows of other scenarios between them do not count."""
    rows = scenarios(
        ["High", "Demand", "A", "Jan", "add", 2.0],
        ["Low", "Demand", "A", "Jan", "set", 0.0],
        ["High", "Demand", "A", None, "multiply", 3.0],
    )
    assert planned(rows).demand.tolist() == [[36.0, 60.0, 90.0], [1.0, 2.0, 3.0]]


def test_a_blank_item_or_period_means_all() -> None:
    """One product in all periods, all products in one period."""
    cost = planned(high(["Holding cost", "A", None, "set", 9.0], ["Holding cost", None, "Mar", "add", 1.0]))
    assert cost.products.holding_cost.tolist() == [[9.0, 9.0, 10.0], [2.0, 2.0, 3.0]]


def test_rows_apply_on_the_base_with_its_overrides() -> None:
    """PeriodData and Capacity first."""
    overrides = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Holding cost", "A", "Feb", 4.0])
    capacity = table("Capacity", ["Resource", "Feb"], ["L1", 50.0])
    rows = high(["Holding cost", None, None, "multiply", 2.0], ["Capacity", "L1", None, "add", -10.0])
    problem = planned(LINES, overrides, capacity, rows)
    assert problem.products.holding_cost.tolist() == [[2.0, 8.0, 2.0], [4.0, 4.0, 4.0]]
    assert problem.resources.capacity.tolist() == [[90.0, 40.0, 90.0], [inf, inf, inf]]


def test_add_and_multiply_leave_what_is_unlimited_or_not_allowed() -> None:
    """Also times 0; where all that a row means is blank it has no effect, which is warned of."""
    base = table("Products", ["Product", "Max production", "Price"], ["A", 5.0, None], ["B", None, None])
    rows = high(["Max production", None, None, "multiply", 0.0], ["Price", "B", None, "add", 3.0])
    problem = planned(base, rows)
    assert problem.products.max_production.tolist() == [[0.0] * 3, [inf] * 3]
    assert all(isnan(price) for price in problem.products.price.flat)
    assert noted(base, rows) == [
        (
            "Scenarios!F3: Scenarios[Value]: expected a value of Price to add, found only blank ones, which stay as "
            "they are; use set, or give Price a value in the base"
        )
    ]


def test_a_blank_that_means_0_can_be_added_to() -> None:
    """Blank demand, receipts without a table, an initial inventory without a column."""
    rows = high(
        ["Receipts", "B", "Feb", "add", 2.0],
        ["Initial inventory", "A", None, "add", 7.0],
        ["Final inventory", None, None, "set", 3.0],
    )
    problem = planned(rows)
    assert problem.receipts.tolist() == [[0.0] * 3, [0.0, 2.0, 0.0]]
    assert problem.products.initial_inventory.tolist() == [7.0, 0.0]
    assert problem.products.final_inventory.tolist() == [3.0, 3.0]


def test_a_period_may_be_a_date_as_in_period_data() -> None:
    """A date cell that reads as the ISO month."""
    demand = table("Demand", ["Product", "2025-01", "2025-02"], ["A", 1.0, 2.0], ["B", 3.0, 4.0])
    assert planned(demand, high(["Demand", "A", day(2025, 2, 1), "set", 9.0])).demand.tolist() == [
        [1.0, 9.0],
        [3.0, 4.0],
    ]


def test_settings_can_be_set_and_numbers_among_them_changed() -> None:
    """Text, yes and no, a choice; 60 s x 2; an amount that is blank in the base stays blank."""
    rows = high(
        ["Plan name", None, None, "set", "High season"],
        ["Currency", None, None, "set", "USD"],
        ["Whole units", None, None, "set", True],
        ["Safety stock rule", None, None, "set", "Catch up"],
        ["Time limit", None, None, "multiply", 2.0],
        ["Frozen periods", None, None, "add", 1.0],
        ["Safety stock penalty", None, None, "add", 1.0],
    )
    problem = planned(rows)
    policies = problem.policies
    assert (problem.name, problem.currency) == ("High season", "USD")
    assert (policies.whole_units, policies.safety_stock_rule) == (True, "catch up")
    assert (policies.time_limit, policies.frozen_periods, policies.safety_stock_penalty) == (120.0, 1, 0.0)
    assert [line[:12] for line in noted(rows)] == ["Scenarios!F8"]


def test_a_result_below_0_names_the_row() -> None:
    """And the first product and period, with the sum; what is exactly 0 is fine."""
    assert told(high(["Demand", None, None, "add", -10.0])) == [
        "Scenarios!F2: Scenarios[Value]: expected a result >= 0, found 1 + -10 = -9 for 'B' in 'Jan'; change the value"
    ]
    assert told(high(["Initial inventory", "A", None, "add", -1.0])) == [
        "Scenarios!F2: Scenarios[Value]: expected a result >= 0, found 0 + -1 = -1 for 'A'; change the value"
    ]
    assert told(high(["Demand", None, None, "multiply", -1.0]))[0].endswith(
        "10 x -1 = -10 for 'A' in 'Jan'; change the value"
    )
    assert told(high(["Demand", "A", "Jan", "add", -10.0])) == []


def test_a_result_keeps_to_the_range_of_its_setting() -> None:
    """The upper bound is the last that fits, and what is told is the sum, not what the cell shows."""
    gap = table("Settings", ["Setting", "Value"], ["Relative gap", 0.25])
    assert planned(gap, high(["Relative gap", None, None, "multiply", 2.0])).policies.relative_gap == 0.5
    assert told(gap, high(["Relative gap", None, None, "multiply", 2.5])) == [
        (
            "Scenarios!F2: Scenarios[Value]: expected a result >= 0 and <= 0.5, found 0.25 x 2.5 = 0.625; "
            "change the value, or type a share of the cost, such as 0.01 for 1 %"
        )
    ]
    assert told(high(["Time limit", None, None, "multiply", 0.0])) == [
        "Scenarios!F2: Scenarios[Value]: expected a result > 0, found 60 x 0 = 0; change the value"
    ]


def test_what_a_row_makes_of_a_wrong_base_is_not_told() -> None:
    """The wrong cell is, and the row's own wrong value too."""
    demand = table("Demand", ["Product", "Jan"], ["A", "n/a"], ["B", 1.0])
    lines = told(demand, high(["Demand", None, None, "add", -5.0], ["Price", None, None, "set", "x"]))
    assert [line.split(":")[0] for line in lines] == ["Demand!B2", "Scenarios!F3"]


def test_safety_stock_in_periods_follows_the_demand_of_the_scenario() -> None:
    """1.5 periods of mean demand 20 are 30, of 40 are 60; 2 periods of cover too."""
    base = table("Products", ["Product", "Safety stock periods", "Cover periods"], ["A", 1.5, None], ["B", None, 1.0])
    rows = high(["Demand", None, None, "multiply", 2.0], ["Cover periods", "B", None, "add", 1.0])
    assert planned(base, rows, scenario="base").products.safety_stock.tolist() == [[30.0] * 3, [2.0, 3.0, 2.0]]
    assert planned(base, rows).products.safety_stock.tolist() == [[60.0] * 3, [10.0, 10.0, 8.0]]


def test_a_safety_stock_of_a_product_stated_otherwise_is_an_error_that_names_the_column() -> None:
    """In either direction; what an earlier row has stated counts."""
    base = products("Safety stock periods", 1.5, None)
    line = (
        "Scenarios!F2: Scenarios[Value]: expected a product whose safety stock is stated by {}, found 'A', by {}; "
        "change {} in its place, or name another product"
    )
    assert told(base, high(["Safety stock", "A", None, "set", 5.0])) == [
        line.format("Safety stock", "Safety stock periods", "Safety stock periods")
    ]
    assert told(products("Safety stock", 4.0, None), high(["Cover periods", "A", None, "set", 1.0])) == [
        line.format("Cover periods", "Safety stock", "Safety stock")
    ]
    both = high(["Safety stock periods", "B", None, "set", 1.0], ["Safety stock", "B", "Jan", "set", 1.0])
    assert [text.split(":")[0] for text in told(both)] == ["Scenarios!F3"]


def test_a_safety_stock_for_all_products_leaves_those_out_that_are_stated_otherwise() -> None:
    """With a note."""
    base = products("Safety stock periods", 1.5, None)
    rows = high(["Safety stock", None, None, "set", 5.0])
    assert planned(base, rows).products.safety_stock.tolist() == [[30.0] * 3, [5.0] * 3]
    assert noted(base, rows) == [
        (
            "Scenarios!F2: Scenarios[Value]: expected products whose safety stock is stated by Safety stock, found "
            "'A', stated otherwise; nothing to do: they are left out"
        )
    ]


def test_a_safety_stock_in_periods_may_be_set_where_none_is_stated() -> None:
    """B had none; an override of a period stays."""
    overrides = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Safety stock", "B", "Feb", 8.0])
    rows = high(["Safety stock periods", "B", None, "set", 2.0])
    assert planned(overrides, rows).products.safety_stock.tolist() == [[0.0] * 3, [4.0, 8.0, 4.0]]


# --- checks on what results ---------------------------------------------------------------------------------------


def test_rules_between_values_hold_for_the_scenario_with_the_cells_of_its_rows() -> None:
    """Overtime below the cost of regular use, and firm production above the most that can be made."""
    resources = table("Resources", ["Resource", "Capacity", "Cost", "Overtime cost"], ["L1", 9.0, 2.0, 3.0])
    rows = high(["Cost", None, "Feb", "set", 4.0])
    assert told(resources, rows, scenario="base") == []
    assert told(resources, rows) == [
        (
            "Resources!D2: Resources[Overtime cost]: expected at least the Cost of 4 in Scenarios!F2, found 3; "
            "type the full cost of a unit of overtime (Cost is not added to it)"
        )
    ]
    firm = table("FirmProduction", ["Product", "Jan"], ["A", 5.0])
    assert told(firm, high(["Max production", "A", None, "set", 4.0])) == [
        (
            "FirmProduction!B2: FirmProduction[Jan]: expected at most the Max production of 4 in Scenarios!F2, found "
            "5; lower the firm production or raise the limit"
        )
    ]


def test_a_scenario_may_mend_what_holds_in_the_base_only() -> None:
    """And the other way round: a cost that is too low in the base is an error there, not in the scenario."""
    resources = table("Resources", ["Resource", "Capacity", "Cost", "Overtime cost"], ["L1", 9.0, 2.0, 1.0])
    rows = high(["Overtime cost", None, None, "set", 3.0])
    assert len(told(resources, rows, scenario="base")) == 1
    assert told(resources, rows) == []


def test_a_soft_rule_of_the_scenario_needs_its_penalty() -> None:
    """The setting's cell is that of the row."""
    assert told(high(["Safety stock rule", None, None, "set", "soft"])) == [
        (
            "Scenarios!F2: Scenarios[Value]: expected a Safety stock penalty for the rule soft, found none; "
            "add the setting Safety stock penalty (0 to miss it freely), or choose another rule"
        )
    ]
    rows = high(["Safety stock rule", None, None, "set", "soft"], ["Safety stock penalty", None, None, "set", 2.0])
    assert planned(rows).policies.safety_stock_penalty == 2.0


def test_what_makes_no_sense_for_a_warehouse_is_refused_by_name_and_left_out_for_all() -> None:
    """Overtime."""
    assert told(LINES, high(["Overtime cost", "Store", None, "set", 3.0])) == [
        (
            "Scenarios!F2: Scenarios[Value]: expected no Overtime cost for a storage resource, found 3; "
            "correct the resource's Kind, or clear the cell"
        )
    ]
    cost = planned(LINES, high(["Overtime cost", None, None, "set", 3.0])).resources.overtime_cost
    assert cost[0].tolist() == [3.0] * 3
    assert all(isnan(value) for value in cost[1])


def test_a_0_that_means_free_is_warned_of() -> None:
    """Rule R11 holds for what a scenario sets."""
    [line] = noted(high(["Price", "A", None, "set", 0.0]))
    assert line.startswith("Scenarios!F2: Scenarios[Value]: expected a number > 0 or a blank cell, found 0")


def test_all_scenarios_are_read_with_the_errors_of_all() -> None:
    """The base first, then as they first stand; an error of the base is told once."""
    rows = scenarios(["Low", "Demand", None, None, "multiply", 0.5], ["High", "Demand", None, None, "multiply", 2.0])
    problems, _ = read_problems(small_book(rows), "book")
    assert [(one.scenario, one.demand[0, 0]) for one in problems] == [("base", 10.0), ("Low", 5.0), ("High", 20.0)]
    wrong = scenarios(["Low", "Demand", None, None, "add", -99.0], ["High", "Price", None, None, "set", "x"])
    with pytest.raises(InputError) as caught:
        read_problems(small_book(wrong, products("Price", -1.0, 2.0)), "book")
    assert [issue.place for issue in caught.value.issues] == ["Products!B2", "Scenarios!F3"]
    with pytest.raises(InputError) as caught:
        read_problems(small_book(wrong), "book")
    assert [issue.place for issue in caught.value.issues] == ["Scenarios!F2", "Scenarios!F3"]


@pytest.mark.parametrize(
    "field", [column.name for form, column in schema.overridable() if form is not schema.ROUTES and not column.later]
)
def test_every_field_that_can_differ_by_period_can_differ_by_scenario(field: str) -> None:
    """What the schema says; set to 4 (a share to 1) in Feb for all that may have it."""
    value = min(4.0, *(column.magnitude.most for _, column in schema.overridable() if column.name == field))
    headers = ["Resource", "Kind", "Capacity", "Max shifts", "Overtime cost", "Hours per worker", "Overtime per worker"]
    line, crew = ["L1", None, 9.0, 3.0, 9.0, None, None], ["Crew", "workforce", None, None, 9.0, 8.0, 1.0]
    problem = planned(table("Resources", headers, line, crew), high([field, None, "Feb", "set", value]))
    products, resources = problem.products, problem.resources
    values = products.get(key_of(field), resources.get(key_of(field)))
    assert values is not None
    kinds = next(column.for_kinds for _, column in schema.overridable() if column.name == field)
    allowed = np.array([not kinds or kind in kinds for kind in problem.resource_kinds])
    assert (values[allowed if key_of(field) in resources else slice(None), 1] == value).all()


def test_the_base_is_untouched_by_the_scenarios_read_before_it() -> None:
    """Reading one scenario changes nothing that another one sees."""
    tables = small_book(high(["Demand", None, None, "multiply", 2.0], ["Holding cost", None, None, "set", 9.0]))
    before = read_problem(tables, "book")[0]
    read_problem(tables, "book", "High")
    again = read_problem(tables, "book")[0]
    assert errors_of(tables) == []
    assert (again.demand == before.demand).all()
    assert (again.products.holding_cost == before.products.holding_cost).all()
