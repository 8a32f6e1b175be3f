"""The forecast of a history: every sort of demand, and what must hold whatever the numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.demand.forecasting.forecast import forecast
from sop_excel.demand.forecasting.forecasts import Forecasts
from sop_excel.demand.forecasting.study import Task, studied_all
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


def test_a_few_equal_periods_leave_doubt_of_the_next() -> None:
    """Two months of 5 are no proof that the third is 5; five years of 8 are."""
    two = np.concatenate([np.zeros(58), [5.0, 5.0]])
    found = forecast(history_of({"two": two, "steady": SORTS["steady"]}), 3)
    low, mean, high = of(found, "two")
    assert mean == [5, 5, 5]
    assert all(one < 4 for one in low)
    assert all(one > 6 for one in high)


@pytest.mark.parametrize(
    ("months", "without", "told"),
    [
        (np.full(60, 9.0), 6, "nothing was sold in the last 6 periods"),
        (np.full(60, 9.0), 5, ""),
        (np.tile([9.0, 0.0, 0.0, 0.0], 15), 7, "nothing was sold in the last 7 periods"),
        (np.tile([9.0, 0.0, 0.0, 0.0], 15), 6, ""),
    ],
    ids=["six of a steady one", "five", "more than twice the usual wait", "no more than twice"],
)
def test_a_product_that_is_no_longer_sold_is_told(months: Array, without: int, told: str) -> None:
    sold = months.copy()
    last = int(np.flatnonzero(sold[: len(sold) - without])[-1])
    ended = sold[: last + 1 + without].copy()
    ended[last + 1 :] = 0.0
    (note,) = forecast(history_of({"ended": ended}, MONTHS[: len(ended)]), 2).notes
    assert note.startswith(told) if told else note == ""


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


def test_a_season_that_sells_next_to_nothing_says_nothing_of_the_next_one() -> None:
    """Weekly demand that ends in its winter, when hardly anything is sold: the summer comes again in full."""
    weeks = np.arange(156)
    random = np.random.default_rng(5)
    summer = 2000 * (1 - np.cos(2 * np.pi * weeks / 52))
    sold = np.round(summer * random.normal(1, 0.08, 156) + random.uniform(0, 30, 156))
    made = forecast(History(("A",), ("2023-W01", *following(["2023-W01"], 155)), sold[None]), 26)
    assert made.patterns == ("erratic, seasonal",)
    assert made.mean[0, 20:].mean() == pytest.approx(summer[20:26].mean(), rel=0.1)
    assert made.mean[0, :3].max() < 400


def test_a_product_whose_models_all_fail_gets_the_last_season_and_the_others_go_on() -> None:
    """No model can be fitted to what is no number: the failure is told beside a forecast that anybody can make."""
    unknown = np.append(SORTS["seasonal"][:-1], np.nan)
    task = Task(12, 3, 3, np.arange(12, 0, -1))
    failed, steady = studied_all(([unknown, SORTS["steady"]], task))
    assert failed.method == "seasonal naive"
    assert failed.mean.tolist() == unknown[-12:-9].tolist()
    assert failed.note.startswith("the method failed (no model could be fitted)")
    assert steady.note == ""
    assert steady.mean.tolist() == studied_all(([SORTS["steady"]], task))[0].mean.tolist()


def test_a_product_to_which_some_models_cannot_be_fitted_is_forecast_by_the_others() -> None:
    """Six periods are too few for exponential smoothing with a trend."""
    made = forecast(History(("A",), MONTHS[:6], np.array([[4.0, 5.0, 6.0, 5.0, 6.0, 7.0]])), 2)
    assert made.methods == ("mean of CES, ETS, theta",)
    assert (made.mean > 5).all()


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_the_largest_and_the_smallest_numbers_are_forecast_as_others_are(scale: float) -> None:
    rows = {name: SORTS[name] for name in ("steady", "seasonal", "rare", "constant")}
    made = forecast(history_of({name: np.multiply(sold, scale) for name, sold in rows.items()}), 6)
    assert made.patterns == ("smooth", "smooth, seasonal", "intermittent", "smooth")
    for name in ("mean", "low", "high"):
        expected = getattr(forecast(history_of(rows), 6), name)
        assert getattr(made, name) / scale == pytest.approx(expected, rel=1e-3, abs=0.05)


def test_progress_is_told_until_all_products_are_done() -> None:
    told: list[tuple[str, int, int]] = []
    forecast(
        history_of({f"{name}{n}": sold for n in range(2) for name, sold in SORTS.items()}),
        1,
        progress=lambda *one: told.append(one),
    )
    assert told[0][1:] == (0, 0)
    assert told[-1][1:] == (20, 20)
    assert [done for _, done, of in told[1:]] == [0, 5, 10, 15, 20]


WEEKS = ("2023-W01", *following(["2023-W01"], 155))


def test_the_weeks_of_a_year_are_told_from_chance_by_their_neighbours() -> None:
    """Three years of noisy weekly sales of 20 products: what is forecast is nearer to what is to be expected."""
    random, weeks = np.random.default_rng(11), np.arange(182)
    expected = 60 * (1 + 0.5 * np.sin(2 * np.pi * weeks / 52)) * np.ones((20, 1))
    sold = random.negative_binomial(6, 6 / (6 + expected[:, :156])).astype(float)
    made = forecast(History(tuple(f"P{n}" for n in range(20)), WEEKS, sold), 26)
    assert np.abs(made.mean - expected[:, 156:]).mean() < 0.2 * expected.mean()
    assert sum(pattern.endswith("seasonal") for pattern in made.patterns) >= 15


def test_the_week_of_a_holiday_stands_out_beside_its_neighbours() -> None:
    """Twice the usual in one week of each year, which is no season of the weeks around it."""
    random, weeks = np.random.default_rng(12), np.arange(156)
    sold = random.normal(100, 5, 156) * np.where(weeks % 52 == 20, 2.0, 1.0)
    (mean,) = forecast(History(("A",), WEEKS, sold[None]), 30).mean
    assert mean[20] == pytest.approx(200, rel=0.1)
    assert np.delete(mean, 20) == pytest.approx(100, rel=0.1)
