"""Binary workbooks (.xlsb): the parts of an .xlsx as records, with all that their cells say."""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from xml.parsers import expat

from sop_excel.domain.table import ErrorValue, Value
from sop_excel.hosts.sources.binary_records import packed_number, records, text_at, unpacked
from sop_excel.hosts.sources.damage import DamagedError
from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS, Area
from sop_excel.spreadsheet.cell_formats import CellFormats
from sop_excel.spreadsheet.number_formats import BUILT_IN, BUILT_IN_NUMBERS, Converter, converter
from sop_excel.spreadsheet.raw_sheet import RawSheet
from sop_excel.spreadsheet.unit_formats import GENERAL

MAX_CELLS = 20_000_000  # from A1 on, blank ones between others included
_ROW, _FIRST_CELL, _LAST_CELL, _RICH = 0, 1, 11, 62
_BLANK, _PACKED, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = range(1, 8)
_FORMULA_TEXT, _FORMULA_REAL, _FORMULA_BOOL, _FORMULA_ERROR = range(8, 12)
_STRING, _CODE, _FORMAT, _SETTINGS, _SHEET, _MERGED, _FORMATS, _FORMATS_END = 19, 44, 47, 153, 156, 176, 617, 618
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
Parts = Callable[[str], bytes]  # the content of a part by its name, empty where there is none


def binary_workbook_sheets(part: Parts) -> Iterator[RawSheet]:
    """The worksheets of a workbook. Raises DamagedError for parts that are not as they should be."""
    book = part("xl/workbook.bin")
    targets = _targets(part("xl/_rels/workbook.bin.rels"))
    strings = _strings(part(targets.get("sharedStrings", [("", "xl/sharedStrings.bin")])[0][1]))
    epoch_1904 = any(unpacked("<I", book, at, end)[0] & 1 for kind, at, end in records(book) if kind == _SETTINGS)
    formats = _formats(part(targets.get("styles", [("", "xl/styles.bin")])[0][1]), epoch_1904)
    sheets = dict(targets.get("worksheet", ()))
    for name, hidden, relation in _sheets_named(book):
        if relation in sheets:
            data = part(sheets[relation])
            if not data:
                raise DamagedError(f"no part {sheets[relation]}, which sheet '{name}' refers to")
            yield _SheetRun(data, strings, formats).sheet(name, hidden)


