"""Shifts that add to a capacity: numbers that can be checked by hand, and what breaks their rules."""

from __future__ import annotations

from itertools import product
from math import inf
from typing import Any

import numpy as np
import pytest

from sop_excel.comparing.own_rule import own_rule
from sop_excel.domain.capacity_use import CAPACITY_MEASURES, capacity
from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import CHASE, STORAGE, SUPPLIER
from sop_excel.model.checked import worst_violation
from sop_excel.model.explain.explained import explained
from sop_excel.model.solve import solve
from sop_excel.model.verify import verify
from tests.plans import not_planned, planned
from tests.problems import simple_problem
from tests.tables import errors_of, read, small_book, table

LINE: dict[str, Any] = {"resources": ["Line"], "usage": [(0, 0, 1.0)], "capacity": 5.0}
SHIFTS: dict[str, Any] = LINE | {"shift_capacity": 10.0, "max_shifts": 3, "shift_cost": 20, "relative_gap": 0.0}


def test_shifts_are_run_in_whole_numbers_and_paid_in_full() -> None:
    """48 units take 15 of the base and four shifts; one more unit in stock saves the third shift of the last period."""
    plan = planned(simple_problem([[8, 14, 26]], holding_cost=1, **SHIFTS))
    assert (plan.production.tolist(), dict(plan.costs)) == ([[8, 15, 25]], {"holding": 1.0, "shifts": 80.0})
    assert plan.quantities.shifts.tolist() == [[1, 1, 2]]
    assert capacity(plan).tolist() == [[15, 15, 25]]


def test_overtime_beyond_the_shifts_is_run_where_it_costs_less_than_one_more() -> None:
    """Two units of overtime at 3 in place of a shift at 20; six would cost more than one."""
    fields: dict[str, Any] = {"overtime_cost": 3.5, "max_inventory": 0}
    plan = planned(simple_problem([[17, 21]], **SHIFTS, **fields))
    assert (plan.quantities.shifts.tolist(), plan.quantities.overtime.tolist()) == ([[1, 2]], [[2, 0]])


def test_a_line_without_shifts_is_planned_as_before() -> None:
    """No row is shown, nothing costs anything."""
    problem = simple_problem([[4, 5]], **LINE)
    shown = next(one.shown for one in CAPACITY_MEASURES if one.name == "Shifts")
    assert shown is not None
    assert not shown(problem).any()
    assert "shifts" not in planned(problem).costs


def test_more_shifts_or_more_capacity_make_a_plan_possible() -> None:
    """36 where 35 can be made: one shift more, or one unit more of the base."""
    found = not_planned(simple_problem([[36]], **SHIFTS))
    told = [change.what for way in found.ways for change in way.changes]
    assert {"Raise max shifts of Line in 1 by 1", "Raise capacity of Line in 1 by 1"} <= set(told)


@pytest.mark.parametrize(
    ("base", "shifts", "rule"),
    [
        (25.0, 4.0, "the max shifts of Line in 1"),
        (25.0, 1.5, "whole shifts of Line in 1"),
        (95.0, -1.0, "the least shifts 0 of Line in 1"),
        (5.0, 1.0, "the capacity of Line in 1"),
    ],
)
def test_a_rule_of_the_shifts_that_is_broken_is_found(base: float, shifts: float, rule: str) -> None:
    """The check works everything out from the plan's numbers and the tables alone."""
    problem = simple_problem([[25]], **SHIFTS | {"capacity": base})
    plan = planned(problem).quantities
    assert worst_violation(problem, plan).rule == "none"
    assert worst_violation(problem, plan.exchanged(shifts=np.array([[shifts]]))).rule == rule


def test_no_plan_of_shifts_and_overtime_is_cheaper() -> None:
    """Of all that there are: up to 2 shifts and 9 units in each of three periods."""
    fields: dict[str, Any] = {"capacity": 1, "shift_capacity": 2, "max_shifts": 2, "shift_cost": 3, "cost": 0.5}
    more: dict[str, Any] = {"overtime_cost": 2, "overtime_capacity": 1, "holding_cost": 0.5}
    problem = simple_problem([[2, 7, 1]], **LINE | fields | more, whole_units=True, relative_gap=0.0)
    best = min(_cost_of(shifts, made) for shifts in product(range(3), repeat=3) for made in product(range(7), repeat=3))
    assert planned(problem).total_cost == pytest.approx(best)
    assert [one.said for one in verify(problem, None).findings if not one.agrees] == []


