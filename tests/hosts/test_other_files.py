"""Files that LibreOffice itself writes in other forms than .xlsx, read as it would show them."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from sop_excel.errors import InputError
from sop_excel.hosts.sources.read import read_sheets
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import DONOR, TEMPLATES, resource
from sop_excel.spreadsheet.raw_sheet import RawSheet
from tests.commands import sop_excel
from tests.hosts.calc import Calc, needs_calc

pytestmark = [pytest.mark.host, needs_calc]

XML = Path(__file__).parents[1] / "unit" / "sources" / "books" / "sales.xml"
KINDS = {".ods": "calc8", ".fods": "OpenDocument Spreadsheet Flat XML", ".xls": "MS Excel 97"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A title over merged cells, texts, numbers, dates, money, codes with leading zeros, errors; a hidden sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Umsatz '26"
    for row in (
        ["Bericht"], [], ["Artikel", "Monat", "Preis", "Text", "Formel", "Fehler"],
        ["00123", datetime(2026, 1, 1), 12.5, " zwei\nZeilen ", "=C4*2", "=1/0"],
        [123, datetime(2026, 2, 3, 14, 5), 3, "1.5", '=A4&"x"', "=NA()"], *([7, None, 1] for _ in range(300)),
    ):  # fmt: skip
        sheet.append(row)
    sheet["A5"].number_format, sheet["B4"].number_format, sheet["C4"].number_format = "00000", "mmm-yy", '#,##0.00 "€"'
    sheet.merge_cells("A1:D1")
    made.create_sheet("Versteckt").sheet_state = "hidden"
    made["Versteckt"]["C3"] = 5
    made.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def told(sheet: RawSheet, formulas: bool = True) -> tuple[object, ...]:
    """All of a sheet that every form of file has."""
    rows = [list(row) for row in sheet.rows]
    kinds = [[type(value) for value in row] for row in rows]
    more = (sheet.formulas,) if formulas else ()
    return (sheet.name, rows, kinds, sheet.merged, sheet.hidden, *more)


@pytest.mark.parametrize("extension", KINDS)
def test_a_file_says_the_same_in_every_form(book: Path, calc: Calc, tmp_path: Path, extension: str) -> None:
    """As the same workbook that the office saved as .xlsx: values, what they show, places, what is hidden."""
    saved, other = tmp_path / "saved.xlsx", tmp_path / f"other{extension}"
    keep = [{"do": "save", "target": str(saved)}, {"do": "save", "target": str(other), "kind": KINDS[extension]}]
    calc.job(book, {"do": "recalculate"}, *keep)
    formulas = extension != ".xls"  # in which they are values
    assert [told(sheet, formulas) for sheet in read_sheets(other)] == [
        told(sheet, formulas) for sheet in Workbook.open(saved).raw_sheets()
    ]


@pytest.mark.parametrize("extension", [".ods", ".xls"])
def test_a_file_with_a_password_is_refused_as_such(book: Path, calc: Calc, tmp_path: Path, extension: str) -> None:
    other = tmp_path / f"other{extension}"
    calc.job(book, {"do": "save", "target": str(other), "kind": KINDS[extension], "password": "secret"})
    with pytest.raises(InputError, match=rf"other{extension}: .* encrypted with a password"):
        read_sheets(other)


def test_a_new_workbook_out_of_text_shows_the_text_as_it_stood(calc: Calc, tmp_path: Path) -> None:
    """The office takes nothing in it for a number, a date or a formula, also where every cell is entered again."""
    text = "Code;Menge;Notiz\n00123;1.234,5;=1+1\n1e5;-3;2026-01-05\n"
    (tmp_path / "sales.csv").write_text(text, encoding="utf-8")
    path = tmp_path / "sales.xlsx"
    book = Workbook.new(read_sheets(tmp_path / "sales.csv"), path)
    book.write([], book.target(path), resource(DONOR))
    (rows,) = calc.job(path, {"do": "values", "sheet": "sales", "area": "A1:C3"})
    assert rows == [line.split(";") for line in text.splitlines()]
    typed = [
        {"do": "type", "sheet": "sales", "cell": f"{c}{r}", "text": rows[r - 1]["ABC".index(c)]}
        for r in (2, 3)
        for c in "ABC"
    ]
    assert {answer["kind"] for answer in calc.job(path, *typed)} == {"text"}


def test_the_office_shows_what_a_new_workbook_was_made_of(book: Path, calc: Calc, tmp_path: Path) -> None:
    """An old workbook, made a new one, read by the office and saved by it: the same cells; its errors are formulas."""
    old, new, saved = tmp_path / "old.xls", tmp_path / "new.xlsx", tmp_path / "saved.xlsx"
    calc.job(book, {"do": "recalculate"}, {"do": "save", "target": str(old), "kind": KINDS[".xls"]})
    made = Workbook.new(read_sheets(old), new)
    made.write([], made.target(new), resource(DONOR))
    calc.job(new, {"do": "save", "target": str(saved)})
    assert [told(sheet, formulas=False) for sheet in Workbook.open(saved).raw_sheets()] == [
        told(sheet, formulas=False) for sheet in Workbook.open(new).raw_sheets()
    ]


def test_an_xml_spreadsheet_says_what_the_office_reads_in_it(calc: Calc, tmp_path: Path) -> None:
    """The office does not write this form, and leaves out of it yes and no and what is hidden."""
    saved = tmp_path / "saved.xlsx"
    calc.job(XML, {"do": "save", "target": str(saved)})
    for ours, theirs in zip(read_sheets(XML), Workbook.open(saved).raw_sheets(), strict=True):
        cells = [(r, c) for r, row in enumerate(theirs.rows, 1) for c, value in enumerate(row, 1) if value is not None]
        assert [ours.at(*cell) for cell in cells] == [theirs.at(*cell) for cell in cells]
        assert len(cells) >= sum(value is not None and value is not True for row in ours.rows for value in row)
        assert (ours.name, ours.merged) == (theirs.name, theirs.merged)


def test_a_planning_workbook_that_the_office_keeps_as_its_own_is_planned_alike(calc: Calc, tmp_path: Path) -> None:
    """A template, saved as .ods and adopted: its tables are tables again, and the plan costs the same."""
    template = resource(TEMPLATES["multi"])
    ods, book = tmp_path / "book.ods", tmp_path / "book.xlsx"
    calc.job(template, {"do": "save", "target": str(ods), "kind": KINDS[".ods"]})
    assert sop_excel("adopt", ods, "-o", book, "--yes").status == 0
    shutil.copy(template, tmp_path / "template.xlsx")
    costs = [sop_excel("optimize", path, "--json").answer["total_cost"] for path in (book, tmp_path / "template.xlsx")]
    assert costs[0] == pytest.approx(costs[1], rel=1e-12)
