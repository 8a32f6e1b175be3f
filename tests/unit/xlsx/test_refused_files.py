"""Files that are not opened, each with one sentence that names the file."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from sop_excel.errors import InputError, MachineError
from sop_excel.hosts.xlsx.workbook import Workbook
from tests.unit.xlsx.books import planner_book
from tests.unit.xlsx.sheets import package, table_part, zipped


def refusal(path: Path) -> str:
    """What is said when the file is opened and read."""
    with pytest.raises(InputError) as caught:
        Workbook.open(path).tables(["Demand"])
    assert [issue.place for issue in caught.value.issues] == [path.name]
    return str(caught.value)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "an empty file"),
        (b"Product;Jan\nA;1\n", "a file of another kind"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted with a password"),
        (OLE, "an old .xls workbook"),
        (b"PK\3\4" + bytes(100), "a damaged file"),
    ],
)
def test_what_is_no_package_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(content)
    assert words in refusal(path)


@pytest.mark.parametrize(
    ("name", "content", "command"),
    [
        ("b.csv", b"Product;Jan\nA;1\n", "sop-excel adopt {}/b.csv -o b.xlsx"),
        ("my b.xls", OLE, 'sop-excel adopt "{}/my b.xls" -o "my b.xlsx"'),
    ],
)
def test_tables_of_another_form_are_told_the_way_in(tmp_path: Path, name: str, content: bytes, command: str) -> None:
    """A command that can be copied, whatever is in the name."""
    path = tmp_path / name
    path.write_bytes(content)
    assert f"(.csv, .ods, .xls), run {command.format(tmp_path)}; or save it as .xlsx" in refusal(path)


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "b.xlsx")
    assert "a folder" in refusal(tmp_path)


def test_a_file_that_may_not_be_read_is_the_machines_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = planner_book(tmp_path / "b.xlsx")

    def denied(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(MachineError, match=r"b.xlsx could not be read: permission denied; close it in Excel"):
        Workbook.open(path)


def test_a_cut_off_or_flipped_file_is_damaged(tmp_path: Path) -> None:
    whole = planner_book(tmp_path / "whole.xlsx").read_bytes()
    path = tmp_path / "b.xlsx"
    path.write_bytes(whole[: len(whole) // 2])
    assert "damaged" in refusal(path)
    at = whole.index(b"xl/tables/table1.xml") + 40
    path.write_bytes(whole[:at] + bytes(b ^ 0x55 for b in whole[at : at + 20]) + whole[at + 20 :])
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("cut", range(50, 4000, 397))
def test_no_damage_ends_in_a_traceback(tmp_path: Path, cut: int) -> None:
    """Whatever byte is wrong, the file is read or refused."""
    whole = bytearray(planner_book(tmp_path / "whole.xlsx").read_bytes())
    whole[cut] ^= 0xFF
    path = tmp_path / "b.xlsx"
    path.write_bytes(whole)
    with suppress(InputError):
        Workbook.open(path).tables(["Demand"])


@pytest.mark.parametrize("name", ["../evil.xml", "xl/../../evil.xml", "/etc/evil", "C:\\evil.xml", "xl\\..\\evil"])
def test_a_part_that_leads_out_of_the_package_is_refused(tmp_path: Path, name: str) -> None:
    assert "leads out of the package" in refusal(zipped(tmp_path / "b.xlsx", package("") | {name: b""}))


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    assert "two parts" in refusal(zipped(tmp_path / "b.xlsx", package("") | {"XL/Workbook.xml": b""}))


def test_a_zip_bomb_is_refused_unread(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.xlsx", package("") | {"xl/media/zeros.bin": bytes(80 * 2**20)})
    assert "too much for a workbook" in refusal(path)


def test_a_zip_whose_entries_overlap_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.xlsx", package(""))
    data = path.read_bytes()
    start = data.index(b"PK\1\2")
    end = data.index(b"PK\5\6")
    with zipfile.ZipFile(path) as whole:
        count = len(whole.namelist())
    one = data[start : data.index(b"PK\1\2", start + 4)].replace(b"[Content_Types].xml", b"[Content_%05d].xml")
    copies = b"".join(one.replace(b"%05d", b"%05d" % k) for k in range(300))
    tail = bytearray(data[end:])
    tail[8:10] = tail[10:12] = (count + 300).to_bytes(2, "little")
    tail[12:16] = (end - start + len(copies)).to_bytes(4, "little")
    path.write_bytes(data[:end] + copies + tail)
    assert "too much for a workbook" in refusal(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_an_entity_bomb_is_refused_in_any_part(tmp_path: Path, part: str) -> None:
    parts = package("<row r='2'><c r='A2' t='s'><v>0</v></c></row>", shared="<si><t>a</t></si>")
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert "a document type" in refusal(zipped(tmp_path / "b.xlsx", parts | {part: bomb + parts[part]}))


@pytest.mark.parametrize(
    ("part", "content", "words"),
    [
        ("xl/workbook.xml", b"<workbook", "a damaged part"),
        ("xl/workbook.xml", b"<document/>", "no workbook"),
        ("xl/worksheets/sheet1.xml", b"<a/>", "no worksheet"),
        ("xl/worksheets/sheet1.xml", package("<row r='2'><c></row>")["xl/worksheets/sheet1.xml"], "a damaged part"),
        ("xl/tables/table1.xml", table_part("A1:XFE9").encode(), "beyond the sheet's last cell"),
        ("xl/tables/table1.xml", table_part("A1:C9").encode(), "2 column names for 3 columns"),
        ("xl/tables/table1.xml", table_part("nonsense").encode(), "where a cell address belongs"),
        ("_rels/.rels", b"<Relationships/>", "a package without a workbook"),
    ],
)
def test_a_part_that_is_not_as_the_format_demands_is_refused(
    tmp_path: Path, part: str, content: bytes, words: str
) -> None:
    assert words in refusal(zipped(tmp_path / "b.xlsx", package("") | {part: content}))


@pytest.mark.parametrize(
    "cell", ["<c r='A2'><v>twelve</v></c>", "<c r='A2' t='s'><v>7</v></c>", "<c r='A2' t='?'><v>1</v></c>"]
)
def test_a_cell_that_cannot_be_read_is_refused(tmp_path: Path, cell: str) -> None:
    assert "found" in refusal(zipped(tmp_path / "b.xlsx", package(f"<row r='2'>{cell}</row>")))


def test_a_part_that_is_missing_is_named(tmp_path: Path) -> None:
    parts = package("")
    del parts["xl/tables/table1.xml"]
    assert "no part xl/tables/table1.xml" in refusal(zipped(tmp_path / "b.xlsx", parts))


def test_an_enormous_empty_table_is_read_at_once(tmp_path: Path) -> None:
    """A table over a whole column costs no memory for its blank cells."""
    path = zipped(tmp_path / "b.xlsx", package("", table_part("A1:B1048576")))
    rows = Workbook.open(path).tables(["Demand"])["Demand"].rows
    assert len(rows) == 50_000
    assert rows[0] is rows[-1]


def test_an_enormous_table_keeps_the_rows_that_the_sheet_has(tmp_path: Path) -> None:
    """Blank rows between them are rows; a million of them between two would take a minute, and are refused."""
    last = '<row r="3000"><c r="A3000" t="inlineStr"><is><t>Fan</t></is></c></row>'
    path = zipped(tmp_path / "b.xlsx", package(last, table_part("A1:B1048576")))
    assert Workbook.open(path).tables(["Demand"])["Demand"].rows[2998] == ["Fan", None]
    columns = [f"P{k}" for k in range(50)]
    path = zipped(tmp_path / "c.xlsx", package(last.replace("3000", "1048576"), table_part("A1:AX1048576", columns)))
    assert "table Demand with 1,048,575 rows, nearly all of them absent" in refusal(path)


def test_other_office_files_are_named(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package_:
        package_.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    path = tmp_path / "b.xlsx"
    path.write_bytes(buffer.getvalue())
    assert "an OpenDocument file; if it holds tables" in refusal(path)
