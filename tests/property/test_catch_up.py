"""Safety stock is filled with what customers do not need: service is as if there were none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sop_excel.domain.plan import OPTIMAL, NoPlan, Plan
from sop_excel.domain.problem import CATCH_UP, HARD, Problem
from sop_excel.model.decisions import amount, decisions
from sop_excel.model.engine.highs import highs
from sop_excel.model.goals import SERVICE, reached
from sop_excel.model.rules.safety_stock import missing
from sop_excel.model.rules.service import service as cost_of_service
from sop_excel.model.solve import cheapest
from tests.examples import examples
from tests.property.busy import factories
from tests.property.in_steps import in_steps
from tests.property.strategies import problems


def service(plan: Plan) -> float:
    """What late and lost demand cost, with the lost prices."""
    return amount(cost_of_service(decisions(plan.problem)), plan.quantities)


def catching_up(problem: Problem) -> Problem:
    """The problem with the rule, and some floor for every product."""
    floor = np.maximum(problem.products.safety_stock, 1.0)
    floor = np.minimum(floor, problem.products.max_inventory)
    policies = type(problem.policies)(**{**vars(problem.policies), "safety_stock_rule": CATCH_UP, "order_of_goals": ()})
    return problem.replace(policies=policies, products=problem.products.replace(safety_stock=floor))


@examples(120)
@given(st.one_of(problems(whole=False), factories(whole=False)))
def test_service_shortfall_and_cost_are_those_of_four_cold_solves(problem: Problem) -> None:
    """Another solver on the textbook rows, step by step.

    The service compared is what the second step finds, in both: the plan itself may serve better, never worse, since
    what is made for the safety stock also ends waiting.
    """
    problem = catching_up(problem)
    chosen = decisions(problem)
    plan, ours, steps = cheapest(problem, highs), reached(problem, chosen, highs), in_steps(problem)
    assert isinstance(plan, NoPlan) == (ours is None) == (steps is None)
    if isinstance(plan, Plan) and steps is not None and ours is not None:
        least = ours.least[SERVICE].value if SERVICE in ours.least else 0.0
        found = least, amount(missing(chosen), plan.quantities), plan.objective
        assert found == pytest.approx(steps, rel=1e-7, abs=1e-6)
        assert service(plan) <= least + 1e-9 * max(1.0, least)
        assert plan.status == OPTIMAL


@examples(60)
@given(st.one_of(problems(), factories()))
def test_service_is_no_worse_than_without_any_safety_stock(problem: Problem) -> None:
    """Nor is it better than the best that is as cheap, since stock comes next; whole units too."""
    problem = catching_up(problem)
    nothing = problem.products.replace(safety_stock=np.zeros(problem.shape))
    policies = type(problem.policies)(**{**vars(problem.policies), "safety_stock_rule": HARD})
    plan, without = cheapest(problem, highs), cheapest(problem.replace(products=nothing, policies=policies), highs)
    assert isinstance(plan, NoPlan) == isinstance(without, NoPlan)
    assume(isinstance(plan, Plan))
    assert isinstance(plan, Plan)
    assert isinstance(without, Plan)
    assert service(plan) <= service(without) + 1e-9 * max(1.0, service(without))
