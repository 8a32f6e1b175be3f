"""Binary workbooks (.xlsb): every kind of cell as it is, also those that other readers lose."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from sop_excel.domain.table import DateValue, ErrorValue, PaddedNumber, Value
from sop_excel.errors import InputError
from sop_excel.hosts.sources.read import read_sheets
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.raw_sheet import RawSheet

SALES = Path(__file__).parent / "books" / "sales.xlsb"  # pyxlsbwriter wrote it
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KINDS = {"worksheet": "worksheets/sheet1.bin", "styles": "styles.bin", "sharedStrings": "sharedStrings.bin"}
CODES = ("General", "00000", "mmm-yy", '#,##0.00 "€"')


def number(value: int) -> bytes:
    """Seven bits in each byte."""
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + number(value >> 7)


def record(kind: int, content: bytes = b"") -> bytes:
    return number(kind) + number(len(content)) + content


def text(words: str) -> bytes:
    return struct.pack("<I", len(words)) + words.encode("utf-16-le")


def row(place: int, *cells: bytes) -> bytes:
    return record(0, struct.pack("<I", place - 1) + bytes(13)) + b"".join(cells)


def cell(kind: int, column: int, content: bytes = b"", style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column - 1, style) + content)


def real(value: float) -> bytes:
    return struct.pack("<d", value)


def book(folder: Path, sheet: bytes, settings: int = 0, state: int = 0, strings: Sequence[str] = ()) -> Path:
    """A workbook with one sheet of these records, and cell formats with the codes, whose numbers they are."""
    formats = b"".join(record(44, struct.pack("<H", 164 + k) + text(code)) for k, code in enumerate(CODES))
    styles = b"".join(record(47, struct.pack("<HH", 0, 164 + k) + bytes(12)) for k in range(len(CODES)))
    relations = "".join(
        f'<Relationship Id="rId{k}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for k, (kind, target) in enumerate(KINDS.items(), 1)
    )
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.bin": record(153, struct.pack("<I", settings) + bytes(8))
        + record(156, struct.pack("<II", state, 1) + text("rId1") + text("Data")),
        "xl/_rels/workbook.bin.rels": f"<Relationships>{relations}</Relationships>".encode(),
        "xl/worksheets/sheet1.bin": sheet,
        "xl/styles.bin": formats + record(626) + record(47, bytes(16)) + record(617, bytes(4)) + styles + record(618),
        "xl/sharedStrings.bin": b"".join(record(19, b"\0" + text(words)) for words in strings),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    path = folder / "b.xlsb"
    path.write_bytes(file.getvalue())
    return path


def only(path: Path) -> RawSheet:
    (sheet,) = read_sheets(path)
    return sheet


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_sheets(path)
    assert [issue.place for issue in caught.value.issues] == [path.name]
    return str(caught.value)


def test_a_workbook_of_another_writer_says_what_another_reader_reads_in_it() -> None:
    """The other reader gives bare dates, and texts for what is blank."""
    theirs = CalamineWorkbook.from_path(SALES)
    ours = read_sheets(SALES)
    assert [(sheet.name, sheet.hidden) for sheet in ours] == [
        (one.name, one.visible != SheetVisibleEnum.Visible) for one in theirs.sheets_metadata
    ]
    for sheet in ours:
        wanted = theirs.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        assert [[_bare(sheet.at(r, c)) for c in range(1, len(row) + 1)] for r, row in enumerate(wanted, 1)] == [
            [_bare_date(value) for value in row] for row in wanted
        ]


def _bare(value: Value) -> object:
    return value.moment if isinstance(value, DateValue) else "" if value is None else value


def _bare_date(value: object) -> object:
    return datetime(value.year, value.month, value.day) if type(value) is date else value


def test_every_kind_of_cell_keeps_what_it_is(tmp_path: Path) -> None:
    """Numbers in four bytes and in eight, texts shared, own and rich, yes and no, errors, and the same as formulas."""
    first = row(
        2, cell(1, 1, style=1), cell(2, 2, struct.pack("<I", 150 << 2 | 3)), cell(2, 3, struct.pack("<i", -5 << 2 | 2)),
        cell(3, 4, b"\x2a"), cell(4, 5, b"\1"), cell(5, 6, real(0.1)), cell(6, 7, text("own")),
        cell(7, 8, struct.pack("<I", 1)), cell(62, 9, b"\0" + text("rich")),
    )  # fmt: skip
    second = row(
        4, cell(8, 1, text("formula")), cell(9, 2, real(2.0)), cell(10, 3, b"\0"), cell(11, 4, b"\x07"),
        cell(5, 5, real(123.0), 1), cell(5, 6, real(46023.0), 2), cell(5, 7, real(9.5), 3),
    )  # fmt: skip
    merged = record(176, struct.pack("<4I", 0, 0, 0, 3))
    sheet = only(book(tmp_path, first + second + merged, strings=("a", "shared"), state=1))
    assert sheet.rows[:3] == [
        (), [None, 1.5, -5.0, ErrorValue("#N/A"), True, 0.1, "own", "shared", "rich"], (),
    ]  # fmt: skip
    january = DateValue(datetime(2026, 1, 1), "Jan-26")
    assert sheet.rows[3] == ["formula", 2.0, False, ErrorValue("#DIV/0!"), PaddedNumber(123, 5), january, 9.5]
    assert isinstance(sheet.at(4, 5), PaddedNumber)
    assert (set(sheet.formulas), sheet.merged, sheet.hidden) == (
        {(4, c) for c in range(1, 5)},
        (Area(1, 1, 1, 4),),
        True,
    )
    assert dict(sheet.formats) == {(4, 5): "00000", (4, 7): '#,##0.00 "€"'}
    assert "formulas are read as the values" in sheet.notes[0]


def test_dates_of_the_calendar_from_1904_are_four_years_later(tmp_path: Path) -> None:
    dated = row(1, cell(5, 1, real(46023.0), 2))
    found = [only(book(tmp_path, dated, settings)).at(1, 1) for settings in (0, 1)]
    assert found == [DateValue(datetime(2026, 1, 1), "Jan-26"), DateValue(datetime(2030, 1, 2), "Jan-30")]


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (row(1, cell(7, 1, struct.pack("<I", 5))), "shared text 5, of 0"),
        (row(1, cell(5, 1, real(float("nan")))), "nan in a number cell"),
        (row(1, cell(5, 1, b"1234")), "too short"),
        (row(1, cell(6, 1, struct.pack("<I", 999))), "a damaged text"),
        (row(1, cell(5, 2, real(1)), cell(5, 1, real(1))), "with a cell behind or on another"),
        (row(2) + row(1), "row 1 behind row 2"),
        (row(1)[:-3], "ends within a record"),
        (b"".join(row(r, cell(5, 16_384, real(1))) for r in range(1, 1_300)), "million cells"),
    ],
)
def test_what_is_damaged_or_endless_is_refused(tmp_path: Path, sheet: bytes, words: str) -> None:
    assert words in refusal(book(tmp_path, sheet))
