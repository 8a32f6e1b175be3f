"""A new workbook out of raw cells, as the bytes of its file."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sop_excel.domain.table import DateValue, ErrorValue, NotCalculated, PaddedNumber, Value
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.markup import MAIN, RELATIONS, escaped_attribute
from sop_excel.hosts.xlsx.package import Package
from sop_excel.hosts.xlsx.sheet_cells import cell_xml
from sop_excel.hosts.xlsx.styles import MINIMAL, StyleGraft
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS, Area, letters
from sop_excel.spreadsheet.number_formats import MAX_CODE, serial_of, shown
from sop_excel.spreadsheet.raw_sheet import RawSheet
from sop_excel.spreadsheet.sheet_names import valid_sheet_names
from sop_excel.spreadsheet.unit_formats import DATE, GENERAL

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_THEME, _THEME_TYPE = "xl/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"
_TEXT = "@"
# How texts begin that a program takes for something else when a planner enters the cell again.
_RETYPED = re.compile(r"[-+(]?\s*[\d.,=@%$€£']|(?:true|false|wahr|falsch|verdadero|falso|vrai|faux)$", re.IGNORECASE)
_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
_NOT_KNOWN = "#N/A"  # what stands where there is no value: it is an error until the planner says what it was
_DATES = (
    DATE, "yyyy-mm", "dd/mm/yyyy", "d/m/yyyy", "dd.mm.yyyy", "d.m.yyyy", "mm/dd/yyyy", "m/d/yyyy", "dd.mm.yy",
    "dd/mm/yy", "d/m/yy", "mm/dd/yy", "m/d/yy", "yyyy/mm/dd", "dd-mm-yyyy", "d-mmm-yy", "d-mmm", "mmm-yy", "mmm yy",
    "mmm yyyy", "mmm-yyyy", "mmmm yyyy", "mmmm", "mmm", "mm/yyyy", "mm.yyyy", "yyyy", "h:mm", "hh:mm", "h:mm:ss",
    "[h]:mm:ss", "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd hh:mm", "yyyy-mm-dd h:mm:ss", "dd.mm.yyyy hh:mm",
    "dd/mm/yyyy hh:mm", "m/d/yyyy h:mm",
)  # fmt: skip
_WIDTH_ROWS = 2_000  # that tell how wide columns are
_NARROW, _WIDE, _SPARE = 9.0, 60.0, 2.0
_MOST_MERGED = 2_000  # areas; they are looks, and each is held against all others


def new_package(sheets: Sequence[RawSheet], path: Path) -> bytes:
    """The file of a workbook with these sheets; at least one of them is shown.

    Texts stay texts, also those that look like numbers or formulas, and codes keep their leading zeros. A date shows
    what it showed where a number format does that, else its ISO day. Raises InputError for a sheet that is too large.
    """
    _refuse_large(sheets, path)
    styles = StyleGraft(MINIMAL, MINIMAL)
    names = valid_sheet_names([sheet.name for sheet in sheets]) or ["Sheet1"]
    first = next((k for k, sheet in enumerate(sheets) if not sheet.hidden), 0)
    parts = {
        f"xl/worksheets/sheet{k}.xml": "".join(_sheet_xml(sheet, styles, k - 1 == first))
        for k, sheet in enumerate(sheets or [RawSheet(names[0], ())], 1)
    }
    hidden = [sheet.hidden and k != first for k, sheet in enumerate(sheets)] or [False]
    parts |= _around(names, hidden, first) | {_THEME: _theme()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("[Content_Types].xml", "_rels/.rels", *(one for one in parts if one.startswith("xl/"))):
            package.writestr(_entry(name), parts[name])
        package.writestr(_entry("xl/styles.xml"), styles.result())
    return file.getvalue()


def _theme() -> str:
    """The colours and fonts of our own sheets."""
    template = Package(resource(DONOR))
    (part,) = (one.target for one in Book(template).relations if one.kind == "theme")
    return template.read(part).decode()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # the same sheets give the same bytes
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
    return entry


def _refuse_large(sheets: Sequence[RawSheet], path: Path) -> None:
    issues = []
    for sheet in sheets:
        rows, columns = len(sheet.rows), max((len(row) for row in sheet.rows), default=0)
        if rows > MAX_ROWS or columns > MAX_COLUMNS:
            expected = f"at most {MAX_ROWS:,} rows and {MAX_COLUMNS:,} columns, as a sheet of a workbook has"
            found = f"{rows:,} rows and {columns:,} columns"
            issues.append(Issue(path.name, sheet.name, expected, found, "export fewer years or products"))
    if issues:
        raise InputError(issues)


def _around(names: Sequence[str], hidden: Sequence[bool], first: int) -> dict[str, str]:
    """The parts that say what belongs together."""
    numbers = range(1, len(names) + 1)
    kinds = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
    kinds |= {f"xl/worksheets/sheet{k}.xml": "worksheet" for k in numbers}
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    overrides += f'<Override PartName="/{_THEME}" ContentType="{_THEME_TYPE}"/>'
    states = (' state="hidden"' if away else "" for away in hidden)
    sheets = "".join(
        f'<sheet name="{escaped_attribute(name)}" sheetId="{k}"{state} r:id="rId{k}"/>'
        for k, name, state in zip(numbers, names, states, strict=True)
    )
    related = [(f"worksheets/sheet{k}.xml", "worksheet") for k in numbers] + [
        ("styles.xml", "styles"),
        ("theme/theme1.xml", "theme"),
    ]
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": _relations([("xl/workbook.xml", "officeDocument")]),
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr/><bookViews>'
        f'<workbookView activeTab="{first}"/></bookViews><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(related),
    }


def _relations(entries: Iterable[tuple[str, str]]) -> str:
    body = "".join(
        f'<Relationship Id="rId{k}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for k, (target, kind) in enumerate(entries, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{body}</Relationships>'


def _sheet_xml(sheet: RawSheet, styles: StyleGraft, selected: bool) -> Iterator[str]:
    width = max((len(row) for row in sheet.rows), default=0)
    yield f'{_XML}<worksheet xmlns="{MAIN}">'
    if width:
        yield f'<dimension ref="{Area(1, 1, len(sheet.rows), width)}"/>'
    chosen = ' tabSelected="1"' if selected else ""
    yield f'<sheetViews><sheetView{chosen} workbookViewId="0"/></sheetViews>'
    if columns := "".join(_columns(sheet.rows)):
        yield f"<cols>{columns}</cols>"
    yield "<sheetData>"
    writer = _RowWriter(sheet.formats, styles, width)
    for number, row in enumerate(sheet.rows, 1):
        if cells := writer.cells(number, row):
            yield f'<row r="{number}">{cells}</row>'
    yield "</sheetData>"
    if merged := "".join(f'<mergeCell ref="{area}"/>' for area in _apart(sheet.merged)):
        yield f'<mergeCells count="{merged.count("<")}">{merged}</mergeCells>'
    yield "</worksheet>"


class _RowWriter:
    """Writes the cells of one sheet, each with the number format that shows what it showed."""

    def __init__(self, formats: Mapping[tuple[int, int], str], styles: StyleGraft, width: int) -> None:
        self.formats, self.styles = formats, styles
        self.letters = [letters(column) for column in range(1, width + 1)]

    def cells(self, number: int, row: Sequence[Value]) -> str:
        """The cells of a row that hold anything."""
        pieces = []
        for column, (name, raw) in enumerate(zip(self.letters, row, strict=False), 1):
            if raw is None or raw == "":
                continue
            value, code = _written(raw, self.formats.get((number, column)) if self.formats else None)
            style = self.styles.shown_as("0", code) if code and len(code) <= MAX_CODE else None
            pieces.append(cell_xml("", f"{name}{number}", style, value))
        return "".join(pieces)


def _written(value: Value, code: str | None) -> tuple[Value, str | None]:
    """What is written for a value, and the number format that it has; None for General."""
    if isinstance(value, str):
        return value, _TEXT if _is_retyped(value.strip()) else None
    if isinstance(value, DateValue):
        return _dated(value)
    if isinstance(value, PaddedNumber):
        return value, code or "0" * value.digits
    if isinstance(value, NotCalculated):
        return ErrorValue(_NOT_KNOWN), None
    if isinstance(value, ErrorValue):
        return ErrorValue(value.code if value.code in _ERRORS else _NOT_KNOWN), None
    return value, code if code != GENERAL else None


def _is_retyped(text: str) -> bool:
    """Whether a program would take a text for something else when it is entered again, such as ``Jan 26``."""
    return text[-1:].isdigit() or text[-2:-1].isdigit() or bool(_RETYPED.match(text))


def _dated(value: DateValue) -> tuple[Value, str | None]:
    """A date; one before the calendar of spreadsheets is the text that it shows."""
    serial = serial_of(value.moment, epoch_1904=False)
    if serial < 0:
        return value.shown or str(value.moment), _TEXT
    for code in _DATES:
        if shown(value.moment, code, serial) == value.shown:
            return value, code
    return value, DATE if serial == int(serial) else f"{DATE} hh:mm:ss"


def _columns(rows: Sequence[Sequence[Value]]) -> Iterator[str]:
    """How wide the columns are; a title that stands alone in its row may be longer."""
    longest: Counter[int] = Counter()
    for row in rows[:_WIDTH_ROWS]:
        if sum(value is not None for value in row) > 1:
            for column, value in enumerate(row, 1):
                longest[column] = max(longest[column], _length(value))
    for column in sorted(longest):
        width = min(max(longest[column] + _SPARE, _NARROW), _WIDE)
        yield f'<col min="{column}" max="{column}" width="{width:g}" customWidth="1"/>'


def _length(value: Value) -> int:
    if isinstance(value, str):
        return max(map(len, value.split("\n")))
    if isinstance(value, DateValue):
        return len(value.shown)
    return 0 if value is None else len(f"{value:,.2f}") if isinstance(value, float) else 6


def _apart(merged: Sequence[Area]) -> Iterator[Area]:
    """The merged areas that a workbook can have: of several cells, on the sheet, none on another."""
    kept: list[Area] = []
    for area in merged[:_MOST_MERGED]:
        inside = area.inside(Area(1, 1, MAX_ROWS, MAX_COLUMNS))
        if inside and area.width * area.height > 1 and not any(area.meets(other) for other in kept):
            kept.append(area)
    return iter(kept)
