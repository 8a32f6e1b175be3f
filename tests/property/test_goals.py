"""An order of goals: each is at its least, given those before it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.domain.plan import OPTIMAL, NoPlan, Plan
from sop_excel.domain.problem import HARD, SOFT, Problem
from sop_excel.model.decisions import amount, decisions
from sop_excel.model.engine.highs import highs
from sop_excel.model.goals import goals_named, reached, weights_of
from sop_excel.model.solve import cheapest
from tests.examples import examples
from tests.property.busy import factories
from tests.property.in_steps import in_order
from tests.property.strategies import ORDERS, problems


@examples(150)
@given(st.one_of(problems(whole=False), factories(whole=False)), st.sampled_from(ORDERS), st.sampled_from((HARD, SOFT)))
def test_every_goal_and_the_cost_are_those_of_cold_solves_in_their_order(
    problem: Problem, order: tuple[str, ...], rule: str
) -> None:
    """Another solver on the textbook rows, step by step."""
    policies = replace(problem.policies, order_of_goals=order, safety_stock_rule=rule)
    problem = problem.replace(policies=policies)
    chosen = decisions(problem)
    plan, ours, steps = cheapest(problem, highs), reached(problem, chosen, highs), in_order(problem)
    assert isinstance(plan, NoPlan) == (steps is None)
    if isinstance(plan, Plan) and steps is not None and ours is not None:
        *least, cost = steps
        goals = [goal for word in order for goal in goals_named(word, chosen)]
        assert [ours.least[goal].value if goal in ours.least else 0.0 for goal in goals] == (
            pytest.approx(least, rel=1e-7, abs=1e-6)
        )
        found = [amount(weights_of(goal, chosen), plan.quantities) for goal in goals]
        assert found == pytest.approx(least, rel=1e-7, abs=1e-6)
        assert plan.objective == pytest.approx(cost, rel=1e-7, abs=1e-6)
        assert plan.status == OPTIMAL
