"""The output sheets: the table in the solved example's shape, its labels and formats; the solver writes the numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from sop_excel.domain.problem import BASE
from sop_excel.sheets.outputs import chart_formula
from sop_excel.sheets.schema import (
    ALL_PRODUCTS,
    CHART_PRODUCT,
    CHECKS_FLAG,
    OUTPUT_FORMS,
    PLAN_CHART,
    SHARED_RESOURCES,
    OutputForm,
)
from sop_excel.sheets.templates import charts, emphasis, texts
from sop_excel.sheets.templates.examples import Example
from sop_excel.sheets.templates.formats import TEXT_COLUMNS, output_format, result_rules
from sop_excel.sheets.templates.inputs import input_tables
from sop_excel.sheets.templates.looks import dress, write
from sop_excel.sheets.templates.page import TABLE_ROW, Block, add_table, head, open_sheet, printable, widths

BELOW_CHART = charts.FIRST_ROW + charts.ROWS + 1  # header row of a table under a chart
BELOW_FLAG = 5
PERIOD_WIDTH = 13.0  # of a quantity of eight digits
FILTERED = ("Plan", "ProductSummary", "CapacityUse")
SHOW_CELL, OVERALL_CELL = "B3", "B3"

_ROLES = {"Demand": "first", "Load": "first", "Production": "decision"}  # of rows that every product, resource has

Rows = list[tuple[str | None, ...]]


def add_output_sheets(book: Any, example: Example, forms: Sequence[OutputForm] = OUTPUT_FORMS) -> None:
    """One sheet for each of the output tables, in the schema's order."""
    for form in forms:
        _add_output(book, form, example)


def header(form: OutputForm, periods: Sequence[str]) -> list[str]:
    """The headers of an output table."""
    return [*form.lead, *(periods if form.wide else ()), *form.tail]


def _add_output(book: Any, form: OutputForm, example: Example) -> None:
    helper = form.name == "ChartChoices"
    sheet = open_sheet(book, texts.SHEETS[form.name], "about" if helper else "output", gridlines=False)
    head(sheet, sheet.title, f"{form.help} {texts.REMARKS.get(form.name, '')}".strip())
    rows = LABELS[form.name](example)
    block = Block(sheet, _header_row(form), header(form, example.periods), len(rows))
    add_table(block, form.name, form.name in FILTERED, _left(form))
    _fill(block, form, rows)
    emphasis.add(block, form)
    charts.add(block, form)
    _EXTRAS.get(form.name, _nothing)(block)
    if form.wide and form.name not in texts.CHARTS:
        sheet.freeze_panes = sheet.cell(block.first_row, len(form.lead) + 1)
    widths(sheet, _WIDTHS.get(form.name) or [18.0] * len(form.lead), PERIOD_WIDTH if form.wide else 0.0)
    printable(sheet, block.header_row if form.name not in texts.CHARTS else None, len(form.lead) if form.wide else 0)


def _header_row(form: OutputForm) -> int:
    if form.name in texts.CHARTS:
        return BELOW_CHART
    return BELOW_FLAG if form.name == "Checks" else TABLE_ROW


def _fill(block: Block, form: OutputForm, rows: Rows) -> None:
    for row, labels in enumerate(rows, start=block.first_row):
        measure = labels[1] if form.wide and len(labels) > 1 else ""
        for position, name in enumerate(block.headers):
            label = labels[position] if position < len(labels) else None
            cell = block.sheet.cell(row, position + 1, label)
            formula = form is PLAN_CHART and position > 0
            role = "calculated" if formula else _ROLES.get(measure or "", "output")
            dress(cell, role, output_format(name, measure or ""), "left" if name in _left(form) else "right")
            if formula:
                cell.value = f"={chart_formula(name)}"


def _left(form: OutputForm) -> tuple[str, ...]:
    """Columns that read from the left."""
    return (*TEXT_COLUMNS, "Result", *(form.lead if form.name == "RunInfo" else ()))


