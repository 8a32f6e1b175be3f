"""Random paths of demand: what hung together in the errors of the past hangs together in them."""

from __future__ import annotations

import numpy as np
import pytest

from sop_excel.comparing.paths import deviations, drawn_again, spread


def chance() -> np.random.Generator:
    return np.random.default_rng(7)


def test_a_path_has_the_errors_of_one_origin_in_their_order_and_all_products_the_same_origin() -> None:
    """Errors of origin k are k, k + 0.1, ...; of the second product ten times as much."""
    errors = np.array([[[k, k + 0.1, k + 0.2] for k in range(8)]])
    both = np.concatenate([errors, 10 * errors])
    found = drawn_again(both, np.full((2, 3), 100.0), 50, chance()) - 100.0
    assert {tuple(path) for path in np.round(found[:, 0], 9).tolist()} == {tuple(row) for row in errors[0].tolist()}
    assert found[:, 1] == pytest.approx(10 * found[:, 0])


def test_where_an_origin_ends_another_one_goes_on() -> None:
    errors = np.array([[[1.0, 1.0], [2.0, 2.0]]])
    found = drawn_again(errors, np.full((1, 5), 10.0), 40, chance())[:, 0] - 10.0
    assert found.shape == (40, 5)
    assert (found[:, 0] == found[:, 1]).all()
    assert (found[:, 2] == found[:, 3]).all()
    assert (found[:, 0] != found[:, 2]).any()


def test_of_the_newest_origins_only_known_steps_are_used() -> None:
    """Ten origins, the last three with fewer steps: the seven whole ones are enough to draw whole paths."""
    errors = np.arange(30.0).reshape(1, 10, 3)
    for late in range(3):
        errors[0, 9 - late, late + 0 :] = np.nan
    found = drawn_again(errors, np.full((1, 3), 100.0), 200, chance())[:, 0] - 100.0
    assert set(found[:, 0].tolist()) == {3.0 * k for k in range(7)}


def test_a_product_without_errors_is_certain_and_no_demand_is_negative() -> None:
    errors = np.array([[[np.nan, np.nan]], [[-9.0, -9.0]]])
    found = drawn_again(errors, np.array([[5.0, 6.0], [5.0, 6.0]]), 3, chance())
    assert found[:, 0].tolist() == [[5.0, 6.0]] * 3
    assert found[:, 1].tolist() == [[0.0, 0.0]] * 3


def test_the_same_seed_gives_the_same_paths_and_another_one_others() -> None:
    errors, forecast = np.arange(40.0).reshape(1, 20, 2), np.full((1, 2), 50.0)
    first, again, other = (drawn_again(errors, forecast, 9, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_a_stated_variation_is_that_of_each_period() -> None:
    found = spread(np.array([[10.0, 200.0], [0.0, 1.0]]), 0.4, 20_000, chance())
    assert (found >= 0).all()
    assert found.mean(axis=0) == pytest.approx(np.array([[10.0, 200.0], [0.0, 1.0]]), rel=0.02)
    assert found[:, 0].std(axis=0) == pytest.approx([4.0, 80.0], rel=0.03)


def test_deviations_of_a_history_are_those_from_the_season_before() -> None:
    """A year's wave that comes again has none; noise has its own scatter, scaled to the level of the forecast."""
    wave = np.tile([10.0, 20.0, 30.0, 40.0], 6)[None]
    assert (deviations(wave, np.full((1, 4), 50.0), 4) == 0).all()
    noisy = 25.0 + 5.0 * chance().standard_normal((1, 4000))
    found = deviations(noisy, np.full((1, 4), 50.0), 4)
    assert found.shape == (1, 3993, 4)
    assert found.std() == pytest.approx(10.0, rel=0.05)
