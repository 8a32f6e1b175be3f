"""Formulas whose numbers change: read by what was said before, and yet as if everything were read anew."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Table
from sop_excel.errors import InputError
from sop_excel.functions.argument_tables import product_tables
from sop_excel.functions.arguments import COVERAGE, ONE_PRODUCT
from sop_excel.functions.declare import Given
from sop_excel.sheets import read_alike
from sop_excel.sheets.read import read_problem
from sop_excel.sheets.read_alike import ReadAlike
from tests.examples import tried
from tests.functions.formulas import rows
from tests.tables import table

FORMULA = [[10.0, 20.0, 30.0], 5.0, 1.0, 7.0, 1.5, [40.0, None, 45.0], 90.0]


def tables_of(arguments: list[Any], form: Any = ONE_PRODUCT) -> dict[str, Table]:
    """The tables of a formula; None is left out."""
    given = {
        argument.name: Given(argument, n, rows(value))
        for n, (argument, value) in enumerate(zip(form, arguments, strict=False), 1)
        if value is not None
    }
    return product_tables(given)[0]


def same(one: Problem, other: Problem) -> bool:
    """Whether two problems have the same numbers, bit by bit, and say the same."""
    arrays = ("demand", "receipts", "firm_production", "published")
    pairs = [(getattr(one, name), getattr(other, name)) for name in arrays]
    for fields, others in ((one.products, other.products), (one.resources, other.resources)):
        assert list(fields) == list(others)
        pairs += [(fields[name], others[name]) for name in fields]
    words = ("name", "periods", "product_codes", "policies", "scenario", "days_per_period", "currency")
    return all(
        a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()
        for a, b in ((np.ascontiguousarray(a), np.ascontiguousarray(b)) for a, b in pairs)
    ) and all(getattr(one, name) == getattr(other, name) for name in words)


def is_read_in_full(reader: ReadAlike, tables: dict[str, Table], monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the reader reads the tables as if it knew nothing; what it finds is right in any case."""
    calls: list[str] = []

    def counted(*arguments: Any) -> Any:
        calls.append("read")
        return read_problem(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(read_alike, "read_problem", counted)
        found = told(lambda: reader.problem(tables, "formula"))
    expected = told(lambda: read_problem(tables, "formula")[0])
    if isinstance(found, Problem) and isinstance(expected, Problem):
        assert same(found, expected)
    else:
        assert found == expected
    return bool(calls)


def told(read: Callable[[], Problem]) -> Problem | str:
    """The problem, or what is wrong with its tables."""
    try:
        return read()
    except InputError as error:
        return str(error)


def test_a_formula_with_other_numbers_is_not_read_in_full_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = ReadAlike()
    assert is_read_in_full(reader, tables_of(FORMULA), monkeypatch)
    other = [[11.5, 0.0, 1e6], 4.25, 0.5, 0.0, 2.25, [7.0, None, 0.1], 3.0]
    assert not is_read_in_full(reader, tables_of(other), monkeypatch)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, [10.0, 20.0, -30.0]),
        (0, [10.0, 1e300, 30.0]),
        (0, [10.0, "20", 30.0]),
        (0, [10.0, None, 30.0]),
        (1, -5.0),
        (1, float("nan")),
        (1, [5.0, 5.0, 5.0]),
        (3, 1e300),
        (4, 1e13),
        (5, [-40.0, None, 45.0]),
        (5, [40.0, 41.0, 45.0]),
        (6, None),
        (7, True),
    ],
    ids=str,
)
def test_what_differs_in_more_than_its_numbers_is_read_in_full(
    place: int, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers that could be wrong too, so that they are told in the words of the reader."""
    reader = ReadAlike()
    reader.problem(tables_of(FORMULA), "formula")
    changed: list[Any] = [*FORMULA, None]
    changed[place] = value
    assert is_read_in_full(reader, tables_of(changed), monkeypatch)


def test_columns_that_are_held_against_each_other_are_always_read_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A min subcontract above the max is an error, however alike the tables are to those before."""
    headers = ["Product", "Production cost", "Subcontract cost", "Min subcontract", "Max subcontract"]
    reader = ReadAlike()
    for least in (5.0, 6.0, 60.0):
        tables = {
            "Products": table("Products", headers, ["A", 1.0, 2.0, least, 9.0]),
            "Demand": table("Demand", ["Product", "Jan"], ["A", 4.0]),
        }
        assert is_read_in_full(reader, tables, monkeypatch)


@pytest.mark.parametrize("seed", range(tried(60)))
def test_whatever_the_formula_its_problem_is_the_one_that_is_read_in_full(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One reader for many formulas, most of which it knows; numbers of all sizes, also some that are refused."""
    chance, reader = Random(seed), ReadAlike(most=8)  # noqa: S311 - examples
    for _ in range(40):
        periods = chance.choice([1, 2, 5])
        form = chance.choice([ONE_PRODUCT, COVERAGE])

        def number(chance: Random = chance) -> float:
            return round(chance.uniform(0, 300), chance.choice([0, 1, 5])) * chance.choice([1, 1, 1, 1e-3, 1e7, -1])

        def series(number: Any = number, chance: Random = chance, periods: int = periods) -> Any:
            return [number() for _ in range(periods)] if chance.random() < 0.3 else number()

        given = [[number() for _ in range(periods)], series(), series(), 1.5 if form is COVERAGE else number()]
        given += [value if chance.random() < 0.5 else None for value in (abs(number()), series(), series())]
        try:
            tables = tables_of(given, form)
        except InputError:
            continue
        is_read_in_full(reader, tables, monkeypatch)
