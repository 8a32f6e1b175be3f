"""The least cost with another capacity, found by following the optimal basis: the same as by another run."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.kept import Bounds, KeptModel
from sop_excel.model.engine.what_if import KEPT
from sop_excel.model.explain.explained import explained
from sop_excel.model.solve import solve
from tests.benchmarks.plants import Plants
from tests.examples import examples
from tests.problems import simple_problem
from tests.property.busy import factories

MOVES = (1.0, -1.0, 7.5, -7.5, 40.0)


@examples(60)
@given(factories())
def test_what_is_followed_is_what_another_run_finds(problem: Problem) -> None:
    """Whatever the capacity is moved by; where it cannot be followed, nothing is claimed."""
    if decisions(problem).whole or not problem.resource_codes:
        return
    model = formulate(problem, decisions(problem), kept=KEPT)
    kept = KeptModel(model)
    if not math.isfinite(kept.objective):
        return
    for column in model.at["regular"].ravel().tolist():
        for more in MOVES:
            if not (math.isfinite(model.upper[column]) and model.upper[column] + more >= 0):
                continue
            change = kept.followed(column, -1, more)
            if not math.isnan(change):
                assert kept.objective + change == pytest.approx(_again(kept, model, column, more), rel=1e-9, abs=1e-6)


def _again(kept: KeptModel, model: SparseModel, column: int, more: float) -> float:
    own = Bounds.of(model, np.array([column]), np.zeros(0, dtype=np.int64))
    moved = Bounds(own.columns, own.lower, own.upper + more, own.rows, own.row_lower, own.row_upper)
    return kept.asked(moved).objective


def _plant() -> Problem:
    return Plants(100, 26, load=0.97).factory().problem()


def test_most_capacities_that_are_used_up_are_followed_without_another_run() -> None:
    """Otherwise the test above would say nothing."""
    problem = _plant()
    model = formulate(problem, decisions(problem), kept=KEPT)
    kept = KeptModel(model)
    values = kept.asked(Bounds.of(model, np.array([0]), np.zeros(0, dtype=np.int64)), in_full=True).values
    assert values is not None
    used_up = [column for column in model.at["regular"].ravel().tolist() if values.reduced[column] < -1e-6]
    followed = [not math.isnan(kept.followed(column, -1, more)) for column in used_up for more in (25.0, -25.0)]
    assert len(followed) > 50
    assert np.mean(followed) > 0.9


def test_the_place_where_the_plan_was_solved_changes_nothing_of_what_is_told() -> None:
    """It only saves the run that would find it again."""
    plan = solve(_plant())
    assert isinstance(plan, Plan)
    assert plan.basis is not None
    kept, anew = explained(plan), explained(replace(plan, basis=None))
    assert kept.sentences == anew.sentences
    assert kept.marginals is not None
    assert anew.marginals is not None
    assert kept.marginals.one_more == pytest.approx(anew.marginals.one_more, abs=1e-6, nan_ok=True)


def test_a_capacity_that_is_not_used_up_is_not_followed() -> None:
    """Its price is 0 too where it lies at its floor, which says nothing of a ceiling that falls."""
    problem = simple_problem(
        [[0.0, 30.0]], holding_cost=1.0, resources=["Line"], usage=[(0, 0, 1.0)], capacity=[[50.0, 40.0]]
    )
    model = formulate(problem, decisions(problem), kept=KEPT)
    kept = KeptModel(model)
    for column in model.at["regular"].ravel().tolist():
        assert math.isnan(kept.followed(column, -1, -1.0))
