"""The plan as output tables: what to make, what it costs, how far each resource is used.

Where no plan exists the tables keep their labels and lose their numbers, so that stale figures never look like a plan
(rule O5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum

import numpy as np

from sop_excel.contract import schema
from sop_excel.contract.output_forms import AS_MEASURE, OutputForm
from sop_excel.domain.capacity_use import CAPACITY_MEASURES, bottleneck
from sop_excel.domain.costs import COST_LINES, PROFIT, REVENUE, TOTAL_COST
from sop_excel.domain.explanation import Marginals
from sop_excel.domain.fields import Array
from sop_excel.domain.measures import DEMAND, INTO_OTHERS, MEASURES, into_others, shown_measures
from sop_excel.domain.plan import Found, NoPlan, Plan
from sop_excel.domain.product_descriptions import called
from sop_excel.domain.said import say
from sop_excel.domain.summary import cost_rows, fill_rate, periods_of_supply, row_sums
from sop_excel.domain.table import Formula, OutputTable, Value
from sop_excel.domain.vocabulary import whole
from sop_excel.spreadsheet.unit_formats import output_format

CHART_MEASURES = tuple(measure.name for measure in MEASURES if measure.name in schema.PLAN_CHART.lead)
ALWAYS_SHOWN = tuple(line.name for line in COST_LINES if line.always)


def output_table(
    form: OutputForm, rows: Iterable[Sequence[Value]], periods: Sequence[str] = (), leading: str = ""
) -> OutputTable:
    """An output table in the layout of its form; charts look first at the rows of ``leading``."""
    return OutputTable(
        form.name,
        form.headers(periods),
        tuple(map(tuple, rows)),
        lead=len(form.lead),
        tail=len(form.tail),
        format_by=form.format_by,
        format_else=form.format_else,
        wraps=form.wraps,
        number_formats={one.name: output_format(one.unit) for one in form.columns if one.unit != AS_MEASURE},
        looks_like={one.name: one.looks_like for one in form.columns if one.looks_like},
        unstated=tuple(one.name for one in form.unstated),
        drawn_to=form.drawn_to,
        leading=leading,
    )


def plan_table(plan: Found) -> OutputTable:
    """Table Plan: a row for each product and measure; totals of flows only."""
    return output_table(schema.PLAN, _plan_rows(plan), plan.problem.periods)


def _plan_rows(plan: Found) -> Iterable[Sequence[Value]]:
    problem, row = plan.problem, schema.PLAN.row
    if isinstance(plan, NoPlan):
        blanks = (None,) * len(problem.periods)
        names = [measure.name for measure in MEASURES if measure.always]
        return (row({"Product": code, "Measure": name}, blanks) for code in problem.product_codes for name in names)
    shown = [
        (measure, _or_blank(values), row_sums(np.nan_to_num(values, nan=0.0)).tolist())
        for measure, values in shown_measures(problem, plan.quantities)
    ]
    return (
        row({"Product": product, "Measure": measure.name, "Total": totals[i] if measure.is_flow else None}, values[i])
        for i, product in enumerate(problem.product_codes)
        for measure, values, totals in shown
        if measure.is_of(i)
    )


def plan_chart(plan: Found, chosen: str) -> OutputTable:
    """Table PlanChart: formulas over Plan for the product chosen in the drop-down, or for all together."""
    series, rows = _chart_series(plan, chosen), []
    for t, period in enumerate(plan.problem.periods):
        shown = {name: Formula(chart_formula(name), values[t]) for name, values in series.items()}
        rows.append(schema.PLAN_CHART.row({"Period": period, **shown}))
    return output_table(schema.PLAN_CHART, rows)


def chart_formula(measure: str) -> str:
    """The cell of a measure in table PlanChart: the sum over the chosen product, or over all, in the row's period."""
    chosen = f'(({schema.CHART_PRODUCT}="{schema.ALL_PRODUCTS}")+EXACT(Plan[Product],{schema.CHART_PRODUCT})>0)'
    column = f"INDEX(Plan[],0,ROW()-ROW(PlanChart[[#Headers],[Period]])+{len(schema.PLAN.lead)})"
    rows = "+".join(f'(Plan[Measure]="{name}")' for name in _charted(measure))
    return f"SUMPRODUCT(({rows})*{chosen},{column})"


def _charted(measure: str) -> tuple[str, ...]:
    """The measures of table Plan that a measure of the chart adds up: what goes into others is wanted as well."""
    return (measure, INTO_OTHERS) if measure == DEMAND else (measure,)


def _chart_series(plan: Found, chosen: str) -> dict[str, list[float]]:
    if isinstance(plan, NoPlan):
        return {}
    codes = np.array(plan.problem.product_codes, dtype=object)
    mask = np.ones(len(codes), dtype=bool) if chosen == schema.ALL_PRODUCTS else codes == chosen
    by_name = {measure.name: measure for measure in MEASURES}

    def values(name: str) -> Array:
        return sum((by_name[one].values(plan.problem, plan.quantities) for one in _charted(name)), np.zeros(()))

    return {name: row_sums(values(name)[mask].T).tolist() for name in CHART_MEASURES}


