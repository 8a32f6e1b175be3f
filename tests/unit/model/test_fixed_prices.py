"""What a planner's own word costs: firm production, and production in frozen periods."""

from __future__ import annotations

from typing import Any

import pytest

from sop_excel.domain.fixed_production import FixedProduction
from sop_excel.domain.problem import Problem
from sop_excel.model.explain import fixed_prices
from sop_excel.model.explain.explained import explained
from tests.plans import planned
from tests.problems import simple_problem


def found(problem: Problem) -> FixedProduction:
    """The overrides of the problem's plan."""
    return explained(planned(problem)).overrides


def texts(problem: Problem) -> list[str]:
    """The sentences about them."""
    return [one.text for one in explained(planned(problem)).sentences if one.kind == "override"]


def prices(problem: Problem) -> dict[str, float | None]:
    """What each product's costs."""
    return {one.item: one.cost for one in found(problem).found}


def test_firm_production_costs_what_the_plan_without_it_would_save() -> None:
    """7 units that nobody needs before the second period are kept for a period, at 5 each."""
    assert texts(simple_problem([[0, 7]], holding_cost=5, production_cost=2, firm_production=[[7, 0]])) == [
        ("Firm production of P1 (7 in 1) costs 35: without it the best plan would cost that much less (holding -35).")
    ]


def test_what_is_firm_and_made_anyway_has_no_price() -> None:
    """More is made than is firm, so it holds nothing; or just so much, and another plan would be as good."""
    assert found(simple_problem([[9, 7]], holding_cost=5, firm_production=[[4, 0]])) == FixedProduction()
    assert texts(simple_problem([[9, 7]], holding_cost=5, firm_production=[[9, 0]])) == [
        "Firm production of P1 (9 in 1) costs nothing: without it another plan is as good."
    ]


@pytest.mark.parametrize(
    ("firm", "sentence"),
    [
        # 10 have to be bought, since nothing may be made in the first period
        ([[0, 0]], "Frozen production of P1 (0 in 1) costs 30: without it the best plan would cost that much less"),
        ([[4, 0]], "Frozen production of P1 (4 in 1) costs 18: without it the best plan would cost that much less"),
        ([[4, 5]], "Frozen production of P1 (4 in 1) costs 18: without it the best plan would cost that much less"),
    ],
)
def test_in_frozen_periods_the_exact_amount_is_the_override(firm: Any, sentence: str) -> None:
    """A blank cell means that nothing may be made, and that has its price too."""
    problem = simple_problem(
        [[10, 10]], production_cost=2, subcontract_cost=5, holding_cost=1, firm_production=firm, frozen_periods=1
    )
    assert [text.split(" (production")[0] for text in texts(problem)] == [sentence]


def test_all_that_is_fixed_of_a_product_is_taken_out_together() -> None:
    """Each of the two alone would save 6; together they keep the stock of two periods."""
    problem = simple_problem(
        [[0, 0, 6], [1, 1, 1]], holding_cost=1, firm_production=[[3, 3, 0], [0, 0, 1]], production_cost=1
    )
    assert prices(problem) == {"P1": pytest.approx(9.0), "P2": pytest.approx(0.0)}
    assert texts(problem)[0].startswith("Firm production of P1 (3 in 1 to 2) costs 9")


def test_with_prices_an_override_lowers_the_profit() -> None:
    """What is made for nobody is made instead of what could be sold."""
    problem = simple_problem(
        [[0], [5]], price=[[7], [9]], firm_production=[[4], [0]], resources=["Line"],
        usage=[(0, 0, 1.0), (1, 0, 1.0)], capacity=6,
    )  # fmt: skip
    assert texts(problem) == [
        (
            "Firm production of P1 (4 in 1) lowers the profit by 27: without it the best plan would earn that much "
            "more (revenue +27)."
        )
    ]


def test_a_firm_start_that_comes_too_late_has_its_price() -> None:
    """It costs what it costs to make, and arrives after the horizon."""
    problem = simple_problem([[3, 0]], lead_time=1, initial_inventory=3, firm_production=[[0, 4]], production_cost=2)
    assert prices(problem) == {"P1": 8.0}


def test_in_whole_units_prices_are_those_of_whole_plans() -> None:
    """Without what is firm nothing is made, since 3 units are in stock."""
    problem = simple_problem(
        [[3, 0]], initial_inventory=3, firm_production=[[2, 0]], production_cost=2, holding_cost=1, whole_units=True,
        relative_gap=0,
    )  # fmt: skip
    assert prices(problem) == {"P1": 8.0}


def test_no_more_than_a_fixed_count_is_solved_for_and_the_others_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the codes, never by the time that is left; the others cost null."""
    monkeypatch.setattr(fixed_prices, "MOST_SOLVES", 2)
    problem = simple_problem([[0, 1]] * 4, holding_cost=5, firm_production=[[1, 0]] * 4)
    assert prices(problem) == {"P1": 5.0, "P2": 5.0, "P3": None, "P4": None}
    assert found(problem).notes == (
        (
            "The price of firm or frozen production is not told for 2 products: only 2 of them are solved for, or no "
            "answer was found."
        ),
    )


def test_where_nothing_is_solved_again_the_note_says_why() -> None:
    """A plan with a gap has no prices."""
    problem = simple_problem(
        [[2.5, 7, 3, 4]], holding_cost=1, production_cost=[[9, 2, 7, 3]], firm_production=[[4, 0, 0, 0]],
        whole_units=True, relative_gap=0.5, initial_inventory=0.5,
    )  # fmt: skip
    plan = planned(problem)
    told = fixed_prices.overrides(plan, problem, plan.quantities, "the plan is not proved")
    assert [one.cost for one in told.found] == [None]
    assert told.notes == ("The price of firm or frozen production is not told for 1 product: the plan is not proved.",)


def test_without_anything_fixed_nothing_is_said() -> None:
    """No note, no sentence."""
    assert found(simple_problem([[1, 2]], holding_cost=1)) == FixedProduction()


def test_a_whole_horizon_may_be_frozen() -> None:
    """Then no decision of production is left in the model, and it is solved again with one."""
    problem = simple_problem([[2, 2]], subcontract_cost=3, production_cost=1, frozen_periods=2)
    assert prices(problem) == {"P1": 8.0}
