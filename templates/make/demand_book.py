"""The workbook that a sales history becomes: a plan's sheets without figures, and those of what is done before it.

A planner's own workbook receives the latter from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from sop_excel.contract.demand_tables import (
    AUDIT,
    AUDIT_SUMMARY,
    DEMAND_HISTORY,
    FORECAST,
    FORECAST_ACCURACY,
    FORECAST_CHART,
    FORECAST_ERRORS,
    FORECAST_PRODUCT,
    MAPPING,
    PREPARATION,
    SAFETY_STOCK,
    SALES_HISTORY,
)
from sop_excel.contract.input_tables import DEMAND, PRODUCTS
from sop_excel.contract.output_forms import OutputForm
from sop_excel.contract.settings_table import SETTINGS_TABLE
from sop_excel.domain.forecast_measures import MEAN
from sop_excel.domain.table import Formula, OutputTable
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.run_info import PERIODS_FIELD
from sop_excel.spreadsheet.unit_formats import output_format
from templates.make import drawing
from templates.make import meeting_layout as at
from templates.make.example_plan import example_outputs
from templates.make.examples import SINGLE
from templates.make.input_sheets import add_input
from templates.make.language import CREATOR, FIRST, Words, words_of
from templates.make.looks import dress, write
from templates.make.meeting import add_meeting
from templates.make.output_sheets import BELOW_CHART, add_output_sheets, drop_down
from templates.make.page import TABLE_ROW, Paper, SheetTable, add_table, head, open_sheet, printable, widths
from templates.make.stable_file import save

BASIS = replace(SINGLE, kind="demand_book")  # what the sheets of the plan are drawn from
INPUTS = (PRODUCTS, DEMAND, SETTINGS_TABLE)
DECIDED, FOUND = (
    (FORECAST, FORECAST_CHART, FORECAST_ACCURACY, SAFETY_STOCK),
    (SALES_HISTORY, AUDIT, AUDIT_SUMMARY, MAPPING),
)
WORKINGS = (DEMAND_HISTORY, FORECAST_ERRORS)
PLAN_NAME = "Plan name"
LABELS = ("Measure", "Cost", "Check", "Field")  # columns that say what a row is, whatever the products
PERIOD = "1"  # one stands for all: a run writes those of its own
PERIOD_WIDTH, WIDTH = 13.0, 16.0
_WIDTHS = {
    SALES_HISTORY.name: {"Product": 22.0, "Flag": 30.0, "Line": 10.0},
    AUDIT.name: {"Line": 10.0, "Reason": 60.0, "Before": 24.0, "After": 24.0},
    PREPARATION.name: {"Step": 18.0, "What": 150.0},
    AUDIT_SUMMARY.name: {"What": 60.0},
    FORECAST.name: {"Product": 22.0, "Method": 24.0, "Measure": 12.0},
    FORECAST_ACCURACY.name: {
        "Product": 22.0,
        "Pattern": 22.0,
        "Method": 24.0,
        "Note": 60.0,
        "Pinball loss seasonal naive": 20.0,
    },
    FORECAST_ERRORS.name: {"Product": 22.0},
    SAFETY_STOCK.name: {"Product": 22.0, "Rule": 24.0, "Basis": 36.0, "Periods of demand": 18.0, "Note": 60.0},
    MAPPING.name: {"Sheet": 22.0, "Table": 18.0, "Header": 28.0, "Column": 24.0, "Note": 60.0},
}


def build_demand_book(path: Path, language: str = FIRST) -> None:
    """Write the workbook in a language: every sheet with its empty table."""
    words, book = words_of(language), Workbook()
    book.remove(book.active)
    book.security = None
    book.properties.creator, book.properties.title = CREATOR, words("demand_book.title")
    book.properties.language = words.language
    outputs = example_outputs(BASIS, words)
    add_meeting(book, words)
    _add_sheets(book, (PREPARATION,), words)
    _say_where_from(book, words)
    add_output_sheets(book, BASIS, outputs, words)
    _add_sheets(book, DECIDED, words)
    for form in INPUTS:
        add_input(book, form, BASIS, words)
    _add_sheets(book, FOUND, words)
    add_output_sheets(book, BASIS, outputs, words, workings=True)
    _add_sheets(book, WORKINGS, words)
    _blank_inputs(book, words)
    save(book, path)


def _say_where_from(book: Any, words: Words) -> None:
    """On the page for the meeting: where to read how demand came about, and what is assumed of costs."""
    name = PREPARATION.name
    costs = f'INDEX({name}[What],MATCH("Costs",{name}[Step],0))'
    where = words("demand_book.where_from", sheet=words(f"sheets.{name}"))
    formula = f'=IF(INDEX({name}[What],1)="","","{where}"&IFERROR(" "&{costs},""))'
    write(book[words("sheets.Meeting")], f"A{at.LEAD + 1}", formula, "note")


def blank_outputs(language: str = FIRST) -> list[OutputTable]:
    """The plan's tables with the labels of their rows, as before a first plan, and which periods their columns are of.

    Without these the first plan would take the columns for a planner's own.
    """
    outputs = [_blanked(output) for output in example_outputs(BASIS, words_of(language)).values()]
    return [*outputs, output_table(PREPARATION, [(None, None)])]


def _blanked(output: OutputTable) -> OutputTable:
    rows = [
        tuple(
            value if (header in LABELS or row[0] == PERIODS_FIELD) and not isinstance(value, Formula) else None
            for header, value in zip(output.headers, row, strict=True)
        )
        for row in output.rows
    ]
    return replace(output, rows=rows)


def _blank_inputs(book: Any, words: Words) -> None:
    """No figure of the example stands in a workbook that becomes a planner's own."""
    for form in (PRODUCTS, DEMAND):
        sheet = book[words(f"sheets.{form.name}")]
        for cell in sheet[TABLE_ROW + 1]:
            cell.value = None
    for name, value, *_ in book[words(f"sheets.{SETTINGS_TABLE.name}")].iter_rows(min_row=TABLE_ROW + 1):
        if name.value == PLAN_NAME:
            value.value = None


