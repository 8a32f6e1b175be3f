"""Figures drawn from a plan for the summaries: fill rate, days of supply, direct cost."""

from __future__ import annotations

from math import fsum

import numpy as np

from sop_excel.domain.axes import CLASSES
from sop_excel.domain.costs import COST_LINES, PROFIT, REVENUE, TOTAL_COST
from sop_excel.domain.demand_classes import CLASS_LATE, CLASS_LOST
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import makings
from sop_excel.domain.measures import into_others, sales, served_late
from sop_excel.domain.plan import Plan, Quantities
from sop_excel.domain.problem import Problem


def cost_rows(plan: Plan) -> list[tuple[str, float]]:
    """(name, amount) of the cost lines that are shown, of the total, and with prices of revenue and profit."""
    shown = [line for line in COST_LINES if line.always or line.key in plan.costs]
    rows = [(line.name, plan.costs.get(line.key, 0.0)) for line in shown]
    rows.append((TOTAL_COST, plan.total_cost))
    if plan.profit is not None:
        rows += [(REVENUE, plan.revenue), (PROFIT, plan.profit)]
    return rows


def fill_rate(problem: Problem, quantities: Quantities) -> Array:
    """Share of each product's demand that is served in its own period, (I,); nan without demand.

    What goes into other products counts as demand: it is there when their production starts.
    """
    used = into_others(problem, quantities)
    on_time = sales(problem, quantities) - served_late(problem, quantities) + used
    demand = row_sums(problem.demand + used)
    with np.errstate(invalid="ignore"):
        return np.where(demand > 0, row_sums(on_time) / np.where(demand > 0, demand, 1.0), np.nan)


def class_fill_rates(problem: Problem, quantities: Quantities) -> dict[str, float]:
    """Share of the demand of the classes of each name, of all products, that is served in its own period; those without
    demand are left out. The smallest priority stands first."""
    classes = problem.items(CLASSES)
    if not len(classes):
        return {}
    late, sold = quantities[CLASS_LATE], classes.fields.demand - quantities[CLASS_LOST]
    on_time, asked = row_sums(sold - np.minimum(late, sold)).tolist(), row_sums(classes.fields.demand).tolist()
    names, rank = classes.texts["name"], np.nan_to_num(classes.fields.priority, nan=np.inf).tolist()
    found = {}
    for _, name in sorted(zip(rank, names, strict=True)):
        own = [k for k, other in enumerate(names) if other == name]
        if total := fsum(asked[k] for k in own):
            found[name] = fsum(on_time[k] for k in own) / total
    return found


def periods_of_supply(inventory: Array, demand: Array) -> Array:
    """Periods of forward demand that the inventory at the end of each period covers, averaged over the horizon, (I,).

    Beyond the horizon the mean demand goes on; nan for a product without demand.

    >>> periods_of_supply(np.array([[15.0, 0.0]]), np.array([[10.0, 20.0]]))
    array([0.375])
    """
    products, periods = demand.shape
    mean = row_sums(demand) / periods
    covered = np.zeros((products, periods))
    for start in range(periods):
        left = inventory[:, start].copy()
        for later in range(start + 1, periods):
            need = demand[:, later]
            share = np.where(need > 0, np.minimum(left / np.where(need > 0, need, 1.0), 1.0), left > 0)
            covered[:, start] += share
            left = np.maximum(left - need, 0.0)
            if not left.any():
                break
        covered[:, start] += np.where(mean > 0, left / np.where(mean > 0, mean, 1.0), 0.0)
    return np.where(mean > 0, covered.mean(axis=1), np.nan)


def units_after_horizon(problem: Problem, quantities: Quantities) -> float:
    """Units of firm starts that arrive after the last period."""
    late = [quantities[one.started][one.too_late(problem.shape[1])] for one in makings(problem)]
    return fsum(units for some in late for units in some.tolist())


def row_sums(values: Array) -> Array:
    """Exact sums of the rows, (I,): they do not depend on the order of the periods."""
    return np.array([fsum(row) for row in values.tolist()])
