"""The headless engine behaves as classic Excel does, as far as our code could trip over it: tables and whole sheets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from tests.excel.engine import ComError, open_book, saved
from tests.excel.engine.samples import empty, sample, template


def formulas(range_: xw.Range) -> Any:
    return range_.formula


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    return sample(tmp_path)


@pytest.fixture
def data(book: xw.Book) -> xw.Sheet:
    return book.sheets["Data"]


@pytest.fixture
def plan(data: xw.Sheet) -> Any:
    return data.tables["Plan"]


def test_a_column_that_is_renamed_keeps_its_formulas(book: xw.Book, plan: Any) -> None:
    """Texts in formulas stay, as in Excel."""
    plan.header_row_range[0, 1].value = "'2026-01"
    renamed = [row[0] for row in formulas(book.sheets["Other"]["A1:A3"])]
    assert renamed == ["=SUM(Plan[2026-01])+SUM(Plan[[2026-01]:[2025-02]])", "=Data!B10*2", '="Plan[2025-01]"']


def test_headers_are_texts_and_differ(plan: Any) -> None:
    """Each is compared with those that stand there at the time; a blank one gets a name."""
    plan.header_row_range.value = ["'2025-01", 7.0, None]
    assert plan.header_row_range.value == ["2025-012", "7", "Column3"]


def test_a_header_that_looks_like_a_date_becomes_another_text(plan: Any) -> None:
    """Beside one that an apostrophe keeps."""
    plan.header_row_range[0, 1:].value = ["2026-01", "'2026-02"]
    assert plan.header_row_range.value[1:] == ["1/1/2026", "2026-02"]


def test_a_table_grows_with_names_for_its_new_columns(data: xw.Sheet, plan: Any) -> None:
    """A header that stands there already is taken."""
    data["E2"].value = "Total"
    plan.resize(data["B2:F6"])
    assert plan.header_row_range.value == ["Product", "2025-01", "2025-02", "Total", "Column5"]
    assert plan.data_body_range.address == "$B$3:$F$6"


@pytest.mark.parametrize("address", ["B3:D5", "B2:D2", "B2:H4"])
def test_a_table_refuses_what_excel_refuses(data: xw.Sheet, plan: Any, address: str) -> None:
    """Another header row, no data row, the cells of another table."""
    data["G2"].value = "Neighbour"
    data.tables.add(data["G2:H4"], name="Neighbour")
    plan.resize(data["B2:F4"])
    with pytest.raises(ComError):
        plan.resize(data[address])


def test_a_column_that_falls_out_of_a_table_breaks_formulas(book: xw.Book, data: xw.Sheet, plan: Any) -> None:
    """As in Excel; the others stay."""
    plan.resize(data["B2:C4"])
    assert book.sheets["Other"]["A1"].formula == "=SUM(Plan[2025-01])+SUM(#REF!)"


def test_a_table_that_is_renamed_keeps_its_formulas(book: xw.Book, plan: Any) -> None:
    """A name that a table has already is refused."""
    plan.name = "Schedule"
    assert formulas(book.sheets["Other"]["A1"]).startswith("=SUM(Schedule[2025-01])")
    book.sheets["Other"]["C1"].value = "x"
    with pytest.raises(ComError):
        book.sheets["Other"].tables.add(book.sheets["Other"]["C1:C2"], name="schedule")


def test_a_filter_hides_rows_until_it_is_cleared(data: xw.Sheet, plan: Any) -> None:
    """Its criteria tell that it is on."""
    plan.autofilter.apply_values(1, ["A"])
    assert [data[f"A{row}"].impl.row_hidden for row in (3, 4)] == [False, True]
    assert [one.type for one in plan.autofilter.criteria] == ["values", "none", "none"]
    plan.autofilter.clear()
    assert not data["A4"].impl.row_hidden


def test_totals_come_and_go(data: xw.Sheet, plan: Any) -> None:
    """The data stays; the row below is the table's only while it shows totals."""
    plan.show_totals = True
    assert plan.totals_row_range.address == "$B$5:$D$5"
    plan.show_totals = False
    assert (plan.range.address, plan.data_body_range.shape) == ("$B$2:$D$4", (2, 3))


def test_a_sheet_goes_to_another_book_with_all_that_is_on_it(tmp_path: Path) -> None:
    """What it says about its old book is a link to that book; its table's name gets digits where it is taken."""
    donor = open_book(template("multi_product", tmp_path, called="donor"))
    book = donor.app.books.open(empty(tmp_path))
    sheet = donor.sheets["Plan chart"].copy(after=book.sheets[-1])
    again = donor.sheets["Plan chart"].copy(after=book.sheets[-1])
    assert [one.name for one in book.sheets] == ["Sheet", "Plan chart", "Plan chart (2)"]
    assert [sheet.tables[0].name, again.tables[0].name] == ["PlanChart", "PlanChart2"]
    assert "[donor.xlsx]!Plan[Measure]" in formulas(sheet["B27"])
    assert "ROW(PlanChart2[[#Headers],[Period]])" in formulas(again["B27"])
    assert [name.refers_to for name in sheet.names] == ["='Plan chart'!$B$3"]
    assert {one.partition("!")[0] for one in again.charts[0].api.References} == {"'Plan chart (2)'"}
    assert sheet["B27"].value == donor.sheets["Plan chart"]["B27"].value
    assert sheet["A26"].number_format == donor.sheets["Plan chart"]["A26"].number_format


