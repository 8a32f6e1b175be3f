"""The proof without rounding."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.bound import lagrangian_bound
from sop_excel.model.certificate import best_prices
from sop_excel.model.exact import ExactFamily, exact_plan, exactly, refuse_negative
from sop_excel.model.exact_bound import exact_bound
from sop_excel.model.outcome import Prices
from sop_excel.model.solve import solve
from tests.problems import article_problem, simple_problem
from tests.property.strategies import problems


def _prices(problem: Problem, balance: float) -> Prices:
    return Prices(np.full(problem.shape, balance), np.zeros((0, problem.shape[1])), *np.zeros((2, *problem.shape)))


def test_the_articles_plan_costs_exactly_what_its_bound_is() -> None:
    """2,213, with no remainder at all."""
    problem = article_problem()
    plan = exact_plan(problem, solve(problem).decided)
    assert plan.objective == Fraction(2213)
    assert plan.violation == plan.moved == 0
    assert exact_bound(problem, _prices(problem, 10.0), plan) == Fraction(2213)


def test_a_price_that_is_too_high_by_a_rounding_is_lowered_exactly() -> None:
    """As a double, 0.1 + 0.2 is above 0.3: a naive bound at that price were minus infinity."""
    problem = simple_problem([7.0], production_cost=0.3)
    plan = exact_plan(problem, solve(problem).decided)
    assert Fraction(0.1 + 0.2) > Fraction(0.3)
    assert exact_bound(problem, _prices(problem, 0.1 + 0.2), plan) == plan.objective == 7 * Fraction(0.3)


def test_a_rule_broken_by_less_than_a_double_can_show_is_seen() -> None:
    """1/10 thrice is more than 3/10 in exact arithmetic on doubles, by 2^-54 or so."""
    problem = simple_problem([0.1, 0.1, 0.1], production_cost=1)
    plan = solve(problem).decided
    made = np.array([[0.3, 0.0, 0.0]])
    found = exact_plan(problem, replace(plan, production=made, inventory=np.array([[0.2, 0.1, 0.0]])))
    assert found.violation == 3 * Fraction(0.1) - Fraction(0.3)
    assert 0 < found.violation < Fraction(1, 10**16)
    assert found.violated == "the floor of inventory"


def test_a_plan_that_breaks_a_limit_is_told_by_how_much() -> None:
    """4 are made where 3 may be."""
    problem = simple_problem([3.0], production_cost=1, max_production=3)
    plan = solve(problem).decided
    found = exact_plan(problem, replace(plan, production=np.array([[4.0]])))
    assert (found.violation, found.violated, found.moved) == (Fraction(1), "the ceiling of production", Fraction(1))


def test_a_decision_without_limit_that_pays_gives_no_bound() -> None:
    """The guard behind the repair of prices."""
    limited = np.array([[False]])
    zero = exactly(np.zeros((1, 1)))
    with pytest.raises(SolverError, match="do not give a bound"):
        refuse_negative(exactly(np.array([[-1e-300]])), ExactFamily(zero, zero, limited, zero))


@settings(max_examples=150, deadline=None)
@given(problems())
def test_exact_and_rounded_proofs_agree(problem: Problem) -> None:
    """Cost and bound differ from the rounded ones by rounding alone, and no exact bound is above an exact cost."""
    plan = solve(problem)
    if plan.quantities is None:
        return
    priced = best_prices(problem, plan.quantities)
    assert priced is not None
    chosen, prices = priced
    exact = exact_plan(problem, plan.quantities)
    bound = exact_bound(problem, prices, exact)
    size = max(1.0, abs(plan.objective))
    assert abs(float(exact.objective) - plan.objective) <= 1e-9 * size
    assert abs(float(bound) - lagrangian_bound(problem, chosen, prices)) <= 1e-6 * size
    assert exact.violation <= Fraction(1, 10**6)
    if exact.violation == 0:
        assert bound <= exact.objective
