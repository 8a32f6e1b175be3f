"""Plants with lines of their own: seasonal and sporadic demand, steps on one or two lines, and the load asked for.

The same figures on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from tests.benchmarks.factory import Factory

LINES = 40  # products for each line
SPACE = 1.6  # of what is in stock before the first period: the room of a store


@dataclass(frozen=True)
class Plants:
    """What is asked for: the ``load`` is that of a mean period, as a share of capacity; ``times`` are further numbers
    of a product, each so many times another one; overtime is at most ``max_overtime`` of the capacity; with ``stores``
    each plant has one; a unit of a missed safety stock costs ``shortfall_cost``."""

    products: int
    periods: int = 52
    plants: int = 1
    load: float = 0.85
    varying: bool = False
    times: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    max_overtime: float = np.inf
    stores: bool = False
    shortfall_cost: float = np.nan

    def factory(self) -> Factory:
        """The arrays."""
        chance = np.random.default_rng(self.products * 1000 + self.periods)
        demand = self._demand(chance)
        numbers = self._numbers(chance, demand.mean(axis=1))
        product, resource, use = self._steps(chance, demand)
        capacity, overtime = self._lines(
            chance, np.bincount(resource, use * demand.mean(axis=1)[product]).astype(np.float64)
        )
        cost = numbers.pop("production_cost")[:, None] * np.ones(self.periods)
        if self.varying:
            cost = np.round(cost * (1 + 0.03 * chance.standard_normal(self.periods)), 3)
        factory = Factory(
            demand=demand,
            production_cost=cost,
            **numbers,
            capacity=capacity,
            overtime_cost=overtime,
            max_overtime=np.round(capacity * self.max_overtime, 2),
            is_store=np.zeros(capacity.size, np.bool_),
            product=product,
            resource=resource,
            use=use,
            shortfall_cost=self.shortfall_cost,
        )
        return self._with_stores(factory) if self.stores else factory

    def _numbers(self, chance: np.random.Generator, mean: Array) -> dict[str, Array]:
        cost = np.round(chance.uniform(2, 60, self.products), 2)
        none = np.full(self.products, np.nan)
        numbers = {
            "production_cost": cost,
            "holding_cost": np.round(cost * 0.25 / self.periods, 4),
            "safety_stock": np.round(0.5 * mean),
            "initial_inventory": np.round(0.5 * mean) + np.round(mean * chance.uniform(0, 1.5, self.products)),
            "max_production": np.full(self.products, np.inf),
            "max_inventory": np.full(self.products, np.inf),
            "backorder_cost": none,
            "lost_sale_cost": none,
            "setup_cost": np.zeros(self.products),
        }
        for name, (of, times) in self.times.items():
            numbers[name] = np.round(numbers[of] * times, 4)
        return numbers

    def _lines(self, chance: np.random.Generator, load: Array) -> tuple[Array, Array]:
        overtime = np.round(chance.uniform(30, 60, load.size), 2)
        return np.maximum(1.0, np.round(load / self.load, 2)), overtime

    def _demand(self, chance: np.random.Generator) -> Array:
        base = chance.lognormal(4, 1, (self.products, 1))
        season = np.arange(self.periods) * (2 * np.pi / min(self.periods, 52))
        swing = chance.uniform(0.1, 0.45, (self.products, 1)) * np.sin(
            season + chance.normal(0, 0.6, (self.products, 1))
        )
        demand = base * (1 + swing) * chance.lognormal(0, 0.25, (self.products, self.periods))
        sporadic = chance.random((self.products, 1)) < 0.3
        comes = chance.random(demand.shape) < 0.3
        found = np.where(sporadic, np.where(comes, demand / 0.3, 0.0), demand)
        return np.asarray(np.round(found), dtype=np.float64)

    def _of_plant(self, count: int) -> NDArray[np.intp]:
        """The plant of each of so many products or lines."""
        return np.asarray(np.arange(count) * self.plants // count, dtype=np.intp)

    def _steps(self, chance: np.random.Generator, demand: Array) -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
        """Product, line and hours for a unit, of three products in ten on two lines; every line has one."""
        of_line = self._of_plant(max(self.plants, self.products // LINES))
        steps = []
        for i, plant in enumerate(self._of_plant(self.products).tolist()):
            own = np.flatnonzero(of_line == plant)
            count = 2 if len(own) > 1 and chance.random() < 0.3 else 1
            for r in chance.choice(own, count, replace=False).tolist():
                steps.append((i, r, round(float(chance.uniform(0.02, 0.3)), 3)))
        product, resource, use = zip(*steps, strict=True)
        return np.array(product, np.intp), np.array(resource, np.intp), np.array(use)

    def _with_stores(self, factory: Factory) -> Factory:
        """Each plant has a store for all of its products, a unit of which takes up more or less of it."""
        space = np.round(0.5 + (np.arange(self.products) % 7) / 6, 3)
        plant, lines = self._of_plant(self.products), factory.capacity.size
        room = np.round(SPACE * np.bincount(plant, space * factory.initial_inventory), 2)
        none = np.full(self.plants, np.nan)
        changed = {
            "capacity": np.concatenate([factory.capacity, room]),
            "overtime_cost": np.concatenate([factory.overtime_cost, none]),
            "max_overtime": np.concatenate([factory.max_overtime, np.full(self.plants, np.inf)]),
            "is_store": np.concatenate([factory.is_store, np.ones(self.plants, np.bool_)]),
            "product": np.concatenate([factory.product, np.arange(self.products)]),
            "resource": np.concatenate([factory.resource, lines + plant]),
            "use": np.concatenate([factory.use, space]),
        }
        return Factory(**{**vars(factory), **changed})
