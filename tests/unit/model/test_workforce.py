"""Workforce: hiring, laying off, idle and overtime hours, on plans that can be worked out by hand and in print."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import inf
from typing import Any

import numpy as np
import pytest

from sop_excel.comparing.own_rule import own_rule
from sop_excel.domain.capacity_use import CAPACITY_MEASURES
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.plan import OPTIMAL, Plan
from sop_excel.domain.problem import CHASE, WORKFORCE, Problem
from sop_excel.model.assembly import formulate
from sop_excel.model.checked import worst_violation
from sop_excel.model.decisions import decisions
from sop_excel.model.duality import implied
from sop_excel.model.explain.explained import explained
from sop_excel.model.verify import verify
from tests.plans import not_planned, planned
from tests.problems import simple_problem

CREW: dict[str, Any] = {"resources": ["Crew"], "kinds": [WORKFORCE], "usage": [(0, 0, 1.0)], "hours_per_worker": 10}

# Chopra and Meindl, Supply Chain Management, aggregate planning: Red Tomato Tools.
RED_TOMATO: dict[str, Any] = CREW | {
    "usage": [(0, 0, 4.0)], "hours_per_worker": 160, "initial_workers": 80, "cost_per_worker": 640, "hire_cost": 300,
    "layoff_cost": 500, "overtime_cost": 6, "overtime_per_worker": 10, "production_cost": 10, "holding_cost": 2,
    "backorder_cost": 5, "subcontract_cost": 30, "initial_inventory": 1000, "final_inventory": 500,
}  # fmt: skip
TOOLS = [[1600, 3000, 3200, 3800, 2200, 2200]]


def optimal(demand: Any, **fields: Any) -> Plan:
    """A plan that is proved, at a gap of 0."""
    plan = planned(simple_problem(demand, relative_gap=0.0, **fields))
    assert plan.status == OPTIMAL
    return plan


def shown(plan: Plan) -> dict[str, list[float | None]]:
    """The rows of table CapacityUse of the only resource."""
    rows = {one.name: one.values(plan, None)[0].tolist() for one in CAPACITY_MEASURES}
    return {name: [None if value != value else value for value in row] for name, row in rows.items()}


@pytest.mark.parametrize(("whole", "cost"), [(0, 422_275), (1, 422_660)])
def test_red_tomato_tools_cost_what_is_published(whole: int, cost: float) -> None:
    """With parts of workers; with whole ones 385 more, on which our formulation and the printed one agree."""
    problem = simple_problem(TOOLS, **RED_TOMATO, whole_workers=whole, relative_gap=0.0)
    found = verify(problem, None)
    assert isinstance(found.plan, Plan)
    assert found.plan.total_cost == pytest.approx(cost, abs=1e-6)
    assert [one.said for one in found.findings if not one.agrees] == []
    assert found.plan.gap == pytest.approx(0.0, abs=1e-12)


def test_workers_are_hired_and_laid_off_where_that_costs_less_than_idle_hours() -> None:
    """Two come for the peak and go again for 2 x (6 + 5) = 22; kept a period longer they would cost 2 x 12."""
    fields: dict[str, Any] = {"max_inventory": 0, "cost_per_worker": 12, "hire_cost": 6, "layoff_cost": 5}
    plan = optimal([[10, 30, 10]], **CREW, **fields, initial_workers=1)
    assert dict(plan.costs) == {"workforce": 60.0, "hiring": 12.0, "layoffs": 10.0}
    rows = shown(plan)
    assert [rows[name] for name in ("Workers", "Hired", "Laid off")] == [[1, 3, 1], [0, 2, 0], [0, 0, 2]]
    assert [rows[name] for name in ("Load", "Capacity")] == [[10, 30, 10], [10, 30, 10]]


def test_idle_hours_are_paid_where_to_lay_off_costs_more() -> None:
    """A worker who stays costs 4, and 9 to go."""
    plan = optimal([[20, 10, 20]], **CREW, max_inventory=0, cost_per_worker=4, layoff_cost=9, initial_workers=2)
    assert dict(plan.costs) == {"workforce": 24.0}
    assert shown(plan)["Utilisation"] == [1.0, 0.5, 1.0]


def test_the_cost_of_an_hour_is_on_top_of_that_of_a_worker() -> None:
    """30 hours at 2, 4 workers at 10; the tenth of a worker that is idle is paid too."""
    plan = optimal([[30]], **CREW, cost=2, cost_per_worker=10, initial_workers=4, layoff_cost=99)
    assert dict(plan.costs) == {"regular_capacity": 60.0, "workforce": 40.0}


@pytest.mark.parametrize(
    ("fields", "overtime", "workers"),
    [
        ({"overtime_per_worker": 2}, 4.0, 2.0),  # each of two
        ({"overtime_per_worker": 2, "overtime_capacity": 3}, 3.0, 2.1),  # and no more in all
        ({"overtime_per_worker": 0}, 0.0, 2.4),
    ],
)
def test_overtime_is_limited_by_the_workers_and_in_all(fields: dict[str, Any], overtime: float, workers: float) -> None:
    """An hour of overtime costs 3, a new worker 50 for 10 hours."""
    plan = optimal([[24]], **CREW | fields, overtime_cost=3, hire_cost=50, initial_workers=2)
    assert plan.quantities.overtime[0, 0] == pytest.approx(overtime)
    assert plan.quantities.workers[0, 0] == pytest.approx(workers)


def test_whole_workers_are_whole_where_that_is_said() -> None:
    """The crew's, and not the cook's, who may work a part of the time."""
    fields: dict[str, Any] = {
        "resources": ["Crew", "Cook"], "kinds": [WORKFORCE, WORKFORCE], "usage": [(0, 0, 1.0), (0, 1, 1.0)],
        "whole_workers": [[1], [0]], "cost_per_worker": 7, "hours_per_worker": 10,
    }  # fmt: skip
    plan = optimal([[24, 31]], **fields, max_inventory=0)
    assert plan.quantities.workers.tolist() == [[3, 4], [2.4, 3.1]]
    assert plan.is_whole


def test_part_of_a_worker_is_hired_where_that_costs_less_than_to_lay_off_the_other() -> None:
    """Three and a half become four for 100, and go for nothing in the second period; on which the proof rests."""
    fields: dict[str, Any] = {"hire_cost": 200, "layoff_cost": [[300, 0]], "initial_workers": 3.5, "whole_workers": 1}
    plan = optimal([[0, 0]], **CREW, **fields, cost_per_worker=[[0, 100]])
    assert plan.quantities.workers.tolist() == [[4, 0]]
    model = formulate(plan.problem, decisions(plan.problem), kept=("workers",))
    assert implied(plan.problem, model)[model.at["workers"]].min() >= 4


def test_without_a_plan_more_workers_are_asked_for() -> None:
    """5 workers of 10 hours and 1 of overtime make 55 of 77 units."""
    fields: dict[str, Any] = {"max_workers": 5, "overtime_cost": 3, "overtime_per_worker": 1, "cost_per_worker": 7}
    found = not_planned(simple_problem([[77]], **CREW, **fields))
    assert found.fixes is not None
    assert [change.what for change in found.fixes.changes] == ["Raise max workers of Crew in 1 by 2"]
    assert found.fixes.total_cost == 7 * 7 + 7 * 3
    assert "the max workers of Crew in 1 (5)" in found.notes[-1]
    assert "at most 55 can be there (production 55)" in found.notes[0]


def test_a_whole_worker_more_is_asked_for() -> None:
    """2.2 more would do."""
    found = not_planned(simple_problem([[72]], **CREW, max_workers=5, whole_workers=1, cost_per_worker=7))
    assert found.fixes is not None
    assert [change.what for change in found.fixes.changes] == ["Raise max workers of Crew in 1 by 3"]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"workers": [[1.0, 4.0, 1.0]]}, "the number of workers of Crew in 2"),
        ({"hired": [[0.0, 2.0, 1.0]], "laid_off": [[0.0, 0.0, 3.0]]}, "hiring and laying off at once of Crew in 3"),
        ({"workers": [[1.0, 2.0, 1.0]], "hired": [[0.0, 1.0, 0.0]], "laid_off": [[0.0, 0.0, 1.0]]},
         "the regular hours of the workers of Crew in 2"),
        ({"overtime": [[0.0, 0.0, 4.0]], "regular": [[10.0, 30.0, 6.0]]},
         "the overtime hours of the workers of Crew in 3"),
        ({"workers": [[1.5, 3.0, 1.0]], "hired": [[0.5, 1.5, 0.0]]}, "whole workers of Crew in 1"),
        ({"workers": [[1.0, 9.0, 1.0]], "hired": [[0.0, 8.0, 0.0]], "laid_off": [[0.0, 0.0, 8.0]]},
         "the max workers of Crew in 2"),
        ({"hired": [[0.0, 2.0, -1.0]], "laid_off": [[0.0, 0.0, 1.0]]}, "the least hired workers 0 of Crew in 3"),
    ],
)  # fmt: skip
def test_a_rule_of_the_workers_that_is_broken_is_found(changed: dict[str, Any], rule: str) -> None:
    """The check works everything out from the plan's numbers and the tables alone."""
    fields: dict[str, Any] = {"max_inventory": 0, "max_workers": 8, "whole_workers": 1, "initial_workers": 1}
    problem = simple_problem([[10, 30, 10]], **CREW | fields, overtime_cost=5, overtime_per_worker=3, cost_per_worker=9)
    plan = planned(problem).quantities
    assert worst_violation(problem, plan).rule == "none"
    broken = plan.exchanged(**{family: np.array(values) for family, values in changed.items()})
    assert worst_violation(problem, broken).rule == rule


