"""The output sheets: the table in the solved example's shape, its labels and formats; the solver writes the numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from sop_excel.contract.output_forms import PERIODS, OutputForm
from sop_excel.contract.output_tables import (
    ALL_PRODUCTS,
    CHART_CHOICES,
    CHART_PRODUCT,
    CHECKS_FLAG,
    DESCRIPTION,
    PLAN_CHART,
    PLAN_TOTALS,
    RUN_INFO,
)
from sop_excel.contract.schema import OUTPUT_FORMS
from sop_excel.domain.capacity_use import LOAD
from sop_excel.domain.table import Formula, OutputTable, Value
from sop_excel.spreadsheet.unit_formats import output_format
from templates.make import drawing, emphasis
from templates.make.cell_formats import result_rules
from templates.make.choice_lists import add_lists
from templates.make.examples import Example
from templates.make.language import Words
from templates.make.looks import dress, write
from templates.make.page import (
    FLAG_COLUMNS,
    TABLE_ROW,
    Paper,
    SheetTable,
    add_table,
    address,
    flag,
    freeze,
    head,
    open_sheet,
    printable,
    widths,
)

BELOW_CHART = drawing.FIRST_ROW + drawing.ROWS + 1  # header row of a table under a chart
BELOW_FLAG = 5
PERIOD_WIDTH, FLAG_WIDTH = 13.0, 14.0  # of a quantity of eight digits; of the flag where no table is below
WORKINGS = (RUN_INFO, CHART_CHOICES)
_OF_INPUTS = {"LimitUse": "Limits", "ScenarioSummary": "Scenarios"}
FILTERED = ("Plan", "ProductSummary", "CapacityUse")
SHOW_CELL, OVERALL_CELL = "B3", "B3"
BESIDE_SHOW = ("D3", "E3")
BESIDE_FLAG = "C3"

_ROLES = {"Demand": "first", LOAD: "first", "Production": "decision"}  # of rows that every product, resource has


def add_output_sheets(
    book: Any, example: Example, outputs: Mapping[str, OutputTable], words: Words, workings: bool = False
) -> None:
    """One sheet for each of the output tables in the schema's order: those of the plan, or the ``workings``."""
    for form in output_forms(example):
        if (form in WORKINGS) == workings:
            _add_output(book, form, example, outputs[form.name], words)


def output_forms(example: Example) -> tuple[OutputForm, ...]:
    """The output tables that have a sheet of their own in a template: all but those of input tables that it lacks.

    PlanTotals stands on the page for the meeting.
    """
    forms = (form for form in OUTPUT_FORMS if form is not PLAN_TOTALS)
    return tuple(form for form in forms if example.has(_OF_INPUTS.get(form.name, "Products")))


def _add_output(book: Any, form: OutputForm, example: Example, output: OutputTable, words: Words) -> None:
    with_chart = drawing.has_chart(form, example)
    group = "workings" if form in WORKINGS else "output"
    sheet = open_sheet(book, words(f"sheets.{form.name}"), group)
    remark = words("remarks.no_resources" if form.name == "CapacityUse" and not with_chart else f"remarks.{form.name}")
    head(sheet, sheet.title, words.of_schema(form.help), remark, BESIDE_FLAG)
    rows = output.rows or [(None,) * len(output.headers)]
    periods = example.periods if form.wide else ()
    table = SheetTable(sheet, _header_row(form, with_chart), output.headers, len(rows), words, periods)
    add_table(table, form.name, form.name in FILTERED, left_of(form))
    fill(table, form, rows)
    emphasis.add(table, form)
    if with_chart:
        drawing.add(table, form)
    _EXTRAS.get(form.name, _add_flag)(table)
    _settle_view(table, form, with_chart)


def _settle_view(table: SheetTable, form: OutputForm, with_chart: bool) -> None:
    """What stays in sight on the screen, how wide columns are, and how the sheet prints."""
    sheet, lead = table.sheet, len(form.lead)
    named, other = _WIDTHS.get(form.name, {}), WIDTHS_ELSE.get(form.name, WIDTH)
    wanted = [named.get(header, other) for header in form.lead]
    paper = _PAPER.get(form.name) or Paper.across(wanted, grows=form.wide)
    keys = freeze(table, wanted, lead if form.wide else int(paper.goes_on), with_chart)
    widths(sheet, wanted + [FLAG_WIDTH] * (FLAG_COLUMNS - lead), PERIOD_WIDTH if form.wide else 0.0)
    printable(sheet, paper, None if paper.one_page else table.header_row, keys)


def _header_row(form: OutputForm, with_chart: bool) -> int:
    if with_chart:
        return BELOW_CHART
    return BELOW_FLAG if form.name == "Checks" else TABLE_ROW


def fill(table: SheetTable, form: OutputForm, rows: Sequence[Sequence[Value]]) -> None:
    """The plan's labels and formulas, each cell as its column and its row's measure look; a run writes the numbers."""
    named = form.lead if form.wide else form.lead[:1]
    for number, values in enumerate(rows, start=table.first_row):
        row = dict(zip(table.headers, values, strict=True))
        measure = str(row.get("Measure", ""))
        for header, value in row.items():
            formula = f"={value.text}" if form is PLAN_CHART and isinstance(value, Formula) else ""
            role = "calculated" if formula else _ROLES.get(measure, "output")
            across = "left" if header in left_of(form) else "right"
            cell = table.cell(number, header)
            dress(cell, role, _format(form, header, measure), across, wrap=header in form.wraps)
            if formula or header in named:
                cell.value = formula or value


