"""What has nothing to do with each other can be planned, and mended, apart."""

from __future__ import annotations

from math import fsum

import numpy as np
import pytest
from hypothesis import given

from sop_excel.domain.axes import PRODUCTS, RESOURCES
from sop_excel.domain.connected import connected, together
from sop_excel.domain.plan import NoPlan, Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.engine import linear, separable
from sop_excel.model.engine.highs import highs
from sop_excel.model.repair.concerned import concerned
from sop_excel.model.solve import cheapest, solve
from tests.examples import examples
from tests.problems import simple_problem
from tests.property.strategies import problems


@examples(150)
@given(problems(most_products=5, whole=False))
def test_the_cheapest_plans_of_the_groups_are_that_of_all(problem: Problem) -> None:
    """And where there is none, one of the groups has none; each item is in one group."""
    groups = connected(problem)
    for axis in (PRODUCTS, RESOURCES, *problem.others):
        assert sorted(np.concatenate([group[axis] for group in groups])) == list(range(len(problem.codes(axis))))
    if problem.policies.in_steps:  # the sums of all are what is brought to its least
        return
    whole, apart = cheapest(problem, highs), [cheapest(problem.in_order(group), highs) for group in groups]
    plans = [plan for plan in apart if isinstance(plan, Plan)]
    assert isinstance(whole, Plan) == (len(plans) == len(groups))
    if isinstance(whole, Plan):
        total = fsum(plan.objective for plan in plans)
        assert whole.objective == pytest.approx(total, rel=1e-9, abs=1e-6 * max(1.0, whole.total_cost))


def test_some_groups_together_stand_in_the_order_of_the_problem() -> None:
    problem = simple_problem(np.ones((4, 2)), resources=["A", "B"], usage=[(0, 0, 1.0), (3, 0, 1.0), (1, 1, 1.0)])
    groups = connected(problem)
    assert [group[PRODUCTS].tolist() for group in groups] == [[0, 3], [1], [2]]
    some = problem.in_order(together([groups[0], groups[2]]))
    assert some.product_codes == ("P1", "P3", "P4")
    assert some.resource_codes == ("A",)
    assert some.routings.product.tolist() == [0, 2]


def two_lines(hours: float) -> Problem:
    """Two products on each of two lines; 30 hours are needed on each in every period."""
    return simple_problem(
        np.full((4, 2), 15.0), production_cost=[[2.0], [3.0], [4.0], [5.0]], holding_cost=1.0,
        resources=["A", "B"], usage=[(0, 0, 1.0), (1, 0, 1.0), (2, 1, 1.0), (3, 1, 1.0)],
        capacity=[[100.0], [hours]],
    )  # fmt: skip


def test_only_what_has_no_plan_is_looked_at_and_its_cost_is_that_of_a_whole_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Line B lacks 10 hours in each period: nothing of line A is named, but both are paid for."""
    for module in (linear, separable):
        monkeypatch.setattr(module, "WORTH_IT", 0)
    problem = two_lines(20.0)
    part = concerned(problem, lambda problem, start: None, lambda rest: cheapest(rest, highs)).problem
    assert part.product_codes == ("P3", "P4")
    assert part.resource_codes == ("B",)
    found = solve(problem)
    assert isinstance(found, NoPlan)
    assert found.fixes is not None
    assert {change.item for change in found.fixes.changes} == {"B"}
    assert fsum(change.amount for change in found.fixes.changes) == 20.0
    assert found.fixes.total_cost == 2 * 15 * (2 + 3 + 4 + 5)
    assert any("the capacity of B" in note for note in found.notes)
    assert not any("of A" in note for note in found.notes)


def test_where_all_hangs_together_all_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (linear, separable):
        monkeypatch.setattr(module, "WORTH_IT", 0)
    problem = simple_problem(
        np.full((2, 2), 15.0), production_cost=2.0, resources=["A"], usage=[(0, 0, 1.0), (1, 0, 1.0)], capacity=20.0
    )
    assert concerned(problem, lambda problem, start: None, lambda rest: cheapest(rest, highs)).problem is problem
