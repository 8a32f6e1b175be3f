"""Small books whose costs and limits are alike or 0: ties, kinks, idle lines, overtime beyond twice the capacity."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import numpy as np

from sop_excel.domain.problem import CATCH_UP, HARD, SOFT, Problem
from tests.problems import simple_problem

CAPACITIES = (0.0, 4.0, 6.0, 10.0, 39.207, 2.5, 148 / 3, 7.7, 20.0)
DEMANDS = (0.0, 0.0, 5.0, 148.0, 12.0, 3.5, 8.0, 2.0, 39.207)


def tied(seed: int) -> Problem:
    """One to three products over one to four periods on one or two lines."""
    random = np.random.default_rng(seed)
    products, periods, lines = (int(random.integers(1, most)) for most in (4, 5, 3))

    def cells(*values: float, of: int = products, wide: int = 1) -> Any:
        return random.choice(np.array(values), (of, wide))

    cost = cells(0.0, 1.0, 2.0, 2.0, of=lines)
    usage = cells(1.0, 1.0, 0.5, 2.0, 0.3, 1 / 3, of=products, wide=lines)
    return simple_problem(
        cells(*DEMANDS, wide=periods),
        production_cost=cells(0.0, 1.0, 2.0, 2.0, 2.0, wide=periods),
        holding_cost=cells(0.0, 0.5, 1.0, 1.0),
        safety_stock=cells(0.0, 0.0, 2.0),
        initial_inventory=cells(0.0, 3.0, 10.0)[:, 0],
        price=cells(nan, nan, 25.0),
        lost_sale_cost=cells(nan, 30.0, 2.0, 0.0),
        backorder_cost=cells(nan, nan, 3.0),
        subcontract_cost=cells(nan, 9.0, 2.0),
        max_production=cells(inf, inf, 20.0),
        resources=[f"Line {r + 1}" for r in range(lines)],
        usage=[(i, r, float(usage[i, r])) for i in range(products) for r in range(lines) if random.random() < 0.8],
        capacity=cells(*CAPACITIES, of=lines, wide=periods),
        cost=cost,
        overtime_cost=np.maximum(cells(nan, 3.0, 14.0, 14.0, 2.0, 0.0, of=lines), cost),
        overtime_capacity=cells(inf, inf, 100.0, 3.0, of=lines),
        whole_units=bool(random.random() < 0.15),
        relative_gap=0.0,
        safety_stock_rule=(HARD, HARD, SOFT, CATCH_UP)[int(random.integers(4))],
        safety_stock_penalty=0.75,
    )
