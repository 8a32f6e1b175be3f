"""What Excel holds after it was written to, against what was written: Excel may do something else without a word."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import xlwings as xw

from sop_excel.domain.table import ErrorValue
from sop_excel.errors import MachineError
from sop_excel.hosts.excel.cells import raw_value, rows_of
from sop_excel.hosts.excel.tables import pieces
from sop_excel.spreadsheet.areas import letters

_MAC_DECIMALS = 5e-5  # a Mac has no Value2, and what it gives of an amount of money has four decimals


def plain_values(range_: xw.Range) -> list[Sequence[Any]]:
    """What the cells hold, whatever their format: numbers with all digits, dates as numbers, errors as integers."""
    on_mac = sys.platform == "darwin"
    return [row for piece, _ in pieces(range_) for row in rows_of(piece.raw_value if on_mac else piece.api.Value2)]


def confirm(range_: xw.Range, typed: Sequence[Sequence[Any]], table: str) -> None:
    """Compare the cells with what was typed into them. Raises MachineError at the first that holds something else."""
    for piece, rows in pieces(range_):
        given = typed[rows]
        for (row, column), found in _others(piece, given):
            wanted, cell = given[row][column], f"{letters(piece.column + column)}{piece.row + row}"
            raise MachineError(
                f"Excel did not take what was written into table {table}: "
                f"cell {cell} holds {_shown(found)} in place of {_shown(wanted)}{_advice(wanted, found)}"
            )


def _advice(wanted: Any, found: Any) -> str:
    if isinstance(found, str) and (not isinstance(wanted, str) or _is_formula(wanted)):
        return "; give the cell another number format than Text, and run again"
    return "; nothing else may write to the workbook meanwhile: run again"


def _others(range_: xw.Range, typed: Sequence[Sequence[Any]]) -> Iterator[tuple[tuple[int, int], Any]]:
    """The cells that hold something else, and what; a formula is told by its text, anything else by its value."""
    values = plain_values(range_)
    heard: dict[str, str] = {}
    any_formula = any(_is_formula(cell) for line in typed for cell in line)
    texts = rows_of(range_.formula) if any_formula else values
    for row, line in enumerate(typed):
        for column, wanted in enumerate(line):
            found = texts[row][column] if _is_formula(wanted) else values[row][column]
            if _is_formula(wanted):
                # Excel writes a formula its own way, but two that differ in what was typed differ in what it tells.
                is_text = values[row][column] == found  # as in a cell with the format Text
                same = _is_formula(found) and not is_text and heard.setdefault(found, wanted) == wanted
            else:
                same = _same(wanted, found)
            if not same:
                yield (row, column), found


def _is_formula(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith("=")


def _same(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, str):
        error = raw_value(found)
        return bool(found == wanted.removeprefix("'")) or (isinstance(error, ErrorValue) and error.code == wanted)
    if wanted is None:
        return found in (None, "") or repr(found) == "k.missing_value"
    if isinstance(wanted, bool) or isinstance(found, bool) or not isinstance(found, float):
        return bool(found is wanted or (type(found) is type(wanted) and found == wanted))
    return bool(found == wanted or (sys.platform == "darwin" and abs(found - wanted) <= _MAC_DECIMALS))


def _shown(cell: Any) -> str:
    text = "nothing" if cell in (None, "") else repr(cell.removeprefix("'")) if isinstance(cell, str) else f"{cell!r}"
    return text if len(text) <= 60 else f"{text[:57]}..."
