"""What was sold in truth: products of many patterns, by day, week or month, or as single orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.table import Value
from tests.unit.demand.chance import Chance

DAILY, WEEKLY, MONTHLY = "daily", "weekly", "monthly"
PATTERNS = (
    "steady", "seasonal", "trend", "intermittent", "lumpy", "promotions", "yearly peak", "new", "step", "counts",
)  # fmt: skip
_LENGTHS = {DAILY: (60, 800), WEEKLY: (60, 180), MONTHLY: (24, 72)}
_SEASON = {DAILY: 365.25, WEEKLY: 52.18, MONTHLY: 12.0}
_CODES = ("SKU-{:03}", "A{:04}", "{:05}", "PRD {:02}-X", "Bolt M{}", "{}-40")
Series = NDArray[np.float64]


@dataclass
class Line:
    """One line of a file: what was sold in truth (if it is a sale), the cells, and its defects by kind.

    ``hidden`` are defects that nobody could find.
    """

    day: date | None = None
    product: str = ""
    quantity: float = 0.0
    kinds: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    cells: list[Value] = field(default_factory=list)
    number: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.day is not None and not self.kinds and not self.hidden


@dataclass(frozen=True)
class Rhythm:
    """How often sales are told: daily, weekly or monthly, summed up or as single ``orders``; with so many decimals."""

    name: str
    orders: bool
    decimals: int

    def rounded(self, quantity: float) -> float:
        """A quantity as exact as the file tells it."""
        return round(float(quantity), self.decimals)


def true_sales(chance: Chance, rhythm: Rhythm) -> list[Line]:
    """The sales of some products, by product and day."""
    days = _days(chance, rhythm.name)
    return [line for code in _codes(chance) for line in _of_product(chance, rhythm, code, days)]


def _codes(chance: Chance) -> list[str]:
    style, first = chance.choice(_CODES), chance.whole(1, 60)
    return [style.format(first + 7 * n) for n in range(chance.whole(1, 7))]


def _days(chance: Chance, name: str) -> list[date]:
    start = date(2021, 1, 1) + timedelta(days=chance.whole(0, 500))
    count = chance.whole(*_LENGTHS[name])
    if name == MONTHLY:
        months = [start.year * 12 + start.month - 1 + n for n in range(count)]
        return [date(month // 12, month % 12 + 1, 1) for month in months]
    if name == WEEKLY:
        start -= timedelta(days=start.weekday())
    return [start + timedelta(days=n * (7 if name == WEEKLY else 1)) for n in range(count)]


def _of_product(chance: Chance, rhythm: Rhythm, code: str, days: Sequence[date]) -> list[Line]:
    pattern = chance.choice(PATTERNS)
    first = chance.whole(0, len(days) // 2) if pattern == "new" else 0
    series = _series(chance, pattern, len(days), _SEASON[rhythm.name])
    lines = []
    for day, quantity in list(zip(days, series, strict=True))[first:]:
        if not rhythm.orders:
            lines.append(Line(day, code, rhythm.rounded(quantity)))
        elif quantity > 0:
            parts = chance.whole(1, 1 if pattern in ("intermittent", "lumpy") else 3)
            sizes = [rhythm.rounded(max(quantity / parts * chance.between(0.6, 1.4), 1)) for _ in range(parts)]
            lines += [Line(day, code, size) for size in sizes]
    return lines


def _series(chance: Chance, pattern: str, count: int, season: float) -> Series:
    random = chance.numbers
    level = float(random.lognormal(4.0, 1.3)) + 4
    t = np.arange(count)
    if pattern in ("intermittent", "lumpy"):
        spread = chance.between(0.2, 0.8) if pattern == "intermittent" else chance.between(0.9, 1.3)
        sizes = np.maximum(random.lognormal(np.log(level / 8 + 1.5), spread, count), 1)
        return np.where(random.random(count) < chance.between(0.08, 0.4), sizes, 0.0)
    if pattern == "counts":
        return random.poisson(chance.between(0.3, 4.0), count).astype(np.float64)
    mean = level * _shape(chance, pattern, t, count, season)
    if season > 300 and chance.happens(0.5):
        mean = mean * np.array([1, 1.1, 1.0, 1.1, 1.3, 0.6, 0.4])[t % 7]
    noise: Series = random.lognormal(0, chance.between(0.05, 0.35), count)
    return mean * noise


def _shape(chance: Chance, pattern: str, t: NDArray[np.int64], count: int, season: float) -> Series:
    """How the mean moves around its level."""
    flat = np.ones(count)
    if pattern == "seasonal":
        return np.asarray(np.exp(chance.between(0.3, 1.4) * np.sin(2 * np.pi * (t / season + chance.between(0, 1)))))
    if pattern == "trend":
        return np.maximum(1 + chance.between(-0.7, 3.0) * t / count, 0.2)
    if pattern == "step":
        return np.where(t < chance.whole(count // 4, 3 * count // 4), 1.0, chance.between(2.0, 4.0))
    if pattern == "promotions":
        for _ in range(max(1, count // 90)):
            at = chance.whole(0, count)
            flat[at : at + chance.whole(1, 7)] *= chance.between(2.0, 3.5)
    if pattern == "yearly peak":
        flat[(t - chance.whole(0, int(season))) % round(season) == 0] = chance.between(3.0, 5.0)
    return flat
