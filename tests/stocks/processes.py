"""Demand processes with the forecasts that a planner would have of them: so many series, one period after the other.

A forecast of a series at the end of period t says a number for each of the periods that follow. It is not the best that
there could be: it misses what planners' forecasts miss.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from sop_excel.domain.fields import Array


@dataclass(frozen=True)
class Process:
    """Demand (N, T) of N series, and ``expected`` (N, T): the forecast of period t. Units.

    ``level``: a forecast made before period t has the level ``expected[:, t]`` in all periods after it; else the
    forecast of a period is the same whenever it is made.
    """

    demand: Array
    expected: Array
    level: bool = False

    def ahead(self, t: int, steps: int) -> Array:
        """(N, steps): the forecast of the periods t, t + 1, ..., made before period t."""
        if self.level:
            return np.repeat(self.expected[:, t : t + 1], steps, axis=1)
        return self.expected[:, t : t + steps]

    def errors(self, first: int, origins: int, steps: int) -> Array:
        """(N, origins, steps): demand less forecast of a back-test whose first forecast is of period ``first``."""
        periods = range(first, first + origins)
        return np.stack([self.demand[:, t : t + steps] - self.ahead(t, steps) for t in periods], axis=1)


def steady(chance: Generator, series: int, periods: int) -> Process:
    """A mean of 100 that is known, and errors that have nothing to do with each other."""
    shape = (series, periods)
    return Process(np.maximum(0, 100 + 20 * chance.standard_normal(shape)), np.full(shape, 100.0))


def seasonal(chance: Generator, series: int, periods: int) -> Process:
    """A year's wave that is known, with errors in proportion to it."""
    wave = np.tile(100 + 50 * np.sin(2 * np.pi * np.arange(periods) / 12), (series, 1))
    return Process(np.maximum(0, wave * (1 + 0.2 * chance.standard_normal(wave.shape))), wave)


def autocorrelated(chance: Generator, series: int, periods: int) -> Process:
    """Demand that stays above or below its mean for a while (AR 0.7), which the forecast, the mean, does not see."""
    noise = 20 * chance.standard_normal((series, periods))
    error = np.empty_like(noise)
    error[:, 0] = noise[:, 0] / np.sqrt(1 - 0.7**2)
    for t in range(1, periods):
        error[:, t] = 0.7 * error[:, t - 1] + noise[:, t]
    return Process(np.maximum(0, 200 + error), np.full(noise.shape, 200.0))


def drifting(chance: Generator, series: int, periods: int) -> Process:
    """A level that wanders, and an exponential smoothing that follows it: errors further ahead are larger."""
    noise = 20 * chance.standard_normal((series, periods))
    level = 1000 + 0.3 * np.concatenate([np.zeros((series, 1)), np.cumsum(noise, axis=1)[:, :-1]], axis=1)
    return Process(np.maximum(0, level + noise), level, level=True)


def intermittent(chance: Generator, series: int, periods: int) -> Process:
    """Compound Poisson: an order every other period on average, of 5 units on average (geometric)."""
    orders = chance.poisson(0.5, (series, periods))
    extra = np.where(orders > 0, chance.negative_binomial(np.maximum(orders, 1), 1 / 5), 0)
    return Process((orders + extra).astype(np.float64), np.full(orders.shape, 2.5))


def lumpy(chance: Generator, series: int, periods: int) -> Process:
    """Nothing in seven of ten periods, in the others a lognormal amount: many small ones and a few very large."""
    shape = (series, periods)
    amounts = chance.lognormal(3, 1, shape)
    return Process(np.where(chance.random(shape) < 0.3, amounts, 0.0), np.full(shape, 0.3 * np.exp(3.5)))


def too_low(chance: Generator, series: int, periods: int) -> Process:
    """Steady demand whose forecast is ten percent too low."""
    true = steady(chance, series, periods)
    return Process(true.demand, true.expected * 0.9)


PROCESSES: dict[str, Callable[[Generator, int, int], Process]] = {
    one.__name__.replace("_", " "): one
    for one in (steady, seasonal, autocorrelated, drifting, intermittent, lumpy, too_low)
}
