"""Wide tables and the names of periods (rules R4 and R8)."""

from __future__ import annotations

from datetime import datetime

import pytest

from sop_excel.domain.table import DateValue, Value
from tests.tables import book, day, errors_of, read, small_book, table, warnings_of

PRODUCTS = table("Products", ["Product"], ["A"])


def test_periods_are_the_columns_right_of_the_key() -> None:
    """Own columns left of the key, or called Total and the like, are named in a note and not read."""
    demand = table("Demand", ["Region", "Product", "Jan", "TOTAL", "Feb", "Column1"], ["EU", "A", 1.0, "x", 2.0, "y"])
    tables = book(PRODUCTS, demand)
    assert read(tables).periods == ("Jan", "Feb")
    assert read(tables).demand.tolist() == [[1.0, 2.0]]
    assert warnings_of(tables) == [
        (
            "Demand!A1: Demand[Region]: expected only periods beside the column Product, "
            "found your own columns 'Region', 'TOTAL' and 'Column1'; nothing to do: they are not read as periods"
        )
    ]


def test_text_below_a_period_is_an_error() -> None:
    """In a column that is a period, anything but a number or a blank is an error."""
    demand = table("Demand", ["Product", "Jan", "Feb"], ["A", None, "late"])
    assert errors_of(book(PRODUCTS, demand)) == [
        "Demand!C2: Demand[Feb]: expected a number >= 0, found 'late'; clear the cell for no demand"
    ]


@pytest.mark.parametrize(
    ("name", "code", "clear"),
    [
        ("Demand", "A", "no demand"),
        ("Receipts", "A", "no receipts"),
        ("FirmProduction", "A", "no firm production"),
        ("Capacity", "Line", "the Capacity of table Resources"),
    ],
)
def test_the_advice_says_what_a_blank_means(name: str, code: str, clear: str) -> None:
    """Each wide table has its own words for a blank cell."""
    key = "Resource" if name == "Capacity" else "Product"
    lines = table("Resources", ["Resource"], ["Line"])
    tables = small_book(lines, table(name, [key, "Jan", "Feb", "Mar"], [code, 1.0, "n/a", 2.0]))
    both = "type a number >= 0, or " if name == "Capacity" else ""  # a blank cell is no 0 there
    expected = f"{name}!C2: {name}[Feb]: expected a number >= 0, found 'n/a'; {both}clear the cell for {clear}"
    assert expected in errors_of(tables)


def test_other_wide_tables_may_have_some_periods_in_any_order() -> None:
    """The header says which period a column is."""
    problem = read(small_book(table("Receipts", ["Product", "Mar", "Jan"], ["B", 3.0, None], ["A", 4.0, 5.0])))
    assert problem.receipts.tolist() == [[5.0, 0.0, 4.0], [0.0, 0.0, 3.0]]


def test_a_period_that_demand_lacks_is_an_error() -> None:
    """The nearest period is named."""
    assert errors_of(small_book(table("Receipts", ["Product", "Jna", "Feb"], ["A", 1.0, 2.0]))) == [
        (
            "Receipts!B1: Receipts[Jna]: expected a period of table Demand, found 'Jna'; "
            "correct it (the nearest period is 'Jan'), or add it to Demand"
        )
    ]


def test_a_table_without_data_may_keep_the_headers_of_other_periods() -> None:
    """Demand moved on to Feb; the blank Receipts of the template still says Dec, and nothing is lost by that."""
    blank = table("Receipts", ["Product", "Dec"], [None, None])
    filled = table("Receipts", ["Product", "Dec"], ["A", None])
    assert errors_of(small_book(blank)) == []
    assert len(errors_of(small_book(filled))) == 1


def test_a_period_that_is_named_like_a_total_is_pointed_out() -> None:
    """It is read as rule R4 says, but a sum among the periods would double the demand."""
    demand = table("Demand", ["Product", "Jan", "Total 2025"], ["A", 1.0, 1.0])
    assert read(book(PRODUCTS, demand)).periods == ("Jan", "Total 2025")
    assert warnings_of(book(PRODUCTS, demand)) == [
        (
            "Demand!C1: Demand[Total 2025]: expected the name of a period, found 'Total 2025'; "
            "it is read as a period: if it is a sum, head it Total or move it left of the key column"
        )
    ]


