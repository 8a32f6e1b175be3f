"""On a few of the measured series forecasts are better than what is easy, and intervals hold about what they say."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from tests.forecasting.methods import LEVEL, METHODS, Sides
from tests.forecasting.series import Measured, intermittent, measured_sets

SHARE = 6  # one of so many series


@cache
def measured() -> dict[str, Measured]:
    return {one.name: one.some(len(one.known) // SHARE) for one in measured_sets()}


@cache
def made(name: str, method: str) -> Sides:
    return METHODS[method](measured()[name])


def mase(name: str, method: str) -> float:
    came, usual = measured()[name].came, measured()[name].usual
    return float((np.abs(came - made(name, method)[0]).mean(axis=1) / usual).mean())


@pytest.mark.exhaustive
@pytest.mark.parametrize("other", ["ETS(AAA), FORECAST.ETS", "seasonal naive"])
def test_forecasts_are_better_than_additive_smoothing_and_than_the_last_season(other: str) -> None:
    """What Excel's own FORECAST.ETS fits, and what anybody can do: by 5 % at least over all sets."""
    ratios = {name: mase(name, "ours") / mase(name, other) for name in measured()}
    assert np.mean(list(ratios.values())) < 0.95
    assert max(ratios.values()) < 1.01


@pytest.mark.exhaustive
def test_intervals_hold_about_as_often_as_they_say() -> None:
    """Of all periods of all series together; 1,900 of them, of which many hang together."""
    held = np.concatenate([_held(name).ravel() for name in measured()])
    assert held.mean() == pytest.approx(LEVEL, abs=0.05)


def _held(name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    _, low, high = made(name, "ours")
    came = measured()[name].came
    held: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = (low <= came) & (came <= high)
    return held


def test_the_intermittent_series_are_those_that_are_described() -> None:
    """Whole numbers, mostly none, with at least two demands before the last year; the same ones each time."""
    parts = intermittent(60)
    share = float(np.mean([np.count_nonzero(one) / len(one) for one in parts.known]))
    assert 0.3 < share < 0.5
    assert all(one[0] > 0 and np.count_nonzero(one) >= 2 and (one == np.round(one)).all() for one in parts.known)
    assert (parts.came == intermittent(60).came).all()
