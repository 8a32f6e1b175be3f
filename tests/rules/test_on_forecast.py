"""A rule on the forecast as given: small plans made by hand, and none that is cheaper than the cheapest plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.comparing.on_forecast import RULES, four_weeks, on_forecast
from sop_excel.comparing.rules import chase, cover, forward_coverage, level, trailing_coverage
from sop_excel.domain.coverage import follow_targets, trailing_cover
from sop_excel.domain.demand_floors import floors_from_demand
from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.solve import solve
from tests.examples import examples
from tests.problems import article_problem, simple_problem
from tests.property.strategies import problems, shuffled

DEMAND = [10.0, 20.0, 30.0, 40.0]


def made(problem: Problem, rule: Any) -> tuple[list[list[float]], list[list[float]]]:
    found = on_forecast(problem, rule)
    return found.quantities.production.tolist(), found.quantities.inventory.tolist()


def test_forward_coverage_keeps_the_demand_of_the_next_periods() -> None:
    """One period: 20, 30, 40 and then the mean, 25."""
    problem = simple_problem(DEMAND, initial_inventory=5)
    assert made(problem, forward_coverage(1)) == ([[25.0, 30.0, 40.0, 25.0]], [[20.0, 30.0, 40.0, 25.0]])


def test_a_fraction_of_coverage_takes_part_of_a_period() -> None:
    """Half of 20, 30, 40 and 25."""
    assert made(simple_problem(DEMAND), forward_coverage(0.5))[1] == [[10.0, 15.0, 20.0, 12.5]]


def test_trailing_coverage_keeps_what_was_sold_and_is_late_when_demand_rises() -> None:
    """One period: what the period itself sells, which falls behind the 20, 30, 40 of the next."""
    assert made(simple_problem(DEMAND), trailing_coverage(1)) == (
        [[20.0, 30.0, 40.0, 50.0]],
        [[10.0, 20.0, 30.0, 40.0]],
    )


def test_chase_makes_what_is_needed_with_the_safety_stock() -> None:
    """8 of 10 in stock at first, a floor of 3, a receipt of 7 in the third period."""
    problem = simple_problem(DEMAND, initial_inventory=8, safety_stock=3, receipts=[0, 0, 7, 0])
    assert made(problem, chase()) == ([[5.0, 20.0, 23.0, 40.0]], [[3.0, 3.0, 3.0, 3.0]])


def test_level_makes_the_least_constant_amount_that_never_runs_short() -> None:
    """10, 30, 60 and 100 in all, of which 4 are there: 24 a period, for the last one; nothing less would do."""
    production, inventory = made(simple_problem(DEMAND, initial_inventory=4), level())
    assert production == [[24.0] * 4]
    assert inventory == [[18.0, 22.0, 16.0, 0.0]]


def test_level_meets_the_final_inventory() -> None:
    assert made(simple_problem(DEMAND, final_inventory=20), level())[0] == [[30.0] * 4]


def test_starts_arrive_a_lead_time_later_and_none_comes_too_late() -> None:
    """Two periods: 35 in stock last for the first two, and nothing is started in the last two."""
    problem = simple_problem(DEMAND, initial_inventory=35, lead_time=2)
    assert made(problem, chase()) == ([[25.0, 40.0, 0.0, 0.0]], [[25.0, 5.0, 0.0, 0.0]])
    assert made(problem, forward_coverage(1)) == ([[65.0, 25.0, 0.0, 0.0]], [[25.0, 5.0, 40.0, 25.0]])
    assert made(problem, level()) == ([[32.5, 32.5, 0.0, 0.0]], [[25.0, 5.0, 7.5, 0.0]])


def test_frozen_periods_make_what_is_firm_and_the_rule_begins_after_them() -> None:
    problem = simple_problem(DEMAND, frozen_periods=1, firm_production=[16, 0, 0, 0])
    assert made(problem, level())[0] == [[16.0, 28.0, 28.0, 28.0]]


def test_a_shared_capacity_cuts_all_products_alike_and_overtime_counts() -> None:
    """30 and 10 are wished of a line that makes 20, and 4 more in overtime: six tenths of each."""
    problem = simple_problem(
        [[30.0], [10.0]], resources=["Line"], usage=[(0, 0, 1), (1, 0, 1)], capacity=20, overtime_cost=3,
        overtime_capacity=4, lost_sale_cost=1, cost=1,
    )  # fmt: skip
    found = on_forecast(problem, chase())
    assert found.quantities.production.tolist() == [[18.0], [6.0]]
    assert (found.quantities.overtime.tolist(), found.costs["overtime"], found.costs["lost_sales"]) == (
        [[4.0]],
        12.0,
        16.0,
    )
    assert found.broken == ""


def test_what_lacks_is_bought_outside_where_that_has_a_price() -> None:
    """10 may be made of 14, and as much bought as needed."""
    problem = simple_problem([14.0], max_production=10, subcontract_cost=9)
    found = on_forecast(problem, chase())
    assert (found.quantities.subcontract.tolist(), found.broken) == ([[4.0]], "")
    assert found.costs["subcontract"] == 36.0


def test_a_rule_that_cannot_keep_the_limits_says_by_how_much() -> None:
    """15 a period is enough for 10, 20 and 15 if it is made ahead, which no rule of coverage by 0 periods does."""
    problem = simple_problem([10.0, 20.0, 15.0], max_production=15)
    assert isinstance(solve(problem), Plan)
    found = on_forecast(problem, chase())
    assert found.broken == "5 units of demand stay unserved, first of P1 in 2"
    assert found.short == 5.0
    assert on_forecast(problem, level()).broken == ""


def test_what_may_be_late_is_late_but_not_at_the_end() -> None:
    """15 a period: 5 of the second period come in the third; of the last period none may be owed."""
    late = simple_problem([10.0, 20.0, 10.0], max_production=15, backorder_cost=2)
    found = on_forecast(late, chase())
    assert (found.quantities.backorders.tolist(), found.costs["backorders"], found.broken) == (
        [[0.0, 5.0, 0.0]],
        10.0,
        "",
    )
    never = simple_problem([10.0, 10.0, 20.0], max_production=15, backorder_cost=2)
    assert on_forecast(never, chase()).broken.startswith("5 units of demand stay unserved")


def test_whole_units_are_made_of_a_wish_that_is_not_whole() -> None:
    assert made(simple_problem([2.5, 2.5], whole_units=True), chase())[0] == [[3.0, 2.0]]


def test_a_rule_makes_lots_of_what_it_wishes() -> None:
    """5 and 6 are wished: lots of 4, and no less than 8 at a time; what is too much covers the next period."""
    problem = simple_problem([[5.0, 6.0, 2.0]], lot_multiple=4.0, min_lot=8.0, holding_cost=1.0)
    found = on_forecast(problem, RULES["chase"](0.0))
    assert not found.broken
    assert found.quantities.production.tolist() == [[8.0, 8.0, 0.0]]


def test_four_weeks_are_so_many_periods() -> None:
    """Of a week four, of a day 28; one where the days of a period are not known."""
    problem = simple_problem(DEMAND)
    days = [four_weeks(problem.replace(days_per_period=days)) for days in (7.0, 1.0, None)]
    assert days == [4.0, 28.0, 1.0]


@examples(100)
@given(
    st.lists(st.sampled_from((0.0, 1.0, 3.0, 8.0, 20.5)), min_size=1, max_size=7), st.sampled_from((0, 0.4, 1, 2.5, 9))
)
def test_coverages_are_those_of_the_contract_and_of_the_worksheet_function(demand: list[float], periods: float) -> None:
    """A safety stock by Cover periods, and COVERAGE_PLAN."""
    problem = simple_problem(demand, initial_inventory=3)
    floors = floors_from_demand(np.array([np.nan]), np.array([periods]), problem.demand)
    for rule, targets in (
        (forward_coverage(periods), floors),
        (trailing_coverage(periods), trailing_cover(problem.demand, periods)),
    ):
        production, inventory = follow_targets(problem, targets)
        found = on_forecast(problem, rule)
        assert found.quantities.production == pytest.approx(production, abs=1e-9)
        assert found.quantities.inventory == pytest.approx(inventory, abs=1e-9)


def test_cover_goes_on_with_the_mean_beyond_what_is_expected() -> None:
    expected, mean = np.array([[[4.0, 8.0]]]), np.array([[5.0]])
    found = [float(cover(expected, mean, np.array([start]), 2.5)[0, 0]) for start in (0, 1, 2, 3)]
    assert found == [14.5, 15.5, 12.5, 12.5]


# The max production is that of the default route, by which a rule makes all firm production too.
FLOORS_OR_STORES = {
    "the safety stock", "the final inventory", "the max inventory", "the capacity", "the overtime capacity",
    "the firm production", "the max production", "the max subcontract", "whole production", "whole subcontract",
    "the overtime hours of the workers", "production by a route that comes too late",
    "the min lot", "the lot multiple", "the min load",
    "the minimum", "the maximum",  # of which no rule knows
    "lost sales of a class", "backorders of a class", "backorders not allowed to a class",  # nor of classes
    "the max periods late of a class", "delivered to a class",
    "delivered, which is never negative", "the balance",  # of components that come late to their parents
}  # fmt: skip


@examples(300)
@given(problems(), st.sampled_from(sorted(RULES)), st.sampled_from((0.0, 0.5, 1.0, 2.0)))
def test_no_rule_is_cheaper_than_the_cheapest_plan(problem: Problem, rule: str, periods: float) -> None:
    """One that keeps every limit is a plan; where no plan exists none does."""
    found, plan = on_forecast(problem, RULES[rule](periods)), solve(problem)
    if found.broken:
        told = [one for one in found.broken.split("; ") if "stay unserved" not in one]
        assert all(any(one.startswith(name) for name in FLOORS_OR_STORES) for one in told) or found.short
        return
    assert isinstance(plan, Plan)
    if not problem.policies.in_steps:  # which pay for service and stock that others do not give
        assert found.objective >= plan.objective - 1e-6 * max(1.0, plan.total_cost)


@examples(60)
@given(problems(), st.data())
def test_the_order_of_rows_changes_nothing(problem: Problem, data: st.DataObject) -> None:
    """To the last bit."""
    rule = RULES[data.draw(st.sampled_from(sorted(RULES)))](1.5)
    orders = [data.draw(st.permutations(range(count))) for count in (problem.shape[0], len(problem.resource_codes))]
    other = shuffled(problem, *orders)
    first, second = on_forecast(problem, rule), on_forecast(other, rule)
    assert (first.total_cost, first.revenue, first.broken) == (second.total_cost, second.revenue, second.broken)


def test_the_article_costs_what_its_rules_cost() -> None:
    """The optimum is chasing demand, as costs are constant and nothing is scarce: 2,213."""
    plan = solve(article_problem())
    assert isinstance(plan, Plan)
    assert on_forecast(article_problem(), chase()).total_cost == plan.total_cost == 2213.0
    assert on_forecast(article_problem(), forward_coverage(1)).total_cost == pytest.approx(2226.875)


def test_a_rule_pays_for_what_it_moves_from_the_published_plan() -> None:
    """As the plan does beside which it stands: chasing demand makes 5 units less and 7 more than was published."""
    published: dict[str, Any] = {
        "published": [[15.0, 13.0, float("nan"), 40.0]],
        "change_penalty": 2,
        "change_periods": 3,
    }
    found = on_forecast(simple_problem(DEMAND, production_cost=1, **published), chase())
    assert dict(found.costs) == {"production": 100.0, "plan_changes": 24.0}
    assert not found.broken
