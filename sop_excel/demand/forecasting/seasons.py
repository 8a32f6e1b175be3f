"""The seasons of one product: whether there are any, and by how much each part of a season differs from the mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sop_excel.domain.fields import Array

SEASONS_NEEDED = 2  # with fewer nobody can tell a season from a trend
_FADE = 0.7  # what a season counts relative to the next: seasons change (chosen on M3 and Tourism data)
_LEAST_LEVEL = 0.05  # of the mean demand: nothing is divided by less
_FEW_PARTS = 24  # in a season of more each part leans on its neighbours
_NEIGHBOURS = 4  # on each side
_OUTSTANDING = 3.0  # standard errors
_LIKELY = (12, 52, 7, 4)  # seasons of months, weeks, days and quarters
_MOST_BY_CHANCE_UNASKED = 0.15  # where nobody has said that there is a season, and several are tried
_MOST_BY_CHANCE = 0.3  # of the variance of the indices of a product that is called seasonal


def usable(length: int, season: int) -> int:
    """The season length that so long a history supports: 1, for no season, where it has fewer than two of them."""
    return season if season > 1 and length >= SEASONS_NEEDED * season else 1


@dataclass(frozen=True)
class Seasons:
    """A history (T,) apart: its ``level`` (T,) and what each part of a season adds to it, or multiplies it by.

    ``indices`` (S,) begin with that of period 0.
    """

    history: Array
    level: Array
    indices: Array
    multiplies: bool

    @property
    def without(self) -> Array:
        """The history (T,) as it would be without seasons.

        What is left beside level and season is not made larger than it was: where next to nothing is sold, it says
        next to nothing of the level.
        """
        indices = self._along(0, len(self.history))
        if not self.multiplies:
            return self.history - indices
        return self.level + (self.history - self.level * indices) / np.maximum(indices, 1.0)

    def given_back(self, ahead: Array) -> Array:
        """Forecasts (H,) of the history without seasons, with them."""
        indices = self._along(len(self.history), len(ahead))
        return ahead * indices if self.multiplies else ahead + indices

    def _along(self, start: int, count: int) -> Array:
        along: Array = self.indices[(start + np.arange(count)) % len(self.indices)]
        return along


def seasons_of(series: Array, season: int) -> Seasons:
    """The seasons of a series (T,), by classical decomposition in which a season counts less the older it is.

    They multiply or are added, whichever leaves less of the history unexplained; they are added where anything is
    negative. The indices are shrunk towards no season by what chance alone would make of them (Miller and Williams
    2003, after James and Stein).
    """
    if usable(len(series), season) == 1:
        return Seasons(series, series, np.zeros(1), False)
    level = _level(series, season)
    added = _Decomposed.of(series - level, season, 0.0)
    if series.min() >= 0 and series.max() > 0:
        shares = _Decomposed.of(series / np.maximum(level, _LEAST_LEVEL * series.mean()), season, 1.0)
        if shares.off(series - level * shares.along) < added.off(series - level - added.along):
            return Seasons(series, level, np.maximum(shares.shrunk, 0.0), True)
    return Seasons(series, level, added.shrunk, False)


def is_seasonal(series: Array, season: int) -> bool:
    """Whether the parts of a season differ by clearly more than chance would make them."""
    return _share_of_chance(series, season) < _MOST_BY_CHANCE


def likely_season(histories: Sequence[Array]) -> int:
    """The season length that several histories (T,) show most clearly: 12, 52, 7 or 4; 1 where they show none."""
    shown = {season: [_share_of_chance(one, season) for one in histories] for season in _LIKELY}
    middle = {season: float(np.median(shares)) if shares else 1.0 for season, shares in shown.items()}
    best = min(middle, key=lambda season: middle[season])
    return best if middle[best] < _MOST_BY_CHANCE_UNASKED else 1


def _share_of_chance(series: Array, season: int) -> float:
    """How much of what a season seems to do (0 to 1) chance would make of a history (T,) without one."""
    most = float(np.abs(series).max(initial=0.0))
    if usable(len(series), season) == 1 or most == 0:
        return 1.0
    history = series / most
    return _Decomposed.of(history - _level(history, season), season, 0.0).by_chance


@dataclass(frozen=True)
class _Decomposed:
    """A history without its level, by the part of the season.

    ``indices`` (S,) have mean ``neutral``; ``chance`` is the variance that means of what is left have by chance, and
    ``by_chance`` its share of that of the indices. ``peaks`` (S,) come on top, of single parts of a season of many.
    ``weights`` (T,) fade with age.
    """

    indices: Array
    neutral: float
    chance: float
    by_chance: float
    weights: Array
    peaks: Array

    @classmethod
    def of(cls, parts: Array, season: int, neutral: float) -> _Decomposed:
        """From what is left of a series (T,) without its level: differences from it, or with ``neutral`` 1 shares.

        Weeks of a year are like their neighbours, of which there are more than years; what then still stands out, such
        as the week of a holiday, does so beside them.
        """
        single = cls._by_part(parts, season, neutral)
        if season <= _FEW_PARTS:
            return single
        peaks = single.standing_out_of(_middle(single.indices))
        smooth = cls._by_part(_with_neighbours(parts - np.resize(peaks, len(parts))), season, neutral)
        return replace(smooth, peaks=single.standing_out_of(smooth.indices))

    @classmethod
    def _by_part(cls, parts: Array, season: int, neutral: float) -> _Decomposed:
        weights = np.power(_FADE, (len(parts) - 1 - np.arange(len(parts))) // season).astype(np.float64)
        phase = np.arange(len(parts)) % season
        indices = np.bincount(phase, weights * parts, season) / np.bincount(phase, weights, season)
        indices = indices / indices.mean() if neutral and indices.mean() > 0 else indices - indices.mean() + neutral
        left = float(weights @ (parts - indices[phase]) ** 2) / float(weights.sum())
        seen = max(float(weights.sum() ** 2 / (weights @ weights)) / season, 1.5)  # effective number of seasons
        chance = left / (seen - 1)
        spread = float(((indices - neutral) ** 2).sum()) / (season - 1)
        share = min(1.0, chance / spread) if spread else 1.0
        return cls(indices, neutral, chance, share, weights, np.zeros(season))

    def standing_out_of(self, usual: Array) -> Array:
        """By how much each index lies off its ``usual`` (S,), where that is more than chance would make it; else 0."""
        apart = self.indices - usual
        return np.where(np.abs(apart) > _OUTSTANDING * np.sqrt(self.chance), apart, 0.0)

    @property
    def along(self) -> Array:
        """The index of each period (T,)."""
        return np.resize(self.indices + self.peaks, len(self.weights))

    @property
    def shrunk(self) -> Array:
        """The indices (S,), nearer to no season the more of them may be chance."""
        season = len(self.indices)
        share = self.by_chance * (season - 3) / (season - 1) if season > 3 else 0.0
        return share * self.neutral + (1 - share) * self.indices + self.peaks

    def off(self, unexplained: Array) -> float:
        """How much of a history (T,) is not explained, the newest counting most."""
        return float(self.weights @ unexplained**2)


def _middle(indices: Array) -> Array:
    """The median of each part of a season and those beside it (S,), in which single ones count for nothing."""
    around = np.pad(indices, _NEIGHBOURS, mode="wrap")
    middle: Array = np.median(np.lib.stride_tricks.sliding_window_view(around, 2 * _NEIGHBOURS + 1), axis=1)
    return middle


def _with_neighbours(parts: Array) -> Array:
    """The mean of each period and those beside it (T,), the nearest counting most."""
    window = 1.0 + _NEIGHBOURS - np.abs(np.arange(-_NEIGHBOURS, _NEIGHBOURS + 1))
    return np.convolve(parts, window, mode="same") / np.convolve(np.ones(len(parts)), window, mode="same")


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
