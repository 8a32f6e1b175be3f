"""Late demand: at most so many periods late, and open at the end of the horizon only at a cost."""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np
import pytest

from sop_excel.comparing.follow import Course, Wished, follow
from sop_excel.domain.measures import delivered
from sop_excel.model.checked import worst_violation
from sop_excel.model.explain.explained import explained
from sop_excel.sheets.read import read_problem
from tests.plans import not_planned, planned
from tests.problems import simple_problem
from tests.tables import errors_of, read, small_book, table, warnings_of

DEMAND = [5.0, 5, 5, 5]
LATER_IS_CHEAPER: dict[str, Any] = {"production_cost": [9, 7, 5, 1], "backorder_cost": 1}


def late(**fields: Any) -> list[float]:
    """Late demand at the end of each period of four that are each cheaper than the one before."""
    plan = planned(simple_problem(DEMAND, **(LATER_IS_CHEAPER | fields)))
    assert planned(plan.problem, "highs").objective == pytest.approx(plan.objective, rel=1e-12)
    return plan.quantities.backorders[0].tolist()  # type: ignore[no-any-return]


def test_demand_is_served_at_most_so_many_periods_late() -> None:
    """Everything waits for the last period, unless it may wait for two, one or none."""
    assert late() == [5, 10, 15, 0]
    assert late(max_periods_late=3) == [5, 10, 15, 0]
    assert late(max_periods_late=2) == [5, 10, 10, 0]
    assert late(max_periods_late=1) == [5, 5, 5, 0]
    assert late(max_periods_late=0) == [0, 0, 0, 0]


def test_backorders_at_the_start_count_as_demand_of_the_period_before() -> None:
    """Two that may be one period late are made in the first period, at 9; with two periods in the second, at 7."""
    made = [
        planned(simple_problem(DEMAND, initial_backorders=2, max_periods_late=most, **LATER_IS_CHEAPER)).production[0]
        for most in (0, 1, 2)
    ]
    assert [row.tolist() for row in made] == [[7, 5, 5, 5], [2, 5, 5, 10], [0, 2, 5, 15]]


def test_demand_that_was_lost_makes_no_room_for_older_orders() -> None:
    """Losing the second period's five does not let those of the first wait longer: the first are owed in period 2."""
    fields: dict[str, Any] = {"max_production": [0, 0, 9, 9], "backorder_cost": 1, "max_periods_late": 1}
    assert not_planned(simple_problem([0, 5, 0, 0], **fields | {"max_production": [0, 0, 0, 9]})).fixes is not None
    plan = planned(simple_problem([5, 5, 0, 0], lost_sale_cost=[4, 4, 4, 4], **fields))
    assert plan.quantities.lost_sales[0].tolist() == [5, 0, 0, 0]
    assert plan.quantities.backorders[0].tolist() == [0, 5, 0, 0]


def test_late_demand_stays_open_at_the_end_at_its_cost() -> None:
    """To stay open a unit of period 2 costs 3 + 4, one of period 1 3 + 3 + 4, and to be made 9; so 5 times 9 - 7 are at
    stake."""
    plan = planned(simple_problem([5, 5], production_cost=9, backorder_cost=3, open_order_cost=4))
    assert plan.quantities.backorders[0].tolist() == [0, 5]
    assert dict(plan.costs) == {"production": 45, "backorders": 15, "open_orders": 20}
    assert delivered(plan.problem, plan.quantities).tolist() == [[5, 0]]
    assert "5 units are still open at the end of the horizon, at their Open order cost." in plan.notes
    told = [sentence for sentence in explained(plan).sentences if sentence.kind == "backorders"]
    assert [(sentence.what, sentence.worth) for sentence in told] == [("5 of P1 are late at the end of 2", 10)]
    assert planned(simple_problem([5, 5], production_cost=9, backorder_cost=3)).total_cost == 90


