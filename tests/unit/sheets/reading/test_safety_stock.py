"""Safety stock in units, in periods and as cover (rules P1, D1)."""

from __future__ import annotations

import numpy as np
import pytest

from sop_excel.domain.table import Table, Value
from tests.tables import book, errors_of, read, table

DEMAND = [191.0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 39]


def one_product(header: str, cell: Value, *others: Table, demand: list[float] = DEMAND) -> dict[str, Table]:
    """One product with one way to state its safety stock."""
    periods = [str(t + 1) for t in range(len(demand))]
    return book(
        table("Products", ["Product", header], ["A", cell]),
        table("Demand", ["Product", *periods], ["A", *demand]),
        *others,
    )


def test_units_are_the_floor_of_every_period() -> None:
    """Without an override the array takes no memory of its own."""
    floor = read(one_product("Safety stock", 12.5)).products.safety_stock
    assert floor.tolist() == [[12.5] * 12]
    assert floor.strides[1] == 0


def test_periods_count_the_mean_demand() -> None:
    """1.5 x 238 / 12, zeros counted and nothing rounded."""
    assert read(one_product("Safety stock periods", 1.5)).products.safety_stock.tolist() == [[29.75] * 12]


@pytest.mark.parametrize(
    ("cover", "floor"),
    [
        (0.0, [0.0, 0.0, 0.0, 0.0]),
        (1.0, [20.0, 30.0, 40.0, 25.0]),
        (2.0, [50.0, 70.0, 65.0, 50.0]),
        (1.5, [35.0, 50.0, 52.5, 37.5]),
        (6.0, [165.0, 170.0, 165.0, 150.0]),
    ],
)
def test_cover_is_the_demand_of_the_next_periods(cover: float, floor: list[float]) -> None:
    """A fraction takes part of one; beyond the horizon each period has the mean demand, here 25."""
    tables = one_product("Cover periods", cover, demand=[10.0, 20.0, 30.0, 40.0])
    assert read(tables).products.safety_stock.tolist() == [floor]


@pytest.mark.parametrize("header", ["Safety stock", "Safety stock periods", "Cover periods"])
def test_an_override_replaces_the_floor_of_its_period(header: str) -> None:
    """However the product states its floor."""
    rows = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Safety stock", "A", "3", 7.0])
    without = read(one_product(header, 1.0)).products.safety_stock
    with_it = read(one_product(header, 1.0, rows)).products.safety_stock
    assert with_it[0, 2] == 7.0
    assert np.array_equal(np.delete(with_it, 2, axis=1), np.delete(without, 2, axis=1))


def test_only_one_column_may_state_it() -> None:
    """A 0 counts as filled, and each filled cell is named."""
    headers = ["Product", "Safety stock", "Cover periods", "Safety stock periods"]
    products = table("Products", headers, ["A", 0.0, None, 1.5], ["B", 5.0, None, None])
    demand = table("Demand", ["Product", "1"], ["A", 1.0], ["B", 1.0])
    assert errors_of(book(products, demand)) == [
        (
            "Products!D2: Products[Safety stock periods]: "
            "expected only one of Safety stock, Safety stock periods and Cover periods, "
            "found 2 filled: Products!B2 and Products!D2; clear all but one (a 0 counts as filled)"
        )
    ]
