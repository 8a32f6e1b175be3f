"""Rows of the tables of limits, families and products that are filled oddly: what is said of them."""

from __future__ import annotations

import pytest

from sop_excel.domain.table import Value
from tests.tables import book, errors_of, small_book, table, warnings_of

DEMAND = table("Demand", ["Product", "Jan"], ["A", 10.0])


def test_a_limit_of_an_unknown_measure_is_refused_whatever_else_it_says() -> None:
    """Also where its item and periods are known."""
    headers = ["Limit", "Measure", "Item", "From", "Max"]
    (line,) = errors_of(small_book(table("Limits", headers, ["L", "Prod", "A", "Jan", 5.0])))
    assert line.startswith("Limits!B2: Limits[Measure]: expected one of Production, ")
    assert errors_of(small_book(table("Limits", headers, ["L", "Production", "A", "Jan", 5.0]))) == []


def test_a_shelf_life_is_a_whole_number_above_0() -> None:
    """Which is what the line asks for; a lot multiple may be a fraction."""
    for value in (0.0, 1.5):
        (line,) = errors_of(book(table("Products", ["Product", "Shelf life"], ["A", value]), DEMAND))
        assert "expected a whole number > 0, found" in line
        assert "type a whole number > 0, or clear the cell for none" in line
    assert errors_of(book(table("Products", ["Product", "Lot multiple"], ["A", 1.5]), DEMAND)) == []


@pytest.mark.parametrize(
    ("header", "value", "warned"),
    [("Min subcontract", 0.0, False), ("Min subcontract", 2.0, True), ("Max periods late", 0.0, True)],
)
def test_a_limit_without_what_it_limits_is_warned_of_unless_a_blank_means_the_same(
    header: str, value: Value, warned: bool
) -> None:
    """A column of zeros is how many planners write that there is none; no late period is not what a blank means."""
    told = warnings_of(book(table("Products", ["Product", header], ["A", value]), DEMAND))
    assert [f"beside {header}, found none; it has no effect" in line for line in told] == [True] * warned


def test_families_are_counted_in_english() -> None:
    """In the lines on an unknown one and on one that is there twice."""
    products = table("Products", ["Product", "Family"], ["A", "Lamps"], ["B", None])
    rows: list[list[Value]] = [["Red", 1.0], ["Green", 2.0], ["Red", 3.0]]
    told = errors_of(small_book(products, table("Families", ["Family", "Setup cost"], *rows)))
    assert any("the families are 'Red' and 'Green'" in line for line in told)
    assert any("give two families two codes" in line for line in told)


def test_a_penalty_of_a_capacity_that_overtime_exceeds_without_end_has_no_effect() -> None:
    """The line says what is missing: how much overtime there is."""
    headers = ["Resource", "Capacity", "Overtime cost", "Overtime capacity"]
    penalties = table("Penalties", ["Limit", "Penalty"], ["Capacity", 1.0])
    (line,) = warnings_of(small_book(table("Resources", headers, ["Line", 5.0, 9.0, None]), penalties))
    assert "a Capacity that this row means, and an Overtime capacity where there is an Overtime cost" in line
    assert warnings_of(small_book(table("Resources", headers, ["Line", 5.0, 9.0, 2.0]), penalties)) == []
