"""Typing into a workbook's tables what a page tells its reader to type there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

Cell = tuple[str, str, str, str]  # table, row (its first cell, or *new*), column, what is typed


def type_into(path: Path, cells: Iterable[Cell]) -> None:
    """Type each value into the cell of its table; ``new`` begins a row below the last one, to which the rest go on."""
    book = openpyxl.load_workbook(path)
    for table, row, column, text in cells:
        _type(book, table, row, column, float(text.replace(",", "")) if _is_number(text) else text)
    book.save(path)


def _type(book: Any, name: str, row: str, column: str, value: float | str) -> None:
    sheet = next(sheet for sheet in book if name in sheet.tables)
    left, top, right, bottom = range_boundaries(sheet.tables[name].ref)
    heads = [sheet.cell(top, at).value for at in range(left, right + 1)]
    keys = [str(sheet.cell(at, left).value or "") for at in range(top + 1, bottom + 1)]
    blank = next((n for n, key in enumerate(keys) if not key), len(keys))
    at = blank - (column != heads[0]) if row == "new" else keys.index(row)
    sheet.cell(top + 1 + at, left + heads.index(column)).value = value
    if at == len(keys):  # as Excel does with what is typed below a table
        sheet.tables[name].ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom + 1}"


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).isdigit()
