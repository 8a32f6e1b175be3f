"""Why no plan exists, in words: the limits that cannot hold together, and what no decision can reach."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given

from sop_excel.domain.plan import INFEASIBLE
from sop_excel.domain.problem import SOFT, Problem
from sop_excel.model.repair.conflict import LARGE, conflict
from sop_excel.model.repair.reach import unreachable
from sop_excel.model.solve import solve
from tests.examples import examples
from tests.problems import simple_problem
from tests.property.strategies import problems, shuffled

LINE: dict[str, Any] = {"resources": ["Line 1"], "usage": [(0, 0, 1.0)]}

SETS: list[tuple[dict[str, Any], str]] = [
    (
        {"demand": [5, 30, 5], "capacity": 10, **LINE},
        "the demand of P1 in 2 (30) and the capacity of Line 1 in 1 to 2 (20 in all)",
    ),
    (
        {"demand": [0, 30, 5], "capacity": 20, "max_inventory": 5, **LINE},
        "the demand of P1 in 2 (30), the max inventory of P1 in 1 (5) and the capacity of Line 1 in 2 (20)",
    ),
    (
        {"demand": [10], "initial_inventory": 12, "safety_stock": 5, "lead_time": 1},
        "the demand of P1 in 1 (10) and the safety stock of P1 in 1 (5)",
    ),
    (
        {"demand": [0, 0], "initial_backorders": 2, "backorder_cost": 1, "lead_time": 2},
        "the initial backorders of P1 (2)",
    ),
    (
        {"demand": [0], "firm_production": 9, "capacity": 8, **LINE},
        "the firm production of P1 in 1 (9) and the capacity of Line 1 in 1 (8)",
    ),
    (
        {"demand": [10], "capacity": 11, "resources": ["Line 1"], "usage": [(0, 0, 1.2)]},
        "the demand of P1 in 1 (10) and the capacity of Line 1 in 1 (11, of which a unit takes 1.2)",
    ),
]


@pytest.mark.parametrize(("fields", "named"), SETS)
def test_the_smallest_set_of_limits_that_cannot_hold_together_is_named(fields: dict[str, Any], named: str) -> None:
    """With its figures, and nothing in it that could be left out: the demand of 5 is in no one's way."""
    assert conflict(simple_problem(**fields)) == (f"These cannot hold together: {named}.",)


def test_many_products_are_counted_and_not_all_named() -> None:
    """Five products with a demand of 3 on a line for 14."""
    usage = [(i, 0, 1.0) for i in range(5)]
    problem = simple_problem([[3.0]] * 5, resources=["Line 1"], usage=usage, capacity=14)
    (told,) = conflict(problem)
    assert "the demand of 5 products (P1, P2, P3, ...) in 1 (15 in all) and the capacity of Line 1 in 1 (14)." in told


def test_whole_units_that_alone_stand_in_the_way_are_named() -> None:
    """2.5 must be made, 2.6 may be: no whole number lies between."""
    problem = simple_problem([2.5], max_production=2.6, max_inventory=0.2, whole_units=True)
    assert solve(problem).status == INFEASIBLE
    assert conflict(problem) == ("In fractions a plan exists; it is whole units that no plan can keep to.",)


def test_a_large_problem_is_not_filtered() -> None:
    """It would take too long."""
    assert conflict(simple_problem(np.ones((LARGE, 1)), max_production=0.5)) == ()


REACH: list[tuple[dict[str, Any], str]] = [
    (
        {"demand": [5, 9], "max_production": 3, "safety_stock": 2},
        "P1 needs 7 units by the end of 1 (demand of 5 and 2 in stock), but at most 3 can be there (production 3).",
    ),
    (
        {"demand": [5, 9], "initial_inventory": 2, "receipts": [5, 0], "max_production": 3},
        (
            "P1 needs 14 units by the end of 2 (demand of 14), but at most 13 can be there "
            "(initial inventory 2, receipts 5, production 6)."
        ),
    ),
    (
        {"demand": [0], "lead_time": 1, "safety_stock": 5},
        "P1 needs 5 units by the end of 1 (5 in stock), but at most 0 can be there (nothing comes in).",
    ),
    (
        {"demand": [10], "capacity": 6, **LINE, "subcontract_cost": 1, "max_subcontract": 3},
        "P1 needs 10 units by the end of 1 (demand of 10), but at most 9 can be there (production 6, subcontract 3).",
    ),
    (
        {"demand": [3], "max_production": 2.5, "whole_units": True},
        "P1 needs 3 units by the end of 1 (demand of 3), but at most 2 can be there (production 2).",
    ),
    (
        {"demand": [9, 0], "max_production": 4, "backorder_cost": 1},
        "P1 needs 9 units by the end of 2 (demand of 9), but at most 8 can be there (production 8).",
    ),
]


@pytest.mark.parametrize(("fields", "told"), REACH)
def test_demand_and_floors_beyond_reach_are_told_with_figures(fields: dict[str, Any], told: str) -> None:
    """In the first period in which they are; the answer of a solve has the sentence too."""
    problem = simple_problem(**fields)
    assert unreachable(problem) == (told,)
    assert told in solve(problem).notes


@pytest.mark.parametrize(
    "fields",
    [
        {"demand": [9], "max_production": 4, "lost_sale_cost": 1},
        {"demand": [9, 0], "max_production": [4, 5], "backorder_cost": 1},
        {"demand": [1], "max_production": 4, "safety_stock": 9, "safety_stock_rule": SOFT},
        {"demand": [9], "max_production": 9},
    ],
)
def test_what_may_be_lost_late_or_missed_need_not_be_reached(fields: dict[str, Any]) -> None:
    assert unreachable(simple_problem(**fields)) == ()


def test_what_is_unreachable_is_told_in_the_order_of_the_codes() -> None:
    """Whatever the order of the rows: twelve products beyond reach, of which the first ten are named."""
    problem = simple_problem(np.full((12, 1), 5.0), max_production=3)
    order = [7, 0, 11, 3, 1, 2, 10, 9, 8, 4, 6, 5]
    told = unreachable(problem)
    assert [sentence.split()[0] for sentence in told[:3]] == ["P1", "P10", "P11"]
    assert unreachable(shuffled(problem, order, [])) == told


@examples(200)
@given(problems())
def test_what_is_called_unreachable_never_has_a_plan(problem: Problem) -> None:
    """On random problems of every family."""
    if unreachable(problem):
        assert solve(problem).status == INFEASIBLE


@examples(60)
@given(problems(whole=False))
def test_a_problem_without_a_plan_has_a_conflict(problem: Problem) -> None:
    """And one with a plan is never asked for it."""
    plan = solve(problem)
    assume(plan.status == INFEASIBLE)
    assert any(note.startswith("These cannot hold together: ") for note in plan.notes)
