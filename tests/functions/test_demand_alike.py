"""Formulas over several products whose demand changes: only that is read anew, and yet as if everything were."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from sop_excel.domain.table import Table
from sop_excel.sheets.read_alike import ReadAlike
from tests.examples import tried
from tests.functions.formulas import rows
from tests.functions.test_read_alike import is_read_in_full
from tests.random_tables import random_tables
from tests.shared_factory import shared_factory
from tests.tables import table


def tables_of(stated: dict[str, list[list[Any]]]) -> dict[str, Table]:
    """The tables, whose first rows are their headers."""
    return {name: table(name, first, *rows(others)) for name, (first, *others) in stated.items()}


def test_other_demand_of_several_products_is_all_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """In whatever order the products stand in their tables."""
    stated, reader = shared_factory(3, 6), ReadAlike()
    stated["Demand"][1:] = reversed(stated["Demand"][1:])
    assert is_read_in_full(reader, tables_of(stated), monkeypatch)
    stated["Demand"][1][1:] = [0.5, 7, 1e6, 3, 2, 1]
    assert not is_read_in_full(reader, tables_of(stated), monkeypatch)


@pytest.mark.parametrize(
    ("name", "row", "column", "value"),
    [
        ("Demand", 1, 1, -5),
        ("Demand", 1, 1, 1e300),
        ("Demand", 1, 1, "7"),
        ("Demand", 1, 1, None),
        ("Demand", 0, 1, "W07"),
        ("Demand", 1, 0, "P00001"),
        ("Products", 1, 2, 0.5),
        ("Products", 1, 0, "P9"),
        ("Resources", 1, 2, 1e4),
        ("Routings", 1, 2, 0.25),
    ],
    ids=str,
)
def test_what_differs_in_anything_else_is_read_in_full(
    name: str, row: int, column: int, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Demand that could be wrong too, so that it is told in the words of the reader."""
    stated, reader = shared_factory(3, 6), ReadAlike()
    reader.problem(tables_of(stated), "formula")
    stated[name][row][column] = value
    assert is_read_in_full(reader, tables_of(stated), monkeypatch)


@pytest.mark.parametrize("header", ["Safety stock periods", "Cover periods"])
def test_where_more_follows_from_demand_all_is_read(header: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A safety stock in periods, as a safety stock in units is not."""
    stated, reader = shared_factory(3, 6), ReadAlike()
    stated["Products"][0][-1] = header
    for row in stated["Products"][1:]:
        row[-1] = 2
    for demand in (5, 6):
        stated["Demand"][1][1] = demand
        assert is_read_in_full(reader, tables_of(stated), monkeypatch)


@pytest.mark.parametrize("seed", range(tried(120)))
def test_whatever_the_tables_their_problem_is_the_one_that_is_read_in_full(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Demand of all sizes, also some that is refused."""
    chance, reader = Random(seed), ReadAlike()  # noqa: S311 - examples
    stated = random_tables(chance)
    for _ in range(4):
        is_read_in_full(reader, tables_of(stated), monkeypatch)
        row = chance.choice(stated["Demand"][1:])
        row[chance.randrange(1, len(row))] = chance.choice([0, 3.5, 1e5, None, chance.uniform(0, 90), -1])
