"""What must fit together: backorders, overtime, storage, limits and firm production."""

from __future__ import annotations

import pytest

from sop_excel.domain.table import Table, Value
from tests.tables import book, errors_of, read, small_book, table, warnings_of

OVERTIME = ["Resource", "Kind", "Capacity", "Cost", "Overtime cost", "Overtime capacity"]


def resources(*rows: list[Value]) -> Table:
    """Table Resources with all that concerns overtime."""
    return table("Resources", OVERTIME, *rows)


def period_data(*rows: list[Value]) -> Table:
    """Table PeriodData with these rows."""
    return table("PeriodData", ["Field", "Item", "Period", "Value"], *rows)


def test_initial_backorders_need_a_backorder_cost() -> None:
    """In all periods or in some; a 0 needs none."""
    headers = ["Product", "Initial backorders", "Backorder cost"]
    products = table("Products", headers, ["A", 5.0, None], ["B", 0.0, None])
    assert errors_of(small_book(products)) == [
        (
            "Products!B2: Products[Initial backorders]: "
            "expected 0 or a blank cell for a product without Backorder cost, "
            "found 5; give the product a Backorder cost, or clear the cell"
        )
    ]
    assert not errors_of(small_book(table("Products", headers, ["A", 5.0, 1.0], ["B"])))
    assert not errors_of(small_book(products, period_data(["Backorder cost", "A", "Jan", 1.0])))


def test_a_wrong_backorder_cost_is_told_once() -> None:
    """What is wrong is not called absent."""
    products = table("Products", ["Product", "Initial backorders", "Backorder cost"], ["A", 5.0, "x"], ["B"])
    assert len(errors_of(small_book(products))) == 1


def test_overtime_costs_no_less_than_regular_use() -> None:
    """Its full cost is asked for, so a lower one is a likely mistake; each cell is told once."""
    assert errors_of(small_book(resources(["L1", None, 9.0, 20.0, 15.0], ["L2", None, 9.0, 20.0, 20.0]))) == [
        (
            "Resources!E2: Resources[Overtime cost]: expected at least the Cost of 20 in Resources!D2, found 15; "
            "type the full cost of a unit of overtime (Cost is not added to it)"
        )
    ]


def test_overtime_is_compared_period_by_period() -> None:
    """On the values that hold in the period, wherever they stand."""
    rows = period_data(["Cost", "L1", "Feb", 16.0], ["Overtime cost", "L1", "Mar", 9.0])
    assert errors_of(small_book(resources(["L1", None, 9.0, 10.0, 15.0]), rows)) == [
        (
            "Resources!E2: Resources[Overtime cost]: expected at least the Cost of 16 in PeriodData!D2, found 15; "
            "type the full cost of a unit of overtime (Cost is not added to it)"
        ),
        (
            "PeriodData!D3: PeriodData[Value]: expected at least the Cost of 10 in Resources!D2, found 9; "
            "type the full cost of a unit of overtime (Cost is not added to it)"
        ),
    ]


def test_overtime_needs_a_capacity() -> None:
    """Without one nothing would ever be overtime."""
    lines = resources(["L1", None, None, 1.0, 2.0])
    assert errors_of(small_book(lines)) == [
        (
            "Resources!E2: Resources[Overtime cost]: expected no overtime cost where Capacity is blank, as in 'Jan', "
            "found 2; fill the Capacity of 'L1', or clear the overtime cost"
        )
    ]
    capacity = table("Capacity", ["Resource", "Jan", "Feb", "Mar"], ["L1", 1.0, 2.0, 3.0])
    assert not errors_of(small_book(lines, capacity))


def test_a_limit_without_its_cost_has_no_effect() -> None:
    """A warning for overtime and for subcontracting, stated for all periods or for one."""
    products = table("Products", ["Product", "Max subcontract", "Subcontract cost"], ["A", 5.0, 1.0], ["B", 5.0])
    rows = period_data(["Overtime capacity", "L1", "Feb", 4.0])
    assert warnings_of(small_book(products, resources(["L1"]), rows)) == [
        (
            "Products!B3: Products[Max subcontract]: expected a Subcontract cost beside Max subcontract, found none; "
            "it has no effect: fill Subcontract cost to allow it, or clear the cell"
        ),
        (
            "PeriodData!D2: PeriodData[Value]: expected an Overtime cost beside Overtime capacity, found none; "
            "it has no effect: fill Overtime cost to allow it, or clear the cell"
        ),
    ]


