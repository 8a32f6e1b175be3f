"""Limits of table Limits: numbers that can be checked by hand, what is missed at a penalty, and what breaks a rule."""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import OPTIMAL, NoPlan, Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import formulate
from sop_excel.model.checked import worst_violation
from sop_excel.model.decisions import decisions
from sop_excel.model.duality import implied
from sop_excel.model.explain.explained import explained
from sop_excel.model.rules.needs import made_anyway
from sop_excel.model.solve import solve
from tests.plans import planned
from tests.problems import simple_problem

CARBON = {"terms": [("Production", 0, 2.0), ("Production", 1, 1.0)], "maximum": 20}


def two_products(**fields: Any) -> Problem:
    """Ten of each are asked for in two periods; the first is made at 1 and the second at 3, and bought at 9."""
    return simple_problem([[5, 5], [5, 5]], production_cost=[[1], [3]], subcontract_cost=9, **fields)


def test_what_a_limit_saves_is_bought_where_that_is_cheapest() -> None:
    """Making all would take 2 x 10 + 10 = 30 kg: to buy five of the first saves ten kg for 8 each, 60 + 8 x 5 = 80."""
    plan = planned(two_products(limits=[CARBON]))
    assert plan.quantities.production.sum(axis=1).tolist() == [5, 10]
    assert plan.total_cost == 80
    assert plan.proof.lower_bound == pytest.approx(80)


def test_with_a_penalty_a_limit_is_missed_where_that_is_cheaper() -> None:
    """One kg costs 4 to be saved (8 for two) and 3 to be missed: ten kg are missed."""
    plan = planned(two_products(limits=[{**CARBON, "penalty": 3}]))
    assert plan.quantities.above.tolist() == [[0, 10]]
    assert plan.costs == {"production": 40, "penalties": 30}
    assert plan.notes == ("Limit L1 is above its Max by 10, at a penalty of 30 EUR.",)


def test_a_minimum_of_a_group_is_bought_or_paid_for() -> None:
    """Three units a period of both together are to be bought, at 8 more for the first and 6 for the second."""
    contract = {"terms": [("Subcontract", 0, 1.0), ("Subcontract", 1, 1.0)], "minimum": 3, "each": True}
    plan = planned(two_products(limits=[contract]))
    assert plan.quantities.subcontract.tolist() == [[0, 0], [3, 3]]
    paid = planned(two_products(limits=[{**contract, "penalty": 5}]))
    assert (paid.costs["penalties"], paid.quantities.below.tolist()) == (30, [[3, 3]])


def test_a_minimum_that_nobody_asks_for_is_made_all_the_same() -> None:
    """Without any demand ten units are made, and the ceiling of the proof knows it."""
    problem = simple_problem([0, 0], production_cost=2, limits=[{"terms": [("Production", 0, 1.0)], "minimum": 10}])
    plan = planned(problem)
    assert (plan.total_cost, plan.status) == (20, OPTIMAL)
    assert made_anyway(problem).tolist() == [[10, 10]]


@pytest.mark.parametrize(
    ("limits", "least"),
    [
        ([{"terms": [("Production", 0, 1.0), ("Production", 1, -2.0)], "minimum": 0}], 20),
        ([{"terms": [("Production", 0, -1.0), ("Production", 1, 2.0)], "maximum": 0}], 20),
        ([{"terms": [("Production", 0, 1.0), ("Sales", 1, -3.0)], "minimum": 0}], 30),
        (
            [
                {"terms": [("Production", 0, 1.0), ("Production", 1, -1.5)], "minimum": 0},
                {"terms": [("Production", 1, 1.0), ("Production", 0, -1.5)], "minimum": -30},
            ],
            15,
        ),
    ],
)
def test_the_ceilings_of_the_proof_allow_what_a_limit_asks_for(limits: list[dict[str, Any]], least: float) -> None:
    """The first product is made for nobody but the second, of which ten are sold; also where two ask in a circle."""
    problem = simple_problem([[0, 0], [5, 5]], production_cost=1, limits=limits)
    plan = planned(problem)
    made = plan.quantities.production
    assert (made[0].sum(), plan.status) == (least, OPTIMAL)
    model = formulate(problem, decisions(problem))
    assert (made <= implied(problem, model)[model.at["production"]]).all()


