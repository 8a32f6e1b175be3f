"""Why one plan costs more than another: on random pairs, and on small ones by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from sop_excel.comparing.cost_changes import (
    EVERY_ORDER,
    ONE_ORDER,
    SOLVED_AGAIN,
    TOGETHER,
    UNLIMITED,
    PricedProblem,
    cost_difference,
)
from sop_excel.comparing.foreseen import Seen
from sop_excel.comparing.input_groups import CAPACITY, COSTS, DEMAND, HORIZON, OPENING, POLICY
from sop_excel.comparing.mixtures import Mixtures
from sop_excel.domain.problem import Problem
from tests.comparing.pairs import priced, priced_pairs
from tests.comparing.written_out import faults_of
from tests.examples import tried
from tests.problems import simple_problem

PAIRS = tried(15)


@pytest.mark.parametrize("pair", priced_pairs(1000, PAIRS), ids=range(PAIRS))
def test_a_random_difference_adds_up_by_every_account(pair: tuple[PricedProblem, PricedProblem, Seen | None]) -> None:
    """To the cent and in fractions; opposite for the opposite; beside Shapley's formula written out another way."""
    assert faults_of(*pair) == []


def _priced(problem: Problem) -> PricedProblem:
    found = priced(problem)
    assert found is not None
    return found


def _shares(before: Problem, after: Problem, allowed: int = UNLIMITED) -> dict[tuple[str, ...], float]:
    told = cost_difference(_priced(before), _priced(after), allowed)
    return {change.causes: change.amount for change in told.changes}


BASE = simple_problem([[10, 20], [5, 5]], production_cost=[[2.0], [3.0]], holding_cost=1.0, max_production=50)


def test_dearer_units_and_more_of_them_share_what_both_cause() -> None:
    """By hand: 30 units at 2 and 10 at 3 become 40 of A at 4: demand alone adds 20, cost alone 60, both 100."""
    after = BASE.replace(
        demand=BASE.demand + np.array([[10.0, 0.0], [0.0, 0.0]]),
        products=BASE.products.replace(production_cost=BASE.products.production_cost * np.array([[2.0], [1.0]])),
    )
    assert _shares(BASE, after) == {(COSTS,): 70.0, (DEMAND,): 30.0}


@pytest.mark.parametrize(
    ("group", "after"),
    [
        (DEMAND, BASE.replace(demand=BASE.demand * 2)),
        (COSTS, BASE.replace(products=BASE.products.replace(holding_cost=BASE.products.holding_cost + 1.0))),
        (CAPACITY, BASE.replace(products=BASE.products.replace(max_production=BASE.products.max_production - 35.0))),
        (OPENING, BASE.replace(receipts=BASE.receipts + 1.0)),
        (POLICY, BASE.replace(products=BASE.products.replace(safety_stock=BASE.products.safety_stock + 4.0))),
        (HORIZON, BASE.replace(periods=("2", "3"), demand=np.array([[20.0, 7.0], [5.0, 9.0]]))),
    ],
)
def test_what_alone_changed_has_all_of_the_difference(group: str, after: Problem) -> None:
    told = cost_difference(_priced(BASE), _priced(after))
    assert [change.causes for change in told.changes] == [(group,)]
    assert told.changes[0].cents == told.after - told.before


def test_safety_stock_that_follows_from_demand_is_no_change_of_policy() -> None:
    """It covers the next period's demand, then and now."""

    def stated(demand: list[list[float]], floors: list[list[float]]) -> Problem:
        return simple_problem(demand, production_cost=1.0, cover_periods=1.0, safety_stock=floors)

    before = stated([[10.0, 20.0]], [[20.0, 15.0]])
    after = stated([[10.0, 30.0]], [[30.0, 20.0]])
    assert Mixtures(before, after).changed == (DEMAND,)
    assert _shares(before, after) == {(DEMAND,): 15.0}