def chart_choices(plan: Found) -> OutputTable:
    """Table ChartChoices: what the drop-down offers."""
    form, choices = schema.CHART_CHOICES, (schema.ALL_PRODUCTS, *plan.problem.product_codes)
    return output_table(form, [form.row({"Show": choice}) for choice in choices])


def cost_summary(plan: Found) -> OutputTable:
    """Table CostSummary: the lines in use, the total, and with prices the revenue and the profit."""
    form, rows = schema.COST_SUMMARY, []
    if isinstance(plan, NoPlan):
        return output_table(form, [form.row({"Cost": name}) for name in (*ALWAYS_SHOWN, TOTAL_COST)])
    for name, amount in cost_rows(plan):
        share = None if name in (REVENUE, PROFIT) else _share(amount, plan.total_cost)
        rows.append(form.row({"Cost": name, "Amount": amount, "Share": share}))
    return output_table(form, rows)


def _share(amount: float, total: float) -> float:
    return amount / total if total else 0.0


def product_summary(plan: Found) -> OutputTable:
    """Table ProductSummary: one row a product, and what the shared resources cost."""
    problem = plan.problem
    form = schema.PRODUCT_SUMMARY.with_stated([schema.DESCRIPTION] if problem.descriptions else [])
    told = [{schema.DESCRIPTION: text or None} for text in problem.descriptions] or [{}] * len(problem.product_codes)
    columns = _product_figures(plan) if isinstance(plan, Plan) else {}
    figures = _or_blank(np.column_stack(list(columns.values()))) if columns else [()] * len(problem.product_codes)
    rows = [
        form.row({"Product": code, "Group": group or None, **dict(zip(columns, row, strict=True)), **beside})
        for code, group, row, beside in zip(problem.product_codes, problem.groups, figures, told, strict=True)
    ]
    shared = plan.shared_cost if isinstance(plan, Plan) else None
    return output_table(form, [*rows, form.row({"Product": schema.SHARED_RESOURCES, "Direct cost": shared})])


def product_chart(plan: Found) -> OutputTable:
    """Table ProductChart: the direct cost of every product, of more than twenty that of the dearest twenty, what the
    shared resources cost, and all others together."""
    form, codes = schema.PRODUCT_CHART, plan.problem.product_codes
    found = plan if isinstance(plan, Plan) else None
    costs = found.product_costs if found else np.zeros(len(codes))
    shown, others = charted(costs)
    rows: list[tuple[str, float | None]] = [(called(plan.problem, i), float(costs[i])) for i in shown]
    rows.append((schema.SHARED_RESOURCES, found.shared_cost if found else None))
    if others:  # below what is drawn, where their sum would dwarf the rest
        rows.append((say("Other products ({count})", count=whole(len(others))), fsum(costs[others].tolist())))
    return output_table(
        form, [form.row({"Product": name, "Direct cost": amount if found else None}) for name, amount in rows]
    )


def charted(costs: Array) -> tuple[list[int], list[int]]:
    """The products that a chart shows, and those that it adds up: all in their order, or the dearest first.

    >>> charted(np.array([1.0, 3.0])), charted(np.arange(22.0))[0][:2], charted(np.arange(22.0))[1]
    (([0, 1], []), [21, 20], [0, 1])
    """
    if len(costs) <= schema.MOST_CHARTED:
        return list(range(len(costs))), []
    ranked = np.argsort(-costs, kind="stable").tolist()
    return ranked[: schema.MOST_CHARTED], sorted(ranked[schema.MOST_CHARTED :])


def _product_figures(plan: Plan) -> dict[str, Array]:
    """(I,) each figure of the products by its header."""
    problem, inventory = plan.problem, plan.quantities.inventory
    used = into_others(problem, plan.quantities)
    return {
        "Demand": row_sums(problem.demand),
        "Production": row_sums(plan.production),
        "Fill rate": fill_rate(problem, plan.quantities),
        "Average inventory": row_sums(inventory) / inventory.shape[1],
        "Days of supply": periods_of_supply(inventory, problem.demand + used) * (problem.days_per_period or np.nan),
        "Direct cost": plan.product_costs,
    }


def _or_blank(values: Array) -> list[tuple[float | None, ...]]:
    """The rows of these figures, with a blank where one has no meaning."""
    if not np.isnan(values).any():
        return [tuple(row) for row in values.tolist()]
    return [tuple(None if figure != figure else figure for figure in row) for row in values.tolist()]


def capacity_use(plan: Found, marginals: Marginals | None = None) -> OutputTable:
    """Table CapacityUse: use and marginal values of every resource; blanks where there is no limit."""
    problem = plan.problem
    shown = {one.name: one.shown(problem) for one in CAPACITY_MEASURES if one.shown}
    blanks = (None,) * len(problem.periods)
    found = [_or_blank(one.values(plan, marginals)) for one in CAPACITY_MEASURES] if isinstance(plan, Plan) else None
    rows = [
        schema.CAPACITY_USE.row(
            {"Resource": resource, "Measure": measure.name}, blanks if found is None else found[m][r]
        )
        for r, resource in enumerate(problem.resource_codes)
        for m, measure in enumerate(CAPACITY_MEASURES)
        if measure.name not in shown or shown[measure.name][r]
    ]
    leading = bottleneck(plan, marginals) if isinstance(plan, Plan) else ""
    return output_table(schema.CAPACITY_USE, rows, problem.periods, leading)
