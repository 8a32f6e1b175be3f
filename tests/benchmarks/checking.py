"""The judge of every plan: its cost and the rules that it breaks, counted from the plan alone.

It knows neither our model nor a peer's: what overtime, a missed safety stock or a setup costs follows from what is made
and kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sop_excel.domain.fields import Array
from tests.benchmarks.factory import Factory

MADE = 1e-6  # of all demand of a product: more than that is made, and not a solver's noise


@dataclass(frozen=True)
class PlannedUnits:
    """What a peer gives back, (I, T) units each; ``cost`` is the money that its solver says it costs."""

    production: Array
    inventory: Array
    backorders: Array
    lost_sales: Array
    cost: float


@dataclass(frozen=True)
class Verdict:
    """The cost (money), and by how much the rule that is broken most is broken, as a share of the numbers in it."""

    cost: float
    broken: float
    rule: str


def judged(factory: Factory, units: PlannedUnits) -> Verdict:
    """The cost of a plan and the worst of it."""
    worst = max(broken_rules(factory, units), key=lambda one: one[0])
    return Verdict(_cost(factory, units), *worst)


def _load(factory: Factory, units: PlannedUnits) -> Array:
    """(R, T) what is used of each resource."""
    load = np.zeros((factory.capacity.size, factory.demand.shape[1]))
    of_store = factory.is_store[factory.resource][:, None]
    used = np.where(of_store, units.inventory[factory.product], units.production[factory.product])
    np.add.at(load, factory.resource, factory.use[:, None] * used)
    return load


def _cost(factory: Factory, units: PlannedUnits) -> float:
    over = np.maximum(_load(factory, units) - factory.capacity[:, None], 0.0)
    setups = units.production > MADE * (1.0 + factory.demand.sum(axis=1, keepdims=True))
    below = np.maximum(factory.safety_stock[:, None] - units.inventory, 0.0)
    lines = (
        factory.production_cost * units.production,
        factory.holding_cost[:, None] * units.inventory,
        np.nan_to_num(factory.backorder_cost)[:, None] * units.backorders,
        np.nan_to_num(factory.lost_sale_cost)[:, None] * units.lost_sales,
        np.nan_to_num(factory.overtime_cost)[:, None] * over,
        factory.setup_cost[:, None] * setups,
        float(np.nan_to_num(factory.shortfall_cost)) * below,
    )
    return float(sum(line.sum() for line in lines))


def broken_rules(factory: Factory, units: PlannedUnits) -> Iterator[tuple[float, str]]:
    """Every rule, and by how much it is broken at most."""
    x, s, b, l, d = units.production, units.inventory, units.backorders, units.lost_sales, factory.demand  # noqa: E741
    before, owed = np.hstack([factory.initial_inventory[:, None], s[:, :-1]]), np.hstack([0 * b[:, :1], b[:, :-1]])
    size = d + x + s + before + b + owed + l
    yield _most(np.abs(before - owed + x - d + l - s + b), size), "the balance"
    yield _most(owed + d - l - b, size, -1), "what is delivered is never negative"
    yield _most(x, x, -1), "production is never negative"
    yield _most(x - factory.max_production[:, None], x), "the max production"
    floor = factory.safety_stock[:, None] if not factory.is_soft else np.zeros((1, 1))
    yield _most(s - floor, floor + s, -1), "the floor of the stock"
    yield _most(s - factory.max_inventory[:, None], s), "the max inventory"
    late = ~np.isnan(factory.backorder_cost)[:, None] & (np.arange(d.shape[1]) < d.shape[1] - 1)
    yield _most(np.where(late, -b, np.abs(b)), d), "demand that may be late"
    lost = np.where(np.isnan(factory.lost_sale_cost)[:, None], 0.0, d)
    yield _most(np.maximum(l - lost, -l), d), "demand that may be lost"
    more = np.where(np.isnan(factory.overtime_cost), 0.0, factory.max_overtime)
    load = _load(factory, units)
    yield _most(load - (factory.capacity + more)[:, None], load), "the capacity"


def _most(excess: Array, size: Array, sign: int = 1) -> float:
    """The largest excess as a share of what it is counted from; no number is infinitely wrong."""
    share = sign * excess / np.maximum(1.0, np.abs(size))
    return float(max(0.0, np.nan_to_num(share, nan=np.inf).max(initial=0.0)))
