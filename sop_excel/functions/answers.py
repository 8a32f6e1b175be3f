"""What the worksheet functions answer with: rows of texts and numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sop_excel.demand.forecasting.forecasts import Forecasts
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Value
from sop_excel.functions.declare import Cells
from sop_excel.functions.history_range import Sold
from sop_excel.functions.series import DemandSeries

FORECAST = ("Product", "Period", "Mean", "Low", "High", "Method")
SCHEDULE = ("Period", "Demand", "Production", "Inventory", "Safety stock", "Cost")


def schedule(
    problem: Problem, periods: DemandSeries, production: Array, inventory: Array, safety_stock: Array
) -> Cells:
    """One row a period under headers, of a plan of one product: units, and the money that each period costs.

    The arrays are (1, T), units.
    """
    products = problem.products
    cost = products.production_cost * production + products.holding_cost * np.maximum(inventory, 0.0)
    columns = [array[0].tolist() for array in (problem.demand, production, inventory, safety_stock, cost)]
    return [list(SCHEDULE), *([*row] for row in zip(periods.labels, *columns, strict=True))]


def service(problem: Problem, late: Array) -> Cells:
    """How many units of each period's demand are late (1, T), and which share is not, under headers."""
    pairs = zip(late[0].tolist(), problem.demand[0].tolist(), strict=True)
    return [["Late", "Fill rate"], *([units, (demand - units) / demand if demand else None] for units, demand in pairs)]


def beside(left: Cells, right: Cells) -> Cells:
    """Two answers of as many rows as one."""
    return [[*one, *other] for one, other in zip(left, right, strict=True)]


def costs(plan: Plan) -> Cells:
    """The lines of a plan's cost and its proof, one a row."""
    return [
        ["Production cost", plan.costs.get("production", 0.0)],
        ["Storage cost", plan.costs.get("holding", 0.0)],
        ["Total cost", plan.total_cost],
        ["Lower bound", plan.proof.lower_bound],
    ]


def forecast_rows(sold: Sold, forecasts: Forecasts) -> Cells:
    """One row a period under headers, product by product; the products are named only where there are several."""
    cells: Cells = [list(FORECAST) if sold.several else list(FORECAST[1:])]
    figures = np.stack([forecasts.mean, forecasts.low, forecasts.high], axis=2).tolist()
    for product, method, periods in zip(forecasts.products, forecasts.methods, figures, strict=True):
        for period, values in zip(forecasts.periods, periods, strict=True):
            cells.append([*([product] if sold.several else []), period, *values, method])
    return cells


def rows(headers: Sequence[str], *others: Sequence[Value]) -> Cells:
    """An output table as rows; the cells of our outputs that hold formulas never come here."""
    cells: Cells = [list(headers)]
    cells += [[value if isinstance(value, str | float) else None for value in row] for row in others]
    return cells
