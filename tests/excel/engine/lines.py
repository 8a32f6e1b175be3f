"""Rows and columns as a range shows them: whether they are hidden, how high and how wide they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter
from xlwings import base_classes

if TYPE_CHECKING:
    from tests.excel.engine.places import Area
    from tests.excel.engine.sheet import Sheet

WIDTH, HEIGHT = 8.43, 15.0  # of a column in characters, of a row in points, where the sheet says nothing


class Lines(base_classes.Range):
    """The rows and columns of a range; what they do not have in common is None."""

    sheet: Sheet
    area: Area


def _rows(lines: Lines) -> list[Any]:
    return [lines.sheet.worksheet.row_dimensions[row] for row in range(lines.area.top, lines.area.bottom + 1)]


def _columns(lines: Lines) -> list[Any]:
    letters = (get_column_letter(column) for column in range(lines.area.left, lines.area.right + 1))
    return [lines.sheet.worksheet.column_dimensions[letter] for letter in letters]


def _trait(which: Callable[[Lines], list[Any]], name: str, default: Any) -> Any:
    def get(lines: Lines) -> Any:
        values = [getattr(line, name) or default for line in which(lines)]
        return values[0] if all(value == values[0] for value in values) else None

    def put(lines: Lines, value: Any) -> None:
        for line in which(lines):
            setattr(line, name, value)

    return property(get, put)


for _name, _property in {
    "row_hidden": _trait(_rows, "hidden", False),
    "row_height": _trait(_rows, "height", HEIGHT),
    "column_hidden": _trait(_columns, "hidden", False),
    "column_width": _trait(_columns, "width", WIDTH),
}.items():
    setattr(Lines, _name, _property)
