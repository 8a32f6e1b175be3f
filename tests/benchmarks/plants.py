"""Plants with lines of their own: seasonal and sporadic demand, steps on one or two lines, and the load asked for.

The same figures on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Value
from sop_excel.sheets.read import read_problem
from tests.tables import table

Row = tuple[Value, ...]
LINES = 40  # products for each line


@dataclass(frozen=True)
class Plants:
    """What is asked for: the ``load`` is that of a mean period, as a share of capacity; ``columns`` are more columns of
    Products, each a multiple of another number of the product; ``settings`` those of table Settings."""

    name: str
    products: int
    periods: int = 52
    plants: int = 1
    load: float = 0.85
    varying: bool = False
    columns: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    settings: tuple[tuple[str, Any], ...] = ()

    def problem(self) -> Problem:
        """As a workbook with these tables states it."""
        chance = np.random.default_rng(self.products * 1000 + self.periods)
        demand = self._demand(chance)
        cost = np.round(chance.uniform(2, 60, self.products), 2)
        mean = demand.mean(axis=1)
        numbers: dict[str, Array] = {
            "Production cost": cost,
            "Holding cost": np.round(cost * 0.25 / self.periods, 4),
            "Safety stock": np.round(0.5 * mean),
            "Initial inventory": np.round(0.5 * mean) + np.round(mean * chance.uniform(0, 1.5, self.products)),
        }
        for name, (of, times) in self.columns.items():
            numbers[name] = np.asarray(np.round(numbers[of] * times, 4), dtype=np.float64)
        codes = [f"P{i:05d}" for i in range(self.products)]
        periods = [f"W{t + 1:02d}" for t in range(self.periods)]
        steps, load = self._steps(chance, demand)
        rows = zip(codes, *(column.tolist() for column in numbers.values()), strict=True)
        tables = [
            table("Products", ["Product", *numbers], *rows),
            table("Demand", ["Product", *periods], *([c, *d] for c, d in zip(codes, demand.tolist(), strict=True))),
            table("Routings", ["Product", "Resource", "Usage"], *((codes[i], f"L{r}", use) for i, r, use in steps)),
            table("Resources", ["Resource", "Kind", "Capacity", "Overtime cost"], *self._lines(chance, load)),
            table("Settings", ["Setting", "Value"], *self.settings),
            *self._varying_costs(chance, codes, periods, cost),
        ]
        return read_problem({one.name: one for one in tables}, self.name)[0]

    def _lines(self, chance: np.random.Generator, load: Array) -> Iterator[Row]:
        overtime = chance.uniform(30, 60, len(load))
        for r, (own, cost) in enumerate(zip(load.tolist(), overtime.tolist(), strict=True)):
            yield f"L{r}", "production", max(1.0, round(own / self.load, 2)), round(cost, 2)

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

    def _steps(self, chance: np.random.Generator, demand: Array) -> tuple[list[tuple[int, int, float]], Array]:
        """(product, line, hours for a unit), of three products in ten on two lines; and the mean load of each line."""
        lines = max(self.plants, self.products // LINES)
        of_line = np.arange(lines) * self.plants // lines
        steps, load = [], np.zeros(lines)
        for i in range(self.products):
            own = np.flatnonzero(of_line == i * self.plants // self.products)
            count = 2 if len(own) > 1 and chance.random() < 0.3 else 1
            for r in chance.choice(own, count, replace=False).tolist():
                use = round(float(chance.uniform(0.02, 0.3)), 3)
                steps.append((i, r, use))
                load[r] += use * demand[i].mean()
        return steps, load

    def _varying_costs(
        self, chance: np.random.Generator, codes: list[str], periods: list[str], cost: Array
    ) -> list[Any]:
        if not self.varying:
            return []
        times = 1 + 0.03 * chance.standard_normal(self.periods)
        rows = (
            ("Production cost", code, period, round(float(cost[i] * times[t]), 3))
            for i, code in enumerate(codes)
            for t, period in enumerate(periods)
        )
        return [table("PeriodData", ["Field", "Item", "Period", "Value"], *rows)]
