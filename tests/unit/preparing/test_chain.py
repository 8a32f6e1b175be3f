"""``sop-excel chain``: from a dirty sales history to a plan in one go, with all that was done in between."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest

from tests.commands import sop_excel
from tests.workbooks import make_workbook, plan_rows, read_table

MONTHS = [f"{2023 + n // 12}-{n % 12 + 1:02d}" for n in range(36)]
NEXT = [f"2026-{month:02d}" for month in range(1, 13)]


def _sales() -> str:
    """A sells about 100 a month with a wave, B about 20; one row is there twice, one lacks its date, one its unit."""
    chance = np.random.default_rng(8)
    lines = ["date,sku,qty"]
    for n, month in enumerate(MONTHS):
        wave = 100 + 30 * np.sin(2 * np.pi * n / 12)
        lines += [
            f"{month}-{day:02d},{sku},{max(0, round(mean / 2 + chance.normal(0, mean / 20)))}"
            for day in (5, 25)
            for sku, mean in (("A", wave), ("B", 20))
        ]
    return "\n".join([*lines, lines[7], "2024-03-17,A,", "Total,,9999"]) + "\n"


@pytest.fixture(scope="module")
def sales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chain") / "sales.csv"
    path.write_text(_sales(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def planned(sales: Path) -> tuple[Path, dict[str, object]]:
    """The workbook, and what the command said of it."""
    target = sales.with_name("plan.xlsx")
    ran = sop_excel("chain", sales, "-o", target, "--json")
    assert ran.status == 0, ran.err
    return target, ran.answer


def _column(path: Path, table: str, header: str) -> dict[str, object]:
    headers, *rows = read_table(path, table)
    return {row[0]: row[headers.index(header)] for row in rows}


def test_the_history_becomes_a_proved_plan_of_the_periods_that_follow(planned: tuple[Path, dict[str, object]]) -> None:
    path, answer = planned
    assert answer["status"] == "optimal"
    assert answer["currency"] == "cost units"
    assert read_table(path, "Plan")[0] == ["Product", "Measure", *NEXT, "Total"]
    assert 80 < np.mean(plan_rows(path)["A", "Demand"]) < 120
    assert 15 < np.mean(plan_rows(path)["B", "Demand"]) < 25


def test_what_was_assumed_stands_beside_the_plan_and_on_the_page_for_the_meeting(
    planned: tuple[Path, dict[str, object]],
) -> None:
    """In words that name no option of a command line: the workbook is read where nobody types one."""
    path, answer = planned
    told = [(row[0], row[1]) for row in read_table(path, "Preparation")[1:]]
    assert {step for step, _ in told} == {"History", "Costs", "Forecast", "Safety stock"}
    before = answer["before"]
    assert isinstance(before, dict)
    assert {what for _, what in told} >= {*before["summary"]}
    costs = next(what for step, what in told if step == "Costs")
    assert costs.startswith("No costs are known: each unit is assumed to cost 1")
    page = openpyxl.load_workbook(path, data_only=True)["Meeting"]
    assert page["A3"].value == f"Where the demand comes from: sheet Preparation. {costs}"
    assert "--" not in page["A3"].value


def test_what_was_done_stands_in_the_workbook(planned: tuple[Path, dict[str, object]]) -> None:
    """Every row of the file, the forecast and its errors, and what each stock rests on."""
    path, answer = planned
    summary = read_table(path, "AuditSummary")
    assert summary[1][1] == 4 * 36 + 3
    lines = _column(path, "Audit", "Line")
    assert {146, 147, 148} <= {int(str(line)) for line in lines}
    assert [row[2] for row in read_table(path, "Forecast")[1:]] == ["Mean", "Low", "High"] * 2
    assert _column(path, "SafetyStock", "Rule") == {"A": "cycle service level", "B": "cycle service level"}
    before = answer["before"]
    assert isinstance(before, dict)
    assert list(before["seconds"]) == ["clean", "forecast", "safety stock", "write"]
    assert before["summary"][0].startswith("147 rows read = ")


def test_forecast_and_safety_stock_are_what_is_planned_with(planned: tuple[Path, dict[str, object]]) -> None:
    path, _ = planned
    means = {row[0]: row[3:-1] for row in read_table(path, "Forecast")[1:] if row[2] == "Mean"}
    stocks = _column(path, "SafetyStock", "Safety stock")
    assert _column(path, "Products", "Safety stock") == stocks
    for product in "AB":
        assert plan_rows(path)[product, "Demand"] == pytest.approx(means[product])
        assert plan_rows(path)[product, "Inventory"] == pytest.approx([stocks[product]] * 12)


def test_costs_that_are_assumed_are_said_in_the_answer_and_in_the_checks(
    planned: tuple[Path, dict[str, object]],
) -> None:
    """One per unit, and 24 % of it a year to hold."""
    path, answer = planned
    before = answer["before"]
    assert isinstance(before, dict)
    assert any(note.startswith("No costs are known: each unit is assumed to cost 1") for note in before["notes"])
    assert _column(path, "Products", "Holding cost") == {"A": 0.02, "B": 0.02}
    assert _column(path, "Settings", "Value")["Currency"] == "cost units"
    assert any("the costs of Products are assumed" in str(row[1:]) for row in read_table(path, "Checks")[1:])


def test_with_a_table_of_costs_these_are_planned_with_and_nothing_is_assumed(sales: Path, tmp_path: Path) -> None:
    costs = make_workbook(
        tmp_path / "costs.xlsx",
        {
            "Products": [
                ["Product", "Production cost", "Holding cost", "Initial inventory", "Max production"],
                ["A", 4.0, 0.1, 50.0, 500.0],
                ["B", 9.0, 0.2, 0.0, None],
            ]
        },
    )
    target = tmp_path / "plan.xlsx"
    ran = sop_excel("chain", sales, "-o", target, "--costs", costs, "--currency", "USD", "--rule", "periods", "--json")
    assert ran.status == 0, ran.err
    assert "assumed" not in ran.err
    assert ran.answer["currency"] == "USD"
    assert _column(target, "Products", "Initial inventory") == {"A": 50.0, "B": 0.0}
    demand = {product: np.mean(plan_rows(target)[product, "Demand"]) for product in "AB"}
    assert plan_rows(target)["A", "Inventory"][0] == pytest.approx(1.5 * demand["A"], abs=0.011)
    assert _column(target, "Settings", "Value")["Safety stock rule"] == "catch up"


def test_stocks_that_the_limits_do_not_allow_at_once_are_caught_up_with(sales: Path, tmp_path: Path) -> None:
    """Little more of A can be made than is sold: its stock is there after some periods, and no demand waits."""
    headers = ["Product", "Production cost", "Initial inventory", "Max production"]
    costs = make_workbook(
        tmp_path / "costs.xlsx", {"Products": [headers, ["A", 4.0, 40.0, 150.0], ["B", 9.0, 0, 900.0]]}
    )
    target = tmp_path / "plan.xlsx"
    ran = sop_excel("chain", sales, "-o", target, "--costs", costs, "--rule", "periods")
    assert ran.status == 0, ran.err
    stock, inventory = _column(target, "Products", "Safety stock")["A"], plan_rows(target)["A", "Inventory"]
    assert isinstance(stock, float)
    assert inventory[0] < stock
    assert max(inventory) == pytest.approx(stock)


def test_where_the_plan_is_impossible_all_else_is_still_there(sales: Path, tmp_path: Path) -> None:
    """Nothing of A can be made: exit 3, with the history, the forecast and the stocks in the workbook."""
    headers = ["Product", "Production cost", "Max production"]
    costs = make_workbook(tmp_path / "costs.xlsx", {"Products": [headers, ["A", 4.0, 0.0], ["B", 9.0, None]]})
    target = tmp_path / "plan.xlsx"
    ran = sop_excel("chain", sales, "-o", target, "--costs", costs)
    assert ran.status == 3
    assert "Raise max production of A" in ran.err
    assert len(read_table(target, "Forecast")) == 7


def test_what_is_wrong_stops_it_before_anything_is_written(sales: Path, tmp_path: Path) -> None:
    """A product without a cost beside one that has it; a file that is there; no table of costs."""
    headers = ["Product", "Production cost"]
    some = make_workbook(tmp_path / "some.xlsx", {"Products": [headers, ["A", 4.0]]})
    none = make_workbook(tmp_path / "none.xlsx", {"Other": [headers, ["A", 4.0]]})
    target = tmp_path / "plan.xlsx"
    told = {
        ("--costs", some): "expected a cost for each product that was sold, found none for B",
        ("--costs", none): "none.xlsx: expected a table Products with costs, found no such table",
        ("--target", 95): "--target: expected a number between 0 and 1, found 95",
    }
    for words, sentence in told.items():
        ran = sop_excel("chain", sales, "-o", target, *words)
        assert (ran.status, sentence in ran.err, target.exists()) == (2, True, False), ran.err
    target.write_bytes(b"mine")
    ran = sop_excel("chain", sales, "-o", target)
    assert (ran.status, target.read_bytes()) == (2, b"mine")
    assert "--force" in ran.err
