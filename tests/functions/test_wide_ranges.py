"""Ranges of tables that are large: what is looked at, and how often."""

from __future__ import annotations

from typing import Any

import pytest

from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.table import Value
from sop_excel.functions import argument_tables
from sop_excel.functions.argument_tables import whole_tables
from sop_excel.functions.arguments import TABLES
from sop_excel.functions.declare import Given
from tests.functions.formulas import told

PRODUCTS: list[list[Any]] = [["Product", "Holding cost"], ["A", 1]]


def tables(*demand: list[Any]) -> list[list[Value]]:
    """The rows of table Demand as they are read of a range."""
    arguments = list(TABLES)[:2]
    given = {
        one.name: Given(one, n, rows)
        for n, (one, rows) in enumerate(zip(arguments, [PRODUCTS, list(demand)], strict=True), 1)
    }
    found = whole_tables(given)["Demand"]
    return [list(found.headers), *map(list, found.rows)]


def test_blank_columns_at_the_end_are_left_out_and_no_others() -> None:
    """The last column that is filled in any row counts, also one without a header."""
    assert tables(["Product", "Jan", None, None], ["A", None, " ", None]) == [["Product", "Jan"], ["A", None]]
    wide: list[Value] = ["A", 1.0, None, 2.0, None]
    assert tables(["Product", "Jan", "Feb", None, None], wide, ["B", 1.0, None, None, None])[1] == ["A", 1.0, None, 2.0]


def test_each_row_is_looked_at_from_its_end_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A filled table has a look or two a row, however many rows and columns it has."""
    looks = [0]

    def counted(cell: Value) -> bool:
        looks[0] += 1
        return is_blank(cell)

    monkeypatch.setattr(argument_tables, "is_blank", counted)
    periods = [f"W{t}" for t in range(100)]
    tables(["Product", *periods], *(["A", *[1.0] * 100] for _ in range(300)))
    assert looks[0] <= 302


def test_more_periods_than_a_plan_can_have_are_told_before_any_is_read() -> None:
    demand = [["Product", *(f"W{t}" for t in range(1500))], *([f"P{n}", *[1] * 1500] for n in range(30))]
    assert told("OPTIMIZE_PLANS", PRODUCTS, demand, *[None] * 16) == (
        "argument 2, demand, row 1, column 1: expected at most 1,000 periods, found 1,500 columns; "
        "give the columns of the table alone"
    )
