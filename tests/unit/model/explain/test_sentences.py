"""Sentences of small plans, word by word, with figures that can be checked by hand."""

from __future__ import annotations

from copy import deepcopy
from math import nan
from typing import Any

from sop_excel.domain.explanation import Sentence
from sop_excel.domain.problem import Problem
from sop_excel.model.explain import explained as door
from sop_excel.model.explain.explained import explained
from sop_excel.model.solve import solve
from tests.plans import planned
from tests.problems import article_problem, simple_problem


def told(problem: Problem, kind: str) -> str:
    """The sentences of one kind, line by line."""
    return "\n".join(sentence.text for sentence in explained(solve(problem)).sentences if sentence.kind == kind)


def line(demand: Any, **fields: Any) -> Problem:
    """One product on one line of 1,000 a period."""
    named: dict[str, Any] = {"resources": ["Line 1"], "usage": [(0, 0, 1.0)], "capacity": 1000.0} | fields
    return simple_problem(demand, **named).replace(product_codes=("Fan",))


def test_early_production_is_told_with_its_limit_its_cost_and_the_next_best_plan() -> None:
    """200 do not fit into period 2. Kept from period 1 they cost 2 each, in overtime 5 each: 600 more."""
    problem = line([800.0, 1200.0], holding_cost=2.0, overtime_cost=5.0)
    assert told(problem, "early") == (
        "1 builds 200 of Fan for 2: Line 1 is full in 2; keeping them costs 400; without them in stock at the end of 1 "
        "the best plan costs 600 more (overtime +1,000, holding -400)."
    )


def test_early_production_without_an_alternative_says_that_there_is_none() -> None:
    problem = line([800.0, 1200.0], holding_cost=2.0)
    assert told(problem, "early") == (
        "1 builds 200 of Fan for 2: Line 1 is full in 2; keeping them costs 400; without them in stock at the end of 1 "
        "no plan is possible."
    )


def test_early_production_may_be_cheaper_to_make() -> None:
    """Each of 10 costs 1 in period 1 and 4 in period 2, and 2 to keep: 10 more without."""
    problem = line([0.0, 10.0], production_cost=[[1.0, 4.0]], holding_cost=2.0)
    assert told(problem, "early") == (
        "1 builds 10 of Fan for 2: a unit costs 1 to make in 1 and 4 in 2; keeping them costs 20; without them in "
        "stock at the end of 1 the best plan costs 10 more (production +30, holding -20)."
    )


def test_with_prices_the_next_best_plan_earns_less() -> None:
    """200 units that cannot be kept are not sold: 200 x 9 less revenue, 400 less holding cost."""
    problem = line([800.0, 1200.0], holding_cost=2.0, price=9.0)
    assert told(problem, "early") == (
        "1 builds 200 of Fan for 2: Line 1 is full in 2; keeping them costs 400; without them in stock at the end of 1 "
        "the best plan earns 1,400 less (revenue -1,800, holding -400)."
    )


def test_stock_that_stands_for_safety_is_not_early() -> None:
    """The article's plan makes every unit as late as the safety stock allows."""
    assert told(article_problem(), "early") == ""
    assert told(article_problem(), "in time") == (
        "Nothing is made early: all that is made, beyond what is firm, is needed in the period in which it arrives."
    )


def test_a_safety_stock_is_told_with_what_the_plan_without_it_saves() -> None:
    """29.75 units are made for 297.50 and kept 12 months for 535.50: 833 in all."""
    assert told(article_problem(), "floor") == (
        "The safety stock of P1 (up to 29.75) costs 833: its inventory is down to it in 12 of 12 periods; without it "
        "the best plan would cost that much less."
    )


def test_a_full_capacity_is_told_with_its_values_and_how_far_they_hold() -> None:
    """100 of 1,100 are bought for 8 instead of made for 3: so many units more save 5 each."""
    problem = line([1100.0], production_cost=3.0, subcontract_cost=8.0)
    assert told(problem, "capacity") == (
        "One unit more of Line 1 in 1 saves 5: all 1,000 are used; this holds up to 100 units more, beyond that less; "
        "one unit less would cost 5."
    )
    assert told(problem, "subcontract") == (
        "100 of Fan are bought outside in 1: that costs 800; without them no plan is possible."
    )


