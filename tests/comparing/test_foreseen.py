"""A plan that moved on: only what came otherwise than foreseen is a change of the opening stock."""

from __future__ import annotations

from typing import Any

import numpy as np

from sop_excel.comparing.cost_changes import UNLIMITED, PricedProblem, cost_difference
from sop_excel.comparing.foreseen import seen
from sop_excel.comparing.input_groups import HORIZON, OPENING
from sop_excel.comparing.plan_changes import numbers_of
from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Nowhere, Table
from sop_excel.sheets.outputs import capacity_use
from sop_excel.sheets.plan_numbers import workers_in
from tests.plans import planned
from tests.problems import simple_problem

# Made a period ahead, as no more than 12 fit into one; two periods are open when the first is over.
BEFORE: dict[str, Any] = {"production_cost": 2.0, "holding_cost": 1.0, "max_production": 12.0}
DEMAND = [[8.0, 16.0, 10.0]]


def _shares(old: Plan, new: Plan) -> dict[tuple[str, ...], float]:
    told = cost_difference(
        PricedProblem(old.problem, old.objective),
        PricedProblem(new.problem, new.objective),
        UNLIMITED,
        seen(old.problem, new.problem, numbers_of(old), numbers_of(new)),
    )
    return {change.causes: change.amount for change in told.changes}


def _later(**fields: Any) -> Problem:
    """A period later: the first has left and another has come."""
    return simple_problem([[16.0, 10.0, 5.0]], **(BEFORE | fields)).replace(periods=("2", "3", "4"))


def test_a_plan_that_was_kept_to_changes_by_the_horizon_alone() -> None:
    """4 were to be in stock, and are. The 12 made for 24 and the 4 kept for 4 are over; 5 more are made, for 10."""
    old, new = planned(simple_problem(DEMAND, **BEFORE)), planned(_later(initial_inventory=4.0))
    assert _shares(old, new) == {(HORIZON,): -18.0}


def test_what_came_otherwise_is_a_change_of_the_opening_stock() -> None:
    """Two more than foreseen, which need not be made."""
    old, new = planned(simple_problem(DEMAND, **BEFORE)), planned(_later(initial_inventory=6.0))
    assert _shares(old, new) == {(HORIZON,): -18.0, (OPENING,): -4.0}


def test_back_in_time_the_difference_is_the_opposite() -> None:
    old, new = planned(simple_problem(DEMAND, **BEFORE)), planned(_later(initial_inventory=6.0))
    assert _shares(new, old) == {causes: -amount for causes, amount in _shares(old, new).items()}


def test_what_is_on_its_way_was_foreseen_too() -> None:
    """Started in the first period, with a lead time of one, it arrives in the second: a receipt of the later plan."""
    lead: dict[str, Any] = {"lead_time": 1.0, "initial_inventory": 8.0}
    old = planned(simple_problem(DEMAND, production_cost=2.0, holding_cost=1.0, **lead))
    made = float(old.production[0, 0])
    assert made == 16.0
    after = {"production_cost": 2.0, "holding_cost": 1.0, "lead_time": 1.0, "max_production": np.inf}
    new = planned(_later(**after, initial_inventory=0.0, receipts=[[made, 0.0, 0.0]]))
    assert _shares(old, new).keys() == {(HORIZON,)}


def test_plans_that_begin_together_are_compared_as_they_stand() -> None:
    old, new = (planned(simple_problem(DEMAND, **BEFORE, initial_inventory=stock)) for stock in (0.0, 4.0))
    assert seen(old.problem, new.problem, numbers_of(old), numbers_of(new)) is None
    assert _shares(old, new).keys() == {(OPENING,)}


CREW: dict[str, Any] = {
    "resources": ["Crew"], "kinds": ["workforce"], "hours_per_worker": 5.0, "cost_per_worker": 4.0, "hire_cost": 3.0,
    "layoff_cost": 1.0, "usage": [(0, 0, 1.0)], "holding_cost": 9.0,
}  # fmt: skip


def test_the_workers_that_were_planned_are_no_change_of_the_opening_stock() -> None:
    """Two make the 10 of the first period. One more than them is a change, and so it is from what the sheets say."""
    old = planned(simple_problem([[10.0, 15.0, 5.0]], **CREW))
    assert old.quantities.workers.tolist() == [[2.0, 3.0, 1.0]]
    as_planned, one_more = (
        planned(simple_problem([[15.0, 5.0, 5.0]], **CREW, initial_workers=there).replace(periods=("2", "3", "4")))
        for there in (2.0, 3.0)
    )
    assert _shares(old, as_planned).keys() == {(HORIZON,)}
    assert _shares(old, one_more).keys() == {(HORIZON,), (OPENING,)}
    use, periods = capacity_use(old), old.problem.periods
    told = workers_in(Table(use.name, use.headers, use.rows, Nowhere()), periods)
    assert told["Crew"].tolist() == [2.0, 3.0, 1.0]