def _plan(example: Example) -> Rows:
    return [(product, measure) for product in example.product_names for measure in PLAN_CHART.lead[1:]]


def _capacity_use(example: Example) -> Rows:
    return [(name, measure) for name in example.resource_names for measure in texts.CAPACITY_MEASURES] or [(None,)]


def _checks(example: Example) -> Rows:
    unchanged = [texts.UNCHANGED.format(table=table.name) for table in input_tables()]
    return [(check,) for check in (*texts.CHECKS, *unchanged)]


def _run_info(example: Example) -> Rows:
    sums = [words.format(table=table.name) for table in input_tables() for words in texts.RUN_INFO_SUMS]
    return [(field,) for field in (*texts.RUN_INFO, *sums)]


LABELS: dict[str, Callable[[Example], Rows]] = {
    "Plan": _plan,
    "PlanChart": lambda example: [(period,) for period in example.periods],
    "CostSummary": lambda example: [(cost,) for cost in texts.COSTS],
    "ProductSummary": lambda example: [(name,) for name in (*example.product_names, SHARED_RESOURCES)],
    "CapacityUse": _capacity_use,
    "ScenarioSummary": lambda example: [(BASE,)],
    "Checks": _checks,
    "RunInfo": _run_info,
    "ChartChoices": lambda example: [(name,) for name in (ALL_PRODUCTS, *example.product_names)],
}


def _add_drop_down(block: Block) -> None:
    write(block.sheet, "A3", texts.SHOW, "label")
    write(block.sheet, SHOW_CELL, ALL_PRODUCTS, "input")
    write(block.sheet, "C3", texts.SHOW_PROMPT, "note")
    rule = DataValidation(
        type="list",
        formula1='INDIRECT("ChartChoices[Show]")',
        allow_blank=False,
        showErrorMessage=True,
        errorTitle=texts.EXPECTED_TITLE,
        error=texts.SHOW_ERROR,
    )
    rule.add(SHOW_CELL)
    block.sheet.add_data_validation(rule)
    _name_cell(block, CHART_PRODUCT, SHOW_CELL)


def _add_flag(block: Block) -> None:
    results = "Checks[Result]"
    write(block.sheet, "A3", texts.OVERALL, "label")
    flag = write(block.sheet, OVERALL_CELL, f'=IF(COUNTIF({results},"CHECK")>0,"CHECK","OK")', "flag")
    dress(flag, "flag", across="left")
    write(block.sheet, "C3", texts.OVERALL_NOTE, "note")
    block.sheet.row_dimensions[3].height = 22.0
    for rule in result_rules(OVERALL_CELL):
        block.sheet.conditional_formatting.add(OVERALL_CELL, rule)
    _name_cell(block, CHECKS_FLAG, OVERALL_CELL)
    block.sheet.freeze_panes = block.sheet.cell(block.first_row, 1)


def _name_cell(block: Block, name: str, place: str) -> None:
    row, column = block.sheet[place].row, block.sheet[place].column - 1
    block.sheet.defined_names[name] = DefinedName(name, attr_text=block.address(row, column, row, column))


def _freeze_header(block: Block) -> None:
    block.sheet.freeze_panes = block.sheet.cell(block.first_row, 2)


def _nothing(block: Block) -> None:
    """Most sheets have a title, a table and at most a chart."""


_EXTRAS: dict[str, Callable[[Block], None]] = {
    "PlanChart": _add_drop_down,
    "Checks": _add_flag,
    "RunInfo": _freeze_header,
}

_WIDTHS = {
    "PlanChart": (16.0, 18.0, 16.0, 16.0, 16.0),
    "CostSummary": (30.0, 18.0, 12.0),
    "ProductSummary": (22.0, 16.0, 14.0, 14.0, 12.0, 14.0, 14.0, 18.0),
    "ScenarioSummary": (24.0, 14.0, *[16.0] * 9, 12.0, 16.0, 18.0),
    "Checks": (52.0, 16.0, 18.0, 16.0),
    "RunInfo": (36.0, 100.0),
    "ChartChoices": (30.0,),
}
