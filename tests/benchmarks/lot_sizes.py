"""Multi-item capacitated lot sizing in the manner of the classic sets: one machine, setups that cost money and time.

The figures follow the way in which Trigeiro, Thomas and McClain (Management Science 35, 1989) drew theirs: demand of
about 100 with much or little spread, a quarter of it missing in the first four periods, setup costs by the time between
orders that they would make economic, and a capacity that lot for lot would use to a given share. They are the same on
every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.rules.rule import Entries

NO_START = 4  # periods of which a quarter of the demand is missing


@dataclass(frozen=True)
class LotSizes:
    """One instance: ``demand`` (I, T) units; by item ``holding``, ``setup_cost`` (money) and ``setup_time``; one unit
    takes one unit of ``capacity`` (a period)."""

    name: str
    demand: Array
    holding: Array
    setup_cost: Array
    setup_time: Array
    capacity: float

    def keywords(self) -> dict[str, Any]:
        """What ``tests.problems.simple_problem`` takes besides the demand."""
        return {
            "holding_cost": self.holding[:, None],
            "setup_cost": self.setup_cost[:, None],
            "resources": ["Machine"],
            "usage": [(i, 0, 1.0, time) for i, time in enumerate(self.setup_time.tolist())],
            "capacity": self.capacity,
        }

    def plain(self) -> SparseModel:
        """The textbook's model: balance, capacity, and ``x <= M y`` with what is still wanted or fits as M."""
        items, periods = self.demand.shape
        count = items * periods
        x, s, y = (first * count + np.arange(count).reshape(items, periods) for first in range(3))
        balance, setup = np.arange(count).reshape(items, periods), count + np.arange(count).reshape(items, periods)
        machine = np.broadcast_to(2 * count + np.arange(periods), (items, periods))
        to_come = np.cumsum(self.demand[:, ::-1], axis=1)[:, ::-1]
        most = np.minimum(to_come, np.maximum(self.capacity - self.setup_time[:, None], 0.0))
        one = np.ones((items, periods))
        parts = [
            (balance, x, one), (balance, s, -one), (balance[:, 1:], s[:, :-1], one[:, 1:]),
            (setup, x, one), (setup, y, -most), (machine, x, one), (machine, y, self.setup_time[:, None] * one),
        ]  # fmt: skip
        rows = 2 * count + periods
        lower, upper = np.full(rows, -np.inf), np.zeros(rows)
        lower[balance] = upper[balance] = self.demand
        upper[2 * count :] = self.capacity
        whole = np.zeros(3 * count, np.bool_)
        whole[y] = True
        return SparseModel(
            cost=np.concatenate([np.zeros(count), *(np.repeat(c, periods) for c in (self.holding, self.setup_cost))]),
            lower=np.zeros(3 * count),
            upper=np.concatenate([np.full(2 * count, np.inf), np.ones(count)]),
            whole=whole,
            row_lower=lower,
            row_upper=upper,
            entries=Entries.joined([Entries.of(row, column, value) for row, column, value in parts]),
            offset=0.0,
            at={"production": x, "inventory": s, "setup": y},
            rows={
                "balance": balance,
                "setup": setup,
                "capacity": 2 * count + np.arange(periods)[None],
                "held": np.zeros(0, int),
            },
        )


def instance(items: int, periods: int, used: float, seed: int) -> LotSizes:
    """So many items and periods, on a machine of which lot for lot would use this share."""
    chance = np.random.default_rng([items, periods, seed])
    demand = np.rint(np.maximum(chance.normal(100.0, chance.choice([10.0, 35.0]), (items, periods)), 0.0))
    demand[:, :NO_START][chance.random((items, NO_START)) < 0.25] = 0.0
    holding = np.round(chance.uniform(0.8, 1.2, items), 2)
    between = chance.choice([1.5, 2.5, 4.0], items)  # periods between orders that would be economic without a limit
    setup_cost = np.rint(holding * demand.mean(axis=1) * between**2 / 2)
    setup_time = np.rint(chance.uniform(10.0, 50.0, items))
    lot_for_lot = demand.sum(axis=0).mean() + setup_time.sum()
    return LotSizes(
        f"{items} x {periods}, {used:.0%}, no {seed}",
        demand,
        holding,
        setup_cost,
        setup_time,
        float(np.rint(lot_for_lot / used)),
    )
