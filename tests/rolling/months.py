"""A firm that is planned month after month: what came is drawn at random, and the workbook rolls on with it.

The firm keeps books of its own, of what is in stock, late and on its way, counted to a hundredth of a unit: they know
nothing of how a workbook is rolled, and have to agree with it to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from sop_excel.domain.problem import Problem
from sop_excel.hosts.xlsx.plans import read
from tests.commands import sop_excel
from tests.workbooks import Rows, make_workbook, plan_rows, read_table

HORIZON = 6
LEAD_TIMES = (0, 1, 2)  # of the products, one after the other
BACKORDER_COSTS = (None, 4.0)
MEASURES = ("Demand", "Production", "Inventory")


class Month(NamedTuple):
    """What was planned for a month and what came, in units of all products by measure; and how many figures of the
    rolled workbook were held against the firm's books."""

    period: str
    planned: dict[str, float]
    came: dict[str, float]
    compared: int


@dataclass
class Firm:
    """The books of a firm: units by product in stock and late, and on their way by product and month."""

    inventory: dict[str, float]
    backorders: dict[str, float]
    on_the_way: dict[tuple[str, str], float] = field(default_factory=dict)

    def starts(self, product: str, arrives: str, made: float) -> None:
        """Production that arrives in a month, be it the one in which it starts."""
        if made:
            self.on_the_way[product, arrives] = self.on_the_way.get((product, arrives), 0.0) + made

    def passes(self, product: str, period: str, demand: float, *, may_be_late: bool) -> float:
        """What arrives in a month is stored, and demand served as far as there is stock; the units that are sold."""
        stock = self.inventory[product] + self.on_the_way.pop((product, period), 0.0)
        wanted = self.backorders[product] + demand
        served = min(stock, wanted)
        self.inventory[product] = round(stock - served, 2)
        self.backorders[product] = round(wanted - served, 2) if may_be_late else 0.0
        return served


def periods_from(first: int, count: int) -> list[str]:
    """ISO months, counted from January 2026.

    >>> periods_from(11, 2)
    ['2026-12', '2027-01']
    """
    return [f"{2026 + n // 12}-{n % 12 + 1:02}" for n in range(first, first + count)]


def first_workbook(path: Path, products: int, months: int, chance: Generator) -> Path:
    """A workbook of products that share a line, with a forecast of all months to come."""
    names = [f"P{n + 1}" for n in range(products)]
    periods = periods_from(0, HORIZON + months)
    seasons = 1 + 0.4 * np.sin(2 * np.pi * np.arange(len(periods)) / 12)
    forecast = {name: np.round(chance.uniform(50, 150) * seasons).tolist() for name in names}
    head = ["Product", "Production cost", "Holding cost", "Initial inventory", "Initial backorders", "Safety stock",
            "Backorder cost", "Lost sale cost", "Lead time"]  # fmt: skip
    rows = []
    for n, name in enumerate(names):
        late = BACKORDER_COSTS[n % len(BACKORDER_COSTS)]
        rows.append([name, 10.0 + n, 1.0, 200.0, 0.0, 20.0, late, 60.0, float(LEAD_TIMES[n % len(LEAD_TIMES)])])
    tables: dict[str, Rows] = {
        "Products": [head, *rows],
        "Demand": [["Product", *periods[:HORIZON]], *[[name, *forecast[name][:HORIZON]] for name in names]],
        "Settings": [["Setting", "Value"], ["Safety stock rule", "soft"], ["Safety stock penalty", 5.0]],
        "Resources": [["Resource", "Capacity", "Overtime cost"], ["Line", 110.0 * products, 6.0]],
        "Routings": [["Product", "Resource", "Usage"], *[[name, "Line", 1.0] for name in names]],
        "Receipts": [["Product", *periods[:2]], [names[0], 10.0, 5.0]],
        "Forecast": [["Product", "Method", "Measure", *periods],
                     *[[name, "by hand", "Mean", *forecast[name]] for name in names]],
    }  # fmt: skip
    return make_workbook(path, tables)


def months_rolled(folder: Path, months: int, products: int = 4, seed: int = 1) -> Iterator[Month]:
    """Each month the plan, what came, and the workbook rolled and planned again; all of them are checked."""
    chance = np.random.default_rng(seed)
    path = first_workbook(folder / "book.xlsx", products, months, chance)
    _run("optimize", path)
    firm = _firm_of(read(path))
    for _ in range(months):
        problem, rows = read(path), plan_rows(path)
        period = problem.periods[0]
        made: dict[str, float] = {}
        wanted: dict[str, float] = {}
        sold: dict[str, float] = {}
        for i, product in enumerate(problem.product_codes):
            made[product] = round(rows[product, "Production"][0] * chance.uniform(0.9, 1.0), 2)
            wanted[product] = float(round(problem.demand[i, 0] * chance.lognormal(0.0, 0.25)))
            lead = int(problem.products.lead_time[i])
            late = not np.isnan(problem.products.backorder_cost[i, 0])
            firm.starts(product, problem.periods[lead], made[product])
            sold[product] = firm.passes(product, period, wanted[product], may_be_late=late)
        came = {"Demand": wanted, "Production": made, "Inventory": dict(firm.inventory)}
        _run("roll", path, "--actuals", _actuals(folder / "came.csv", firm, made, wanted, sold))
        compared = agrees(read(path), firm)
        _run("optimize", path)
        _run("check", path)
        _run("verify", path)
        planned = {name: sum(rows[product, name][0] for product in problem.product_codes) for name in MEASURES}
        yield Month(period, planned, {name: sum(came[name].values()) for name in MEASURES}, compared)


def _run(*words: object) -> None:
    ran = sop_excel(*words)
    assert ran.status == 0, (words, ran.err)


def _firm_of(problem: Problem) -> Firm:
    codes = problem.product_codes
    on_the_way = {
        (codes[i], problem.periods[t]): float(problem.receipts[i, t]) for i, t in np.argwhere(problem.receipts)
    }
    stocks = dict(zip(codes, problem.products.initial_inventory.tolist(), strict=True))
    return Firm(stocks, dict(zip(codes, problem.products.initial_backorders.tolist(), strict=True)), on_the_way)


def _actuals(path: Path, firm: Firm, *columns: dict[str, float]) -> Path:
    lines = ["Product,Inventory,Backorders,Production,Demand,Sales"]
    for product in firm.inventory:
        figures = (firm.inventory[product], firm.backorders[product], *(column[product] for column in columns))
        lines.append(f"{product},{','.join(map(repr, figures))}")
    path.write_text("\n".join(lines))
    return path


def agrees(problem: Problem, firm: Firm) -> int:
    """How many figures of a rolled workbook were held against the firm's books; AssertionError for one that differs."""
    count = 0
    for i, product in enumerate(problem.product_codes):
        assert problem.products.initial_inventory[i] == firm.inventory[product], product
        assert problem.products.initial_backorders[i] == firm.backorders[product], product
        count += 2
        for t, period in enumerate(problem.periods):
            assert problem.receipts[i, t] == firm.on_the_way.get((product, period), 0.0), (product, period)
            count += 1
    return count


def told(path: Path) -> list[list[object]]:
    """The rows of table PlanAndActual."""
    return read_table(path, "PlanAndActual")[1:]
