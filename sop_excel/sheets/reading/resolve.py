"""Base values, defaults and overrides become one array for each field (rules D1 and D2), safety stock among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sop_excel.contract.forms import Column
from sop_excel.domain.fields import Array
from sop_excel.domain.floors import floors_from_demand
from sop_excel.sheets.reading.findings import Spot
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.overrides import Overrides

SAFETY_STOCK, SAFETY_PERIODS, COVER_PERIODS = "safety_stock", "safety_stock_periods", "cover_periods"


@dataclass(frozen=True)
class Resolved:
    """The resolved numbers of products or resources, and which cell states each of them.

    ``arrays`` are (N, T) for what can differ by period and (N,) for the rest. An array that no override touches
    repeats its base without taking memory.
    """

    items: Items
    overrides: Overrides
    arrays: Mapping[str, Array]

    def stated_at(self, key: str, n: int, period: int) -> Spot:
        """The cell that states an item's value in a period; it must be filled."""
        override = self.overrides.at(self.items, key, (n, period))
        return override.spot if override else self.items.grid.spot(n, key)


def resolve(items: Items, overrides: Overrides, periods: int, floors: Mapping[str, Array] | None = None) -> Resolved:
    """All fields of the items; ``floors`` are arrays (N, T) that stand for a column's base."""
    arrays = {}
    for column in items.fields:
        base = (floors or {}).get(column.key, items.base(column))
        arrays[column.key] = _by_period(items, column, base, overrides, periods) if column.by_period else base
    return Resolved(items, overrides, arrays)


def _by_period(items: Items, column: Column, base: Array, overrides: Overrides, periods: int) -> Array:
    by_item = base[:, None] if base.ndim == 1 else base
    return overrides.write(items, column.key, np.broadcast_to(by_item, (len(items.codes), periods)))


def safety_floors(products: Items, demand: Array) -> Array:
    """(I, T) floor of the inventory: units, periods of mean demand, or cover of the next periods' demand."""
    units = {column.key: products.base(column) for column in products.fields}
    by_mean, cover = (units.get(key, np.full(len(demand), np.nan)) for key in (SAFETY_PERIODS, COVER_PERIODS))
    floors: Array = np.broadcast_to(units[SAFETY_STOCK][:, None], demand.shape)
    if np.isnan(by_mean).all() and np.isnan(cover).all():
        return floors
    derived = floors_from_demand(by_mean, cover, demand)
    return np.where(np.isnan(derived), floors, derived)
