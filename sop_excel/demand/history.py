"""The demand of the past: so many units of each product in each period, and how dated sales become that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from sop_excel.domain.said import Said, say, word
from sop_excel.errors import InputError, Issue

MONTH, WEEK, DAY = "month", "week", "day"
PERIODS = (MONTH, WEEK, DAY)
SEASONS = {MONTH: 12, WEEK: 52, DAY: 7}  # periods of a season: a year of months or weeks, a week of days

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_WEEK = re.compile(r"([0-9]{4})-?W([0-9]{2})")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ENOUGH = 6  # dates that tell what they are dates of
_USUAL = 0.9  # of the gaps between the days with sales are at most as long as the usual one

Days = NDArray[np.int64]  # days since 0001-01-01, which is 1


@dataclass(frozen=True)
class History:
    """What was sold: ``quantities`` (I, T) in units, of each product in each period. Read-only.

    ``notes`` say what was left out of it. Raises InputError for a quantity that is no finite number.
    """

    products: tuple[str, ...]
    periods: tuple[str, ...]
    quantities: Array
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        given = np.array(self.quantities, dtype=np.float64)  # a copy: the caller's array may change
        if given.shape != (len(self.products), len(self.periods)):
            raise ValueError(f"{given.shape} quantities of {len(self.products)} products, {len(self.periods)} periods")
        given.flags.writeable = False
        object.__setattr__(self, "quantities", given)
        issues = [
            Issue(f"{self.products[i]}, {self.periods[t]}", "", "a number", str(given[i, t]), "type what was sold")
            for i, t in np.argwhere(~np.isfinite(given)).tolist()
        ]
        if issues:
            raise InputError(issues)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The first period (I,) in which something was sold: before it a product did not exist. 0 if nothing was."""
        started: NDArray[np.int64] = np.argmax(self.quantities != 0, axis=1) if self.periods else np.zeros(0, np.int64)
        return started

    def series(self, i: int) -> Array:
        """The quantities (T',) of product ``i`` from the first period on in which something was sold."""
        return self.quantities[i, self.starts[i] :]

    @property
    def season_length(self) -> int | None:
        """How many periods a season has by the names of the periods; None where they do not tell."""
        kind = kind_of(self.periods)
        return SEASONS[kind] if kind else None


def aggregate(
    dates: Sequence[date], products: Sequence[str], quantities: Sequence[float], period: str = MONTH
) -> History:
    """What was sold on these dates as a history by calendar ``month``, ISO ``week`` or ``day``, without gaps.

    Row n says that ``quantities[n]`` units of ``products[n]`` were sold on ``dates[n]``; rows of one period are added
    up. A first or last period that the dates do not cover is left out, which a note tells: it would look like less
    demand. It is covered where the next date, at the usual distance, would fall outside of it. Products stand in the
    order of the alphabet. Raises InputError for a quantity that is no finite number, where no period is covered, and
    for weeks or days of sales that are dated by month, or days of sales that are dated by week.

    >>> sold = aggregate([date(2025, 1, 1), date(2025, 2, 1), date(2025, 2, 1)], ["A", "A", "B"], [5, 2, 1])
    >>> sold.periods, sold.quantities.tolist()
    (('2025-01', '2025-02'), [[5.0, 2.0], [0.0, 1.0]])
    """
    if not len(dates) == len(products) == len(quantities):
        raise ValueError(f"{len(dates)} dates, {len(products)} products, {len(quantities)} quantities")
    if not dates:
        return History((), (), np.zeros((0, 0)))
    amounts = np.asarray(quantities, dtype=np.float64)
    _refuse_odd(dates, products, amounts)
    days = np.array([one.toordinal() for one in dates], dtype=np.int64)
    _refuse_finer(days, period)
    first, last, notes = _covered(days, period)
    notes = (*notes, *_in_parts(days, period))
    numbers = period_numbers(days, period)
    names = sorted(set(products))
    position = {name: i for i, name in enumerate(names)}
    rows = np.array([position[name] for name in products], dtype=np.int64)
    kept = (numbers >= first) & (numbers <= last)
    width = last - first + 1
    cells = rows[kept] * width + numbers[kept] - first
    totals = np.bincount(cells, weights=amounts[kept], minlength=len(names) * width).astype(np.float64)
    periods = tuple(period_name(number, period) for number in range(first, last + 1))
    return History(tuple(names), periods, totals.reshape(len(names), width), notes)


def _refuse_odd(dates: Sequence[date], products: Sequence[str], amounts: Array) -> None:
    issues = [
        Issue(f"{products[n]}, {dates[n]:%Y-%m-%d}", "", "a number", str(amounts[n]), "type what was sold")
        for n in np.flatnonzero(~np.isfinite(amounts)).tolist()
    ]
    if issues:
        raise InputError(issues)


def _refuse_finer(days: Days, period: str) -> None:
    """Sales of a whole month on its first day tell nothing of weeks: all others would look like none was sold."""
    dated = _dated_by(np.unique(days))
    if PERIODS.index(period) > PERIODS.index(dated):
        found = f"sales dated by {dated}, in {len(np.unique(days))} of them"
        advice = f"count in periods of a {dated}, or give the sales by {period}"
        raise InputError([Issue("the sales history", "", f"sales dated by {period}", found, advice)])


