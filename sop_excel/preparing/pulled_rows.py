"""A forecast row by row, as a database or a web source keeps it, summed into periods one product at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple, Protocol

from sop_excel.domain.vocabulary import counted, quoted
from sop_excel.errors import InputError, Issue
from sop_excel.preparing.pulled_dates import Rhythm, number_of, rhythm_of

MOST_TOLD = 20  # faulty rows that are named one by one
AGAIN = "correct the forecast and pull again"


class ForecastRow(NamedTuple):
    """What is forecast of a product ("" where the source has no column of products) for a date: exact, or None."""

    product: str
    day: date
    mean: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class Snapshot:
    """The forecast of one execution date. ``rows`` come product by product, each in the order of its dates.

    Whoever gives them makes sure that all come: reading them raises MachineError where their number or their sum is
    not what the source itself counts. ``method`` is what made the forecast.
    """

    executed: date
    has_products: bool
    rows: Iterable[ForecastRow]
    method: str = ""


class ForecastSource(Protocol):
    """Where forecasts are kept."""

    @property
    def name(self) -> str:
        """What it is called in a sentence, without any secret."""

    @property
    def brief(self) -> str:
        """What it is called in a workbook, which others read: without who and where."""

    def snapshot(self, as_of: date | None, with_bounds: bool) -> AbstractContextManager[Snapshot]:
        """The newest forecast, or the newest that was made on that date or before; it can be read within the body.

        Raises InputError where there is none, MachineError where the source fails.
        """


@dataclass
class Sums:
    """What so many rows add up to; bounds that are missing count as 0."""

    rows: int = 0
    mean: Decimal = Decimal(0)
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)

    def add(self, other: ForecastRow | Sums, rows: int = 1) -> None:
        """Add what ``rows`` rows say."""
        self.rows += rows
        self.mean += other.mean or 0
        self.low += other.low or 0
        self.high += other.high or 0


@dataclass
class OfProduct:
    """The rows of a product: its first and last date, and the sums of its periods by their numbers."""

    first: date
    last: date
    periods: dict[int, Sums] = field(default_factory=dict)


@dataclass(frozen=True)
class Gathered:
    """All rows of a snapshot, in periods of a ``kind`` (month, week or day)."""

    executed: date
    method: str
    kind: str
    products: dict[str, OfProduct]
    rhythm: Rhythm
    negative: Sums  # rows below 0
    lacks_bounds: int  # rows

    @property
    def first(self) -> date:
        """The first date of all."""
        return min(one.first for one in self.products.values())

    @property
    def last(self) -> date:
        """The last date of all."""
        return max(one.last for one in self.products.values())

    @property
    def total(self) -> Sums:
        """What all rows add up to."""
        return summed(sums for one in self.products.values() for sums in one.periods.values())

    def is_whole(self, product: str, number: int) -> bool:
        """Whether the product's forecast reaches over the whole period of that number."""
        dates, one = self.rhythm.dates(number, self.kind), self.products[product]
        return bool(dates) and one.first <= dates[0] and dates[-1] <= one.last

    def gaps(self, products: Iterable[str], numbers: Collection[int]) -> Iterator[tuple[str, int, int, int]]:
        """(product, period, rows, rows that there should be) wherever dates are missing between others."""
        for product in products:
            one = self.products[product]
            for number in numbers:
                dates = [day for day in self.rhythm.dates(number, self.kind) if one.first <= day <= one.last]
                rows = one.periods[number].rows if number in one.periods else 0
                if rows < len(dates):
                    yield product, number, rows, len(dates)


def summed(parts: Iterable[Sums]) -> Sums:
    """All parts together."""
    total = Sums()
    for part in parts:
        total.add(part, part.rows)
    return total


def gathered(snapshot: Snapshot, kind: str, with_bounds: bool) -> Gathered:
    """All rows of a snapshot. What is kept of them grows with products and periods, not with rows.

    Raises InputError with rows that cannot be used: without a product, a number or an order, or there twice.
    """
    reading = _Reading(kind, snapshot.has_products, with_bounds)
    for product, rows in groupby(snapshot.rows, key=lambda row: row.product):
        reading.read(product, rows)
    reading.faults.refuse()
    rhythm = rhythm_of(reading.numbers)
    return Gathered(
        snapshot.executed, snapshot.method, kind, reading.products, rhythm, reading.negative, reading.lacks_bounds
    )


class _Reading:
    """What has been read so far."""

    def __init__(self, kind: str, has_products: bool, with_bounds: bool) -> None:
        self.kind, self.has_products, self.with_bounds = kind, has_products, with_bounds
        self.faults = _Faults()
        self.products: dict[str, OfProduct] = {}
        self.numbers: dict[date, int] = {}  # of the periods in which the dates lie
        self.negative = Sums()
        self.lacks_bounds = 0

    def read(self, product: str, rows: Iterator[ForecastRow]) -> None:
        """The rows of one product, at least one."""
        if product in self.products:
            self.faults.add(product, "the rows of a product together", "more of them behind those of another")
        if self.has_products and not product:
            self.faults.add("a row without a product", "a product in column sku", "none")
        before = date.min
        for row in rows:
            if row.day <= before:
                found = "another one" if row.day == before else "an earlier date behind it"
                self.faults.add(f"{product} {row.day}".strip(), "one row a date, in their order", found)
            before = row.day
            self._add(row)

    def _add(self, row: ForecastRow) -> None:
        if row.mean is not None and row.mean < 0:
            self.negative.add(row)
        if row.mean is None:
            self.faults.add(f"{row.product} {row.day}".strip(), "a number in column yhat", "none")
        if self.with_bounds and (row.low is None or row.high is None):
            self.lacks_bounds += 1
        number = self.numbers.get(row.day)
        if number is None:
            number = self.numbers[row.day] = number_of(row.day, self.kind)
        of = self.products.setdefault(row.product, OfProduct(row.day, row.day))
        of.last = row.day
        of.periods.setdefault(number, Sums()).add(row)


class _Faults:
    """What is wrong with single rows: the first ones by name, and how many there are."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []
        self.count = 0

    def add(self, where: str, expected: str, found: str) -> None:
        self.count += 1
        if self.count <= MOST_TOLD:
            self.issues.append(Issue("the forecast", quoted(where), expected, found, AGAIN))

    def refuse(self) -> None:
        if self.count > MOST_TOLD:
            found = f"{counted(self.count - MOST_TOLD, 'more fault')} of this kind"
            self.issues.append(Issue("the forecast", "", "no such row", found, AGAIN))
        if self.issues:
            raise InputError(self.issues)
