"""The output sheets: the table in the solved example's shape, its labels and formats; the solver writes the numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from sop_excel.contract.forms import OutputForm
from sop_excel.contract.output_tables import (
    ALL_PRODUCTS,
    CHART_CHOICES,
    CHART_PRODUCT,
    CHECKS_FLAG,
    PLAN_CHART,
    RUN_INFO,
    SHARED_RESOURCES,
)
from sop_excel.contract.schema import OUTPUT_FORMS
from sop_excel.domain.problem import BASE
from sop_excel.sheets.certificate import BOUND, COST, DIFFERENCE
from sop_excel.sheets.outputs import chart_formula
from templates.make import drawing, emphasis, examples
from templates.make.cell_formats import TEXT_COLUMNS, output_format, result_rules
from templates.make.examples import Example
from templates.make.input_sheets import input_tables
from templates.make.language import Words
from templates.make.looks import dress, write
from templates.make.page import (
    TABLE_ROW,
    Block,
    Paper,
    add_table,
    flag,
    head,
    open_sheet,
    printable,
    widths,
)

BELOW_CHART = drawing.FIRST_ROW + drawing.ROWS + 1  # header row of a table under a chart
BELOW_FLAG = 5
PERIOD_WIDTH = 13.0  # of a quantity of eight digits
WORKINGS = (RUN_INFO, CHART_CHOICES)
FILTERED = ("Plan", "ProductSummary", "CapacityUse")
SHOW_CELL, OVERALL_CELL = "B3", "B3"
BESIDE_SHOW = ("D3", "E3")

_ROLES = {"Demand": "first", "Load": "first", "Production": "decision"}  # of rows that every product, resource has

Rows = list[tuple[str | None, ...]]


def add_output_sheets(book: Any, example: Example, words: Words, workings: bool = False) -> None:
    """One sheet for each of the output tables in the schema's order: those of the plan, or the ``workings``."""
    for form in OUTPUT_FORMS:
        if (form in WORKINGS) == workings:
            _add_output(book, form, example, words)


def header(form: OutputForm, periods: Sequence[str]) -> list[str]:
    """The headers of an output table."""
    return [*form.lead, *(periods if form.wide else ()), *form.tail]


def _add_output(book: Any, form: OutputForm, example: Example, words: Words) -> None:
    with_chart = drawing.has_chart(form, example)
    group = "workings" if form in WORKINGS else "output"
    sheet = open_sheet(book, words(f"sheets.{form.name}"), group)
    remark = words("remarks.no_resources" if form.name == "CapacityUse" and not with_chart else f"remarks.{form.name}")
    head(sheet, sheet.title, f"{words.of_schema(form.help)} {remark}")
    rows = LABELS[form.name](example)
    block = Block(sheet, _header_row(form, with_chart), header(form, example.periods), len(rows), words)
    add_table(block, form.name, form.name in FILTERED, _left(form))
    _fill(block, form, rows)
    emphasis.add(block, form)
    if with_chart:
        drawing.add(block, form)
    _EXTRAS.get(form.name, _add_flag)(block)
    _settle_view(block, form, with_chart)


def _settle_view(block: Block, form: OutputForm, with_chart: bool) -> None:
    """What stays in sight on the screen, how wide columns are, and how the sheet prints."""
    sheet, lead = block.sheet, len(form.lead)
    if not with_chart:
        sheet.freeze_panes = sheet.cell(block.first_row, lead + 1 if form.wide else 1)
    widths(sheet, _WIDTHS.get(form.name) or [18.0] * lead, PERIOD_WIDTH if form.wide else 0.0)
    paper = _PAPER.get(form.name, Paper())
    printable(sheet, paper, None if paper.one_page else block.header_row, lead if form.wide else 0)


def _header_row(form: OutputForm, with_chart: bool) -> int:
    if with_chart:
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
            across = "left" if name in _left(form) else "right"
            dress(cell, role, output_format(name, measure or "", form.name), across, wrap=name in form.wraps)
            if formula:
                cell.value = f"={chart_formula(name)}"


def _left(form: OutputForm) -> tuple[str, ...]:
    """Columns that read from the left."""
    return (*TEXT_COLUMNS, "Result", *(form.lead if form.name == "RunInfo" else ()))


def _plan(example: Example) -> Rows:
    return [(product, measure) for product in example.product_names for measure in PLAN_CHART.lead[1:]]


