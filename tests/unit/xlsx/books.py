"""Workbooks for the tests: a planner's, a template with output sheets, and what a package holds."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from sop_excel.domain.table import Formula, OutputTable, Value

PERIODS = ("2026-01", "2026-02", "2026-03")
MEASURES = ("Demand", "Production", "Inventory")


def put_table(sheet: Worksheet, name: str, top: int, rows: list[list[object]], left: int = 1) -> None:
    """Write rows (the first is the header) as an Excel Table."""
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.cell(top + r, left + c, value)
    first = sheet.cell(top, left).coordinate
    last = sheet.cell(top + len(rows) - 1, left + len(rows[0]) - 1).coordinate
    table = Table(displayName=name, ref=f"{first}:{last}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    sheet.add_table(table)


def planner_book(path: Path) -> Path:
    """A workbook that holds nothing but inputs."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "My demand"
    put_table(sheet, "Demand", 3, [["Product", *PERIODS], ["Press", 10, 20, 30], ["Frame", 1.5, None, 3]], left=2)
    book.save(path)
    return path


def template_book(path: Path) -> Path:
    """A template: Plan with its chart, formats, a rule, a drop-down, a note and print settings; and CostSummary."""
    book = openpyxl.Workbook()
    book.active.title = "Plan"
    _plan_sheet(book.active)
    costs = book.create_sheet("Costs")
    put_table(costs, "CostSummary", 5, [["Cost", "Amount", "Share"], ["Production", 10, 0.5], ["Total cost", 20, 1]])
    costs["A2"] = "=Plan!A4"
    costs["B6"].number_format = costs["B7"].number_format = '#,##0.00 "EUR"'
    costs["A7"].font = Font(bold=True)
    book.defined_names["Choices"] = DefinedName("Choices", attr_text="Plan!$A$5:$A$7")
    book.defined_names["Unused"] = DefinedName("Unused", attr_text="Costs!$A$1")
    book.save(path)
    return path


def _plan_sheet(sheet: Worksheet) -> None:
    rows: list[list[object]] = [["Product", "Measure", *PERIODS, "Total"]]
    rows += [["Press", measure, 1, 2, 3, 6] for measure in MEASURES]
    sheet["A1"] = "Master plan"
    sheet["A1"].font = Font(bold=True, size=16, name="Arial")
    put_table(sheet, "Plan", 4, rows)
    colours = dict(zip(MEASURES, ("FFFFCC", "CCFFCC", "CCCCFF"), strict=True))
    for row in range(5, 8):
        fill = PatternFill("solid", fgColor=colours[sheet.cell(row, 2).value])
        for column in range(3, 7):
            sheet.cell(row, column).fill = fill
            sheet.cell(row, column).number_format = "#,##0.0"
        sheet.cell(row, 6).font = Font(bold=True)
        sheet.cell(row, 6).border = Border(left=Side("thin"))
    _chart(sheet)
    sheet.conditional_formatting.add("C5:Z999", CellIsRule("lessThan", ["0"], fill=PatternFill(bgColor="FF0000")))
    choice = DataValidation("list", formula1="Choices")
    choice.add("A2")
    sheet.add_data_validation(choice)
    sheet["B4"].comment = Comment("What the row shows", "template")
    sheet.print_area = "A1:F7"
    sheet.print_title_rows = "4:4"
    sheet.freeze_panes = "C5"
    sheet.column_dimensions["A"].width = 20


def _chart(sheet: Worksheet) -> None:
    chart = BarChart()
    for row in (5, 6, 7):
        chart.add_data(Reference(sheet, min_col=2, max_col=5, min_row=row), from_rows=True, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=3, max_col=5, min_row=4))
    sheet.add_chart(chart, "I2")


def plan(
    products: tuple[str, ...] = ("Press", "Frame"),
    periods: tuple[str, ...] = PERIODS,
    measures: tuple[str, ...] = MEASURES,
) -> OutputTable:
    """A plan whose numbers tell their place; the total is a formula."""
    rows: list[list[Value]] = []
    for p, product in enumerate(products):
        for m, measure in enumerate(measures):
            numbers = [100.0 * p + 10 * m + t + 0.5 for t in range(len(periods))]
            rows.append([product, measure, *numbers, Formula("SUM(1,2)", sum(numbers))])
    return OutputTable("Plan", ["Product", "Measure", *periods, "Total"], rows, lead=2, tail=1, format_by="Measure")


def costs(total: float = 42.0) -> OutputTable:
    """A cost summary of two lines."""
    rows: list[list[Value]] = [["Production", total / 2, 0.5], ["Total cost", total, 1.0]]
    return OutputTable("CostSummary", ["Cost", "Amount", "Share"], rows, lead=3, format_by="Cost")


def contents(path: Path) -> dict[str, bytes]:
    """Every part of a package, in order."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def rebuilt(path: Path, changes: Mapping[str, bytes | None], source: Path | None = None) -> Path:
    """The package with some parts replaced, added or (None) taken out."""
    parts: dict[str, bytes | None] = {**contents(source or path), **changes}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            if content is not None:
                package.writestr(name, content)
    return path
