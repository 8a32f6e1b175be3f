"""Tables as text: encodings, separators and quoting are told from the whole file; every value stays as it stands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sop_excel.errors import InputError, MachineError
from sop_excel.hosts.sources.read import read_sheets
from sop_excel.spreadsheet.raw_sheet import RawSheet


def read(folder: Path, content: str | bytes, name: str = "Verkäufe 2026.csv", encoding: str = "utf-8") -> RawSheet:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    (sheet,) = read_sheets(path)
    return sheet


def refusal(folder: Path, content: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, content)
    assert [issue.place for issue in caught.value.issues] == ["Verkäufe 2026.csv"]
    return str(caught.value)


def test_every_value_stays_text_as_it_stands(tmp_path: Path) -> None:
    """Nothing becomes a number, a date or nothing because it looks like one; spaces are kept."""
    sheet = read(tmp_path, "Code,Qty,Note,Day\n00123,1.50,NA, 1/2/26\n1e5,TRUE,,-0\n")
    assert sheet.rows == [
        ["Code", "Qty", "Note", "Day"],
        ["00123", "1.50", "NA", " 1/2/26"],
        ["1e5", "TRUE", None, "-0"],
    ]
    assert (sheet.is_text, sheet.name) == (True, "Verkäufe 2026")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
def test_the_encoding_is_told_by_the_bytes(tmp_path: Path, encoding: str) -> None:
    sheet = read(tmp_path, "Größe;Preis €\r\nMünze;10\r\n", encoding=encoding)
    assert sheet.rows == [["Größe", "Preis €"], ["Münze", "10"]]


def test_the_bytes_of_utf_16_in_the_other_order_are_told_by_their_mark(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xfe\xff" + "é;1".encode("utf-16-be")).rows == [["é", "1"]]


def test_lines_of_two_encodings_are_read_each_in_its_own_and_told(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Größe;1\n".encode() + "Länge;2\n".encode("cp1252"))
    assert sheet.rows == [["Größe", "1"], ["Länge", "2"]]
    assert "line 2 and others are in Windows-1252" in " ".join(sheet.notes)


def test_a_byte_that_no_encoding_has_is_refused_with_its_line(tmp_path: Path) -> None:
    """A file of an old DOS program; beside it, the same bytes that Windows-1252 knows."""
    assert "byte 0x81 in line 2" in refusal(tmp_path, b"A;B\nM\x81nze;1\n")
    assert read(tmp_path, b"A;B\nM\xfcnze;1\n").rows[1] == ["Münze", "1"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_makes_even_columns(tmp_path: Path, separator: str) -> None:
    rows = [["Product", "Jan", "Feb"], ["A", "1", "2"], ["B", "3", "4"]]
    assert read(tmp_path, "\n".join(map(separator.join, rows))).rows == rows


def test_decimal_commas_do_not_separate(tmp_path: Path) -> None:
    """Even where every line has as many of them as of the separator."""
    lines = "".join(f"A{k};{k},5;{k},25\n" for k in range(50))
    assert read(tmp_path, lines).rows[7] == ["A7", "7,5", "7,25"]


def test_commas_and_semicolons_in_texts_do_not_separate(tmp_path: Path) -> None:
    assert read(tmp_path, "Item;Name;Qty\n1;Bolt, M8;5\n2;Nut, M8;7\n").rows[1] == ["1", "Bolt, M8", "5"]
    assert read(tmp_path, "Item,Tags,Qty\n1,a;b,5\n2,c;d,7\n3,e;f,8\n").rows[1] == ["1", "a;b", "5"]


def test_a_preamble_and_a_total_with_other_columns_do_not_decide(tmp_path: Path) -> None:
    text = "Report, printed 1/2/26, by Jo, page 1\n\nProduct;Jan\n" + "A;1\n" * 8 + "Total, all;8\n"
    sheet = read(tmp_path, text)
    assert sheet.rows[:4] == [["Report, printed 1/2/26, by Jo, page 1"], [], ["Product", "Jan"], ["A", "1"]]


def test_the_line_that_announces_the_separator_decides_and_keeps_its_number(tmp_path: Path) -> None:
    """Also a sign that we would not try, and before commas that are more even."""
    assert read(tmp_path, "sep=^\nA^1,5\nB^2,5\n").rows == [[], ["A", "1,5"], ["B", "2,5"]]
    assert read(tmp_path, '"sep=;"\nA,1,1;2\n').rows == [[], ["A,1,1", "2"]]


def test_blank_lines_and_ragged_rows_keep_their_places(tmp_path: Path) -> None:
    assert read(tmp_path, "\nA;B;C\n\n\n1\n2;3;4;5\n;;").rows == [
        [], ["A", "B", "C"], [], [], ["1"], ["2", "3", "4", "5"], [None, None, None],
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way_and_the_last_in_none(tmp_path: Path, end: str) -> None:
    assert read(tmp_path, f"A;B{end}1;2").rows == read(tmp_path, f"A;B{end}1;2{end}").rows == [["A", "B"], ["1", "2"]]


def test_quoted_values_hold_separators_quotes_and_line_breaks(tmp_path: Path) -> None:
    sheet = read(tmp_path, 'Item;Note;Qty\n1;"two\r\nlines; ""quoted""";5\n2;"";6\n3;x;7\n')
    assert sheet.rows[1:] == [["1", 'two\nlines; "quoted"', "5"], ["2", None, "6"], ["3", "x", "7"]]
    assert "1 rows take several lines" in " ".join(sheet.notes)


