"""What must be typed into cells so that they hold a value, or again what they held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import xlwings as xw

from sop_excel.domain.table import DateValue, ErrorValue, Formula, Value
from sop_excel.hosts.excel.cells import raw_value
from sop_excel.hosts.excel.readback import plain_values
from sop_excel.hosts.excel.tables import formulas, pieces
from sop_excel.spreadsheet.number_formats import serial_of


def typed_cells(range_: xw.Range) -> list[list[Any]]:
    """What a range holds now, formulas included, ready to be typed in again."""
    return [
        [text if text.startswith("=") else typed(raw_value(value)) for text, value in zip(line, row, strict=True)]
        for line, row in zip(formulas(range_), plain_values(range_), strict=True)
    ]


def type_in(range_: xw.Range, given: Sequence[Sequence[Any]], as_formulas: bool) -> None:
    """Type rows into a range, so many at a time as Excel takes."""
    for piece, rows in pieces(range_):
        lines = [list(row) for row in given[rows]]
        if as_formulas:
            piece.formula = lines
        else:
            piece.value = lines


def typed(value: Value, epoch_1904: bool = False) -> float | str | bool | None:
    """What must be typed into a cell so that it holds this value: Excel takes some texts for dates or formulas.

    A date is the number of its day, as the workbook counts; the format of the cell shows it.

    >>> typed("2026-01"), typed(2), typed(Formula("SUM(Plan[Total])", 1.0)), typed(None)
    ("'2026-01", 2.0, '=SUM(Plan[Total])', None)
    """
    if isinstance(value, Formula):
        return f"={value.text}"
    if isinstance(value, ErrorValue):
        return value.code
    if isinstance(value, DateValue):
        return serial_of(value.moment, epoch_1904)
    if isinstance(value, str):
        return f"'{value}" if value else None
    if isinstance(value, bool):
        return value
    return float(value) if isinstance(value, float | int) else None
