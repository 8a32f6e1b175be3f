"""An open workbook as raw cells: everything that a planner put there, in few calls, whatever Excel hides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from sop_excel.domain.table import DateValue, ErrorValue, NotCalculated, PaddedNumber
from sop_excel.hosts.excel import raw_sheets, tables
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.excel.shown_numbers import ShownNumbers
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import TEMPLATES, resource
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.raw_sheet import RawSheet, RawTable
from tests.excel.engine import excel, open_book

GREY = PatternFill("solid", "FFDDDDDD")


def read(path: Path, change: Callable[[Any], object] | None = None) -> dict[str, RawSheet]:
    """The sheets of a workbook that is open in Excel, by their names; ``change`` is done to it before."""
    book = open_book(path)
    if change:
        change(book)
    return {sheet.name: sheet for sheet in OpenBook(book).raw_sheets()}


def made(path: Path, fill: Callable[[Any], object]) -> Path:
    """A workbook whose first sheet is called Sales, as openpyxl makes it."""
    book = openpyxl.Workbook()
    book.active.title = "Sales"
    fill(book)
    book.save(path)
    return path


def _messy(book: Any) -> None:
    sheet = book["Sales"]
    sheet["B1"], sheet["B3"], sheet["D3"] = "Sales by month", "Product", "2026"
    sheet.merge_cells("B1:F1")
    sheet.merge_cells("D3:F3")
    for column, month in enumerate((dt.datetime(2026, 1, 1), dt.datetime(2026, 2, 1)), 4):
        cell = sheet.cell(4, column, month)
        cell.number_format = "mmm-yy"
    for row, line in enumerate(((7, "#N/A", 10, 1.23456789), (12, True, None, "1.234,5"), (13, "x", 1, 2)), 5):
        for column, value in enumerate(line, 2):
            sheet.cell(row, column, value)
        sheet.cell(row, 2).number_format = "00000"
        sheet.cell(row, 5).number_format = "#,##0.00 [$€-407]"
    sheet["F5"], sheet["F6"] = "=D5+E5", "'=no formula"
    sheet["F6"].quotePrefix = True
    for row in range(40):
        sheet.cell(20 + row, 9).fill = GREY


@pytest.fixture
def messy(tmp_path: Path) -> RawSheet:
    """A sheet with titles, merged headings, a date in a heading, and cells of every kind."""
    return read(made(tmp_path / "messy.xlsx", _messy))["Sales"]


def test_rows_stand_where_they_stand_on_the_sheet(messy: RawSheet) -> None:
    """From A1 on, though nothing stands there, and without the cells that only a fill makes a part of the sheet."""
    assert messy.at(1, 2) == "Sales by month"
    assert messy.at(1, 1) is None
    assert messy.at(7, 3) == "x"
    assert (len(messy.rows), max(map(len, messy.rows))) == (7, 6)


def test_every_kind_of_cell_is_read_as_it_stands(messy: RawSheet) -> None:
    """Dates with what is shown, padded codes, errors apart from blanks, all digits of an amount, texts as texts."""
    january = messy.at(4, 4)
    assert january == DateValue(dt.datetime(2026, 1, 1), "Jan-26")
    code = messy.at(5, 2)
    assert isinstance(code, PaddedNumber)
    assert (float(code), code.digits) == (7.0, 5)
    assert messy.at(5, 3) == ErrorValue("#N/A")
    assert messy.at(6, 3) is True
    assert messy.at(6, 4) is None
    assert messy.at(5, 5) == 1.23456789
    assert messy.at(6, 5) == "1.234,5"


def test_the_looks_of_numbers_and_the_cells_of_formulas_are_told(messy: RawSheet) -> None:
    """A text that looks like a formula is none; cells without a format of their own have none."""
    assert messy.formulas == {(5, 6)}
    assert messy.formats[5, 5] == "#,##0.00 [$€-407]"
    assert (5, 4) not in messy.formats
    assert len(messy.formats) == len(list(messy.formats))


def test_merged_headings_are_found_as_areas(messy: RawSheet) -> None:
    """Whatever their place and shape."""
    assert set(messy.merged) == {Area(1, 2, 1, 6), Area(3, 4, 3, 6)}


def _categories(book: Any) -> None:
    sheet = book["Sales"]
    for row in range(1, 2001):
        sheet.append([f"Group {row // 10}" if row % 10 == 1 else None, f"P{row}", row, dt.datetime(2026, 1, 1)])
        sheet.cell(row, 4).number_format = "d/m/yyyy"
    for row in range(1, 501, 10):
        sheet.merge_cells(f"A{row}:A{row + 9}")


def test_many_merged_groups_and_rows_take_few_calls(tmp_path: Path) -> None:
    """2,000 rows by four, a date in each and fifty merged groups: fewer calls than a tenth of the cells."""
    book = open_book(made(tmp_path / "groups.xlsx", _categories))
    before = excel(book).calls
    [sheet] = OpenBook(book).raw_sheets()
    assert excel(book).calls - before < 800
    assert sorted(sheet.merged) == [Area(row, 1, row + 9, 1) for row in range(1, 501, 10)]
    assert sheet.at(2000, 4) == DateValue(dt.datetime(2026, 1, 1), "1/1/2026")


def _striped(book: Any) -> None:
    sheet = book["Sales"]
    for row in range(1, 301):
        sheet.append([dt.datetime(2026, 1, 5) if row % 2 else 5.0])
        sheet.cell(row, 1).number_format = "d/m/yyyy" if row % 2 else "0.0"


def test_formats_that_are_too_mixed_to_be_asked_for_leave_dates_dates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then Excel's own dates tell, by their days, and a note says so; with enough calls they are as shown."""
    path = made(tmp_path / "striped.xlsx", _striped)
    assert read(path)["Sales"].at(1, 1) == DateValue(dt.datetime(2026, 1, 5), "5/1/2026")
    monkeypatch.setattr(ShownNumbers, "most_asked", 20)
    sheet = read(path)["Sales"]
    assert {sheet.at(row, 1) for row in range(101, 300, 2)} == {DateValue(dt.datetime(2026, 1, 5), "2026-01-05")}
    assert sheet.at(300, 1) == 5.0
    assert sheet.notes == (
        "the number formats of some cells are too mixed to be read: dates there count by their days",
    )