def test_a_period_given_twice_names_both_places() -> None:
    """Headers are compared after trimming, and as Excel does: no table can have both Jan and JAN."""
    for header in (" Jan ", "JAN"):
        demand = table("Demand", ["Product", "Jan", header], ["A", 1.0, 2.0])
        name = header.strip()
        assert errors_of(book(PRODUCTS, demand)) == [
            (
                f"Demand!C1: Demand[{name}]: expected each period once, found '{name}' in Demand!B1 too; "
                "rename one of the two columns, or add them up in one"
            )
        ]


@pytest.mark.parametrize("name", ["Measure", "resource"])
def test_reserved_names_are_no_periods(name: str) -> None:
    """What the output tables use as a header cannot be a period."""
    assert errors_of(book(PRODUCTS, table("Demand", ["Product", "Jan", name], ["A"]))) == [
        (
            f"Demand!C1: Demand[{name}]: expected the name of a period, found '{name}', which the results use; "
            "rename the column"
        )
    ]


def test_a_second_key_column_is_an_error() -> None:
    """The name of the key column is no period either."""
    assert errors_of(book(PRODUCTS, table("Demand", ["Product", "Jan", "product"], ["A"]))) == [
        (
            "Demand!C1: Demand[product]: expected one column for Product, "
            "found 'product' here and another in Demand!A1; rename the one of the two that is not meant"
        )
    ]


def test_a_period_needs_a_name() -> None:
    """A blank header is an error."""
    assert errors_of(book(PRODUCTS, table("Demand", ["Product", "Jan", " "], ["A"]))) == [
        (
            "Demand!C1: Demand[]: expected the name of a period, found a blank header; "
            "type the period's name, or place the column left of Product if it is your own"
        )
    ]


def test_headers_that_look_like_numbers_are_names() -> None:
    """Periods may be called 1, 2, 3, and a number in a Period cell counts as its plain decimal."""
    demand = table("Demand", ["Product", "1", "2"], ["A", 1.0, 2.0])
    rows = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Holding cost", "A", 2.0, 5.0])
    assert read(book(PRODUCTS, demand, rows)).products.holding_cost.tolist() == [[0.0, 5.0]]


@pytest.mark.parametrize(
    ("headers", "cell", "period"),
    [
        (["Jan-25", "Feb-25"], day(2025, 2, 1, "Feb-25"), 1),
        (["Jan-25", "Feb-25"], day(2025, 2, 17, "Feb-25"), 1),
        (["2025-01", "2025-02"], day(2025, 2, 1, "01.02.2025"), 1),
        (["2025-01-06", "2025-01-13"], day(2025, 1, 13, "13 Jan"), 1),
        (["2025-01-01", "2025-02-01"], day(2025, 1, 1, "Jan"), 0),
        (["2025-01", "2025-02"], " 2025-01 ", 0),
    ],
)
def test_a_date_matches_the_header_that_shows_it_or_reads_as_it(headers: list[str], cell: Value, period: int) -> None:
    """As shown, as ISO day, or as ISO month where it is the first of one."""
    rows = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Holding cost", "A", cell, 5.0])
    problem = read(book(PRODUCTS, table("Demand", ["Product", *headers], ["A"]), rows))
    assert problem.products.holding_cost[0, period] == 5.0


def test_a_date_that_fits_two_periods_is_an_error() -> None:
    """Nothing is guessed."""
    cell = DateValue(datetime(2025, 1, 1), "Jan-25")
    rows = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Holding cost", "A", cell, 5.0])
    assert errors_of(book(PRODUCTS, table("Demand", ["Product", "Jan-25", "2025-01"], ["A"]), rows)) == [
        (
            "PeriodData!C2: PeriodData[Period]: expected a date that fits one period, "
            "found the date Jan-25, which fits 'Jan-25' and '2025-01'; "
            "type the period's name as text, as it stands in Demand"
        )
    ]


def test_a_date_within_a_month_is_not_that_month() -> None:
    """Only the first of a month stands for the month."""
    rows = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Holding cost", "A", day(2025, 1, 15), 5.0])
    assert errors_of(book(PRODUCTS, table("Demand", ["Product", "2025-01"], ["A"]), rows)) == [
        (
            "PeriodData!C2: PeriodData[Period]: expected a period of table Demand, found the date 2025-01-15; "
            "correct it (the nearest period is '2025-01', the month of that day), or add it to Demand"
        )
    ]
