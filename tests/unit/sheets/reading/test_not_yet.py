"""What cannot be planned yet is refused with its cell, never ignored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sop_excel.contract import schema
from sop_excel.contract.forms import Column
from sop_excel.contract.kinds import Blank
from sop_excel.domain.table import Value
from tests.tables import errors_of, small_book, table

WITH_LATER = replace(
    schema.PRODUCTS,
    columns=(
        *schema.PRODUCTS.columns,
        Column("Dye cost", "money / unit", Blank.ZERO, by_period=True, later="dyes"),
        Column("Dye lot", "units", Blank.EMPTY, later="dyes"),
    ),
)
KEPT = "head the column Own {}, so that it is kept but not read"


@pytest.mark.parametrize(
    ("header", "cell", "line"),
    [
        ("Dye cost", 2.0, "expected a blank cell or 0 (dyes cannot be planned yet), found 2"),
        ("Dye cost", "x", "expected a blank cell or 0 (dyes cannot be planned yet), found 'x'"),
        ("Dye lot", 0.0, "expected a blank cell (dyes cannot be planned yet), found 0"),
    ],
)
def test_a_value_in_a_column_for_later_is_refused(
    monkeypatch: pytest.MonkeyPatch, header: str, cell: Value, line: str
) -> None:
    """Whatever it is, unless it says that the column is not used."""
    monkeypatch.setattr(schema, "PRODUCTS", WITH_LATER)
    products = table("Products", ["Product", header], ["A", cell], ["B"])
    assert errors_of(small_book(products)) == [f"Products!B2: Products[{header}]: {line}; {KEPT.format(header)}"]


def test_what_cannot_be_planned_yet_is_kept_under_another_header(monkeypatch: pytest.MonkeyPatch) -> None:
    """To clear a column would lose it."""
    monkeypatch.setattr(schema, "PRODUCTS", WITH_LATER)
    assert errors_of(small_book(table("Products", ["Product", "Own Dye cost"], ["A", 5.0], ["B"]))) == []


def test_overrides_of_what_is_for_later_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A 0 that means 0 is harmless here too."""
    monkeypatch.setattr(schema, "PRODUCTS", WITH_LATER)
    headers = ["Field", "Item", "Period", "Value"]
    rows = table(
        "PeriodData",
        headers,
        ["Dye cost", "B", "Jan", 0.0],
        ["Dye cost", "A", "Jan", 3.0],
    )
    assert errors_of(small_book(rows)) == [
        (
            "PeriodData!D3: PeriodData[Value]: expected 0 for Dye cost (dyes cannot be planned yet), found 3; "
            "take the row out of the table"
        ),
    ]


def test_a_table_for_later_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told once, at the first row; an empty table is fine."""
    form = replace(schema.ROUTINGS, name="Shifts", later="shifts")
    monkeypatch.setattr(schema, "INPUT_TABLES", (*schema.INPUT_TABLES, form))
    headers = [column.name for column in form.columns]
    assert not errors_of(small_book(table("Shifts", headers, [None] * 4)))
    assert errors_of(small_book(table("Shifts", headers, [None] * 4, ["High", "Demand"], ["Low"]))) == [
        (
            "Shifts!A3: Shifts: expected no rows (shifts cannot be planned yet), found 2 rows; "
            "give the table another name, so that it is kept but not read"
        )
    ]
