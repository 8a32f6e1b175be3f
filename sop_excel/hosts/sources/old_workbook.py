"""Workbooks of Excel 97-2003 and before (.xls)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from math import isfinite
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code

from sop_excel.domain.table import ErrorValue, Value
from sop_excel.hosts.sources.compound_file import OLE, CompoundFile
from sop_excel.hosts.sources.damage import DamagedError, RefusedError
from sop_excel.hosts.sources.notes import FORMULAS
from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS, Area
from sop_excel.spreadsheet.number_formats import BUILT_IN, Converter, converter
from sop_excel.spreadsheet.raw_sheet import RawSheet
from sop_excel.spreadsheet.unit_formats import GENERAL

# What the library raises where records are not as they should be, beside its own XLRDError.
_BROKEN = (struct.error, AssertionError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError)
_PLAIN = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
_FORMULA, _CONTINUE_ENDS = 0x06, 8224  # a kind of record; the most bytes that one has


def old_workbook_sheets(content: bytes) -> Iterator[RawSheet]:
    """The worksheets. Raises RefusedError for an encrypted workbook and DamagedError for a damaged one."""
    records = CompoundFile(content).stream("Workbook", "Book") if content.startswith(OLE) else content
    if not records:
        raise DamagedError("a workbook without its content")
    with _reading():
        book = _opened(records)
    notes = (FORMULAS,) if _has_formulas(book.mem or b"") else ()
    names = _names(book)
    formats = _Formats(book)
    for index in range(book.nsheets):
        with _reading():
            sheet = book.sheet_by_index(index)
        yield _raw(sheet, names.get(index, {}), formats, notes)
        book.unload_sheet(index)


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever the library raises for a file as what is wrong with the file."""
    try:
        yield
    except (xlrd.XLRDError, ValueError, *_BROKEN) as fault:
        if "encrypted" in str(fault):
            advice = "save it without a password and run again"
            raise RefusedError("a workbook encrypted with a password", advice) from fault
        raise DamagedError(f"a damaged workbook ({fault or type(fault).__name__})") from fault


def _opened(records: bytes) -> Any:
    """The workbook of these records: the library alone would follow the chains of a damaged file for ever."""
    return xlrd.open_workbook(
        file_contents=records, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
    )


class _Formats:
    """What becomes of numbers by the cell formats of a workbook."""

    def __init__(self, book: Any) -> None:
        self.codes = [_code(book, xf) for xf in book.xf_list]
        self.converters = [converter(code, book.datemode == 1) for code in self.codes]

    def of(self, index: int) -> tuple[str, Converter | None]:
        """The number format of a cell, and what it makes of a number; that of plain cells where there is none."""
        return (self.codes[index], self.converters[index]) if 0 <= index < len(self.codes) else (GENERAL, None)


def _code(book: Any, xf: Any) -> str:
    known = book.format_map.get(xf.format_key)
    return BUILT_IN.get(xf.format_key) or (known.format_str if known else GENERAL)


def _raw(sheet: Any, names: dict[str, Area], formats: _Formats, notes: tuple[str, ...]) -> RawSheet:
    codes: dict[tuple[int, int], str] = {}
    rows: list[Sequence[Value]] = []
    for r in range(sheet.nrows):
        row: list[Value] = []
        for c, (kind, raw, xf) in enumerate(
            zip(sheet.row_types(r), sheet.row_values(r), _styles(sheet, r), strict=True)
        ):
            if kind in _PLAIN or raw == "":
                continue
            code, convert = formats.of(xf)
            value = _value(kind, raw, convert)
            row += [None] * (c - len(row)) + [value]
            if isinstance(value, float) and code != GENERAL:
                codes[r + 1, c + 1] = code
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    merged = tuple(Area(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)
    return RawSheet(
        sheet.name, rows, merged=merged, names=names, formats=codes, hidden=bool(sheet.visibility), notes=notes
    )


def _styles(sheet: Any, row: int) -> list[int]:
    return [sheet.cell_xf_index(row, column) for column in range(sheet.row_len(row))]


def _value(kind: int, raw: Any, convert: Converter | None) -> Value:
    if kind == xlrd.XL_CELL_TEXT:
        return str(raw)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(raw)
    if kind == xlrd.XL_CELL_ERROR:
        return ErrorValue(error_text_from_code.get(raw, "#VALUE!"))
    number = float(raw)
    if not isfinite(number):
        raise DamagedError(f"{number} in a number cell")
    return convert(number) if convert else number


def _names(book: Any) -> dict[int, dict[str, Area]]:
    """The defined names of single areas, by the number of their sheet."""
    found: dict[int, dict[str, Area]] = {}
    for name in book.name_obj_list:
        if name.hidden or name.builtin or name.macro:
            continue
        with suppress(xlrd.XLRDError, *_BROKEN):  # of a constant, of several areas, of another file
            sheet, top, bottom, left, right = name.area2d(clipped=False)
            area = Area(top + 1, left + 1, bottom, right)
            if area.bottom < MAX_ROWS and area.right < MAX_COLUMNS and not area.is_empty and not _is_whole(area):
                found.setdefault(sheet.number, {}).setdefault(name.name, area)
    return found


def _is_whole(area: Area) -> bool:
    """Whether it is of whole columns or rows, which are no areas of a table."""
    return area.height >= 65_536 or area.width >= 256


def _has_formulas(stream: bytes) -> bool:
    """Whether the stream of records holds a formula."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _FORMULA and size <= _CONTINUE_ENDS:
            return True
        if size > _CONTINUE_ENDS:
            return False
        at += 4 + size
    return False
