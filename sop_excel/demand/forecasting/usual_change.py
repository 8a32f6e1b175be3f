"""How much demand usually changes: the unit in which errors of different products are compared."""

from __future__ import annotations

import numpy as np

from sop_excel.demand.forecasting.patterns import FEWEST_PERIODS
from sop_excel.domain.fields import Array


def usual_change(series: Array, season: int) -> float:
    """The mean absolute difference from one season to the next in a history (T,), units (Hyndman and Koehler 2006).

    A history of no more than a season is compared from one period to the next. Of one period all of it may change, and
    of few that are alike a share: two equal months do not tell that the third is the same.

    >>> usual_change(np.array([1.0, 5.0, 2.0, 7.0]), 2), usual_change(np.array([1.0, 5.0]), 2)
    (1.5, 4.0)
    >>> usual_change(np.array([5.0]), 2), usual_change(np.array([5.0, 5.0]), 2), usual_change(np.full(6, 5.0), 2)
    (5.0, 2.5, 0.0)
    """
    apart = season if len(series) > season else 1
    change = float(np.abs(series[apart:] - series[:-apart]).mean()) if len(series) > apart else 0.0
    if 0 < len(series) < FEWEST_PERIODS:
        return max(change, abs(float(series.mean())) / len(series))
    return change
