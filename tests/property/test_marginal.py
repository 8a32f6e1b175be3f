"""The value of one more and of one less is what the cheapest plans of the changed problems differ by."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sop_excel.domain.capacity_use import given_capacity, regular_capacity
from sop_excel.domain.plan import OPTIMAL, Found, NoPlan, Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.engine.highs import highs
from sop_excel.model.explain.explained import PROVED_WHOLE, explained
from sop_excel.model.solve import cheapest, solve
from tests.examples import examples, tried
from tests.property import cold
from tests.property.busy import factories
from tests.property.strategies import problems
from tests.property.tied import tied


@examples(100)
@given(st.one_of(problems(), factories()))
def test_every_value_is_the_difference_of_two_cold_solves_and_a_blank_has_its_reason(problem: Problem) -> None:
    """Blank: no limit, less than one unit of it, or no plan with one less."""
    assume(problem.resource_codes)
    found = solve(problem)
    assume(_is_solved_again(found))
    _hold_against_cold_solves(problem, found)


@pytest.mark.parametrize("seed", range(tried(100)))
def test_so_they_are_with_ties_zeros_equal_costs_and_overtime_beyond_twice_the_capacity(seed: int) -> None:
    """Each small book that has a proved plan."""
    problem = tied(seed)
    found = cheapest(problem, highs)
    if _is_solved_again(found):
        _hold_against_cold_solves(problem, found)


def _is_solved_again(found: Found) -> bool:
    if isinstance(found, NoPlan):
        return False
    return found.status == OPTIMAL and not (found.problem.policies.whole_units and found.gap > PROVED_WHOLE)


def _with_more(problem: Problem, plan: Plan, cell: tuple[int, int], more: float) -> float:
    """What the cheapest plan costs with so many units, or hours of workers, more within a capacity."""
    if problem.is_workforce[cell[0]]:
        return cold.with_hours(problem, cold.decided(problem, plan), cell, more)
    changed = cold.of_resources(problem, "capacity", cell, problem.resources.capacity[cell] + more)
    return cold.objective(changed, cold.decided(changed, plan))


def _hold_against_cold_solves(problem: Problem, plan: Found) -> None:
    assert isinstance(plan, Plan)
    marginals = explained(plan).marginals
    assert marginals is not None
    base, capacity = cold.objective(problem, cold.decided(problem, plan)), regular_capacity(problem, plan.quantities)
    for cell in np.ndindex(*capacity.shape):
        more, less = float(marginals.one_more[cell]), float(marginals.one_less[cell])
        if math.isinf(capacity[cell]):
            assert math.isnan(more)
            assert math.isnan(less)
            continue
        if any("little is solved again" in note for note in marginals.notes):
            continue  # whole units that are too hard
        assert more == pytest.approx(base - _with_more(problem, plan, cell, 1.0), abs=1e-6)
        assert more >= 0.0
        if given_capacity(problem, plan.quantities)[cell] < 1.0:
            assert math.isnan(less)
            continue
        lost = _with_more(problem, plan, cell, -1.0) - base
        assert math.isnan(less) if math.isinf(lost) else less == pytest.approx(lost, abs=1e-6)
        if not problem.policies.whole_units and not math.isnan(less):
            assert less >= more - 1e-6  # the least cost is convex in the capacity