def test_a_copied_sheet_keeps_looks_rules_and_print_settings(tmp_path: Path) -> None:
    """Styles, widths, validations, conditional formats, frozen panes, printed titles."""
    donor = open_book(template("single_product", tmp_path, called="donor"))
    book = donor.app.books.open(empty(tmp_path))
    for name in ("Plan", "Products"):
        donor.sheets[name].copy(after=book.sheets[-1])
    old, new = donor.impl.workbook, openpyxl.load_workbook(saved(book, tmp_path / "out.xlsx"))
    for name in ("Plan", "Products"):
        ours, theirs = new[name], old[name]
        assert (ours.freeze_panes, ours.print_title_rows) == (theirs.freeze_panes, theirs.print_title_rows)
        assert len(ours.data_validations.dataValidation) == len(theirs.data_validations.dataValidation)
        assert len(ours.conditional_formatting) == len(theirs.conditional_formatting)
        for column, line in theirs.column_dimensions.items():
            assert ours.column_dimensions[column].width == line.width
        for cell in theirs["4"]:
            assert _looks(ours[cell.coordinate]) == _looks(cell)


def _looks(cell: Any) -> tuple[str, ...]:
    return repr(cell.font), repr(cell.fill), repr(cell.border), repr(cell.alignment), cell.number_format


def test_a_deleted_sheet_breaks_what_points_to_it(book: xw.Book) -> None:
    """Tables and cells alike; the last visible sheet stays."""
    book.sheets["Data"].delete()
    assert formulas(book.sheets["Other"]["A1:A2"]) == (("=SUM(#REF!)+SUM(#REF!)",), ("=#REF!B10*2",))
    with pytest.raises(ComError):
        book.sheets["Other"].delete()


def test_a_hidden_sheet_stays_hidden_when_it_is_copied(book: xw.Book, data: xw.Sheet) -> None:
    """One that only a macro can show cannot be copied."""
    data.visible = False
    assert data.copy(after=book.sheets[-1]).visible == 0
    data.impl.visible = 2  # "very hidden"
    with pytest.raises(ComError):
        data.copy(after=book.sheets[-1])


def test_numbers_are_saved_to_the_last_bit(data: xw.Sheet, tmp_path: Path) -> None:
    """As Excel does; openpyxl alone keeps 16 digits."""
    data["A20"].value = 162.40095263532763
    workbook = openpyxl.load_workbook(saved(data.book, tmp_path / "out.xlsx"))
    assert workbook["Data"]["A20"].value == 162.40095263532763 == data["A20"].value


def test_a_table_takes_merged_cells_apart_and_ends_the_sheets_own_filter(data: xw.Sheet) -> None:
    """What lies beside it stays merged."""
    data["G1"].value = [["Title", None], ["Product", "Units"], ["A", 1], ["B", 2]]
    data["G1:H1"].merge()
    data["G3:G4"].merge()
    data["G2:H4"].api.AutoFilter(Field=1)
    assert data["G3"].merge_area.address == "$G$3:$G$4"
    data.tables.add(data["G2:H4"], name="Sales")
    assert not data.api.AutoFilterMode
    assert [data[cell].merge_area.address for cell in ("G1", "G3", "G4")] == ["$G$1:$H$1", "$G$3", "$G$4"]
    assert data["G3:G4"].value == ["A", None], "only the first of merged cells held something"


def test_a_table_is_refused_over_another_one_on_a_protected_sheet_and_where_rows_are_hidden(data: xw.Sheet) -> None:
    """And made once none of that stands in the way."""
    data["G2"].value = [["Product", "Units"], ["A", 1], ["B", 2]]
    with pytest.raises(ComError, match="overlap"):
        data.tables.add(data["D2:H4"])
    data["G2:H4"].api.AutoFilter(Field=1, Criteria1="=B")
    with pytest.raises(ComError):
        data.tables.add(data["G2:H4"])
    data["G2:H4"].api.AutoFilter(Field=1)
    data.api.Protect()
    with pytest.raises(ComError):
        data.tables.add(data["G2:H4"])
    data.api.Unprotect()
    data.tables.add(data["G2:H4"], name="Sales")


def test_dates_that_become_headers_turn_into_the_texts_that_they_showed(data: xw.Sheet) -> None:
    """As a text does, a number becomes what it looks like."""
    data["G2"].value = ["Product", dt.datetime(2026, 1, 1), dt.datetime(2026, 2, 1), 2026]
    data["H2"].number_format = "mmm-yy"
    data.tables.add(data["G2:J3"], name="Sales")
    assert data["G2:J2"].api.Value2 == (("Product", "Jan-26", "2/1/2026", "2026"),)


def test_headers_alone_get_a_row_below_them(data: xw.Sheet) -> None:
    """A table has one at least."""
    data["G2"].value = ["Product", "Units"]
    assert data.tables.add(data["G2:H2"]).range.address == "$G$2:$H$3"


def test_the_range_in_use_counts_cells_that_look_like_something(data: xw.Sheet) -> None:
    """Though they hold nothing; what is counted as filled is what holds something, hidden or not."""
    data["G2"].value = [["Product"], ["A"], ["B"]]
    data["G2:G4"].api.AutoFilter(Field=1, Criteria1="=A")
    data["J50"].color = (255, 0, 0)
    assert data.used_range.last_cell.address == "$J$50"
    count = data.api.Application.WorksheetFunction.CountA
    assert [count(data[area].api) for area in ("G2:G4", "G11:J50")] == [3, 0]
