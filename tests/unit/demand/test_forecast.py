"""The forecast of a history: every sort of demand, and what must hold whatever the numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.demand.forecasting.forecast import forecast
from sop_excel.demand.forecasting.forecasts import Forecasts
from sop_excel.demand.history import History, following
from sop_excel.domain.fields import Array
from sop_excel.errors import InputError
from tests.examples import examples

MONTHS = ("2021-01", *following(["2021-01"], 59))
RANDOM = np.random.default_rng(7)
YEAR = 1 + 0.4 * np.sin(2 * np.pi * np.arange(60) / 12)
SORTS = {
    "steady": RANDOM.normal(100, 10, 60),
    "seasonal": 200 * YEAR * RANDOM.normal(1, 0.05, 60),
    "growing": 50 + 2.0 * np.arange(60) + RANDOM.normal(0, 5, 60),
    "rare": RANDOM.poisson(0.3, 60).astype(float),
    "lumpy": (RANDOM.random(60) < 0.4) * RANDOM.geometric(0.03, 60).astype(float),
    "returned": RANDOM.normal(3, 6, 60).round(),
    "constant": np.full(60, 8.0),
    "nothing": np.zeros(60),
    "young": np.concatenate([np.zeros(52), RANDOM.normal(30, 3, 8)]),
    "new": np.concatenate([np.zeros(59), [5.0]]),
}


def history_of(rows: dict[str, Array], periods: tuple[str, ...] = MONTHS) -> History:
    return History(tuple(rows), periods, np.array(list(rows.values())))


@pytest.fixture(scope="module")
def forecasts() -> Forecasts:
    """The forecast of all sorts of demand together, six months ahead."""
    return forecast(history_of(SORTS), 6)


def of(forecasts: Forecasts, product: str) -> tuple[list[float], list[float], list[float]]:
    i = forecasts.products.index(product)
    return forecasts.low[i].tolist(), forecasts.mean[i].tolist(), forecasts.high[i].tolist()


def test_every_sort_of_demand_is_forecast_in_order_and_finite(forecasts: Forecasts) -> None:
    """Low is never above mean, nor mean above high, and all of them are numbers."""
    assert forecasts.products == tuple(SORTS)
    assert forecasts.periods == ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06")
    assert np.isfinite([forecasts.low, forecasts.mean, forecasts.high]).all()
    assert (forecasts.low <= forecasts.mean).all()
    assert (forecasts.mean <= forecasts.high).all()


def test_demand_that_was_never_negative_is_not_forecast_as_negative(forecasts: Forecasts) -> None:
    """A lower end below nothing stands only where returns were once more than what was sold."""
    lows = dict(zip(forecasts.products, forecasts.low.min(axis=1).tolist(), strict=True))
    assert lows.pop("returned") < 0
    assert min(lows.values()) >= 0


@pytest.mark.parametrize(
    ("product", "pattern"),
    [
        ("steady", "smooth"),
        ("seasonal", "smooth, seasonal"),
        ("rare", "intermittent"),
        ("lumpy", "lumpy"),
        ("nothing", "all zero"),
        ("new", "too short"),
    ],
)
def test_the_pattern_of_demand_is_recognised(forecasts: Forecasts, product: str, pattern: str) -> None:
    assert forecasts.patterns[forecasts.products.index(product)] == pattern


def test_a_season_comes_again(forecasts: Forecasts) -> None:
    """The forecast of January to June follows the year that the history was made with."""
    _, mean, _ = of(forecasts, "seasonal")
    assert mean == pytest.approx((200 * YEAR[:6]).tolist(), rel=0.08)


def test_what_does_not_vary_is_forecast_without_doubt(forecasts: Forecasts) -> None:
    assert of(forecasts, "constant") == ([8.0] * 6, [8.0] * 6, [8.0] * 6)
    assert of(forecasts, "nothing") == ([0.0] * 6, [0.0] * 6, [0.0] * 6)


def test_a_single_period_is_its_own_forecast_and_nothing_is_sure_of_it(forecasts: Forecasts) -> None:
    low, mean, high = of(forecasts, "new")
    assert mean == [5.0] * 6
    assert max(low) < 5 < min(high)
    assert "1 period" in forecasts.notes[forecasts.products.index("new")]


def test_errors_are_demand_less_what_the_method_says_of_a_history_that_ends_at_the_origin() -> None:
    """The back-test sees nothing of what it is held against: cutting the history there gives the same forecast."""
    whole = history_of({"seasonal": SORTS["seasonal"]})
    errors, origins = (lambda made: (made.errors[0], made.origins))(forecast(whole, 3))
    assert len(origins) >= 8
    for row, origin in [(0, origins[0]), (5, origins[5])]:
        known = MONTHS.index(origin) + 1
        cut = forecast(History(("seasonal",), MONTHS[:known], whole.quantities[:, :known]), 3)
        assert errors[row].tolist() == (whole.quantities[0, known : known + 3] - cut.mean[0]).tolist()


def test_accuracy_is_what_the_errors_say(forecasts: Forecasts) -> None:
    """MASE is the mean size of the errors in units of the usual change from a year ago (hand-made here)."""
    i = forecasts.products.index("steady")
    errors, sold = forecasts.errors[i], SORTS["steady"]
    known = np.isfinite(errors)
    usual = np.abs(sold[12:] - sold[:-12]).mean()
    assert forecasts.accuracy[i].periods == known.sum() > 50
    assert forecasts.accuracy[i].mase == pytest.approx(np.abs(errors[known]).mean() / usual)
    assert forecasts.accuracy[i].mase < forecasts.accuracy[i].naive_mase
    assert 0.5 <= forecasts.accuracy[i].coverage <= 1


def test_a_short_history_has_no_accuracy_but_a_forecast(forecasts: Forecasts) -> None:
    made = forecast(History(("A",), ("2025-01", "2025-02", "2025-03"), np.array([[3.0, 4.0, 5.0]])), 2)
    assert made.mean.tolist() == [[4.0, 4.0]]
    assert np.isnan(made.accuracy[0].mase)
    assert made.errors.shape == (1, 0, 2)


@pytest.mark.parametrize(
    ("horizon", "level", "season", "told"),
    [
        (0, 0.8, 12, "horizon: expected 1 to 1,000 periods, found 0"),
        (6, 1.0, 12, "level: expected a share between 0 and 1, found 1.0"),
        (6, 80, 12, "level: expected a share between 0 and 1, found 80"),
        (6, 0.8, 0, "season length: expected at least 1 period, found 0"),
    ],
)
def test_a_question_without_an_answer_is_refused(horizon: int, level: float, season: int, told: str) -> None:
    with pytest.raises(InputError, match=told):
        forecast(history_of({"steady": SORTS["steady"]}), horizon, level, season)


def test_a_higher_level_is_a_wider_interval(forecasts: Forecasts) -> None:
    """And the mean does not depend on it."""
    wide = forecast(history_of(SORTS), 6, 0.95)
    assert (wide.mean == forecasts.mean).all()
    assert (wide.high >= forecasts.high).all()
    assert (wide.low <= forecasts.low).all()
    i = forecasts.products.index("steady")
    assert (wide.high[i] > forecasts.high[i]).all()


def test_the_order_of_products_and_the_number_of_processes_change_nothing() -> None:
    """The same numbers, to the last digit: also those that lean on all products together."""
    rows = SORTS | {f"{name} again": sold[::-1] for name, sold in SORTS.items()}
    one, turned = forecast(history_of(rows), 6), forecast(history_of(dict(reversed(rows.items()))), 6, processes=2)
    assert turned.products == one.products[::-1]
    for name in ("mean", "low", "high"):
        assert (getattr(turned, name)[::-1] == getattr(one, name)).all()
    assert [str(of_product) for of_product in turned.accuracy[::-1]] == [str(of_product) for of_product in one.accuracy]


@examples(20)
@given(st.sampled_from([1e-6, 0.5, 3.0, 1e9]), st.integers(0, 10_000))
def test_other_units_give_the_same_forecast_in_these_units(factor: float, seed: int) -> None:
    """Demand in dozens or in grams: whatever counts it, the same quantities come out, of any sort of demand."""
    random = np.random.default_rng(seed)
    rows = {"steady": random.gamma(4, 25, 40), "rare": random.poisson(0.4, 40) * 1.0}
    periods = MONTHS[:40]
    one, other = (
        forecast(history_of({name: np.multiply(sold, by) for name, sold in rows.items()}, periods), 3)
        for by in (1.0, factor)
    )
    scale = max(100.0, rows["steady"].max()) * factor
    for name in ("mean", "low", "high"):
        assert getattr(other, name) == pytest.approx(getattr(one, name) * factor, rel=1e-3, abs=1e-3 * scale)


@examples(40)
@given(
    st.lists(st.one_of(st.just(0.0), st.floats(0, 1e6), st.integers(0, 9).map(float)), min_size=1, max_size=30),
    st.integers(1, 4),
    st.sampled_from([1, 4, 12]),
)
def test_any_history_gets_a_forecast_that_is_ordered_and_not_negative(
    sold: list[float], horizon: int, season: int
) -> None:
    periods = tuple(map(str, range(len(sold))))
    made = forecast(History(("A",), periods, np.array([sold])), horizon, 0.8, season)
    assert np.isfinite(made.mean).all()
    assert (made.low >= 0).all()
    assert (made.low <= made.mean).all()
    assert (made.mean <= made.high).all()