def _format(form: OutputForm, header: str, measure: str) -> str:
    """The number format of a cell; a row of shares is one throughout, labels too."""
    of_row = form.unit_of(PERIODS.name, measure)
    return output_format(of_row if of_row == "share" else form.unit_of(header, measure))


def left_of(form: OutputForm) -> list[str]:
    """Columns that read from the left: what is no number, or not always one."""
    return [column.name for column in form.columns if column.unit in ("text", "as the field")]


def _add_flag(table: SheetTable) -> None:
    flag(table.sheet, table.words)


def _add_drop_down(table: SheetTable) -> None:
    drop_down(table, CHART_PRODUCT, "ChartChoices[Show]", "chart.show_prompt", ALL_PRODUCTS)
    flag(table.sheet, table.words, *BESIDE_SHOW)


def drop_down(table: SheetTable, name: str, choices: str, prompt: str, chosen: str | None = None) -> None:
    """Which product the chart shows: a cell of that name that offers a column; ``prompt`` is the key of its sentence.

    It may be blank where nothing is ``chosen``.
    """
    words = table.words
    write(table.sheet, "A3", words("chart.show"), "label")
    write(table.sheet, SHOW_CELL, chosen, "input")
    rule = DataValidation(
        type="list",
        formula1=f'INDIRECT("{choices}")',
        allow_blank=chosen is None,
        showErrorMessage=True,
        showInputMessage=True,
        errorTitle=words("rules.title"),
        error=words("chart.show_error"),
        promptTitle=words("chart.show"),
        prompt=words(prompt),
    )
    rule.add(SHOW_CELL)
    table.sheet.add_data_validation(rule)
    _name_cell(table, name, SHOW_CELL)


def _add_overall(table: SheetTable) -> None:
    """The cell that every other flag repeats."""
    words, results = table.words, "Checks[Result]"
    write(table.sheet, "A3", words("flag.overall"), "label")
    overall = write(table.sheet, OVERALL_CELL, _flag_of(results), "flag")
    dress(overall, "flag", across="center")
    write(table.sheet, "C3", words("flag.overall_note"), "note")
    table.sheet.row_dimensions[3].height = 22.0
    for rule in result_rules(OVERALL_CELL):
        table.sheet.conditional_formatting.add(OVERALL_CELL, rule)
    _name_cell(table, CHECKS_FLAG, OVERALL_CELL)


def _flag_of(results: str) -> str:
    """Nothing is OK before anything was checked."""
    return f'=IF(COUNTIF({results},"CHECK")>0,"CHECK",IF(COUNTIF({results},"OK")>0,"OK",""))'


def _name_cell(table: SheetTable, name: str, place: str) -> None:
    cell = table.sheet[place]
    table.sheet.defined_names[name] = DefinedName(name, attr_text=address(table.sheet, cell, cell))


def _add_lists(table: SheetTable) -> None:
    add_lists(table.sheet)
    flag(table.sheet, table.words)


_EXTRAS: dict[str, Callable[[SheetTable], None]] = {
    "PlanChart": _add_drop_down,
    "Checks": _add_overall,
    "ChartChoices": _add_lists,
}

NAME_WIDTH = 34.0  # of products, which some planners name in words
WIDTH, WIDTHS_ELSE = 18.0, {"ScenarioSummary": 16.0}  # of columns that are not named here
_WIDTHS = {
    "Plan": {"Product": NAME_WIDTH, "Measure": 25.0},
    "PlanChart": {"Demand": 22.0, "Production": 20.0},
    "CostSummary": {"Cost": 30.0, "Share": 12.0},
    "ProductSummary": {
        "Product": 32.0,
        "Group": 18.0,
        **dict.fromkeys(("Demand", "Production", "Average inventory", "Days of supply"), 14.0),
        "Fill rate": 11.0,
        "Direct cost": 17.0,
        DESCRIPTION: 25.0,
    },
    "ProductChart": {"Product": 32.0, "Direct cost": 18.0},
    "LimitUse": {"Limit": 24.0, "Period": 22.0},
    "ScenarioSummary": {
        "Scenario": 28.0,
        "Status": 14.0,
        "Fill rate": 12.0,
        "Difference to base": 18.0,
    },
    "Checks": {"Check": 48.0, "Result": 66.0, "Value": 16.0, "Tolerance": 12.0},
    "Explanation": {"Item": 18.0, "Period": 12.0, "What": 50.0, "Why": 65.0, "Worth": 16.0},
    "Certificate": {"Part": 50.0, "Item": 32.0, "Period": 14.0, "Price": 16.0, "Worth": 20.0},
    "RunInfo": {"Field": 36.0, "Value": 84.0},
    "ChartChoices": {"Show": 30.0},
}

_PAPER = {
    "PlanChart": Paper(upright=True, one_page=True),
    "CostSummary": Paper(one_page=True),
    "ProductSummary": Paper(upright=True),
    "ProductChart": Paper(upright=True, one_page=True),
    "RunInfo": Paper(upright=True, one_page=True),
    "ChartChoices": Paper(upright=True),
}
