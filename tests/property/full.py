"""Books whose lines are exactly full: a plan in whole units fits to the last digit that a planner would type."""

from __future__ import annotations

from decimal import Decimal
from math import nan

import numpy as np

from sop_excel.domain.problem import Problem
from tests.problems import simple_problem

USAGES = tuple(map(Decimal, ("0.093", "9.6", "0.7", "0.333", "1.2", "0.05", "2.35", "0.017", "12.5", "0.6667")))


def exactly_full(seed: int) -> Problem:
    """Two to five products on one or two lines, of which every one is filled by what must be made in each period."""
    random = np.random.default_rng(seed)
    products, periods, lines = (int(random.integers(low, high)) for low, high in ((2, 6), (1, 5), (1, 3)))
    made = random.integers(0, 10 ** int(random.integers(1, 5)), (products, periods))
    usage = [[USAGES[int(k)] for k in random.integers(0, len(USAGES), lines)] for _ in range(products)]
    capacity = [
        [float(sum(usage[i][r] * int(made[i, t]) for i in range(products))) for t in range(periods)]
        for r in range(lines)
    ]
    return simple_problem(
        made,
        production_cost=random.integers(1, 9, (products, 1)),
        holding_cost=random.integers(1, 4, (products, 1)),
        resources=[f"Line {r + 1}" for r in range(lines)],
        usage=[(i, r, float(usage[i][r])) for i in range(products) for r in range(lines)],
        capacity=capacity,
        overtime_cost=9.0 if random.random() < 0.2 else nan,
        whole_units=True,
        relative_gap=0.0,
    )
