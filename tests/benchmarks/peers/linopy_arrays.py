"""linopy: the model in labelled arrays, vectorised and sparse, handed to HiGHS in memory without names."""

from __future__ import annotations

from typing import Any

import linopy
import numpy as np
import pandas as pd
import xarray as xr

from sop_excel.domain.fields import Array
from tests.benchmarks.checking import PlannedUnits
from tests.benchmarks.factory import Factory


def planned(factory: Factory) -> PlannedUnits:
    """The cheapest plan."""
    linopy.options["semantics"] = "v1"  # which its sparse way asks for
    model = linopy.Model(sparse=True)
    said = _Said(factory)
    decided = _decided(model, factory, said)
    _rows(model, factory, said, decided)
    model.add_objective(_cost(factory, said, decided))
    model.solve("highs", io_api="direct", output_flag=False, progress=False)
    found = {name: decided[name].solution.values for name in decided}
    none = np.zeros(factory.demand.shape)
    late, lost = found.get("backorders", none), found.get("lost_sales", none)
    return PlannedUnits(found["production"], found["inventory"], late, lost, float(model.objective.value))


class _Said:
    """Arrays with labels."""

    def __init__(self, factory: Factory) -> None:
        self.product = pd.RangeIndex(factory.demand.shape[0], name="product")
        self.period = pd.RangeIndex(factory.demand.shape[1], name="period")

    def both(self, values: Array) -> Any:
        shape = (len(self.product), len(self.period))
        return xr.DataArray(np.broadcast_to(values, shape), coords=[self.product, self.period])


def _decided(model: Any, factory: Factory, said: _Said) -> dict[str, Any]:
    floor = 0.0 * factory.safety_stock if factory.is_soft else factory.safety_stock
    decided = {
        "production": model.add_variables(0.0, said.both(factory.max_production[:, None]), name="production"),
        "inventory": model.add_variables(
            said.both(floor[:, None]), said.both(factory.max_inventory[:, None]), name="inventory"
        ),
    }
    coords, last = [said.product, said.period], np.arange(len(said.period)) == len(said.period) - 1
    if not np.isnan(factory.backorder_cost).all():
        never = np.isnan(factory.backorder_cost)[:, None] | last
        decided["backorders"] = model.add_variables(0.0, said.both(np.where(never, 0.0, np.inf)), name="backorders")
    if not np.isnan(factory.lost_sale_cost).all():
        most = np.where(np.isnan(factory.lost_sale_cost)[:, None], 0.0, factory.demand)
        decided["lost_sales"] = model.add_variables(0.0, said.both(most), name="lost_sales")
    if factory.overtime.size:
        lines = pd.Index(factory.overtime, name="resource")
        most = xr.DataArray(factory.max_overtime[factory.overtime], coords=[lines])
        decided["overtime"] = model.add_variables(0.0, most, coords=[lines, said.period], name="overtime")
    if factory.is_soft:
        decided["shortfall"] = model.add_variables(0.0, coords=coords, name="shortfall")
    if factory.has_setups:
        decided["setup"] = model.add_variables(binary=True, coords=coords, name="setup")
    return decided


def _rows(model: Any, factory: Factory, said: _Said, decided: dict[str, Any]) -> None:
    x, s, b, lost = (decided.get(name) for name in ("production", "inventory", "backorders", "lost_sales"))
    net = factory.demand.copy()
    net[:, 0] -= factory.initial_inventory
    supply = x - _change(s)
    if b is not None:
        supply = supply + _change(b)
        owed = _change(b) if lost is None else _change(b) + lost
        model.add_constraints(owed <= said.both(factory.demand), name="owed")
    if lost is not None:
        supply = supply + lost
    model.add_constraints(supply == said.both(net), name="balance")
    if "shortfall" in decided:
        model.add_constraints(s + decided["shortfall"] >= said.both(factory.safety_stock[:, None]), name="safety")
    if "setup" in decided:
        model.add_constraints(x - said.both(factory.most_made) * decided["setup"] <= 0, name="setups")
    _capacity(model, factory, said, decided)


def _change(level: Any) -> Any:
    """``s[t] - s[t-1]``, of the first period ``s[t]``."""
    return level - level.shift(period=1).fillna(0)


def _capacity(model: Any, factory: Factory, said: _Said, decided: dict[str, Any]) -> None:
    """Of lines what is made, of stores what is in stock, each resource with its own steps."""
    of_store = factory.is_store[factory.resource]
    for name, here in (("production", ~of_store), ("inventory", of_store)):
        if not here.any():
            continue
        steps = pd.RangeIndex(int(np.count_nonzero(here)), name="step")
        product = xr.DataArray(factory.product[here], coords=[steps])
        resource = pd.Series(factory.resource[here], index=steps, name="resource")
        units = (1 * decided[name]).isel(product=product).drop_vars("product")
        used = xr.DataArray(factory.use[here], coords=[steps]) * units
        lines = np.unique(factory.resource[here])
        most = xr.DataArray(factory.capacity[lines], coords=[pd.Index(lines, name="resource")])
        load = used.groupby(resource).sum()
        if name == "production" and "overtime" in decided:
            load = load - decided["overtime"]
        model.add_constraints(load <= most, name=f"capacity_of_{name}")


def _cost(factory: Factory, said: _Said, decided: dict[str, Any]) -> Any:
    prices = {
        "production": factory.production_cost,
        "inventory": factory.holding_cost[:, None],
        "backorders": np.nan_to_num(factory.backorder_cost)[:, None],
        "lost_sales": np.nan_to_num(factory.lost_sale_cost)[:, None],
        "setup": factory.setup_cost[:, None],
        "shortfall": np.full((1, 1), factory.shortfall_cost),
    }
    total = sum((said.both(price) * decided[name]).sum() for name, price in prices.items() if name in decided)
    if "overtime" in decided:
        lines = pd.Index(factory.overtime, name="resource")
        total = (
            total + (xr.DataArray(factory.overtime_cost[factory.overtime], coords=[lines]) * decided["overtime"]).sum()
        )
    return total
