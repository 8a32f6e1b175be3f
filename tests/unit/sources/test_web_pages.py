"""Web pages that exports call .xls: the cells of their tables as texts, in their places."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.errors import InputError
from sop_excel.hosts.sources.read import read_sheets
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.raw_sheet import RawSheet


def read(folder: Path, page: str | bytes) -> RawSheet:
    path = folder / "export.xls"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    (sheet,) = read_sheets(path)
    return sheet


def refusal(folder: Path, page: str) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, page)
    assert [issue.place for issue in caught.value.issues] == ["export.xls"]
    return str(caught.value)


def test_cells_are_texts_and_what_a_page_is_made_with_is_none_of_them(tmp_path: Path) -> None:
    page = """<!DOCTYPE html><html><head><title>no</title><style>td {x: "<b>"}</style></head><body>
    <h1>Report</h1><!-- <table><tr><td>no</td></tr></table> -->
    <table border=1><thead><tr><th>Code</th><th> Qty&nbsp;</th></tr></thead>
    <tr><td x:str>00123</td><td><b>1.234</b>,5</td></tr><tr><td>A&amp;B<br>two
    words</td><td></td></tr></table></body></html>"""
    sheet = read(tmp_path, page)
    assert sheet.rows == [["Code", "Qty"], ["00123", "1.234,5"], ["A&B\ntwo words", None]]
    assert (sheet.is_text, sheet.name) == (True, "export")
    assert "a web page" in sheet.notes[0]


def test_cells_over_several_columns_and_rows_push_the_others_aside(tmp_path: Path) -> None:
    page = (
        "<table><tr><td colspan=2>AB</td><td rowspan='3'>C</td></tr><tr><td rowspan=2>a</td><td>b</td></tr>"
        "<tr><td>bb</td></tr><tr><td>x</td><td>y</td><td>z</td></tr></table>"
    )
    sheet = read(tmp_path, page)
    assert sheet.rows == [["AB", None, "C"], ["a", "b", None], [None, "bb", None], ["x", "y", "z"]]
    assert sheet.merged == (Area(1, 1, 1, 2), Area(1, 3, 3, 3), Area(2, 1, 3, 1))


def test_ends_that_a_page_leaves_out_are_where_the_next_begins(tmp_path: Path) -> None:
    assert read(tmp_path, "<table><tr><td>1<td>2<tr><td>3<td>4").rows == [["1", "2"], ["3", "4"]]
    assert read(tmp_path, "<html><table><td>1</td><td>2</td></table").rows == [["1", "2"]]


def test_several_tables_stand_below_each_other(tmp_path: Path) -> None:
    """Also one within another, which a page has for its looks."""
    page = "<table><tr><td>1</td></tr></table><p>no</p><table><tr><td colspan=2>2</td></tr></table>"
    sheet = read(tmp_path, page)
    assert (sheet.rows, sheet.merged) == ([["1"], [], ["2", None]], (Area(3, 1, 3, 2),))
    inner = read(tmp_path, "<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>")
    assert [row for row in inner.rows if any(row)] == [["x"]]


@pytest.mark.parametrize(
    ("said", "encoding"),
    [("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("windows-1250", "cp1250"), ("utf-8", "cp1252"), ("", "utf-16")],
)
def test_the_encoding_is_what_the_page_says_if_it_can_be(tmp_path: Path, said: str, encoding: str) -> None:
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset={said}"><table><tr><td>Größe</table>'
    assert read(tmp_path, page.encode(encoding)).rows == [["Größe"]]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<html><body>Session expired</body></html>", "a web page without a table"),
        ("<table>" + "<tr><td colspan=9999 rowspan=9999>x" * 300, "columns"),
        ("<table><tr><td colspan=9999 rowspan=9999>x</td></tr>" + "<tr></tr>" * 300, "million cells"),
    ],
)
def test_what_holds_no_table_or_an_endless_one_is_refused(tmp_path: Path, page: str, words: str) -> None:
    assert words in refusal(tmp_path, page)


def test_a_page_that_is_never_closed_is_read_once(tmp_path: Path) -> None:
    """Comments, tags and quotes without an end: each would be looked for through all of the page, again and again."""
    for piece in ("<!--", "<!", "<td ", '<td a="', "<"):
        sheet = read(tmp_path, "<table><tr><td>1</td>" + piece * 200_000)
        assert sheet.at(1, 1) == "1"
