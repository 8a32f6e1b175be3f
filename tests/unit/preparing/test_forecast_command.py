"""``sop-excel forecast`` on a workbook file: what it writes, and Demand that a plan can be made of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.commands import sop_excel
from tests.workbooks import Rows, make_workbook, read_table

PAST = [f"{2023 + n // 12}-{n % 12 + 1:02d}" for n in range(36)]
AHEAD = [f"2026-{month:02d}" for month in range(1, 5)]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Two products whose demand by month is known, and a plan for four months of which nothing is known yet."""
    chance = np.random.default_rng(8)
    history: Rows = [["Product", *PAST], *([name, *chance.poisson(50, 36).astype(float)] for name in "AB")]
    products: Rows = [["Product", "Production cost", "Holding cost"], ["A", 5.0, 1.0], ["B", 7.0, 1.0]]
    demand: Rows = [["Product", *AHEAD], ["A", *[1.0] * 4], ["B", *[1.0] * 4]]
    return make_workbook(tmp_path / "book.xlsx", {"DemandHistory": history, "Products": products, "Demand": demand})


def test_the_forecast_goes_into_tables_of_its_own_and_demand_stays_as_it_is(workbook: Path) -> None:
    ran = sop_excel("forecast", workbook, "--json")
    assert ran.status == 0, ran.err
    assert {name: ran.answer["tables"][name] for name in ("Forecast", "ForecastAccuracy")} == {
        "Forecast": 6,
        "ForecastAccuracy": 2,
    }
    assert read_table(workbook, "Forecast")[0] == ["Product", "Method", "Measure", *AHEAD, "Total"]
    assert read_table(workbook, "Demand")[1] == ["A", 1.0, 1.0, 1.0, 1.0]


def test_when_asked_it_goes_into_demand_and_safety_stock_and_plan_follow(workbook: Path) -> None:
    """The whole way on one workbook: each command reads what the one before has written."""
    ran = sop_excel("forecast", workbook, "--into", "Demand", "--level", "0.9")
    assert ran.status == 0, ran.err
    assert "filled: Demand" in ran.out
    mean = read_table(workbook, "Forecast")[1][3:-1]
    assert read_table(workbook, "Demand")[1] == ["A", *mean]
    assert sum(mean) == pytest.approx(200, rel=0.15)
    assert sop_excel("safety-stock", workbook, "--into", "Products").status == 0
    assert sop_excel("optimize", workbook).status == 0


def test_what_cannot_be_forecast_is_refused_and_nothing_is_written(workbook: Path) -> None:
    before = workbook.read_bytes()
    ran = sop_excel("forecast", workbook, "--horizon", "0")
    assert ran.status == 2
    assert "horizon: expected 1 to 1,000 periods, found 0" in ran.err
    assert workbook.read_bytes() == before
