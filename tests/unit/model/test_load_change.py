"""Load change: what it costs to run more or less than in the period before, and what is bought with a level load."""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.explanation import Sentence
from sop_excel.domain.plan import OPTIMAL, Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.checked import worst_violation
from sop_excel.model.explain.explained import explained
from sop_excel.model.verify import verify
from tests.plans import planned
from tests.problems import simple_problem
from tests.tables import errors_of, read, small_book, table

# One line runs an hour a unit; what is made early is kept for 1 a period.
LINE: dict[str, Any] = {"resources": ["Line"], "usage": [(0, 0, 1.0)], "holding_cost": 1}


def made(problem: Problem) -> list[float]:
    """The production of one product in a plan that is proved."""
    plan = planned(problem)
    assert plan.status == OPTIMAL
    return [float(units) for units in plan.production[0]]


@pytest.mark.parametrize(
    ("prices", "production", "costs"),
    [
        ({}, [10, 20, 10], {}),
        ({"increase_cost": 1, "decrease_cost": 1}, [15, 15, 10], {"holding": 5.0, "load_change": 5.0}),
        ({"increase_cost": 0.25, "decrease_cost": 0.125}, [10, 20, 10], {"load_change": 3.75}),
        ({"increase_cost": 3}, [15, 15, 10], {"holding": 5.0}),  # to run less costs nothing
    ],
)
def test_a_load_is_levelled_where_that_costs_less_than_to_change_it(
    prices: dict[str, Any], production: list[float], costs: dict[str, float]
) -> None:
    """A unit that is made a period earlier for 1 saves two units of a step up and one of a step down."""
    plan = planned(simple_problem([[10, 20, 10]], **LINE, **prices))
    assert (plan.status, plan.production[0].tolist(), dict(plan.costs)) == (OPTIMAL, production, costs)


def test_a_season_is_made_at_one_rate_where_changes_are_dear() -> None:
    """180 units over four periods are 45 a period, with 15, 30 and 15 kept at 2: 120 money. To chase demand costs 600.
    Each unit less of the rate in the first half saves 2 + 4 + 2 of keeping, and needs a rise of 2 units, for 40.
    """
    plan = planned(simple_problem([[30, 30, 60, 60]], **LINE | {"holding_cost": 2}, increase_cost=20, decrease_cost=20))
    assert plan.production[0].tolist() == [45, 45, 45, 45]
    assert (plan.total_cost, dict(plan.costs)) == (120.0, {"holding": 120.0})


def test_the_first_change_is_that_to_the_second_period() -> None:
    """Nothing ran before the first one."""
    plan = planned(simple_problem([[10]], **LINE, increase_cost=9, decrease_cost=9))
    assert "load_change" not in plan.costs


def test_overtime_is_part_of_the_load() -> None:
    """6 hours of 10 are overtime; the load rises by 6 all the same."""
    fields: dict[str, Any] = {"capacity": 4, "overtime_cost": 2, "max_inventory": 0}
    plan = planned(simple_problem([[4, 10]], **LINE, **fields, increase_cost=1))
    assert dict(plan.costs) == {"overtime": 12.0, "load_change": 6.0}


def test_setups_are_no_part_of_the_load_that_changes() -> None:
    """30 hours come on, and not the 4 of the setup."""
    fields: dict[str, Any] = {"usage": [(0, 0, 1.0, 4.0)], "cost": 1, "max_inventory": 0, "relative_gap": 0.0}
    plan = planned(simple_problem([[0, 30]], **LINE | fields, increase_cost=2))
    assert dict(plan.costs) == {"regular_capacity": 34.0, "load_change": 60.0}


def test_units_that_nobody_needs_are_made_where_to_run_less_costs_more() -> None:
    """On which the proof rests: 10 a period beyond any need, and the bound closes all the same."""
    fields: dict[str, Any] = {"holding_cost": 0, "production_cost": 1, "decrease_cost": 9, "increase_cost": 0}
    assert made(simple_problem([[10, 0, 0]], **LINE | fields)) == [10, 10, 10]


def test_products_share_a_level_load() -> None:
    """One comes on as the other falls away: the line runs 12 hours in each period at no cost of change."""
    fields: dict[str, Any] = {"resources": ["Line"], "usage": [(0, 0, 2.0), (1, 0, 1.0)], "holding_cost": 50}
    plan = planned(simple_problem([[6, 3, 0], [0, 6, 12]], **fields, increase_cost=1, decrease_cost=1))
    assert (plan.status, dict(plan.costs)) == (OPTIMAL, {})


@pytest.mark.parametrize(("family", "by"), [("increase", 1.0), ("decrease", 1.0), ("increase", -1.0)])
def test_a_change_that_the_load_does_not_make_is_found(family: str, by: float) -> None:
    """The check works it out from production alone."""
    problem = simple_problem([[10, 20, 10]], **LINE, increase_cost=0.5, decrease_cost=0.25)
    plan = planned(problem).quantities
    assert worst_violation(problem, plan).rule == "none"
    moved = plan[family].copy()
    moved[0, 1] += by
    broken = worst_violation(problem, plan.exchanged(**{family: moved}))
    assert broken.rule == "the change of the load of Line in 2"


