"""Calm plans: what a change from the published plan costs, and what is bought with it."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import OPTIMAL, Plan
from sop_excel.domain.problem import CATCH_UP, SOFT, Problem
from sop_excel.model.checked import worst_violation
from sop_excel.model.decisions import amount, decisions
from sop_excel.model.explain.explained import explained
from sop_excel.model.solve import solve
from sop_excel.model.verify import verify
from tests.plans import planned
from tests.problems import simple_problem

# Making early costs 1 a unit and period; everything was published for the first period, and none for the second.
EARLY: dict[str, Any] = {"demand": [[10, 10]], "holding_cost": 1, "published": [[20, 0]]}


def made(problem: Problem) -> list[float]:
    """The production of one product."""
    return [float(units) for units in planned(problem).production[0]]


@pytest.mark.parametrize(
    ("penalty", "production", "costs"),
    [
        (0.0, [10, 10], {}),  # no price: just in time
        (0.4, [10, 10], {"plan_changes": 8.0}),  # 20 units moved, at 0.4; to keep 10 in stock would cost 10
        (0.6, [20, 0], {"holding": 10.0}),  # 12 for moving them is more than that
    ],
)
def test_a_change_is_made_where_it_saves_more_than_it_costs(
    penalty: float, production: list[float], costs: dict[str, float]
) -> None:
    """A unit that is made later instead of earlier moves twice: it is one less then, and one more now."""
    plan = planned(simple_problem(**EARLY, change_penalty=penalty))
    assert (plan.production[0].tolist(), dict(plan.costs)) == (production, costs)
    assert plan.status == OPTIMAL


@pytest.mark.parametrize(
    ("fields", "cost"),
    [
        ({"published": [[nan, 0]]}, 5.0),  # what was not published has no price
        ({"change_periods": 1}, 5.0),  # nor what lies beyond the horizon of the penalty
        ({"change_periods": 0}, 0.0),
        ({"change_periods": 9}, 10.0),
        ({"published": [[nan, nan]]}, 0.0),
    ],
)
def test_only_what_was_published_inside_the_horizon_counts(fields: dict[str, Any], cost: float) -> None:
    """At half a unit of money for 10 units in each of two periods."""
    plan = planned(simple_problem(**EARLY | fields, change_penalty=0.5, max_production=10))
    assert plan.production[0].tolist() == [10, 10]
    assert plan.costs.get("plan_changes", 0.0) == cost


def test_what_is_bought_in_place_of_what_was_to_be_made_is_a_change() -> None:
    """People have prepared to make it; the price stops a purchase that is hardly cheaper."""
    fields: dict[str, Any] = {"published": 10, "production_cost": 5, "subcontract_cost": 4}
    assert made(simple_problem([[10]], **fields, change_penalty=0.5)) == [0]
    assert made(simple_problem([[10]], **fields, change_penalty=1.5)) == [10]


def test_frozen_and_firm_production_moves_too() -> None:
    """Whoever moved it: 4 units less in a frozen period, 3 more that are firm; and nobody can help it."""
    fields: dict[str, Any] = {"published": [[10, 10]], "firm_production": [[6, 13]], "frozen_periods": 1}
    plan = planned(simple_problem([[6, 13]], **fields, change_penalty=2))
    assert plan.costs["plan_changes"] == 14


def test_a_start_that_would_come_too_late_is_no_change() -> None:
    """The horizon of the published plan ended later; here nothing that is started in the last period arrives."""
    plan = planned(simple_problem([[0, 5]], published=[[5, 5]], lead_time=1, change_penalty=2))
    assert (plan.production[0].tolist(), plan.costs.get("plan_changes")) == ([5, 0], None)


def test_units_that_nobody_needs_are_made_where_to_leave_them_out_costs_more() -> None:
    """On which the proof rests: they are more than can be needed, and the bound closes all the same."""
    plan = planned(simple_problem([[3, 0]], published=[[50, 40]], production_cost=1, change_penalty=9))
    assert plan.production[0].tolist() == [50, 40]
    assert plan.status == OPTIMAL
    assert plan.proof.lower_bound == pytest.approx(90.0)


def test_a_plan_that_is_published_and_planned_anew_stays() -> None:
    """At any penalty the plan is the cheapest of those that start from it, and moves nothing."""
    problem = simple_problem(
        [[30, 5, 40, 12]], production_cost=[[3, 1, 4, 2]], holding_cost=1, max_production=30,
        initial_inventory=9, published=[[20, 20, 20, 20]], change_penalty=0.7,
    )  # fmt: skip
    plan = planned(problem)
    again = planned(problem.replace(published=plan.production))
    assert np.array_equal(again.production, plan.production)
    assert "plan_changes" not in again.costs
    assert again.total_cost == pytest.approx(plan.total_cost - plan.costs["plan_changes"])


def test_whole_units_leave_part_of_a_unit_moved() -> None:
    """7 is as near to the published 6.6 as whole units come."""
    plan = planned(simple_problem([[7, 7]], published=[[6.6, nan]], whole_units=True, change_penalty=1, relative_gap=0))
    assert plan.production[0].tolist() == [7, 7]
    assert plan.costs["plan_changes"] == pytest.approx(0.4)


def test_a_plan_that_is_off_the_published_one_by_noise_is_on_it() -> None:
    """A published quantity is a mark like a bound."""
    third = 100 / 3
    plan = planned(simple_problem([[third, third]], published=[[third, third]], change_penalty=1))
    assert plan.production[0].tolist() == [third, third]
    assert "plan_changes" not in plan.costs


@pytest.mark.parametrize("solver", ["cbc", "highs"])
def test_other_solvers_find_the_same(solver: str) -> None:
    """By the rows as they are printed."""
    problem = simple_problem(
        [[30, 5, 40], [4, 9, 2]], production_cost=[[3, 1, 4], [2, 2, 2]], holding_cost=1, max_production=30,
        initial_inventory=9, published=[[20, 20, nan], [0, 15, 3.5]], change_penalty=0.7,
        firm_production=[[0, 0, 2]] * 2,
    )  # fmt: skip
    assert planned(problem, solver).objective == pytest.approx(planned(problem).objective, rel=1e-9)


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({}, "none"),
        ({"more": [[0, 0]]}, "the change from the published plan of P1 in 2"),
        ({"more": [[0, 15]], "less": [[10, 5]]}, "a change up and down at once of P1 in 2"),
        ({"more": [[0, 9]], "less": [[10, -1]]}, "the least production below the published plan 0 of P1 in 2"),
    ],
)
def test_the_check_sees_what_was_moved(changes: dict[str, Any], broken: str) -> None:
    """From the plan's numbers alone; what does not count may not be charged either."""
    problem = simple_problem(**EARLY, change_penalty=0.4)
    quantities = planned(problem).quantities.exchanged(
        **{name: np.array(values, dtype=float) for name, values in changes.items()}
    )
    assert worst_violation(problem, quantities).rule == broken
    free = simple_problem(**EARLY)
    moved = planned(free).quantities.exchanged(more=np.array([[0.0, 10.0]]))
    assert "more than was published" in worst_violation(free, moved).rule


