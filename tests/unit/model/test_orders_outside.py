"""Units bought outside arrive a lead time after their order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sop_excel.comparing.follow import Course, Wished, follow
from sop_excel.model.checked import worst_violation
from tests.plans import not_planned, planned
from tests.problems import simple_problem
from tests.tables import errors_of, read, small_book, table

BOUGHT: dict[str, Any] = {"max_production": 0, "subcontract_lead_time": 1}


def test_what_is_ordered_outside_arrives_a_lead_time_later() -> None:
    """Each order stands a period before its demand, at the cost of its own period; the last would come too late."""
    plan = planned(simple_problem([5, 6, 7], subcontract_cost=[2, 3, 1], initial_inventory=5, **BOUGHT))
    assert plan.quantities.subcontract.tolist() == [[13, 0, 0]]
    assert dict(plan.costs) == {"subcontract": 26}
    dear = planned(simple_problem([5, 6, 7], subcontract_cost=[2, 3, 1], holding_cost=4, initial_inventory=5, **BOUGHT))
    assert dear.quantities.subcontract.tolist() == [[6, 7, 0]]
    assert dict(dear.costs) == {"subcontract": 12 + 21}
    within = "within its subcontract lead time of 1, would arrive after the horizon and are 0"
    assert dear.notes == (f"Orders outside of 1 product in the last periods, {within}.",)


def test_both_formulations_let_orders_arrive_later() -> None:
    """With production that has another lead time beside them."""
    problem = simple_problem(
        [[5, 6, 7, 8], [1, 2, 3, 4]], production_cost=3, holding_cost=1, lead_time=[2, 0], subcontract_cost=4,
        subcontract_lead_time=[1, 2], initial_inventory=[9, 9], max_production=4,
    )  # fmt: skip
    assert planned(problem, "highs").objective == pytest.approx(planned(problem).objective, rel=1e-12)


def test_an_order_that_comes_too_late_is_found() -> None:
    """And so is a stock that counts an order as soon as it is made."""
    problem = simple_problem([5, 6], subcontract_cost=2, initial_inventory=5, **BOUGHT)
    quantities = planned(problem).quantities
    assert quantities.subcontract.tolist() == [[6, 0]]
    late = quantities.exchanged(subcontract=np.array([[6.0, 3.0]]))
    assert worst_violation(problem, late).rule == "subcontract too late for the horizon of P1 in 2"
    early = quantities.exchanged(inventory=np.array([[6.0, 0.0]]))
    assert worst_violation(problem, early).rule == "the balance of P1 in 1"


def test_what_cannot_be_ordered_in_time_is_told_beforehand() -> None:
    """Nothing but the stock can be there in the first period."""
    found = not_planned(simple_problem([5, 6], subcontract_cost=2, initial_inventory=3, **BOUGHT))
    told = "P1 needs 5 units by the end of 1 (demand of 5), but at most 3 can be there (initial inventory 3)."
    assert told in found.notes


def test_a_rule_of_thumb_orders_what_lacks_when_it_comes() -> None:
    """Nothing is made: the 6 that will lack a period later are ordered at once, and none that comes after the end."""
    problem = simple_problem([4.0, 6, 6], subcontract_cost=2, initial_inventory=4, max_production=0,
                             subcontract_lead_time=1)  # fmt: skip
    ahead = problem.demand[None]
    course = Course(problem, 3, np.zeros((1, 4)), lambda t, past: (ahead[:, :, t:], np.array([[5.0]])), ends=True)
    flow = follow(course, lambda known: Wished(np.zeros((1, 1))), ahead)
    assert flow.subcontract[0, 0].tolist() == [6, 6, 0]
    assert flow.inventory[0, 0].tolist() == [0, 0, 0]
    assert flow.short.sum() == 0


def test_an_order_outside_is_nothing_or_its_least() -> None:
    """Of 3, 3 and 3 units the least order of 5 is bought in the first period, and of the rest 4 are made at 4."""
    fields: dict[str, Any] = {"production_cost": 4, "subcontract_cost": 2, "holding_cost": 1}
    plan = planned(simple_problem([3, 3, 3], min_subcontract=5, **fields))
    assert plan.quantities.subcontract.tolist() == [[6, 0, 0]]
    assert plan.quantities.order.tolist() == [[1, 0, 0]]
    assert dict(plan.costs) == {"production": 12, "holding": 3, "subcontract": 12}
    assert planned(plan.problem, "cbc").objective == pytest.approx(plan.objective, rel=1e-9)
    assert planned(simple_problem([3, 3, 3], **fields)).total_cost == 18


def test_a_least_order_that_nobody_needs_is_not_made() -> None:
    """Ten for three would cost 20, and 12 to make the three."""
    plan = planned(simple_problem([3], production_cost=4, subcontract_cost=2, min_subcontract=10))
    assert plan.quantities.subcontract.tolist() == [[0]]
    assert planned(simple_problem([3], production_cost=7, subcontract_cost=2, min_subcontract=10)).total_cost == 20


def test_a_least_order_for_which_there_is_no_room_is_told_with_how_much_less_would_do() -> None:
    """Three are sold and one has room: an order of four makes a plan possible, one of six does not."""
    found = not_planned(simple_problem([3], max_production=0, subcontract_cost=2, min_subcontract=6, max_inventory=1))
    assert found.fixes is not None
    assert [change.what for change in found.fixes.changes] == ["Lower min subcontract of P1 in 1 by 2"]
    assert found.fixes.total_cost == 8


def test_an_order_below_its_least_is_found() -> None:
    """And one that is not counted as an order."""
    problem = simple_problem([3, 3], production_cost=9, subcontract_cost=2, min_subcontract=3, holding_cost=1)
    quantities = planned(problem).quantities
    assert quantities.subcontract.tolist() == [[3, 3]]
    small = quantities.exchanged(subcontract=np.array([[2.0, 3.0]]), production=np.array([[1.0, 0.0]]))
    assert worst_violation(problem, small).rule == "the min subcontract of P1 in 1"
    unsaid = quantities.exchanged(order=np.array([[1.0, 0.0]]))
    assert worst_violation(problem, unsaid).rule == "orders, of which there is one or none of P1 in 2"


def test_a_rule_of_thumb_orders_its_least() -> None:
    """Three lack in the first period and one after that, as two are left: five of each order at least."""
    problem = simple_problem([3.0, 3, 3], subcontract_cost=2, min_subcontract=5, max_production=0)
    ahead = problem.demand[None]
    course = Course(problem, 3, np.zeros((1, 4)), lambda t, past: (ahead[:, :, t:], np.array([[3.0]])), ends=True)
    flow = follow(course, lambda known: Wished(np.zeros((1, 1))), ahead)
    assert flow.subcontract[0, 0].tolist() == [5, 5, 0]


def test_a_least_order_above_the_most_is_an_error() -> None:
    """With both cells; the same number is none."""
    head = ["Product", "Subcontract cost", "Min subcontract", "Max subcontract", "Subcontract lead time"]
    assert errors_of(small_book(table("Products", head, ["A", 1.0, 6.0, 5.0, None], ["B"]))) == [
        (
            "Products!C2: Products[Min subcontract]: expected at most the Max subcontract of 5 in Products!D2, "
            "found 6; lower it, or raise the Max subcontract"
        )
    ]
    products = read(small_book(table("Products", head, ["A", 1.0, 5.0, 5.0, 2.0], ["B"]))).products
    assert products.min_subcontract[:, 0].tolist() == [5, 0]
    assert products.subcontract_lead_time.tolist() == [2, 0]
