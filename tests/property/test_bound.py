"""The lower bound holds for any prices, so a wrong dual can weaken it but never make it lie."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.domain.plan import NoPlan
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import formulate, offset
from sop_excel.model.decisions import amount, decisions
from sop_excel.model.duality import implied, lower_bound
from sop_excel.model.engine.highs import highs
from sop_excel.model.goals import outcomes_of
from sop_excel.model.prices import Prices
from sop_excel.model.rules import ROWS
from sop_excel.model.solve import solve
from tests.examples import examples
from tests.property.strategies import problems


@examples(150)
@given(problems(), st.integers(0, 2**32 - 1), st.sampled_from((0.0, 1.0, 20.0)))
def test_no_prices_whatever_give_a_bound_above_the_optimum(problem: Problem, seed: int, size: float) -> None:
    """Random prices, of any sign and also where they must not be negative, stay at or below the optimum."""
    plan = solve(problem)
    if isinstance(plan, NoPlan):
        return
    random = np.random.default_rng(seed)
    of_rows = {row.name: size * random.normal(size=problem.extent(row.axis)) for row in ROWS}
    chosen = decisions(problem)
    if problem.policies.in_steps:
        *_, chosen = outcomes_of(problem, chosen, plan.quantities).held(chosen)
    held = {found.name: size * float(random.normal()) for found in chosen.held}
    bound = lower_bound(problem, chosen, Prices(of_rows, held))
    assert math.isfinite(bound)
    assert bound <= plan.objective + 1e-9 * max(1.0, abs(plan.objective))


@examples(150)
@given(problems())
def test_some_cheapest_plan_keeps_what_is_implied_of_decisions_without_a_limit(problem: Problem) -> None:
    """With the implied ceilings as limits the optimum is the same; on them the bound rests."""
    plan = solve(problem)
    if isinstance(plan, NoPlan):
        return
    chosen = decisions(problem)
    if problem.policies.in_steps:
        *_, chosen = outcomes_of(problem, chosen, plan.quantities).held(chosen)
    model = formulate(problem, chosen, kept=tuple(chosen))
    ceilings = implied(problem, model)
    limited = {
        name: replace(decision, upper=np.where(np.isinf(decision.upper), ceilings[model.at[name]], decision.upper))
        for name, decision in chosen.items()
    }
    quantities = highs(problem, chosen.exchanged(limited)).quantities
    assert quantities is not None
    objective = amount(chosen.unit_costs, quantities) + offset(problem)
    assert objective <= plan.objective + 1e-6 * max(1.0, plan.total_cost)
