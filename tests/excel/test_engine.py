"""The headless engine behaves as classic Excel does, as far as our code could trip over it: cells, the application."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.styles import Protection

from sop_excel.hosts.xlsx.workbook import Workbook
from tests.excel.engine import ComError, excel, open_book, saved
from tests.excel.engine.samples import sample, template
from tests.hosts.calc import needs_calc, recalculated

TEMPLATES = ("single_product", "multi_product")


def formulas(range_: xw.Range) -> Any:
    return range_.formula


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    return sample(tmp_path)


@pytest.fixture
def data(book: xw.Book) -> xw.Sheet:
    return book.sheets["Data"]


@pytest.mark.parametrize(
    ("typed", "holds"),
    [
        ("2025-01", 45658.0),
        ("'2025-01", "2025-01"),
        ("2025-W01", "2025-W01"),
        ("1-2", float),
        ("'1-2", "1-2"),
        ("Jan 2025", 45658.0),
        ("January", "January"),
        ("1/2/2025", 45659.0),
        ("31/1/2025", "31/1/2025"),
        ("MAR1", float),
        ("MARK1", "MARK1"),
        ("0012", 12.0),
        ("'0012", "0012"),
        ("1e3", 1000.0),
        ("1,234.5", 1234.5),
        ("(5)", -5.0),
        ("5%", 0.05),
        ("true", True),
        ("'TRUE", "TRUE"),
        ("#N/A", -2146826246),
        ("'#N/A", "#N/A"),
        ("''quoted", "'quoted"),
        ("", None),
        (" x ", " x "),
    ],
)
def test_text_is_read_as_if_it_were_typed(data: xw.Sheet, typed: str, holds: Any) -> None:
    """Only an apostrophe keeps what looks like something else."""
    data["A20"].value = typed
    found = data["A20"].api.Value2
    assert isinstance(found, float) if holds is float else found == holds
    assert data["A20"].api.PrefixCharacter == ("'" if typed.startswith("'") else "")


def test_text_that_is_a_date_gets_a_date_format(data: xw.Sheet) -> None:
    """It then comes back as a date, not as what was written."""
    data["A20"].value = "2025-01"
    assert (data["A20"].value, data["A20"].number_format) == (dt.datetime(2025, 1, 1), "mmm-yy")


def test_a_cell_for_text_takes_everything_as_text(data: xw.Sheet) -> None:
    """Even formulas and numbers."""
    data["A20:A22"].number_format = "@"
    data["A20:A22"].value = [["2025-01"], ["=1+1"], [5]]
    assert data["A20:A22"].value == ["2025-01", "=1+1", "5"]


def test_a_formula_in_several_cells_moves_with_them(data: xw.Sheet) -> None:
    """Written as one text; written cell by cell it stays."""
    data["A20:B20"].formula = "=A1+$A$1"
    data["A21:B21"].formula = [["=A1", "=A1"]]
    assert formulas(data["A20:B21"]) == (("=A1+$A$1", "=B1+$A$1"), ("=A1", "=A1"))


def test_an_array_formula_is_changed_as_a_whole(data: xw.Sheet, tmp_path: Path) -> None:
    """Each of its cells shows the formula; one alone takes nothing, and 255 characters are the most."""
    data["J1:J3"].formula_array = "=ROW(J1:J3)*2"
    assert formulas(data["J1:J3"]) == (("=ROW(J1:J3)*2",),) * 3
    assert [data[cells].has_array for cells in ("J2", "J1:J4", "J4")] == [True, None, False]
    with pytest.raises(ComError, match="part of an array"):
        data["J1"].value = 1.0
    with pytest.raises(ComError, match="part of an array"):
        data["J1"].formula_array = "=1"
    with pytest.raises(ComError):
        data["J1:J3"].formula_array = f"={'1+' * 130}1"
    assert openpyxl.load_workbook(saved(data.book, tmp_path / "out.xlsx"))["Data"]["J1"].value.ref == "J1:J3"
    data["J1:J3"].value = 5.0
    assert not data["J1"].has_array


def test_an_array_that_is_too_small_leaves_errors(data: xw.Sheet) -> None:
    """A row serves all rows, but columns beyond the array get #N/A."""
    data["A20:B21"].impl.raw_value = ((1.0, 2.0),)
    assert data["A20:B21"].raw_value == ((1.0, 2.0), (1.0, 2.0))
    data["A20:C21"].impl.raw_value = ((1.0, 2.0), (3.0, 4.0))
    assert data["C20"].raw_value == -2146826246


