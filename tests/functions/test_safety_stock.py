"""SAFETY_STOCK: a quantile of the forecast errors added up over lead time and review period."""

from __future__ import annotations

from random import Random
from statistics import mean, stdev

import pytest

from sop_excel.domain.table import ErrorValue
from tests.functions.formulas import formula, told


def _stock(*arguments: object) -> float:
    [[stock]] = formula("SAFETY_STOCK", *arguments)
    assert isinstance(stock, float), stock
    return stock


def test_one_period_at_one_half_is_the_median_error() -> None:
    """Of 10, -20, 30, 5, -15, 0, 20."""
    assert _stock([10, -20, 30, 5, -15, 0, 20], 0.5) == pytest.approx(5.0)


def test_lead_time_and_review_period_add_the_errors_up() -> None:
    """Over 1 + 1 periods the sums of neighbours 1..4 are 3, 5, 7."""
    assert _stock([1, 2, 3, 4], 0.5, 1) == pytest.approx(5.0)
    assert _stock([1, 2, 3, 4], 0.5, 0, 2) == pytest.approx(5.0)


def test_errors_that_hang_together_need_more_than_the_square_root_of_the_periods() -> None:
    """Runs of the same sign add up; errors that take turns cancel out."""
    runs = [10.0 if (t // 8) % 2 else -10.0 for t in range(96)]
    turns = [10.0 if t % 2 else -10.0 for t in range(96)]
    assert _stock(runs, 0.9, 3) == pytest.approx(40.0)
    assert _stock(turns, 0.9, 3) == pytest.approx(0.0)


def test_the_stock_lasts_through_the_asked_share_of_new_cycles() -> None:
    """Learnt from 400 skewed errors, tried on 20,000 others: the share served is the one asked for, within 2 points."""
    chance = Random(11)  # noqa: S311 - figures, not secrets
    history = [chance.expovariate(0.1) - 10 for _ in range(400)]
    for level in (0.8, 0.95):
        stock = _stock(history, level)
        served = mean(chance.expovariate(0.1) - 10 <= stock for _ in range(20_000))
        assert served == pytest.approx(level, abs=0.02)


def test_a_level_beyond_what_the_history_shows_takes_the_normal_quantile_but_never_less_than_the_worst() -> None:
    """Twelve errors cannot show 99 of 100 cycles."""
    errors = [5.0, -3, 8, 2, -7, 4, 9, -1, 3, 6, -4, 2]
    assert _stock(errors, 0.99) == pytest.approx(mean(errors) + 2.3263478740408408 * stdev(errors))
    assert _stock([0.0] * 11 + [100.0], 0.96) == 100.0


def test_it_rises_with_the_level_and_is_never_negative() -> None:
    """Forecasts that are always too high need no safety stock."""
    chance = Random(5)  # noqa: S311 - figures, not secrets
    errors = [chance.gauss(0, 10) for _ in range(60)]
    stocks = [_stock(errors, level / 100) for level in range(50, 100)]
    assert stocks == sorted(stocks)
    assert _stock([-5, -6, -7, -8], 0.95) == 0.0


def test_blank_cells_around_the_errors_are_left_out() -> None:
    """A range may be longer than the history."""
    assert _stock([None, 1, 2, 3, 4, "", None], 0.5) == pytest.approx(2.5)


WRONG = {
    "a gap in the history": (
        ([1, None, 3], 0.9),
        (
            "argument 1, forecast_errors, position 2: expected a number, found a blank cell; "
            "type the error of this period, 0 if there is none"
        ),
    ),
    "an error cell": (
        ([1, ErrorValue("#DIV/0!"), 3], 0.9),
        (
            "argument 1, forecast_errors, position 2: expected a number, found #DIV/0!; "
            "type the error of this period, 0 if there is none"
        ),
    ),
    "percent typed as a number": (
        ([1, 2, 3], 95),
        "argument 2, cycle_service_level: expected a number between 0 and 1, found 95; type a share such as 0.95",
    ),
    "a number beyond all": (
        ([1e308, 1e308, 1e308], 0.95, 0, 2),
        (
            "argument 1, forecast_errors, position 1: expected a number and <= 1,000,000,000, found 1e+308; "
            "plan in thousands of units (all quantities alike, and costs and usages per thousand) (and 2 more)"
        ),
    ),
    "half a period": (
        ([1, 2, 3], 0.9, 0.5),
        "argument 3, lead_time: expected a whole number >= 0, found 0.5; type a whole number of periods",
    ),
    "too little history": (
        ([1, 2, 3], 0.9, 4),
        "argument 1, forecast_errors: expected at least 6 numbers for cycles of 5 periods, found 3; give more history",
    ),
    "no cycle at all": (
        ([1, 2, 3], 0.9, 0, 0),
        (
            "argument 4, review_period: expected a cycle of 1 period or more, found 0, with no lead time; "
            "give a lead time or a review period"
        ),
    ),
    "a block": (
        ([[1, 2], [3, 4]], 0.9),
        (
            "argument 1, forecast_errors: expected a row or a column of numbers, found 2 x 2 cells; "
            "give one row or one column"
        ),
    ),
}


@pytest.mark.parametrize(("arguments", "sentence"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told(arguments: tuple[object, ...], sentence: str) -> None:
    """Argument, position, what was expected."""
    assert told("SAFETY_STOCK", *arguments) == sentence
