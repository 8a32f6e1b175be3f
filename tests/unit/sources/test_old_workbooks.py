"""Workbooks of old Excel (.xls), and files whose names lie about what they are."""

from __future__ import annotations

import gzip
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from sop_excel.domain.table import DateValue, ErrorValue, PaddedNumber
from sop_excel.errors import InputError
from sop_excel.hosts.sources.read import is_open_xml, read_sheets
from sop_excel.spreadsheet.areas import Area
from tests.unit.xlsx.books import planner_book

SALES = Path(__file__).parent / "books" / "sales.xls"  # LibreOffice wrote it
EPOCH, EPOCH_1904 = bytes.fromhex("2200 0200 0000"), bytes.fromhex("2200 0200 0100")
INTERFACE, PASSWORD = bytes.fromhex("e100 0200 b004"), bytes.fromhex("2f00 0200 0000")


def patched(folder: Path, old: bytes, new: bytes) -> Path:
    """The workbook with one record made another."""
    content = SALES.read_bytes()
    assert content.count(old) == 1
    path = folder / "b.xls"
    path.write_bytes(content.replace(old, new))
    return path


def named(folder: Path, content: bytes, name: str = "export.xls") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_sheets(path)
    assert [issue.place for issue in caught.value.issues] == [path.name]
    return str(caught.value)


def test_every_kind_of_cell_keeps_what_it_is() -> None:
    """Dates and times as shown, yes and no, errors, a code with leading zeros by text or by format."""
    first = read_sheets(SALES)[0]
    assert first.rows[:3] == [
        ["Title"], [], ["Code", "Date", "Qty", "OK", "Err", "Text", "F", "Price", "Time", "Pct"],
    ]  # fmt: skip
    january, time = DateValue(datetime(2026, 1, 1), "Jan-26"), DateValue(datetime(1899, 12, 31, 14, 30), "14:30:00")
    assert first.rows[3] == ["00123", january, 1.5, True, ErrorValue("#N/A"), " 007 ", 3.0, 12.5, time, 0.25]
    assert first.at(5, 6) == "a\nb"
    assert (first.at(5, 1), type(first.at(5, 1))) == (PaddedNumber(123, 5), PaddedNumber)


def test_formats_merged_areas_and_hidden_sheets_are_told_and_that_formulas_are_values() -> None:
    found = read_sheets(SALES)
    assert [(sheet.name, sheet.hidden, len(sheet.rows)) for sheet in found] == [
        ("Daten", False, 5), ("Hid", True, 3), ("Leer", False, 0),
    ]  # fmt: skip
    assert (found[0].merged, found[1].rows[2]) == ((Area(1, 1, 1, 4),), [None, None, 5.0])
    assert dict(found[0].formats) == {(4, 8): '#,##0.00" €"', (4, 10): "0%", (5, 1): "00000"}
    assert "formulas are read as the values" in found[0].notes[0]


def test_dates_of_the_calendar_from_1904_are_four_years_later(tmp_path: Path) -> None:
    """The same serial number is another day there."""
    date = read_sheets(patched(tmp_path, EPOCH, EPOCH_1904))[0].at(4, 2)
    assert date == DateValue(datetime(2030, 1, 2), "Jan-30")


def test_an_encrypted_workbook_is_refused_as_such(tmp_path: Path) -> None:
    assert "encrypted with a password; save it without" in refusal(patched(tmp_path, INTERFACE, PASSWORD))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    newer = named(tmp_path, ole + "EncryptedPackage".encode("utf-16-le"))
    assert "encrypted with a password; save it without" in refusal(newer)


def test_a_workbook_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    """Anywhere before its list of streams, or where that promises more than there is; what follows it is not needed."""
    content = SALES.read_bytes()
    for share in (0.05, 0.5, 0.8):
        assert "a damaged workbook" in refusal(named(tmp_path, content[: int(share * len(content))]))
    entry = content.index("Workbook".encode("utf-16-le")) + 120
    size = int.from_bytes(content[entry : entry + 4], "little")
    longer = content[:entry] + (size + 500).to_bytes(4, "little") + content[entry + 4 :]
    assert "bytes are missing" in refusal(named(tmp_path, longer))
    assert len(read_sheets(named(tmp_path, content[: int(0.9 * len(content))]))) == 3


def test_a_workbook_whose_sectors_lead_in_a_circle_is_refused_and_not_followed_for_ever(tmp_path: Path) -> None:
    """The table of sectors with every entry the first sector again."""
    content = bytearray(SALES.read_bytes())
    sector = int.from_bytes(content[0x4C:0x50], "little")
    content[(sector + 1) * 512 : (sector + 2) * 512] = bytes(512)
    assert "bytes are missing" in refusal(named(tmp_path, bytes(content)))


def test_text_is_read_as_such_whatever_its_name(tmp_path: Path) -> None:
    """As exports call it .xls so that Excel opens it."""
    for content in (b"Code\tQty\n001\t5\n", "Code\tQty\n001\t5\n".encode("utf-16")):
        (sheet,) = read_sheets(named(tmp_path, content))
        assert (sheet.rows, sheet.is_text) == ([["Code", "Qty"], ["001", "5"]], True)


def test_a_workbook_is_told_by_its_content(tmp_path: Path) -> None:
    """An .xlsx called .xls is read by those who read .xlsx; an .xls called .xlsx is read here."""
    newer = planner_book(tmp_path / "b.xlsx").rename(tmp_path / "b.xls")
    older = named(tmp_path, SALES.read_bytes(), "b.xlsx")
    assert [is_open_xml(newer), is_open_xml(older)] == [True, False]
    assert "name it with the ending .xlsx" in refusal(newer)
    assert read_sheets(older)[0].name == "Daten"


def other_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme.txt", "x")
    return path


def test_what_no_planner_keeps_tables_in_is_refused_with_what_it_is(tmp_path: Path) -> None:
    found = {
        "a packed file; unpack it": gzip.compress(b"A;B\n1;2\n"),
        "a PDF; export the table": b"%PDF-1.7\n",
        "an XML file of another kind": b"<?xml version='1.0'?><orders/>",
        "a damaged workbook, or a document of another program": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "a damaged file; get an undamaged copy": b"PK\3\4" + bytes(100),
    }
    for words, content in found.items():
        assert words in refusal(named(tmp_path, content)), words
    assert "a zip file of another kind; unpack it" in refusal(other_zip(tmp_path / "b.ods"))