def test_a_quotation_mark_that_is_an_inch_takes_no_other_line_with_it(tmp_path: Path) -> None:
    """Behind a number, at the head of a value that nothing closes, and at the head of two values of one line."""
    text = 'Item;Name;Qty\n1;Pipe 5";3\n2;"half inch;4\n3;Nut;5\n"4 x;6" y;6\n5;Bolt;7\n'
    sheet = read(tmp_path, text)
    assert sheet.rows[1:] == [
        ["1", 'Pipe 5"', "3"], ["2", '"half inch', "4"], ["3", "Nut", "5"], ['"4 x', '6" y', "6"], ["5", "Bolt", "7"],
    ]  # fmt: skip
    assert "in lines 3 and 5" in " ".join(sheet.notes)


def test_zero_bytes_and_the_end_mark_of_dos_are_left_out(tmp_path: Path) -> None:
    sheet = read(tmp_path, b"A;B\n1\x00;2\n3;4\n\x1a")
    assert sheet.rows == [["A", "B"], ["1", "2"], ["3", "4"]]
    assert "1 zero bytes" in " ".join(sheet.notes)


def test_one_column_needs_no_separator(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Product\nA\nB\n")
    assert (sheet.rows, "one column" in sheet.notes[0]) == ([["Product"], ["A"], ["B"]], True)


def test_a_code_that_is_written_as_a_formula_for_excel_is_the_text_in_it(tmp_path: Path) -> None:
    """Plain or quoted once more; a formula that does anything stays the text that it is."""
    sheet = read(tmp_path, 'A;B;C\n="00123";"=""00124""";=1+1\n="a""b";="";="x"&"y"\n')
    assert sheet.rows[1:] == [["00123", "00124", "=1+1"], ['a"b', None, '="x"&"y"']]
    assert 'values such as ="00123" are read as the texts in them' in sheet.notes
    assert not [note for note in read(tmp_path, "A;B\n=1;2\n").notes if "such as" in note]


def test_a_text_that_no_cell_holds_is_told_with_its_cell(tmp_path: Path) -> None:
    """Beside the longest that one holds."""
    sheet = read(tmp_path, f"A;B\n1;{'x' * 32_767}\n2;{'y' * 32_768}\n")
    assert [note for note in sheet.notes if "characters" in note] == [
        "texts of more than 32,767 characters lose their ends in a workbook: B3"
    ]


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    """Also half a letter at the end of UTF-16, and an empty file."""
    for content in (bytes(range(1, 128)) * 9, bytes(4096), b"MZ" + bytes(100), b"\x89PNG\r\n\x1a\n" + bytes(100)):
        assert "holds no text" in refusal(tmp_path, content)
    assert "none at byte 7" in refusal(tmp_path, "a;b\n".encode("utf-16-le").join([b"\xff\xfe", b"x"])[:9])
    assert "an empty file" in refusal(tmp_path, b"")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """One of 16 GB, which no memory would hold; on the disk it is a hole, but where disks have none."""
    path, megabytes = tmp_path / "large.csv", 256 if os.name == "nt" else 16_384
    with path.open("wb") as file:
        file.truncate(megabytes * 2**20)
    with pytest.raises(
        InputError, match=rf"large\.csv: expected a file of at most 128 MB, found one of {megabytes} MB"
    ):
        read_sheets(path)


def test_what_is_not_there_or_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_sheets(tmp_path / "none.csv")
    with pytest.raises(InputError, match="a folder or device"):
        read_sheets(tmp_path)
    (tmp_path / "a.csv").write_text("A;1")

    def denied(*_: object) -> bytes:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(MachineError, match=r"a\.csv could not be read: permission denied"):
        read_sheets(tmp_path / "a.csv")


def test_bytes_that_are_nothing_are_told_as_what_their_name_says_they_are(tmp_path: Path) -> None:
    """Nobody looks for an encoding in a workbook; in a text file that is where to look."""
    for name, told in (
        ("plan.xlsx", "found a damaged file, or one of another program"),
        ("plan.csv", "expected text in"),
    ):
        (tmp_path / name).write_bytes(b"a;b\n\x8f\x81;\x90")
        with pytest.raises(InputError, match=told):
            read_sheets(tmp_path / name)
