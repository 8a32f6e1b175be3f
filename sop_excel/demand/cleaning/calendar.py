"""What the days of a history tell together: which one is missing, which is years away, which period is not complete."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import numpy as np

from sop_excel.demand.cleaning import reasons
from sop_excel.demand.cleaning.cells import as_text
from sop_excel.demand.cleaning.records import Records
from sop_excel.demand.history import period_numbers, uncovered
from sop_excel.domain.said import say, word
from sop_excel.domain.vocabulary import counted, listed, units, whole
from sop_excel.errors import InputError

_EARLIEST, _LATEST = date(1954, 1, 1).toordinal(), date(2119, 12, 31).toordinal()  # years of sales
_FEW = 3  # products that a note names
_FEWEST = 3  # rows that tell where most dates lie
_YEAR = 400  # days: what lies nearer to the others is not far off
_EDGE = 0.05  # of the rows at either end that do not tell where most dates lie
_STEPS = (1, 7)  # days between the rows of a series in which one that is missing can be told
_ONE_A_DAY = 0.98  # of the rows of a product that have a day of their own
_ORDERED = 0.95  # of the rows of a product that follow each other in time
_DENSE = 0.9  # of the distances that must be that step


def infer_days(records: Records) -> None:
    """Give a date to rows without one where it is certain; set the others aside.

    It is certain where rows of a product stand in order and as many dates lack between two of them as rows have none,
    or where a series of a product lacks one single day and one single row of it has no date.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for n in records.open():
        groups[records.products[n]].append(n)
    for rows in groups.values():
        missing = [n for n in rows if not records.days[n]]
        if not missing:
            continue
        found = _between(records, rows) or _single(records, rows, missing)
        for n in missing:
            if n in found:
                records.days[n], why = found[n]
                day = date.fromordinal(records.days[n]).isoformat()
                records.ledger.note(n, reasons.DATE_INFERRED, as_text(records.raw_days[n]), day, why=why)
            else:
                records.ledger.note(n, reasons.DATE_MISSING, as_text(records.raw_days[n]))


def _step(days: list[int]) -> int:
    """The distance of nearly all neighbours among rising days, if it is a day or a week; else 0."""
    gaps = np.diff(np.unique(days))
    for step in _STEPS:
        if len(gaps) >= 2 and float((gaps == step).mean()) >= _DENSE:
            return step
    return 0


def _between(records: Records, rows: list[int]) -> dict[int, tuple[int, str]]:
    """The days of rows without a date that stand between two others of an ordered series with exactly that gap."""
    known = [records.days[n] for n in rows if records.days[n]]
    taken = set(known)
    step = _step(known) * _direction(known)
    if not step or len(taken) < _ONE_A_DAY * len(known):
        return {}
    found: dict[int, tuple[int, str]] = {}
    last, run = 0, list[int]()
    for n in rows:
        day = records.days[n]
        if not day:
            run.append(n)
            continue
        between = [last + step * at for at in range(1, len(run) + 1)]
        if run and last and day - last == step * (len(run) + 1) and taken.isdisjoint(between):
            told = {"first": str(date.fromordinal(last)), "last": str(date.fromordinal(day))}
            why = say("its row stands between {first} and {last}", **told)
            found.update({one: (missing, why) for one, missing in zip(run, between, strict=True)})
        last, run = day, []
    return found


def _direction(days: list[int]) -> int:
    """1 where nearly all days rise, -1 where they fall, 0 where they stand in no order."""
    steps = np.sign(np.diff(days))
    for direction in (1, -1):
        if len(steps) and float((steps != -direction).mean()) >= _ORDERED:
            return direction
    return 0


def _single(records: Records, rows: list[int], missing: list[int]) -> dict[int, tuple[int, str]]:
    """The one day that a series lacks, for the one row without a date."""
    known = np.unique([records.days[n] for n in rows if records.days[n]])
    if len(missing) != 1 or len(known) < len(rows) - 1:
        return {}
    step = _step(known.tolist())
    gaps = np.diff(known)
    if not step or len(gaps) < 10 or sorted(gaps.tolist())[-2:] != [step, 2 * step]:
        return {}
    day = int(known[int(np.argmax(gaps))]) + step
    return {missing[0]: (day, say("it is the only one that this product lacks"))}