def _shipped(path: Path) -> Path:
    path.write_bytes(resource(TEMPLATES["multi"]).read_bytes())
    return path


def test_an_open_workbook_is_read_as_its_file_is(tmp_path: Path) -> None:
    """The same rows, formulas, merged areas, tables and names; the formats of all numbers."""
    fills = (_messy, _categories, _striped, _with_tables)
    paths = [made(tmp_path / f"{number}.xlsx", fill) for number, fill in enumerate(fills)]
    for path in (*paths, _shipped(tmp_path / "template.xlsx")):
        live, filed = OpenBook(open_book(path)).raw_sheets(), Workbook.open(path).raw_sheets()
        for one, other in zip(live, filed, strict=True):
            assert _told(one) == _told(other), f"{path.name}: {one.name}"
            numbers = [cell for cell in other.formats if type(other.at(*cell)) in (float, PaddedNumber)]
            assert {cell: one.formats[cell] for cell in numbers} == {cell: other.formats[cell] for cell in numbers}


def _told(sheet: RawSheet) -> dict[str, Any]:
    """What is said of a sheet; a formula that no program has calculated yet is blank in Excel."""
    told = {name: getattr(sheet, name) for name in ("name", "tables", "names", "formulas", "hidden")}
    cells = {(row, column): cell for row, cells in enumerate(sheet.rows, 1) for column, cell in enumerate(cells, 1)}
    filled = {at: cell for at, cell in cells.items() if cell is not None and not isinstance(cell, NotCalculated)}
    return {**told, "cells": filled, "merged": sorted(sheet.merged)}


def _long(book: Any) -> None:
    sheet = book["Sales"]
    sheet.append(["Product", "Quantity"])
    for row in range(50):
        sheet.append([f"P{row % 3}", row])
    sheet.cell(400_000, 2).fill = GREY


def test_a_sheet_whose_formats_reach_far_is_read_up_to_its_last_row_though_a_filter_hides_it(tmp_path: Path) -> None:
    """400,000 rows are in use by a fill alone; Excel's search for the last cell would pass over what is hidden."""
    book = open_book(made(tmp_path / "long.xlsx", _long))
    cells = book.sheets["Sales"]["A1:B51"]
    cells.api.AutoFilter(Field=1, Criteria1="=P0")
    assert book.sheets["Sales"]["A51"].rows.hidden
    [sheet] = OpenBook(book).raw_sheets()
    assert len(sheet.rows) == 51
    assert sheet.rows[50] == ["P1", 49.0]


