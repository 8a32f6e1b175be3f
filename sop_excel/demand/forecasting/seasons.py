"""The seasons of one product: whether there are any, and by how much each part of a season differs from the mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_excel.domain.fields import Array

SEASONS_NEEDED = 2  # with fewer nobody can tell a season from a trend
_FADE = 0.7  # what a season counts relative to the next: seasons change (chosen on M3 and Tourism data)
_CERTAIN = 1.645  # standard normal quantile of the test, of 90 % on two sides


def usable(length: int, season: int) -> int:
    """The season length that so long a history supports: 1, for no season, where it has fewer than two of them."""
    return season if season > 1 and length >= SEASONS_NEEDED * season else 1


def is_seasonal(series: Array, season: int) -> bool:
    """Whether the autocorrelation (T,) of one season apart is more than chance, beyond that of shorter distances.

    The test of the M4 competition's benchmarks (Makridakis, Spiliotis and Assimakopoulos 2020).
    """
    if usable(len(series), season) == 1:
        return False
    centred = series - series.mean()
    power = float(centred @ centred)
    if power == 0:
        return False
    related = np.array([float(centred[lag:] @ centred[:-lag]) / power for lag in range(1, season + 1)])
    limit = _CERTAIN * np.sqrt((1 + 2 * float((related[:-1] ** 2).sum())) / len(series))
    return bool(related[-1] > limit)


@dataclass(frozen=True)
class Seasons:
    """What each part of a season adds to demand, or multiplies it by: ``indices`` (S,), the first that of period 0."""

    indices: Array
    multiplies: bool

    def removed(self, series: Array) -> Array:
        """The series (T,) as it would be without seasons."""
        indices = self._along(0, len(series))
        return series / indices if self.multiplies else series - indices

    def given_back(self, ahead: Array, start: int) -> Array:
        """Forecasts (H,) of a series without seasons, from period ``start`` on, with them."""
        indices = self._along(start, len(ahead))
        return ahead * indices if self.multiplies else ahead + indices

    def _along(self, start: int, count: int) -> Array:
        along: Array = self.indices[(start + np.arange(count)) % len(self.indices)]
        return along


def seasons_of(series: Array, season: int) -> Seasons:
    """The seasons of a series (T,), by classical decomposition in which a season counts less the older it is.

    The indices are shrunk towards no season by what chance alone would make of them (Miller and Williams 2003, after
    James and Stein). They multiply where nothing is negative, else they are added.
    """
    multiplies = bool(series.min() >= 0 and series.max() > 0)
    neutral = 1.0 if multiplies else 0.0
    if usable(len(series), season) == 1:
        return Seasons(np.array([neutral]), multiplies)
    level = _level(series, season)
    parts = series / np.maximum(level, 0.05 * series.mean()) if multiplies else series - level
    weights = np.power(_FADE, (len(series) - 1 - np.arange(len(series))) // season).astype(np.float64)
    phase = np.arange(len(series)) % season
    counts = np.bincount(phase, weights, season)
    indices = np.bincount(phase, weights * parts, season) / counts
    indices = indices / indices.mean() if multiplies else indices - indices.mean()
    chance = float(weights @ (parts - indices[phase]) ** 2) / float(weights.sum())
    return Seasons(np.maximum(_shrunk(indices, neutral, chance, weights), 1e-3 if multiplies else -np.inf), multiplies)


def _shrunk(indices: Array, neutral: float, chance: float, weights: Array) -> Array:
    """The indices (S,), nearer to ``neutral`` the more of their variance is that of means by chance."""
    season = len(indices)
    seen = max(float(weights.sum() ** 2 / (weights**2).sum()) / season, 1.5)  # effective number of seasons
    spread = float(((indices - neutral) ** 2).sum()) / (season - 1)
    if season <= 3 or spread == 0:
        return indices
    share = min(1.0, (season - 3) / (season - 1) * chance / (seen - 1) / spread)
    return share * neutral + (1 - share) * indices


def _level(series: Array, season: int) -> Array:
    """The mean of one season around each period (T,); at both ends it goes on with most of its last slope."""
    window = np.ones(season + 1 - season % 2) / season
    if season % 2 == 0:
        window[0] = window[-1] = 0.5 / season
    inner = np.convolve(series, window, mode="valid")
    before = (len(window) - 1) // 2
    after = len(series) - before - len(inner)
    span = min(len(inner), season + 1)
    first_slope = (inner[span - 1] - inner[0]) / max(1, span - 1)
    last_slope = (inner[-1] - inner[-span]) / max(1, span - 1)
    head = inner[0] - _FADE * first_slope * np.arange(before, 0, -1)
    tail = inner[-1] + _FADE * last_slope * np.arange(1, after + 1)
    return np.concatenate([head, inner, tail])
