"""How much demand usually changes: the unit in which errors of different products are compared."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.fields import Array


def usual_change(series: Array, season: int) -> float:
    """The mean absolute difference from one season to the next in a history (T,), units (Hyndman and Koehler 2006).

    A history of no more than a season is compared from one period to the next; of one period all of it may change.

    >>> usual_change(np.array([1.0, 5.0, 2.0, 7.0]), 2), usual_change(np.array([1.0, 5.0]), 2)
    (1.5, 4.0)
    """
    if len(series) == 1:
        return abs(float(series[0]))
    apart = season if len(series) > season else 1
    return float(np.abs(series[apart:] - series[:-apart]).mean()) if len(series) > apart else 0.0
