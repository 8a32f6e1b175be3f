"""What the safety stock of a product rests on: its own errors, those of products alike, a curve, or nothing."""

from __future__ import annotations

import numpy as np
import pytest

from sop_excel.demand.cumulative_errors import Protection
from sop_excel.demand.stock_ladder import ALIKE, BORROWED, CURVE, OWN, SINGLES
from sop_excel.demand.stock_sizing import (
    CYCLE_SERVICE,
    FILL_RATE,
    FORECAST_INTERVAL,
    PERIODS_OF_DEMAND,
    ForecastEvidence,
    SizedStock,
    sized_stocks,
)
from sop_excel.domain.fields import Array

ONE = Protection(0, 1)


def _evidence(errors: Array, mean: float = 100.0, patterns: str = "") -> ForecastEvidence:
    """As many products as ``errors`` (I, n, S) has, of one mean demand."""
    means = np.full((len(errors), 12), mean)
    return ForecastEvidence(means, means + 30, errors, patterns=[patterns] * len(errors))


def _errors(products: int, origins: int, steps: int = 1, deviation: float = 20.0, seed: int = 1) -> Array:
    chance = np.random.default_rng(seed)
    return deviation * chance.standard_normal((products, origins, steps))


def _first(evidence: ForecastEvidence, rule: str, target: float, protection: Protection = ONE) -> SizedStock:
    return sized_stocks(evidence, rule, target, [protection] * len(evidence.mean))[0]


def test_enough_errors_that_do_not_overlap_are_taken_as_they_are() -> None:
    """Of 1, -1, 2, -2, ..., 19 of 20 further cycles last through the tenth of the errors that rise by one."""
    numbers = np.array([n if n % 2 else -n for n in range(1, 40)], dtype=float)
    found = _first(_evidence(numbers[None, :, None]), CYCLE_SERVICE, 0.95)
    assert found.basis == OWN
    assert found.stock == 37.0  # the 38th of 39 numbers from -38 to 39: 0.95 x 40
    assert found.sums == 39


def test_a_forecast_that_is_too_low_is_made_up_for_and_one_that_is_too_high_needs_no_stock() -> None:
    """50 units more, or 200 fewer, in each of the 24 errors."""
    errors = _errors(1, 24)
    plain, low, high = (_first(_evidence(errors + add), CYCLE_SERVICE, 0.95) for add in (0, 50, -200))
    assert plain.stock is not None
    assert low.stock == pytest.approx(plain.stock + 50)
    assert "the forecast was too low by" in low.note
    assert "too low" not in plain.note
    assert high.stock == 0.0


def test_sums_that_overlap_are_spread_out_as_they_vary_too_little() -> None:
    """24 sums of 4 periods are worth 6.3; the largest of them would last through 9 of 10 cycles only."""
    errors = _errors(1, 24, 4)
    found = _first(_evidence(errors), CYCLE_SERVICE, 0.95, Protection(3, 1))
    sums = errors[0].sum(axis=1)
    assert found.stock is not None
    assert found.stock > np.quantile(sums, 0.95, method="weibull")
    assert "24 sums overlap or hang together: worth" in found.note


def test_a_level_beyond_what_the_errors_show_takes_a_curve_and_says_so() -> None:
    """18 errors show 18 of 19 cycles; 0.95 asks for 19 of 20."""
    within, beyond = (_first(_evidence(_errors(1, n)), CYCLE_SERVICE, 0.95) for n in (19, 18))
    assert (within.basis, within.note) == (OWN, "")
    assert beyond.basis == CURVE
    assert "18 sums do not show so rare a cycle" in beyond.note


def test_a_level_beyond_any_curve_is_left_blank_and_says_why() -> None:
    """24 errors: of one cycle in 250 a curve is still believed, of one in 1,000 not."""
    evidence = _evidence(_errors(1, 24))
    assert _first(evidence, CYCLE_SERVICE, 0.996).stock is not None
    found = _first(evidence, CYCLE_SERVICE, 0.999)
    assert found.stock is None
    assert found.note.startswith("no stock: 24 error sums say nothing of so rare a cycle; ask for less, or give")


