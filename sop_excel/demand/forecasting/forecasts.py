"""What a forecast says: mean, low and high of each product and period, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sop_excel.domain.fields import Array

DIGITS = 3  # of a quantity below 1, of which a hundredth may be much


@dataclass(frozen=True)
class Accuracy:
    """How the method of a product did in the back-test, on periods that it had not seen; NaN where there were too few.

    ``periods`` counts the periods forecast, over all origins. MASE is the mean absolute error, in units of the mean
    absolute difference from one season to the next in the history (Hyndman and Koehler 2006); the pinball loss is the
    mean of that of low and high, in units; ``coverage`` is the share of the periods that lay between low and high.
    """

    periods: int
    mase: float
    naive_mase: float
    pinball: float
    naive_pinball: float
    coverage: float


@dataclass(frozen=True)
class Forecasts:
    """The forecast of each product and period, and the errors that the same method made before.

    ``mean``, ``low`` and ``high`` are (I, H), in units; between low and high demand lies with probability ``level``.
    ``errors`` (I, O, L) are demand less forecast, units: ``errors[i, o, l]`` is that of the period l + 1 periods after
    period ``origins[o]``, the last that the forecast knew. NaN where a product's history is too short for that.
    ``methods``, ``patterns``, ``accuracy`` and ``notes`` (I,) say of each product how its forecast was made, what its
    demand is like, how the method did in the back-test, and what to know besides ("" for nothing).
    """

    products: tuple[str, ...]
    periods: tuple[str, ...]
    level: float
    mean: Array
    low: Array
    high: Array
    methods: tuple[str, ...]
    patterns: tuple[str, ...]
    accuracy: tuple[Accuracy, ...]
    notes: tuple[str, ...]
    origins: tuple[str, ...]
    errors: Array

    def rounded(self) -> Forecasts:
        """These forecasts with mean, low and high as exact as they mean something: a cell shows what counts."""
        return replace(self, mean=rounded(self.mean), low=rounded(self.low), high=rounded(self.high))


def rounded(quantities: Array) -> Array:
    """Forecast quantities (units) to the hundredth of a unit, those below 1 to three digits.

    >>> rounded(np.array([6066.93535, 0.034567, 0.0, -12.345678])).tolist()
    [6066.94, 0.0346, 0.0, -12.35]
    """
    few = np.array([float(f"{number:.{DIGITS}g}") for number in quantities.ravel().tolist()])
    return np.where(np.abs(quantities) < 1, few.reshape(quantities.shape), np.round(quantities, 2))
