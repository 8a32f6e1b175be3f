"""The least cost with another capacity, found by following the optimal basis: the same as by another run."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from sop_excel.domain.basis import Basis
from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.bases import BETWEEN, LOWER
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


def _model(capacity: list[float], holding_cost: float, overtime: float = 0.0) -> SparseModel:
    """Two periods of a line, with a demand of 30 in the second."""
    problem = simple_problem(
        [[0.0, 30.0]], holding_cost=holding_cost, resources=["Line"], usage=[(0, 0, 1.0)],
        capacity=[capacity], overtime_capacity=overtime, overtime_cost=2.0,
    )  # fmt: skip
    return formulate(problem, decisions(problem), kept=KEPT)


def _followed(capacity: list[float], more: float) -> float:
    """With more of the second capacity, and 1 for each unit that is kept from the first period."""
    model = _model(capacity, holding_cost=1.0)
    return KeptModel(model).followed(int(model.at["regular"][0, 1]), -1, more)


def test_a_capacity_that_lies_at_its_floor_is_not_followed() -> None:
    """Its price is 0 too, which says nothing of a ceiling that falls."""
    model = _model([50.0, 40.0], holding_cost=0.0, overtime=10.0)
    columns, rows = np.full(model.cost.size, LOWER, dtype=np.int8), np.full(model.row_upper.size, LOWER, dtype=np.int8)
    made, kept, hours = model.at["production"][0], model.at["inventory"][0], model.at["regular"][0]
    columns[[*made, kept[0], hours[1]]] = BETWEEN
    there = KeptModel(model, Basis(columns, rows))
    assert math.isnan(there.followed(int(hours[0]), -1, -1.0))
    assert there.followed(int(hours[1]), -1, -1.0) == 0.0


def test_a_capacity_with_a_little_to_spare_is_followed_past_where_it_is_used_up() -> None:
    """Of 4 units less 3 were to spare: one unit is kept for a period. More of it is worth nothing."""
    assert _followed([50.0, 33.0], -4.0) == pytest.approx(1.0)
    assert _followed([50.0, 33.0], 4.0) == 0.0


def test_a_capacity_without_which_there_is_no_plan_is_not_followed() -> None:
    """The solver says so then, not the basis."""
    assert math.isnan(_followed([0.0, 33.0], -4.0))
