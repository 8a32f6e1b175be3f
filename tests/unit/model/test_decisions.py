"""What floors, ceilings and costs the decisions have."""

from __future__ import annotations

import pytest

from sop_excel.domain.plan import INFEASIBLE, OPTIMAL
from tests.plans import not_planned, planned
from tests.problems import simple_problem


@pytest.mark.parametrize("solver", [None, "cbc"])
def test_a_floor_above_its_ceiling_by_dust_is_the_ceiling(solver: str | None) -> None:
    """Three times 1.1 is more than 3.3 by dust, and a planner's 3.3; a hundredth more is no dust."""
    dusty, more = (
        simple_problem([5], initial_inventory=5, safety_stock=floor, max_inventory=3.3, production_cost=2)
        for floor in (3 * 1.1, 3.31)
    )
    assert dusty.products.safety_stock[0, 0] > dusty.products.max_inventory[0, 0]
    plan = planned(dusty, solver)
    assert (plan.status, round(plan.total_cost, 9)) == (OPTIMAL, 6.6)
    assert not_planned(more, solver).status == INFEASIBLE
