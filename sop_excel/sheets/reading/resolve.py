"""Base values, defaults and overrides become one array for each field (rules D1 and D2), safety stock among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.sheets.reading.findings import Spot
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.overrides import Overrides
from sop_excel.sheets.schema import Column

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
        override = self.overrides.of(self.items, key).get((n, period))
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
    array: Array = np.broadcast_to(by_item, (len(items.codes), periods))
    given = overrides.of(items, column.key)
    if given:
        array = array.copy()
        where = np.array(list(given), dtype=np.intp)
        array[where[:, 0], where[:, 1]] = [override.value for override in given.values()]
    return array


def safety_floors(products: Items, demand: Array) -> Array:
    """(I, T) floor of the inventory: units, periods of mean demand, or cover of the next periods' demand.

    Periods: ``n sum_t d_it / T``. Cover of the end of period t: ``d_i,t+1 + ... + d_i,t+n``; a fraction takes part of
    one period, and a period beyond the horizon counts with the mean demand.
    """
    units = {column.key: products.base(column) for column in products.fields}
    by_mean, cover = (units.get(key, np.full(len(demand), np.nan)) for key in (SAFETY_PERIODS, COVER_PERIODS))
    floors: Array = np.broadcast_to(units[SAFETY_STOCK][:, None], demand.shape)
    stated = ~np.isnan(by_mean) | ~np.isnan(cover)
    if not stated.any():
        return floors
    floors = floors.copy()
    totals = np.array([fsum(row) if has else 0.0 for row, has in zip(demand.tolist(), stated, strict=True)])
    meant = ~np.isnan(by_mean)
    floors[meant] = (by_mean * totals / demand.shape[1])[meant, None]
    covered = ~np.isnan(cover)
    floors[covered] = _cover(demand[covered], cover[covered], totals[covered])
    return floors


def _cover(demand: Array, cover: Array, totals: Array) -> Array:
    """(I, T) the demand of the next ``cover`` (I,) periods after each one; ``totals`` (I,) are sums of demand."""
    periods = demand.shape[1]
    floors = np.zeros_like(demand)
    for ahead in range(1, min(periods, int(np.ceil(cover.max(initial=0.0))) + 1)):
        share = np.clip(cover - (ahead - 1), 0.0, 1.0)
        floors[:, : periods - ahead] += share[:, None] * demand[:, ahead:]
    beyond = np.maximum(cover[:, None] - np.arange(periods - 1, -1, -1), 0.0)
    result: Array = floors + beyond * totals[:, None] / periods
    return result