def test_a_sheet_of_too_many_cells_is_not_read_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside one that is just small enough."""
    path = made(tmp_path / "large.xlsx", lambda book: [book["Sales"].append([1, 2, 3]) for _ in range(10)])
    monkeypatch.setattr(raw_sheets, "MOST_CELLS", 30)
    assert len(read(path)["Sales"].rows) == 10
    monkeypatch.setattr(raw_sheets, "MOST_CELLS", 29)
    sheet = read(path)["Sales"]
    assert sheet.rows == ()
    assert sheet.notes == ("10 x 3 cells are used: more than 29, so it is not read",)


def test_a_sheet_is_read_in_blocks_without_a_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Values, formats and formulas on both sides of it."""
    path = made(tmp_path / "messy.xlsx", _messy)
    whole = read(path)["Sales"]
    monkeypatch.setattr(tables, "AT_ONCE", 25)
    parts = read(path)["Sales"]
    assert (parts.rows, parts.formulas, dict(parts.formats)) == (whole.rows, whole.formulas, dict(whole.formats))


def _with_tables(book: Any) -> None:
    sheet = book["Sales"]
    for row in (["Product", "Cost"], ["A", 1], ["Total", 1]):
        sheet.append(row)
    part = Table(displayName="Costs", ref="A1:B3", totalsRowCount=1)
    sheet.add_table(part)
    sheet.sheet_state = "hidden"
    book.create_sheet("Tom's")["A1"] = "shown"
    book.defined_names["Prices"] = DefinedName("Prices", attr_text="Sales!$A$1:$B$3")
    book.defined_names["Here"] = DefinedName("Here", attr_text="'Tom''s'!$A$1")
    book.defined_names["Rate"] = DefinedName("Rate", attr_text="0.19")
    book.defined_names["Two"] = DefinedName("Two", attr_text="Sales!$A$1,Sales!$B$2")
    book.defined_names["Gone"] = DefinedName("Gone", attr_text="#REF!$A$1")
    book.defined_names["_xlfn.LET"] = DefinedName("_xlfn.LET", attr_text="Sales!$A$1")


def test_tables_hidden_sheets_and_names_of_areas_are_told(tmp_path: Path) -> None:
    """A name for a number, for several areas or for nothing is none, nor is what Excel itself makes."""
    sheets = read(made(tmp_path / "tables.xlsx", _with_tables))
    sales = sheets["Sales"]
    assert sales.tables == (RawTable("Costs", Area(1, 1, 3, 2), 1),)
    assert (sales.hidden, sheets["Tom's"].hidden) == (True, False)
    assert sales.names == {"Prices": Area(1, 1, 3, 2)}
    assert sheets["Tom's"].names == {"Here": Area(1, 1, 1, 1)}


def test_dates_of_a_workbook_that_counts_from_1904_are_those_that_it_shows(tmp_path: Path) -> None:
    """Beside one that counts from 1900."""

    def dated(book: Any) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book["Sales"]["A1"] = dt.datetime(2026, 3, 5)
        book["Sales"]["A1"].number_format = "yyyy-mm-dd"

    sheet = read(made(tmp_path / "mac.xlsx", dated))["Sales"]
    assert sheet.at(1, 1) == DateValue(dt.datetime(2026, 3, 5), "2026-03-05")


def test_formulas_of_a_workbook_that_is_calculated_by_hand_may_be_old(tmp_path: Path) -> None:
    """A note says so; not where nothing is computed, and not where Excel calculates by itself."""
    path = made(tmp_path / "messy.xlsx", _messy)
    note = "Excel calculates by hand, so what formulas show may be old"
    by_hand = read(path, lambda book: setattr(book.app, "calculation", "manual"))["Sales"]
    assert note in by_hand.notes
    assert read(path)["Sales"].notes == ()


def test_an_empty_sheet_has_no_rows(tmp_path: Path) -> None:
    """Though Excel calls its first cell used."""
    assert read(made(tmp_path / "empty.xlsx", lambda book: None))["Sales"].rows == []


def test_the_sheet_that_is_shown_is_known(tmp_path: Path) -> None:
    """Of several that hold the same kind of data it is the one that the planner means."""
    book = open_book(made(tmp_path / "two.xlsx", lambda book: book.create_sheet("Other")))
    assert OpenBook(book).active_sheet == "Sales"
    book.sheets["Other"].activate()
    assert OpenBook(book).active_sheet == "Other"
