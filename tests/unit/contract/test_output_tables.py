"""Output tables: a line a column with its unit, and measures that know theirs."""

from __future__ import annotations

import ast
from dataclasses import replace
from math import isclose
from pathlib import Path

import pytest
from openpyxl import Workbook

from sop_excel.contract import output_tables
from sop_excel.contract.output_forms import AS_MEASURE, PERIODS, OutputForm
from sop_excel.contract.output_tables import CAPACITY_USE, CERTIFICATE, PLAN, SCENARIO_SUMMARY
from sop_excel.contract.schema import OUTPUT_FORMS
from sop_excel.contract.units import is_money
from sop_excel.domain.capacity_use import CAPACITY_MEASURES, WORTH, CapacityMeasure, load
from sop_excel.domain.costs import COST_LINES
from sop_excel.domain.table import Value
from sop_excel.sheets.scenario_summary import scenario_summary
from sop_excel.spreadsheet.unit_formats import output_format
from templates.make import emphasis
from templates.make.language import words_of
from templates.make.page import SheetTable
from tests.plans import planned
from tests.problems import simple_problem


def test_an_output_column_is_one_line() -> None:
    """Adding one touches one line of the contract."""
    tree = ast.parse(Path(str(output_tables.__file__)).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "OutputColumn"]
    assert len(calls) == sum(len(set(form.columns) - {PERIODS}) for form in OUTPUT_FORMS)
    assert len({call.lineno for call in calls}) == len(calls)
    assert all(call.lineno == call.end_lineno for call in calls)


def test_headers_follow_the_columns() -> None:
    """Those of the periods stand where the contract says."""
    assert PLAN.headers(["Jan", "Feb"]) == ("Product", "Measure", "Jan", "Feb", "Total")
    assert (PLAN.lead, PLAN.tail, PLAN.wide) == (("Product", "Measure"), ("Total",), True)
    assert (CERTIFICATE.lead[0], CERTIFICATE.tail, CERTIFICATE.wide) == ("Part", (), False)


def test_a_row_takes_its_values_by_header() -> None:
    """Wherever the column stands; a value without a column is refused, not lost."""
    told: dict[str, Value] = {"Fill rate": 0.5, "Scenario": "High"}
    row = SCENARIO_SUMMARY.row(told)
    assert dict(zip(SCENARIO_SUMMARY.lead, row, strict=True)) == dict.fromkeys(SCENARIO_SUMMARY.lead) | told
    with pytest.raises(KeyError, match="ScenarioSummary has no column Fillrate"):
        SCENARIO_SUMMARY.row({"Fillrate": 0.5})


def test_a_cell_has_the_unit_of_its_column_or_of_its_measure() -> None:
    """A period's cell, and a total, is what the row says; its labels stay texts."""
    assert CAPACITY_USE.unit_of("Jan", "Utilisation") == "share"
    assert is_money(CAPACITY_USE.unit_of("Jan", "Value of one more"))
    assert CAPACITY_USE.unit_of("Measure", "Utilisation") == "text"
    assert (PLAN.unit_of("Total", "Inventory"), PLAN.unit_of("Jan", "Demand")) == ("units", "units")
    assert all(column.unit != AS_MEASURE for form in OUTPUT_FORMS if not form.measures for column in form.columns)


def test_every_unit_has_its_number_format() -> None:
    """Texts, and what is any, have none; a unit that the templates do not know would look like these."""
    units = {column.unit for form in OUTPUT_FORMS for column in form.columns}
    units |= {one.unit for form in OUTPUT_FORMS for one in form.measures}
    assert {unit for unit in units if output_format(unit) == "General"} == {"text", AS_MEASURE}


def test_the_measures_in_money_are_those_whose_names_say_so() -> None:
    """By which a formula of the sheet tells them."""
    assert [one.name for one in CAPACITY_MEASURES if is_money(one.unit)] == [
        one.name for one in CAPACITY_MEASURES if one.name.startswith(WORTH)
    ]


def test_a_new_measure_in_money_keeps_its_decimals() -> None:
    """What is whole loses them in the sheet unless the contract says that its row is money, or a share."""
    idle = CapacityMeasure("Idle cost", "money", lambda plan, _: load(plan))
    form = replace(CAPACITY_USE, measures=(*CAPACITY_MEASURES, idle))
    sheet = Workbook().active
    emphasis.add(SheetTable(sheet, 4, form.headers(["Jan"]), 6, words_of("en"), ("Jan",)), form)
    formulas = [rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules]
    assert [text for text in formulas if "Idle cost" in text] == [
        'AND(NOT(OR(LEFT($B5,9)="Value of ",$B5="Idle cost")),ABS(C5-ROUND(C5,0))<0.000001)'
    ]


def test_the_lines_of_the_cost_summary_add_up_in_the_columns_of_scenarios() -> None:
    """Each in one of them, and what no column names in the last."""
    keys = [key for column in SCENARIO_SUMMARY.columns for key in column.costs]
    assert len(set(keys)) == len(keys)
    assert set(keys) < {line.key for line in COST_LINES}
    plan = planned(
        simple_problem([10, 0, 25], production_cost=2, holding_cost=0.5, initial_inventory=3, max_production=12)
    )
    row = dict(zip(SCENARIO_SUMMARY.lead, scenario_summary([plan]).rows[0], strict=True))
    parts = [row[one.name] for one in SCENARIO_SUMMARY.columns if one.costs or one.name == "Other costs"]
    assert isclose(sum(part for part in parts if isinstance(part, float)), plan.total_cost)
    assert row["Holding cost"] == plan.costs["holding"] > 0


@pytest.mark.parametrize("form", [form for form in OUTPUT_FORMS if form.wide], ids=lambda form: form.name)
def test_the_columns_beside_the_periods_are_those_that_planners_pages_count_from(form: OutputForm) -> None:
    """A run renews no formula of a page: one that counts the columns from Measure to Total must go on doing so."""
    assert form.lead[-1] == "Measure"
    assert {"Plan": ("Total",), "CapacityUse": (), "PlanTotals": ("Total",)}[form.name] == form.tail[:1]
