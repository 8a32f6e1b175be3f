"""A workbook whose demand stands in plain cells, as planners keep it: a title, dates for headers, numbers as texts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.chart import LineChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.table_in_place import TableInPlace

HEADERS = ("Product", "2026-01", "2026-02", "Ann's note", "Share")
ROWS = [["Press", 10, "1.250 uds", "late", "12 %"], ["Frame", "7", 30, None, 0.5], ["Total", "=SUM(C4:C5)", 30, "", ""]]
AREA = Area(3, 2, 5, 6)


def messy_book(path: Path) -> Path:
    """Headers in B3:F3, of which C3:D3 are dates and E3 is blank; rows 4 and 5, a row of totals, and things around."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "What we need"
    sheet["B1"] = "Demand of Ann"
    sheet.merge_cells("B1:F1")
    for column, header in enumerate(["Product", datetime(2026, 1, 1), datetime(2026, 2, 1), None, "Share"], 2):
        sheet.cell(3, column, header).font = Font(bold=True)
    sheet["C3"].number_format = sheet["D3"].number_format = "mmm-yy"
    for number, row in enumerate(ROWS, 4):
        for column, value in enumerate(row, 2):
            sheet.cell(number, column, value)
    sheet["D4"].number_format = "@"
    sheet["D4"].fill = PatternFill("solid", fgColor="FFCC00")
    sheet["F5"].number_format = "0.0%"
    sheet.conditional_formatting.add("C4:D5", CellIsRule("lessThan", ["0"], fill=PatternFill(bgColor="FF0000")))
    choice = DataValidation("list", formula1='"late,soon"')
    choice.add("E4:E5")
    sheet.add_data_validation(choice)
    chart = LineChart()
    chart.add_data(Reference(sheet, min_col=2, max_col=4, min_row=4), from_rows=True, titles_from_data=True)
    sheet.add_chart(chart, "H2")
    other = book.create_sheet("Mine")
    other["A1"] = "=SUM('What we need'!C4:D5)"
    other["A2"] = "of all"
    book.defined_names["Best"] = DefinedName("Best", attr_text="'What we need'!$C$4")
    book.save(path)
    return path


NUMBERS = {(4, 4): 1250.0, (5, 3): 7.0, (4, 6): 0.12}  # what its texts mean


def demand_in_place(area: Area = AREA, unmerge: tuple[Area, ...] = (), totals: int = 0) -> TableInPlace:
    """The range as table Demand."""
    return TableInPlace("What we need", area, "Demand", HEADERS, unmerge, totals)