def _cost_of(shifts: tuple[int, ...], made: tuple[int, ...]) -> float:
    cost, stock = 0.0, 0
    for run, units, demand in zip(shifts, made, (2, 7, 1), strict=True):
        stock += units - demand
        overtime = max(units - 1 - 2 * run, 0)
        if stock < 0 or overtime > 1:
            return inf
        cost += 3 * run + 0.5 * (units - overtime) + 2 * overtime + 0.5 * stock
    return cost


def test_a_shift_is_told_with_what_the_plan_without_it_costs() -> None:
    """In the third period two shifts: without them 20 units more are kept from before, for a week each."""
    plan = planned(simple_problem([[8, 14, 26]], holding_cost=1, **SHIFTS))
    told = [one.text for one in explained(plan).sentences if one.kind == "shifts"]
    assert "Line runs 2 shifts in 3: that costs 40; without them the best plan costs 20 more (holding +20)." in told


def test_a_unit_of_the_base_is_worth_what_it_replaces() -> None:
    """One more in the last period spares the unit in stock; one less of the first costs nothing there."""
    plan = planned(simple_problem([[8, 14, 26]], holding_cost=1, **SHIFTS))
    marginals = explained(plan).marginals
    assert marginals is not None
    assert (marginals.one_more.tolist(), marginals.one_less.tolist()) == ([[0, 0, 1]], [[0, 1, 2]])


def test_a_setup_has_room_in_every_shift() -> None:
    """30 units and a setup of 4 take 34 hours: the base of 5 and three shifts."""
    problem = simple_problem([[30, 0]], **SHIFTS | {"usage": [(0, 0, 1.0, 4.0)]}, setup_cost=5)
    found = verify(problem, None)
    assert isinstance(found.plan, Plan)
    assert dict(found.plan.costs) == {"setup": 5.0, "shifts": 60.0}
    assert [one.said for one in found.findings if not one.agrees] == []


def test_rules_of_thumb_run_the_shifts_that_their_production_takes() -> None:
    """To chase demand takes one shift, none and two."""
    problem = simple_problem([[8, 5, 24]], **SHIFTS, holding_cost=1, own_rule=CHASE)
    assert own_rule(planned(problem)).total_cost == 60


HEADERS = ["Resource", "Kind", "Capacity", "Shift capacity", "Max shifts", "Shift cost"]


def test_a_blank_capacity_is_0_where_there_are_shifts() -> None:
    """And has no limit where there are none; a period may override each of the columns."""
    rows = table("Resources", HEADERS, ["Line", None, None, 8.0, 3.0, 50.0], ["Oven", None, None, None, None, None])
    changed = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Max shifts", "Line", "Feb", 2.0])
    resources = read(small_book(rows, changed)).resources
    assert resources.capacity.tolist() == [[0, 0, 0], [inf] * 3]
    assert resources.max_shifts[0].tolist() == [3, 2, 3]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (
            ["Line", None, 9.0, 8.0, None, None],
            (
                "Resources!D2: Resources[Shift capacity]: expected Max shifts of 'Line' beside its Shift capacity, "
                "found none; type the most shifts of a period in column Max shifts"
            ),
        ),
        (
            ["Line", STORAGE, 9.0, 8.0, None, None],
            (
                "Resources!D2: Resources[Shift capacity]: expected no Shift capacity for a storage resource, found 8; "
                "correct the resource's Kind, or clear the cell"
            ),
        ),
        (
            ["Line", SUPPLIER, 9.0, None, None, 5.0],
            (
                "Resources!F2: Resources[Shift cost]: expected no Shift cost for a supplier resource, found 5; correct "
                "the resource's Kind, or clear the cell"
            ),
        ),
    ],
)
def test_what_does_not_fit_shifts_is_told_with_its_cell(row: list[Any], error: str) -> None:
    """Shifts without an end, and shifts of what is not run."""
    assert errors_of(small_book(table("Resources", HEADERS, row))) == [error]


def test_half_a_shift_is_refused() -> None:
    """And two of them are one."""
    (error,) = errors_of(small_book(table("Resources", HEADERS, ["Line", None, 9.0, 8.0, 1.5, None])))
    assert error.startswith("Resources!E2: Resources[Max shifts]: expected a whole number >= 0, found 1.5")
    assert solve(read(small_book(table("Resources", HEADERS, ["Line", None, 9.0, 8.0, 1.0, None])))) is not None
