"""Planners' workbooks for the ribbon: odd cells, sheets of their own, and what both doors make of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import xlwings as xw

from sop_excel.domain.table import Table
from tests.excel.engine import excel
from tests.workbooks import make_workbook

MONTHS = ["2026-01", "2026-02", "2026-03"]


def small_tables(months: list[str] = MONTHS, products: int = 2) -> dict[str, list[list[Any]]]:
    """Products A, B, ... with a demand of 10, 20, 30 and so on, on a line for 100."""
    codes = [chr(65 + i) for i in range(products)]
    return {
        "Products": [["Product", "Production cost", "Holding cost"], *([code, 5, 1] for code in codes)],
        "Demand": [["Product", *months], *([code, *range(10, 10 + 10 * len(months), 10)] for code in codes)],
        "Resources": [["Resource", "Capacity"], ["Line", 100 * products]],
        "Routings": [["Product", "Resource", "Usage"], *([code, "Line", 1] for code in codes)],
    }


def small_book(path: Path, change: Callable[[Any], None] | None = None, **tables: Any) -> Path:
    """These tables in a workbook; ``change`` may still do something to it as openpyxl sees it."""
    make_workbook(path, {**small_tables(), **tables})
    if change:
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
    return path


def odd_book(path: Path) -> Path:
    """Cells of every kind: currencies, dates, padded codes, errors, yes/no, blanks, a planner's own columns."""
    small_book(path, _make_odd)
    return path


def _make_odd(book: Any) -> None:
    products, demand = book["Products"], book["Demand"]
    products["B2"], products["C2"] = 5.123456789, 1.00005
    products["B2"].number_format, products["C2"].number_format = '"$"#,##0.00', "#,##0.00 [$€-407]"
    for sheet in (products, demand, book["Routings"]):
        sheet["A3"] = 123
        sheet["A3"].number_format = "00000"
    demand["D2"] = None
    settings = book.create_sheet("Settings")
    for row in (
        ["Setting", "Value", "Since"],
        ["Whole units", False, dt.datetime(2026, 3, 1)],
        ["Currency", " USD ", "#N/A"],
    ):
        settings.append(row)
    settings["C2"].number_format = "mmm yy"
    settings.add_table(openpyxl.worksheet.table.Table(displayName="Settings", ref="A1:C3"))
    data = book.create_sheet("PeriodData")
    for row in (["Field", "Item", "Period", "Value"], ["Holding cost", "A", dt.datetime(2026, 2, 1), 2.5]):
        data.append(row)
    data["C2"].number_format = "d.m.yyyy"
    data.add_table(openpyxl.worksheet.table.Table(displayName="PeriodData", ref="A1:D2"))


def plain(table: Table) -> tuple[Any, ...]:
    """What a table says, whatever lists or tuples it is made of."""
    cells = [tuple(table.headers), *map(tuple, table.rows)]
    places = [table.places.header(0), table.places.cell(0, 1)]
    return table.name, cells, places, table.unsure


def cells_of(book: xw.Book, name: str) -> list[list[str]]:
    """Header and rows of a table as they would be typed: formulas with their equals sign."""
    table = next(table for sheet in book.sheets for table in sheet.tables if table.name == name)
    formulas = table.range.formula
    return [list(row) for row in formulas]


def state(book: xw.Book) -> dict[str, Any]:
    """Everything in the workbook that a planner could see changed: cells, formats, tables, names, sheets."""
    seen: dict[str, Any] = {"names": sorted((name.name, name.refers_to) for name in book.names)}
    for sheet in book.sheets:
        used = sheet.used_range
        rows, columns = used.shape
        formats = [[used[r, c].number_format for c in range(columns)] for r in range(rows)]
        seen[sheet.name] = used.address, used.formula, formats, [(t.name, t.range.address) for t in sheet.tables]
    return seen


def alerts(book: xw.Book) -> list[str]:
    """The texts of the message boxes so far."""
    return [alert.prompt for alert in excel(book).alerts]


def plan_of(book: xw.Book) -> xw.main.Table:
    """The table of the plan, wherever it stands."""
    return next(table for sheet in book.sheets for table in sheet.tables if table.name == "Plan")
