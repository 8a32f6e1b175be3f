"""The periods of the plan: what their names mean, and how a cell names one of them (rule R8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise

from sop_excel.domain.cell_values import text_of
from sop_excel.domain.period_names import Meaning, meaning
from sop_excel.domain.said import say
from sop_excel.domain.table import DateValue, Value
from sop_excel.domain.vocabulary import listed, quoted, shown
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.grid import DataGrid
from sop_excel.sheets.reading.known_names import KnownNames, unknown

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_WEEK = re.compile(r"[0-9]{4}-?W[0-9]{2}")
_ISO_MONTH = re.compile(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])(?:-01)?")


class Horizon(KnownNames):
    """The names of the periods in their order."""

    def __init__(self, names: Sequence[str], complete: bool = True, table: str = "Demand") -> None:
        super().__init__("period", table, names, complete)

    def hint(self, name: str) -> str:
        """The nearest period in words: one that means the same, or that a typing mistake may have changed.

        >>> Horizon(["2025-01", "2025-02"]).hint("Feb 2025"), Horizon(["Jan", "Feb"]).hint("Jun")
        ("the nearest period is '2025-02', which means the same", '')
        """
        said = meaning(name)
        for wanted, why in (
            (said, say("which means the same")),
            (said and said._replace(day=0), say("the month of that day")),
        ):
            known = self._meaning.get(wanted) if wanted else None
            if known is not None and known != name:
                return say("the nearest period is {known}, {why}", known=quoted(known), why=why)
        return super().hint(name)

    @cached_property
    def _meaning(self) -> dict[Meaning | None, str]:
        return {meaning(known): known for known in reversed(self.position)}

    def may_mean(self, name: str, known: str) -> bool:
        """Whether a mistyped ``name`` may mean ``known``; two months are two periods, however alike."""
        return (meaning(name) is None or meaning(known) is None) and super().may_mean(name, known)

    def candidates(self, value: Value) -> list[str]:
        """The periods that a cell may mean: for a date those equal to it as shown or that read as its ISO day or month.

        >>> from datetime import datetime
        >>> Horizon(["2025-01", "Feb 25"]).candidates(DateValue(datetime(2025, 2, 1), "Feb 25"))
        ['Feb 25']
        """
        if not isinstance(value, DateValue):
            name = text_of(value)
            return [name] if name is not None and name in self.position else []
        names = dict.fromkeys((value.shown.strip(), value.moment.date().isoformat(), text_of(value) or ""))
        return [name for name in names if name in self.position]


def period_at(grid: DataGrid, n: int, horizon: Horizon, found: Findings, key: str = "period") -> int:
    """The position of the period that a row names in a column; -1, which is reported, where it is not known."""
    cell = grid.cell(n, key)
    if isinstance(cell, str) and cell in horizon.position:
        return horizon.position[cell]
    names = horizon.candidates(cell)
    if len(names) == 1:
        return horizon.position[names[0]]
    spot = grid.spot(n, key)
    if names:
        fits = say("{cell}, which fits {names}", cell=shown(cell), names=listed(map(quoted, names)))
        advice = say("type the period's name as text, as it stands in {table}", table=horizon.table)
        found.error(spot.issue(say("a date that fits one period"), fits, advice))
    elif horizon.complete:
        found.error(unknown(spot, horizon, text_of(cell) or "", cell))
    return -1


def days_per_period(periods: Sequence[str]) -> float | None:
    """Mean number of days of a period where the names are evenly spaced ISO months, weeks or days; else None.

    >>> days_per_period(["2025-01", "2025-02"]), days_per_period(["2025-W01", "2025-W02"])
    (29.5, 7.0)
    >>> days_per_period(["Jan", "Feb"])
    """
    spacing = _even(list(map(_week, periods)), alone=7) or _even(list(map(_day, periods)))
    if spacing:
        return float(spacing[1])
    months = _even(list(map(_month, periods)), alone=1)
    if not months:
        return None
    first, step = months
    return (_days_before(first + step * len(periods)) - _days_before(first)) / len(periods)


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """The periods by time where all of them say a month, a week, a quarter or a day of some year; else as they come.

    >>> in_order(["2025-10", "2025-09"]), in_order(["2025-W02", "2025W01"]), in_order(["Peak", "Low"])
    (('2025-09', '2025-10'), ('2025W01', '2025-W02'), ('Peak', 'Low'))
    >>> in_order(["Feb 2026", "Dez 25", "1/2026"]), in_order(["Feb", "Jan"])
    (('Dez 25', '1/2026', 'Feb 2026'), ('Feb', 'Jan'))
    """
    names = tuple(names)
    said = [one for name in names if (one := meaning(name)) and one.year]
    if len(said) < len(names) or len({one.sort for one in said}) > 1:
        return names
    when = [(one.year, one.number, one.day, n) for n, one in enumerate(said)]
    return tuple(names[n] for *_, n in sorted(when))


def goes_back(names: Sequence[str]) -> bool:
    """Whether months, weeks or quarters without a year go back more than once, as from one year to the next.

    >>> goes_back(["Nov", "Dec", "Jan"]), goes_back(["Feb", "Jan", "Mar"]), goes_back(["Peak", "Low"])
    (False, True, False)
    """
    said = [one.number for name in names if (one := meaning(name)) and not one.year]
    backwards = sum(later <= earlier for earlier, later in pairwise(said))
    return len(said) == len(names) and (backwards > 1 or (backwards == 1 and said[-1] >= said[0]))


def missing_between(names: Sequence[str]) -> list[str]:
    """The months or weeks, in ISO form, between the first and the last of periods in order that are not among them.

    >>> missing_between(["2025-11", "Feb 2026"]), missing_between(["2025-W01", "2025-W03"]), missing_between(["b", "a"])
    (['2025-12', '2026-01'], ['2025-W02'], [])
    """
    iso = [one.iso if (one := meaning(name)) else "" for name in names]
    months, weeks = list(map(_month, iso)), list(map(_week, iso))
    if None not in months:
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in _absent(months, 1)]
    return [_iso_week(day) for day in _absent(weeks, 7)] if None not in weeks else []


def _absent(known: Sequence[int | None], step: int) -> list[int]:
    there = {number for number in known if number is not None}
    return [number for number in range(min(there, default=0), max(there, default=0), step) if number not in there]


def _iso_week(day: int) -> str:
    year, week, _ = date.fromordinal(day).isocalendar()
    return f"{year:04}-W{week:02}"


def _even(numbers: Sequence[int | None], alone: int = 0) -> tuple[int, int] | None:
    """(first, step) of numbers that rise evenly; ``alone`` is the step of a single one."""
    known = [number for number in numbers if number is not None]
    if not known or len(known) < len(numbers):
        return None
    steps = {later - earlier for earlier, later in pairwise(known)} or {alone}
    step = steps.pop()
    return (known[0], step) if step > 0 and not steps else None


def _week(period: str) -> int | None:
    return _ordinal(period) if _ISO_WEEK.fullmatch(period) else None


def _day(period: str) -> int | None:
    return _ordinal(period) if _ISO_DAY.fullmatch(period) else None


def _ordinal(period: str) -> int | None:
    try:
        return date.fromisoformat(period).toordinal()
    except ValueError:
        return None


def _month(period: str) -> int | None:
    """Months since the year 0, of an ISO month or the first day of one."""
    month = _ISO_MONTH.fullmatch(period)
    return int(month[1]) * 12 + int(month[2]) - 1 if month else None


def _days_before(month: int) -> int:
    """Days before a month, also after the year 9999."""
    return date(month // 12 % 400 + 400, month % 12 + 1, 1).toordinal() + month // 4800 * 146_097
