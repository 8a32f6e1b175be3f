"""What another spreadsheet program makes of the files that we write."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sop_excel.hosts.xlsx.workbook import Workbook
from tests.hosts.calc import Calc, needs_calc
from tests.unit.xlsx.books import PERIODS, costs, plan, planner_book, template_book

pytestmark = [pytest.mark.host, needs_calc]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A planner's workbook after two runs: the second with more periods and products."""
    book, template = planner_book(tmp_path / "book.xlsx"), template_book(tmp_path / "template.xlsx")
    Workbook.open(book).write([plan(("Press",)), costs()], book, template)
    Workbook.open(book).write([plan(periods=(*PERIODS, "2026-04")), costs()], book, template)
    return book


def test_libreoffice_sees_every_value(book: Path, calc: Calc) -> None:
    """Texts as texts and numbers as numbers, in rows and columns that were added."""
    rows, lines = calc.job(
        book,
        {"do": "values", "sheet": "Plan", "area": "A4:G10"},
        {"do": "values", "sheet": "Costs", "area": "A7:C7"},
    )
    assert rows[0] == ["Product", "Measure", *PERIODS, "2026-04", "Total"]
    assert rows[1][:6] == ["Press", "Demand", 0.5, 1.5, 2.5, 3.5]
    assert rows[6][:6] == ["Frame", "Inventory", 120.5, 121.5, 122.5, 123.5]
    assert lines == [["Total cost", 42.0, 1.0]]


def test_libreoffice_keeps_tables_formats_and_chart(book: Path, calc: Calc, tmp_path: Path) -> None:
    """Through a whole round: it opens the file and saves it as its own."""
    calc.job(book, {"do": "save", "target": str(tmp_path / "saved.xlsx")})
    made = openpyxl.load_workbook(tmp_path / "saved.xlsx")
    sheet = made["Plan"]
    assert sheet["C8"].fill.fgColor.rgb == "FFFFFFCC"
    assert sheet["G8"].font.b
    assert len(sheet._charts) == 1
    assert [series.val.numRef.f for series in sheet._charts[0].series] == [
        f"Plan!$C${row}:$F${row}" for row in (5, 6, 7)
    ]
    assert sheet["B4"].comment.text.strip() == "What the row shows"


def test_libreoffice_prints_the_plan(book: Path, calc: Calc, tmp_path: Path) -> None:
    calc.job(book, {"do": "print", "sheet": "Plan", "target": str(tmp_path / "plan.pdf")})
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF")
