"""The output tables of an example's plan: what a template's output sheets are drawn from."""

from __future__ import annotations

from sop_excel.contract.output_tables import LIMIT_USE, SCENARIO_SUMMARY
from sop_excel.domain.problem import ALL, BASE
from sop_excel.domain.table import Nowhere, OutputTable, Table
from sop_excel.planning import Options, plan_tables
from templates.make.examples import Example
from templates.make.input_sheets import filled_rows, headers, input_tables
from templates.make.language import Words
from templates.make.output_sheets import output_forms


def example_outputs(example: Example, words: Words) -> dict[str, OutputTable]:
    """Every output table by name, as a run on the template writes it."""
    tables = {
        form.name: Table(
            form.name,
            names := headers(form, example, words),
            [[row.get(name) for name in names] for row in filled_rows(form, example, words)],
            Nowhere(),
        )
        for form in input_tables(example)
    }
    for form in (SCENARIO_SUMMARY, LIMIT_USE):  # written where they are
        if form in output_forms(example):
            tables[form.name] = Table(form.name, form.headers(()), (), Nowhere())
    scenario = ALL if example.rows("Scenarios") else BASE
    return {output.name: output for output in plan_tables(tables, Options(scenario=scenario)).outputs}