def test_a_missed_safety_stock_is_told_with_its_penalty_and_the_cost_of_keeping_it() -> None:
    """20 units too few to keep 100 for a penalty of 1; bought for 9 each they would cost 180, so 160 more."""
    problem = line(
        [920.0], safety_stock=100.0, safety_stock_rule="soft", safety_stock_penalty=1.0, subcontract_cost=9.0
    )
    assert told(problem, "shortfall") == (
        "The safety stock of Fan is missed by 20 in 1: that costs 20 in penalties; if it were kept the best plan costs "
        "160 more (subcontract +180, safety stock shortfall -20)."
    )


def test_a_safety_stock_that_is_missed_is_not_told_to_be_there() -> None:
    """Of 10 there are 4 in the first period, all of them in the second; elsewhere 5 and 9, at 18 and 14 of stock."""
    fields: dict[str, Any] = {"safety_stock": 10.0, "safety_stock_rule": "soft", "safety_stock_penalty": 3.0}
    problem = simple_problem([0.0, 0.0], max_production=[4.0, 9.0], holding_cost=1.0, relative_gap=0.0, **fields)
    assert "in 1 of 2 periods and it is missed in 1 of 2 periods; without it" in told(problem, "floor")
    never = simple_problem([0.0, 0.0], max_production=4.0, holding_cost=1.0, initial_inventory=1.0, **fields)
    assert "costs 30: it is missed in 2 of 2 periods; without it" in told(never, "floor")


def test_demand_that_is_lost_is_told_with_the_cost_of_serving_it() -> None:
    """100 are lost for 7 + 2 each. Overtime serves them for 15 each: 600 more."""
    problem = line([1100.0], lost_sale_cost=7.0, price=2.0, overtime_cost=15.0)
    assert told(problem, "lost sales") == (
        "100 of Fan are not sold in 1: that costs 900 with the lost price; if they were sold the best plan earns 600 "
        "less (overtime +1,500, revenue +200, lost sales -700)."
    )


def test_overtime_is_told_with_the_cost_of_doing_without() -> None:
    problem = line([900.0, 1100.0], holding_cost=6.0, overtime_cost=5.0)
    assert told(problem, "overtime") == (
        "Line 1 works overtime of 100 in 2: that costs 500; without it the best plan costs 100 more (holding +600, "
        "overtime -500)."
    )


def test_late_demand_is_told_with_the_cost_of_being_in_time() -> None:
    problem = line([1100.0, 0.0], backorder_cost=3.0, overtime_cost=5.0)
    assert told(problem, "backorders") == (
        "100 of Fan are late at the end of 1: that costs 300; if none were late then the best plan costs 200 more "
        "(overtime +500, backorders -300)."
    )


def test_capacity_that_is_never_full_and_maxima_that_are_never_reached_are_told() -> None:
    problem = line([200.0, 600.0], max_production=800.0, holding_cost=1.0)
    assert told(problem, "unused") == (
        "1,200 of 2,000 units of Line 1 stay unused over the horizon: it is never full, "
        "and is used least in 1, to 20 %."
    )
    assert told(problem, "maximum production") == (
        "No product reaches its maximum production: Fan comes nearest in 2, with 600 of 800."
    )


def test_a_maximum_that_is_reached_is_told_with_what_one_unit_more_saves() -> None:
    problem = line([0.0, 600.0], max_production=500.0, holding_cost=2.0)
    assert told(problem, "maximum") == (
        "Making one unit more of Fan in 2 would save 2: its maximum production of 500 is reached."
    )


def test_more_demand_is_told_where_it_costs_most() -> None:
    """In period 2 it must be kept from period 1, for 2."""
    problem = line([100.0, 1050.0], production_cost=3.0, holding_cost=2.0)
    assert told(problem, "demand") == (
        "One unit more of demand for Fan in 2 costs 5: so much does the best plan change with 1,051 for 1,050."
    )
    guarded = line([100.0, 1050.0], production_cost=3.0, holding_cost=2.0, safety_stock=10.0)
    assert told(guarded, "demand").endswith("with 1,051 for 1,050, at the same safety stock.")


def test_a_line_of_cost_adds_up_what_a_product_costs_by_all_of_its_routes() -> None:
    """60 of Fan at 2 each and 40 at 3 by another line are 240 of the 290; all that Fan costs is making it."""
    problem = simple_problem(
        [[100.0], [50.0]],
        production_cost=[[2.0], [1.0]],
        max_production=[[60.0], [60.0]],
        routes=[(0, {"production_cost": 3.0})],
    ).replace(product_codes=("Fan", "New"))
    assert told(problem, "cost line") == "Production is 100 % of the cost, 290: 240 of it is for Fan."
    assert told(problem, "product").splitlines()[0] == "Fan causes 83 % of the cost, 240: all of it is production."


