"""A plan that is started from another one is the same as one that is not."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.engine.highs import highs
from sop_excel.model.engine.warm import Warm
from sop_excel.model.solve import cheapest
from tests.comparing.pairs import problem_of, random_pair
from tests.examples import tried
from tests.problems import simple_problem


def _plan(problem: Problem) -> Plan | None:
    found = cheapest(problem, highs)
    return found if isinstance(found, Plan) else None


@pytest.mark.parametrize("seed", range(tried(100)))
def test_a_started_plan_costs_what_another_does(seed: int) -> None:
    """Whatever changed: products, periods and resources too; and where one has no plan, the other has none."""
    old, new, _ = random_pair(Random(seed))  # noqa: S311 - the same pairs each time
    problems = problem_of(old), problem_of(new)
    if None in problems or not (first := _plan(problems[0])):  # type: ignore[arg-type]
        return
    assert problems[1] is not None
    cold, warm = _plan(problems[1]), cheapest(problems[1], Warm(first.problem, first.quantities))
    assert isinstance(warm, Plan) == (cold is not None)
    if cold is not None and isinstance(warm, Plan):
        assert warm.objective == pytest.approx(cold.objective, abs=1e-6 * cold.stake)
        assert warm.gap <= max(1e-6, cold.gap)


def _factory(products: int, periods: int) -> Problem:
    """Products with seasons that share a line, which is full at times."""
    chance = np.random.default_rng(5)
    demand = np.round(100 + 80 * np.sin(np.arange(periods) / 3 + chance.random((products, 1)) * 6))
    return simple_problem(
        demand,
        production_cost=np.round(chance.random((products, 1)) * 9 + 1, 2),
        holding_cost=0.1,
        resources=["Line"],
        usage=[(i, 0, 1.0) for i in range(products)],
        capacity=float(demand.sum() / periods * 1.05),
        overtime_cost=3.0,
    )


@pytest.mark.parametrize("change", ["demand", "costs", "capacity", "horizon", "product"])
def test_a_problem_that_is_much_alike_is_started_and_not_solved_anew(change: str) -> None:
    before = _factory(12, 24)
    made = before.products
    changed = {
        "demand": before.replace(demand=before.demand * 1.02),
        "costs": before.replace(products=made.replace(production_cost=made.production_cost * 1.1)),
        "capacity": before.replace(resources=before.resources.replace(capacity=before.resources.capacity * 1.1)),
        "horizon": before.replace(periods=(*before.periods[1:], "25"), demand=np.roll(before.demand, -1, axis=1)),
        "product": _factory(13, 24),
    }[change]
    first, cold = _plan(before), _plan(changed)
    assert first is not None
    assert cold is not None
    engine = Warm(first.problem, first.quantities)
    warm = cheapest(changed, engine)
    assert isinstance(warm, Plan)
    assert warm.objective == pytest.approx(cold.objective, rel=1e-9)
    assert engine.anew == 0
