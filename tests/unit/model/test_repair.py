"""No bare "infeasible": the smallest changes that make a plan possible, in the planner's words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import INFEASIBLE
from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.repair.diagnosis import others
from sop_excel.model.repair.postpone import postponed
from sop_excel.model.repair.steps import Step, tried
from sop_excel.model.repair.ways import Cost, Repair
from sop_excel.model.repair.work import Work
from sop_excel.model.rules import limits
from tests.plans import not_planned
from tests.problems import simple_problem

THIRD = 100 / 3
LINE: dict[str, Any] = {"resources": ["Line 1"], "usage": [(0, 0, 1.0)]}

CASES: list[tuple[str, dict[str, Any], float]] = [
    ("Raise capacity of Line 1 in 1 by 2", {"demand": [5], "capacity": 3, **LINE}, 0),
    (
        "Raise overtime capacity of Line 1 in 1 by 1",
        {"demand": [21], "capacity": 1, "overtime_cost": 1, "overtime_capacity": 19, **LINE},
        20,
    ),
    ("Raise max production of P1 in 1 by 2", {"demand": [5], "max_production": 3, "production_cost": 2}, 10),
    ("Raise max inventory of P1 in 1 by 4", {"demand": [1, 8], "receipts": [9, 0], "max_inventory": 4}, 0),
    (
        "Raise max subcontract of P1 in 1 by 1",
        {"demand": [5], "lead_time": 1, "subcontract_cost": 3, "max_subcontract": 4},
        15,
    ),
    (
        "Lower safety stock of P1 in 1 by 2",
        {"demand": [5], "lead_time": 1, "initial_inventory": 8, "safety_stock": 5},
        0,
    ),
    (
        "Lower final inventory of P1 in 1 by 2",
        {"demand": [5], "lead_time": 1, "initial_inventory": 8, "final_inventory": 5},
        0,
    ),
    ("Raise firm production of P1 in 1 by 5", {"demand": [5], "frozen_periods": 1, "production_cost": 1}, 5),
    (
        "Lower firm production of P1 in 1 by 1",
        {"demand": [0], "firm_production": [9], "lead_time": 1, "capacity": 8, **LINE},
        0,
    ),
    ("Lower demand of P1 in 1 by 2", {"demand": [5], "lead_time": 1, "initial_inventory": 3}, 0),
    (
        "Lower initial backorders of P1 by 2",
        {"demand": [0, 0], "initial_backorders": 2, "backorder_cost": 1, "lead_time": 2},
        0,
    ),
]


@pytest.mark.parametrize(("what", "fields", "cost"), CASES)
def test_the_limit_that_must_give_way_is_named(what: str, fields: dict[str, Any], cost: float) -> None:
    """One limit stands in the way; the change of it is just large enough, and its plan has the cost that is told."""
    plan = not_planned(simple_problem(**fields))
    assert plan.status == INFEASIBLE
    sets = [fix for fix in (plan.fixes, *plan.alternatives) if fix]
    assert what in [fix.changes[0].what for fix in sets if len(fix.changes) == 1]
    assert cost in [fix.total_cost for fix in sets]


def test_demand_is_changed_last() -> None:
    """Raising a tiny capacity by a hundredfold is large in the measure, yet demand stays."""
    plan = not_planned(simple_problem([100], capacity=1, **LINE))
    assert plan.fixes is not None
    assert [change.what for change in plan.fixes.changes] == ["Raise capacity of Line 1 in 1 by 99"]


def test_another_way_is_offered_too() -> None:
    """Without a change of capacity, demand must go down."""
    plan = not_planned(simple_problem([100], capacity=1, **LINE))
    assert [[change.what for change in fix.changes] for fix in plan.alternatives] == [["Lower demand of P1 in 1 by 99"]]


def test_the_smallest_change_relative_to_the_limit_is_chosen() -> None:
    """10 of 100 on one line is smaller than 10 of 20 on the other."""
    usage = [(0, 0, 1.0), (0, 1, 1.0)]
    plan = not_planned(simple_problem([110], resources=["A", "B"], usage=usage, capacity=[[100], [105]]))
    assert plan.fixes is not None
    assert [change.amount for change in plan.fixes.changes] == [10.0, 5.0]


def test_a_change_of_a_constant_limit_is_of_one_period() -> None:
    """Only July's capacity is raised, where only July lacks it."""
    plan = not_planned(simple_problem([5, 30, 5], capacity=10, max_inventory=5, **LINE))
    assert plan.fixes is not None
    assert [(change.item, change.period, change.amount) for change in plan.fixes.changes] == [("Line 1", "2", 15.0)]


