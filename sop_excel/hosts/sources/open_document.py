"""OpenDocument spreadsheets (.ods): every cell with its value and with the text that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from xml.parsers import expat

from sop_excel.domain.table import Value
from sop_excel.hosts.sources.damage import DamagedError, refuse_document_type
from sop_excel.hosts.sources.open_document_cells import OFFICE, TABLE, code_of, value_of
from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS, Area, NotationError, parse_area
from sop_excel.spreadsheet.formulas import unquoted_sheet
from sop_excel.spreadsheet.raw_sheet import RawSheet
from sop_excel.spreadsheet.tables_to_be import with_tables

MAX_CELLS = 20_000_000  # from A1 on, blank ones between others included
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_PARAGRAPH = f"{_TEXT}p"
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_LINKED = "ta_extref"  # the style of sheets that only remember cells of other files
_OF_PROGRAM = "__Anonymous"
_MOST_TEXT = 1_000_000
_RANGE = re.compile(r"\$?('(?:[^']|'')*'|[^.']+)\.([^:.]+)(?::(?:\$?(?:'(?:[^']|'')*'|[^.']*))?\.?([^:.]+))?")
_IGNORED = (f"{OFFICE}annotation", f"{TABLE}table", f"{OFFICE}forms", f"{TABLE}shapes", f"{TABLE}tracked-changes")


def open_document_sheets(content: bytes) -> Iterator[RawSheet]:
    """The sheets in ``content.xml`` of a spreadsheet. Raises DamagedError for what is none."""
    run = _ContentRun()
    try:
        run.parser.Parse(content, True)
    except expat.ExpatError as fault:
        if fault.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
            raise MemoryError from fault
        raise DamagedError(f"a damaged part (content.xml: {fault})") from fault
    if not run.is_spreadsheet:
        raise DamagedError("an OpenDocument file that is no spreadsheet")
    sheets = [sheet.raw(run.names.get(sheet.name.lower(), {})) for sheet in run.sheets]
    yield from with_tables(sheets, {sheet.name: run.tables.get(sheet.name.lower(), {}) for sheet in sheets})


class _SheetCells:
    """One sheet while it is read."""

    def __init__(self, name: str, hidden: bool) -> None:
        self.name, self.hidden = name, hidden
        self.rows: list[Sequence[Value]] = []
        self.merged: list[Area] = []
        self.formulas: set[tuple[int, int]] = set()
        self.formats: dict[tuple[int, int], str] = {}
        self.cells = self.number = 0

    def add(self, row: Sequence[Value], repeated: int) -> None:
        """A row, so many times; blank rows count only where another follows."""
        self.number += repeated
        if row:
            missing = self.number - repeated - len(self.rows)
            self.cells += missing + len(row) * repeated
            if self.number > MAX_ROWS or self.cells > MAX_CELLS:
                raise DamagedError(f"a sheet with more than {MAX_CELLS / 1e6:g} million cells or {MAX_ROWS:,} rows")
            self.rows += [()] * missing + [row] * repeated

    def raw(self, names: dict[str, Area]) -> RawSheet:
        """The sheet as it was read."""
        return RawSheet(
            self.name,
            self.rows,
            merged=tuple(self.merged),
            names=names,
            formulas=frozenset(self.formulas),
            formats=self.formats,
            hidden=self.hidden,
        )


class _ContentRun:
    """One pass over the content of a spreadsheet."""

    def __init__(self) -> None:
        self.sheets: list[_SheetCells] = []
        self.names: dict[str, dict[str, Area]] = {}
        self.tables: dict[str, dict[str, Area]] = {}  # ranges of a database, in which the office keeps tables
        self.hidden: set[str] = set()  # styles of sheets that are not shown
        self.is_spreadsheet = False
        self.style = ""
        self.sheet: _SheetCells | None = None
        self.row: list[Value] = []
        self.column = 0
        self.row_repeated = 1
        self.cell: dict[str, str] | None = None
        self.covered = False
        self.ignored = 0  # how many elements stand around whose content is none of a cell
        self.pieces: list[str] = []  # of what the cell shows
        self.length, self.paragraphs = 0, 0
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = refuse_document_type
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.starts = {
            f"{TABLE}table-row": self.start_row,
            _PARAGRAPH: self.start_paragraph,
            f"{_TEXT}s": lambda got: self.characters(" " * _count(got.get(f"{_TEXT}c"), 32_767)),
            f"{_TEXT}tab": lambda _: self.characters("\t"),
            f"{_TEXT}line-break": lambda _: self.characters("\n"),
            f"{_STYLE}style": self.start_style,
            f"{_STYLE}table-properties": self.table_properties,
            f"{TABLE}named-range": self.named_range,
            f"{TABLE}database-range": self.database_range,
            f"{OFFICE}spreadsheet": self.spreadsheet,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self.ignored:
            self.ignored += 1
        elif name in _CELLS:
            self.start_cell(attributes, name == _CELLS[1])
        elif name == f"{TABLE}table" and self.sheet is None and self.is_spreadsheet:
            self.start_sheet(attributes)
        elif name in _IGNORED:
            self.ignored = 1
        elif name in self.starts:
            self.starts[name](attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        if self.ignored:
            self.ignored -= 1
        elif name in _CELLS:
            self.end_cell()
        elif name == _PARAGRAPH:
            self.parser.CharacterDataHandler = None
        elif name == f"{TABLE}table-row":
            if self.sheet is not None:
                self.sheet.add(self.row, self.row_repeated)
        elif name == f"{TABLE}table":
            self.sheet = None

    def characters(self, text: str) -> None:
        """Text in a paragraph of a cell."""
        if self.paragraphs and not self.ignored:
            self.pieces.append(text)
            self.length += len(text)
            if self.length > _MOST_TEXT:
                raise DamagedError(f"a cell with more than {_MOST_TEXT:,} characters")

    def spreadsheet(self, _: dict[str, str]) -> None:
        """The body of a spreadsheet begins."""
        self.is_spreadsheet = True

    def start_style(self, attributes: dict[str, str]) -> None:
        """A style begins, perhaps of sheets."""
        self.style = attributes.get(f"{_STYLE}name", "") if attributes.get(f"{_STYLE}family") == "table" else ""

    def table_properties(self, attributes: dict[str, str]) -> None:
        """What a style says of its sheets."""
        if attributes.get(f"{TABLE}display") == "false":
            self.hidden.add(self.style)

    def named_range(self, attributes: dict[str, str]) -> None:
        """The name of an area."""
        _remember(self.names, attributes.get(f"{TABLE}name", ""), attributes.get(f"{TABLE}cell-range-address", ""))

    def database_range(self, attributes: dict[str, str]) -> None:
        """A range of a database; one without headers is no more than a named area."""
        headed = (
            attributes.get(f"{TABLE}contains-header") != "false" and attributes.get(f"{TABLE}orientation") != "column"
        )
        name, address = (attributes.get(f"{TABLE}{word}", "") for word in ("name", "target-range-address"))
        _remember(self.tables if headed else self.names, name, address)

    def start_sheet(self, attributes: dict[str, str]) -> None:
        """A sheet begins."""
        style = attributes.get(f"{TABLE}style-name", "")
        self.sheet = _SheetCells(attributes.get(f"{TABLE}name", ""), style in self.hidden)
        if style != _LINKED:
            self.sheets.append(self.sheet)

    def start_row(self, attributes: dict[str, str]) -> None:
        """A row begins, that stands perhaps for many."""
        self.row, self.column = [], 0
        self.row_repeated = _count(attributes.get(f"{TABLE}number-rows-repeated"), MAX_ROWS)

    def start_cell(self, attributes: dict[str, str], covered: bool) -> None:
        """A cell begins, that stands perhaps for many; one that a merged area covers is blank."""
        self.cell, self.covered, self.pieces = attributes, covered, []
        self.length = self.paragraphs = 0

    def start_paragraph(self, _: dict[str, str]) -> None:
        """A paragraph begins: what stands around it, in a file that is laid out for reading, is none of the text."""
        self.paragraphs += 1
        if self.paragraphs > 1:
            self.characters("\n")
        self.parser.CharacterDataHandler = self.characters

    def end_cell(self) -> None:
        """The cell goes into its row, as often as it stands there."""
        cell, sheet = self.cell or {}, self.sheet
        repeated = _count(cell.get(f"{TABLE}number-columns-repeated"), MAX_COLUMNS)
        first = self.column + 1
        self.column += repeated
        shown = "".join(self.pieces)
        self.cell, self.paragraphs = None, 0
        value = None if self.covered else value_of(cell, shown)
        if sheet is None or value is None:
            return self._merge(cell, first)
        if self.column > MAX_COLUMNS:
            raise DamagedError(f"a row with more than {MAX_COLUMNS:,} cells")
        self.row += [None] * (first - 1 - len(self.row)) + [value] * repeated
        if (self.row_repeated > 1 or repeated > 1) and len(self.row) * self.row_repeated > MAX_CELLS:
            raise DamagedError(f"a row that stands for more than {MAX_CELLS / 1e6:g} million cells")
        for column in range(first, self.column + 1):
            self._remember(sheet, cell, (sheet.number + 1, column), value, shown)
        return self._merge(cell, first)

    def _remember(
        self, sheet: _SheetCells, cell: dict[str, str], place: tuple[int, int], value: Value, shown: str
    ) -> None:
        if f"{TABLE}formula" in cell:
            sheet.formulas.add(place)
        if isinstance(value, float) and (code := code_of(cell, shown)):
            sheet.formats[place] = code

    def _merge(self, cell: dict[str, str], column: int) -> None:
        if self.sheet is None:
            return
        down = _count(cell.get(f"{TABLE}number-rows-spanned"), MAX_ROWS)
        right = _count(cell.get(f"{TABLE}number-columns-spanned"), MAX_COLUMNS)
        if (down > 1 or right > 1) and not self.covered:
            top = self.sheet.number + 1
            self.sheet.merged.append(Area(top, column, top + down - 1, column + right - 1))


def _remember(areas: dict[str, dict[str, Area]], name: str, address: str) -> None:
    """An area by its name, by its sheet in lower case; what is no area has none."""
    found = _RANGE.fullmatch(address)
    if found and name and not name.startswith(_OF_PROGRAM):
        with suppress(NotationError):
            area = parse_area(f"{found[2]}:{found[3] or found[2]}")
            areas.setdefault(unquoted_sheet(found[1]).lower(), {}).setdefault(name, area)


def _count(text: str | None, most: int) -> int:
    """How many times something stands there: once unless it is told otherwise."""
    return min(int(text), most) if text and text.isascii() and text.isdigit() and len(text) < 10 and int(text) else 1