def _tiny() -> Problem:
    fields: dict[str, Any] = {
        "hours_per_worker": 2, "overtime_per_worker": 1, "overtime_cost": 2, "cost": 1, "cost_per_worker": 3,
        "hire_cost": 2, "layoff_cost": 4, "initial_workers": 2, "max_workers": 3, "whole_workers": 1,
        "holding_cost": 0.5,
    }  # fmt: skip
    return simple_problem([[2, 7, 1]], **CREW | fields, whole_units=True, relative_gap=0.0)


def test_no_plan_of_whole_workers_and_units_is_cheaper() -> None:
    """Of all that there are: up to 3 workers and 9 units in each of three periods."""
    problem, best = _tiny(), inf
    for workers in product(range(4), repeat=3):
        for made in product(range(10), repeat=3):
            best = min(best, _cost_of(workers, made))
    assert planned(problem).total_cost == pytest.approx(best)


def _cost_of(workers: tuple[int, ...], made: tuple[int, ...]) -> float:
    cost, stock, before = 0.0, 0, 2
    for there, units, demand in zip(workers, made, (2, 7, 1), strict=True):
        stock += units - demand
        overtime = max(units - 2 * there, 0)
        if stock < 0 or overtime > there:
            return inf
        cost += 3 * there + (units - overtime) + 2 * overtime + 0.5 * stock
        cost += 2 * max(there - before, 0) + 4 * max(before - there, 0)
        before = there
    return cost


