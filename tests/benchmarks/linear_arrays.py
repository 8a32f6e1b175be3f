"""The textbook's model of a factory as arrays, for the peers that take arrays: vectorised, with nothing needless."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from tests.benchmarks.checking import PlannedUnits
from tests.benchmarks.factory import Factory

Places = NDArray[np.intp]


@dataclass(frozen=True)
class LinearArrays:
    """Minimise ``cost @ z`` where ``row_lower <= A z <= row_upper`` and ``lower <= z <= upper``; A is given by row,
    column and value of its entries. The first ``equal`` rows are equations; ``at`` are the columns (I, T) by name."""

    cost: Array
    lower: Array
    upper: Array
    whole: NDArray[np.bool_]
    row_lower: Array
    row_upper: Array
    row: Places
    column: Places
    value: Array
    equal: int
    at: dict[str, Places]

    def units(self, values: Array, cost: float) -> PlannedUnits:
        """The values of the columns as a plan."""
        found = {name: values[columns] for name, columns in self.at.items()}
        none = np.zeros(self.at["production"].shape)
        return PlannedUnits(
            found["production"], found["inventory"], found.get("backorders", none), found.get("lost_sales", none), cost
        )


class _Model:
    """Columns and rows in the order in which they are added."""

    def __init__(self) -> None:
        self.columns: list[tuple[Array, Array, Array, bool]] = []
        self.rows: list[tuple[Array, Array]] = []
        self.entries: list[tuple[Places, Places, Array]] = []
        self.width = self.height = 0

    def decide(self, cost: Array, lower: Array | float, upper: Array | float, whole: bool = False) -> Places:
        """New columns of the shape of their cost."""
        least, most = (np.broadcast_to(np.asarray(bound), cost.shape).ravel() for bound in (lower, upper))
        self.columns.append((cost.ravel(), least, most, whole))
        places = self.width + np.arange(cost.size).reshape(cost.shape)
        self.width += cost.size
        return places

    def demand(self, lower: Array | float, upper: Array | float, shape: tuple[int, int]) -> Places:
        """New rows."""
        self.rows.append((np.broadcast_to(lower, shape).ravel(), np.broadcast_to(upper, shape).ravel()))
        places = self.height + np.arange(shape[0] * shape[1]).reshape(shape)
        self.height += places.size
        return places

    def enter(self, row: Places, column: Places, value: Array | float) -> None:
        """Entries of the matrix."""
        self.entries.append((row.ravel(), column.ravel(), np.broadcast_to(value, row.shape).ravel()))


def linear_arrays(factory: Factory) -> LinearArrays:
    """The model of a factory."""
    model, shape = _Model(), factory.demand.shape
    at = _decided(model, factory)
    balance = _balanced(model, factory, at)
    if "backorders" in at:
        _owed(model, factory, at)
    _within_capacity(model, factory, at)
    if "shortfall" in at:
        soft = model.demand(factory.safety_stock[:, None], np.inf, shape)
        model.enter(soft, at["inventory"], 1.0)
        model.enter(soft, at["shortfall"], 1.0)
    if "setup" in at:
        setup = model.demand(-np.inf, 0.0, shape)
        model.enter(setup, at["production"], 1.0)
        model.enter(setup, at["setup"], -factory.most_made)
    cost, lower, upper, whole = zip(*model.columns, strict=True)
    row, column, value = zip(*model.entries, strict=True)
    row_lower, row_upper = zip(*model.rows, strict=True)
    return LinearArrays(
        cost=np.concatenate(cost),
        lower=np.concatenate(lower),
        upper=np.concatenate(upper),
        whole=np.repeat(whole, [part.size for part in cost]),
        row_lower=np.concatenate(row_lower),
        row_upper=np.concatenate(row_upper),
        row=np.concatenate(row),
        column=np.concatenate(column),
        value=np.concatenate(value),
        equal=balance.size,
        at=at,
    )


def _decided(model: _Model, factory: Factory) -> dict[str, Places]:
    ones, periods = np.ones(factory.demand.shape), factory.demand.shape[1]
    floor = np.zeros((1, 1)) if factory.is_soft else factory.safety_stock[:, None]
    at = {
        "production": model.decide(factory.production_cost, 0.0, factory.max_production[:, None]),
        "inventory": model.decide(factory.holding_cost[:, None] * ones, floor, factory.max_inventory[:, None]),
    }
    late, lost = ~np.isnan(factory.backorder_cost), ~np.isnan(factory.lost_sale_cost)
    if late.any():
        most = np.where(late[:, None] & (np.arange(periods) < periods - 1), np.inf, 0.0)
        at["backorders"] = model.decide(np.nan_to_num(factory.backorder_cost)[:, None] * ones, 0.0, most)
    if lost.any():
        most = np.where(lost[:, None], factory.demand, 0.0)
        at["lost_sales"] = model.decide(np.nan_to_num(factory.lost_sale_cost)[:, None] * ones, 0.0, most)
    if factory.overtime.size:
        cost = np.broadcast_to(factory.overtime_cost[factory.overtime, None], (factory.overtime.size, periods))
        at["overtime"] = model.decide(cost, 0.0, factory.max_overtime[factory.overtime, None])
    if factory.is_soft:
        at["shortfall"] = model.decide(factory.shortfall_cost * ones, 0.0, np.inf)
    if factory.has_setups:
        at["setup"] = model.decide(factory.setup_cost[:, None] * ones, 0.0, 1.0, whole=True)
    return at


def _balanced(model: _Model, factory: Factory, at: dict[str, Places]) -> Places:
    """``s[t-1] - b[t-1] + x[t] + l[t] - s[t] + b[t] = d[t]``."""
    net = factory.demand.copy()
    net[:, 0] -= factory.initial_inventory
    row = model.demand(net, net, net.shape)
    model.enter(row, at["production"], 1.0)
    for name, sign in (("inventory", -1.0), ("backorders", 1.0)):
        if name in at:
            model.enter(row, at[name], sign)
            model.enter(row[:, 1:], at[name][:, :-1], -sign)
    if "lost_sales" in at:
        model.enter(row, at["lost_sales"], 1.0)
    return row


def _owed(model: _Model, factory: Factory, at: dict[str, Places]) -> None:
    """``b[t] - b[t-1] + l[t] <= d[t]``: nobody is owed more than was ordered."""
    row = model.demand(-np.inf, factory.demand, factory.demand.shape)
    model.enter(row, at["backorders"], 1.0)
    model.enter(row[:, 1:], at["backorders"][:, :-1], -1.0)
    if "lost_sales" in at:
        model.enter(row, at["lost_sales"], 1.0)


def _within_capacity(model: _Model, factory: Factory, at: dict[str, Places]) -> None:
    row = model.demand(-np.inf, factory.capacity[:, None], (factory.capacity.size, factory.demand.shape[1]))
    of_store = factory.is_store[factory.resource]
    for name, here in (("production", ~of_store), ("inventory", of_store)):
        model.enter(row[factory.resource[here]], at[name][factory.product[here]], factory.use[here, None])
    if "overtime" in at:
        model.enter(row[factory.overtime], at["overtime"], -1.0)