def test_the_order_s_effect_is_told() -> None:
    """Twice the demand costs 70 at the old costs and 140 at the new: least and most."""
    after = BASE.replace(
        demand=BASE.demand * 2,
        products=BASE.products.replace(production_cost=BASE.products.production_cost * 2),
    )
    told = {change.causes[0]: change for change in cost_difference(_priced(BASE), _priced(after)).changes}
    demand = told[DEMAND]
    assert demand.least is not None
    assert demand.most is not None
    assert demand.most == 2 * demand.least
    assert demand.cents == (demand.least + demand.most) // 2


def test_orders_through_inputs_without_a_plan_do_not_count() -> None:
    """Twice the demand is more than could be made: the capacity has to come first."""
    before = simple_problem([[10.0, 10.0]], production_cost=1.0, max_production=12.0)
    after = simple_problem([[20.0, 20.0]], production_cost=1.0, max_production=24.0)
    told = cost_difference(_priced(before), _priced(after))
    assert told.orders == (1, 2)
    assert {change.causes: change.amount for change in told.changes} == {(DEMAND,): 20.0, (CAPACITY,): 0.0}


def test_what_leaves_no_plan_alone_is_told_together() -> None:
    """Demand moves from B to A, and so does what can be made: the one without the other has no plan."""
    before = simple_problem([[10.0], [20.0]], production_cost=[[1.0], [2.0]], max_production=[[12.0], [24.0]])
    after = simple_problem([[20.0], [10.0]], production_cost=[[1.0], [2.0]], max_production=[[24.0], [12.0]])
    assert _shares(before, after) == {(DEMAND, CAPACITY): -10.0}
    dearer = after.replace(products=after.products.replace(production_cost=after.products.production_cost + 1.0))
    assert _shares(before, dearer) == {(DEMAND, CAPACITY): -10.0, (COSTS,): 30.0}


def test_beyond_the_work_allowed_one_order_is_gone_and_beyond_that_none() -> None:
    """Three groups changed: seven plans besides that of the later inputs, three, or none."""
    after = BASE.replace(
        demand=BASE.demand * 2,
        receipts=BASE.receipts + 1.0,
        products=BASE.products.replace(production_cost=BASE.products.production_cost * 2),
    )
    pair = _priced(BASE), _priced(after)
    every, one, none = (cost_difference(*pair, allowed) for allowed in (7, 3, 2))
    assert [told.how for told in (every, one, none)] == [EVERY_ORDER, ONE_ORDER, TOGETHER]
    assert {sum(change.cents for change in told.changes) for told in (every, one, none)} == {every.after - every.before}
    assert [change.causes for change in none.changes] == [(OPENING, DEMAND, COSTS)]
    assert {change.least for told in (one, none) for change in told.changes} == {None}


def test_a_former_cost_that_is_not_found_again_is_told() -> None:
    """As if an older version had found a dearer plan."""
    after = BASE.replace(demand=BASE.demand * 2)
    before = PricedProblem(BASE, _priced(BASE).objective + 7.0)
    told = cost_difference(before, _priced(after))
    assert {change.causes: change.amount for change in told.changes}[(SOLVED_AGAIN,)] == -7.0
    assert sum(told.exact) == Fraction(_priced(after).objective) - Fraction(before.objective)


def test_inputs_that_cost_nothing_now_are_solved_again_too() -> None:
    """The former plan is said to have cost 7, and its inputs cost 0."""
    free = simple_problem([[5.0]])
    told = cost_difference(PricedProblem(free, 7.0), _priced(free.replace(demand=free.demand * 2)))
    assert {change.causes: change.amount for change in told.changes} == {(DEMAND,): 0.0, (SOLVED_AGAIN,): -7.0}


def test_where_nothing_changed_only_another_cost_of_the_same_is_told() -> None:
    """As of a search for whole numbers that found a better plan this time."""
    again = cost_difference(PricedProblem(BASE, _priced(BASE).objective + 3.0), _priced(BASE))
    assert [(change.causes, change.amount) for change in again.changes] == [((SOLVED_AGAIN,), -3.0)]
    assert cost_difference(_priced(BASE), _priced(BASE)).changes == ()