def test_the_period_in_which_a_cost_of_classes_is_largest_counts_all_of_them() -> None:
    """Of the second class alone anything is lost."""
    lost = {"lost_sale_cost": 3.0}
    classes = [(0, lost | {"demand": [0, 0]}), (0, lost | {"demand": [1, 2]})]
    problem = simple_problem([[1, 2]], max_production=0.0, classes=classes)
    assert told(problem, "cost line") == "Lost sales are 100 % of the cost, 9: 6 of it is in 2."


def test_what_one_lot_leaves_for_later_is_told_as_made_in_lots() -> None:
    """10 are needed in each period, and lots of 20 are made: no line is full, and no setup missing."""
    lots = {"holding_cost": 1.0, "lot_multiple": 20.0}
    assert "Fan is made in lots of 20" in told(line([10.0, 10.0], **lots), "early")
    least = {"holding_cost": 1.0, "min_lot": 20.0, "production_cost": 1.0}
    assert told(line([10.0, 10.0], **least), "early").count("a lot of Fan is at least 20") == 1


def test_the_worth_of_a_last_resort_is_what_doing_without_costs_more() -> None:
    """Of 500 for overtime 100 are at stake, by which keeping is dearer; all of them where there is no other plan."""
    stake = explained(solve(line([900.0, 1100.0], holding_cost=6.0, overtime_cost=5.0))).sentences
    assert [one.worth for one in stake if one.kind == "overtime"] == [100.0]
    needed = explained(solve(line([1100.0, 900.0], holding_cost=6.0, overtime_cost=5.0))).sentences
    assert [one.worth for one in needed if one.kind == "overtime"] == [500.0]


def test_what_the_plan_costs_comes_first_with_its_proof_and_its_largest_parts() -> None:
    """1,677.50 for making, 535.50 for keeping; 1,207.50 of it is made in January."""
    sentences = explained(solve(article_problem())).sentences
    assert [sentence.text for sentence in sentences[:3]] == [
        "The plan costs 2,213 EUR in all: no plan costs less, which is proved.",
        "Production is 76 % of the cost, 1,677.50: 1,207.50 of it is in 1.",
        "1 causes 57 % of the cost, 1,252.13: 1,207.50 of it is production.",
    ]


def test_without_a_plan_the_changes_that_help_are_told() -> None:
    """Each of the other sets with its number."""
    problem = line([1200.0], max_production=1500.0, production_cost=1.0)
    assert [sentence.text for sentence in explained(solve(problem)).sentences] == [
        "No plan meets every limit: 2 sets of changes each make one possible.",
        "Raise capacity of Line 1 in 1 by 200: the cheapest plan then costs 1,200 EUR.",
        "Lower demand of Fan in 1 by 200: another way, number 1: the cheapest plan then costs 1,000 EUR.",
    ]


def test_a_large_plan_is_told_without_alternatives(monkeypatch: Any) -> None:
    """The same sentences, but for those that need another plan."""
    monkeypatch.setattr(door, "LARGE", 1)
    sentences = explained(solve(line([800.0, 1200.0], holding_cost=2.0, overtime_cost=5.0))).sentences
    assert [sentence.text for sentence in sentences if sentence.kind == "early"] == [
        "1 builds 200 of Fan for 2: Line 1 is full in 2; keeping them costs 400."
    ]


def test_an_explanation_stands_beside_the_plan_and_changes_nothing_of_it() -> None:
    """Every number of the plan, its notes and its seconds stay; the explanation has its own."""
    plan = planned(line([800.0, 1200.0], holding_cost=2.0, lost_sale_cost=nan))
    before = deepcopy(plan)
    found = explained(plan)
    for name in before.quantities.families:
        assert plan.quantities[name].tobytes() == before.quantities[name].tobytes()
    assert plan.product_costs.tobytes() == before.product_costs.tobytes()
    for name in ("status", "solver", "costs", "revenue", "proof", "seconds", "notes"):
        assert getattr(plan, name) == getattr(before, name)
    assert found.seconds > 0.0
    assert found.sentences
    assert all(isinstance(sentence, Sentence) for sentence in found.sentences)