def test_safety_stock_is_caught_up_with_calm_in_its_costs() -> None:
    """Its first step is the cheapest plan without safety stock, and a change costs money like anything else: 8 units
    stay late, since to make them in time would move more than they are worth. With a smaller price they are not."""
    fields: dict[str, Any] = {
        "demand": [[10, 10, 0]], "backorder_cost": 1, "published": [[2, 10, 8]], "safety_stock_rule": CATCH_UP,
    }  # fmt: skip
    late = planned(simple_problem(**fields, change_penalty=5))
    assert late.quantities.backorders[0].tolist() == [8, 8, 0]
    assert planned(simple_problem(**fields, change_penalty=0.2)).quantities.backorders[0].tolist() == [0, 0, 0]


def calm_sentence(problem: Problem) -> tuple[dict[str, float], str]:
    """The figures and words of the cost of calm."""
    found = explained(planned(problem))
    assert found.calm is not None
    told = next(one for one in found.sentences if one.kind == "calm")
    assert (told.figures, told.text) == (found.calm.figures, found.calm.text)
    return dict(told.figures), told.text


def test_the_cost_of_calm_is_told() -> None:
    """What the plan costs more besides the penalty, and the units that each of the two plans moves."""
    figures, text = calm_sentence(simple_problem(**EARLY, production_cost=3, change_penalty=0.6))
    assert text == (
        "Calm costs 10: without the change penalty the plan would cost 60 and move 20 units; with it nothing moves."
    )
    assert (figures["cost"], figures["moved"], figures["moved_without"]) == (10, 0, 20)


