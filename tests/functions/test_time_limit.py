"""How long a formula may search for whole numbers, as Excel stands still meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sop_excel.functions import shared
from sop_excel.functions.shared import PLANS, seconds_of_a_formula
from sop_excel.model.solve import solve
from sop_excel.own_places import FORMULA_SECONDS
from tests.functions.formulas import formula, told

PERIODS = [f"W{t:02d}" for t in range(24)]


def lots(first: float, *settings: list[Any]) -> list[Any]:
    """Products that share a line in lots, hard enough that nothing is proved at once; ``first`` tells them apart."""
    products = [["Product", "Production cost", "Holding cost", "Setup cost", "Min lot", "Lot multiple"]]
    demand: list[list[Any]] = [["Product", *PERIODS]]
    for i in range(6):
        products.append([f"P{i}", first + i, 0.1 + i / 50, 90 + 17 * i, 21 + i, 7])  # type: ignore[list-item]
        demand.append([f"P{i}", *(float((37 * t + 11 * i * t + 13 * i) % 53) for t in range(24))])
    resources = [["Resource", "Capacity", "Overtime cost"], ["L", 190, 9]]
    routings = [["Product", "Resource", "Usage", "Setup usage"], *([f"P{i}", "L", 1, 5] for i in range(6))]
    return [products, demand, [["Setting", "Value"], *settings] if settings else None, resources, routings]


@pytest.fixture
def hardly_any(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """So little time that no search finds anything; chosen as a user chooses it."""
    monkeypatch.setenv(FORMULA_SECONDS, "1e-6")
    seconds_of_a_formula.cache_clear()
    yield
    seconds_of_a_formula.cache_clear()


def test_a_formula_may_search_for_two_seconds_or_for_less_where_the_settings_say_so() -> None:
    """In a workbook's own run a minute is usual."""
    for settings, seconds in (([], 2.0), ([["Time limit", 60]], 2.0), ([["Time limit", 0.5]], 0.5)):
        formula("OPTIMIZE_PLANS", [["Product", "Holding cost"], ["A", 1]], [["Product", "Jan"], ["A", 4 + seconds]],
                [["Setting", "Value"], ["Whole units", "yes"], *settings])  # fmt: skip
        assert PLANS.last.problem.policies.time_limit == seconds


def test_where_nothing_is_found_in_time_the_cell_says_so_and_excel_waits_once(
    hardly_any: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error value, or a sentence with what to do; other formulas on the same cells answer at once."""
    solves: list[Any] = []

    def counted(*given: Any, **how: Any) -> Any:
        solves.append(given)
        return solve(*given, **how)

    monkeypatch.setattr(shared, "solve", counted)
    sentence = told("OPTIMIZE_PLANS", *lots(1.0), *[None] * 13)
    assert sentence.startswith("No plan was found in the time that a formula may take, as Excel stands still meanwhile")
    assert "use Optimize plan on the S&OP tab, or raise formula_seconds (1e-06) in " in sentence
    assert str(formula("OPTIMIZE_PLANS", *lots(1.0))[0][0]) == "ErrorValue(code='#N/A')"
    assert formula("PLANS_STATUS", *lots(1.0)) == [[sentence]]
    assert len(solves) == 1


def test_without_whole_numbers_the_limit_of_the_search_changes_nothing(hardly_any: None) -> None:
    assert formula("PLAN_COST", [1, 2, 3.5], 7, 0.25)[2] == ["Total cost", 45.5]