def test_whole_units_stay_whole_in_a_fix() -> None:
    """A maximum of 2.5 lets 2 be made; 1.5 more lets 4."""
    plan = not_planned(simple_problem([4], max_production=2.5, whole_units=True))
    assert plan.fixes is not None
    assert [change.amount for change in plan.fixes.changes] == [1.5]


def test_amounts_that_are_no_short_decimals_are_rounded_up() -> None:
    """A third of 100 units is missing: 33.33334 make the plan possible, 33.33333 would not."""
    plan = not_planned(simple_problem([100], resources=["L"], usage=[(0, 0, 3.0)], capacity=200, lead_time=0))
    assert plan.alternatives[0].changes[0].what == "Lower demand of P1 in 1 by 33.33334"


@pytest.mark.parametrize("floor", ["safety_stock", "final_inventory"])
def test_no_stock_allowed_where_stock_is_asked_for(floor: str) -> None:
    """A stock of 8, a floor of 5 and a ceiling of 0: without a higher ceiling, the floor goes."""
    fields: dict[str, Any] = {floor: 5}
    plan = not_planned(simple_problem([1], initial_inventory=8, max_inventory=0, **fields))
    assert plan.status == INFEASIBLE
    assert plan.fixes is not None
    assert [change.what for change in plan.fixes.changes] == ["Raise max inventory of P1 in 1 by 7"]


def test_both_floors_of_the_last_period_stand_when_one_of_them_must() -> None:
    """Final inventory 5 and safety stock 4 where 3 are left: without a change of one, demand makes up for it."""
    plan = not_planned(simple_problem([5], lead_time=1, initial_inventory=8, safety_stock=4, final_inventory=5))
    assert plan.fixes is not None
    assert [change.amount for change in plan.fixes.changes] == [1.0, 2.0]
    ways = [[change.what for change in fix.changes] for fix in plan.alternatives]
    assert ways == [
        ["Lower final inventory of P1 in 1 by 1", "Lower demand of P1 in 1 by 1"],
        ["Lower demand of P1 in 1 by 2"],
    ]


TIGHT: list[tuple[dict[str, Any], list[str]]] = [
    (
        {"demand": [THIRD], "max_inventory": 0, "frozen_periods": 1},
        ["Raise firm production of P1 in 1 by 33.3333333333"],
    ),
    (
        {"demand": [THIRD, 13], "initial_inventory": 33.3, "max_inventory": 13, "lead_time": 9},
        ["Lower demand of P1 in 1 by 13.0333333333"],
    ),
    (
        {
            "demand": [0],
            "firm_production": [40],
            "lead_time": 1,
            "capacity": 100 - THIRD,
            **LINE,
            "usage": [(0, 0, 3.0)],
        },
        ["Lower firm production of P1 in 1 by 17.77778"],
    ),
    (
        {"demand": [THIRD], "initial_inventory": 0.1, "receipts": [1], "max_inventory": 0, "lead_time": 9}
        | {"firm_production": [33.3], **LINE},
        ["Lower demand of P1 in 1 by 32.2333333333"],
    ),
]


@pytest.mark.parametrize(("fields", "what"), TIGHT)
def test_a_change_that_must_be_exact_is_still_the_best(fields: dict[str, Any], what: list[str]) -> None:
    """Rounded up, it would make units that nobody wants and that may not be stored."""
    plan = not_planned(simple_problem(**fields))
    assert plan.fixes is not None
    assert [change.what for change in plan.fixes.changes] == what


