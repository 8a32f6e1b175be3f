"""What setups take of a resource is shown beside its load, of which it is part."""

from __future__ import annotations

from sop_excel.domain.capacity_use import CAPACITY_MEASURES, SETUP_LOAD, load
from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from tests.plans import planned
from tests.problems import simple_problem

MEASURE = next(one for one in CAPACITY_MEASURES if one.name == SETUP_LOAD)


def shown(problem: Problem) -> list[bool]:
    """Which resources have the row."""
    assert MEASURE.shown
    return [bool(one) for one in MEASURE.shown(problem)]


def taken(plan: Plan) -> list[list[float]]:
    """(R, T) what the setups take."""
    rows: list[list[float]] = MEASURE.values(plan, None).tolist()
    return rows


def test_setups_of_both_routes_and_of_the_family_take_their_part() -> None:
    """A makes 6 at most in 3 + 1 hours of setups, of the product and of its family, and B the other 4 in 2 hours; C has
    none, and so no row."""
    plan = planned(
        simple_problem(
            [[10]],
            production_cost=1,
            max_production=6,
            resources=["A", "B", "C"],
            usage=[(0, 0, 1.0, 3.0), (0, 1, 0.5, 2.0, 0), (0, 2, 1.0)],
            routes=[(0, {"production_cost": 9})],
            families=[([0], 5.0, 0, 1.0)],
        )
    )
    assert shown(plan.problem) == [True, True, False]
    assert taken(plan) == [[4], [2], [0]]
    assert load(plan).tolist() == [[6 + 4], [4 * 0.5 + 2], [6]]


def test_where_nothing_is_set_up_there_is_no_such_row() -> None:
    """A setup that costs money but takes no time does not fill a resource."""
    free = simple_problem([[10]], setup_cost=5, resources=["A"], usage=[(0, 0, 1.0)])
    assert shown(free) == [False]
    assert taken(planned(free)) == [[0]]