def test_what_would_make_a_plan_possible_is_the_limit_itself() -> None:
    """A maximum is raised and a minimum lowered, by no period where it holds for all."""
    found = solve(simple_problem([[5, 5], [5, 5]], limits=[CARBON]))
    assert isinstance(found, NoPlan)
    assert found.fixes is not None
    assert [change.what for change in found.fixes.changes] == ["Raise maximum of L1 by 10"]
    assert found.notes == (
        (
            "These cannot hold together: the demand of P1 in 1 to 2 (10 in all), the demand of P2 in 1 (5) and the "
            "maximum of L1 (20)."
        ),
    )
    stock = {"terms": [("Inventory", 0, 1.0)], "minimum": 3, "each": True}
    found = solve(simple_problem([5, 4], initial_inventory=9, lead_time=9, limits=[stock]))
    assert isinstance(found, NoPlan)
    assert found.fixes is not None
    assert [change.what for change in found.fixes.changes] == ["Lower minimum of L1 in 2 by 3"]


def test_there_are_fixes_for_more_limits_than_products() -> None:
    """What gives way is the second of two limits of one product."""
    wide, tight = ({"terms": [("Production", 0, 1.0)], "maximum": most} for most in (20, 6))
    found = solve(simple_problem([5, 5], limits=[wide, tight]))
    assert isinstance(found, NoPlan)
    assert found.fixes is not None
    assert [change.what for change in found.fixes.changes] == ["Raise maximum of L2 by 4"]


def test_one_unit_of_room_saves_what_a_solve_says() -> None:
    """A kg more is half a unit of the first that need not be bought for 8 more."""
    told = explained(planned(two_products(limits=[CARBON])))
    assert told.marginals is not None
    assert str(np.array(told.marginals.of_limits).tolist()) == str([[nan, 4.0]])
    assert "One unit of room in the limit L1 saves 4: it comes to 20, where its Max is 20." in [
        sentence.text for sentence in told.sentences
    ]


@pytest.mark.parametrize(
    ("limit", "changes", "rule"),
    [
        (CARBON, {"production": [[6, 5], [5, 5]], "subcontract": [[0, 0], [0, 0]]}, "the maximum of L1"),
        ({**CARBON, "maximum": nan, "minimum": 40}, {}, "the minimum of L1"),
        ({**CARBON, "penalty": 3}, {"above": [[0, 9]]}, "the maximum of L1"),
        ({**CARBON, "penalty": 3}, {"above": [[0, 40]]}, "what is beyond the maximum of L1"),
        ({**CARBON, "penalty": 3}, {"below": [[0, -2]]}, "the least 0 beyond the minimum of L1"),
        ({**CARBON, "penalty": 3}, {"below": [[0, 2]]}, "what is beyond the minimum of L1"),
        ({**CARBON, "each": True}, {"production": [[9, 5], [5, 5]]}, "the maximum of L1 in 1"),
    ],
)
def test_the_check_finds_each_limit_broken(limit: dict[str, Any], changes: dict[str, Any], rule: str) -> None:
    """And none of a plan that keeps them, or pays for what it misses."""
    problem = two_products(initial_inventory=99, limits=[limit])
    kept = planned(two_products(initial_inventory=99, limits=[{**limit, "minimum": nan, "maximum": 99}]))
    made = kept.quantities.exchanged(**{name: np.array(values, dtype=float) for name, values in changes.items()})
    if "above" in changes or "below" in changes:
        made = planned(two_products(limits=[{**CARBON, "penalty": 3}])).quantities
        made = made.exchanged(**{name: np.array(values, dtype=float) for name, values in changes.items()})
    problem = problem if "above" not in changes and "below" not in changes else two_products(limits=[limit])
    rules = {f"{broken.name} of L1" for broken in _broken(problem, made)}
    assert rule.removesuffix(" in 1") in rules


def _broken(problem: Problem, quantities: Any) -> list[Any]:
    from sop_excel.model.checked import broken_rules

    return [one for one in broken_rules(problem, quantities) if one.axis == "limits" and (one.excess > 1e-9).any()]


def test_a_plan_that_keeps_its_limits_breaks_nothing() -> None:
    """With a penalty or without one."""
    for limit in (CARBON, {**CARBON, "penalty": 3}, {**CARBON, "each": True}, {**CARBON, "minimum": 20}):
        plan = solve(two_products(limits=[limit]))
        assert isinstance(plan, Plan)
        assert worst_violation(plan.problem, plan.quantities).relative <= 1e-9