def test_whole_units_are_firm_in_whole_numbers() -> None:
    """A change beside it that is no short decimal does not make firm production fractional."""
    usage = [(0, 0, 3.0)]
    fields: dict[str, Any] = {"resources": ["L"], "usage": usage, "capacity": [[1, 100]], "max_inventory": 0}
    plan = not_planned(simple_problem([5, THIRD], frozen_periods=1, whole_units=True, **fields))
    for fix in (plan.fixes, *plan.alternatives):
        assert fix is not None
        firm = [change.amount for change in fix.changes if "firm production" in change.what]
        assert firm in ([5.0], [])
    assert plan.fixes is not None
    assert not [change for change in plan.fixes.changes if "demand" in change.what]


def test_the_sentence_holds_the_proved_amount() -> None:
    """What is printed is what was proved: the number in the words is the amount to the last bit."""
    plan = not_planned(simple_problem([1], lead_time=1, initial_inventory=2 / 3, whole_units=False))
    assert plan.fixes is not None
    (change,) = plan.fixes.changes
    assert change.what == "Lower demand of P1 in 1 by 0.3333334"
    assert float(change.what.rpartition(" ")[2]) == change.amount


def test_an_alternative_never_stands_in_for_a_better_set_by_less_demand() -> None:
    """Where the proof of the best set fails, no set that lowers demand is called the best."""
    problem = simple_problem([100], capacity=1, **LINE)
    work = Work(problem.policies)
    repair = Repair(problem, lambda changed, _: Cost(0.0) if changed.demand.sum() < 100 else None, work)
    best = repair.smallest()
    assert (best.cost, best.of_needs) == (None, False)
    assert Cost(0.0) in [way.cost for way in repair.others(best)]
    assert not list(others(repair, best))


def test_safety_stock_that_follows_from_demand_goes_down_with_it() -> None:
    """Half a mean period of 8 and 8 is 4; without the first 8 it is 2, so the stocks are 10 and 2."""
    fields: dict[str, Any] = {
        "safety_stock_periods": 0.5,
        "safety_stock": 4,
        "initial_inventory": 10,
        "holding_cost": 1,
    }
    plan = not_planned(simple_problem([8, 8], lead_time=9, **fields))
    ways = [
        ([change.what for change in fix.changes], fix.total_cost) for fix in (plan.fixes, *plan.alternatives) if fix
    ]
    assert (["Lower demand of P1 in 1 by 8"], 12.0) in ways


def test_safety_stock_of_an_override_stays_when_demand_goes_down() -> None:
    """The 3 in the second period do not follow from demand; what does is a half of the next period's."""
    problem = simple_problem([8, 8], cover_periods=0.5, safety_stock=[4, 3])
    (demand,) = [limit for limit in limits(problem) if limit.name == "demand"]
    changed = demand.changed(problem, np.array([[0.0, 6.0]]))
    assert changed.products.safety_stock.tolist() == [[1.0, 3.0]]


def _ways(problem: Problem) -> list[tuple[list[str], float]]:
    plan = not_planned(problem)
    assert plan.status == INFEASIBLE
    return [
        ([change.what for change in fix.changes], fix.total_cost) for fix in (plan.fixes, *plan.alternatives) if fix
    ]


def test_every_kind_that_helps_alone_is_offered_with_its_cost() -> None:
    """13 of the 15 that the first period needs can be made: 10 of demand and 5 that must be in stock at its end.

    Capacity, safety stock, overtime, lost and later demand: each alone makes a plan possible, at a cost worked out by
    hand: a unit costs 1 to make, 1 more in overtime, 3 to keep.
    """
    problem = simple_problem(
        [10, 10], production_cost=1, holding_cost=3, safety_stock=[5, 0], capacity=10, overtime_cost=1,
        overtime_capacity=[3, 20], **LINE,
    )  # fmt: skip
    assert _ways(problem) == [
        (["Raise capacity of Line 1 in 1 by 2"], 20 + 5 * 3 + 3.0),
        (["Lower safety stock of P1 in 1 by 2"], 20 + 3 * 3 + 3.0),
        (["Raise overtime capacity of Line 1 in 1 by 2"], 20 + 5 * 3 + 5.0),
        (["Lower demand of P1 in 1 by 2"], 18 + 5 * 3 + 3.0),
        (["Postpone demand of P1 from 1 to 2 by 2"], 20 + 5 * 3 + 3.0),
    ]


