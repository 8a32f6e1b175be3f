"""Where revenue makes up for large costs, what is minimised is near 0, and as noisy as the costs."""

from __future__ import annotations

import numpy as np
import pytest

from sop_excel.domain.plan import OPTIMAL
from sop_excel.domain.problem import Problem
from sop_excel.model.explain.explained import explained
from sop_excel.model.solve import solve
from sop_excel.model.verify import verify
from tests.plans import planned
from tests.problems import simple_problem


def break_even(seed: int) -> Problem:
    """Millions of units a month at the price that they cost to make, on a line that just makes the most of them."""
    random = np.random.default_rng(seed)
    demand = random.integers(1_000_000, 9_000_000, (5, 12)).astype(float)
    cost = random.integers(100_000, 900_000, (5, 1)) / 100
    return simple_problem(
        demand, production_cost=cost, price=cost, demand_must_be_met=True,
        resources=["Line"], usage=[(i, 0, 0.37) for i in range(5)], capacity=demand.sum(axis=0).max() * 0.37,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_a_break_even_plan_is_proved_as_any_other(seed: int) -> None:
    """About 1.5e12 of cost against as much revenue."""
    plan = planned(break_even(seed))
    assert (plan.status, plan.profit) == (OPTIMAL, 0.0)
    assert plan.total_cost > 5e11
    assert plan.gap <= 1e-12


def test_a_break_even_plan_is_explained_and_verified() -> None:
    """Its values are printed, and every second opinion agrees."""
    problem = break_even(0)
    found = explained(solve(problem))
    assert found.marginals is not None
    assert np.isfinite(found.marginals.one_more).all()
    assert [finding.what for finding in verify(problem, None).findings if not finding.agrees] == []