def _add_sheets(book: Any, forms: Sequence[OutputForm], words: Words) -> None:
    for form in forms:
        _add_sheet(book, form, words)


def _add_sheet(book: Any, form: OutputForm, words: Words) -> None:
    charted = form is FORECAST_CHART
    sheet = open_sheet(book, words(f"sheets.{form.name}"), "workings" if form in WORKINGS else "output")
    head(sheet, sheet.title, f"{words.of_schema(form.help)} {words(f'remarks.{form.name}')}".strip())
    rows = [measure.name for measure in form.measures] or [""]
    periods = (PERIOD,) if form.wide else ()
    table = SheetTable(sheet, BELOW_CHART if charted else TABLE_ROW, form.headers(periods), len(rows), words, periods)
    left = [column.name for column in form.columns if column.unit == "text"]
    add_table(table, form.name, True, left)
    for number, measure in enumerate(rows, start=table.first_row):
        for header in table.headers:
            cell = table.cell(number, header)
            role = "decision" if measure == MEAN else "output"
            shown = output_format("units" if header in periods else form.unit_of(header, measure))
            dress(cell, role, shown, "left" if header in left else "right", wrap=header in form.wraps)
            if header == "Measure":
                cell.value = measure
    if charted:
        drawing.add(table, form)
        drop_down(table, FORECAST_PRODUCT, f"{DEMAND_HISTORY.name}[Product]", "demand_book.show_prompt")
    _settle_view(table, form)


def _settle_view(table: SheetTable, form: OutputForm) -> None:
    sheet, lead = table.sheet, len(form.lead)
    if form is not FORECAST_CHART:
        sheet.freeze_panes = table.cell(table.first_row, PERIOD if form.wide else table.headers[0])
    named = _WIDTHS.get(form.name, {})
    widths(sheet, [named.get(header, WIDTH) for header in form.lead], PERIOD_WIDTH if form.wide else 0.0)
    printable(sheet, Paper(), table.header_row, lead if form.wide else 0)
