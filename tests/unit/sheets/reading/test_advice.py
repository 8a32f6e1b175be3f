"""Advice that would lead a planner astray, each beside the nearest case in which it would not."""

from __future__ import annotations

import pytest

from sop_excel.domain.table import Value
from tests.tables import book, errors_of, read, small_book, table

PRODUCTS = table("Products", ["Product"], ["A"], ["B"])
LINE = table("Resources", ["Resource", "Capacity"], ["L1", 10.0])


@pytest.mark.parametrize("typed", ["12", "1.234,5", "1,200", "10k", "5 EUR", "(5)", "~20", "2 weeks", -3.0, 1e40])
def test_what_is_meant_as_a_number_is_never_to_be_cleared(typed: Value) -> None:
    """A blank cell would be no demand; where nothing like a number stands, that may be what is meant."""
    (line,) = errors_of(book(PRODUCTS, table("Demand", ["Product", "Jan"], ["A", typed], ["B", 1.0])))
    assert "clear" not in line
    (line,) = errors_of(book(PRODUCTS, table("Demand", ["Product", "Jan"], ["A", "none"], ["B", 1.0])))
    assert line.endswith("; clear the cell for no demand")


def test_a_word_in_another_language_is_not_to_be_cleared() -> None:
    """ "Lager" is a warehouse: a blank cell would make a production line of it."""
    (line,) = errors_of(small_book(table("Resources", ["Resource", "Kind"], ["W", "Lager"])))
    assert line.endswith("found 'Lager'; choose one of them")
    assert errors_of(small_book(table("Resources", ["Resource", "Kind"], ["W", "Storage"]))) == []


def test_two_rows_of_quantities_may_both_be_meant() -> None:
    """Two customers of one product: to delete one would lose its demand."""
    demand = table("Demand", ["Product", "Jan"], ["A", 1.0], ["A", 2.0], ["B", 1.0])
    (line,) = errors_of(book(PRODUCTS, demand))
    assert line.endswith("found 'A' in Demand!A2 too; add the two rows up in one, or keep the right one")


@pytest.mark.parametrize("header", ["Period", "Monat", "Mês"])
def test_a_list_by_period_is_told_what_to_head_its_columns(header: str) -> None:
    """Its rows are not called doubles of each other, which to delete would lose the demand."""
    rows: list[list[Value]] = [["A", "Jan", 5.0], ["A", "Feb", 6.0], ["B", "Jan", 7.0]]
    assert errors_of(book(PRODUCTS, table("Demand", ["Product", header, "Plan A"], *rows))) == [
        (
            f"Demand!B1: Demand[{header}]: expected a column for each period, or the columns Product, Period and "
            f"Quantity, found a column '{header}' with 'Jan' below it; head the column of the units Quantity and this "
            "one Period"
        )
    ]
    assert errors_of(book(PRODUCTS, table("Demand", ["Product", header, "Quantity"], *rows))) == []
    wide = table("Demand", ["Product", header], ["A", 5.0], ["B", 6.0])
    assert read(book(PRODUCTS, wide)).periods == (header,)


def test_capacities_by_period_are_told_to_be_made_wide() -> None:
    """Two rows for one cell of Capacity would not add up."""
    rows: list[list[Value]] = [["L1", "Jan", 5.0], ["L1", "Feb", 6.0]]
    (line,) = errors_of(small_book(LINE, table("Capacity", ["Resource", "Period", "Hours"], *rows)))
    assert line.endswith("make it wide: one row for each resource, one column for each period (a PivotTable does it)")
    assert errors_of(small_book(LINE, table("Capacity", ["Resource", "Jan", "Feb"], ["L1", 5.0, 6.0]))) == []


@pytest.mark.parametrize("code", ["Total", "Summe", "Grand total"])
def test_a_row_of_sums_is_not_to_be_added_to_the_products(code: str) -> None:
    """It would be planned on top of what it adds up."""
    demand = table("Demand", ["Product", "Jan"], ["A", 1.0], ["B", 2.0], [code, 3.0])
    (line,) = errors_of(book(PRODUCTS, demand))
    assert line.endswith(f"found '{code}', which looks like a row of sums; delete the row if it has sums: "
                         "Table Design, Total Row adds one that is not read")  # fmt: skip
    named = book(table("Products", ["Product"], ["A"], ["B"], [code]), demand)
    assert read(named).product_codes == ("A", "B", code)


def test_a_note_below_the_numbers_is_not_to_be_added_to_the_products() -> None:
    """It has no number beside it; a row that has is a product's."""
    demand = table("Demand", ["Product", "Jan"], ["A", 1.0], ["B", 2.0], ["Source: ERP", None], ["C", 4.0])
    assert [line.split("found ")[1] for line in errors_of(book(PRODUCTS, demand))] == [
        (
            "'Source: ERP' in a row without numbers; move a note out of the table; if a product is meant, "
            "correct it, or add it to Products"
        ),
        "'C'; correct it (the products are 'A' and 'B'), or add it to Products",
    ]


def test_codes_of_the_other_sort_are_called_that() -> None:
    """In Routings with exchanged columns, and where a field belongs to resources."""
    routings = table("Routings", ["Product", "Resource", "Usage"], ["L1", "A", 1.0])
    assert [line.split("found ")[1] for line in errors_of(small_book(LINE, routings))] == [
        "'L1', which is a resource; type a product here",
        "'A', which is a product; type a resource here",
    ]


def test_a_column_of_notes_is_not_to_be_cleared_though_it_has_a_year() -> None:
    """Notes 2025 with words below it; a period with a word in one cell is told by that cell."""
    demand = table("Demand", ["Product", "2025-01", "Notes 2025"], ["A", 1.0, "late"], ["B", 1.0, None])
    (line,) = errors_of(book(PRODUCTS, demand))
    assert line.endswith("such as 'late'; if it is your own column, place it left of Product")
    demand = table("Demand", ["Product", "2025-01", "2025-02"], ["A", 1.0, "late"], ["B", 1.0, None])
    assert errors_of(book(PRODUCTS, demand))[0].startswith("Demand!C2: Demand[2025-02]: expected a number")


def test_where_the_column_of_codes_is_missing_the_headers_are_named() -> None:
    """To add an empty column would not help whoever has one under another name."""
    products = table("Products", ["My key", "Holding cost"], ["A", 1.0])
    (line,) = errors_of(book(products, table("Demand", ["Product", "Jan"], ["A", 1.0])))
    assert line == (
        "Products!A1: Products[Product]: expected a column headed Product, found none, but 'My key'; "
        "rename the column that is meant to Product, or add it"
    )
    lines = table("Routings", ["Product", "Resource", "Rate"], ["A", "L1", 2.0])
    (line,) = errors_of(small_book(LINE, lines))
    assert line.endswith("found none, but 'Rate'; rename the column that is meant to Usage, or add it")


def test_only_what_can_be_planned_is_offered() -> None:
    """A field that is refused in the next run is no advice."""
    rows = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Colour", "A", "Jan", 1.0])
    (line,) = errors_of(small_book(rows))
    assert "Overtime cost" in line