def test_no_two_ways_are_of_the_same_kinds() -> None:
    """Capacity or demand: less demand is told once, whether it is left when capacity stays or tried on its own."""
    ways = _ways(simple_problem([100], capacity=1, **LINE))
    assert [what for what, _ in ways] == [["Raise capacity of Line 1 in 1 by 99"], ["Lower demand of P1 in 1 by 99"]]


def test_demand_is_moved_on_over_as_many_periods_as_it_takes() -> None:
    """30 at once where 10 a period can be made: 20 go to the second period, and 10 of them to the third."""
    ways = _ways(simple_problem([30, 0, 0], max_production=10, production_cost=2))
    moved = ["Postpone demand of P1 from 1 to 2 by 20", "Postpone demand of P1 from 2 to 3 by 10"]
    assert (moved, 60.0) in ways


def test_demand_that_comes_later_is_not_offered_where_it_would_still_be_too_much() -> None:
    """30 in two periods of which each can make 10."""
    ways = _ways(simple_problem([30, 0], max_production=10))
    assert not [what for what, _ in ways if "Postpone" in what[0]]


def test_no_more_is_moved_on_than_there_is() -> None:
    """10 of a demand of 5 cannot come later."""
    later = postponed(simple_problem([5, 0]))
    with pytest.raises(SolverError, match="More demand is postponed than there is"):
        later.changed(simple_problem([5, 0]), np.array([[10.0, 0.0]]))


def test_a_change_of_nothing_is_no_change() -> None:
    """A ten-millionth of a unit that must be whole is noise, and is left out; nearly five units are five."""
    problem = simple_problem([5], frozen_periods=1, whole_units=True)
    (firm,) = [limit for limit in limits(problem) if (limit.action, limit.name) == ("Raise", "firm production")]
    noise, nearly = Step(firm, (0, 0), 1e-7), Step(firm, (0, 0), 4.9999999)
    assert list(tried([noise], whole_units=True)) == []
    assert list(tried([nearly, noise], whole_units=True)) == [[Step(firm, (0, 0), 5.0)]]


def test_no_amount_has_more_digits_than_twelve() -> None:
    """Not even one that must be exact, as no more than is missing may be made."""
    plan = not_planned(simple_problem([THIRD], max_inventory=0, frozen_periods=1))
    assert plan.fixes is not None
    digits = [change.what.rpartition(" by ")[2].replace(".", "") for change in plan.fixes.changes]
    assert max(map(len, digits)) <= 12


@pytest.mark.parametrize(("most", "shown"), [(3 * 1.1, 3.3), (200 / 3, 66.6666666666), (9.99, 9.99)])
def test_the_largest_change_has_no_more_digits_than_twelve_either(most: float, shown: float) -> None:
    """Firm production may be raised to the limit on production: the difference of the two has dust of its own."""
    problem = simple_problem([100], firm_production=[[0.0]], max_production=most, frozen_periods=1)
    (firm,) = [limit for limit in limits(problem) if (limit.action, limit.name) == ("Raise", "firm production")]
    assert Step(firm, (0, 0), 0.0).by(50.0 + most).amount == shown
    assert Step(firm, (0, 0), 0.0).by(1.5).amount == 1.5


def test_a_need_that_is_lowered_by_all_of_it_in_twelve_digits_is_nothing() -> None:
    """And no demand of a hundred-billionth of a unit."""
    problem = simple_problem([200 / 3])
    (demand,) = [limit for limit in limits(problem) if limit.name == "demand"]
    assert demand.changed(problem, np.array([[66.6666666666]])).demand.tolist() == [[0.0]]
    assert demand.changed(problem, np.array([[66.0]])).demand.tolist() == [[200 / 3 - 66.0]]
