"""The proof without rounding."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given

from sop_excel.domain.plan import NoPlan, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.certificate import best_prices
from sop_excel.model.decisions import Decisions, decisions
from sop_excel.model.duality import exact_bound, exact_model, lower_bound
from sop_excel.model.exact import exact_plan
from sop_excel.model.prices import Prices
from sop_excel.model.rules import ROWS
from sop_excel.model.solve import solve
from tests.examples import examples
from tests.plans import planned
from tests.problems import article_problem, simple_problem
from tests.property.strategies import problems


def _bound(problem: Problem, balance: float, plan: Quantities) -> Fraction:
    of_rows = {row.name: np.zeros(problem.shape) for row in ROWS} | {"balance": np.full(problem.shape, balance)}
    return _bound_at(problem, decisions(problem), Prices({**of_rows, "load": np.zeros((0, problem.shape[1]))}), plan)


def _bound_at(problem: Problem, chosen: Decisions, prices: Prices, plan: Quantities) -> Fraction:
    model = exact_model(problem, chosen)
    values = exact_plan(problem, decisions(problem), plan).values
    return exact_bound(problem, model.holding(model.values(values)), prices)


def test_the_articles_plan_costs_exactly_what_its_bound_is() -> None:
    """2,213, with no remainder at all."""
    problem = article_problem()
    decided = planned(problem).quantities
    plan = exact_plan(problem, decisions(problem), decided)
    assert plan.objective == Fraction(2213)
    assert plan.violation == plan.moved == 0
    assert _bound(problem, 10.0, decided) == Fraction(2213)


def test_a_price_that_is_too_high_by_a_rounding_is_tried_in_its_first_digits() -> None:
    """As a double, 0.1 + 0.2 is above 0.3: a naive bound at that price were minus infinity."""
    problem = simple_problem([7.0], production_cost=0.3)
    decided = planned(problem).quantities
    plan = exact_plan(problem, decisions(problem), decided)
    assert Fraction(0.1 + 0.2) > Fraction(0.3)
    assert _bound(problem, 0.1 + 0.2, decided) == plan.objective == 7 * Fraction(0.3)


def test_a_rule_broken_by_less_than_a_double_can_show_is_seen() -> None:
    """1/10 thrice is more than 3/10 in exact arithmetic on doubles, by 2^-54 or so."""
    problem = simple_problem([0.1, 0.1, 0.1], production_cost=1)
    plan = planned(problem).quantities
    made = np.array([[0.3, 0.0, 0.0]])
    found = exact_plan(
        problem, decisions(problem), plan.exchanged(production=made, inventory=np.array([[0.2, 0.1, 0.0]]))
    )
    assert found.violation == 3 * Fraction(0.1) - Fraction(0.3)
    assert 0 < found.violation < Fraction(1, 10**16)
    assert found.violated == "the floor of inventory"


def test_a_plan_that_breaks_a_limit_is_told_by_how_much() -> None:
    """4 are made where 3 may be."""
    problem = simple_problem([3.0], production_cost=1, max_production=3)
    plan = planned(problem).quantities
    found = exact_plan(problem, decisions(problem), plan.exchanged(production=np.array([[4.0]])))
    assert (found.violation, found.violated, found.moved) == (Fraction(1), "the ceiling of production", Fraction(1))


def test_a_setup_lets_through_more_than_any_plan_needs() -> None:
    """Three units more than are asked for, at no cost, break no rule."""
    problem = simple_problem([5.0], setup_cost=4.0, relative_gap=0.0)
    plan = planned(problem).quantities
    more = plan.exchanged(production=np.array([[8.0]]), inventory=np.array([[3.0]]))
    assert exact_plan(problem, decisions(problem), more).violation == 0


def test_a_decision_without_limit_that_pays_counts_with_what_can_be_needed() -> None:
    """At a price of 1 more than making costs, the 7 that are needed lower the bound by little more than 7."""
    problem = simple_problem([7.0], production_cost=3)
    bound = _bound(problem, 4.0, planned(problem).quantities)
    assert 20 < bound < 21


@examples(150)
@given(problems())
def test_exact_and_rounded_proofs_agree(problem: Problem) -> None:
    """Cost and bound differ from the rounded ones by rounding alone, and no exact bound is above an exact cost."""
    plan = solve(problem)
    if isinstance(plan, NoPlan):
        return
    priced = best_prices(problem, plan.quantities)
    assert priced is not None
    chosen, prices = priced
    exact = exact_plan(problem, decisions(problem), plan.quantities)
    bound = _bound_at(problem, chosen, prices, plan.quantities)
    size = max(1.0, abs(plan.objective))
    assert abs(float(exact.objective) - plan.objective) <= 1e-9 * size
    assert abs(float(bound) - lower_bound(problem, chosen, prices)) <= 1e-6 * size
    assert exact.violation <= Fraction(1, 10**6)
    if exact.violation == exact.moved == 0:
        assert bound <= exact.objective
