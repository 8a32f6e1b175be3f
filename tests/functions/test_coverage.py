"""COVERAGE_PLAN: what the rule of thumb does, by numbers that can be checked by hand."""

from __future__ import annotations

from math import fsum

from hypothesis import given
from hypothesis import strategies as st

from tests.functions.formulas import column, formula, number, told


def test_forward_cover_keeps_the_demand_of_the_next_periods() -> None:
    """One period of cover: each period makes what the next one needs; beyond the horizon the mean demand of 20."""
    answer = formula("COVERAGE_PLAN", [10, 20, 30], 5, 1, 1, 10)
    assert column(answer, "Safety stock") == [20.0, 30.0, 20.0]
    assert column(answer, "Production") == [20.0, 30.0, 20.0]
    assert column(answer, "Inventory") == [20.0, 30.0, 20.0]
    assert column(answer, "Cost") == [120.0, 180.0, 120.0]


def test_trailing_cover_keeps_the_demand_of_the_last_periods() -> None:
    """The same rule on past sales follows demand late; a fraction of a period counts in part."""
    answer = formula("COVERAGE_PLAN", [10, 20, 30], 5, 1, 1.5, 10, None, None, "trailing")
    assert column(answer, "Safety stock") == [15.0, 25.0, 40.0]
    assert column(answer, "Production") == [15.0, 30.0, 45.0]


def test_forward_is_what_happens_without_a_word() -> None:
    """And the word may be written in any case."""
    assert formula("COVERAGE_PLAN", [10, 20], 5, 1, 1) == formula(
        "COVERAGE_PLAN", [10, 20], 5, 1, 1, None, None, None, "FORWARD"
    )


def test_stock_that_is_there_is_used_up_first_and_limits_hold() -> None:
    """From 45 on hand nothing is made at first; a warehouse of 15 cuts the target, a limit of 8 production."""
    answer = formula("COVERAGE_PLAN", [10, 20, 30], 5, 1, 1, 45, 8, 15)
    assert column(answer, "Production") == [0.0, 0.0, 8.0]
    assert column(answer, "Inventory") == [35.0, 15.0, -7.0]


def test_demand_that_comes_too_late_is_negative_inventory_without_holding_cost() -> None:
    """The rule does not look ahead: 5 a period against a peak of 20 in the third."""
    answer = formula("COVERAGE_PLAN", [5, 5, 20], 2, 1, 0, None, 5)
    assert column(answer, "Inventory") == [0.0, 0.0, -15.0]
    assert column(answer, "Cost") == [10.0, 10.0, 10.0]


def test_what_the_rule_serves_late_stands_beside_what_it_costs() -> None:
    """Capacity 6 against 5, 0, 20, 3: 14 of the third period are late, and all 3 of the fourth, who come after them."""
    answer = formula("COVERAGE_PLAN", [5, 0, 20, 3], 2, 1, 0, None, 6)
    assert column(answer, "Inventory") == [0.0, 0.0, -14.0, -11.0]
    assert column(answer, "Late") == [0.0, 0.0, 14.0, 3.0]
    assert [row[answer[0].index("Fill rate")] for row in answer[1:]] == [1.0, None, 0.3, 0.0]
    assert 1 - sum(column(answer, "Late")) / sum(column(answer, "Demand")) == 1 - 17 / 28
    in_time = formula("COVERAGE_PLAN", [5, 0, 20, 3], 2, 1, 0, None, 20)
    assert column(in_time, "Late") == [0.0] * 4


@given(
    demand=st.lists(st.integers(0, 60), min_size=1, max_size=9),
    cover=st.sampled_from([0.0, 0.5, 2.0]),
    capacity=st.integers(0, 60),
    initial=st.integers(0, 80),
)
def test_late_units_are_those_that_a_queue_of_customers_would_count(
    demand: list[int], cover: float, capacity: int, initial: int
) -> None:
    """Who came first is served first; a unit is late where it is not served in the period of its order."""
    answer = formula("COVERAGE_PLAN", demand, 1, 1, cover, initial, capacity)
    queue: list[int] = []
    stock, late = float(initial), [0.0] * len(demand)
    for t, made in enumerate(column(answer, "Production")):
        stock += made
        queue += [t] * demand[t]
        served = min(len(queue), int(stock))
        queue, stock = queue[served:], stock - served
        late[t] = float(queue.count(t))
    if cover == int(cover):  # whole units then, as the queue has them
        assert column(answer, "Late") == late


def test_a_word_that_is_no_basis_is_told() -> None:
    """With the words that are."""
    assert told("COVERAGE_PLAN", [10, 20], 5, 1, 1, None, None, None, "back") == (
        "argument 8, basis: expected forward or trailing, found 'back'; leave it out for forward"
    )


@given(
    demand=st.lists(st.integers(0, 60), min_size=1, max_size=9),
    cover=st.sampled_from([0.0, 0.5, 1.0, 2.5]),
    cost=st.integers(0, 9),
    holding=st.integers(0, 5),
    initial=st.integers(0, 80),
)
def test_the_cheapest_plan_with_the_rule_s_cover_as_its_floor_costs_no_more(
    demand: list[int], cover: float, cost: int, holding: int, initial: int
) -> None:
    """The rule is one plan of those that keep the floor, so the cheapest of them costs at most as much."""
    rule = formula("COVERAGE_PLAN", demand, cost, holding, cover, initial)
    headers = ["Product", "Production cost", "Holding cost", "Cover periods", "Initial inventory"]
    products = [headers, ["A", cost, holding, cover, initial]]
    periods = [f"P{t}" for t in range(len(demand))]
    plan = formula("OPTIMIZE_PLANS", products, [["Product", *periods], ["A", *demand]])
    by_measure = {row[1]: [number(cell) for cell in row[2:-1]] for row in plan[1:]}
    best = fsum(cost * x + holding * s for x, s in zip(by_measure["Production"], by_measure["Inventory"], strict=True))
    assert best <= fsum(column(rule, "Cost")) + 1e-6
