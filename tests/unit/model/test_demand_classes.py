"""Classes of demand that share one stock, each with a price of its own for being late or lost."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np

from tests.plans import planned
from tests.problems import simple_problem

NAN = float("nan")


def test_who_loses_most_is_served_first_from_one_stock() -> None:
    """Of 6 a period the contracts take what they ask for, as a unit that they lose costs 9; the web, at 2, the rest."""
    stock, contract, web = 0, 1, 2
    shared: dict[str, Any] = {
        "bill": [(contract, stock, 1), (web, stock, 1)], "max_inventory": [[inf], [0], [0]],
        "production_cost": [[1], [0], [0]],
        "max_production": [[6], [inf], [inf]], "lost_sale_cost": [[NAN], [9.0], [2.0]],
    }  # fmt: skip
    plan = planned(simple_problem([[0, 0], [4, 5], [3, 3]], **shared))
    assert plan.quantities.lost_sales.tolist() == [[0, 0], [0, 0], [1, 2]]
    assert plan.production.tolist() == [[6, 6], [4, 5], [2, 1]]
    assert dict(plan.costs) == {"production": 12, "lost_sales": 6}


def test_each_class_may_wait_as_long_as_its_own_orders_may() -> None:
    """Nothing is made in the first two periods: who may wait two periods is served by 3, who may not by the stock."""
    plan = planned(
        simple_problem(
            [[0, 0, 0], [4, 0, 0], [4, 0, 0]],
            bill=[(1, 0, 1), (2, 0, 1)],
            max_inventory=[[inf], [0], [0]],
            initial_inventory=[4, 0, 0],
            max_production=np.array([[0, 0, 9], [9, 9, 9], [9, 9, 9]]),
            backorder_cost=[[NAN], [1.0], [5.0]],
            max_periods_late=[inf, 1, 2],
        )
    )
    assert plan.quantities.backorders.tolist() == [[0, 0, 0], [0, 0, 0], [4, 4, 0]]
