"""Messy workbooks as files, written by openpyxl as other programs write them."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.table import Table

from sop_excel.domain.table import DateValue, Value
from sop_excel.spreadsheet.raw_sheet import RawSheet
from tests.adoption.messy import Messy


def saved(book: Messy, path: Path) -> Path:
    """The workbook as a file."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in book.sheets:
        _put(workbook, sheet)
    workbook.save(path)
    return path


def _put(workbook: Workbook, sheet: RawSheet) -> None:
    cells = workbook.create_sheet(sheet.name)
    for row, values in enumerate(sheet.rows, 1):
        for column, value in enumerate(values, 1):
            _fill(cells.cell(row, column), value)
    for area in sheet.merged:
        cells.merge_cells(str(area))
    for place, code in sheet.formats.items():
        cells.cell(*place).number_format = code
    for table in sheet.tables:
        cells.add_table(Table(displayName=table.name, ref=str(table.area)))


def _fill(cell: object, value: Value) -> None:
    if isinstance(value, DateValue):
        cell.value, cell.number_format = value.moment, "mmm-yy"  # type: ignore[attr-defined]
    else:
        cell.value = value  # type: ignore[attr-defined]