def test_rules_of_thumb_have_the_workers_that_their_production_takes() -> None:
    """To chase demand takes 1, 3 and 1 worker, who come and go; nothing of that is decided by the model."""
    fields: dict[str, Any] = {"cost_per_worker": 12, "hire_cost": 6, "layoff_cost": 5, "initial_workers": 1}
    problem = simple_problem([[10, 25, 10]], **CREW, **fields, whole_workers=1, holding_cost=3, own_rule=CHASE)
    assert own_rule(planned(problem)).total_cost == 60 + 12 + 10


def _sentence(plan: Plan, kind: str) -> Sentence:
    return next(one for one in explained(plan).sentences if one.kind == kind)


def test_hiring_is_told_with_what_the_plan_without_it_costs() -> None:
    """20 hours more of overtime at 3 in place of two workers."""
    fields: dict[str, Any] = {"overtime_cost": 3, "overtime_per_worker": 20, "cost_per_worker": 12, "hire_cost": 6}
    plan = optimal([[10, 30]], **CREW, **fields, max_inventory=0, initial_workers=1)
    assert _sentence(plan, "hired").text == (
        "Crew hires 2 workers for 2: that costs 12; without them the best plan costs 24 more "
        "(overtime +60, hiring -12, workforce -24)."
    )


def test_an_hour_more_is_worth_what_it_replaces() -> None:
    """An hour of overtime at 3; there are 4 of these, and one less would be a fifth."""
    fields: dict[str, Any] = {"overtime_cost": 3, "overtime_per_worker": 20, "cost_per_worker": 12, "hire_cost": 60}
    found = explained(optimal([[24]], **CREW, **fields, initial_workers=2))
    assert found.marginals is not None
    assert (found.marginals.one_more.tolist(), found.marginals.one_less.tolist()) == ([[3.0]], [[3.0]])
    (sentence,) = (one for one in found.sentences if one.kind == "capacity")
    assert sentence.text == (
        "One hour more of Crew in 1 saves 3: all 20 are used, and 4 of overtime; this holds up to 4 hours more, beyond "
        "that less; one hour less would cost 3."
    )


def test_workers_set_up_too() -> None:
    """30 units and a setup of 4 take 34 hours of three workers: 4 of overtime at 3, and 5 for the setup."""
    fields: dict[str, Any] = {"usage": [(0, 0, 1.0, 4.0)], "overtime_cost": 3, "overtime_per_worker": 2}
    workers: dict[str, Any] = {"max_workers": 3, "cost_per_worker": 7, "setup_cost": 5, "relative_gap": 0.0}
    problem = simple_problem([[30, 0]], **CREW | fields | workers)
    found = verify(problem, None)
    assert isinstance(found.plan, Plan)
    assert dict(found.plan.costs) == {"setup": 5.0, "overtime": 12.0, "workforce": 21.0}
    assert [one.said for one in found.findings if not one.agrees] == []


def test_workers_of_nobody_are_not_shown() -> None:
    """A line has none; a book without workers costs no columns."""
    problem = simple_problem([[5]], resources=["Line"], usage=[(0, 0, 1.0)], capacity=9)
    for one in CAPACITY_MEASURES:
        if one.name in ("Workers", "Hired", "Laid off"):
            assert one.shown is not None
            assert not one.shown(problem).any()
    assert planned(problem.replace(policies=replace(problem.policies))).quantities.workers.tolist() == [[0.0]]
