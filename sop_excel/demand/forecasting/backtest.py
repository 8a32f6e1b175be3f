"""The back-test: forecasts from origins in the past, held against what came then, which the method had not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_excel.demand.forecasting.methods import Method
from sop_excel.demand.forecasting.patterns import FEWEST_PERIODS
from sop_excel.domain.fields import Array

MOST_ORIGINS = 12  # each costs as much as the forecast itself
_LEAST_SPAN = 24  # periods: the back-test reaches back twice the horizon, and as far as this


def origins_of(length: int, season: int, horizon: int) -> NDArray[np.int64]:
    """How many periods are known at each origin (O,), evenly spaced over the end of a history of ``length``.

    Before the first origin lie two seasons and half of the history. Empty where the history is too short.
    """
    span = min(length - least_known(length, season), max(2 * horizon, _LEAST_SPAN))
    if span < 1:
        return np.zeros(0, np.int64)
    spacing = -(-span // MOST_ORIGINS)
    return np.arange(length - span // spacing * spacing, length, spacing)


def least_known(length: int, season: int) -> int:
    """How many periods of a history must be known before a forecast of the others says how good the method is."""
    whole = 2 * season + 1 if length > 2 * season + FEWEST_PERIODS else 0
    return max(FEWEST_PERIODS, length // 2, whole)


@dataclass(frozen=True)
class BackTest:
    """Forecasts and what came of them: (O, L) for each origin and period ahead, units.

    NaN stands beyond the end of the history, and for origins before which too little of it is known. ``origins`` (O,)
    are how many periods were known; -1 where too few.
    """

    origins: NDArray[np.int64]
    actual: Array
    forecast: Array
    naive: Array

    @property
    def errors(self) -> Array:
        """Demand less forecast (O, L)."""
        return self.actual - self.forecast

    @property
    def naive_errors(self) -> Array:
        """Demand less naive forecast (O, L)."""
        return self.actual - self.naive

    @property
    def targets(self) -> NDArray[np.int64]:
        """Which period of the history each forecast is for (O, L)."""
        return self.origins[:, None] + np.arange(self.actual.shape[1])


def back_test(series: Array, methods: tuple[Method, Method], origins: NDArray[np.int64], steps: int) -> BackTest:
    """Forecasts of at most ``steps`` periods from each origin (O,), by a method and by a naive one.

    An origin below 0 is passed over.
    """
    tables = np.full((3, len(origins), steps), np.nan)
    for row, origin in enumerate(origins.tolist()):
        ahead = min(steps, len(series) - origin)
        if origin > 0:
            known = series[:origin]
            said = (method.ahead(known, ahead) for method in methods)
            tables[:, row, :ahead] = (series[origin : origin + ahead], *said)
    return BackTest(origins, *tables)