def set_aside_far_off(records: Records) -> None:
    """Set aside rows whose date is years away from nearly all others, or no year of sales, as a mistyped one is."""
    _set_aside_outside(records, _EARLIEST, _LATEST)
    rows = records.open()
    if len(rows) < _FEWEST:
        return
    ordered = np.sort(np.array([records.days[n] for n in rows], dtype=np.int64))
    edge = int(np.ceil(_EDGE * len(ordered)))
    low, high = int(ordered[edge]), int(ordered[-1 - edge])
    _set_aside_outside(records, *_reach(ordered, low, high, max(_YEAR, (high - low) // 2)))


def _set_aside_outside(records: Records, first: int, last: int) -> None:
    ends = {"first": str(date.fromordinal(first)), "last": str(date.fromordinal(last))}
    span = say("others lie between {first} and {last}", **ends)
    for n in records.open():
        if not first <= records.days[n] <= last:
            records.ledger.note(n, reasons.DATE_FAR_OFF, as_text(records.raw_days[n]), why=span)


def _reach(ordered: np.ndarray[tuple[int], np.dtype[np.int64]], low: int, high: int, far: int) -> tuple[int, int]:
    """The first and the last day that are reached from the bulk without a distance that is ``far``."""
    gaps = np.diff(ordered)
    below = np.flatnonzero((gaps > far) & (ordered[1:] <= low))
    above = np.flatnonzero((gaps > far) & (ordered[:-1] >= high))
    first = ordered[below[-1] + 1] if len(below) else ordered[0]
    last = ordered[above[0]] if len(above) else ordered[-1]
    return int(first), int(last)


def note_gaps(records: Records, period: str) -> tuple[str, ...]:
    """What is said of periods in which a quantity or date is missing: they show less demand than there was."""
    without = reasons.QUANTITY_MISSING, reasons.QUANTITY_UNREADABLE
    rows = [n for n in records.ledger.set_aside_for(*without) if records.days[n] and records.products[n]]
    notes: list[str] = []
    if rows:
        periods = period_numbers(np.array([records.days[n] for n in rows], dtype=np.int64), period).tolist()
        touched = Counter(
            product for product, _ in {(records.products[n], at) for n, at in zip(rows, periods, strict=True)}
        )
        most = listed(say("{count} of {product}", count=whole(n), product=one) for one, n in touched.most_common(_FEW))
        notes.append(
            say(
                "The quantity is missing in {rows}, so demand is too low in {periods}, such as {most}.",
                rows=counted(len(rows), "row"),
                periods=counted(touched.total(), period),
                most=most,
            )
        )
    undated = records.ledger.set_aside_for(reasons.DATE_MISSING, reasons.DATE_UNREADABLE, reasons.DATE_IMPOSSIBLE)
    if undated:
        quantity = units(sum(records.ledger.before[n] for n in undated))
        told = {"period": word(period), "rows": counted(len(undated), "row"), "units": quantity}
        notes.append(say("In no {period}: {rows} without a date, {units} units.", **told))
    nameless = records.ledger.set_aside_for(reasons.PRODUCT_MISSING)
    if nameless:
        quantity = units(sum(records.ledger.before[n] for n in nameless))
        told = {"rows": counted(len(nameless), "row"), "units": quantity}
        notes.append(say("Of no product: {rows} without one, {units} units.", **told))
    return tuple(notes)


def flag_partial(records: Records, period: str) -> tuple[str, ...]:
    """Flag the rows in a first or last period that the dates do not cover; what is said of it."""
    rows = records.open()
    if not rows:
        return ()
    days = np.array([records.days[n] for n in rows], dtype=np.int64)
    try:
        partial, notes = uncovered(days, period)
    except InputError:
        told = {"period": word(period), "rows": counted(len(rows), "row")}
        return (say("No whole {period} is covered by {rows}.", **told),)
    for at in np.flatnonzero(partial).tolist():
        n = rows[at]
        records.ledger.note(n, reasons.PARTIAL, date.fromordinal(records.days[n]).isoformat())
    return notes
