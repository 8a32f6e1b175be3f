"""Which cells of the planner's tables went into a plan, so that a later change of them can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

from sop_excel.contract import schema
from sop_excel.contract.forms import InputTable
from sop_excel.domain.problem import BASE, Problem
from sop_excel.domain.table import Table
from sop_excel.sheets.fingerprint import Watched, column_reference, spans
from sop_excel.sheets.reading.by_period import read_layout
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.matched_headers import match_columns


def watched(tables: Mapping[str, Table]) -> dict[str, Watched]:
    """The columns that were read, as runs of neighbours, for every input table that has any.

    A table of the past is not among them: it is filled when the plan is published, which leaves the plan as it is.
    """
    found = {
        form.name: spans(
            tables[form.name].name, tables[form.name].headers, tables[form.name].rows, _columns(tables[form.name], form)
        )
        for form in schema.INPUT_TABLES
        if form.name in tables and not form.of_the_past
    }
    return {name: Watched(parts) for name, parts in found.items() if parts}


def demand_periods(tables: Mapping[str, Table]) -> list[str]:
    """The periods to plan, as far as table Demand has any."""
    layout = read_layout(tables.get(schema.DEMAND.name), schema.DEMAND, Findings())
    return [] if layout is None else list(layout.names)


def initial_stock(tables: Mapping[str, Table], problem: Problem) -> str:
    """Initial inventory less initial backorders, as a formula over the planner's columns.

    What the plan's scenario makes of the initial inventory is added to it as a number.
    """
    products = tables[schema.PRODUCTS.name]
    columns = match_columns(products, schema.PRODUCTS, Findings())
    signs = {"initial_inventory": "", "initial_backorders": "-"}
    formula = "".join(
        f"{sign}SUM({column_reference(products.name, products.headers[columns[key]])})"
        for key, sign in signs.items()
        if key in columns
    )
    return formula + _added(products, columns.get("initial_inventory"), problem)


def _added(products: Table, column: int | None, problem: Problem) -> str:
    """What the plan's initial inventory has more than the planner's column, with its sign; "" in the base."""
    if problem.scenario == BASE:
        return ""
    cells = [] if column is None else [row[column] for row in products.rows if column < len(row)]
    stated = fsum(cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool))
    added = fsum(problem.products.initial_inventory.tolist()) - stated
    return f"{'+' if added > 0 else ''}{added!r}" if added else ""


def _columns(table: Table, form: InputTable) -> list[int]:
    if not form.wide:
        return list(match_columns(table, form, Findings()).values())
    layout = read_layout(table, form, Findings())
    return [] if layout is None else layout.read
