"""Safety stock from the forecast errors of the past."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

FEWEST_SUMS = 2  # with a single one nothing is known about how the sums vary


def safety_stock_for(errors: ArrayLike, cycle_service_level: float, periods: int) -> float:
    """The stock that lasts through ``cycle_service_level`` (a share) of all cycles of ``periods`` periods. Units.

    ``errors`` (n,) are demand less forecast, one a period, in order. The errors of ``periods`` periods in a row are
    added up first: errors of neighbouring periods hang together, so their sum is not ``sqrt(periods)`` times one of
    them. The answer is a quantile of the sums, estimated so that its median is right (Hyndman and Fan 1996, number 8).
    A level beyond what so few sums can show takes the normal quantile of the sums' mean and deviation instead, and
    never less than the largest sum. At least 0. Raises ValueError for fewer than two sums.

    >>> safety_stock_for([10, -20, 30, 5, -15, 0, 20], 0.5, 1)
    5.0
    >>> safety_stock_for([1, 2, 3, 4], 0.5, 2)
    5.0
    """
    series = np.asarray(errors, dtype=np.float64)
    if len(series) - periods + 1 < FEWEST_SUMS:
        raise ValueError(f"{len(series)} errors give fewer than {FEWEST_SUMS} sums over {periods} periods")
    sums = np.convolve(series, np.ones(periods), mode="valid")
    if reaches(len(sums), cycle_service_level):
        stock = float(np.quantile(sums, cycle_service_level, method="median_unbiased"))
    else:
        normal = float(sums.mean()) + NormalDist().inv_cdf(cycle_service_level) * float(sums.std(ddof=1))
        stock = max(normal, float(sums.max()))
    return max(0.0, stock)


def reaches(count: int, level: float) -> bool:
    """Whether a quantile at this level lies within ``count`` sums rather than beyond the largest.

    >>> reaches(13, 0.95), reaches(12, 0.95)
    (True, False)
    """
    return level * (count + 1 / 3) + 1 / 3 <= count
