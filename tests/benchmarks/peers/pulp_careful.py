"""PuLP with care: bounds instead of rows, expressions from lists of terms at once, HiGHS in memory, no row names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pulp

from tests.benchmarks.checking import PlannedUnits
from tests.benchmarks.factory import Factory
from tests.benchmarks.peers.pulp_article import Grid, values

Terms = list[tuple[Any, float]]


def planned(factory: Factory) -> PlannedUnits:
    """The cheapest plan."""
    model, costs = pulp.LpProblem("plan", pulp.LpMinimize), list[tuple[Any, float]]()
    decided = _decided(factory, costs)
    for i in range(factory.demand.shape[0]):
        _balance(model, factory, decided, i)
    _safety_stocks(model, factory, decided)
    _setups(model, factory, decided)
    for r in range(factory.capacity.size):
        _capacity(model, factory, decided, r, costs)
    model.setObjective(pulp.LpAffineExpression(costs))
    model.solve(pulp.HiGHS(msg=False))
    none = np.zeros(factory.demand.shape)
    x, s, b, lost = (values(decided[name]) if name in decided else none for name in "xsbl")
    return PlannedUnits(x, s, b, lost, pulp.value(model.objective))


def _safety_stocks(model: Any, factory: Factory, decided: dict[str, Grid]) -> None:
    """Those that may be missed."""
    if "v" in decided:
        floors = factory.safety_stock.tolist()
        for stock, missing, floor in zip(decided["s"], decided["v"], floors, strict=True):
            for s, v in zip(stock, missing, strict=True):
                _row(model, [(s, 1.0), (v, 1.0)], pulp.LpConstraintGE, floor)


def _setups(model: Any, factory: Factory, decided: dict[str, Grid]) -> None:
    if "y" in decided:
        for made, setups, most in zip(decided["x"], decided["y"], factory.most_made.tolist(), strict=True):
            for x, y, m in zip(made, setups, most, strict=True):
                _row(model, [(x, 1.0), (y, -m)], pulp.LpConstraintLE, 0.0)


def _decided(factory: Factory, costs: Terms) -> dict[str, Grid]:
    """The variables by letter, each with its bounds; and what they cost."""
    demand, every = factory.demand, np.ones(factory.demand.shape)
    floor = 0.0 * factory.safety_stock if factory.is_soft else factory.safety_stock
    wanted = {
        "x": (0.0 * every, factory.max_production[:, None] * every, factory.production_cost),
        "s": (floor[:, None] * every, factory.max_inventory[:, None] * every, factory.holding_cost[:, None] * every),
    }
    late, lost = np.isnan(factory.backorder_cost)[:, None], np.isnan(factory.lost_sale_cost)[:, None]
    if not late.all():
        closed = late | (np.arange(demand.shape[1]) == demand.shape[1] - 1)
        price = np.nan_to_num(factory.backorder_cost)[:, None] * every
        wanted["b"] = 0.0 * every, np.where(closed, 0.0, np.inf), price
    if not lost.all():
        wanted["l"] = 0.0 * every, np.where(lost, 0.0, demand), np.nan_to_num(factory.lost_sale_cost)[:, None] * every
    if factory.is_soft:
        wanted["v"] = 0.0 * every, np.inf * every, factory.shortfall_cost * every
    if factory.has_setups:
        wanted["y"] = 0.0 * every, every, factory.setup_cost[:, None] * every
    return {letter: _grid(letter, *arrays, costs) for letter, arrays in wanted.items()}


def _grid(letter: str, least: Any, most: Any, price: Any, costs: Terms) -> Grid:
    grid, kind = [], "Integer" if letter == "y" else "Continuous"
    for i, rows in enumerate(zip(least.tolist(), most.tolist(), price.tolist(), strict=True)):
        row = []
        for t, (low, high, each) in enumerate(zip(*rows, strict=True)):
            variable = pulp.LpVariable(f"{letter}{i}_{t}", low, None if high == np.inf else high, kind)
            row.append(variable)
            costs.append((variable, each))
        grid.append(row)
    return grid


def _row(model: Any, terms: Terms, sense: int, right: float) -> None:
    model.addConstraint(pulp.LpConstraint(pulp.LpAffineExpression(terms), sense, rhs=right))


def _balance(model: Any, factory: Factory, decided: dict[str, Grid], i: int) -> None:
    own = {letter: decided[letter][i] for letter in "xsbl" if letter in decided}
    stock = float(factory.initial_inventory[i])
    for t, wanted in enumerate(factory.demand[i].tolist()):
        terms = [(own["x"][t], 1.0), (own["s"][t], -1.0)]
        terms += [(own["s"][t - 1], 1.0)] if t else []
        lost = [(own["l"][t], 1.0)] if "l" in own else []
        if "b" in own:
            late = [(own["b"][t], 1.0), *([(own["b"][t - 1], -1.0)] if t else [])]
            terms += late
            _row(model, late + lost, pulp.LpConstraintLE, wanted)
        _row(model, terms + lost, pulp.LpConstraintEQ, wanted if t else wanted - stock)


def _capacity(model: Any, factory: Factory, decided: dict[str, Grid], r: int, costs: Terms) -> None:
    using = decided["s" if factory.is_store[r] else "x"]
    steps, price, most = factory.steps_on(r), float(factory.overtime_cost[r]), float(factory.max_overtime[r])
    for t in range(factory.demand.shape[1]):
        terms = [(using[i][t], use) for i, use in steps]
        if not np.isnan(price):
            over = pulp.LpVariable(f"o{r}_{t}", 0.0, None if most == np.inf else most)
            costs.append((over, price))
            terms.append((over, -1.0))
        _row(model, terms, pulp.LpConstraintLE, float(factory.capacity[r]))
