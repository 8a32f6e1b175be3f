"""Tables in, tables out: the recipe that every host follows which writes a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import OutputTable, Table
from sop_excel.errors import InputError, Issue
from sop_excel.model.certificate import certified
from sop_excel.model.explain.explained import explained
from sop_excel.model.solve import solve
from sop_excel.sheets import schema
from sop_excel.sheets.existing import foreign_columns
from sop_excel.sheets.read import read_problem
from sop_excel.sheets.run_info import Stamp
from sop_excel.sheets.watched import demand_periods
from sop_excel.sheets.write import output_tables

TABLE_NAMES = tuple(form.name for form in (*schema.INPUT_TABLES, *schema.OUTPUT_FORMS))
# Of the tables that are written anew only the headers matter; two tell which periods the plan before had.
HEADERS_ENOUGH = tuple(form.name for form in schema.OUTPUT_FORMS if form not in (schema.RUN_INFO, schema.PLAN_CHART))


@dataclass(frozen=True)
class Options:
    """How to plan: the plan's default name, the solver (none: our engine), the choice in the chart's drop-down."""

    name: str = "plan"
    solver: str | None = None
    chart_product: str = schema.ALL_PRODUCTS
    stamp: Stamp = field(default_factory=Stamp.now)


@dataclass(frozen=True)
class Answer:
    """The plan, the tables that show it, and the warnings about the input."""

    plan: Plan
    outputs: tuple[OutputTable, ...]
    warnings: tuple[Issue, ...]


def plan_tables(tables: Mapping[str, Table], options: Options) -> Answer:
    """Read the input tables, find the cheapest plan, explain it, and lay it out as output tables.

    ``tables`` holds the tables of the contract that the workbook has, inputs and outputs, by their names. Raises
    InputError with every problem of the input; SolverError when the solver gives up.
    """
    problem, warnings = checked_problem(tables, options.name)
    plan = certified(explained_plan(problem, options.solver))
    outputs = output_tables(plan, tables, warnings, options.stamp, options.chart_product)
    return Answer(plan, outputs, warnings)


def explained_plan(problem: Problem, solver: str | None = None) -> Plan:
    """The cheapest plan with its marginal values and the sentences that explain it. Raises as ``solve`` does."""
    return explained(solve(problem, solver))


def checked_problem(tables: Mapping[str, Table], name: str) -> tuple[Problem, tuple[Issue, ...]]:
    """The problem and the warnings; InputError with all that is wrong in inputs and output tables together."""
    foreign = foreign_columns(tables, demand_periods(tables))
    try:
        problem, warnings = read_problem(tables, name)
    except InputError as error:
        raise InputError([*error.issues, *foreign]) from None
    if foreign:
        raise InputError(foreign)
    return problem, warnings
