"""Ours and what it is compared with, each on whole sets: mean, low and high (I, H) for every series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sop_excel.demand.forecasting.forecast import forecast
from sop_excel.demand.forecasting.library import models
from sop_excel.domain.fields import Array
from tests.forecasting.series import Measured

LEVEL = 0.8
Sides = tuple[Array, Array, Array]  # mean, low and high
Of = Callable[[Array, int, int], tuple[Any, Any, Any]]  # those of one series, by it, its season and how far ahead


def ours(measured: Measured) -> Sides:
    """The product's own forecast."""
    made = forecast(measured.history, measured.came.shape[1], LEVEL, measured.season)
    return made.mean, made.low, made.high


def each(of: Of) -> Callable[[Measured], Sides]:
    """A method for one series, on all of them."""

    def on_all(measured: Measured) -> Sides:
        ahead = measured.came.shape[1]
        made = [of(one, measured.season, ahead) for one in measured.known]
        sides = np.array([[np.broadcast_to(side, ahead) for side in one] for one in made], dtype=np.float64)
        return sides[:, 0], sides[:, 1], sides[:, 2]

    return on_all


def _by(model: Any, known: Array, ahead: int) -> tuple[Any, Any, Any]:
    """A model of the library with its own interval; the mean of the history where it cannot be fitted."""
    try:
        made = model.forecast(y=known.copy(), h=ahead, level=[round(100 * LEVEL)])
    except Exception:
        return known.mean(), np.nan, np.nan
    level = round(100 * LEVEL)
    return made["mean"], made.get(f"lo-{level}", np.nan), made.get(f"hi-{level}", np.nan)


def naive(known: Array, season: int, ahead: int) -> tuple[Any, Any, Any]:
    """What came a season ago."""
    return _by(models().SeasonalNaive(season_length=season), known, ahead)


def auto_ets(known: Array, season: int, ahead: int) -> tuple[Any, Any, Any]:
    """Exponential smoothing, chosen by information criterion."""
    return _by(models().AutoETS(season_length=season), known, ahead)


def additive_ets(known: Array, season: int, ahead: int) -> tuple[Any, Any, Any]:
    """Additive error, trend and season, which is what FORECAST.ETS of Excel fits."""
    return _by(models().AutoETS(season_length=season, model="AAA", damped=False), known, ahead)


def three(known: Array, season: int, ahead: int) -> tuple[Any, Any, Any]:
    """The mean of the library's exponential smoothing, theta and complex smoothing, each with its own seasons."""
    members = (
        models().AutoETS(season_length=season),
        models().DynamicOptimizedTheta(season_length=season),
        models().AutoCES(season_length=season),
    )
    means = [np.broadcast_to(_by(model, known, ahead)[0], ahead) for model in members]
    return np.mean(means, axis=0), np.nan, np.nan


def prophet(known: Array, season: int, ahead: int) -> tuple[Any, Any, Any]:
    """Prophet as it comes, where it is installed (``pip install prophet``; it is no dependency of ours)."""
    import logging

    import pandas as pd
    from prophet import Prophet  # type: ignore[import-not-found,unused-ignore]

    logging.getLogger("cmdstanpy").disabled = True
    dates = pd.date_range("1990-01-01", periods=len(known) + ahead, freq={12: "MS", 4: "QS"}[season])
    model = Prophet(interval_width=LEVEL)
    model.fit(pd.DataFrame({"ds": dates[: len(known)], "y": known}))
    made = model.predict(pd.DataFrame({"ds": dates[len(known) :]}))
    return made["yhat"].to_numpy(), made["yhat_lower"].to_numpy(), made["yhat_upper"].to_numpy()


METHODS: dict[str, Callable[[Measured], Sides]] = {
    "ours": ours,
    "mean of ETS, theta, CES": each(three),
    "AutoETS": each(auto_ets),
    "ETS(AAA), FORECAST.ETS": each(additive_ets),
    "seasonal naive": each(naive),
    "Prophet": each(prophet),
}
