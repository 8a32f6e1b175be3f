"""The dates of a history: one order of day, month and year for the whole file, told by dates that leave no doubt.

Where none does, the calendar may: read in the wrong order, dates fall on days that have their sale already, or lose
their even distance. Else it has to be asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sop_excel.demand.cleaning import reasons
from sop_excel.demand.cleaning.cells import TYPED, as_text, code_in, day_in, is_nothing, usual_among
from sop_excel.demand.cleaning.choices import DAY_FIRST, DAY_ORDER, MONTH_FIRST, Choices
from sop_excel.demand.cleaning.records import Records
from sop_excel.domain.questions import Choice, Question
from sop_excel.domain.said import say, word
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import counted, quoted
from sop_excel.domain.written_dates import DAY, MONTH, YEAR, DateReading

_ORDERS = (DAY, MONTH, YEAR)
_OUTVOTED = 20  # times as many dates tell one order as the other, which is then a slip
_MANY_DAYS = 12  # of the month: more than there are years in most histories
_CLOSER = 3  # times closer together lie dates in the right order
_EVEN = 0.98  # of the distances between dates, where dates are evenly spaced
_FEWEST = 3  # dates that tell an order by where they fall
_TAKEN, _FREE = 0.5, 0.1  # shares of dates on days that have their sale: in the wrong order, and in the right one
Readings = Sequence[DateReading | None]


class DayOrder(NamedTuple):
    """An order of the parts of a date, and a sentence where it mattered."""

    order: str
    note: str


def read_days(records: Records, place: str, choices: Choices) -> DayOrder | Question:
    """Read the dates of all records, and set aside those without one; or say what has to be asked first."""
    if records.is_wide:
        return DayOrder(DAY, "")
    known: dict[tuple[type, Value], DateReading | None] = {}
    readings = []
    for value in records.raw_days:
        key = (type(value), value)
        if key not in known:
            known[key] = day_in(value)
        readings.append(known[key])
    told = _order(readings, records, choices)
    if told is None:
        return _question(readings, records, place)
    records.days = [0] * len(records)
    _judge(records, readings, told.order)
    return told


def _order(readings: Readings, records: Records, choices: Choices) -> DayOrder | None:
    if choices.day_first is not None:
        return DayOrder(DAY if choices.day_first else MONTH, "")
    rows = records.open()
    doubtful = [n for n in rows if (one := readings[n]) is not None and one.is_possible and not one.is_sure]
    if not doubtful:
        return DayOrder(DAY, "")
    found = [one for n in doubtful if (one := readings[n]) is not None]
    days = {order: np.array([one.in_order(order) for one in found], dtype=np.int64) for order in _ORDERS}
    fails = {order: int((days[order] == 0).sum()) for order in _ORDERS}
    if _years_come_first(days, fails):
        return DayOrder(
            YEAR, say("The year comes first in dates of two figures each: only so they lie close together.")
        )
    told = _by_fails(fails)
    if told is not None or (fails[DAY] and fails[MONTH]):
        return told
    if all(as_text(records.raw_days[n]).count(".") >= 2 for n in doubtful):
        return DayOrder(DAY, "")
    return _by_calendar(readings, records, rows, doubtful)


def _by_fails(fails: dict[str, int]) -> DayOrder | None:
    """The order in which hardly any date is none, where many are none in the other."""
    best, other = sorted((DAY, MONTH), key=lambda order: fails[order])
    votes, against = fails[other], fails[best]
    if not votes or votes < _OUTVOTED * against:
        return None
    but = say(", though {dates} can only be read the other way", dates=counted(against, "date")) if against else ""
    told = {"part": word(best), "dates": counted(votes, "date"), "but": but}
    return DayOrder(best, say("The {part} comes first in dates of figures: {dates} can only be read so{but}.", **told))


def _years_come_first(days: dict[str, NDArray[np.int64]], fails: dict[str, int]) -> bool:
    """Whether all can be read with the year first, and only so lie evenly, or else far closer together on many days."""
    if fails[YEAR] or len(days[YEAR]) < _FEWEST:
        return False
    rivals = [order for order in (DAY, MONTH) if not fails[order]]
    even = {order: _evenness(days[order].tolist()) for order in (YEAR, *rivals)}
    if max((even[order] for order in rivals), default=0.0) >= _EVEN:
        return False
    spans = {order: float(np.ptp(days[order])) for order in (YEAR, *rivals)}
    many = len({date.fromordinal(day).day for day in days[YEAR].tolist()}) >= _MANY_DAYS
    return even[YEAR] >= _EVEN or (many and all(_CLOSER * spans[YEAR] < spans[order] for order in rivals))


def _by_calendar(readings: Readings, records: Records, rows: list[int], doubtful: list[int]) -> DayOrder | None:
    """What the days tell on which dates fall in either order."""
    unsure = set(doubtful)
    sure = [(n, one.day_first) for n in rows if n not in unsure and (one := readings[n]) is not None and one.day_first]
    either = [n for n in doubtful if (one := readings[n]) is not None and one.day_first != one.month_first]
    if not either:
        return DayOrder(DAY, "")
    by_free_days = _by_free_days(readings, records, sure, either)
    if by_free_days is not None:
        return by_free_days
    fixed = [day for _, day in sure]
    even = {}
    for order in (DAY, MONTH):
        even[order] = _evenness([*fixed, *(_in(readings[n], order) for n in doubtful)])
    for order, other in ((DAY, MONTH), (MONTH, DAY)):
        if even[order] >= _EVEN > even[other]:
            return DayOrder(
                order,
                say("The {part} comes first in dates of figures: only so are they evenly spaced.", part=word(order)),
            )
    return None


def _by_free_days(
    readings: Readings, records: Records, sure: list[tuple[int, int]], either: list[int]
) -> DayOrder | None:
    """The order in which dates fall on days without a sale of that product, where the other one hits days that have."""
    if len(either) < _FEWEST:
        return None
    code = [code_in(one) for one in records.raw_products]
    taken = {(code[n], day) for n, day in sure}
    share = {
        order: sum((code[n], _in(readings[n], order)) in taken for n in either) / len(either) for order in (DAY, MONTH)
    }
    for order, other in ((DAY, MONTH), (MONTH, DAY)):
        if share[order] <= _FREE and share[other] >= _TAKEN:
            told = say(
                "The {part} comes first in dates of figures: only so they fall on days without a sale.",
                part=word(order),
            )
            return DayOrder(order, told)
    return None


def _in(reading: DateReading | None, order: str) -> int:
    """The day in that order, or in the only one in which it is one; 0 where it is none."""
    if reading is None:
        return 0
    return reading.in_order(order) or reading.day_first or reading.month_first or reading.year_first


def _evenness(days: Sequence[int]) -> float:
    """The share of the distances between days that are one day, week, month, quarter or year; the largest of these."""
    gaps = np.diff(np.unique(days))
    if len(gaps) < 2 * _FEWEST:
        return 0.0
    classes = ((1, 1), (7, 7), (14, 14), (28, 31), (89, 92), (365, 366))
    return max(float(((gaps >= low) & (gaps <= high)).mean()) for low, high in classes)


def _question(readings: Readings, records: Records, place: str) -> Question:
    doubtful = [n for n in records.open() if (one := readings[n]) is not None and one.is_possible and not one.is_sure]
    tells: dict[str, int] = {}
    for n in doubtful:
        one = readings[n]
        if one is not None and not (one.day_first and one.month_first):
            tells.setdefault(DAY if one.day_first else MONTH, n)
    n = next((n for n in doubtful if _is_open(readings[n])), doubtful[0])
    text = as_text(records.raw_days[n])
    places = [f"{quoted(as_text(records.raw_days[at]))} in line {records.lines[at]}" for at in tells.values()]
    why = f"{' and '.join(places)} tell different orders" if len(places) > 1 else "no date tells it"
    return Question(
        DAY_ORDER,
        place,
        f"Does the day or the month come first? {quoted(text)} in line {records.lines[n]} may be either.",
        (Choice(DAY_FIRST, _means(readings[n], DAY)), Choice(MONTH_FIRST, _means(readings[n], MONTH))),
        why,
        "--day-first or --month-first",
    )


def _is_open(reading: DateReading | None) -> bool:
    return reading is not None and bool(reading.day_first and reading.month_first)


def _means(reading: DateReading | None, order: str) -> str:
    day = _in(reading, order)
    return f"it means {date.fromordinal(day)}" if day else ""


def _judge(records: Records, readings: Readings, order: str) -> None:
    """Set aside what is no date; a missing one waits for what can be inferred."""
    rows = records.open()
    forms = Counter(one.form for n in rows if (one := readings[n]) is not None)
    usual = usual_among(forms) | {TYPED}
    note: Callable[..., None] = records.ledger.note
    for n in rows:
        reading, raw = readings[n], records.raw_days[n]
        if reading is None:
            if not is_nothing(raw):
                note(n, reasons.DATE_UNREADABLE, as_text(raw))
        elif not reading.is_possible:
            note(n, reasons.DATE_IMPOSSIBLE, as_text(raw))
        else:
            day = records.days[n] = _in(reading, order)
            if not reading.in_order(order):
                note(n, reasons.DATE_OTHER_ORDER, as_text(raw), date.fromordinal(day).isoformat())
            elif reading.form not in usual:
                note(n, reasons.DATE_FORM, as_text(raw), date.fromordinal(day).isoformat())
