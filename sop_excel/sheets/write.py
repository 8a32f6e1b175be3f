"""From a plan to the output tables of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sop_excel.domain.plan import Plan
from sop_excel.domain.table import OutputTable, Table
from sop_excel.errors import Issue
from sop_excel.sheets import schema
from sop_excel.sheets.checks import checks
from sop_excel.sheets.fingerprint import Span, column_reference, spans
from sop_excel.sheets.outputs import (
    capacity_use,
    chart_choices,
    cost_summary,
    plan_chart,
    plan_table,
    product_summary,
)
from sop_excel.sheets.read import columns_read
from sop_excel.sheets.run_info import Stamp, input_hash, run_info


def output_tables(
    plan: Plan, tables: Mapping[str, Table], warnings: Sequence[Issue], stamp: Stamp, chart_product: str
) -> tuple[OutputTable, ...]:
    """Every output table, in the order in which missing ones are added to a workbook.

    ``tables`` are the planner's tables, whose later changes table Checks shall notice.
    """
    decided = plan_table(plan)
    watched = {name: parts for name, parts in _watched(tables).items() if parts}
    if plan.quantities is not None:
        columns = range(len(schema.PLAN.lead), len(decided.headers))
        watched[decided.name] = spans(decided.name, decided.headers, decided.rows, columns)
    return (
        decided,
        plan_chart(plan, chart_product),
        cost_summary(plan),
        product_summary(plan),
        capacity_use(plan),
        checks(plan, warnings, watched, _initial_stock(tables)),
        run_info(plan, stamp, input_hash(tables), watched),
        chart_choices(plan),
    )


def _watched(tables: Mapping[str, Table]) -> dict[str, list[Span]]:
    forms = [form for form in schema.INPUT_TABLES if form.name in tables]
    return {
        form.name: spans(
            form.name, tables[form.name].headers, tables[form.name].rows, columns_read(tables[form.name], form).values()
        )
        for form in forms
    }


def _initial_stock(tables: Mapping[str, Table]) -> str:
    """Initial inventory less initial backorders, as a formula over the planner's columns."""
    products = tables[schema.PRODUCTS.name]
    found = columns_read(products, schema.PRODUCTS)
    signs = {"Initial inventory": "", "Initial backorders": "-"}
    return "".join(
        f"{sign}SUM({column_reference(products.name, products.headers[found[name]])})"
        for name, sign in signs.items()
        if name in found
    )
