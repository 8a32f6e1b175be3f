"""What is planned each period in the simulation is the first period of a cheapest plan, whatever the start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.engine.rolling import Rolling, elastic
from sop_excel.model.solve import solve
from tests.examples import tried
from tests.problems import simple_problem

PERIODS = 5


def window(seed: int) -> tuple[Problem, np.random.Generator]:
    """Two products on a line with overtime and in a warehouse, one of which may be late, one be bought."""
    chance = np.random.default_rng(seed)
    problem = simple_problem(
        chance.uniform(5, 15, (2, PERIODS)),
        production_cost=chance.uniform(5, 9, (2, PERIODS)),
        holding_cost=[[0.5], [0.8]],
        safety_stock=chance.uniform(0, 8, (2, 1)),
        max_inventory=[[20.0], [np.inf]],
        backorder_cost=[[np.nan], [2.0]],
        lost_sale_cost=[[30.0], [np.nan]],
        subcontract_cost=[[np.nan], [14.0]],
        max_subcontract=4,
        lead_time=[chance.integers(0, 2), 0],
        firm_production=[[0, 2, 0, 0, 0], [0] * PERIODS],
        resources=["Line", "Store"],
        kinds=["production", "storage"],
        usage=[(0, 0, 1), (1, 0, 1.5), (0, 1, 1), (1, 1, 1)],
        capacity=[[22.0] * PERIODS, [30.0] * PERIODS],
        overtime_cost=[[4.0], [np.nan]],
        overtime_capacity=5,
    )
    return problem, chance


def started(problem: Problem, expected: Any, coming: Any, on_hand: Any, owed: Any) -> Problem:
    """The same question as a problem of its own; what is owed is demand of the first period."""
    demand = expected.copy()
    demand[:, 0] += owed
    asked = elastic(problem).replace(demand=demand, receipts=coming)
    return asked.replace(products=asked.products.replace(initial_inventory=on_hand))


@pytest.mark.parametrize("seed", range(tried(20)))
def test_the_first_period_is_that_of_a_cheapest_plan(seed: int) -> None:
    """Holding it fixed makes the plan of the whole window no dearer; each of many starts, one after the other."""
    problem, chance = window(seed)
    shape = (4, 2, PERIODS)
    expected, coming = chance.uniform(0, 20, shape), chance.uniform(0, 3, shape)
    on_hand, owed = chance.uniform(0, 12, shape[:2]), np.zeros(shape[:2])
    on_hand[1:3, 1], owed[1:3, 1] = 0.0, [3.0, 40.0]
    starts, bought = Rolling(problem).first(expected, coming, on_hand, owed)
    for n in range(len(expected)):
        asked = started(problem, expected[n], coming[n], on_hand[n], owed[n])
        best = solve(asked)
        firm = np.hstack([starts[n][:, None], asked.firm_production[:, 1:]])
        frozen = asked.replace(firm_production=firm, policies=replace(asked.policies, frozen_periods=1))
        again = solve(frozen)
        assert isinstance(best, Plan)
        assert isinstance(again, Plan)
        assert again.objective == pytest.approx(best.objective, rel=1e-7)
        assert (bought[n] <= [0.0, 4.0 + 1e-9]).all()


def test_more_in_stock_than_there_may_be_is_no_obstacle() -> None:
    """50 in stock where 20 may be: nothing is made, and the rest of the plan goes on."""
    problem = simple_problem(np.full((1, 3), 5.0), max_inventory=20, production_cost=1)
    starts, _ = Rolling(problem).first(
        np.full((1, 1, 3), 5.0), np.zeros((1, 1, 3)), np.array([[50.0]]), np.zeros((1, 1))
    )
    assert starts.tolist() == [[0.0]]


def test_demand_comes_before_safety_stock() -> None:
    """10 can be made of two products that want 8 each and large stocks besides: both are served as far as it goes."""
    problem = simple_problem(
        np.full((2, 4), 8.0), safety_stock=[[500.0], [0.0]], resources=["Line"], usage=[(0, 0, 1), (1, 0, 1)],
        capacity=10, production_cost=[[1.0], [2.0]],
    )  # fmt: skip
    nothing = np.zeros((1, 2))
    starts, _ = Rolling(problem).first(np.full((1, 2, 4), 8.0), np.zeros((1, 2, 4)), nothing, nothing)
    assert starts.sum() == pytest.approx(10.0)
    assert (starts <= 8.0 + 1e-9).all()
