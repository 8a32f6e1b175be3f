"""Intervals that cover what they say: sized by the errors of the back-test, pooled over all products.

An error is divided by the size that errors of its product usually have, and by how errors grow with the distance. What
is left is alike for all products, so that its quantiles are those of all of them together (a conformal interval, as of
Vovk, Gammerman and Shafer 2005, on scaled errors). Where there are few products these quantiles lean on those that
3,000 series of the M3 and Tourism competitions have in common.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from sop_excel.domain.fields import Array

# What is taken for known before anything is measured, with the weight of so many products.
_WEIGHT = 3.0
_GROWTH = 0.2  # errors grow as the distance to this power
_SIZE = 0.85  # an error one period ahead, in units of the usual difference from season to season
_DEGREES = 5  # of freedom of the t distribution that scaled errors have about


@dataclass(frozen=True)
class Intervals:
    """By how much demand may lie off the mean: ``below`` and ``above`` (I, L), units, for each period ahead."""

    below: Array
    above: Array


def intervals(errors: Sequence[Array], usual: Array, level: float, horizon: int) -> Intervals:
    """The intervals of products (I,) that hold with probability ``level``, ``horizon`` periods ahead.

    ``errors[i]`` (O, L) are demand less forecast of a product, NaN where not known; there may be none. ``usual`` (I,)
    is its mean absolute difference from one season to the next, units.
    """
    growth = _growth(errors, usual)
    own = np.array([_size(one, growth) for one in errors], dtype=np.float64)
    known = np.isfinite(own) & (own > 0) & (usual > 0)
    size = np.exp(_leaning(np.log(own[known] / usual[known]), float(np.log(_SIZE))))
    sizes = usual * size
    # The geometric mean of both: a product's own errors are few, and the usual difference is no error.
    sizes[known] = np.sqrt(own[known]) * np.sqrt(sizes[known])
    scaled = [one / (size * _grown(one.shape[1], growth)) for one, size in zip(errors, sizes, strict=True) if size > 0]
    low, high = _quantiles(scaled, level)
    spread = sizes[:, None] * _grown(horizon, growth)
    return Intervals(max(0.0, -low) * spread, max(0.0, high) * spread)


def _grown(steps: int, growth: float) -> Array:
    return np.power(np.arange(1, steps + 1), growth).astype(np.float64)


def _leaning(measured: Array, before: float) -> float:
    """The median of what was measured, leaning on what was known before."""
    count = len(measured)
    middle = float(np.median(measured)) if count else 0.0
    return (count * middle + _WEIGHT * before) / (count + _WEIGHT)


def _growth(errors: Sequence[Array], usual: Array) -> float:
    """The power of the distance with which errors grow, over all products: a straight line through logarithms."""
    slopes = np.array([_slope(one) for one in errors])
    return min(1.0, max(0.0, _leaning(slopes[np.isfinite(slopes)], _GROWTH)))


def _slope(errors: Array) -> float:
    means = np.log(_mean_size(errors))
    known = np.isfinite(means)
    if known.sum() < 2:
        return float("nan")
    return float(np.polyfit(np.log(np.arange(1, len(means) + 1))[known], means[known], 1)[0])


def _mean_size(errors: Array) -> Array:
    """The mean absolute error (L,) of each distance; NaN where none is known, and where it is 0."""
    known = np.isfinite(errors)
    counts, sums = known.sum(axis=0), np.where(known, np.abs(errors), 0.0).sum(axis=0)
    means: Array = np.where((counts > 0) & (sums > 0), sums / np.maximum(counts, 1), np.nan)
    return means


def _size(errors: Array, growth: float) -> float:
    """The mean absolute error of a product one period ahead, from all of them; NaN where there are none."""
    scaled = np.abs(errors) / _grown(errors.shape[1], growth)
    known = np.isfinite(scaled)
    return float(scaled[known].mean()) if known.any() else float("nan")


def _quantiles(scaled: Sequence[Array], level: float) -> tuple[float, float]:
    """The two ends of the scaled errors; each product counts the same, however many errors it has."""
    samples = [known for one in scaled if len(known := one[np.isfinite(one)])]
    samples.append(_expected())
    weights = [np.full(len(one), 1 / len(one)) for one in samples]
    weights[-1] = weights[-1] * _WEIGHT
    values, counts = np.concatenate(samples), np.concatenate(weights)
    order = np.lexsort((counts, values))
    values, counts = values[order], counts[order]
    reached = (np.cumsum(counts) - counts / 2) / counts.sum()
    return float(np.interp((1 - level) / 2, reached, values)), float(np.interp((1 + level) / 2, reached, values))


def _expected() -> Array:
    """Scaled errors as a t distribution has them, by the expansion of Fisher and Cornish; their mean size is 1."""
    normal = np.array([NormalDist().inv_cdf((n + 0.5) / 200) for n in range(200)])
    sample = normal + (normal**3 + normal) / (4 * _DEGREES)
    expected: Array = sample / np.abs(sample).mean()
    return expected
