"""Setups that are carried over, on plans small enough to be worked out by hand, and against trying every sequence."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from math import inf
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.checked import broken_rules
from sop_excel.model.solve import solve
from tests.plans import planned
from tests.problems import simple_problem

LINE: dict[str, Any] = {"resources": ["Line"], "usage": [(0, 0, 1.0, 1.0), (1, 0, 1.0, 1.0)], "relative_gap": 0.0}


def test_what_is_set_up_last_goes_on_without_a_new_setup() -> None:
    """One setup for three periods instead of three; without the setting it is paid every time."""
    fields: dict[str, Any] = {"setup_cost": 10, "holding_cost": 20, "relative_gap": 0.0}
    kept = planned(simple_problem([[5, 6, 7]], setup_carry_over=True, **fields))
    assert (dict(kept.costs), kept.quantities.setup.tolist()) == ({"setup": 10}, [[1, 0, 0]])
    assert kept.quantities.carried.tolist() == [[1, 1, 0]]
    assert dict(planned(simple_problem([[5, 6, 7]], **fields)).costs) == {"setup": 30}


def test_one_product_is_left_set_up_on_a_line() -> None:
    """Two products in two periods: four setups less the one that is carried over."""
    plan = planned(simple_problem([[5, 6], [3, 4]], setup_cost=10, holding_cost=20, setup_carry_over=True, **LINE))
    assert dict(plan.costs) == {"setup": 30}
    assert plan.quantities.carried[:, 0].sum() == 1


def test_a_setup_that_is_carried_over_takes_no_capacity() -> None:
    """6 hours: 1 for the setup and 5 units, then 6 units."""
    fields: dict[str, Any] = {"resources": ["Line"], "usage": [(0, 0, 1.0, 1.0)], "capacity": 6, "relative_gap": 0.0}
    assert planned(simple_problem([[5, 6]], setup_carry_over=True, **fields)).production.tolist() == [[5, 6]]


def test_a_product_that_has_but_a_min_lot_is_not_set_up() -> None:
    """It is made between, and what was left set up on the line goes on all the same."""
    problem = simple_problem(
        [[5, 0, 5], [0, 4, 0]],
        setup_cost=[[10], [0]],
        min_lot=[[0], [2]],
        holding_cost=20,
        setup_carry_over=True,
        resources=["Line"],
        usage=[(0, 0, 1.0), (1, 0, 1.0)],
        relative_gap=0.0,
    )
    plan = planned(problem)
    assert dict(plan.costs) == {"setup": 10}
    assert plan.quantities.carried.tolist() == [[1, 1, 0], [0, 0, 0]]


def test_the_check_finds_what_cannot_be_carried_over() -> None:
    """Two on one line, what was not set up, and what stayed set up while the other one was."""
    problem = simple_problem([[5, 0, 7], [0, 4, 0]], setup_cost=1, holding_cost=20, setup_carry_over=True, **LINE)
    plan = planned(problem).quantities
    setup, carried = np.array([[1.0, 0, 0], [0, 1.0, 0]]), np.array([[1.0, 1.0, 0], [0, 0, 0]])
    for changed, rule in (
        ({"setup": setup, "carried": carried}, "the setup after others"),
        ({"carried": np.array([[1.0, 0, 0], [1.0, 0, 0]])}, "the one setup left on a resource"),
        ({"carried": np.array([[0.0, 0, 0], [1.0, 0, 0]])}, "a setup carried over that was none"),
        ({"setup": setup, "carried": plan.carried * 0}, "production without a setup"),
    ):
        wrong = plan.exchanged(**changed)
        assert rule in [one.name for one in broken_rules(problem, wrong) if (one.excess > 0.5).any()], rule
    assert not [one.name for one in broken_rules(problem, plan) if (one.excess > 1e-6).any()]


@pytest.mark.parametrize("seed", range(12))
def test_no_sequence_of_setups_is_cheaper(seed: int) -> None:
    """Two products on a line: every plan in whole units and every order of setups in each period is tried."""
    random = np.random.default_rng(seed)
    problem = simple_problem(
        random.integers(0, 4, (2, 3)),
        setup_cost=random.integers(1, 9, (2, 3)),
        holding_cost=random.integers(0, 3, (2, 1)),
        min_lot=int(random.choice([0, 0, 2])),
        capacity=int(random.integers(5, 8)),
        setup_carry_over=True,
        whole_units=True,
        **LINE,
    )
    least = _least(problem)
    found = solve(problem)
    assert (found.total_cost if isinstance(found, Plan) else inf) == pytest.approx(least)


def _least(problem: Problem) -> float:
    products, capacity = problem.products, float(problem.resources.capacity[0, 0])

    @cache
    def cheapest(t: int, stock: tuple[int, ...], last: int) -> float:
        """The least cost from a period on, with this stock and this product set up last (-1 for none)."""
        if t == problem.shape[1]:
            return 0.0
        best = inf
        for made in itertools.product(range(8), repeat=2):
            left = tuple(int(s + x - d) for s, x, d in zip(stock, made, problem.demand[:, t], strict=True))
            if min(left) < 0 or any(0 < x < products.min_lot[i, t] for i, x in enumerate(made)):
                continue
            holding = sum(float(h) * s for h, s in zip(products.holding_cost[:, t], left, strict=True))
            for setups, end in _orders({i for i, x in enumerate(made) if x}, last):
                if sum(made) + len(setups) <= capacity:
                    cost = holding + sum(float(products.setup_cost[i, t]) for i in setups)
                    best = min(best, cost + cheapest(t + 1, left, end))
        return best

    return cheapest(0, (0, 0), -1)


def _orders(made: set[int], last: int) -> Iterator[tuple[list[int], int]]:
    """Every order in which these can be made, one more setup at the end included: the setups, and what stays set up."""
    for order in itertools.permutations(made):
        for end in ([], [0], [1]):
            setups, now = [], last
            for product in [*order, *end]:
                if product != now:
                    setups.append(product)
                now = product
            if len(set(setups)) == len(setups):
                yield setups, now
