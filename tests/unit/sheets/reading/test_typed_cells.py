"""Numbers (rules R9 to R11)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sop_excel.domain.table import Block, ErrorValue, NotCalculated, PaddedNumber, Table, Value
from tests.tables import book, day, errors_of, read, small_book, table, warnings_of

ADOPT = "let sop-excel adopt convert it"
AS_A_NUMBER = f"the cell holds text: give it a number format, and type the number again, or {ADOPT}"
ALONE = "the cell holds text: type the number alone, {} if that is meant, or " + ADOPT


def with_holding_cost(cell: Value) -> dict[str, Table]:
    """One product with that cell as its holding cost."""
    products = table("Products", ["Product", "Holding cost"], ["A", cell])
    return book(products, table("Demand", ["Product", "Jan"], ["A", 1.0]))


@pytest.mark.parametrize(
    ("cell", "found", "advice"),
    [
        ("n/a", "'n/a'", "clear the cell for 0"),
        ("12", "'12'", AS_A_NUMBER),
        ("1.234,5", "'1.234,5'", AS_A_NUMBER),
        ("1 234 €", "'1 234 €'", ALONE.format(1234)),
        ("12 pcs", "'12 pcs'", ALONE.format(12)),
        (-5.0, "-5", "type a number >= 0"),
        (True, "TRUE", "type a number >= 0, or clear the cell for 0"),
        (False, "FALSE", "type a number >= 0, or clear the cell for 0"),
        (day(2025, 1, 2, "2.1.25"), "the date 2.1.25", "give the cell a number format and type the number"),
        (ErrorValue("#DIV/0!"), "#DIV/0!", "mend the formula"),
        (NotCalculated(), "a formula without a saved value", "recalculate and save the workbook"),
        (float("nan"), "not a number", "type a number >= 0"),
        (float("inf"), "infinity", "count money in thousands, in every cost and price alike"),
    ],
)
def test_only_numbers_are_numbers(cell: Value, found: str, advice: str) -> None:
    """Nothing is parsed out of text, and neither booleans nor dates nor errors count."""
    line = errors_of(with_holding_cost(cell))
    assert [text.replace(" and <= 1,000,000,000", "") for text in line] == [
        f"Products!B2: Products[Holding cost]: expected a number >= 0, found {found}; {advice}"
    ]


@pytest.mark.parametrize("cell", [0.0, -0.0, 12.0, 12, 0.125, PaddedNumber(12, 5), None, "", "  "])
def test_good_numbers_are_taken_as_they_are(cell: Value) -> None:
    """Blank text counts as blank."""
    expected = float(cell) if isinstance(cell, int | float) else 0.0
    assert read(with_holding_cost(cell)).products.holding_cost.tolist() == [[expected]]


def test_the_line_of_the_contract() -> None:
    """The form that every complaint has."""
    rows: list[list[Value]] = [["A", 1.0, 1.0]] * 5
    demand = table("Demand", ["Product", "2025-01", "2025-02"], *rows, ["B", 1.0, "n/a"])
    assert "Demand!C7: Demand[2025-02]: expected a number >= 0, found 'n/a'; clear the cell for no demand" in errors_of(
        small_book(demand)
    )


def test_a_lead_time_is_whole() -> None:
    """Half a period is no lead time."""
    products = table("Products", ["Product", "Lead time"], ["A", 1.5], ["B", 2.0])
    assert errors_of(small_book(products)) == [
        "Products!B2: Products[Lead time]: expected a whole number >= 0, found 1.5; type a whole number >= 0"
    ]


def test_a_negative_inventory_hints_at_backorders() -> None:
    """Late demand has its own column."""
    products = table("Products", ["Product", "Initial inventory"], ["A", -3.0], ["B", 3.0])
    assert errors_of(small_book(products)) == [
        (
            "Products!B2: Products[Initial inventory]: expected a number >= 0, found -3; "
            "enter late demand as a positive number in Initial backorders"
        )
    ]


@pytest.mark.parametrize("column", ["Price", "Lost sale cost", "Backorder cost", "Subcontract cost"])
def test_a_zero_where_blank_means_not_allowed_warns(column: str) -> None:
    """Free is not the same as not allowed; in PeriodData too."""
    products = table("Products", ["Product", column], ["A", 0.0], ["B", 0.5])
    rows = table("PeriodData", ["Field", "Item", "Period", "Value"], [column, "B", "Feb", 0.0])
    says = "expected a number > 0 or a blank cell, found 0; 0 means free; blank means not allowed"
    assert warnings_of(small_book(products, rows)) == [
        f"Products!B2: Products[{column}]: {says}",
        f"PeriodData!D2: PeriodData[Value]: {says}",
    ]


def test_formulas_that_may_be_old_warn_once_a_table() -> None:
    """Only inputs count: neither own columns nor blank rows."""
    headers = ["Product", "Mine", "Holding cost", "Production cost"]
    unsure = [(0, 1), (2, 2), (1, 2), (1, 3)]
    products = table("Products", headers, ["A", 1.0, 1.0], ["B", 1.0, 1.0, 1.0], [None, 1.0], unsure=unsure)
    assert warnings_of(small_book(products)) == [
        (
            "Products!C3: Products[Holding cost]: expected values that are calculated, "
            "found 2 formulas that may not be, this one first; recalculate and save the workbook to be sure"
        )
    ]


def test_every_problem_is_told_at_once() -> None:
    """One run, all complaints, table by table."""
    products = table("Products", ["Product", "Holding cost", "Price"], ["A", "x", None], ["B", -1.0, "y"])
    demand = table("Demand", ["Product", "Jan"], ["A", ErrorValue("#REF!")], ["C", 1.0])
    places = [line.split(":")[0] for line in errors_of(small_book(products, demand))]
    assert places == ["Products!B2", "Products!B3", "Products!C3", "Demand!A3", "Demand!B2", "Products!A3"]


def test_other_hosts_name_places_in_their_words() -> None:
    """The reader asks the table for its places."""

    class Argument:
        def header(self, column: int) -> str:
            return "argument 1"

        def cell(self, row: int, column: int) -> str:
            return f"argument 1, demand, position {column}"

        def blocks(self, blocks: Sequence[Block]) -> str:
            return "argument 1, demand"

    demand = Table("Demand", ("Product", "1", "2"), (("A", 1.0, -1.0),), Argument())
    assert errors_of(book(table("Products", ["Product"], ["A"]), demand)) == [
        "argument 1, demand, position 2: Demand[2]: expected a number >= 0, found -1; type a number >= 0"
    ]
