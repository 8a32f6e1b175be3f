"""Input tables of an open workbook are filled as those of a file are, and put back where Excel fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from sop_excel.domain.table import Filling
from sop_excel.errors import InputError
from sop_excel.hosts.excel import filling as filling_
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.excel.plan_commands import optimize
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.input_changes import InputChanges
from tests.excel.books import alerts, cells_of, small_book
from tests.excel.engine import open_book, saved
from tests.excel.test_inputs import seen
from tests.unit.xlsx.test_filling import MONTHS, inputs_book, long_book, months, stock

FILLINGS: dict[str, tuple[Filling, ...]] = {
    "cells": (stock(Frame=12.5, Press=7.0),),
    "new rows and columns": (
        Filling("Products", "Product", ("Lead time", "Safety stock"), {"Lamp": (2.0, 1.5), "Press": (1.0, None)}),
    ),
    "the same months": (months(MONTHS, Press=(7.0, 8.0, 9.0)),),
    "months that roll on": (months(("2026-02", "2026-03", "2026-04"), Press=(7.0, 8.0, 9.0), Lamp=(1.0, 2.0, 3.0)),),
    "more months": (months([f"2026-{n:02}" for n in range(2, 8)], Press=[float(n) for n in range(6)]),),
    "fewer months": (months(("2026-05",), Press=(4.0,)),),
    "both": (stock(Lamp=3.0), months(("2026-03", "2026-04"), Frame=(1.0, 2.0))),
}
LONG = months(("2026-02", "2026-03"), Press=(20.0, 30.0), Lamp=(1.0, 2.0))


def fill(book: xw.Book, *fillings: Filling) -> None:
    OpenBook(book).write([], resource(DONOR), InputChanges(fillings=fillings))


def fill_file(path: Path, *fillings: Filling) -> Path:
    Workbook.open(path).write([], path, resource(DONOR), InputChanges(fillings=fillings))
    return path


def content(path: Path) -> dict[str, Any]:
    """Every cell that holds something, with its number format and weight; and where the tables stand."""
    found: dict[str, Any] = {}
    for sheet in openpyxl.load_workbook(path):
        held = [cell for row in sheet for cell in row if cell.value is not None]
        found[sheet.title] = {cell.coordinate: (cell.value, cell.number_format, cell.font.b) for cell in held}
        found[f"tables on {sheet.title}"] = dict(sheet.tables.items())
    return found


@pytest.mark.parametrize("fillings", FILLINGS.values(), ids=FILLINGS)
def test_an_open_workbook_is_filled_as_a_file_is(fillings: Sequence[Filling], tmp_path: Path) -> None:
    book = open_book(inputs_book(tmp_path / "open.xlsx"))
    fill(book, *fillings)
    by_file = content(fill_file(inputs_book(tmp_path / "file.xlsx"), *fillings))
    assert content(saved(book, tmp_path / "saved.xlsx")) == by_file
    before = seen(book)
    fill(book, *fillings)
    assert seen(book) == before, "the same filling again changes nothing"


def test_rows_of_a_long_demand_are_replaced_as_in_a_file(tmp_path: Path) -> None:
    book = open_book(long_book(tmp_path / "open.xlsx"))
    fill(book, LONG)
    assert content(saved(book, tmp_path / "saved.xlsx")) == content(fill_file(long_book(tmp_path / "file.xlsx"), LONG))


@pytest.mark.parametrize(
    ("change", "fillings"),
    [
        (lambda book: book["Products"].__setitem__("C5", "=2*3"), (stock(Frame=1.0),)),
        (lambda book: book["Products"].__setitem__("C6", "mine"), (stock(Lamp=1.0),)),
        (lambda book: book["Products"].__setitem__("H1", "=SUM(Demand[2026-01])"), FILLINGS["more months"]),
        (lambda book: book["Products"].__setitem__("H1", "=Demand!F3"), FILLINGS["more months"]),
        (lambda book: book["Demand"].__setitem__("F4", "=Demand[[#This Row],[2026-01]]*2"), FILLINGS["fewer months"]),
        (lambda book: book["Demand"].__setitem__("B2", "Thing"), FILLINGS["more months"]),
    ],
    ids=["a formula", "in the way", "a month by name", "a moving column", "an own formula", "no key"],
)
def test_what_a_file_refuses_an_open_workbook_refuses_in_the_same_words(
    change: Callable[[Any], None], fillings: Sequence[Filling], tmp_path: Path
) -> None:
    path = inputs_book(tmp_path / "book.xlsx")
    loaded = openpyxl.load_workbook(path)
    change(loaded)
    if loaded["Demand"]["B2"].value == "Thing":
        loaded["Demand"].tables["Demand"].tableColumns[1].name = "Thing"
    loaded.save(path)
    book = open_book(path)
    before = seen(book)
    with pytest.raises(InputError) as live:
        fill(book, *fillings)
    assert seen(book) == before
    with pytest.raises(InputError) as of_file:
        fill_file(path, *fillings)
    assert _plain(str(live.value)) == _plain(str(of_file.value))


def _plain(text: str) -> str:
    """As Excel shows a reference to the own row, and as files have it."""
    return text.replace("[[#This Row],[2026-01]]", "[@[2026-01]]").replace("Demand[@", "[@")


def test_a_protected_sheet_is_refused(tmp_path: Path) -> None:
    book = open_book(inputs_book(tmp_path / "book.xlsx"))
    book.sheets["Products"].impl.protect()
    with pytest.raises(InputError, match="Products!B3: table Products: expected a sheet that may be written to"):
        fill(book, stock(Press=1.0))


@pytest.mark.parametrize("fillings", FILLINGS.values(), ids=FILLINGS)
def test_a_failure_in_the_middle_leaves_the_workbook_as_it_was(
    fillings: Sequence[Filling], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When everything is written, and Excel says no to the last thing that is asked."""
    book = open_book(inputs_book(tmp_path / "book.xlsx"))
    before = seen(book)

    def busy(*_: object) -> None:
        raise RuntimeError("Excel is busy")

    monkeypatch.setattr(filling_.FillWriter, "confirm", busy)
    with pytest.raises(RuntimeError, match="Excel is busy"):
        fill(book, *fillings)
    assert seen(book) == before


