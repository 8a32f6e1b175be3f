"""Steps on looks: what a planner may change without harm, how wide cells need to be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from com.sun.star.lang import Locale


def rename(document: Any, sheet: str, name: str) -> None:
    """Give a sheet another name."""
    document.Sheets.getByName(sheet).Name = name


def insert_rows(document: Any, sheet: str, row: int, count: int) -> None:
    """Put blank rows before ``row``, counted from 0."""
    document.Sheets.getByName(sheet).Rows.insertByIndex(row, count)


def number_format(document: Any, sheet: str, area: str, code: str) -> None:
    """Show the numbers of a range in another format, on a red ground."""
    here, cells = Locale(), document.Sheets.getByName(sheet).getCellRangeByName(area)
    key = document.NumberFormats.queryKey(code, here, False)
    cells.NumberFormat = key if key >= 0 else document.NumberFormats.addNew(code, here)
    cells.CellBackColor = 0xFFC7CE


def clear(document: Any, sheet: str, area: str) -> None:
    """Empty a range, formats kept."""
    document.Sheets.getByName(sheet).getCellRangeByName(area).clearContents(1023 & ~32)


def widths(document: Any, sheet: str, area: str) -> list[tuple[int, int]]:
    """Width of each column of a range and what all its cells need, in 1/100 mm; the sheet is changed by it."""
    columns = document.Sheets.getByName(sheet).getCellRangeByName(area).Columns
    now = [columns.getByIndex(n).Width for n in range(columns.Count)]
    columns.OptimalWidth = True
    return [(width, columns.getByIndex(n).Width) for n, width in enumerate(now)]


def heights(document: Any, sheet: str, area: str) -> list[tuple[int, int]]:
    """Height of each row of a range and what all its cells need, in 1/100 mm; the sheet is changed by it."""
    rows = document.Sheets.getByName(sheet).getCellRangeByName(area).Rows
    now = [rows.getByIndex(n).Height for n in range(rows.Count)]
    rows.OptimalHeight = True
    return [(height, rows.getByIndex(n).Height) for n, height in enumerate(now)]


STEPS: dict[str, Callable[..., Any]] = {
    "rename": rename,
    "insert rows": insert_rows,
    "number format": number_format,
    "clear": clear,
    "widths": widths,
    "heights": heights,
}