def test_currency_is_cut_to_four_decimals_in_value_alone(data: xw.Sheet) -> None:
    """``Value2`` has the number as it is, and a language code is no currency."""
    assert data["B10:C10"].raw_value == ((Decimal("1234.5679"), 1234.56789),)
    assert data["B10"].api.Value2 == 1234.56789


def test_dates_errors_and_booleans_are_what_com_sends(data: xw.Sheet) -> None:
    """xlwings' own reading takes the error for a blank, unless told otherwise."""
    assert data["D10:G10"].raw_value == ((dt.datetime(2025, 3, 1, tzinfo=dt.UTC), -2146826246, True, "text"),)
    assert data["D10:G10"].value == [dt.datetime(2025, 3, 1), None, True, "text"]
    assert data["E10"].options(err_to_str=True).value == "#N/A"


def test_newer_errors_have_numbers_that_xlwings_does_not_know(data: xw.Sheet) -> None:
    """They come through as integers, which no number in a cell is."""
    data["A20"].value = "#SPILL!"
    assert data["A20"].options(err_to_str=True).value == -2146826243


def test_saved_results_of_formulas_are_read(tmp_path: Path) -> None:
    """The file keeps them beside the formulas."""
    sheet = open_book(template("multi_product", tmp_path)).sheets["Checks"]
    assert formulas(sheet["B3"]).startswith("=IF(COUNTIF(Checks[Result]")
    assert sheet["B3"].value == "OK"


def test_a_new_formula_has_the_value_that_the_hook_gives(book: xw.Book) -> None:
    """The engine itself calculates nothing."""
    excel(book).evaluate = lambda sheet, address, formula: len(formula)
    book.sheets["Other"]["B1"].formula = "=1+1"
    assert book.sheets["Other"]["B1"].value == 4.0


def test_formats_repeat_over_a_target_that_is_a_multiple(data: xw.Sheet) -> None:
    """Otherwise the block is pasted once; contents stay."""
    data["B10:B11"].copy()
    data["J1:K4"].paste(paste="formats")
    data["M1:M3"].paste(paste="formats")
    money = "$#,##0.00"
    assert [data[f"K{row}"].number_format for row in range(1, 5)] == [money, "General", money, "General"]
    assert [data[f"M{row}"].number_format for row in range(1, 4)] == [money, "General", "General"]
    assert data["J1"].value is None
    assert data["J1:J2"].number_format is None


def test_a_conditional_format_goes_with_pasted_formats(book: xw.Book, data: xw.Sheet) -> None:
    """The rule holds for the pasted cells too, and for no others."""
    data["B3:D3"].copy()
    data["B20:D21"].paste(paste="formats")
    (rule,) = book.impl.workbook["Data"].conditional_formatting
    assert str(rule.sqref) == "C3:D4 C20:D20 C21:D21"


def test_looks_are_read_and_written(data: xw.Sheet) -> None:
    """A range whose cells differ has none in common."""
    data["A1:B1"].font.bold = True
    data["B1"].color = (255, 0, 0)
    assert (data["A1:B1"].font.bold, data["A1:A2"].font.bold) == (True, None)
    assert (data["A1"].color, data["B1"].color) == (None, (255, 0, 0))


def test_a_protected_sheet_refuses_locked_cells_alone(tmp_path: Path) -> None:
    """Reading goes on."""
    workbook = openpyxl.Workbook()
    workbook.active["A1"], workbook.active["A2"] = 1, 2
    workbook.active["A2"].protection = Protection(locked=False)
    workbook.active.protection.sheet = True
    workbook.save(tmp_path / "book.xlsx")
    sheet = open_book(tmp_path / "book.xlsx").sheets[0]
    with pytest.raises(ComError, match="protected"):
        sheet["A1"].value = 5
    with pytest.raises(ComError, match="protected"):
        sheet["A1:A2"].clear_contents()
    sheet["A2"].value = 5
    assert sheet["A1:A2"].value == [1, 5]