def _in_parts(days: Days, period: str) -> Iterator[str]:
    """What is said of weeks that are not parted between months."""
    if period == MONTH and _dated_by(np.unique(days)) == WEEK:
        yield say("The sales are dated by week: each week counts in the month of its date, four or five in each")


def _dated_by(known: Days) -> str:
    """The longest period that has one date at most, always its first or its last day, or the same day of the week."""
    if len(known) < _ENOUGH:
        return DAY
    for edge in (known, known + 1):  # the day after the last of a month is a first
        if all(date.fromordinal(int(day)).day == 1 for day in edge):
            return MONTH
    return WEEK if len(np.unique(known % 7)) == 1 else DAY


def uncovered(days: Days, period: str) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Which of the days (N,) lie in a first or last period that they do not cover, and what is said of it.

    >>> days = np.arange(date(2025, 1, 1).toordinal(), date(2025, 2, 3).toordinal())
    >>> int(uncovered(days, "month")[0].sum())
    2
    """
    first, last, notes = _covered(days, period)
    numbers = period_numbers(days, period)
    return (numbers < first) | (numbers > last), notes


def _covered(days: Days, period: str) -> tuple[int, int, tuple[str, ...]]:
    """(first, last) of the periods that the dates cover, and what is said of those that they do not."""
    known = np.unique(days)
    gap = round(float(np.quantile(np.diff(known), _USUAL, method="inverted_cdf"))) if len(known) > 1 else 0
    ends = (int(known[0]), int(known[-1]))
    first, last = (int(number) for number in period_numbers(np.array(ends), period))
    notes: list[str] = []
    if gap and first <= int(period_numbers(np.array([max(1, ends[0] - gap)]), period)[0]):
        notes.append(_left_out(first, period, say("the first date is {date}", date=str(date.fromordinal(ends[0])))))
        first += 1
    if gap and last >= int(period_numbers(np.array([min(ends[1] + gap, date.max.toordinal())]), period)[0]):
        notes.append(_left_out(last, period, say("the last date is {date}", date=str(date.fromordinal(ends[1])))))
        last -= 1
    if first > last:
        span = f"dates from {date.fromordinal(ends[0])} to {date.fromordinal(ends[1])}"
        shorter = PERIODS[PERIODS.index(period) + 1 :]
        advice = f"give a longer history, or periods of a {' or '.join(shorter)}"
        raise InputError([Issue("the sales history", "", f"at least one whole {period}", span, advice)])
    return first, last, tuple(notes)


def _left_out(number: int, period: str, why: str) -> Said:
    told = {"name": period_name(number, period), "why": why, "period": word(period)}
    return say("{name} is left out of the history: {why}, so the {period} is not complete", **told)


def period_numbers(days: Days, period: str) -> Days:
    """The number of the month, week or day in which each of the days lies; each is one more than the last."""
    if period == DAY:
        return days
    if period == WEEK:
        return (days - 1) // 7  # 0001-01-01 was a Monday
    if period != MONTH:
        raise ValueError(f"a period is one of {', '.join(PERIODS)}, not {period!r}")
    known, position = np.unique(days, return_inverse=True)
    moments = [date.fromordinal(int(day)) for day in known]
    numbers = np.array([moment.year * 12 + moment.month - 1 for moment in moments], dtype=np.int64)
    return numbers[position.reshape(-1)]


def period_name(number: int, period: str) -> str:
    """The ISO name of a period by its number.

    >>> period_name(2025 * 12, "month"), period_name(date(2024, 12, 30).toordinal() // 7, "week")
    ('2025-01', '2025-W01')
    """
    if period == MONTH:
        return f"{number // 12:04d}-{number % 12 + 1:02d}"
    if period == DAY:
        return date.fromordinal(number).isoformat()
    year, week, _ = date.fromordinal(number * 7 + 1).isocalendar()
    return f"{year:04d}-W{week:02d}"


def kind_of(periods: Sequence[str]) -> str | None:
    """Whether the names are ISO months, weeks or days, each the next one; None where they are nothing of it.

    >>> kind_of(["2025-12", "2026-01"]), kind_of(["2025-W01"]), kind_of(["Jan", "Feb"])
    ('month', 'week', None)
    """
    for kind in PERIODS:
        numbers = [_number_of(name, kind) for name in periods]
        if numbers and None not in numbers:
            first = numbers[0] or 0
            return kind if numbers == list(range(first, first + len(numbers))) else None
    return None


def _number_of(name: str, kind: str) -> int | None:
    pattern = {MONTH: _MONTH, WEEK: _WEEK, DAY: _DAY}[kind]
    if not pattern.fullmatch(name):
        return None
    try:
        day = date.fromisoformat(f"{name}-01" if kind == MONTH else name)
    except ValueError:
        return None
    return int(period_numbers(np.array([day.toordinal()]), kind)[0])


def following(periods: Sequence[str], count: int) -> tuple[str, ...]:
    """The names of the next ``count`` periods; those that are no ISO names in order are followed by ``+1``, ``+2``.

    >>> following(["2025-11", "2025-12"], 2), following(["2025-W52"], 1), following(["Peak"], 2)
    (('2026-01', '2026-02'), ('2026-W01',), ('+1', '+2'))
    """
    kind = kind_of(periods)
    last = _number_of(periods[-1], kind) if kind else None
    if kind is None or last is None:
        return tuple(f"+{step}" for step in range(1, count + 1))
    return tuple(period_name(last + step, kind) for step in range(1, count + 1))
