"""Dated sales become a history without gaps: which periods it has, and what is left out and told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.demand.history import DAY, MONTH, PERIODS, WEEK, History, aggregate, following, kind_of
from sop_excel.errors import InputError
from sop_excel.sheets.reading.periods import days_per_period
from tests.examples import examples


def every_day(first: date, last: date, step: int = 1) -> list[date]:
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, step)]


def of_one(dates: list[date], period: str) -> History:
    return aggregate(dates, ["A"] * len(dates), [1.0] * len(dates), period)


def test_months_without_sales_stand_in_the_history_as_zero() -> None:
    """A history without gaps: what is missing between two months was not sold."""
    history = aggregate([date(2024, 11, 3), date(2025, 2, 3)], ["A", "A"], [5.0, 2.0])
    assert history.periods == ("2024-11", "2024-12", "2025-01", "2025-02")
    assert history.quantities.tolist() == [[5.0, 0.0, 0.0, 2.0]]


def test_weeks_are_iso_weeks_whose_year_may_be_another_than_the_days() -> None:
    history = of_one(every_day(date(2024, 12, 30), date(2025, 1, 12)), WEEK)
    assert history.periods == ("2025-W01", "2025-W02")
    assert history.quantities.tolist() == [[7.0, 7.0]]


@pytest.mark.parametrize(
    ("first", "last", "periods", "told"),
    [
        (date(2025, 1, 1), date(2025, 3, 31), ("2025-01", "2025-02", "2025-03"), []),
        (date(2025, 1, 1), date(2025, 3, 20), ("2025-01", "2025-02"), ["2025-03"]),
        (date(2025, 1, 12), date(2025, 3, 31), ("2025-02", "2025-03"), ["2025-01"]),
    ],
)
def test_a_month_that_the_days_do_not_cover_is_left_out_and_told(
    first: date, last: date, periods: tuple[str, ...], told: list[str]
) -> None:
    history = of_one(every_day(first, last), MONTH)
    assert history.periods == periods
    assert [note[:7] for note in history.notes] == told


@pytest.mark.parametrize(
    "dates",
    [
        [date(2025, month, 1) for month in range(1, 6)],
        [date(2025, month, 28) for month in range(1, 6)],
        every_day(date(2025, 1, 6), date(2025, 5, 26), 7),
        [day for day in every_day(date(2025, 1, 2), date(2025, 5, 30)) if day.weekday() < 5],
    ],
    ids=["the first of each month", "the 28th", "every Monday", "working days until a Friday before the end"],
)
def test_a_period_is_covered_when_the_next_date_would_fall_outside(dates: list[date]) -> None:
    """Dates of monthly and weekly records, and of shops closed on Sundays, leave no month incomplete."""
    history = of_one(dates, MONTH)
    assert history.periods == tuple(f"2025-{month:02d}" for month in range(1, 6))
    assert not any("left out" in note for note in history.notes)


def test_weeks_that_are_counted_in_months_are_told() -> None:
    """A month of five Mondays looks like a fourth more than one of four."""
    mondays = every_day(date(2025, 1, 6), date(2025, 5, 26), 7)
    (note,) = of_one(mondays, MONTH).notes
    assert note.startswith("The sales are dated by week: each week counts in the month of its date")
    assert of_one(mondays, WEEK).notes == ()
    assert of_one(every_day(date(2025, 1, 1), date(2025, 5, 31)), MONTH).notes == ()


def test_a_history_without_a_whole_period_is_refused_with_what_would_do() -> None:
    days = every_day(date(2025, 1, 6), date(2025, 1, 26))
    with pytest.raises(InputError, match="at least one whole month, found dates from 2025-01-06 to 2025-01-26"):
        of_one(days, MONTH)
    assert of_one(days, WEEK).periods == ("2025-W02", "2025-W03", "2025-W04")


@pytest.mark.parametrize(
    ("dates", "longest"),
    [
        ([date(2025, month, 1) for month in range(1, 9)], MONTH),
        ([date(2025, month, 1) - timedelta(days=1) for month in range(2, 10)], MONTH),
        (every_day(date(2025, 1, 6), date(2025, 5, 26), 7), WEEK),
        (every_day(date(2025, 1, 1), date(2025, 3, 1), 10), DAY),
        ([date(2025, 1, 1), date(2025, 2, 1)], DAY),
    ],
    ids=["the first of each month", "the last", "every Monday", "every tenth day", "too few to tell"],
)
def test_sales_dated_by_month_or_week_tell_nothing_of_shorter_periods(dates: list[date], longest: str) -> None:
    """All weeks but that of the first of the month would look like none was sold."""
    for period in PERIODS:
        if PERIODS.index(period) <= PERIODS.index(longest):
            assert of_one(dates, period).periods
        else:
            with pytest.raises(InputError, match=f"sales dated by {period}, found sales dated by {longest}, in"):
                of_one(dates, period)


def test_a_product_starts_with_its_first_sale() -> None:
    history = History(("A", "B", "C"), ("1", "2", "3"), np.array([[0, 5, 0], [1, 0, 2], [0, 0, 0]]))
    assert [history.series(i).tolist() for i in range(3)] == [[5, 0], [1, 0, 2], [0, 0, 0]]


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_a_quantity_that_is_no_number_is_refused_by_name_and_period(odd: float) -> None:
    with pytest.raises(InputError, match=r"B, 2025-02: expected a number, found (nan|inf)"):
        History(("A", "B"), ("2025-01", "2025-02"), np.array([[1, 2], [3, odd]]))
    with pytest.raises(InputError, match=r"B, 2025-02-07: expected a number"):
        aggregate([date(2025, 2, 6), date(2025, 2, 7)], ["A", "B"], [1.0, odd])


def test_a_history_keeps_its_numbers_whatever_becomes_of_the_array() -> None:
    quantities = np.ones((1, 2))
    history = History(("A",), ("1", "2"), quantities)
    quantities[:] = 7
    assert history.quantities.tolist() == [[1, 1]]
    with pytest.raises(ValueError, match="read-only"):
        history.quantities[0, 0] = 2


ROWS = st.lists(
    st.tuples(st.dates(date(2023, 11, 1), date(2025, 3, 1)), st.sampled_from("ABC"), st.integers(-5, 50)),
    min_size=1,
    max_size=40,
)


@examples(100)
@given(ROWS, st.sampled_from(PERIODS), st.randoms(use_true_random=False))
def test_every_unit_of_a_kept_period_is_counted_once_whatever_the_order(
    rows: list[tuple[date, str, int]], period: str, random: Random
) -> None:
    """The sums of a product are those of its rows in the periods kept; moments of a day count as the day."""
    try:
        history = aggregate([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows], period)
    except InputError:
        return
    shuffled = sorted(rows, key=lambda _: random.random())
    moments = [datetime(day.year, day.month, day.day, 13, 45) for day, _, _ in shuffled]
    again = aggregate(moments, [row[1] for row in shuffled], [row[2] for row in shuffled], period)
    assert (again.products, again.periods) == (history.products, history.periods)
    assert (again.quantities == history.quantities).all()
    for name, sold in zip(history.products, history.quantities, strict=True):
        kept = {"month": "%Y-%m", "week": "%G-W%V", "day": "%Y-%m-%d"}[period]
        assert sold.sum() == sum(row[2] for row in rows if row[1] == name and f"{row[0]:{kept}}" in history.periods)


@pytest.mark.parametrize(
    ("period", "days", "names"),
    [
        (MONTH, 365 / 12, ["2024-12", "2025-01", "2025-02"]),
        (WEEK, 7.0, ["2026-W52", "2026-W53", "2027-W01"]),
        (DAY, 1.0, ["2024-02-28", "2024-02-29", "2024-03-01"]),
    ],
)
def test_periods_go_on_by_names_that_the_plan_reads(period: str, days: float, names: list[str]) -> None:
    """What follows a history are periods whose length the plan's own reader knows."""
    assert following(names[:1], 2) == tuple(names[1:])
    assert kind_of(names) == period
    assert days_per_period(following(names, 12)) == pytest.approx(days, rel=0.01)


@pytest.mark.parametrize("names", [["Jan", "Feb"], ["2025-01", "2025-03"], ["2025-W54"], ["2025-13"], []])
def test_names_that_are_no_iso_periods_in_a_row_tell_no_season(names: list[str]) -> None:
    assert kind_of(names) is None
    assert History((), tuple(names), np.zeros((0, len(names)))).season_length is None