def _capacity_use(example: Example) -> Rows:
    return [(name, measure) for name in example.resource_names for measure in examples.CAPACITY_MEASURES] or [(None,)]


def _checks(example: Example) -> Rows:
    unchanged = [examples.UNCHANGED.format(table=table.name) for table in input_tables()]
    return [(check,) for check in (*examples.CHECKS, *unchanged)]


def _run_info(example: Example) -> Rows:
    sums = [words.format(table=table.name) for table in input_tables() for words in examples.RUN_INFO_SUMS]
    return [(field,) for field in (*examples.RUN_INFO, *sums)]


LABELS: dict[str, Callable[[Example], Rows]] = {
    "Plan": _plan,
    "PlanChart": lambda example: [(period,) for period in example.periods],
    "CostSummary": lambda example: [(cost,) for cost in examples.COSTS],
    "ProductSummary": lambda example: [(name,) for name in (*example.product_names, SHARED_RESOURCES)],
    "CapacityUse": _capacity_use,
    "ScenarioSummary": lambda example: [(BASE,)],
    "Checks": _checks,
    "Certificate": lambda example: [(part,) for part in (COST, BOUND, DIFFERENCE, "Demand")],
    "Explanation": lambda example: [(None,)],
    "RunInfo": _run_info,
    "ChartChoices": lambda example: [(name,) for name in (ALL_PRODUCTS, *example.product_names)],
}


def _add_flag(block: Block) -> None:
    flag(block.sheet, block.words)


def _add_drop_down(block: Block) -> None:
    words = block.words
    write(block.sheet, "A3", words("chart.show"), "label")
    write(block.sheet, SHOW_CELL, ALL_PRODUCTS, "input")
    rule = DataValidation(
        type="list",
        formula1='INDIRECT("ChartChoices[Show]")',
        allow_blank=False,
        showErrorMessage=True,
        showInputMessage=True,
        errorTitle=words("rules.title"),
        error=words("chart.show_error"),
        promptTitle=words("chart.show"),
        prompt=words("chart.show_prompt"),
    )
    rule.add(SHOW_CELL)
    block.sheet.add_data_validation(rule)
    flag(block.sheet, words, *BESIDE_SHOW)
    _name_cell(block, CHART_PRODUCT, SHOW_CELL)


def _add_overall(block: Block) -> None:
    """The cell that every other flag repeats."""
    words, results = block.words, "Checks[Result]"
    write(block.sheet, "A3", words("flag.overall"), "label")
    overall = write(block.sheet, OVERALL_CELL, f'=IF(COUNTIF({results},"CHECK")>0,"CHECK","OK")', "flag")
    dress(overall, "flag", across="center")
    write(block.sheet, "C3", words("flag.overall_note"), "note")
    block.sheet.row_dimensions[3].height = 22.0
    for rule in result_rules(OVERALL_CELL):
        block.sheet.conditional_formatting.add(OVERALL_CELL, rule)
    _name_cell(block, CHECKS_FLAG, OVERALL_CELL)


def _name_cell(block: Block, name: str, place: str) -> None:
    row, column = block.sheet[place].row, block.sheet[place].column - 1
    block.sheet.defined_names[name] = DefinedName(name, attr_text=block.address(row, column, row, column))


_EXTRAS: dict[str, Callable[[Block], None]] = {
    "PlanChart": _add_drop_down,
    "Checks": _add_overall,
}

_WIDTHS = {
    "PlanChart": (18.0, 22.0, 20.0, 18.0, 18.0),
    "CostSummary": (30.0, 18.0, 12.0),
    "ProductSummary": (22.0, 16.0, 14.0, 14.0, 12.0, 14.0, 14.0, 18.0),
    "ScenarioSummary": (24.0, 14.0, *[16.0] * 9, 12.0, 16.0, 18.0),
    "Checks": (48.0, 72.0, 16.0, 12.0),
    "Explanation": (20.0, 12.0, 56.0, 84.0, 18.0),
    "Certificate": (62.0, 18.0, 14.0, 18.0, 16.0, 20.0),
    "RunInfo": (36.0, 84.0),
    "ChartChoices": (30.0, 14.0),
}

_PAPER = {
    "PlanChart": Paper(upright=True, one_page=True),
    "CostSummary": Paper(one_page=True),
    "ProductSummary": Paper(upright=True),
    "RunInfo": Paper(upright=True, one_page=True),
}
