"""XML spreadsheets, as Excel 2003 wrote them and exports still do, often called .xls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from xml.parsers import expat

from sop_excel.domain.table import DateValue, ErrorValue, Value
from sop_excel.hosts.sources.damage import DamagedError, finite, refuse_document_type
from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS, Area
from sop_excel.spreadsheet.cell_formats import CellFormats
from sop_excel.spreadsheet.number_formats import converter, date_code, serial_of, shown
from sop_excel.spreadsheet.raw_sheet import RawSheet
from sop_excel.spreadsheet.unit_formats import GENERAL

MAX_CELLS = 20_000_000  # from A1 on, blank ones between others included
_SPACE = "urn:schemas-microsoft-com:office:spreadsheet "
_COMMENT, _VISIBLE = f"{_SPACE}Comment", "urn:schemas-microsoft-com:office:excel Visible"
_CELL, _ROW, _DATA = f"{_SPACE}Cell", f"{_SPACE}Row", f"{_SPACE}Data"
_NAMED_CODES = {  # what such files call formats that others have by number
    "general number": GENERAL,
    "general date": "m/d/yyyy h:mm",
    "short date": "m/d/yyyy",
    "medium date": "d-mmm-yy",
    "long date": "dddd, mmmm d, yyyy",
    "short time": "h:mm",
    "medium time": "h:mm AM/PM",
    "long time": "h:mm:ss AM/PM",
    "fixed": "0.00",
    "standard": "#,##0.00",
    "percent": "0.00%",
    "scientific": "0.00E+00",
    "currency": '#,##0.00 "¤"',
    "euro currency": '#,##0.00 "€"',
}


def xml_spreadsheet_sheets(content: bytes) -> Iterator[RawSheet]:
    """The sheets of a workbook in XML. Raises DamagedError for what is none."""
    run = _BookRun()
    try:
        run.parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as fault:
        raise DamagedError(f"a damaged XML spreadsheet ({fault})") from fault
    yield from run.sheets


class _BookRun:
    """One pass over the file."""

    def __init__(self) -> None:
        self.sheets: list[RawSheet] = []
        self.codes: dict[str, str] = {}  # by style
        self.style = ""
        self.sheet = _XmlSheet("")
        self.cell: dict[str, str] = {}
        self.pieces: list[str] | None = None  # of the text of a value, or of whether the sheet is shown
        self.in_comment = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = refuse_document_type
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {
            f"{_SPACE}Style": self.start_style,
            f"{_SPACE}NumberFormat": self.number_format,
            f"{_SPACE}Worksheet": self.start_sheet,
            _ROW: self.start_row,
            _CELL: self.start_cell,
            _DATA: self.start_data,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name in self.starts:
            self.starts[name]({key.rpartition(" ")[2]: value for key, value in attributes.items()})
        elif name == _COMMENT:
            self.in_comment = True
        elif name == _VISIBLE:
            self.pieces = []

    def end(self, name: str) -> None:
        """An element ends."""
        if name == _DATA and not self.in_comment:
            self.end_data()
        elif name == _COMMENT:
            self.in_comment = False
        elif name == _VISIBLE:
            self.sheet.hidden = "".join(self.pieces or ()).strip() in ("SheetHidden", "SheetVeryHidden")
            self.pieces = None
        elif name == f"{_SPACE}Worksheet":
            self.sheets.append(self.sheet.raw())

    def characters(self, text: str) -> None:
        """Text of a value, plain or in what it is dressed with."""
        if self.pieces is not None:
            self.pieces.append(text)

    def start_style(self, attributes: dict[str, str]) -> None:
        """A style of cells begins."""
        self.style = attributes.get("ID", "")

    def number_format(self, attributes: dict[str, str]) -> None:
        """How the numbers of a style are shown."""
        code = attributes.get("Format", GENERAL)
        self.codes[self.style] = _NAMED_CODES.get(code.lower(), code)

    def start_sheet(self, attributes: dict[str, str]) -> None:
        """A sheet begins."""
        self.sheet = _XmlSheet(attributes.get("Name", ""))

    def start_row(self, attributes: dict[str, str]) -> None:
        """A row begins."""
        self.sheet.start_row(_whole(attributes.get("Index"), 0), _whole(attributes.get("Span"), 0))

    def start_cell(self, attributes: dict[str, str]) -> None:
        """A cell begins, perhaps over several columns and rows."""
        self.cell = attributes
        across, down = (_whole(attributes.get(name), 0) for name in ("MergeAcross", "MergeDown"))
        self.sheet.start_cell(_whole(attributes.get("Index"), 0), across, down)

    def start_data(self, attributes: dict[str, str]) -> None:
        """The value of a cell begins; one in a comment is none."""
        if not self.in_comment:
            self.cell = {**self.cell, "Type": attributes.get("Type", "String")}
            self.pieces = []

    def end_data(self) -> None:
        """The value goes into its cell."""
        code = self.codes.get(self.cell.get("StyleID", "Default"), GENERAL)
        value = value_of(self.cell.get("Type", ""), "".join(self.pieces or ()), code)
        self.pieces = None
        self.sheet.put(value, code, "Formula" in self.cell)


class _XmlSheet:
    """One sheet while it is read."""

    def __init__(self, name: str) -> None:
        self.name, self.hidden = name, False
        self.rows: list[Sequence[Value]] = []
        self.row: list[Value] = []
        self.number = self.column = self.cells = 0
        self.next_row = self.next_column = 1
        self.merged: list[Area] = []
        self.formulas: set[tuple[int, int]] = set()
        self.codes = CellFormats()

    def start_row(self, index: int, span: int) -> None:
        """A row begins, the next one or that of this number; it may stand for blank ones behind it."""
        self.number = index or self.next_row
        if not self.next_row <= self.number <= MAX_ROWS:
            raise DamagedError(f"row {self.number:,} behind row {self.next_row - 1:,}")
        self.next_row, self.next_column, self.row = self.number + span + 1, 1, []

    def start_cell(self, index: int, across: int, down: int) -> None:
        """A cell begins, the next one or that of this number."""
        self.column = index or self.next_column
        if not self.next_column <= self.column <= MAX_COLUMNS - across or not self.number:
            raise DamagedError(f"row {self.number:,} with a cell behind or on another")
        self.next_column = self.column + across + 1
        if across or down:
            self.merged.append(Area(self.number, self.column, self.number + down, self.column + across))

    def put(self, value: Value, code: str, is_formula: bool) -> None:
        """The value of the cell that began."""
        if value is None or self.column <= len(self.row):
            return
        if not self.row:
            missing = self.number - 1 - len(self.rows)
            self.rows += [()] * missing
            self.rows.append(self.row)
            self.cells += missing
        self.cells += self.column - len(self.row)
        if self.cells > MAX_CELLS:
            raise DamagedError(f"a sheet with more than {MAX_CELLS / 1e6:g} million cells")
        self.row += [None] * (self.column - 1 - len(self.row))
        self.row.append(value)
        if is_formula:
            self.formulas.add((self.number, self.column))
        if isinstance(value, float) and code != GENERAL:
            self.codes.add(self.number, self.column, code)

    def raw(self) -> RawSheet:
        """The sheet."""
        return RawSheet(
            self.name,
            self.rows,
            merged=tuple(self.merged),
            formulas=frozenset(self.formulas),
            formats=self.codes,
            hidden=self.hidden,
        )


def value_of(kind: str, raw: str, code: str) -> Value:
    """What a cell of a kind holds, in this number format.

    >>> value_of("Number", "12.5", "0.00"), value_of("DateTime", "2026-01-05T00:00:00.000", "mmm-yy").shown
    (12.5, 'Jan-26')
    """
    if kind == "Number":
        return _number(raw, code)
    if kind == "DateTime":
        with suppress(ValueError):
            moment = datetime.fromisoformat(raw.strip()).replace(tzinfo=None)
            dated = date_code(code) or ("yyyy-mm-dd" if "T00:00:00" in raw else "yyyy-mm-dd hh:mm:ss")
            return DateValue(moment, shown(moment, dated, serial_of(moment, epoch_1904=False)))
    if kind == "Boolean":
        return raw.strip() == "1"
    return ErrorValue(raw) if kind == "Error" else raw or None


def _number(raw: str, code: str) -> Value:
    number = finite(raw)
    convert = converter(code, epoch_1904=False)
    return convert(number) if convert else number


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