def test_few_large_errors_among_small_ones_are_called_unsure() -> None:
    """Orders of 30 and of 258 in 24 periods without any; errors that scatter evenly are known better."""
    rare = np.full((1, 24, 1), -12.0)
    rare[0, 5], rare[0, 17] = 18.0, 246.0
    even = np.where(np.arange(24) % 2 == 0, 12.0, -12.0)[None, :, None]
    for rule in (CYCLE_SERVICE, FILL_RATE):
        assert "few and uneven errors" in _first(_evidence(rare, mean=12.0), rule, 0.95, Protection(1, 1)).note
        assert "uneven" not in _first(_evidence(even, mean=12.0), rule, 0.95, Protection(1, 1)).note


def test_products_alike_show_what_one_of_them_cannot() -> None:
    """Ten products of one pattern, 12 errors each; of no pattern each of them is alone."""
    errors = _errors(10, 12)
    together, alone = (_first(_evidence(errors, patterns=name), CYCLE_SERVICE, 0.98) for name in ("smooth", ""))
    assert together.basis == ALIKE
    assert "with the errors of 10 products alike" in together.note
    assert alone.basis == CURVE


def test_products_of_very_different_errors_keep_their_own_scale() -> None:
    """One of ten scatters ten times as much: it gets about ten times the stock, not the stock of the others."""
    errors = _errors(10, 24)
    errors[0] *= 10
    evidence = _evidence(errors, 1000.0, "smooth")
    stocks = [one.stock or 0.0 for one in sized_stocks(evidence, CYCLE_SERVICE, 0.98, [ONE] * 10)]
    assert 6 * np.mean(stocks[1:]) < stocks[0] < 14 * np.mean(stocks[1:])


def test_a_new_product_borrows_the_errors_of_products_alike_by_its_mean_demand() -> None:
    """It has two errors and twice the demand of the others: about twice their stock."""
    errors = _errors(11, 24)
    errors[0, 2:] = np.nan
    evidence = _evidence(errors, patterns="smooth")
    means = evidence.mean.copy()
    means[0] = 200.0
    evidence = ForecastEvidence(means, means, errors, patterns=evidence.patterns)
    new, *others = sized_stocks(evidence, CYCLE_SERVICE, 0.95, [ONE] * 11)
    assert new.basis == BORROWED
    assert new.stock == pytest.approx(2 * np.mean([one.stock for one in others]), rel=0.2)
    assert "2 error sums over 1 period are too few: by the errors of 10 products alike" in new.note


def test_without_errors_or_products_alike_there_is_no_number() -> None:
    """Five errors are too few, six are enough."""
    five, six = (_first(_evidence(_errors(1, n)), CYCLE_SERVICE, 0.9) for n in (5, 6))
    assert (five.stock, five.sums) == (None, 5)
    assert five.note == (
        "no stock: 5 error sums over 1 period are too few to tell from, and fewer than 5 products alike have more"
    )
    assert six.stock is not None
    assert _first(_evidence(_errors(1, 5, 3)), CYCLE_SERVICE, 0.9, Protection(2, 1)).stock is None


def test_too_few_whole_sums_are_put_together_from_single_periods() -> None:
    """12 sums of 6 periods are worth 2.3, of 4 periods 3.3. The 12 single errors show how far six of them may stray."""
    whole = _first(_evidence(_errors(1, 12, 4)), CYCLE_SERVICE, 0.9, Protection(3, 1))
    parts = _first(_evidence(_errors(1, 12, 6)), CYCLE_SERVICE, 0.9, Protection(5, 1))
    assert (whole.basis, parts.basis) == (OWN, SINGLES)
    assert parts.note.startswith(
        "12 error sums over 6 periods are too few: put together from 12 errors of single periods"
    )
    alone = _errors(1, 12, 6)[0, :, 0].std() * 1.28 * 6**0.5
    assert parts.stock is not None
    assert parts.stock > alone


