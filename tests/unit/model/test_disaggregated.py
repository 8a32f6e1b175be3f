"""The model restated by needs, on orders whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import OPTIMAL
from sop_excel.domain.problem import Policies, Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.disaggregated import disaggregated
from sop_excel.model.engine.highs import run
from sop_excel.model.proof import SOLVERS
from tests.plans import planned
from tests.problems import simple_problem

DEMAND = [69, 29, 36, 61, 61, 26, 34, 67, 45, 67, 79, 56]
SETUP = [[85, 102, 102, 101, 98, 114, 105, 86, 119, 110, 98, 114]]


def _model(problem: Problem) -> SparseModel:
    return formulate(problem, decisions(problem))


def _linear(model: SparseModel) -> tuple[float, Any]:
    found = run(replace(model, whole=np.zeros_like(model.whole)), Policies())
    return found.bound, found.values


def test_the_linear_model_of_one_product_without_limits_has_whole_setups() -> None:
    """The published orders of Wagner and Whitin (1958) cost 864; that of the planner's own columns is far below."""
    model = _model(simple_problem(DEMAND, setup_cost=SETUP, holding_cost=1))
    form = disaggregated(model)
    assert form is not None
    bound, values = _linear(form.model)
    assert bound == pytest.approx(864)
    setups = form.values(values)[model.at["setup"]]
    assert setups == pytest.approx(np.rint(setups), abs=1e-9)
    assert _linear(model)[0] < 600


def test_stock_at_the_start_receipts_and_safety_stock_are_needs_like_demand() -> None:
    """8 + 5 units and 4 at the end, of which 3 are there and 2 come: 12 are made, in one setup, 9 are kept once."""
    problem = simple_problem(
        [8, 5], setup_cost=100, holding_cost=1, initial_inventory=3, receipts=[[0, 2]], safety_stock=[[0, 4]]
    )
    form = disaggregated(_model(problem))
    assert form is not None
    assert form.model.row_upper[form.model.rows["balance"]].tolist() == [[5, 7]]
    assert _linear(form.model)[0] == pytest.approx(100 + (12 - 5) + 4)


@pytest.mark.parametrize(
    ("fields", "is_restated"),
    [
        ({"setup_cost": 5}, True),
        ({"setup_cost": 5, "backorder_cost": 2}, False),
        ({"setup_cost": 5, "whole_units": True}, False),
        ({"setup_cost": 5, "shelf_life": 2.0}, False),
        ({"setup_cost": 5, "initial_inventory": 20}, False),
        ({"whole_units": True}, False),
        ({"min_lot": 5}, True),
    ],
    ids=str,
)
def test_what_is_owed_scrapped_or_made_in_whole_units_is_left_as_it_is(
    fields: dict[str, Any], is_restated: bool
) -> None:
    """And so is what has no setups, or no needs."""
    assert (disaggregated(_model(simple_problem([[8, 5, 6]], **fields))) is not None) == is_restated


def test_a_component_is_left_as_it_is_beside_its_parent() -> None:
    """What goes into the parent is no demand that is known."""
    problem = simple_problem([[8, 5], [1, 1]], setup_cost=5, bill=[(0, 1, 2.0)])
    model = _model(problem)
    form = disaggregated(model)
    assert form is not None
    further = form.model.cost.size - model.cost.size
    assert further == 3  # of the parent: the first period for both, the second one for itself


def test_a_model_that_would_become_too_large_is_left_as_it_is() -> None:
    """By the columns that it would have: 250 periods of two products have 62,750."""
    small, large = (simple_problem(np.ones((2, count)), setup_cost=5) for count in (20, 250))
    assert disaggregated(_model(small)) is not None
    assert disaggregated(_model(large)) is None


def test_a_plan_that_needs_no_search_since_the_restated_model_has_whole_setups_is_proved() -> None:
    """15 times the orders of Wagner and Whitin: 180 setups, whose own linear model is far below."""
    problem = simple_problem([DEMAND] * 15, setup_cost=SETUP * 15, holding_cost=1)
    plan = planned(problem)
    assert plan.total_cost == 15 * 864
    assert plan.status == OPTIMAL
    assert plan.proof.bound_source == SOLVERS
