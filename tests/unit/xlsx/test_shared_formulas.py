"""A planner's cell that shares the formula of a cell in our table goes on computing the same when ours is written."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from sop_excel.hosts.xlsx.workbook import Workbook
from tests.unit.xlsx.books import contents, plan, rebuilt, template_book

SHEET = "xl/worksheets/sheet1.xml"
MASTER = '<c r="F6"><f t="shared" ref="F6:I6" si="3">SUM(C6:$E6)&amp;"A1"</f><v>1</v></c>'


def shared(path: Path, cells: str, prefix: str = "") -> Path:
    """The template whose row 6 ends with these cells behind the one of the table that states the formula."""
    book = template_book(path / "book.xlsx")
    text = contents(book)[SHEET].decode()
    text = re.sub(r'<c r="F6".*?</row>', f"{prefix}{MASTER}{cells}</row>", text, flags=re.DOTALL)
    assert MASTER in text
    return rebuilt(book, {SHEET: text.encode()})


@pytest.mark.parametrize(
    "empty", ["<f t='shared' si='3'/>", '<f t="shared" si="3"></f>', '<f ca="1" si="3" t="shared" />']
)
def test_the_first_outside_states_it_itself(tmp_path: Path, empty: str) -> None:
    """As it read in that cell; the value stays, and so do its other attributes."""
    book = shared(tmp_path, f'<c r="H6">{empty}<v>7</v></c><c r="I6" s="1">{empty}<v>8</v></c>')
    Workbook.open(book).write([plan(("Press",))], book, book)
    text = contents(book)[SHEET].decode()
    assert 't="shared"' not in text
    assert 'SUM(E6:$E6)&amp;"A1"</f><v>7</v></c>' in text
    assert 'SUM(F6:$E6)&amp;"A1"</f><v>8</v></c>' in text
    assert ('<f ca="1">' in text) == ("ca=" in empty)
    sheet = openpyxl.load_workbook(book)["Plan"]
    assert [sheet[cell].value for cell in ("H6", "I6")] == ['=SUM(E6:$E6)&"A1"', '=SUM(F6:$E6)&"A1"']
    again = book.read_bytes()
    Workbook.open(book).write([plan(("Press",))], book, book)
    assert book.read_bytes() == again


def test_what_the_planners_cells_share_among_themselves_they_go_on_sharing(tmp_path: Path) -> None:
    """To the byte."""
    own = '<c r="H6"><f t="shared" ref="H6:I6" si="4">C6+1</f><v>7</v></c><c r="I6"><f t="shared" si="4"/><v>8</v></c>'
    book = shared(tmp_path, own)
    Workbook.open(book).write([plan(("Press",))], book, book)
    assert own in contents(book)[SHEET].decode()
