"""Which dates a forecast has rows for, and which of them lie in a period of the plan."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from sop_excel.demand.history import DAY, MONTH, WEEK, kind_of, period_numbers
from sop_excel.domain.period_names import meaning

_FEWEST = 2  # dates that tell that they are months
_WEEK = 7


def number_of(day: date, kind: str) -> int:
    """The number of the month, week or day in which a date lies; each is one more than the last.

    >>> number_of(date(2026, 2, 1), "month") - number_of(date(2025, 12, 31), "month")
    2
    """
    return int(period_numbers(np.array([day.toordinal()]), kind)[0])


def named_period(name: str) -> tuple[str, int] | None:
    """The kind and the number of the period that a header names; None where it is no month, week or day of a year.

    >>> named_period("Jan 26") == named_period("2026-01"), named_period("Jan"), named_period("2026-Q1")
    (True, None, None)
    """
    said = meaning(name)
    iso = name.strip() if kind_of([name.strip()]) else said.iso if said else ""
    kind = kind_of([iso])
    if kind is None:
        return None
    return kind, number_of(date.fromisoformat(f"{iso}-01" if kind == MONTH else iso), kind)


def days_of(number: int, kind: str) -> list[date]:
    """The days of a period by its number.

    >>> len(days_of(2026 * 12 + 1, "month")), days_of(number_of(date(2026, 1, 1), "week"), "week")[0].isoformat()
    (28, '2025-12-29')
    """
    if kind == DAY:
        return [date.fromordinal(number)]
    if kind == WEEK:
        return [date.fromordinal(number * _WEEK + 1 + day) for day in range(_WEEK)]
    year, month = number // 12, number % 12 + 1
    return [date(year, month, day + 1) for day in range(monthrange(year, month)[1])]


def is_first(day: date) -> bool:
    """Whether it is the first day of its month."""
    return day.day == 1


def is_last(day: date) -> bool:
    """Whether it is the last day of its month."""
    return is_first(day + timedelta(days=1))


@dataclass(frozen=True)
class Rhythm:
    """The dates that have rows: the first or the last of every month (``of_month``), else these days of the week."""

    of_month: str
    weekdays: frozenset[int]
    kind: str  # what a row is dated by: a month, a week or a day
    _known: dict[tuple[int, str], list[date]] = field(default_factory=dict, compare=False)

    def dates(self, number: int, kind: str) -> list[date]:
        """The dates with rows in a period, as far as the forecast reaches."""
        if (number, kind) not in self._known:
            self._known[number, kind] = [day for day in days_of(number, kind) if self._has(day)]
        return self._known[number, kind]

    def _has(self, day: date) -> bool:
        if self.of_month:
            return is_first(day) if self.of_month == "first" else is_last(day)
        return day.weekday() in self.weekdays


def rhythm_of(days: Collection[date]) -> Rhythm:
    """The rhythm of the dates that have rows.

    >>> rhythm_of([date(2026, 1, 1), date(2026, 2, 1)]).kind, rhythm_of([date(2026, 1, 5), date(2026, 1, 12)]).kind
    ('month', 'week')
    >>> rhythm_of([date(2026, 1, day) for day in range(1, 15)]).kind
    'day'
    """
    weekdays = frozenset(day.weekday() for day in days)
    if len(days) >= _FEWEST:
        for of_month, test in (("first", is_first), ("last", is_last)):
            if all(map(test, days)):
                return Rhythm(of_month, weekdays, MONTH)
    return Rhythm("", weekdays, WEEK if len(weekdays) == 1 and len(days) >= _FEWEST else DAY)
