"""Looking at tables of a workbook that openpyxl has read."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import range_boundaries


def place(book: Any, name: str) -> tuple[Any, int, int, int, int]:
    """(sheet, left, top, right, bottom) of a table."""
    for sheet in book:
        if name in sheet.tables:
            return (sheet, *range_boundaries(sheet.tables[name].ref))
    raise AssertionError(f"no table {name}")


def headers(book: Any, name: str) -> list[str]:
    sheet, left, top, right, _ = place(book, name)
    return [sheet.cell(top, column).value for column in range(left, right + 1)]


def data_cells(book: Any, name: str, header: str) -> list[Any]:
    sheet, left, top, _, bottom = place(book, name)
    column = left + headers(book, name).index(header)
    return [sheet.cell(row, column) for row in range(top + 1, bottom + 1)]