def test_storage_has_no_overtime() -> None:
    """Neither for all periods nor for one."""
    lines = resources(["W", "Storage", 9.0, 1.0, 2.0, None], ["L", "production", 9.0, 1.0, 2.0, 3.0])
    rows = period_data(["Overtime capacity", "W", "Jan", 5.0])
    assert errors_of(small_book(lines, rows)) == [
        (
            "Resources!E2: Resources[Overtime cost]: expected no Overtime cost for a storage resource, found 2; "
            "correct the resource's Kind, or clear the cell"
        ),
        (
            "PeriodData!D2: PeriodData[Value]: expected no Overtime capacity for a storage resource, found 5; "
            "correct the resource's Kind, or clear the cell"
        ),
    ]


@pytest.mark.parametrize(
    ("cell", "kind"), [(None, "production"), ("PRODUCTION", "production"), ("storage ", "storage")]
)
def test_a_kind_matches_like_a_header(cell: Value, kind: str) -> None:
    """Blank means production."""
    assert read(small_book(resources(["L1", cell]))).resource_kinds == (kind,)


def test_an_unknown_kind_is_an_error() -> None:
    """The choices are named."""
    assert errors_of(small_book(resources(["L1", "line"]))) == [
        (
            "Resources!B2: Resources[Kind]: expected one of production, storage, supplier, workforce, found 'line'; "
            "choose one of them"
        )
    ]


def test_firm_production_keeps_to_the_limit() -> None:
    """An input error, not an infeasible plan; both places are named."""
    products = table("Products", ["Product", "Max production"], ["A", 50.0], ["B", None])
    firm = table("FirmProduction", ["Product", "Jan", "Feb", "Mar"], ["A", 50.0, 40.0, 60.0], ["B", 1e6])
    rows = period_data(["Max production", "A", "Feb", 30.0])
    assert errors_of(small_book(products, firm, rows)) == [
        (
            "FirmProduction!C2: FirmProduction[Feb]: expected at most the Max production of 30 in PeriodData!D2, "
            "found 40; "
            "lower the firm production or raise the limit"
        ),
        (
            "FirmProduction!D2: FirmProduction[Mar]: expected at most the Max production of 50 in Products!B2, "
            "found 60; "
            "lower the firm production or raise the limit"
        ),
    ]


@pytest.mark.parametrize("answer", [True, "yes"])
def test_firm_production_is_whole_where_units_are(answer: Value) -> None:
    """Without the setting, a fraction is fine."""
    firm = table("FirmProduction", ["Product", "Jan"], ["A", 2.5], ["B", 2.0])
    whole = table("Settings", ["Setting", "Value"], ["Whole units", answer])
    assert errors_of(small_book(firm, whole)) == [
        (
            "FirmProduction!B2: FirmProduction[Jan]: expected whole units, as Whole units in Settings!B2 says, "
            "found 2.5; "
            "type a whole number, or set Whole units to no"
        )
    ]
    assert read(small_book(firm)).firm_production.tolist() == [[2.5, 0.0, 0.0], [2.0, 0.0, 0.0]]


def test_groups_and_prices_arrive() -> None:
    """A blank group is an empty text, a blank price is no price."""
    products = table("Products", ["Product", "Group", "Price"], ["A", 7.0, 9.5], ["B"])
    problem = read(small_book(products))
    assert problem.groups == ("7", "")
    assert problem.products.price[:, 0].tolist()[0] == 9.5


def test_costs_that_nobody_typed_are_pointed_out() -> None:
    """A new workbook has the column, and its plan would be proved to cost 0; a 0 that was typed is meant."""
    headers = ["Product", "Production cost", "Holding cost"]
    demand = table("Demand", ["Product", "Jan"], ["A", 1.0], ["B", 1.0])
    assert warnings_of(book(table("Products", headers, ["A"], ["B"]), demand)) == [
        (
            "Products!B2: Products[Production cost]: expected a cost in some row, "
            "found blank cells in all rows: whatever is planned costs nothing; type your costs"
        )
    ]
    assert not warnings_of(book(table("Products", headers, ["A", 0.0], ["B"]), demand))
    assert not warnings_of(book(table("Products", headers, ["A", None, 1.0], ["B"]), demand))


def test_a_stock_on_hand_that_nobody_typed_is_pointed_out_beside_safety_stocks() -> None:
    """The first period makes all of them, which is what a plan from a sales history alone does."""
    headers = ["Product", "Production cost", "Initial inventory", "Safety stock"]
    demand = table("Demand", ["Product", "Jan"], ["A", 1.0])
    assert warnings_of(book(table("Products", headers, ["A", 1.0, None, 5.0]), demand)) == [
        (
            "Products!C2: Products[Initial inventory]: expected what is in stock, found blank cells in all rows: "
            "nothing is in stock, and safety stocks are made first; type it, or 0 where nothing is"
        )
    ]
    assert not warnings_of(book(table("Products", headers, ["A", 1.0, 0.0, 5.0]), demand))
    assert not warnings_of(book(table("Products", headers, ["A", 1.0, None, None]), demand))
