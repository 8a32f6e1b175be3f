"""Random scenarios on random problems: the same numbers as a loop over single cells gives."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from random import Random
from typing import Any

import numpy as np
import pytest

from sop_excel.contract import schema
from sop_excel.contract.forms import key_of
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import ErrorValue, NotCalculated, Table, Value
from sop_excel.errors import InputError, Issue
from sop_excel.sheets.read import read_problem
from tests.examples import tried
from tests.random_tables import random_tables
from tests.scenarios import HEADERS
from tests.tables import day, small_book, table

FIELDS = ("Demand", "Receipts", "Holding cost", "Max production", "Price", "Capacity", "Overtime cost", "Max inventory")
Cell = tuple[str, str, str]
NUMBERS = {"set": (0.0, 1.0, 7.5), "add": (-1.0, 0.5, 3.0), "multiply": (0.0, 0.9, 2.0)}


def random_rows(chance: Random, products: list[str], lines: list[str], periods: list[str]) -> list[list[Any]]:
    """One to six rows of a scenario: fields, items and periods that exist."""
    rows = []
    for _ in range(chance.randint(1, 6)):
        field, change = chance.choice(FIELDS), chance.choice(list(NUMBERS))
        items = lines if field in ("Capacity", "Overtime cost") else products
        item = chance.choice([*items, None])
        rows.append(["What if", field, item, chance.choice([*periods, None]), change, chance.choice(NUMBERS[change])])
    return rows


def cells(problem: Problem) -> dict[Cell, float]:
    """Every number that the fields of a problem hold, by field, item and period."""
    found = {}
    for field in FIELDS:
        key = key_of(field)
        array = {"demand": problem.demand, "receipts": problem.receipts}.get(key)
        by_resource = key in problem.resources
        codes = problem.resource_codes if by_resource else problem.product_codes
        values = array if array is not None else (problem.resources if by_resource else problem.products)[key]
        for (n, t), value in np.ndenumerate(values):
            found[field, codes[n], problem.periods[t]] = float(value)
    return found


def changed(base: dict[Cell, float], rows: list[list[Any]], stores: set[str]) -> dict[Cell, float] | None:
    """The base after the rows, one cell at a time; None where a result is below 0."""
    now = dict(base)
    for _, field, item, period, change, value in rows:
        for cell, before in now.items():
            if cell[0] != field or item not in (None, cell[1]) or period not in (None, cell[2]):
                continue
            if item is None and field == "Overtime cost" and cell[1] in stores:
                continue
            if change != "set" and not isfinite(before):
                continue
            now[cell] = {"set": value, "add": before + value, "multiply": before * value}[change]
            if now[cell] < 0:
                return None
    return now


def outcome(seed: int) -> str:
    """What became of one random scenario, after it was compared with the loop."""
    chance = Random(seed)  # noqa: S311 - figures, not secrets
    given = random_tables(chance)
    tables = {
        name: table(name, [str(header) for header in rows[0]], *([*map(_number, row)] for row in rows[1:]))
        for name, rows in given.items()
    }
    base, _ = read_problem(tables, "book")
    stores = {code for code, kind in zip(base.resource_codes, base.resource_kinds, strict=True) if kind == "storage"}
    rows = random_rows(chance, list(base.product_codes), list(base.resource_codes), list(base.periods))
    tables["Scenarios"] = table("Scenarios", HEADERS, *rows)
    expected = changed(cells(base), rows, stores)
    try:
        problem, _ = read_problem(tables, "book", "What if")
    except InputError as error:
        below = any("expected a result >= 0" in str(issue) for issue in error.issues)
        assert below == (expected is None)
        return "below 0" if below else "refused"
    assert expected is not None
    np.testing.assert_array_equal(list(cells(problem).values()), list(expected.values()))
    assert cells(read_problem(tables, "book")[0]).keys() == expected.keys()
    return "changed" if str(expected) != str(cells(base)) else "unchanged"


def _number(cell: Any) -> Any:
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


TABLES = tried(300)


@pytest.fixture(scope="module")
def outcomes() -> list[str]:
    """What became of each."""
    return [outcome(seed) for seed in range(TABLES)]


def test_a_scenario_is_what_a_loop_over_its_cells_gives(outcomes: list[str]) -> None:
    """To the last bit; a result below 0 is found by both or by neither. Enough are of each sort to mean something."""
    assert outcomes.count("changed") > TABLES // 2
    assert outcomes.count("below 0") > TABLES // 20


JUNK: list[Value] = [
    None, "", "n/a", -1.0, 0.0, 2.5, 1e99, 1e300, True, ErrorValue("#N/A"), NotCalculated(), "yes", "soft",
    day(2025, 1, 1), float("inf"), float("nan"), "a\nb",
]  # fmt: skip
NAMED = [column.name for _, column in schema.overridable()] + [form.name for form in schema.SCENARIO_TABLES]
ANY_FIELD = [*NAMED, *schema.SCENARIO_COLUMNS, *(setting.name for setting in schema.SETTINGS)]


def junk_row(chance: Random) -> list[Value]:
    """A row whose cells are mostly good, but for its value."""
    good: list[list[Value]] = [
        ["High", "Low"],
        [*ANY_FIELD],
        [None, "A", "L1"],
        [None, "Jan"],
        ["set", "add", "Multiply"],
    ]
    return [*(chance.choice(cells if chance.random() < 0.97 else JUNK) for cells in good), chance.choice(JUNK)]


@pytest.mark.parametrize("seed", range(tried(20)))
def test_whatever_a_row_holds_is_planned_with_or_told_on_one_line(seed: int) -> None:
    """50 small tables of junk each: nothing is raised but InputError, and no number of a problem is below 0."""
    chance = Random(seed)  # noqa: S311 - figures, not secrets
    lines = table("Resources", ["Resource", "Capacity"], ["L1", 100.0])
    for _ in range(50):
        rows = [junk_row(chance) for _ in range(chance.randint(1, 3))]
        issues, numbers = read_or_told(small_book(lines, table("Scenarios", HEADERS, *rows)))
        assert all(str(issue).isprintable() for issue in issues)
        assert not any((array < 0).any() for array in numbers)


def read_or_told(tables: dict[str, Table]) -> tuple[Sequence[Issue], list[Array]]:
    """The issues of scenario High, or its numbers."""
    try:
        problem, _ = read_problem(tables, "book", "High")
    except InputError as error:
        return error.issues, []
    return [], [*problem.products.values(), problem.demand, problem.receipts]
