"""Random paths of demand around a forecast: whole paths of errors drawn again, or a spread that was stated.

Shapes: ``P`` paths, ``I`` products, ``T`` periods. The products stand in the order of their codes, so that the order of
rows in a workbook changes nothing.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator

from sop_excel.domain.fields import Array

FEWEST = 6  # error paths of a product to draw from, as long as it has so many


def drawn_again(errors: Array, forecast: Array, paths: int, chance: Generator) -> Array:
    """(P, I, T) demand: the forecast (I, T) and errors of the past, drawn again with all that hangs together in them.

    ``errors`` (I, n, S) are demand less forecast of so many steps after each of n origins, not a number where it is not
    known. A path takes the errors of one origin in their order, and where they end those of another; all products
    that have the same origins take the same one, so that what came together comes together. Never below 0. A product
    without errors is as certain as its forecast. Source: the moving block bootstrap, Kuensch (1989).
    """
    periods = forecast.shape[1]
    chosen = chance.random((paths, periods))  # one for each block, of which there are at most as many as periods
    around = np.zeros((paths, *forecast.shape))
    for i, of_product in enumerate(errors):
        whole = _whole_paths(of_product, periods)
        count, steps = whole.shape
        for block in range(math.ceil(periods / steps) if count else 0):
            first, last = block * steps, min(periods, (block + 1) * steps)
            origin = np.minimum((chosen[:, block] * count).astype(np.intp), count - 1)
            around[:, i, first:last] = whole[origin, : last - first]
    return np.asarray(np.maximum(forecast + around, 0.0))


def _whole_paths(errors: Array, most: int) -> Array:
    """(k, s) the error paths of a product that are known over s steps, s as large as leaves enough of them."""
    known = np.cumprod(~np.isnan(errors), axis=1).sum(axis=1) if errors.size else np.zeros(0)
    some = known[known > 0]
    if not some.size:
        return np.zeros((0, 1))
    enough = min(FEWEST, some.size)
    steps = min(most, int(np.sort(some)[-enough]))
    return errors[known >= steps, :steps]


def spread(forecast: Array, variation: float, paths: int, chance: Generator) -> Array:
    """(P, I, T) demand with a coefficient of variation that was stated, each period for itself (gamma).

    >>> found = spread(np.full((1, 50), 10.0), 0.5, 20000, np.random.default_rng(1))
    >>> round(float(found.mean()), 1), round(float(found.std() / found.mean()), 2)
    (10.0, 0.5)
    """
    if variation == 0:
        return np.repeat(forecast[None], paths, axis=0)
    shape = 1.0 / variation**2
    return np.asarray(forecast * chance.gamma(shape, 1.0 / shape, (paths, *forecast.shape)))


def deviations(history: Array, forecast: Array, season: int) -> Array:
    """(I, n, S) error paths out of a history (I, H) without forecasts: what differs from a season before, by sqrt(2).

    A difference of two periods has twice the variance of one. It is scaled to the mean of the forecast (I, T). Paths
    overlap and are as long as the horizon, or as half of what is known.
    """
    apart = (history[:, season:] - history[:, :-season]) / math.sqrt(2.0)
    means = [np.abs(values).mean(axis=1) for values in (forecast, history)]
    scale = np.where(means[1] > 0, means[0] / np.where(means[1] > 0, means[1], 1.0), 0.0)
    steps = min(forecast.shape[1], max(1, apart.shape[1] // 2))
    starts = np.arange(apart.shape[1] - steps + 1)
    return np.asarray(apart[:, starts[:, None] + np.arange(steps)] * scale[:, None, None])
