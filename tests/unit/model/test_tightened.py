"""Whole numbers that would let through more than any plan needs: a little of one must not pass for none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import OPTIMAL
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.highs import run
from sop_excel.model.engine.tightened import LARGE, is_endless, modest, tightened
from sop_excel.model.outcome import Solution
from tests.plans import planned
from tests.problems import simple_problem

RATIO = {"terms": [("Production", 0, 2.0), ("Production", 1, -1.0)], "maximum": 12.0, "penalty": 1.0}


def _mixed(demand: list[list[float]], cost: float, **more: Any) -> Problem:
    """Two products in a ratio, of which a share is no good: nobody says how much of the second may be made for it."""
    fields: dict[str, Any] = {"production_cost": [[5], [0]], "holding_cost": 2.0, "yield": [[1.0], [0.8]]}
    return simple_problem(demand, setup_cost=cost, limits=[RATIO], relative_gap=0.0, **fields, **more)


@pytest.mark.parametrize("demand", [[[5, 1, 2], [2, 2, 1]], [[5, 8], [2, 3]]])
@pytest.mark.parametrize("bill", [[], [(0, 1, 2.0)]])
def test_a_limit_in_a_ratio_leaves_the_plan_proved(demand: list[list[float]], bill: list[Any]) -> None:
    """It costs as much as where a maximum that nobody needs says how much can be made, and is proved too."""
    free, limited = (
        planned(_mixed(demand, 4.0, bill=bill)),
        planned(_mixed(demand, 4.0, bill=bill, max_production=99.0)),
    )
    assert (free.status, limited.status) == (OPTIMAL, OPTIMAL)
    assert free.objective == pytest.approx(limited.objective, rel=1e-9)


def _linear(problem: Problem) -> Any:
    def solved(model: SparseModel) -> Solution:
        return run(model, problem.policies)

    return solved


def test_what_a_setup_lets_through_shrinks_to_what_a_plan_of_this_cost_can_make() -> None:
    """5 units at 2 and a setup at 4 cost 14, and for 14 no more than 7 can be made."""
    problem = simple_problem([5.0], production_cost=2.0, setup_cost=4.0, relative_gap=0.0)
    model = formulate(problem, decisions(problem))
    entries = model.entries
    large = replace(model, entries=replace(entries, value=np.where(entries.value == -5.0, -1e9, entries.value)))
    assert large.entries.value.min() == -1e9
    smaller = tightened(large, 14.0, _linear(problem))
    assert smaller.entries.value.min() == pytest.approx(-7.0, rel=1e-5)
    assert run(smaller, problem.policies).bound == pytest.approx(14.0)


def test_a_model_without_large_numbers_stays_the_same() -> None:
    """Nothing is solved for it."""
    problem = simple_problem([LARGE / 2], setup_cost=4.0)
    model = formulate(problem, decisions(problem))

    def unused(model: SparseModel) -> Solution:
        raise AssertionError("no linear model is needed")

    assert tightened(model, 1e9, unused) is model


def test_where_no_plan_is_known_one_is_found_with_all_that_was_taken_a_little_of() -> None:
    """A limit that takes the load of a crew from what is made: a little of a setup would need a little of a worker."""
    counted = {"terms": [("Load", 0, -1.0), *(("Production", i, 1.0) for i in range(3))], "minimum": 8.0}
    problem = simple_problem(
        [[0, 1], [0, 0], [0, 0]],
        production_cost=[[0], [0], [1]],
        resources=["Crew"],
        kinds=["workforce"],
        hours_per_worker=1.0,
        usage=[(1, 0, 1.0, 1.0)],
        bill=[(0, 1, 1.0), (1, 2, 1.0)],
        limits=[counted],
        relative_gap=0.0,
    )
    plan = planned(problem)
    assert (plan.status, plan.objective) == (OPTIMAL, 4.5)


def test_what_lets_anything_through_is_bounded_before_anything_is_searched() -> None:
    """Only where a bill of materials may ask for more without end is there such a number, and not in a modest model."""
    endless, limited = (formulate(one, decisions(one)) for one in (_mixed([[5, 8], [2, 3]], 4.0, bill=[(0, 1, 2.0)]),
                                                                  _mixed([[5, 8], [2, 3]], 4.0)))  # fmt: skip
    assert (is_endless(endless), is_endless(limited), is_endless(modest(endless))) == (True, False, False)
    assert np.abs(modest(endless).entries.value).max() >= 100 * 8
