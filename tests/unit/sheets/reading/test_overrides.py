"""What differs by period: PeriodData and Capacity (rules D1 to D3)."""

from __future__ import annotations

from math import inf, isnan

import pytest

from sop_excel.contract import schema
from sop_excel.contract.forms import key_of
from sop_excel.domain.table import Table, Value
from tests.tables import errors_of, read, small_book, table

LINES = table("Resources", ["Resource", "Capacity"], ["L1", 100.0], ["L2", None])


def period_data(*rows: list[Value]) -> Table:
    """Table PeriodData with these rows."""
    return table("PeriodData", ["Field", "Item", "Period", "Value"], *rows)


def test_a_value_holds_in_its_period_only() -> None:
    """The other periods keep the base, and the other products too."""
    problem = read(small_book(period_data(["production_COST", "A", "Feb", 12.0])))
    assert problem.products.production_cost.tolist() == [[5.0, 12.0, 5.0], [7.0, 7.0, 7.0]]


def test_a_value_permits_the_choice_in_that_period() -> None:
    """Where the base is blank, the other periods stay forbidden."""
    cost = read(small_book(period_data(["Backorder cost", "A", "Feb", 3.0]))).products.backorder_cost
    assert [isnan(value) for value in cost[0]] == [True, False, True]


@pytest.mark.parametrize(
    "column", [column.name for form, column in schema.overridable() if form is schema.PRODUCTS and not column.later]
)
def test_every_field_of_the_contract_can_be_overridden(column: str) -> None:
    """What the schema says can differ by period, does."""
    value = min(4.0, schema.PRODUCTS.column(column).magnitude.most)
    problem = read(small_book(period_data([column, "B", "Mar", value])))
    assert problem.products[key_of(column)][1, 2] == value


def test_capacity_cells_override_the_resource() -> None:
    """A blank cell keeps the resource's Capacity."""
    capacity = table("Capacity", ["Resource", "Mar", "Jan"], ["L2", 5.0, None], ["L1", None, 0.0])
    problem = read(small_book(LINES, capacity))
    assert problem.resources.capacity.tolist() == [[0.0, 100.0, 100.0], [inf, inf, 5.0]]


def test_an_unknown_field_names_the_nearest() -> None:
    """A misspelt field would otherwise change nothing."""
    assert errors_of(small_book(period_data(["Max prodution", "A", "Jan", 1.0]))) == [
        (
            "PeriodData!A2: PeriodData[Field]: expected a field that can differ by period, found 'Max prodution'; "
            "correct it (the nearest field is 'Max production'), or take the row out of the table"
        )
    ]


def test_a_field_that_is_the_same_in_all_periods_says_where_to_set_it() -> None:
    """Lead time and the like belong to the product."""
    assert errors_of(small_book(period_data(["Lead time", "A", "Jan", 1.0]))) == [
        (
            "PeriodData!A2: PeriodData[Field]: expected a field that can differ by period, found 'Lead time'; "
            "Lead time is the same in all periods: set it in table Products, and take this row out"
        )
    ]


@pytest.mark.parametrize(
    ("field", "owner"),
    [("Setup usage", "Routings"), ("Quantity", "BillOfMaterials"), ("Max", "Limits"), ("Penalty", "Limits")],
)
def test_a_number_of_another_table_is_no_field_and_says_where_it_stands(field: str, owner: str) -> None:
    """What is used, goes into others, is limited or priced is so in all periods."""
    assert errors_of(small_book(period_data([field, "A", "Jan", 1.0]))) == [
        (
            f"PeriodData!A2: PeriodData[Field]: expected a field that can differ by period, found '{field}'; "
            f"{field} is the same in all periods: set it in table {owner}, and take this row out"
        )
    ]


def test_the_item_must_be_in_the_table_of_the_field() -> None:
    """A product is no resource."""
    assert errors_of(small_book(LINES, period_data(["Capacity", "A", "Jan", 1.0]))) == [
        (
            "PeriodData!B2: PeriodData[Item]: expected a resource of table Resources, found 'A', "
            "which is a product; type a resource here"
        )
    ]


def test_a_blank_value_is_an_error() -> None:
    """To override with nothing means nothing."""
    assert errors_of(small_book(period_data(["Price", "A", "Jan", None], ["Price", "A", "Feb", 1.0]))) == [
        (
            "PeriodData!D2: PeriodData[Value]: expected a number >= 0, found a blank cell; "
            "fill the cell, or clear the whole row"
        )
    ]


def test_an_override_given_twice_names_both_places() -> None:
    """Even with the same value."""
    assert errors_of(small_book(period_data(["Price", "A", "Jan", 2.0], ["price", "A", "Jan", 2.0]))) == [
        (
            "PeriodData!B3: PeriodData[Item]: expected one row for each field, item and period, "
            "found Price of 'A' in PeriodData!D2 too; the two rows are alike: delete one of them"
        )
    ]


def test_a_capacity_is_set_in_one_table_only() -> None:
    """A cell of Capacity and a row of PeriodData for the same period contradict each other."""
    capacity = table("Capacity", ["Resource", "Jan", "Feb"], ["L1", 80.0, None])
    rows = period_data(["Capacity", "L1", "Jan", 90.0], ["Capacity", "L1", "Feb", 90.0])
    assert errors_of(small_book(LINES, capacity, rows)) == [
        (
            "PeriodData!D2: PeriodData[Value]: expected one capacity of 'L1' in 'Jan', found another in Capacity!B2; "
            "keep the one that is right: clear that cell, or take this row out"
        )
    ]


def test_a_table_without_one_of_its_columns_is_an_error() -> None:
    """All four are needed."""
    assert errors_of(small_book(table("PeriodData", ["Field", "Item", "Period"], ["Price", "A", "Jan"]))) == [
        "PeriodData!A1: PeriodData[Value]: expected a column headed Value, found none; add the column Value"
    ]
