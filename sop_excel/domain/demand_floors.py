"""Floors of the inventory that follow from demand: periods of mean demand, or cover of the next periods' demand."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

import numpy as np

from sop_excel.domain.axes import Things
from sop_excel.domain.bill_of_materials import exploded
from sop_excel.domain.fields import Array


def floors_from_demand(by_mean: Array, cover: Array, demand: Array) -> Array:
    """(I, T) the floor where ``by_mean`` or ``cover`` (I,) states one in periods, ``nan`` for all other products.

    Periods: ``n sum_t d_it / T``. Cover of the end of period t: ``d_i,t+1 + ... + d_i,t+n``; a fraction takes part of
    one period, and a period beyond the horizon counts with the mean demand.

    >>> floors_from_demand(np.array([np.nan]), np.array([1.5]), np.array([[4.0, 8.0, 6.0]])).tolist()
    [[11.0, 9.0, 9.0]]
    """
    floors = np.full_like(demand, np.nan)
    meant, covered = ~np.isnan(by_mean), ~np.isnan(cover)
    stated = meant | covered
    totals = np.array([fsum(row) if has else 0.0 for row, has in zip(demand.tolist(), stated, strict=True)])
    floors[meant] = (by_mean * totals / demand.shape[1])[meant, None]
    floors[covered] = _cover(demand[covered], cover[covered], totals[covered])
    return floors


def following_floors(products: Mapping[str, Array], bill: Things, demand: Array) -> Array:
    """(I, T) the floors that follow from demand, of which the products state the periods; ``nan`` where they do not.

    What goes into other products by the bill of materials counts as demand, also what turns out no good.
    """
    unstated = np.full(len(demand), np.nan)
    by_mean, cover = (products.get(key, unstated) for key in ("safety_stock_periods", "cover_periods"))
    if np.isnan(by_mean).all() and np.isnan(cover).all():
        return np.broadcast_to(np.nan, demand.shape)
    good = products["yield"].reshape(len(demand), -1)
    return floors_from_demand(by_mean, cover, exploded(bill, demand, good))


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