def test_single_errors_of_one_sign_for_a_while_add_up_to_more() -> None:
    """Six above and six below the mean stay together; those that take turns cancel out."""
    runs = np.repeat([20.0, -20.0], 6)[None, :, None] * np.ones((1, 1, 6))
    turns = np.tile([20.0, -20.0], 6)[None, :, None] * np.ones((1, 1, 6))
    together, apart = (_first(_evidence(one), CYCLE_SERVICE, 0.9, Protection(5, 1)) for one in (runs, turns))
    assert "neighbours go together by 0." in together.note
    assert "together by" not in apart.note
    assert (together.stock or 0) > 1.5 * (apart.stock or 0) > 0


def test_errors_that_are_all_the_same_are_made_up_for() -> None:
    """A product that never sold needs nothing; one that always sells 7 more than forecast needs 7."""
    for constant in (0.0, 7.0, -7.0):
        found = _first(_evidence(np.full((1, 24, 1), constant)), CYCLE_SERVICE, 0.95)
        assert found.stock == max(0.0, constant)
        assert "all 24 error sums are the same" in found.note


def test_no_fill_rate_is_told_where_no_demand_is_forecast() -> None:
    """There is nothing of which a share could be served; a cycle service level has no need of it."""
    evidence = _evidence(_errors(1, 24), mean=0.0)
    found = _first(evidence, FILL_RATE, 0.98)
    assert found.stock is None
    assert "no demand is forecast" in found.note
    assert _first(evidence, CYCLE_SERVICE, 0.9).stock is not None


def test_a_back_test_that_looks_less_far_than_the_cycle_says_so() -> None:
    """One step ahead is known, three are needed: errors of the origins that follow stand for them."""
    found = _first(_evidence(_errors(1, 24)), CYCLE_SERVICE, 0.9, Protection(2, 1))
    assert found.sums == 22
    assert "the back-test looks 1 period ahead, not 3: later errors are those of forecasts made later" in found.note


def test_the_rule_of_periods_is_so_many_of_the_mean_demand() -> None:
    """The article's one and a half periods, over the whole forecast."""
    mean = np.array([[10.0, 20.0, 30.0], [0.0, 0.0, 0.0]])
    found = sized_stocks(ForecastEvidence(mean, mean, np.empty((2, 0, 0))), PERIODS_OF_DEMAND, 1.5, [ONE] * 2)
    assert [one.stock for one in found] == [30.0, 0.0]


def test_the_rule_of_the_interval_adds_up_high_less_mean_over_the_first_periods() -> None:
    """Lead time 1 and review period 1: (15 - 10) + (30 - 20); three periods are more than the forecast has."""
    evidence = ForecastEvidence(np.array([[10.0, 20.0]]), np.array([[15.0, 30.0]]), np.empty((1, 0, 0)))
    found = _first(evidence, FORECAST_INTERVAL, 0.0, Protection(1, 1))
    assert found.stock == 15.0
    assert found.note == "high less mean added up over 2 periods, as if all errors went the same way"
    too_short = _first(evidence, FORECAST_INTERVAL, 0.0, Protection(2, 1))
    assert too_short.stock is None
    assert too_short.note == "no stock: the forecast has 2 periods, lead time and review period have 3"


def test_of_two_equal_products_neither_depends_on_the_order_of_the_others() -> None:
    errors = _errors(8, 12)
    evidence, turned = _evidence(errors, patterns="smooth"), _evidence(errors[::-1], patterns="smooth")
    stocks = [one.stock for one in sized_stocks(evidence, FILL_RATE, 0.99, [ONE] * 8)]
    assert stocks == pytest.approx([one.stock for one in sized_stocks(turned, FILL_RATE, 0.99, [ONE] * 8)][::-1])
