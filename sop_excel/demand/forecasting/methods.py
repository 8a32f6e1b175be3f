"""The methods: each says the mean of the periods after a history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from sop_excel.demand.forecasting.library import models, quiet
from sop_excel.demand.forecasting.patterns import ALL_ZERO, TOO_SHORT, Pattern
from sop_excel.demand.forecasting.seasons import seasons_of, usable
from sop_excel.domain.fields import Array

_SMOOTHING = 0.1  # of size and probability in TSB (Teunter, Syntetos and Babai 2011)


class Method(Protocol):
    """A way to forecast."""

    @property
    def name(self) -> str:
        """What it is, in a few words."""

    def ahead(self, series: Array, horizon: int) -> Array:
        """The mean (H,) of the periods after a history (T,)."""


@dataclass(frozen=True)
class Mean:
    """The mean of the last periods: all that a very short history says."""

    name: str = "mean of the history"

    def ahead(self, series: Array, horizon: int) -> Array:
        """The mean of what there is, the same for each period."""
        return np.full(horizon, float(series.mean()) if len(series) else 0.0)


@dataclass(frozen=True)
class SeasonalNaive:
    """What was sold a season ago."""

    season: int
    name: str = "seasonal naive"

    def ahead(self, series: Array, horizon: int) -> Array:
        """The last season again; the last period where there is no whole one."""
        return np.resize(series[-usable(len(series), self.season) :], horizon)


@dataclass(frozen=True)
class Combination:
    """The mean of several models of a history without its seasons, which are then given back."""

    season: int

    @property
    def name(self) -> str:
        """The models by name."""
        return "mean of CES, ETS, theta"

    def ahead(self, series: Array, horizon: int) -> Array:
        """The mean of those models that can be fitted to the history; raises ValueError where none can."""
        scale = _scale(series)
        history = series / scale
        seasons = seasons_of(history, usable(len(series), self.season))
        forecasts = [ahead for model in _smoothing() if (ahead := _tried(model, seasons.without, horizon)) is not None]
        if not forecasts:
            raise ValueError("no model could be fitted")
        return seasons.given_back(np.mean(forecasts, axis=0)) * scale


def _smoothing() -> tuple[Any, ...]:
    """Complex smoothing, exponential smoothing with a trend, and the theta method: they won on measured data.

    Each is cheap without seasons, and each is wrong where the others are not.
    """
    library = models()
    return (
        library.AutoCES(season_length=1),
        library.AutoETS(season_length=1, model="AAN", damped=False),
        library.Theta(season_length=1),
    )


def _tried(model: Any, series: Array, horizon: int) -> Array | None:
    """What a model says; None where it cannot be fitted, as happens to some with few or constant numbers."""
    try:
        with quiet():
            ahead = np.asarray(model.forecast(y=series.copy(), h=horizon)["mean"], dtype=np.float64)
    except Exception:
        return None
    return ahead if np.isfinite(ahead).all() else None


@dataclass(frozen=True)
class Sparse:
    """The mean of methods for demand with many periods without any."""

    name: str = "mean of TSB, IMAPA"

    def ahead(self, series: Array, horizon: int) -> Array:
        """The expected demand, the same for each period."""
        library, scale = models(), _scale(series)
        history = series / scale
        members = (library.TSB(alpha_d=_SMOOTHING, alpha_p=_SMOOTHING), library.IMAPA())
        with quiet():
            levels = [float(np.mean(one.forecast(y=history.copy(), h=1)["mean"])) for one in members]
        return np.full(horizon, float(np.mean(levels)) * scale)


def method_for(pattern: Pattern, season: int) -> Method:
    """The method for a pattern of demand."""
    if pattern.sort in (ALL_ZERO, TOO_SHORT):
        return Mean()
    return Sparse() if pattern.sparse else Combination(season)


def _scale(series: Array) -> float:
    """By what the models' histories are divided: they stop searching by absolute tolerances."""
    return float(np.abs(series).mean()) or 1.0
