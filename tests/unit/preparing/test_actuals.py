"""What came of a plan is read as people keep it, and what is not understood is named with its cell."""

from __future__ import annotations

import pytest

from sop_excel.domain.table import Value
from sop_excel.errors import InputError
from sop_excel.preparing.actuals import Actuals, read_actuals
from sop_excel.spreadsheet.raw_sheet import RawSheet

PRODUCTS, OVER = ("A", "B"), ("2026-01", "2026-02")


def actuals(*rows: list[Value], over: tuple[str, ...] = OVER[:1], is_text: bool = False) -> Actuals:
    return read_actuals([RawSheet("notes", ()), RawSheet("came", rows, is_text=is_text)], PRODUCTS, over)


def refused(*rows: list[Value], over: tuple[str, ...] = OVER[:1], is_text: bool = False) -> str:
    with pytest.raises(InputError) as caught:
        actuals(*rows, over=over, is_text=is_text)
    return str(caught.value)


def test_a_column_for_each_measure_is_read_in_the_words_of_planners() -> None:
    """Titles above, a blank cell, and a column of the planner's own make no difference."""
    head: list[Value] = ["Artikel", "Bestand", "Ventas", "Price"]
    came = actuals(["Stock count"], head, ["A", 5.0, 7.0, 1.0], ["B", None, 2.0, 1.0])
    assert came.values == {("A", "Inventory", "2026-01"): 5, ("A", "Sales", "2026-01"): 7, ("B", "Sales", "2026-01"): 2}
    assert came.notes == ("Of the actuals 'Price' is not read",)


def test_a_period_stands_behind_its_measure_where_several_are_over() -> None:
    head: list[Value] = ["Product", "Inventory", "Production 2026-01", "Production (Feb 2026)", "Production 2026-03"]
    came = actuals(head, ["A", 5.0, 1.0, 2.0, 9.0], over=OVER)
    assert came.values == {
        ("A", "Inventory", "2026-02"): 5,
        ("A", "Production", "2026-01"): 1,
        ("A", "Production", "2026-02"): 2,
    }
    assert "over are 2026-01 and 2026-02" in came.notes[0]
    said = refused(["Product", "Production"], ["A", 1.0], over=OVER)
    assert "came!B1: actuals[Production]: expected a period behind the measure, one of 2026-01 or 2026-02" in said


def test_a_row_for_each_quantity_is_read_too() -> None:
    rows: list[list[Value]] = [
        ["A", "Stock", "2026-01", 5.0],
        ["A", "Demand", "2026-01", 3.0],
        ["A", "Demand", "2025-12", 8.0],
    ]
    came = actuals(["Product", "Measure", "Period", "Quantity"], *rows)
    assert came.values == {("A", "Inventory", "2026-01"): 5, ("A", "Demand", "2026-01"): 3}
    assert "is not read" in came.notes[0]
    assert "expected one of Inventory, Backorders" in refused(["Product", "Measure", "Period", "Value"],
                                                              ["A", "Weather", "2026-01", 5.0])  # fmt: skip


@pytest.mark.parametrize(("cell", "found"), [(-1.0, "-1"), ("5", "'5'"), (True, "TRUE")])
def test_what_is_no_quantity_is_named_with_its_cell(cell: Value, found: str) -> None:
    said = refused(["Product", "Inventory"], ["A", cell])
    assert f"came!B2: actuals[Inventory]: expected a number >= 0, found {found};" in said


def test_texts_of_a_file_without_numbers_are_read_where_their_decimal_sign_can_be_told() -> None:
    assert (
        actuals(["Product", "Inventory"], ["A", "1.234,5"], is_text=True).values["A", "Inventory", "2026-01"] == 1234.5
    )
    assert "whose decimal sign can be told" in refused(["Product", "Inventory"], ["A", "1.234"], is_text=True)


def test_products_that_are_not_known_or_told_twice_are_refused() -> None:
    said = refused(["Product", "Inventory"], ["A", 1.0], ["C", 1.0], ["A", 2.0])
    assert "came!A3: actuals[Product]: expected a product of table Products, found 'C'" in said
    assert "came!B4: actuals[Inventory]: expected one quantity for each product, measure and period" in said


def test_a_file_without_products_is_refused() -> None:
    assert "--actuals: expected a table with a column Product, found 'notes' and 'came'" in refused(["x", "y"])
