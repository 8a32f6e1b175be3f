"""The least stock for a cycle service level and for a fill rate, exact on the cycles given."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.demand.stock_rules import (
    Cycles,
    cycle_service_rule,
    fill_rate_rule,
    stock_for_fill_rate,
    stock_for_level,
)
from tests.examples import examples

_UNITS = st.integers(-500, 500).map(float)


def _cycles(*beyond: float, demand: float = 1000.0) -> Cycles:
    return Cycles(np.array(beyond), np.full(len(beyond), demand))


def test_nineteen_cycles_show_what_lasts_through_nineteen_of_twenty() -> None:
    """The largest of 19 is exceeded by one further cycle in 20, on average."""
    numbers = [float(n) for n in range(1, 20)]
    assert stock_for_level(_cycles(*numbers), 0.95) == 19.0
    assert stock_for_level(_cycles(*numbers), 0.5) == 10.0
    assert cycle_service_rule(0.95).shown(_cycles(*numbers), 19.0, 19)
    assert not cycle_service_rule(0.95).shown(_cycles(*numbers[1:]), 19.0, 18)


def test_a_fill_rate_is_reached_to_the_unit() -> None:
    """Demand is 30, 10, 2 and -10 beyond the forecast; of 100 units a cycle 5 may be short: (30 - 10) / 4."""
    cycles = _cycles(30, -10, 10, 2)
    assert stock_for_fill_rate(cycles, 5) == 10.0
    assert cycles.short(10.0) == 5.0
    assert fill_rate_rule(0.95, 100).stock(cycles) == pytest.approx(10.0)


def test_what_was_short_before_the_review_period_is_not_short_again() -> None:
    """80 units too few were ready, but only 10 of them were asked for in the review period itself."""
    assert _cycles(80, demand=10.0).short(0) == 10.0
    assert _cycles(80, demand=10.0).short(75) == 5.0
    assert stock_for_fill_rate(_cycles(80, demand=10.0), 10) == 0.0
    assert stock_for_fill_rate(_cycles(80, demand=10.0), 9.5) == 70.5


def test_no_stock_is_needed_where_little_enough_is_short_without() -> None:
    """Of two cycles one is short by 2: on average 1."""
    assert stock_for_fill_rate(_cycles(2, -50), 1) == 0.0
    assert stock_for_fill_rate(_cycles(-5, -50), 0.01) == 0.0
    assert stock_for_level(_cycles(-5, -50, -3), 0.9) == 0.0


@examples(200)
@given(st.lists(st.tuples(_UNITS, st.integers(0, 300).map(float)), min_size=1, max_size=30), st.floats(0.01, 100))
def test_the_stock_for_a_fill_rate_is_the_least_that_does(cycles: list[tuple[float, float]], short: float) -> None:
    """With it no more is short than may be; with a little less, more is (unless it is 0 already)."""
    given_cycles = Cycles(*np.array(cycles).T)
    stock = stock_for_fill_rate(given_cycles, short)
    assert given_cycles.short(stock) <= short + 1e-9
    if stock > 0:
        assert given_cycles.short(stock - 0.01) > short - 1e-9
        assert given_cycles.short(stock) == pytest.approx(short)


@examples(100)
@given(st.lists(_UNITS, min_size=2, max_size=30), st.floats(0.01, 0.98))
def test_more_service_never_needs_less_stock(beyond: list[float], share: float) -> None:
    cycles = _cycles(*beyond, demand=100.0)
    for rule in (cycle_service_rule, lambda one: fill_rate_rule(one, 100)):
        assert rule(share).stock(cycles) <= rule(share + 0.01).stock(cycles) + 1e-9
