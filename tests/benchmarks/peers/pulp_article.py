"""The article's way: PuLP's variables in lists, expressions written out, the CBC that PuLP brings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pulp

from sop_excel.domain.fields import Array
from tests.benchmarks.checking import PlannedUnits
from tests.benchmarks.factory import Factory

GAP = 1e-4  # at which HiGHS, too, calls whole numbers the best
Grid = list[list[Any]]


def planned(factory: Factory) -> PlannedUnits:
    """The cheapest plan."""
    products, periods = factory.demand.shape
    model = pulp.LpProblem("plan", pulp.LpMinimize)
    none = [[0.0] * periods for _ in range(products)]
    floors = [0.0] * products if factory.is_soft else factory.safety_stock.tolist()
    x = grid("x", [0.0] * products, factory.max_production.tolist(), periods)
    s = grid("s", floors, factory.max_inventory.tolist(), periods)
    b = none if np.isnan(factory.backorder_cost).all() else grid("b", [0.0] * products, _no_end(products), periods)
    l = none if np.isnan(factory.lost_sale_cost).all() else grid("l", [0.0] * products, _no_end(products), periods)  # noqa: E741
    costs: list[Any] = []
    for i in range(products):
        _product(model, factory, i, [x, s, b, l], costs)
    for r in range(factory.capacity.size):
        _resource(model, factory, r, s if factory.is_store[r] else x, costs)
    model += pulp.lpSum(costs)
    model.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=GAP if factory.has_setups else None))
    return PlannedUnits(values(x), values(s), values(b), values(l), pulp.value(model.objective))


def grid(letter: str, least: list[float], most: list[float], periods: int) -> Grid:
    """Variables of every product and period; an upper bound without end is none."""
    return [
        [pulp.LpVariable(f"{letter}_{i}_{t}", low, None if high == np.inf else high) for t in range(periods)]
        for i, (low, high) in enumerate(zip(least, most, strict=True))
    ]


def values(grid: Grid) -> Array:
    """The values of the variables (I, T)."""
    return np.array([[one if isinstance(one, float) else one.varValue for one in row] for row in grid])


def _no_end(products: int) -> list[float]:
    return [np.inf] * products


def _product(model: Any, factory: Factory, i: int, decided: list[Grid], costs: list[Any]) -> None:
    """The rows and costs of a product."""
    x, s, b, l = (grid[i] for grid in decided)  # noqa: E741
    demand, late = factory.demand[i].tolist(), not np.isnan(factory.backorder_cost[i])
    lost = not np.isnan(factory.lost_sale_cost[i])
    stock: Any = float(factory.initial_inventory[i])
    owed: Any = 0.0
    for t, wanted in enumerate(demand):
        model += s[t] - b[t] == stock - owed + x[t] + l[t] - wanted
        if late:
            model += b[t] + l[t] <= owed + wanted
            costs.append(float(factory.backorder_cost[i]) * b[t])
        if lost:
            model += l[t] <= wanted
            costs.append(float(factory.lost_sale_cost[i]) * l[t])
        costs.append(float(factory.production_cost[i, t]) * x[t] + float(factory.holding_cost[i]) * s[t])
        stock, owed = s[t], b[t]
    if late:
        model += b[-1] == 0
    _missing(model, factory, i, s, costs)
    _set_up(model, factory, i, x, costs)


def _missing(model: Any, factory: Factory, i: int, s: list[Any], costs: list[Any]) -> None:
    """A safety stock that may be missed."""
    if factory.is_soft:
        for t, level in enumerate(s):
            missing = pulp.LpVariable(f"v_{i}_{t}", 0)
            model += level + missing >= float(factory.safety_stock[i])
            costs.append(factory.shortfall_cost * missing)


def _set_up(model: Any, factory: Factory, i: int, x: list[Any], costs: list[Any]) -> None:
    """A setup wherever something is made."""
    if factory.setup_cost[i]:
        for t, most in enumerate(factory.most_made[i].tolist()):
            setup = pulp.LpVariable(f"y_{i}_{t}", cat="Binary")
            model += x[t] <= most * setup
            costs.append(float(factory.setup_cost[i]) * setup)


def _resource(model: Any, factory: Factory, r: int, using: Grid, costs: list[Any]) -> None:
    """The rows of a resource, with overtime where it has a price."""
    steps, price = factory.steps_on(r), float(factory.overtime_cost[r])
    most = float(factory.max_overtime[r])
    for t in range(factory.demand.shape[1]):
        load = pulp.lpSum(use * using[i][t] for i, use in steps)
        if np.isnan(price):
            model += load <= float(factory.capacity[r])
            continue
        over = pulp.LpVariable(f"o_{r}_{t}", 0, None if most == np.inf else most)
        model += load <= float(factory.capacity[r]) + over
        costs.append(price * over)