def test_an_order_that_waits_too_long_may_not_be_open_at_the_end_either() -> None:
    """Of ten that would rather stay open, the five of the first period have to be served in the second."""
    plan = planned(simple_problem([5, 5], production_cost=9, backorder_cost=1, open_order_cost=3, max_periods_late=1))
    assert plan.quantities.backorders[0].tolist() == [0, 5]
    assert plan.total_cost == 45 + 5 + 15


def test_a_plan_that_serves_too_late_is_found() -> None:
    """The check sees it in what was asked for and delivered."""
    problem = simple_problem(DEMAND, max_periods_late=1, **LATER_IS_CHEAPER)
    later = planned(simple_problem(DEMAND, max_periods_late=2, **LATER_IS_CHEAPER)).quantities
    assert worst_violation(problem, later).rule == "the max periods late of P1 in 2"
    assert worst_violation(simple_problem(DEMAND, max_periods_late=2, **LATER_IS_CHEAPER), later).relative == 0


def test_where_orders_would_wait_too_long_the_changes_are_told() -> None:
    """Six of ten are there when they have to be served: four less demand, or more production in time."""
    found = not_planned(simple_problem([10, 0, 4], max_production=[3, 3, 9], backorder_cost=1, max_periods_late=1))
    assert "P1 needs 10 units by the end of 2 (demand of 10), but at most 6 can be there (production 6)." in found.notes
    assert found.fixes is not None
    assert sum(change.amount for change in found.fixes.changes) == 4


def test_a_rule_of_thumb_serves_no_later_than_it_may() -> None:
    """What has waited too long stays unserved, which breaks the demand; what may stay open at the end does."""
    problem = simple_problem([5, 5, 5], max_production=3, backorder_cost=1, max_periods_late=1, open_order_cost=2)

    def followed(problem: Any) -> Any:
        ahead = np.full((1, 1, 3), 5.0)
        course = Course(problem, 3, np.zeros((1, 4)), lambda t, past: (ahead[:, :, t:], np.array([[5.0]])), ends=True)
        return follow(course, lambda known: Wished(np.full((1, 1), 3.0)), problem.demand[None])

    flow = followed(problem)
    assert flow.backorders[0, 0].tolist() == [2, 4, 5]
    assert flow.short[0, 0].tolist() == [0, 0, 1]
    none = problem.replace(products=problem.products.replace(open_order_cost=np.array([nan])))
    assert followed(none).short[0, 0].tolist() == [0, 0, 6]


def test_both_columns_are_read_and_say_what_has_no_effect() -> None:
    """Whole periods, and a backorder cost beside them."""
    head = ["Product", "Backorder cost", "Max periods late", "Open order cost"]
    products = read(small_book(table("Products", head, ["A", 1.0, 2.0, 3.0], ["B", None, None, None]))).products
    assert products.max_periods_late.tolist() == [2, np.inf]
    assert products.open_order_cost[0] == 3
    assert np.isnan(products.open_order_cost[1])
    assert errors_of(small_book(table("Products", head, ["A", 1.0, 1.5, None], ["B"]))) == [
        (
            "Products!C2: Products[Max periods late]: expected a whole number >= 0, found 1.5; "
            "type a whole number >= 0, or clear the cell for no limit"
        )
    ]
    every = table(
        "Scenarios", ["Scenario", "Field", "Item", "Period", "Change", "Value"],
        ["Strict", "Max periods late", None, None, "set", 0.0],
    )  # fmt: skip
    strict = small_book(every, table("Products", head, ["A", 1.0, 2.0, None], ["B", None, None, None]))
    planned_so, told_so = read_problem(strict, "book", "Strict")
    assert planned_so.products.max_periods_late.tolist() == [0, 0]
    assert told_so == ()
    told = warnings_of(small_book(table("Products", head, ["A", None, 2.0, None], ["B"])))
    assert any("Products!C2: Products[Max periods late]: expected a Backorder cost beside" in line for line in told)
