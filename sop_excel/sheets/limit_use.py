"""Table LimitUse: what the limits of table Limits come to, and what missing them costs."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np

from sop_excel.contract import schema
from sop_excel.domain.axes import LIMITS
from sop_excel.domain.combined_limits import STATED_AS, added_up, spanned
from sop_excel.domain.explanation import Marginals
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Found, Plan
from sop_excel.domain.table import OutputTable, Value
from sop_excel.domain.vocabulary import spans
from sop_excel.sheets.outputs import output_table


def limit_use(plan: Found, tables: Collection[str], marginals: Marginals | None = None) -> tuple[OutputTable, ...]:
    """Table LimitUse where there are limits, or where a workbook has the table: a row for each limit and period, one
    row for a limit in total. ``tables`` are the names of those that it has."""
    form, problem = schema.LIMIT_USE, plan.problem
    if not len(problem.items(LIMITS)) and form.name not in tables:
        return ()
    named = ((k, t, *_named(plan, k, periods)) for k, t, periods in spanned(problem) if _counts(plan, k, t))
    figures = _figures(plan, marginals) if isinstance(plan, Plan) else {}
    rows = [
        form.row({"Limit": limit, "Period": period, **{name: _or_blank(some[k, t]) for name, some in figures.items()}})
        for k, t, limit, period in named
    ]
    return (output_table(form, rows),)


def _counts(plan: Found, k: int, t: int) -> bool:
    """Whether a limit has a row: one of another table only where it is missed."""
    if not plan.problem.items(LIMITS).texts[STATED_AS][k]:
        return True
    return isinstance(plan, Plan) and bool(plan.quantities.above[k, t] + plan.quantities.below[k, t])


def _named(plan: Found, k: int, periods: list[int]) -> tuple[str, str]:
    return plan.problem.codes(LIMITS)[k], spans(plan.problem.periods, periods)


def _figures(plan: Plan, marginals: Marginals | None) -> dict[str, Array]:
    """(K, T) each figure of the limits by its header; nan where there is none."""
    problem, quantities = plan.problem, plan.quantities
    if not len(problem.items(LIMITS)):
        return {}
    fields, above, below = problem.items(LIMITS).fields, quantities.above, quantities.below
    unknown = np.full(above.shape, math.nan)
    costs = np.nan_to_num(above * fields.above_cost) + np.nan_to_num(below * fields.below_cost)
    paid = ~np.isnan(fields.above_cost) | ~np.isnan(fields.below_cost)
    return {
        "Value": added_up(problem, quantities),
        "Min": fields.minimum,
        "Max": fields.maximum,
        "Beyond": np.where(paid, above + below, math.nan),
        "Cost": np.where(paid, costs, math.nan),
        "Value of one unit": unknown if marginals is None or marginals.of_limits is None else marginals.of_limits,
    }


def _or_blank(figure: float) -> Value:
    return None if math.isnan(figure) else float(figure)