def test_a_load_that_rises_and_falls_at_once_is_found() -> None:
    """It would be paid twice."""
    problem = simple_problem([[10, 20, 10]], **LINE, increase_cost=0.5)
    plan = planned(problem).quantities
    both = {family: plan[family] + [[0.0, 4.0, 0.0]] for family in ("increase", "decrease")}
    assert worst_violation(problem, plan.exchanged(**both)).rule == "a load that rises and falls at once of Line in 2"


def test_a_second_solver_and_exact_arithmetic_agree() -> None:
    """On thirds, where every load has noise."""
    fields: dict[str, Any] = {"usage": [(0, 0, 1 / 3), (1, 0, 0.7)], "increase_cost": 2, "decrease_cost": 1.1}
    problem = simple_problem([[100 / 3, 7, 50], [9, 40, 3]], **LINE | fields)
    found = verify(problem, None)
    assert [one.what for one in found.findings if not one.agrees] == []


def _sentences(plan: Plan, kind: str) -> list[Sentence]:
    return [one for one in explained(plan).sentences if one.kind == kind]


def test_a_rise_is_told_with_its_cost_and_what_the_plan_without_it_costs() -> None:
    """To make 5 a period earlier costs 5 to keep, and saves 10 hours of rise and 5 of fall."""
    plan = planned(simple_problem([[10, 20, 10]], **LINE, increase_cost=0.25, decrease_cost=0.125))
    (rise,) = _sentences(plan, "increase")
    assert rise.text == (
        "The load of Line rises by 10 in 2: that costs 2.50; if it did not rise the best plan costs 1.88 more "
        "(holding +5, load change -3.13)."
    )
    assert [one.what for one in _sentences(plan, "decrease")] == ["The load of Line falls by 10 in 3"]
    assert _sentences(planned(simple_problem([[10, 20, 10]], **LINE, increase_cost=0.25)), "decrease") == []


def test_the_table_of_resources_states_the_prices() -> None:
    """And table PeriodData those of one period."""
    lines = table("Resources", ["Resource", "Increase cost", "Decrease cost"], ["L1", 2.0, 3.0], ["L2", None, None])
    rows = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Increase cost", "L2", "Feb", 7.0])
    resources = read(small_book(lines, rows)).resources
    assert resources.increase_cost.tolist() == [[2, 2, 2], [0, 7, 0]]
    assert resources.decrease_cost.tolist() == [[3, 3, 3], [0, 0, 0]]


def test_a_warehouse_has_no_load_that_changes() -> None:
    """It is used by what is in stock."""
    stores = table("Resources", ["Resource", "Kind", "Increase cost"], ["Store", "storage", 2.0])
    assert errors_of(small_book(stores)) == [
        (
            "Resources!C2: Resources[Increase cost]: expected no Increase cost for a storage resource, found 2; "
            "correct the resource's Kind, or clear the cell"
        )
    ]


SHARED = table("Routings", ["Product", "Resource", "Usage"], ["A", "L1", 1.0], ["A", "L2", 2.0], ["B", "L1", 1.0])


@pytest.mark.parametrize(
    ("capacities", "refused"), [((None, None), True), ((None, 80.0), True), ((80.0, None), False), ((0.0, 5.0), False)]
)
def test_products_on_several_levelled_lines_need_a_capacity(capacities: tuple[Any, Any], refused: bool) -> None:
    """How much may be made to keep two loads level at once has no limit that could be worked out beforehand."""
    rows = [[f"L{k}", capacity, 2.0] for k, capacity in enumerate(capacities, 1)]
    lines = table("Resources", ["Resource", "Capacity", "Increase cost"], *rows)
    expected = (
        "Resources!C2: Resources[Increase cost]: expected a Capacity of 'L1' in 'Jan', or a Max production of each of "
        "its products, as some of these are in a bill of materials, are made in lots, take more of it than others in "
        "whole units, or run on other resources too of which a change of the load has a price, found 2; "
        "type the Capacity of 'L1', or clear the cell"
    )
    assert errors_of(small_book(lines, SHARED)) == ([expected] if refused else [])


def test_noise_of_two_equal_loads_is_no_change() -> None:
    """0.1 + 0.2 hours and 0.3 hours are the same."""
    fields: dict[str, Any] = {"usage": [(0, 0, 0.1), (1, 0, 0.2)], "max_inventory": 0, "increase_cost": 5}
    plan = planned(simple_problem([[1, 3, 1], [1, 0, 1]], **LINE | fields))
    assert np.array_equal(plan.quantities.increase, np.zeros((1, 3)))
    assert nan not in plan.quantities.decrease
