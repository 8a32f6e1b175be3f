"""A minimum load of a resource while it is open: numbers that can be checked by hand, and what breaks the rule."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import NoPlan
from sop_excel.model.checked import worst_violation
from sop_excel.model.rules.needs import made_anyway
from sop_excel.model.solve import solve
from tests.plans import planned
from tests.problems import simple_problem
from tests.tables import errors_of, read, small_book, table

LINE: dict[str, Any] = {"resources": ["Line"], "usage": [(0, 0, 2.0)], "capacity": 40.0}


def test_a_line_that_is_open_makes_enough_of_it() -> None:
    """4 units a period load it with 8 of at least 20: ten are made in the first, and the last two for nobody but it."""
    plan = planned(simple_problem([4, 4], holding_cost=1, production_cost=1, min_load=20.0, **LINE))
    assert (plan.production.tolist(), plan.total_cost) == ([[10, 0]], 10 + 6 + 2)
    assert plan.quantities.open.tolist() == [[1, 0]]
    without = planned(simple_problem([4, 4], holding_cost=1, production_cost=1, **LINE))
    assert without.production.tolist() == [[4, 4]]


def test_what_a_line_needs_to_open_counts_as_needed() -> None:
    """Ten units of a product alone are its min load, though nobody asks for so many."""
    problem = simple_problem([4, 4], min_load=20.0, **LINE)
    assert made_anyway(problem).tolist() == [[10, 10]]


def test_a_smaller_min_load_makes_a_plan_possible() -> None:
    """No more than three can be kept, so that no more than seven can be made: a load of 14."""
    found = solve(simple_problem([4], max_inventory=3.0, min_load=20.0, **LINE))
    assert isinstance(found, NoPlan)
    assert "Lower min load of Line in 1 by 6" in [change.what for way in found.ways for change in way.changes]


@pytest.mark.parametrize(
    ("load", "is_open", "rule"),
    [(12.0, 1.0, "the min load of Line in 1"), (20.0, 0.0, "open where there is a load of Line in 1")],
)
def test_the_check_finds_a_line_that_is_open_for_too_little(load: float, is_open: float, rule: str) -> None:
    """And one that runs while it is closed."""
    problem = simple_problem([load / 2], min_load=20.0, **LINE)
    plan = planned(simple_problem([load / 2], **LINE)).quantities
    found = worst_violation(problem, plan.exchanged(open=np.array([[is_open]])))
    assert found.rule == rule


def test_a_min_load_beyond_the_capacity_is_told_with_its_cell() -> None:
    """With overtime there is room for it."""
    headers = ["Resource", "Capacity", "Min load", "Overtime cost", "Overtime capacity"]
    tables = small_book(table("Resources", headers, ["Line", 10.0, 12.0, None, None]))
    assert errors_of(tables) == [
        (
            "Resources!C2: Resources[Min load]: expected at most 10, all that 'Line' has room for, found 12; lower "
            "the min load or raise the Capacity"
        )
    ]
    assert read(small_book(table("Resources", headers, ["Line", 10.0, 12.0, 1.0, 2.0]))).resources.min_load[0, 0] == 12


def test_a_setup_may_be_part_of_the_least_load() -> None:
    """One unit of the second product and its setup load the line with 3: nothing more is made, and nothing early."""
    usage = [(0, 0, 1.0), (1, 0, 1.0, 2.0)]
    line: dict[str, Any] = {"resources": ["Line"], "usage": usage, "capacity": 12, "min_load": 3.0}
    demand = [[3, 0, 5], [0, 1, 1]]
    plan = planned(simple_problem(demand, production_cost=1, holding_cost=1, initial_inventory=[1, 0], **line))
    assert worst_violation(plan.problem, plan.quantities).rule == "none"
    assert plan.total_cost == 9.0
