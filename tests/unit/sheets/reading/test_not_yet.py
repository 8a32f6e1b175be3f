"""What cannot be planned yet is refused with its cell, never ignored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sop_excel.contract import schema
from sop_excel.domain.table import Value
from tests.tables import errors_of, small_book, table

KEPT = "head the column Own {}, so that it is kept but not read"


@pytest.mark.parametrize(
    ("header", "cell", "line"),
    [
        ("Min lot", 2.0, "expected a blank cell or 0 (lot sizes cannot be planned yet), found 2"),
        ("Min lot", "x", "expected a blank cell or 0 (lot sizes cannot be planned yet), found 'x'"),
        ("Lot multiple", 0.0, "expected a blank cell (lot sizes cannot be planned yet), found 0"),
    ],
)
def test_a_value_in_a_column_for_later_is_refused(header: str, cell: Value, line: str) -> None:
    """Whatever it is, unless it says that the column is not used."""
    products = table("Products", ["Product", header], ["A", cell], ["B"])
    assert errors_of(small_book(products)) == [f"Products!B2: Products[{header}]: {line}; {KEPT.format(header)}"]


def test_overrides_of_what_is_for_later_are_refused() -> None:
    """A 0 that means 0 is harmless here too."""
    headers = ["Field", "Item", "Period", "Value"]
    rows = table(
        "PeriodData",
        headers,
        ["Min lot", "B", "Jan", 0.0],
        ["Min lot", "A", "Jan", 3.0],
    )
    assert errors_of(small_book(rows)) == [
        (
            "PeriodData!D3: PeriodData[Value]: expected 0 for Min lot (lot sizes cannot be planned yet), found 3; "
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
