"""What our macros hand over of a formula's arguments: plain texts, numbers and arrays, so that Excel is asked nothing.

``SopGiven`` in ``addin/excel/vba/SopCells.bas`` makes it: a word first, and behind it

- ``missing``: nothing, as the formula leaves the argument out;
- ``values``: what is no range, such as a number, an array or a range of a workbook that is closed;
- ``areas``: how many ranges a union has;
- ``large``: how many rows and columns, of a range with too many cells;
- ``cells``: what the cells of a range hold (``Range.Value2``), their number formats, and whether its days count from
  1904. The formats are lines of text: row and column of the first cell, and then for each block that shows dates, or
  codes with leading zeros, its first and last row, its first and last column, and its number format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from xlwings.conversion import Accessor, Pipeline

from sop_excel.domain.table import Value
from sop_excel.functions.declare import Unread
from sop_excel.hosts.excel.cells import raw_rows, several, too_large
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.number_formats import converter

Given = list[list[Value]] | Unread | None


class HandedCells(Accessor):
    """Reads what our macros hand over as rows of raw values; ``Unread`` for what is not to be read."""

    @classmethod
    def reader(cls, options: dict[str, Any]) -> Pipeline:
        """The one step of this conversion."""
        return _READS


def _read(context: Any) -> None:
    word, *parts = context.value
    context.value = _KINDS[word](*parts)


def _cells(values: Any, formats: str, counts_from_1904: bool) -> list[list[Value]]:
    rows = raw_rows(values)
    first, _, blocks = formats.partition("\n")
    for area, code in _blocks(first, blocks) if blocks else ():
        if (convert := converter(code, counts_from_1904)) is not None:
            for row in rows[area.top : area.bottom + 1]:
                row[area.left : area.right + 1] = [
                    convert(cell) if type(cell) is float else cell for cell in row[area.left : area.right + 1]
                ]
    return rows


def _blocks(first: str, blocks: str) -> Iterator[tuple[Area, str]]:
    """Areas, whose rows and columns count from 0 at the first cell of the range, and the format of each."""
    row, column = map(int, first.split(" "))
    for line in filter(None, blocks.split("\n")):
        top, bottom, left, right, code = line.split(" ", 4)
        yield Area(int(top) - row, int(left) - column, int(bottom) - row, int(right) - column), code


_KINDS: dict[str, Callable[..., Given]] = {
    "missing": lambda: None,
    "values": raw_rows,
    "areas": lambda count: several(int(count)),
    "large": lambda rows, columns: too_large(int(rows), int(columns)),
    "cells": _cells,
}
_READS = Pipeline([_read])
