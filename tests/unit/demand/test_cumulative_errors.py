"""The errors of a back-test, added up over lead time and review period."""

from __future__ import annotations

import math
from random import Random
from statistics import mean

import numpy as np
import pytest

from sop_excel.demand.cumulative_errors import Protection, error_sums, worth_of


def test_each_origin_adds_up_its_own_first_steps() -> None:
    """Four steps ahead are known, three are needed; the last is the review period."""
    sums = error_sums([[1.0, 2, 3, 100], [4.0, 5, 6, 100]], Protection(2, 1))
    assert sums.totals.tolist() == [6.0, 15.0]
    assert sums.reviewed.tolist() == [3.0, 6.0]
    assert not sums.chained


def test_an_origin_without_all_of_its_steps_gives_no_sum() -> None:
    """The newest origins lack the periods that have not come yet."""
    sums = error_sums([[1.0, 2.0], [3.0, 4.0], [5.0, math.nan], [math.nan, math.nan]], Protection(1, 1))
    assert sums.totals.tolist() == [3.0, 7.0]


def test_where_the_back_test_looks_less_far_a_sum_goes_on_with_the_newest_origin() -> None:
    """Origin t knows t+1 and t+2; what follows is told by the origin at the end of t+2, and of t+4."""
    table: list[list[float]] = [[1, 2], [10, 20], [100, 200], [1000, 2000], [10000, 20000]]
    sums = error_sums(table, Protection(4, 1))
    assert sums.totals.tolist() == [1 + 2 + 100 + 200 + 10000]
    assert sums.chained


def test_origins_that_lie_apart_are_joined_at_the_periods_that_they_are_of() -> None:
    """Every second period has an origin; the fourth period is the second step of the origin before it."""
    sums = error_sums([[1, 2, 3], [10, 20, 30], [100, 200, 300]], Protection(3, 1), spacing=2)
    assert sums.totals.tolist() == [1 + 2 + 3 + 20, 10 + 20 + 30 + 200]


def test_a_back_test_that_ends_before_the_next_origin_begins_cannot_be_joined() -> None:
    assert error_sums([[1], [2], [3]], Protection(1, 1), spacing=2).count == 0
    assert error_sums([[1], [2], [3]], Protection(1, 1), spacing=1).count == 2


def test_without_any_errors_there_are_no_sums() -> None:
    for nothing in (np.empty((0, 3)), np.empty((3, 0)), np.full((3, 3), np.nan)):
        assert error_sums(nothing, Protection(1, 1)).count == 0


@pytest.mark.parametrize(("count", "periods", "related"), [(24, 1, 0.0), (24, 4, 0.0), (24, 3, 0.6), (60, 12, 0.3)])
def test_the_mean_of_so_many_sums_varies_like_that_of_as_many_independent_ones_as_they_are_worth(
    count: int, periods: int, related: float
) -> None:
    """By 4,000 series of errors that hang together as said: the variance of the mean, beside that of a sum."""
    chance = np.random.default_rng(7)
    noise = chance.standard_normal((4000, count + periods - 1))
    errors = np.empty_like(noise)
    errors[:, 0] = noise[:, 0] / np.sqrt(1 - related**2)
    for t in range(1, errors.shape[1]):
        errors[:, t] = related * errors[:, t - 1] + noise[:, t]
    added = np.cumsum(np.pad(errors, ((0, 0), (1, 0))), axis=1)
    sums = added[:, periods:] - added[:, :-periods]
    seen = sums.var() / sums.mean(axis=1).var()
    assert worth_of(count, periods, related) == pytest.approx(seen, rel=0.1)


def test_errors_that_hang_together_are_worth_less_and_others_no_more_than_they_are() -> None:
    """Runs of one sign count for few; errors that take turns do not count for more than there are."""
    chance = Random(3)  # noqa: S311 - figures, not secrets
    runs = [[10.0 if (t // 6) % 2 else -10.0] for t in range(48)]
    turns = [[10.0 if t % 2 else -10.0] for t in range(48)]
    scattered = [error_sums([[chance.gauss(0, 1)] for _ in range(48)], Protection(0, 1)).worth for _ in range(50)]
    assert error_sums(runs, Protection(0, 1)).worth < 10
    assert error_sums(turns, Protection(0, 1)).worth == 48
    assert 36 < mean(scattered) < 48