def test_where_calm_costs_nothing_another_plan_is_as_cheap() -> None:
    """One that moves more may be found first; which of them is, decides the penalty."""
    problem = simple_problem([[10, 10]], published=[[15, 5]], change_penalty=0.1, production_cost=[[1, 1]])
    figures, text = calm_sentence(problem)
    assert (figures["cost"], figures["moved"]) == (0, 0)
    assert text.startswith("Calm costs nothing: without the change penalty a plan as cheap moves ")
    assert text.endswith("; with it nothing moves.")


def test_the_last_digits_of_what_was_published_are_no_move() -> None:
    """A published plan stands in cells: what differs from it by the last digits of a number differs by nothing."""
    thirds = simple_problem([[1000 / 3]], published=[[1000 / 3 + 3e-13]], change_penalty=0.1)
    figures, text = calm_sentence(thirds)
    assert (figures["moved"], figures["moved_without"]) == (0, 0)
    assert text == "The change penalty changes nothing: nothing moves with it, and without it."
    figures, text = calm_sentence(simple_problem([[1e-4]], published=[[2e-4]], change_penalty=0.1))
    assert figures["moved_without"] == pytest.approx(1e-4)
    assert "moves 0.0001 units" in text


def test_a_penalty_that_changes_no_plan_is_not_said_to_be_worth_anything() -> None:
    """Demand has to be met as it comes, so that the same moves with the penalty and without it."""
    figures, text = calm_sentence(simple_problem([[10]], published=[[4]], change_penalty=0.5))
    assert (figures["moved"], figures["moved_without"], figures["penalty"]) == (6, 6, 3)
    assert text == "The change penalty changes nothing: 6 units move with it, for a penalty of 3, and without it."


def test_calm_is_told_where_it_makes_the_plan_late_or_short() -> None:
    """Customers pay for it, or the safety stocks."""
    late = simple_problem([[10, 10]], backorder_cost=1, published=[[0, 20]], change_penalty=3)
    assert calm_sentence(late)[1] == (
        "Calm costs 10: without the change penalty the plan would cost 0 and move 20 units; with it nothing moves; "
        "customers and stocks pay for it with 10 unit-periods more of late demand."
    )
    short = simple_problem(
        [[10]], safety_stock=4, safety_stock_rule=SOFT, safety_stock_penalty=1, lost_sale_cost=2, published=[[8]],
        change_penalty=3,
    )  # fmt: skip
    assert calm_sentence(short)[1].endswith(
        "with 2 units more of lost demand and 4 unit-periods more missing to safety stocks."
    )


def test_with_prices_calm_costs_profit() -> None:
    """A sale that is not made costs what it would have earned."""
    figures, text = calm_sentence(simple_problem([[10]], price=7, production_cost=2, published=[[4]], change_penalty=6))
    assert figures["cost"] == 30
    assert "the plan would earn 50 and move 6 units" in text


@pytest.mark.parametrize("fields", [{}, {"change_penalty": 0.0}, {"change_penalty": 4, "published": nan}])
def test_nothing_is_said_of_calm_where_no_change_has_a_price(fields: dict[str, Any]) -> None:
    """Nor is anything solved once more."""
    found = explained(planned(simple_problem(**EARLY | fields)))
    assert found.calm is None
    assert "calm" not in {one.kind for one in found.sentences}


def test_a_plan_with_changes_that_have_a_price_is_verified() -> None:
    """Other formulation, other solver, every rule, the bound, and exact arithmetic; 0.1 is no binary number."""
    problem = simple_problem(
        [[3.1, 0.7, 4.2]], production_cost=[[0.3, 0.1, 0.4]], holding_cost=0.1, backorder_cost=0.2, max_production=3.3,
        published=[[1.1, 2.2, nan]], change_penalty=0.1,
    )  # fmt: skip
    found = verify(problem, None)
    assert isinstance(found.plan, Plan)
    assert {finding.what for finding in found.findings} >= {
        "Certificate",
        "Exact arithmetic",
        "Independent formulation",
    }
    assert [finding for finding in found.findings if finding.agrees is not True] == []


def test_what_moves_has_a_ceiling_only_where_it_is_less() -> None:
    """No less than nothing can be made; more can, without end."""
    chosen = decisions(simple_problem(**EARLY, change_penalty=1))
    assert chosen["more"].upper.tolist() == [[inf, inf]]
    assert chosen["less"].upper.tolist() == [[20, 0]]
    free = decisions(simple_problem(**EARLY))
    assert not free["more"].upper.any()
    assert not free["less"].upper.any()
    assert amount(free.unit_costs, solve(simple_problem(**EARLY)).quantities) == 0  # type: ignore[union-attr]
