"""The workbook that a sales history becomes: a plan's sheets without figures, and those of what is done before it.

A planner's own workbook receives the latter from it.
"""

from __future__ import annotations

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
    MAPPING,
    PREPARATION,
    SAFETY_STOCK,
    SALES_HISTORY,
)
from sop_excel.contract.input_tables import DEMAND, PRODUCTS
from sop_excel.contract.output_tables import PLAN_TOTALS
from sop_excel.contract.settings_table import SETTINGS_TABLE
from sop_excel.domain.table import Formula, OutputTable
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.run_info import PERIODS_FIELD
from templates.make import meeting_layout as at
from templates.make.example_plan import example_outputs
from templates.make.examples import SINGLE
from templates.make.form_sheets import add_forms
from templates.make.input_sheets import add_input
from templates.make.language import CREATOR, FIRST, Words, words_of
from templates.make.looks import write
from templates.make.meeting import add_meeting
from templates.make.output_sheets import add_output_sheets
from templates.make.page import TABLE_ROW
from templates.make.stable_file import save

BASIS = replace(SINGLE, kind="demand_book", complete=True)  # what the sheets of the plan are drawn from
INPUTS = (PRODUCTS, DEMAND, SETTINGS_TABLE)
DECIDED, FOUND = (
    (FORECAST, FORECAST_CHART, FORECAST_ACCURACY, SAFETY_STOCK),
    (SALES_HISTORY, AUDIT, AUDIT_SUMMARY, MAPPING),
)
WORKINGS = (DEMAND_HISTORY, FORECAST_ERRORS)
LABELS = ("Measure", "Cost", "Check", "Field")  # columns that say what a row is, whatever the products


def build_demand_book(path: Path, language: str = FIRST) -> None:
    """Write the workbook in a language: every sheet with its empty table."""
    words, book = words_of(language), Workbook()
    book.remove(book.active)
    book.security = None
    book.properties.creator, book.properties.title = CREATOR, words("demand_book.title")
    book.properties.language = words.language
    outputs = example_outputs(BASIS, words)
    add_meeting(book, words, outputs[PLAN_TOTALS.name], BASIS.periods)
    add_forms(book, (PREPARATION,), words)
    _say_where_from(book, words)
    for form in INPUTS:
        add_input(book, form, BASIS, words)
    add_output_sheets(book, BASIS, outputs, words)
    add_forms(book, DECIDED, words)
    add_forms(book, FOUND, words)
    add_output_sheets(book, BASIS, outputs, words, workings=True)
    add_forms(book, WORKINGS, words)
    _blank_inputs(book, words)
    book.worksheets[0].sheet_view.tabSelected = True
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