def test_a_filter_stays_on_a_table_whose_columns_stay(tmp_path: Path) -> None:
    """Hidden rows are filled too: Excel would pass over them."""
    path = inputs_book(tmp_path / "book.xlsx")
    loaded = openpyxl.load_workbook(path)
    products = loaded["Products"]
    products.tables["Products"].autoFilter = openpyxl.worksheet.filters.AutoFilter(ref="B3:E5")
    products.tables["Products"].autoFilter.add_filter_column(0, ["Press"])
    products.row_dimensions[5].hidden = True
    loaded.save(path)
    book = open_book(path)
    fill(book, stock(Frame=12.5, Press=7.0))
    sheet = book.sheets["Products"]
    assert sheet["C4:C5"].value == [7, 12.5]
    assert sheet.impl.worksheet.row_dimensions[5].hidden


def test_missing_tables_come_with_their_sheets(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    book = open_book(tmp_path / "book.xlsx")
    fill(book, months(MONTHS, Press=(1.0, 2.0, 3.0)))
    assert cells_of(book, "Demand") == [["Product", *MONTHS], ["Press", "1", "2", "3"]]


def test_formulas_of_the_plan_before_follow_and_the_next_plan_is_written(tmp_path: Path) -> None:
    """What names a month that is gone in our own tables is no reason to refuse: a run writes it anew."""
    book = open_book(small_book(tmp_path / "book.xlsx"))
    optimize(book.app)
    periods = ("2026-03", "2026-04", "2026-05", "2026-06")
    fill(book, months(periods, A=(1.0, 2.0, 3.0, 4.0), B=(5.0, 6.0, 7.0, 8.0)))
    assert cells_of(book, "Demand")[0] == ["Product", *periods]
    optimize(book.app)
    assert alerts(book) == []
    assert cells_of(book, "Plan")[0] == ["Product", "Measure", *periods, "Total"]
