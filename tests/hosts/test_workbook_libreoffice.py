"""What another spreadsheet program makes of the files that we write."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from sop_excel.hosts.workbook import Workbook
from tests.hosts.calc import needs_calc
from tests.unit.workbook.books import PERIODS, costs, plan, planner_book, template_book

pytestmark = [
    pytest.mark.host,
    needs_calc,
]

Convert = Callable[[Path, str], Path]


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Convert a file by LibreOffice, with a profile of its own."""
    profile = tmp_path_factory.mktemp("profile")

    def run(path: Path, kind: str) -> Path:
        command = ["soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", kind]
        for _ in range(2):  # the first start on a new profile may end at once
            subprocess.run(
                [*command, "--outdir", path.parent / "made", path], check=False, capture_output=True, timeout=120
            )
            made = sorted((path.parent / "made").glob(f"{path.stem}*.{kind.partition(':')[0]}"))
            if made:
                return made[-1]
        raise AssertionError(f"LibreOffice made no {kind} of {path.name}")

    return run


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A planner's workbook after two runs: the second with more periods and products."""
    book, template = planner_book(tmp_path / "book.xlsx"), template_book(tmp_path / "template.xlsx")
    Workbook.open(book).write([plan(("Press",)), costs()], book, template)
    Workbook.open(book).write([plan(periods=(*PERIODS, "2026-04")), costs()], book, template)
    return book


def test_libreoffice_shows_every_value(book: Path, convert: Convert) -> None:
    """All sheets as text; the last of the filter's options asks for every sheet."""
    convert(book, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1")
    with (book.parent / "made" / "book-Plan.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[3] == ["Product", "Measure", *PERIODS, "2026-04", "Total"]
    assert rows[4][:6] == ["Press", "Demand", "0.5", "1.5", "2.5", "3.5"]
    assert rows[9][:6] == ["Frame", "Inventory", "120.5", "121.5", "122.5", "123.5"]
    with (book.parent / "made" / "book-Costs.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[6] == ["Total cost", "42.00 EUR", "1"]


def test_libreoffice_keeps_tables_formats_and_chart(book: Path, convert: Convert) -> None:
    made = openpyxl.load_workbook(convert(book, "xlsx"))
    sheet = made["Plan"]
    assert sheet["C8"].fill.fgColor.rgb == "FFFFFFCC"
    assert sheet["G8"].font.b
    assert len(sheet._charts) == 1
    assert [series.val.numRef.f for series in sheet._charts[0].series] == [
        f"Plan!$C${row}:$F${row}" for row in (5, 6, 7)
    ]
    assert sheet["B4"].comment.text.strip() == "What the row shows"


def test_libreoffice_prints_the_plan(book: Path, convert: Convert) -> None:
    assert convert(book, "pdf").read_bytes().startswith(b"%PDF")
