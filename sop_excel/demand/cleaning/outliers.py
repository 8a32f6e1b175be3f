"""Quantities far beyond what a product sells: told from its own level, season and spread, however rarely it sells.

Sizes of sales are compared as logarithms, ``y = log(x + c)``, with the median of the neighbours in time (the higher of
those before and after, as a level may step up) and that of the weekday or month. An outlier lies beyond the 90th
percentile of what is left by more than a factor and twice the distance of that percentile from the median: on a steady
product that is about five times the usual, on one whose sizes are spread widely as much more. Days without a sale tell
nothing of sizes, so a rare order is none for being rare.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from sop_excel.domain.vocabulary import runs

_FEWEST = 8  # sales from which a usual size can be told
_WINDOWS = {1: 29, 7: 13, 30: 7}  # sales that tell the level, by the usual days between rows
_RARE_WINDOW = 61  # and where a product sells rarely
_RARE = 0.3  # of the rows without a sale
_FACTOR = float(np.log(4.0))  # at least so far beyond the usual spread
_LOW_FACTOR = float(np.log(10.0))
_SPREADS = 2.0  # times the upper spread: three spreads above the median, 3.8 sigma of a normal distribution
_UPPER = 0.9
_POISSON = 6.0  # standard deviations of a count
_RECURRING = 8.0  # a factor up to which a weekday, a month or what comes again each year is a season
_LASTING, _RUN = 10.0, 3  # a factor up to which so many sales in a row are an event
_NEAR_A_YEAR = {1: 3, 7: 10, 30: 16}  # days
_YEAR = 365.25
_ROUNDS = 20
_FINEST = 6  # decimals
_WEEKS = 8  # weeks from which on weekdays are told apart
Mask = NDArray[np.bool_]
Days = NDArray[np.int64]


class Judged(NamedTuple):
    """Of each quantity of a product: whether it is an outlier, far too low, and what would have been expected."""

    high: Mask
    low: Mask
    expected: Array


def judge(days: Days, quantities: Array) -> Judged:
    """Judge the quantities (n,) of one product, sold on these days (n,), in any order.

    Outliers are looked for until no more are found with the others replaced, so what remains has none.
    """
    order = np.argsort(days, kind="stable")
    sold = quantities[order].astype(np.float64)
    high = np.zeros(len(sold), dtype=bool)
    low = np.zeros(len(sold), dtype=bool)
    replaced = expected = sold
    for _ in range(_ROUNDS):
        found, low, usual = _once(days[order], replaced)
        expected = np.where(high, replaced, usual)
        if not found.any():
            break
        replaced = np.where(found, usual, replaced)
        high |= found
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return Judged(high[back], (low & ~high)[back], expected[back])


def _once(days: Days, sold: Array) -> tuple[Mask, Mask, Array]:
    """Outliers and what is far too low among quantities in the order of their days, and the usual sizes."""
    sizes = np.abs(sold)
    there = sold > 0
    none = np.zeros(len(sold), dtype=bool)
    if there.sum() < _FEWEST:
        return none, none, sold
    step = _step(days)
    decimals = _decimals(sold)
    count = 1e-9 if decimals else 2.0
    y, at = np.log(sizes + count), days
    level = _level(y, there, _window(step, sold))
    rest = y - level
    season = _season(rest, at, there, step)
    rest = rest - season
    usual = np.maximum(np.round(np.exp(level + season) - count, decimals), 10.0**-decimals)
    middle, upper = np.quantile(rest[there], [0.5, _UPPER])
    limit = max(_FACTOR, _SPREADS * (upper - middle))
    counts = _POISSON * np.sqrt(np.maximum(usual, 1.0))
    below, above = _sides(y - season, there, level, _window(step, sold) // 2)
    high = (sold != 0) & (y - season - above > upper + limit) & (sizes - usual > counts)
    high &= ~(_recurs(at, sizes, usual, step, high) | _last(sizes, usual, there, high))
    lower = np.quantile(rest[there], 1.0 - _UPPER)
    deep = max(_LOW_FACTOR, _SPREADS * (middle - lower))
    low = there & (y - season - below < lower - deep) & (usual - sizes > counts)
    return high, low, np.where(sold < 0, 0.0, usual)


def _decimals(sold: Array) -> int:
    """With how many decimals the quantities are told."""
    return next((n for n in range(_FINEST) if np.allclose(sold, np.round(sold, n), rtol=0.0, atol=1e-9)), _FINEST)


def _step(days: Days) -> int:
    """The usual days between rows: those of a day, a week or a month, whichever is nearest."""
    gaps = np.diff(np.unique(days))
    usual = float(np.median(gaps)) if len(gaps) else 1.0
    return min(_WINDOWS, key=lambda step: abs(np.log(max(usual, 1.0) / step)))


def _window(step: int, sold: Array) -> int:
    return _RARE_WINDOW if float((sold == 0).mean()) > _RARE else _WINDOWS[step]


def _level(y: Array, there: Mask, window: int) -> Array:
    """The median of the sales nearest in time, at every row."""
    at = np.flatnonzero(there)
    values = y[at]
    window = min(window, len(values) - (len(values) + 1) % 2)
    half = window // 2
    middle = np.median(np.lib.stride_tricks.sliding_window_view(values, window), axis=1)
    medians = np.concatenate([np.repeat(middle[:1], half), middle, np.repeat(middle[-1:], half)])[: len(values)]
    nearest = np.clip(np.searchsorted(at, np.arange(len(y))), 0, len(at) - 1)
    return medians[nearest]


def _sides(y: Array, there: Mask, level: Array, count: int) -> tuple[Array, Array]:
    """The lower and the higher of the level and of the medians of the sales just before and just after, at every row.

    Where the level steps up for good, the sales after the first high one are high too.
    """
    at = np.flatnonzero(there)
    if len(at) <= count:
        return level, level
    middle = np.median(np.lib.stride_tricks.sliding_window_view(y[at], count), axis=1)
    rows = np.arange(len(y))
    before, after = np.searchsorted(at, rows), np.searchsorted(at, rows, side="right")
    left = np.where(before >= count, middle[np.clip(before - count, 0, len(middle) - 1)], level)
    right = np.where(after < len(middle), middle[np.clip(after, 0, len(middle) - 1)], level)
    return np.minimum(np.minimum(left, right), level), np.maximum(np.maximum(left, right), level)


def _season(rest: Array, days: Days, there: Mask, step: int) -> Array:
    """What weekdays or months add to the level, by medians; nothing where the history is too short to tell."""
    span = float(days[-1] - days[0])
    if step == 1 and span >= 7 * _WEEKS:
        return _by_place(rest, (days % 7).astype(np.int64), there, 7)
    if step > 1 and span >= 2 * _YEAR - step:
        places = (days % _YEAR / _YEAR * 12).astype(np.int64)
        return _by_place(rest, places, there, 12)
    return np.zeros(len(rest))


def _by_place(rest: Array, places: Days, there: Mask, count: int) -> Array:
    """The lower median of each place in the season: of two years the lower, so that no outlier is its own."""
    added = np.zeros(count)
    for place in range(count):
        values = np.sort(rest[there & (places == place)])
        if len(values) >= 2:
            low, high = values[(len(values) - 1) // 2], values[len(values) // 2]
            added[place] = min(low, high, key=abs)
    return np.clip(added, -np.log(_RECURRING), np.log(_RECURRING))[places]


def _last(sizes: Array, usual: Array, there: Mask, high: Mask) -> Mask:
    """Which of the high ones stand among several sales in a row of their order: an event, where a slip is alone."""
    lasting = np.zeros(len(sizes), dtype=bool)
    at = np.flatnonzero(there | high)
    for place in np.flatnonzero(high[at] & (sizes[at] <= _LASTING * np.maximum(usual[at], 1e-9))).tolist():
        large = sizes[at] >= sizes[at[place]] / 2
        lasting[at[place]] = any(last - first >= _RUN - 1 for first, last in runs(_near(large, place)))
    return lasting


def _near(large: Mask, place: int) -> list[int]:
    """The places of large sales that may be in one run with this one."""
    first = max(place - _RUN + 1, 0)
    return (np.flatnonzero(large[first : place + _RUN]) + first).tolist()


def _recurs(days: Days, sizes: Array, usual: Array, step: int, high: Mask) -> Mask:
    """Which of the high ones come again every year at nearly the same time, at least half as high."""
    recurring = np.zeros(len(days), dtype=bool)
    near = _NEAR_A_YEAR[step]
    for at in np.flatnonzero(high & (sizes <= _RECURRING * np.maximum(usual, 1e-9))).tolist():
        years = np.arange(-10, 11)
        wanted = days[at] + np.round(years[years != 0] * _YEAR)
        wanted = wanted[(wanted >= days[0] - near) & (wanted <= days[-1] + near)]
        hits = [bool((sizes[np.abs(days - day) <= near] >= sizes[at] / 2).any()) for day in wanted]
        recurring[at] = bool(hits) and all(hits)
    return recurring
