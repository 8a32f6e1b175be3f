"""A planning problem as the arrays that every peer gets, and the same one as ours and as a workbook's tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import HARD, PRODUCTION, SOFT, STORAGE, Problem
from tests.problems import simple_problem

Rows = list[list[Any]]


def _no_places() -> NDArray[np.intp]:
    return np.zeros(0, np.intp)


@dataclass(frozen=True)
class Factory:
    """I products, T periods, R resources.

    Units: ``demand`` (I, T), and (I,) ``initial_inventory``, ``safety_stock`` (a floor of every period; where it is
    soft, ``shortfall_cost`` is paid for each unit and period that is missing, nan: it is hard), ``max_production`` and
    ``max_inventory`` (inf: none). Money: ``production_cost`` (I, T); (I,) ``holding_cost``, ``backorder_cost`` and
    ``lost_sale_cost`` (nan: not allowed), ``setup_cost`` (0: none). Step k uses ``use[k]`` of resource ``resource[k]``
    for a unit of product ``product[k]``: made, or, of a store (``is_store`` (R,)), in stock at the end of a period.
    (R,) ``capacity``, ``overtime_cost`` (nan: none) and ``max_overtime``.
    """

    demand: Array
    production_cost: Array
    holding_cost: Array
    initial_inventory: Array
    safety_stock: Array
    max_production: Array
    max_inventory: Array
    backorder_cost: Array
    lost_sale_cost: Array
    setup_cost: Array
    capacity: Array
    overtime_cost: Array
    max_overtime: Array
    is_store: NDArray[np.bool_]
    product: NDArray[np.intp] = field(default_factory=_no_places)
    resource: NDArray[np.intp] = field(default_factory=_no_places)
    use: Array = field(default_factory=lambda: np.zeros(0))
    shortfall_cost: float = np.nan

    @property
    def has_setups(self) -> bool:
        """Whether some decisions are yes or no."""
        return bool(self.setup_cost.any())

    @property
    def is_soft(self) -> bool:
        """Whether safety stocks may be missed."""
        return not np.isnan(self.shortfall_cost)

    @property
    def overtime(self) -> NDArray[np.intp]:
        """The resources that may work overtime."""
        return np.flatnonzero(~np.isnan(self.overtime_cost))

    @property
    def most_made(self) -> Array:
        """(I, T) the most that can be made of a product in a period, or is of use: all demand that is left, and the
        safety stock."""
        left = np.cumsum(self.demand[:, ::-1], axis=1)[:, ::-1]
        wanted = np.where(np.isnan(self.backorder_cost)[:, None], left, left[:, :1]) + self.safety_stock[:, None]
        return np.minimum(wanted, self.max_production[:, None])

    def steps_on(self, resource: int) -> list[tuple[int, float]]:
        """(product, use) of every step on a resource."""
        here = np.flatnonzero(self.resource == resource)
        return list(zip(self.product[here].tolist(), self.use[here].tolist(), strict=True))

    def problem(self) -> Problem:
        """As our program states it once it has read the tables."""
        by_product = ("holding_cost", "safety_stock", "max_production", "max_inventory", "backorder_cost",
                      "lost_sale_cost", "setup_cost")  # fmt: skip
        soft: dict[str, Any] = {"safety_stock_rule": HARD}
        if self.is_soft:
            soft = {"safety_stock_rule": SOFT, "safety_stock_penalty": self.shortfall_cost}
        return simple_problem(
            self.demand,
            resources=[f"L{r}" for r in range(self.capacity.size)],
            kinds=[STORAGE if store else PRODUCTION for store in self.is_store.tolist()],
            usage=list(zip(self.product.tolist(), self.resource.tolist(), self.use.tolist(), strict=True)),
            production_cost=self.production_cost,
            initial_inventory=self.initial_inventory,
            capacity=self.capacity[:, None],
            overtime_cost=self.overtime_cost[:, None],
            overtime_capacity=self.max_overtime[:, None],
            **{name: getattr(self, name)[:, None] for name in by_product},
            **soft,
        )

    def tables(self) -> dict[str, Rows]:
        """As a planner's workbook states it; the first row of each table is its headers."""
        codes, periods = self._codes("P", self.demand.shape[0]), self._codes("", self.demand.shape[1])
        lines = self._codes("L", self.capacity.size)
        steps = zip(self.product.tolist(), self.resource.tolist(), self.use.tolist(), strict=True)
        tables: dict[str, Rows] = {
            "Products": [list(row) for row in zip(*self._columns("Product", codes, self._of_products()), strict=True)],
            "Demand": [["Product", *periods], *([c, *d] for c, d in zip(codes, self.demand.tolist(), strict=True))],
            "Resources": [list(row) for row in zip(*self._columns("Resource", lines, self._of_lines()), strict=True)],
            "Routings": [["Product", "Resource", "Usage"], *([codes[i], lines[r], use] for i, r, use in steps)],
        }
        if self.is_soft:
            settings: Rows = [["Safety stock rule", SOFT], ["Safety stock penalty", self.shortfall_cost]]
            tables["Settings"] = [["Setting", "Value"], *settings]
        if self._varies:
            headers: list[Any] = ["Field", "Item", "Period", "Value"]
            tables["PeriodData"] = [headers, *self._costs_by_period(codes, periods)]
        return tables

    @staticmethod
    def _codes(letter: str, count: int) -> list[str]:
        return [f"{letter or 'T'}{k + 1}" for k in range(count)]

    @property
    def _varies(self) -> bool:
        return bool(np.any(self.production_cost != self.production_cost[:, :1]))

    def _costs_by_period(self, codes: list[str], periods: list[str]) -> Iterator[list[Any]]:
        for code, row in zip(codes, self.production_cost.tolist(), strict=True):
            for period, cost in zip(periods, row, strict=True):
                yield ["Production cost", code, period, cost]

    def _of_products(self) -> dict[str, list[Any]]:
        return {
            "Production cost": self.production_cost[:, 0].tolist(),
            "Holding cost": self.holding_cost.tolist(),
            "Initial inventory": self.initial_inventory.tolist(),
            "Safety stock": self.safety_stock.tolist(),
            "Max production": _blank(self.max_production),
            "Max inventory": _blank(self.max_inventory),
            "Backorder cost": _blank(self.backorder_cost),
            "Lost sale cost": _blank(self.lost_sale_cost),
            "Setup cost": _blank(np.where(self.setup_cost > 0, self.setup_cost, np.nan)),
        }

    def _of_lines(self) -> dict[str, list[Any]]:
        return {
            "Kind": [STORAGE if store else PRODUCTION for store in self.is_store.tolist()],
            "Capacity": self.capacity.tolist(),
            "Overtime cost": _blank(self.overtime_cost),
            "Overtime capacity": _blank(self.max_overtime),
        }

    @staticmethod
    def _columns(key: str, codes: list[str], columns: dict[str, list[Any]]) -> list[list[Any]]:
        """Headers and values, column by column; of columns that say something."""
        stated = {name: values for name, values in columns.items() if any(value is not None for value in values)}
        return [[key, *codes], *([name, *values] for name, values in stated.items())]


def _blank(values: Array) -> list[float | None]:
    """A blank cell for what is not a number, or has no end."""
    return [value if np.isfinite(value) else None for value in values.tolist()]
