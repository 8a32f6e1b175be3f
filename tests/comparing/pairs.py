"""Pairs of random planning tables: a plan's inputs, and the same a month later, with some groups of them changed."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from sop_excel.comparing.cost_changes import PricedProblem
from sop_excel.comparing.foreseen import Seen, seen
from sop_excel.comparing.input_groups import CAPACITY, COSTS, DEMAND, GROUPS, HORIZON, OPENING, POLICY
from sop_excel.comparing.plan_changes import numbers_of
from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.errors import InputError
from sop_excel.model.engine.highs import highs
from sop_excel.model.solve import cheapest
from sop_excel.sheets.read import read_problem
from tests.random_tables import Rows, random_tables
from tests.tables import book, table

Tables = dict[str, Rows]


def random_pair(chance: Random) -> tuple[Tables, Tables, frozenset[str]]:
    """Two sets of tables, and the groups in which the second was changed."""
    old = random_tables(chance)
    groups = frozenset(group for group in GROUPS if chance.random() < 0.5) or frozenset({chance.choice(GROUPS)})
    new = deepcopy(old)
    for group in GROUPS:
        if group in groups:
            _CHANGES[group](chance, new)
    return old, new, groups


def problem_of(tables: Tables) -> Problem | None:
    """The problem that the tables state; None where the contract refuses them."""
    try:
        return read_problem(book(*(table(name, rows[0], *rows[1:]) for name, rows in _as_floats(tables).items())), "p")[
            0
        ]
    except InputError:
        return None


def priced(problem: Problem | None) -> PricedProblem | None:
    """The problem with its least cost less revenue; None where it has no plan."""
    found = _plan(problem)
    return PricedProblem(found.problem, found.objective) if found else None


def _plan(problem: Problem | None) -> Plan | None:
    found = None if problem is None else cheapest(problem, highs)
    return found if isinstance(found, Plan) else None


def priced_pairs(seed: int, count: int) -> list[tuple[PricedProblem, PricedProblem, Seen | None]]:
    """So many pairs of problems that both have a plan, with the opening stock of each as the other sees it."""
    found: list[tuple[PricedProblem, PricedProblem, Seen | None]] = []
    while len(found) < count:
        old, new, _ = random_pair(Random(seed))  # noqa: S311 - the same pairs each time
        seed += 1
        before, after = _plan(problem_of(old)), _plan(problem_of(new))
        if before and after:
            stocks = seen(before.problem, after.problem, numbers_of(before), numbers_of(after))
            pair = [PricedProblem(one.problem, one.objective) for one in (before, after)]
            found.append((pair[0], pair[1], stocks))
    return found


def _as_floats(tables: Tables) -> Tables:
    def cell(value: Any) -> Any:
        return float(value) if isinstance(value, int) else value

    return {name: [rows[0], *([cell(value) for value in row] for row in rows[1:])] for name, rows in tables.items()}


def _change_columns(chance: Random, rows: Rows, names: tuple[str, ...], scale: tuple[float, ...]) -> None:
    """Other numbers where some stand in these columns; in the first, where there are none at all."""
    headers = rows[0]
    for row in rows[1:]:
        for n, header in enumerate(headers):
            if header in names and row[n] is not None and chance.random() < 0.7:
                row[n] = row[n] * chance.choice(scale)


def _change_demand(chance: Random, tables: Tables) -> None:
    rows = tables["Demand"]
    for row in rows[1:]:
        row[1:] = [value if chance.random() < 0.5 else chance.randint(0, 40) for value in row[1:]]


def _change_costs(chance: Random, tables: Tables) -> None:
    names = ("Production cost", "Holding cost", "Price", "Lost sale cost", "Backorder cost", "Subcontract cost", "Cost")
    for name in ("Products", "Resources"):
        if name in tables:
            _change_columns(chance, tables[name], tuple(n for n in names), (0.5, 1.5, 2))
    _overtime_above_cost(tables)


def _overtime_above_cost(tables: Tables) -> None:
    for row in tables.get("Resources", [])[1:]:
        if row[4] is not None:
            row[4] = max(row[4], row[3] or 0)


def _change_capacity(chance: Random, tables: Tables) -> None:
    _change_columns(chance, tables["Products"], ("Max production", "Max inventory", "Max subcontract"), (0.75, 1.5, 2))
    if "Resources" in tables:
        _change_columns(chance, tables["Resources"], ("Capacity", "Overtime capacity"), (0.75, 1.25, 2))
    for row in tables.get("Routings", [])[1:]:
        row[2] = chance.randint(1, 4) / 2


def _change_policy(chance: Random, tables: Tables) -> None:
    names = ("Safety stock", "Safety stock periods", "Cover periods", "Final inventory")
    _change_columns(chance, tables["Products"], names, (0, 0.5, 2))
    if chance.random() < 0.3:
        tables["Settings"].append(["Safety stock rule", "soft"])
        tables["Settings"].append(["Safety stock penalty", 3])


def _change_opening(chance: Random, tables: Tables) -> None:
    _change_columns(chance, tables["Products"], ("Initial inventory", "Initial backorders"), (0, 0.5, 2))
    for row in tables.get("Receipts", [])[1:]:
        row[1:] = [value if chance.random() < 0.5 else chance.randint(0, 10) for value in row[1:]]


def _change_horizon(chance: Random, tables: Tables) -> None:
    """The first period leaves and another comes; sometimes a product comes too."""
    first = tables["Demand"][0][1]
    for name in ("Demand", "Receipts"):
        for row in tables.get(name, []):
            header = row is tables[name][0]
            row[1:] = [*row[2:], "W99" if header else chance.randint(0, 40 if name == "Demand" else 5)]
    if "PeriodData" in tables:
        rows = tables["PeriodData"]
        rows[1:] = [row for row in rows[1:] if row[2] != first]
        if len(rows) == 1:
            del tables["PeriodData"]
    if chance.random() < 0.4:
        _new_product(chance, tables)


def _new_product(chance: Random, tables: Tables) -> None:
    tables["Products"].append(["Item 9", *tables["Products"][1][1:]])
    tables["Demand"].append(["Item 9", *(chance.randint(0, 20) for _ in tables["Demand"][0][1:])])
    if "Routings" in tables and len(tables["Resources"]) > 1:
        tables["Routings"].append(["Item 9", tables["Resources"][1][0], 0.5])


_CHANGES: dict[str, Callable[[Random, Tables], None]] = {
    DEMAND: _change_demand,
    COSTS: _change_costs,
    CAPACITY: _change_capacity,
    POLICY: _change_policy,
    OPENING: _change_opening,
    HORIZON: _change_horizon,
}
