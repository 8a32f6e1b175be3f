"""``sop-excel safety-stock`` on a workbook file: out of its forecast, into its products, and a plan that keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.commands import sop_excel
from tests.workbooks import Rows, make_workbook, read_table

PERIODS = [f"2026-{month:02d}" for month in range(1, 7)]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Two products planned with a cover of one period; B is new and has no errors to go by."""
    chance = np.random.default_rng(2)
    measures = (("Mean", 100.0), ("Low", 80.0), ("High", 120.0))
    forecast: list[list[Any]] = [["Product", "Method", "Measure", *PERIODS, "Total"]]
    forecast += [[product, "SES", name, *[mean] * 6, None] for product in "AB" for name, mean in measures]
    errors: list[list[Any]] = [["Product", "Origin", "1", "2"]]
    errors += [["A", f"{2024 + n // 12}-{n % 12 + 1:02d}", *(20 * chance.standard_normal(2))] for n in range(24)]
    products: Rows = [
        ["Product", "Production cost", "Holding cost", "Initial inventory", "Cover periods"],
        ["A", 5.0, 1.0, 300.0, 1.0],
        ["B", 7.0, 1.0, 300.0, 1.0],
    ]
    demand: Rows = [["Product", *PERIODS], ["A", *[100.0] * 6], ["B", *[100.0] * 6]]
    tables = {"Forecast": forecast, "ForecastErrors": errors, "Products": products, "Demand": demand}
    return make_workbook(tmp_path / "book.xlsx", tables)


def _rows(path: Path, table: str) -> dict[str, dict[str, object]]:
    headers, *rows = read_table(path, table)
    return {row[0]: dict(zip(headers, row, strict=True)) for row in rows}


def test_the_stock_goes_into_a_table_of_its_own_and_products_stay_as_they_are(workbook: Path) -> None:
    ran = sop_excel("safety-stock", workbook, "--json")
    assert ran.status == 0, ran.err
    assert ran.answer["tables"] == {"SafetyStock": 2}
    stocks = _rows(workbook, "SafetyStock")
    assert 15 < float(str(stocks["A"]["Safety stock"])) < 60
    assert stocks["B"]["Safety stock"] is None
    assert "too few to tell from" in str(stocks["B"]["Note"])
    assert _rows(workbook, "Products")["A"]["Cover periods"] == 1.0


def test_when_asked_it_goes_into_products_in_place_of_the_cover_and_the_plan_keeps_it(workbook: Path) -> None:
    """B, of which nothing can be told, keeps its cover."""
    ran = sop_excel("safety-stock", workbook, "--into", "Products", "--rule", "fill-rate", "--target", "0.99")
    assert ran.status == 0, ran.err
    assert "filled: Products" in ran.out
    stock = _rows(workbook, "SafetyStock")["A"]["Safety stock"]
    products = _rows(workbook, "Products")
    assert (products["A"]["Safety stock"], products["A"]["Cover periods"]) == (stock, None)
    assert (products["B"]["Safety stock"], products["B"]["Cover periods"]) == (None, 1.0)
    assert sop_excel("optimize", workbook).status == 0
    plan = [row for row in read_table(workbook, "Plan") if row[:2] == ["A", "Safety stock"]]
    assert plan[0][2:-1] == pytest.approx([stock] * 6)


def test_a_target_of_no_use_changes_nothing_and_is_told(workbook: Path) -> None:
    before = workbook.read_bytes()
    ran = sop_excel("safety-stock", workbook, "--target", "95")
    assert ran.status == 2
    assert "--target: expected a number between 0 and 1, found 95; type a share such as 0.95" in ran.err
    assert workbook.read_bytes() == before
