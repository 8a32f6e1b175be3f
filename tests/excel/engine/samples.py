"""Workbooks to try the engine on."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import xlwings as xw
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table

from sop_excel.shipped import resource
from tests.excel.engine import open_book


def template(name: str, folder: Path, *, called: str = "") -> Path:
    """A copy of a shipped template, such as ``single_product``."""
    target = folder / f"{called or name}.xlsx"
    shutil.copyfile(resource(f"templates/{name}.xlsx"), target)
    return target


def empty(folder: Path) -> Path:
    """A workbook with nothing in its one sheet."""
    target = folder / "empty.xlsx"
    openpyxl.Workbook().save(target)
    return target


def sample(folder: Path) -> xw.Book:
    """Sheet ``Data`` with table ``Plan`` in B2:D4 and a cell of each kind in row 10, sheet ``Other`` with formulas."""
    workbook = openpyxl.Workbook()
    data = workbook.active
    data.title = "Data"
    for row, line in enumerate((("Product", "2025-01", "2025-02"), ("A", 1, 2), ("B", 3, 4)), 2):
        for column, text in enumerate(line, 2):
            data.cell(row, column, text)
    data.add_table(Table(displayName="Plan", ref="B2:D4"))
    data["B10"], data["B10"].number_format = 1234.56789, "$#,##0.00"
    data["C10"], data["C10"].number_format = 1234.56789, "[$-409]#,##0.00"
    data["D10"] = dt.datetime(2025, 3, 1)
    data["E10"], data["F10"], data["G10"] = "#N/A", True, "text"
    data.conditional_formatting.add("C3:D4", CellIsRule("greaterThan", ["9"], fill=PatternFill("solid", "FFFF0000")))
    other = workbook.create_sheet("Other")
    other["A1"] = "=SUM(Plan[2025-01])+SUM(Plan[[2025-01]:[2025-02]])"
    other["A2"] = "=Data!B10*2"
    other["A3"] = '="Plan[2025-01]"'
    workbook.save(folder / "book.xlsx")
    return open_book(folder / "book.xlsx")