def test_names_are_found_with_their_sheet(tmp_path: Path) -> None:
    """A sheet's name is called with the sheet; a new one is the book's."""
    book = open_book(template("single_product", tmp_path))
    assert book.names["Checks!ChecksOverall"].refers_to_range.address == "$B$3"
    assert "ChecksOverall" not in book.names
    book.names.add("Overall", "=Checks!$B$3")
    assert book.names["overall"].refers_to_range.sheet.name == "Checks"


def test_excel_notes_what_a_user_would_see(book: xw.Book) -> None:
    """Status texts, message boxes and calculations."""
    book.app.status_bar = "Planning"
    book.app.status_bar = False
    assert book.app.alert("Done", title="S&OP", mode="info") == "ok"
    book.app.calculate()
    seen = excel(book)
    assert (seen.status_texts, seen.calculations) == (["Planning", False], 1)
    assert (seen.alerts[0].prompt, seen.alerts[0].title, seen.alerts[0].mode) == ("Done", "S&OP", "info")


def test_what_the_engine_cannot_do_is_said(data: xw.Sheet) -> None:
    """No quiet nothing where Excel would do something."""
    with pytest.raises(NotImplementedError, match=r"no Range\.insert"):
        data["A1"].insert("down")
    with pytest.raises(NotImplementedError, match="no member Sort"):
        data["A1"].api.Sort()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_passes_through_the_engine_as_it_is(name: str, tmp_path: Path) -> None:
    """Our own reader finds the same tables before and after."""
    path = template(name, tmp_path)
    out = saved(open_book(path), tmp_path / "out.xlsx")
    names = ("Products", "Demand", "Settings", "Plan", "Checks")
    before, after = (Workbook.open(file).tables(names) for file in (path, out))
    for table in names:
        assert after[table].headers == before[table].headers
        assert len(after[table].rows) == len(before[table].rows)


@needs_calc
@pytest.mark.host
def test_a_template_from_the_engine_is_calculated_without_errors(tmp_path: Path) -> None:
    """By LibreOffice, after a table was written through the engine."""
    jobs = []
    for name in TEMPLATES:
        book = open_book(template(name, tmp_path))
        plan = book.sheets["Plan"].tables["Plan"].range
        plan.formula = plan.formula
        jobs.append((saved(book, tmp_path / f"{name}_out.xlsx"), ()))
    for cells in recalculated(jobs, tmp_path):
        assert cells
        assert not [cell for cell in cells if cell["error"]]


def test_a_message_answers_with_a_button_that_it_has(book: xw.Book) -> None:
    """The one that the user presses, the first where a test says nothing; others and unknown kinds do not exist."""
    app = book.app
    assert [app.alert("?", buttons=kind) for kind in ("ok", "yes_no", "yes_no_cancel")] == ["ok", "yes", "yes"]
    excel(book).answers = ["cancel", "no"]
    assert [app.alert("?", buttons=kind) for kind in ("yes_no_cancel", "yes_no")] == ["cancel", "no"]
    excel(book).answers = ["cancel"]
    with pytest.raises(AssertionError, match="cannot be pressed"):
        app.alert("?", buttons="yes_no")
    with pytest.raises(KeyError):
        app.alert("?", buttons="retry_cancel")
    with pytest.raises(KeyError):
        app.alert("?", mode="question")


def test_something_is_always_selected(book: xw.Book, data: xw.Sheet) -> None:
    """In the beginning the first cell; a hidden sheet cannot be chosen."""
    addresses = [str(book.app.selection and book.app.selection.address)]
    data["B3:C4"].select()
    addresses.append(str(book.app.selection and book.app.selection.address))
    assert addresses == ["$A$1", "$B$3:$C$4"]
    book.sheets["Other"].visible = False
    with pytest.raises(ComError):
        book.sheets["Other"].activate()
