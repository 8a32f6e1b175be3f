"""The price of a change: what it does to any plan as it grows from nothing to more than anything else costs."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.domain.axes import LIMITS, Things
from sop_excel.domain.cost_of_calm import Calm
from sop_excel.domain.plan import OPTIMAL, NoPlan, Plan
from sop_excel.domain.problem import CATCH_UP, SOFT, Problem
from sop_excel.model.decisions import amount, decisions
from sop_excel.model.engine.highs import highs
from sop_excel.model.explain.calm_price import cost_of_calm
from sop_excel.model.solve import cheapest, solve
from tests.examples import examples
from tests.plans import planned
from tests.problems import simple_problem
from tests.property.strategies import problems

PENALTIES = (0.5, 2.0, 20.0, 1e4)
MOVES = ("more", "less")


def at(problem: Problem, penalty: float) -> Problem:
    """The problem with another price of a change."""
    return problem.replace(policies=replace(problem.policies, change_penalty=penalty))


def calm_at(problem: Problem, penalty: float) -> Calm:
    """The cost of calm at a price of a change."""
    calm = cost_of_calm(planned(at(problem, penalty)))
    assert calm is not None
    return calm


def has_changes(problem: Problem) -> bool:
    """Whether it has a plan, in which some change can have a price."""
    return bool(at(problem, 1.0).change_counts.any()) and isinstance(solve(at(problem, 0.0)), Plan)


def soft(problem: Problem) -> Problem:
    """The problem with safety stock that may be missed, where it was to be caught up."""
    rule = problem.policies.safety_stock_rule
    return problem.replace(policies=replace(problem.policies, safety_stock_rule=SOFT if rule == CATCH_UP else rule))


@examples(80)
@given(problems())
def test_without_a_price_what_was_published_changes_nothing(problem: Problem) -> None:
    """Not a bit of the plan, its cost or its proof."""
    nothing = problem.replace(published=np.full(problem.shape, np.nan))
    other = cheapest(at(nothing, 0.0), highs)
    for one in (at(problem, 0.0), nothing):
        plan = cheapest(one, highs)
        assert (plan.status, plan.notes) == (other.status, other.notes)
        if isinstance(plan, Plan):
            assert isinstance(other, Plan)
            assert (plan.costs, plan.proof) == (other.costs, other.proof)
            assert np.array_equal(plan.production, other.production)
            assert not plan.quantities.more.any()
            assert not plan.quantities.less.any()


@examples(60)
@given(problems(whole=False))
def test_as_the_price_grows_calm_costs_more_and_less_is_moved(problem: Problem) -> None:
    """Never less than nothing, and never more than the penalty that it saves. Where safety stock is caught up, what it
    may cost others depends on the price, and only the cost with the penalty grows."""
    if not has_changes(problem):
        return
    found = [calm_at(problem, penalty) for penalty in PENALTIES]
    room = 1e-6 * max(1.0, *(abs(one.calm.objective) for one in found), found[0].free.cost)
    if problem.policies.safety_stock_rule != CATCH_UP:
        for less, more in pairwise(found):
            assert less.cost <= more.cost + room
            assert less.calm.moved >= more.calm.moved - 1e-6
        for one, penalty in zip(found, PENALTIES, strict=True):
            assert one.cost >= 0
            assert one.cost <= penalty * (one.free.moved - one.calm.moved) + room * max(1.0, penalty)


@examples(60)
@given(problems(whole=False))
def test_at_a_price_above_all_else_the_least_is_moved_that_can_be(problem: Problem) -> None:
    """Of all plans there are, found by moving alone; nothing where the published plan can be made."""
    problem = soft(problem)
    if not has_changes(problem):
        return
    dear = at(problem, 1e4)
    chosen, weights = decisions(dear), {name: np.ones(problem.shape) for name in MOVES}
    least = highs(dear, chosen.minimising(weights)).quantities
    assert least is not None
    plan = planned(dear)
    moved = amount(weights, plan.quantities)
    assert moved == pytest.approx(amount(weights, least), abs=1e-6)


@examples(60)
@given(problems(), problems())
def test_a_published_plan_that_can_be_made_is_kept(problem: Problem, other: Problem) -> None:
    """Published whole, whatever it was the cheapest for: nothing moves, within the horizon of the penalty."""
    if not has_changes(problem):
        return
    published = planned(at(problem, 0.0)).production
    costs = np.resize(other.products.production_cost, problem.shape)
    changed = problem.replace(published=published, products=problem.products.replace(production_cost=costs))
    plan = planned(at(changed, 1e4))
    assert np.array_equal(plan.production[changed.change_counts], published[changed.change_counts])
    assert "plan_changes" not in plan.costs


@examples(60)
@given(problems(whole=False), st.sampled_from((0.5, 3.0)))
def test_a_plan_that_is_published_and_planned_anew_is_the_cheapest_again(problem: Problem, penalty: float) -> None:
    """Its changes are paid: what it costs besides them is the least from there, and nothing more moves."""
    problem = soft(problem)
    if not has_changes(problem):
        return
    plan = planned(at(problem, penalty))
    within = at(problem, penalty).change_counts
    published = np.where(within, plan.production, problem.published)
    again = planned(at(problem.replace(published=published), penalty))
    besides = plan.objective - plan.costs.get("plan_changes", 0.0)
    assert again.objective == pytest.approx(besides, rel=1e-7, abs=1e-6)


@examples(40)
@given(problems(whole=False), st.sampled_from((1e-3, 1e3, 1e6)))
def test_a_plan_in_other_units_is_the_same_plan(problem: Problem, size: float) -> None:
    """Every quantity times as much, every cost of a unit as before: the cost is as many times as much; but of what does
    not come in units, such as setups and workers, and of limits, which would have to be others."""
    in_units = not decisions(problem).whole and not problem.is_workforce.any() and LIMITS not in problem.others
    if not (has_changes(problem) and in_units):
        return
    stocks = ("safety_stock", "max_inventory", "max_production", "max_subcontract", "initial_inventory",
              "initial_backorders", "final_inventory")  # fmt: skip
    others = {axis: _in_units(items, size) for axis, items in problem.others.items()}
    larger = problem.replace(others=others).replace(
        demand=problem.demand * size,
        receipts=problem.receipts * size,
        firm_production=problem.firm_production * size,
        published=problem.published * size,
        products=problem.products.replace(**{name: problem.products[name] * size for name in stocks}),
        resources=problem.resources.replace(
            capacity=problem.resources.capacity * size, overtime_capacity=problem.resources.overtime_capacity * size
        ),
    )
    one, other = (planned(at(some, 2.0)) for some in (problem, larger))
    assert other.status == OPTIMAL
    assert other.objective / size == pytest.approx(one.objective, rel=1e-6, abs=1e-6)


def _in_units(items: Things, size: float) -> Things:
    """The items with their quantities, such as the max production of a route, so many times as large."""
    of_units = {
        name: items.fields[name] * size for name in ("max_production", "initial_backorders") if name in items.fields
    }
    return replace(items, fields=items.fields.replace(**of_units)) if of_units else items


def test_a_problem_without_a_plan_has_none_at_any_price() -> None:
    """And its way out is found with the price in force."""
    found = solve(simple_problem([[9]], max_production=4, published=2, change_penalty=3))
    assert isinstance(found, NoPlan)
    assert found.fixes is not None
    assert found.fixes.total_cost == 3 * 7
