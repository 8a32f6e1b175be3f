"""FORECAST_DEMAND: mean, low and high of the next periods from a range of what was sold."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from sop_excel.domain.table import DateValue, Value
from tests.functions.formulas import column, formula, told

CHANCE = np.random.default_rng(6)
STEADY: list[float] = CHANCE.poisson(40, 36).astype(float).tolist()
YEARLY: list[float] = (100 + 60 * np.sin(2 * np.pi * np.arange(36) / 12) + CHANCE.normal(0, 3, 36)).tolist()
MONTHS: list[Value] = [f"{2023 + n // 12}-{n % 12 + 1:02d}" for n in range(36)]
HEADERS = ["Period", "Mean", "Low", "High", "Method"]


def upright(cells: list[float]) -> list[list[Value]]:
    return [[cell] for cell in cells]


def test_one_product_gets_a_row_for_each_period_under_headers() -> None:
    answer = formula("FORECAST_DEMAND", [STEADY], 3)
    assert answer[0] == HEADERS
    assert [row[0] for row in answer[1:]] == ["+1", "+2", "+3"]
    figures = zip(column(answer, "Low"), column(answer, "Mean"), column(answer, "High"), strict=True)
    assert all(low < mean < high for low, mean, high in figures)
    assert [row[-1] for row in answer[1:]] == ["mean of CES, ETS, theta"] * 3


def test_a_row_and_a_column_are_one_history() -> None:
    """Also with blank cells at the end, which are no periods."""
    wanted = formula("FORECAST_DEMAND", [STEADY], 2)
    assert formula("FORECAST_DEMAND", upright(STEADY), 2) == wanted
    assert formula("FORECAST_DEMAND", [[*STEADY, None, None]], 2) == wanted
    assert formula("FORECAST_DEMAND", [*upright(STEADY), [None]], 2) == wanted


def test_names_of_the_periods_name_what_follows_and_tell_the_season() -> None:
    """Above a row or left of a column, as texts or as dates."""
    wanted = formula("FORECAST_DEMAND", [MONTHS, YEARLY], 2)
    assert [row[0] for row in wanted] == ["Period", "2026-01", "2026-02"]
    assert formula("FORECAST_DEMAND", [list(pair) for pair in zip(MONTHS, YEARLY, strict=True)], 2) == wanted
    dates: list[Value] = [DateValue(datetime(2023 + n // 12, n % 12 + 1, 1), f"m{n}") for n in range(36)]
    assert column(formula("FORECAST_DEMAND", [dates, YEARLY], 2), "Mean") == column(wanted, "Mean")


def test_a_season_is_found_where_no_name_tells_it_and_left_out_where_it_is_asked_to_be() -> None:
    """June is far from December; without seasons the forecast is level."""
    found = column(formula("FORECAST_DEMAND", [YEARLY], 6), "Mean")
    assert found == column(formula("FORECAST_DEMAND", [YEARLY], 6, None, 12), "Mean")
    assert max(found) == pytest.approx(160, abs=12)
    level = column(formula("FORECAST_DEMAND", [YEARLY], 6, None, 1), "Mean")
    assert max(level) != pytest.approx(160, abs=12)


def test_several_products_stand_in_a_row_each_and_are_named() -> None:
    """With names of products and periods, or numbers in their place."""
    block = [[None, *MONTHS], ["A", *STEADY], ["B", *YEARLY]]
    answer = formula("FORECAST_DEMAND", block, 2)
    assert answer[0] == ["Product", *HEADERS]
    assert [row[:2] for row in answer[1:]] == [["A", "2026-01"], ["A", "2026-02"], ["B", "2026-01"], ["B", "2026-02"]]
    assert [row[0] for row in formula("FORECAST_DEMAND", [STEADY, YEARLY], 1)] == ["Product", "1", "2"]
    assert [row[0] for row in formula("FORECAST_DEMAND", [["A", *STEADY], ["B", *YEARLY]], 1)] == ["Product", "A", "B"]


def test_a_higher_level_is_a_wider_interval() -> None:
    narrow, wide = (formula("FORECAST_DEMAND", [STEADY], 3, level) for level in (0.5, 0.95))
    assert column(narrow, "Mean") == column(wide, "Mean")
    assert max(column(wide, "Low")) < min(column(narrow, "Low"))
    assert min(column(wide, "High")) > max(column(narrow, "High"))


@pytest.mark.parametrize(
    ("history", "horizon", "others", "sentence"),
    [
        ([[1.0, "n/a", 3.0]], 2, (), "argument 1, history, position 2: expected a number, found 'n/a'"),
        ([["Sold"], [1.0], [2.0]], 2, (), "found 'Sold'; leave the header out of the range"),
        ([["A", 1.0, 2.0], ["B", 1.0, "x"]], 2, (), "argument 1, history, row 2, column 3: expected a number"),
        ([[2023.0, 2024.0, 2025.0], [1.0, 5.0, 3.0]], 2, (), "numbers that rise by one; name periods by text"),
        ([[1.0, 2.0]] * 101, 2, (), "at most 100 products and 5,000 periods, found 101 x 2 cells"),
        ([STEADY], 0, (), "argument 2, horizon: expected a whole number >= 0, found 0; type a whole number from 1"),
        ([STEADY], 1.5, (), "argument 2, horizon"),
        ([STEADY], 2, (80,), "argument 3, level: expected a number between 0 and 1, found 80"),
        ([STEADY], 2, (None, 0), "argument 4, season_length"),
    ],
)
def test_what_is_no_history_or_no_question_is_refused_in_a_sentence(
    history: list[list[Value]], horizon: float, others: tuple[float | None, ...], sentence: str
) -> None:
    assert sentence in told("FORECAST_DEMAND", history, horizon, *others)
