"""What the add-in's macros hand over of a formula's arguments: the macros' own text, run on the engine's objects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sop_excel.domain.table import DateValue, ErrorValue, PaddedNumber, Value
from sop_excel.functions import FUNCTIONS
from sop_excel.functions.arguments import DEMAND
from sop_excel.functions.declare import Unread
from sop_excel.hosts.excel.handed import HandedCells
from tests.excel.engine import excel, open_book
from tests.excel.windows import MISSING, call, handed, windows

SERVED = "sop_excel.hosts.excel.served"
PLAIN = str | float | bool | int | dt.datetime | None
DIV0 = -2146826281


def read(given: Any) -> list[list[Value]] | Unread | None:
    """What Python makes of an argument that the macro hands over."""
    (told,) = handed([DEMAND], [given])
    context = SimpleNamespace(range=None, value=told)
    HandedCells.reader({})(context)
    found: list[list[Value]] | Unread | None = context.value
    return found


@pytest.fixture
def sheet(tmp_path: Path) -> xw.Sheet:
    """Codes with leading zeros in A, months in row 1, numbers and an error between them, money in E2."""
    book = openpyxl.Workbook()
    months = [dt.datetime(2026, month, 1) for month in (1, 2, 3)]
    book.active.append([None, *months])
    for code in (17, 123):
        book.active.append([code, code + 0.5, "", True])
        book.active.cell(book.active.max_row, 1).number_format = "00000"
    book.active["D3"], book.active["E2"] = "#DIV/0!", 5.123456789
    book.active["E2"].number_format = "#,##0.00 [$€-407]"
    for column in (2, 3, 4):
        book.active.cell(1, column).number_format = "mmm-yy"
    book.save(tmp_path / "book.xlsx")
    return open_book(tmp_path / "book.xlsx").sheets[0]


def test_numbers_go_with_the_formats_that_say_what_they_are(sheet: xw.Sheet) -> None:
    """Months as they are shown, codes with their zeros, money with all decimals, errors by their names."""
    months = [DateValue(dt.datetime(2026, month, 1), f"{name}-26") for month, name in ((1, "Jan"), (2, "Feb"))]
    assert read(sheet["A1:D3"]) == [
        [None, *months, DateValue(dt.datetime(2026, 3, 1), "Mar-26")],
        [PaddedNumber(17.0, 5), 17.5, None, True],
        [PaddedNumber(123.0, 5), 123.5, None, ErrorValue("#DIV/0!")],
    ]
    assert read(sheet["B1:C1"]) == [months]
    assert read(sheet["E2"]) == [[5.123456789]], "Range.Value would cut it to four decimals"
    assert read(sheet["C2"]) == [[None]]


def test_a_part_of_a_sheet_has_its_own_formats_wherever_it_begins(sheet: xw.Sheet) -> None:
    assert read(sheet["A3:B3"]) == [[PaddedNumber(123.0, 5), 123.5]]
    assert read(sheet["B2:D3"]) == [[17.5, None, True], [123.5, None, ErrorValue("#DIV/0!")]]


def test_days_that_count_from_1904_are_the_same_days(tmp_path: Path) -> None:
    """``Value2`` gives other numbers for them."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = dt.datetime(2026, 3, 1)
    book.active["A1"].number_format = "yyyy-mm"
    book.save(tmp_path / "book.xlsx")
    sheet = open_book(tmp_path / "book.xlsx").sheets[0]
    assert read(sheet["A1"]) == [[DateValue(dt.datetime(2026, 3, 1), "2026-03")]]


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        (MISSING, None),
        (None, [[None]]),
        (5.0, [[5.0]]),
        ("text", [["text"]]),
        (DIV0, [[ErrorValue("#DIV/0!")]]),
        ((1.0, 2.0), [[1.0, 2.0]]),
        (((1.0, 2.0), (3.0, None)), [[1.0, 2.0], [3.0, None]]),
        (("missing", "cells"), [["missing", "cells"]]),
    ],
    ids=["left out", "a blank", "number", "text", "error", "{1,2}", "{1,2;3,4}, or a closed workbook's", "our words"],
)
def test_what_is_no_range_is_read_as_it_is(given: Any, rows: Any) -> None:
    """Excel hands over arrays that are typed or computed, and ranges of a closed workbook, as plain values."""
    assert read(given) == rows


def test_ranges_that_are_not_read_say_how_large_they_are(sheet: xw.Sheet) -> None:
    """A union, of which Excel would give the first range alone, and more cells than any horizon has."""
    assert read(sheet["B2:B3,D2"]) == Unread("2 ranges", "give one range, in one piece")
    sheet["H20001"].value = 1.0
    assert read(sheet["H:H"]) == Unread("20,001 x 1 cells", "give the cells that are filled alone")
    assert read(sheet["A:XFD"]) == Unread("20,001 x 8 cells", "give the cells that are filled alone")


def test_whole_columns_and_rows_reach_as_far_as_the_sheet_is_used(sheet: xw.Sheet) -> None:
    """From the first used cell of the sheet; a range that begins further up keeps its blank cells at the top."""
    other = sheet.book.sheets.add("Other")
    other["C5:C7"].value = [[1], [2], [3]]
    assert read(other["C:C"]) == [[1.0], [2.0], [3.0]]
    assert read(other["5:5"]) == [[1.0]]
    assert read(other["C4:C60000"]) == [[None], [1.0], [2.0], [3.0]]
    assert read(other["F:F"]) == [[None]]
    assert read(other["C4:C7"]) == [[None], [1.0], [2.0], [3.0]]


def is_plain(told: Any) -> bool:
    """Whether nothing of Excel's is in it that could be asked."""
    return all(map(is_plain, told)) if isinstance(told, tuple) else isinstance(told, PLAIN)


@pytest.fixture(scope="module")
def excel_asked() -> Iterator[None]:
    """The genuine xlwings, with ours registered as on Windows."""
    with windows(SERVED):
        yield


@pytest.mark.parametrize("periods", [12, 36, 1000])
def test_python_asks_excel_for_nothing_and_the_macro_for_little(
    excel_asked: None, tmp_path: Path, periods: int
) -> None:
    """Whatever the shape: formulas of so many periods, with months above them, and of tables with headers."""
    book = openpyxl.Workbook()
    book.active.append(["Product", *(dt.datetime(2026 + t // 12, t % 12 + 1, 1) for t in range(periods))])
    book.active.append(["A", *(float(t % 7) for t in range(periods))])
    book.active.append([None, *[5.0] * periods])
    for cell in book.active[1]:
        cell.number_format = "mmm-yy"
    book.create_sheet("Products").append(["Product", "Holding cost"])
    book["Products"].append(["A", 1.0])
    book.save(tmp_path / "book.xlsx")
    opened = open_book(tmp_path / "book.xlsx")
    sheet, app = opened.sheets[0], excel(opened)
    last = sheet[0, periods].address.split("$")[1]
    formulas: dict[str, list[Any]] = {
        "COVERAGE_PLAN": [sheet[f"B1:{last}2"], sheet[f"B3:{last}3"], 1.0, 1.0],
        "PLANS_STATUS": [opened.sheets["Products"]["A1:B2"], sheet[f"A1:{last}2"]],
    }
    for name, given in formulas.items():
        function = next(one for one in FUNCTIONS if one.name == name)
        before = app.calls
        told = handed(function.arguments, [*given, *[MISSING] * (len(function.arguments) - len(given))])
        assert app.calls - before <= 12, "one for the values of each range, and few for its formats"
        before = app.calls
        assert is_plain(told)
        assert call(SERVED, name, told) != "#VALUE!"
        assert app.calls == before
