"""Rows that stand in a history twice: set aside where that is certain, else flagged."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import date

from sop_excel.demand.cleaning import reasons
from sop_excel.demand.cleaning.cells import as_text, code_in
from sop_excel.demand.cleaning.columns import Layout
from sop_excel.demand.cleaning.header_roles import Row
from sop_excel.demand.cleaning.records import LINE, Records
from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import figure

_ONCE = 0.98  # of the sales that are alone on their day, where there is a row for each product and day at most
_GRID, _MOSTLY = 0.8, 0.9  # of the days that have a row of each product, and of the sales alone on theirs, in a grid
_NUMBERED = 0.9  # of the rows with a text or number of their own, in a column that numbers them


def judge_duplicates(records: Records, rows: Sequence[Row], layout: Layout) -> None:
    """Set aside rows that repeat another one, and flag what may be."""
    open_rows = records.open()
    others = [] if records.is_wide else _other_columns(rows, layout, records)
    keys = {n: _key(records, n, rows, others) for n in open_rows}
    first: dict[Hashable, int] = {}
    repeats = {n: first[keys[n]] for n in open_rows if first.setdefault(keys[n], n) != n}
    alone = _is_alone(records, [n for n in open_rows if n not in repeats])
    certain = alone or _is_numbered(records, rows, others, set(repeats))
    returns = Counter(_sold(records, n, -1) for n in open_rows if records.quantities[n] < 0)
    for n, of in repeats.items():
        where = say("line {number}", number=str(records.lines[of]))
        shown = f"{date.fromordinal(records.days[n])} {records.products[n]} {figure(records.quantities[n])}"
        # A row that was taken back on its day and entered once more stands twice, and both count.
        again = returns[_sold(records, n)] > 0
        returns[_sold(records, n)] -= again
        sure = certain and not again
        records.ledger.note(n, reasons.DUPLICATE if sure else reasons.DUPLICATE_UNSURE, shown, why=where)
    if alone:
        _flag_conflicts(records)


def _other_columns(rows: Sequence[Row], layout: Layout, records: Records) -> list[int]:
    if layout.is_cleaned(rows):
        return [layout.headers(rows).index(LINE)]
    width = max((len(rows[n]) for n in records.rows), default=0)
    return [at for at in range(width) if at not in layout.columns.values()]


def _key(records: Records, n: int, rows: Sequence[Row], others: list[int]) -> Hashable:
    """All that a row says, however it is written."""
    row = rows[records.rows[n]]
    rest = tuple(code_in(row[at]) if at < len(row) else "" for at in others)
    return (records.days[n], records.products[n], records.quantities[n], rest)


def _sold(records: Records, n: int, sign: int = 1) -> Hashable:
    return records.days[n], records.products[n], sign * records.quantities[n]


def _is_alone(records: Records, rows: list[int]) -> bool:
    """Whether nearly every sale is the only one of its product and day; returns beside it do not count."""
    sold = Counter((records.products[n], records.days[n]) for n in rows if records.quantities[n] >= 0)
    alone = sum(count for count in sold.values() if count == 1) / max(sum(sold.values()), 1)
    return alone >= _ONCE or (alone >= _MOSTLY and _density(sold) >= _GRID)


def _density(sold: Iterable[tuple[str, int]]) -> float:
    """The share of the days between the first and the last of each product, of those in the file, that have a row."""
    days: dict[str, list[int]] = defaultdict(list)
    for product, day in sold:
        days[product].append(day)
    all_days = sorted({day for known in days.values() for day in known})
    possible = sum(bisect_right(all_days, max(known)) - bisect_left(all_days, min(known)) for known in days.values())
    return sum(map(len, days.values())) / max(possible, 1)


def _is_numbered(records: Records, rows: Sequence[Row], others: list[int], repeats: set[int]) -> bool:
    """Whether a column numbers the rows, so that rows alike in it too are one."""
    single = [n for n in records.open() if n not in repeats]
    for at in others:
        texts = [code_in(rows[records.rows[n]][at]) if at < len(rows[records.rows[n]]) else "" for n in single]
        if len(set(texts) - {""}) >= _NUMBERED * len(single):
            return True
    return False


def _flag_conflicts(records: Records) -> None:
    """Flag sales of one product and day where there are otherwise no two."""
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for n in records.open():
        if records.quantities[n] >= 0:
            groups[records.days[n], records.products[n]].append(n)
    for rows in groups.values():
        for n in rows if len(rows) > 1 else ():
            others = ", ".join(str(records.lines[one]) for one in rows if one != n)
            records.ledger.note(
                n, reasons.CONFLICT, as_text(records.raw_days[n]), why=say("see line {numbers}", numbers=others)
            )