def _targets(data: bytes) -> dict[str, list[tuple[str, str]]]:
    """Id and part of the relationships of the workbook, by their kinds."""
    found: dict[str, list[tuple[str, str]]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.setdefault(kind, []).append((attributes.get("Id", ""), target))

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    try:
        parser.Parse(data, True)
    except expat.ExpatError as fault:
        raise DamagedError(f"a damaged part (workbook.bin.rels: {fault})") from fault
    return found


def _sheets_named(book: bytes) -> Iterator[tuple[str, bool, str]]:
    """Name of each sheet, whether it is hidden, and its relationship."""
    for kind, at, end in records(book):
        if kind == _SHEET:
            (state,) = unpacked("<I", book, at, end)
            relation, after = text_at(book, at + 8, end)
            yield text_at(book, after, end)[0], state != 0, relation


def _strings(data: bytes) -> list[str]:
    return [text_at(data, at + 1, end)[0] for kind, at, end in records(data) if kind == _STRING]


def _formats(data: bytes, epoch_1904: bool) -> list[tuple[str, Converter | None]]:
    """The number format of each cell format, and what becomes of a number in it."""
    codes = {**BUILT_IN, **BUILT_IN_NUMBERS}
    found: list[tuple[str, Converter | None]] = []
    counts = False
    for kind, at, end in records(data):
        if kind in (_FORMATS, _FORMATS_END):
            counts = kind == _FORMATS
        elif kind == _CODE:
            codes[unpacked("<H", data, at, end)[0]] = text_at(data, at + 2, end)[0]
        elif kind == _FORMAT and counts:
            code = codes.get(unpacked("<HH", data, at, end)[1], GENERAL)
            found.append((code, converter(code, epoch_1904)))
    return found


class _SheetRun:
    """One pass over the records of a sheet."""

    def __init__(self, data: bytes, strings: Sequence[str], formats: Sequence[tuple[str, Converter | None]]) -> None:
        self.data, self.strings, self.formats = data, strings, formats
        self.rows: list[Sequence[Value]] = []
        self.row: list[Value] = []
        self.number = self.cells = 0
        self.merged: list[Area] = []
        self.formulas: set[tuple[int, int]] = set()
        self.codes = CellFormats()

    def sheet(self, name: str, hidden: bool) -> RawSheet:
        """The sheet."""
        for kind, at, end in records(self.data):
            if _FIRST_CELL < kind <= _LAST_CELL or kind == _RICH:
                self._cell(kind, at, end)
            elif kind == _ROW:
                self._start_row(unpacked("<I", self.data, at, end)[0] + 1)
            elif kind == _MERGED:
                top, bottom, left, right = unpacked("<4I", self.data, at, end)
                self.merged.append(Area(top + 1, left + 1, bottom + 1, right + 1))
        return RawSheet(
            name,
            self.rows,
            merged=tuple(self.merged),
            formulas=frozenset(self.formulas),
            formats=self.codes,
            hidden=hidden,
        )

    def _start_row(self, number: int) -> None:
        if not self.number < number <= MAX_ROWS:
            raise DamagedError(f"row {number:,} behind row {self.number:,}")
        self.number, self.row = number, []

    def _cell(self, kind: int, at: int, end: int) -> None:
        column, style = unpacked("<II", self.data, at, end)
        code, convert = self._format(style & 0xFFFFFF)
        value = self._value(kind, at + 8, end)
        if kind in (_PACKED, _REAL, _FORMULA_REAL) and convert and isinstance(value, float):
            value = convert(value)
        column += 1
        if not len(self.row) < column <= MAX_COLUMNS or not self.number:
            raise DamagedError(f"row {self.number:,} with a cell behind or on another")
        if _FORMULA_TEXT <= kind <= _FORMULA_ERROR:
            self.formulas.add((self.number, column))
        if value is None or value == "":
            return
        self._put(column, value)
        if isinstance(value, float) and code != GENERAL:
            self.codes.add(self.number, column, code)

    def _put(self, column: int, value: Value) -> None:
        if not self.row:
            missing = self.number - 1 - len(self.rows)
            self.rows += [()] * missing
            self.rows.append(self.row)
            self.cells += missing
        self.cells += column - len(self.row)
        if self.cells > MAX_CELLS:
            raise DamagedError(f"a sheet with more than {MAX_CELLS / 1e6:g} million cells")
        self.row += [None] * (column - 1 - len(self.row))
        self.row.append(value)

    def _format(self, style: int) -> tuple[str, Converter | None]:
        return self.formats[style] if style < len(self.formats) else (GENERAL, None)

    def _value(self, kind: int, at: int, end: int) -> Value:
        data = self.data
        if kind == _PACKED:
            return packed_number(unpacked("<I", data, at, end)[0])
        if kind in (_REAL, _FORMULA_REAL):
            return self._real(at, end)
        if kind == _SHARED:
            (place,) = unpacked("<I", data, at, end)
            if place >= len(self.strings):
                raise DamagedError(f"a cell with shared text {place:,}, of {len(self.strings):,}")
            return self.strings[place]
        if kind in (_BOOL, _FORMULA_BOOL):
            return unpacked("<B", data, at, end)[0] != 0
        if kind in (_ERROR, _FORMULA_ERROR):
            return ErrorValue(_ERRORS.get(unpacked("<B", data, at, end)[0], "#VALUE!"))
        return text_at(data, at + (kind == _RICH), end)[0]

    def _real(self, at: int, end: int) -> float:
        if at + 8 > end:
            raise DamagedError("a damaged record, which is too short")
        (number,) = struct.unpack_from("<d", self.data, at)
        if not isfinite(number):
            raise DamagedError(f"{number} in a number cell")
        return float(number)
