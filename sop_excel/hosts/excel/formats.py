"""Number formats of an open workbook: what a date or a code in a number cell looks like to the planner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import xlwings as xw

from sop_excel.domain.table import DateValue, PaddedNumber, Value
from sop_excel.spreadsheet.number_formats import date_code, padding, serial_of, shown


def as_shown(range_: xw.Range, rows: list[list[Value]]) -> list[list[Value]]:
    """The cells of a range, dates with the text that is shown and numbers with their leading zeros (rule R7)."""
    height, width = len(rows), len(rows[0])
    code: Any = range_.number_format  # one and the same for all cells, or none
    if code is not None and not (date_code(str(code)) or padding(str(code))):
        return rows
    for column in range(width):
        kinds = {type(row[column]) for row in rows}
        if kinds & {float, DateValue}:
            for first, last, code in _formats(range_[:, column], 0, height):
                for row in rows[first:last]:
                    row[column] = _shown(row[column], code)
    return rows


def _formats(column: xw.Range, first: int, last: int) -> Iterator[tuple[int, int, str]]:
    """(first, last + 1, number format) of the runs of a column; halved wherever the format is not one and the same."""
    code: Any = column[first:last, 0].number_format  # none where it is mixed, whatever xlwings says of its type
    if code is not None:
        yield first, last, str(code)
    elif last - first > 1:
        middle = (first + last) // 2
        yield from _formats(column, first, middle)
        yield from _formats(column, middle, last)


def _shown(value: Value, code: str) -> Value:
    if isinstance(value, DateValue):
        text = shown(value.moment, date_code(code) or code, serial_of(value.moment, False))
        return DateValue(value.moment, text)
    digits = padding(code) if isinstance(value, float) else 0
    return PaddedNumber(value, digits) if isinstance(value, float) and digits else value
