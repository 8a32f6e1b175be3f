"""What cells of an open workbook hold, as raw values: through xlwings, whatever kind of Excel stands behind it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import xlwings as xw
from xlwings.conversion import Accessor, Pipeline

from sop_excel.domain.table import DateValue, ErrorValue, PaddedNumber, Value
from sop_excel.domain.vocabulary import iso_text
from sop_excel.functions.declare import Unread
from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS
from sop_excel.spreadsheet.number_formats import date_code, padding, serial_of, shown

# Error cells as COM hands them over. A number in a cell is never an integer there, so unlisted ones are refused too.
_ERRORS = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
}
_LOWEST_ERROR, _HIGHEST_ERROR = -2146826300, -2146826200
_ERROR_NAMES = frozenset(_ERRORS.values())
UNKNOWN_ERROR = "#ERROR!"
_NOTHING_ON_A_MAC = "k.missing_value"


class RawCells(Accessor):
    """Reads a range, or the array that a formula hands over, as rows of raw values.

    Unlike xlwings' own conversion it keeps error cells apart from blank ones, and all decimals of cells with a currency
    format, which Excel's ``Value`` cuts to four. With the option ``most``, the most cells that are read, a range that
    must not be read becomes ``Unread``: Excel would stand still over a whole column.
    """

    @classmethod
    def reader(cls, options: dict[str, Any]) -> Pipeline:
        """The one step of this conversion."""
        return Pipeline([partial(_read, most=options.get("most"))])


def _read(context: Any, most: int | None = None) -> None:
    range_ = context.range
    if range_ is None:
        context.value = raw_rows(context.value)
        return
    if most is not None:
        range_ = _readable(range_, most)
        if isinstance(range_, Unread):
            context.value = range_
            return
    given = rows_of(range_.raw_value)
    if sys.platform == "darwin":
        given = _with_errors(given, rows_of(range_.api.string_value.get()))
    elif any(isinstance(cell, Decimal) for row in given for cell in row):
        exact = rows_of(range_.api.Value2)
        given = [
            [other if isinstance(cell, Decimal) else cell for cell, other in zip(row, others, strict=True)]
            for row, others in zip(given, exact, strict=True)
        ]
    context.value = as_shown(range_, raw_rows(given))


def _readable(range_: xw.Range, most: int) -> xw.Range | Unread:
    """The range, or of a large one the part where cells are used; why it must not be read, if it is still too large."""
    areas = range_.api.Areas.Count
    if areas > 1:  # Excel would give the values of the first of them
        return several(areas)
    if range_.count <= most:
        return range_
    used = _used_part(range_)
    if used is None:
        return range_[0, 0]
    rows, columns = used.shape
    if rows * columns > most:
        return too_large(rows, columns)
    return used


def several(ranges: int) -> Unread:
    """A union of so many ranges."""
    return Unread(f"{ranges} ranges", "give one range, in one piece")


def too_large(rows: int, columns: int) -> Unread:
    """A range of more cells than are read."""
    return Unread(f"{rows:,} x {columns:,} cells", "give the cells that are filled alone")


def _used_part(range_: xw.Range) -> xw.Range | None:
    """The range up to the last row and column that are used on its sheet; of whole columns and rows from the first."""
    sheet, used = range_.sheet, range_.sheet.used_range
    rows, columns = range_.shape
    bottom = min(range_.row + rows, used.row + used.shape[0]) - 1
    right = min(range_.column + columns, used.column + used.shape[1]) - 1
    top = max(range_.row, used.row) if rows == MAX_ROWS else range_.row
    left = max(range_.column, used.column) if columns == MAX_COLUMNS else range_.column
    return sheet.range((top, left), (bottom, right)) if top <= bottom and left <= right else None


def exact_rows(range_: xw.Range) -> list[Sequence[Any]]:
    """What cells hold whatever their format: numbers with all digits, dates as numbers (on a Mac as dates), errors."""
    if sys.platform == "darwin":
        return _with_errors(rows_of(range_.raw_value), rows_of(range_.api.string_value.get()))
    return rows_of(range_.api.Value2)


def _with_errors(values: list[Sequence[Any]], shown: list[Sequence[Any]]) -> list[Sequence[Any]]:
    """Excel for Mac tells an error cell by its shown text alone (and xlwings' own option fails for several cells)."""
    return [
        [text if text in _ERROR_NAMES else cell for cell, text in zip(row, texts, strict=True)]
        for row, texts in zip(values, shown, strict=True)
    ]


def rows_of(given: Any) -> list[Sequence[Any]]:
    """Rows of whatever comes: one value, one row, or rows."""
    if not isinstance(given, list | tuple):
        return [[given]]
    if not given or not isinstance(given[0], list | tuple):
        return [given]
    return list(given)


def raw_rows(given: Any) -> list[list[Value]]:
    """Rows of raw values out of whatever comes: one value, one row, or rows."""
    return [[raw_value(cell) for cell in row] for row in rows_of(given)]


def raw_value(cell: Any) -> Value:
    """One cell as it stands: nothing is read out of a text, and no error is taken for a blank.

    >>> raw_value(1.5), raw_value(""), raw_value(-2146826246), raw_value(Decimal("1.5"))
    (1.5, None, ErrorValue(code='#N/A'), 1.5)
    """
    if type(cell) is float or isinstance(cell, bool):
        return cell
    if cell is None or cell == "" or repr(cell) == _NOTHING_ON_A_MAC:
        return None
    if isinstance(cell, str):
        return ErrorValue(cell) if cell in _ERROR_NAMES else cell
    if isinstance(cell, datetime):
        return _date(cell)
    return _number(cell)


def _number(cell: Any) -> Value:
    if isinstance(cell, int) and _LOWEST_ERROR <= cell <= _HIGHEST_ERROR:
        return ErrorValue(_ERRORS.get(cell, UNKNOWN_ERROR))
    if isinstance(cell, int | float | Decimal):
        return float(cell)
    return ErrorValue(UNKNOWN_ERROR)  # a picture, a stock, a map: nothing that a plan could use


def _date(cell: datetime) -> DateValue:
    """Without the time zone that COM adds to it."""
    moment = datetime(cell.year, cell.month, cell.day, cell.hour, cell.minute, cell.second, cell.microsecond)
    return DateValue(moment, iso_text(DateValue(moment, "")))


def as_shown(range_: xw.Range, rows: list[list[Value]]) -> list[list[Value]]:
    """The cells of a range, dates with the text that is shown and numbers with their leading zeros (rule R7)."""
    height, width = len(rows), len(rows[0])
    code: Any = range_.number_format  # one and the same for all cells, or none
    if code is not None and not (date_code(str(code)) or padding(str(code))):
        return rows
    for column in range(width):
        kinds = {type(row[column]) for row in rows}
        if kinds & {float, DateValue}:
            for first, last, code in format_runs(range_[:, column], 0, height):
                for row in rows[first:last]:
                    row[column] = _shown(row[column], code)
    return rows


def format_runs(column: xw.Range, first: int, last: int) -> Iterator[tuple[int, int, str]]:
    """(first, last + 1, number format) of the runs of a column; halved wherever the format is not one and the same."""
    code: Any = column[first:last, 0].number_format  # none where it is mixed, whatever xlwings says of its type
    if code is not None:
        yield first, last, str(code)
    elif last - first > 1:
        middle = (first + last) // 2
        yield from format_runs(column, first, middle)
        yield from format_runs(column, middle, last)


def _shown(value: Value, code: str) -> Value:
    if isinstance(value, DateValue):
        text = shown(value.moment, date_code(code) or code, serial_of(value.moment, False))
        return DateValue(value.moment, text)
    digits = padding(code) if isinstance(value, float) else 0
    return PaddedNumber(value, digits) if isinstance(value, float) and digits else value
