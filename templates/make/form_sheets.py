"""Sheets of tables that have no rows yet, one a table: what is done before the plan, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
from sop_excel.contract.life_tables import COST_CHANGES, PLAN_AND_ACTUAL, PLAN_CHANGES, RULE_COMPARISON, RUNS
from sop_excel.contract.output_forms import OutputForm
from sop_excel.domain.forecast_measures import MEAN
from sop_excel.spreadsheet.unit_formats import output_format
from templates.make import drawing
from templates.make.language import Words
from templates.make.looks import dress
from templates.make.output_sheets import BELOW_CHART, drop_down
from templates.make.page import TABLE_ROW, Paper, SheetTable, add_table, freeze, head, open_sheet, printable, widths

WORKINGS = (DEMAND_HISTORY, FORECAST_ERRORS)
PERIOD = "1"  # one stands for all: a run writes those of its own
PERIOD_WIDTH, WIDTH = 13.0, 16.0
_WIDTHS = {
    SALES_HISTORY.name: {"Product": 22.0, "Flag": 30.0, "Line": 10.0},
    AUDIT.name: {"Line": 10.0, "Reason": 60.0, "Before": 24.0, "After": 24.0},
    PREPARATION.name: {"Step": 18.0, "What": 145.0},
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
    PLAN_CHANGES.name: {"Product": 22.0},
    COST_CHANGES.name: {"Cause": 44.0, "Note": 70.0},
    PLAN_AND_ACTUAL.name: {"Product": 22.0},
    RULE_COMPARISON.name: {"Rule": 44.0, "View": 30.0, "Note": 70.0},
    RUNS.name: {"Date": 26.0, "By": 22.0, "Published": 26.0, "Note": 50.0},
}


def add_forms(book: Any, forms: Sequence[OutputForm], words: Words) -> None:
    """A sheet a table: its headers, and a row whose formats those take that a run writes."""
    for form in forms:
        _add_sheet(book, form, words)


def _add_sheet(book: Any, form: OutputForm, words: Words) -> None:
    charted = drawing.stands_above(form)
    sheet = open_sheet(book, words(f"sheets.{form.name}"), "workings" if form in WORKINGS else "output")
    head(sheet, sheet.title, words.of_schema(form.help), words(f"remarks.{form.name}"))
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
    if form is FORECAST_CHART:
        drop_down(table, FORECAST_PRODUCT, f"{DEMAND_HISTORY.name}[Product]", "demand_book.show_prompt")
    _settle_view(table, form)


def _settle_view(table: SheetTable, form: OutputForm) -> None:
    sheet, named = table.sheet, _WIDTHS.get(form.name, {})
    wanted = [named.get(header, WIDTH) for header in form.lead]
    paper = Paper.across(wanted, grows=form.wide)
    keys = freeze(table, wanted, len(form.lead) if form.wide else int(paper.goes_on), drawing.stands_above(form))
    widths(sheet, wanted, PERIOD_WIDTH if form.wide else 0.0)
    printable(sheet, paper, table.header_row, keys)
