"""Fingerprints of tables: three sums that a sheet formula recomputes, so that a later change is seen.

The fingerprint of a table is the count of its filled cells, the sum of its numbers and the sum of its numbers and of
the lengths of its texts, each times a weight that depends on where it stands. A renamed sheet, a moved table, another
format or a planner's own column leave it as it is. Dates count as days since the first of their column, since the day
from which a workbook counts them is its own affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from itertools import count
from math import fsum
from operator import mul

from sop_excel.domain.table import DateValue, Formula, Value
from sop_excel.domain.vocabulary import runs

COLUMN_WEIGHT = 1000
_COUNTED = float, str, Formula, type(None)
_NUMBERS = frozenset((float,))
MONTH = 31  # days that are counted as one
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _.-")


@dataclass(frozen=True)
class Span:
    """Columns that stand side by side: the table's name, their headers, and the cells of every row (blank rows too).

    ``first`` is the first day of a column of dates, which is a span of its own; None where there are no dates.
    """

    table: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Value]]
    first: date | None = None

    @property
    def reference(self) -> str:
        """The cells as a structured reference.

        >>> Span("Demand", ("2025-01", "2025-02"), ()).reference
        'Demand[[2025-01]:[2025-02]]'
        """
        return column_reference(self.table, self.headers[0], self.headers[-1])

    @property
    def anchor(self) -> str:
        """The first header cell: positions count from it, wherever the table stands."""
        return f"{self.table}[[#Headers],[{escaped(self.headers[0])}]]"


@dataclass(frozen=True)
class Fingerprint:
    """The three sums of a table."""

    count: float
    total: float
    weighted: float

    def items(self) -> tuple[tuple[str, float], ...]:
        """(name, sum) in the order in which they are recorded."""
        return ("count", self.count), ("sum", self.total), ("weighted sum", self.weighted)


@dataclass(frozen=True)
class Watched:
    """Cells of one table whose later change shall be seen: where they stand, and their fingerprint at the solve."""

    parts: Sequence[Span]

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """The fingerprint of all the spans, taken once however many tables show it."""
        return fingerprint(self.parts)


def spans(table: str, headers: Sequence[str], rows: Sequence[Sequence[Value]], columns: Iterable[int]) -> list[Span]:
    """The runs of neighbouring ``columns`` of a table.

    A column with a yes/no cell, or with dates among other cells, is left out: spreadsheet programs do not agree on what
    such a cell counts.
    """
    columns = sorted(columns)
    kinds = {column: {type(row[column]) for row in rows} for column in columns}
    counted = [column for column in columns if all(issubclass(kind, _COUNTED) for kind in kinds[column])]
    found = [
        Span(table, headers[first : last + 1], [row[first : last + 1] for row in rows]) for first, last in runs(counted)
    ]
    for column in columns:
        cells = [row[column] for row in rows] if DateValue in kinds[column] else []
        if days := _days(cells):
            found.append(Span(table, [headers[column]], [(cell,) for cell in cells], min(days)))
    return found


def _days(cells: Sequence[Value]) -> list[date]:
    """The days of a column that holds nothing but days and blanks; none for any other column."""
    dates = [cell.moment for cell in cells if isinstance(cell, DateValue)]
    whole = all(moment.time() == time.min for moment in dates)
    return [moment.date() for moment in dates] if whole and len(dates) + cells.count(None) == len(cells) else []


def fingerprint(parts: Sequence[Span]) -> Fingerprint:
    """What the three formulas give for these cells."""
    counts, numbers, weights = 0, list[float](), list[float]()
    for span in parts:
        if span.first:
            numbers.append(_day_number(span.first))
        for c, column in enumerate(zip(*span.rows, strict=True), 1):
            counts += len(column) - column.count(None)
            if _NUMBERS.issuperset(map(type, column)):  # nearly every column, at once
                numbers += column
                weights += map(mul, column, count(1 + COLUMN_WEIGHT * c))
                continue
            for weight, value in enumerate(column, 1 + COLUMN_WEIGHT * c):
                number = value if type(value) is float else _number(value, span.first)
                if number is not None:
                    numbers.append(number)
                    weights.append(number * weight)
                elif isinstance(value, str):
                    weights.append(float(len(value) * weight))
    return Fingerprint(float(counts), fsum(numbers), fsum(weights))


def _number(value: Value, first: date | None) -> float | None:
    """The number that a sum over this cell sees, of a date the days since the first one; none for texts."""
    if isinstance(value, float):
        return value
    if isinstance(value, DateValue) and first is not None:
        return float((value.moment.date() - first).days)
    return _number(value.value, first) if isinstance(value, Formula) else None


def formulas(parts: Sequence[Span]) -> tuple[str, str, str]:
    """The formulas of count, sum and weighted sum."""
    everything = ",".join(span.reference for span in parts)
    days = "".join(_days_in_sum(span) for span in parts if span.first)
    return f"COUNTA({everything})", f"SUM({everything}){days}", "+".join(_weighted(span) for span in parts)


def _days_in_sum(span: Span) -> str:
    """What makes days since the first one of the dates in a sum, and adds the first one itself, as ``_day_number``."""
    cells = span.reference
    first = f"MIN({cells})"
    return f"-COUNT({cells})*{first}+{MONTH}*(12*YEAR({first})+MONTH({first}))+DAY({first})"


def _day_number(day: date) -> float:
    """A number for a day that no spreadsheet counts from another one."""
    return float(MONTH * (12 * day.year + day.month) + day.day)


def _weighted(span: Span) -> str:
    cells, anchor = span.reference, span.anchor
    weight = f"(ROW({cells})-ROW({anchor})+{COLUMN_WEIGHT}*(COLUMN({cells})-COLUMN({anchor})+1))"
    if span.first:
        return f"SUMPRODUCT({cells},{weight})-MIN({cells})*SUMPRODUCT(ISNUMBER({cells})*{weight})"
    return f"SUMPRODUCT({cells},{weight})+SUMPRODUCT(ISTEXT({cells})*LEN({cells})*{weight})"


def column_reference(table: str, first: str, last: str = "") -> str:
    """The cells of one column, or of neighbouring ones, as a structured reference.

    >>> column_reference("Products", "Holding cost"), column_reference("Demand", "a#1", "b")
    ('Products[Holding cost]', "Demand[[a'#1]:[b]]")
    """
    if last and last != first:
        return f"{table}[[{escaped(first)}]:[{escaped(last)}]]"
    plain = set(first) <= _PLAIN
    return f"{table}[{first}]" if plain else f"{table}[[{escaped(first)}]]"


def escaped(header: str) -> str:
    """A header as it stands inside the brackets of a structured reference."""
    return "".join("'" + ch if ch in "[]#'@" else ch for ch in header)
