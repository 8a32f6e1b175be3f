"""An order of goals before the cost: read, planned by numbers that can be checked by hand, told and verified."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.domain.plan import INFEASIBLE, OPTIMAL
from sop_excel.domain.problem import CATCH_UP, SOFT
from sop_excel.domain.table import Table
from sop_excel.model.certificate import certificate
from sop_excel.model.explain.explained import explained
from sop_excel.model.export import exported
from sop_excel.model.verify import verify
from tests.commands import sop_excel
from tests.plans import not_planned, planned
from tests.problems import simple_problem
from tests.tables import errors_of, read, small_book, table
from tests.unit.test_penalties import line, penalties
from tests.workbooks import make_workbook

# 10 are made at most, 15 are asked for and 4 are to be kept: losing a unit is cheaper than making it.
SCARCE: dict[str, Any] = {
    "demand": [[15]], "safety_stock": 4, "max_production": 10, "production_cost": 20, "lost_sale_cost": 3,
}  # fmt: skip


@pytest.mark.parametrize(
    ("order", "lost", "missing", "cost"),
    [
        ((), 15, 0, 4 * 20 + 15 * 3),
        (("service",), 9, 0, 10 * 20 + 9 * 3),
        (("service", "safety stock"), 5, 4, 10 * 20 + 5 * 3),
        (("safety stock", "service"), 9, 0, 10 * 20 + 9 * 3),
        (("safety stock",), 15, 0, 4 * 20 + 15 * 3),
        (("penalties",), 15, 0, 4 * 20 + 15 * 3),
    ],
)
def test_each_goal_is_at_its_least_before_the_next_one(
    order: tuple[str, ...], lost: float, missing: float, cost: float
) -> None:
    """For cost alone nothing is sold; with service first all 10 that can be are, less the 4 of a stock that is kept."""
    plan = planned(simple_problem(**SCARCE, order_of_goals=order))
    found = plan.quantities.lost_sales.sum(), plan.quantities.shortfall.sum(), plan.objective
    assert (plan.status, *found) == (OPTIMAL, lost, missing, cost)


def test_every_goal_is_told_with_its_least_and_one_that_decides_nothing_as_such() -> None:
    """In the order of the setting."""
    plan = planned(simple_problem(**SCARCE, order_of_goals=("service", "penalties", "safety stock")))
    assert plan.notes[:3] == (
        "Goal 1, service: late and lost demand cost 15; no plan serves better.",
        "Goal 2, penalties: no limit has a penalty, so that it decides nothing.",
        (
            "Goal 3, safety stock: 4 unit-periods are missing to the safety stocks in all; no plan that serves "
            "customers as well misses less."
        ),
    )


def test_goals_that_decide_nothing_leave_a_problem_without_a_plan_to_its_fixes() -> None:
    """9 are asked for and must be served, 4 can be made."""
    assert not_planned(simple_problem([[9]], max_production=4, order_of_goals=("service",))).status == INFEASIBLE


def test_a_soft_safety_stock_that_is_a_goal_still_costs_its_penalty() -> None:
    """4 are missing after all is sold that can be, at 7 each."""
    fields = SCARCE | {"safety_stock_rule": SOFT, "safety_stock_penalty": 7}
    plan = planned(simple_problem(**fields, order_of_goals=("service", "safety stock")))
    assert plan.costs["safety_stock_shortfall"] == 4 * 7


def test_the_least_of_penalties_is_paid_whatever_else_it_costs() -> None:
    """One hour beyond the capacity costs 1 and keeping a unit 1 too: with the goal, 3 of Fan are made ahead."""
    dear = penalties(("Capacity", "Line", None, 0.25))
    free = planned(read(line(dear)))
    order = table("Settings", ["Setting", "Value"], ["Order of goals", "Penalties"])
    plan = planned(read(line(dear, order)))
    assert (free.costs["penalties"], plan.costs["penalties"]) == (4 * 0.25, 0.25)
    assert plan.inventory[0].tolist() == [3, 0]
    assert plan.notes[0] == "Goal 1, penalties: penalties cost 0.25; no plan pays less."


def test_a_plan_in_an_order_of_goals_is_proved_explained_exported_and_verified() -> None:
    """Its certificate pays for what is held, and every second opinion agrees."""
    problem = simple_problem(
        [[60, 60, 60, 60], [9, 9, 9, 9]], initial_inventory=[50, 0], safety_stock=[[50], [5]], production_cost=20,
        holding_cost=1, backorder_cost=3, lost_sale_cost=1, resources=["Line"], usage=[(0, 0, 1.0), (1, 0, 1.0)],
        capacity=[[50.0, 48.0, 52.0, 47.0]], order_of_goals=("service", "safety stock"),
    )  # fmt: skip
    plan = planned(problem)
    assert plan.status == OPTIMAL
    found = certificate(plan)
    assert found is not None
    assert found.bound == pytest.approx(plan.objective, rel=1e-9)
    assert {"Least cost of service", "Least total shortfall"} & {term.part for term in found.terms}
    assert [finding.said for finding in verify(problem, None).findings if not finding.agrees] == []
    assert all(f"held({goal})" in exported(problem, "lp") for goal in ("service", "shortfall"))
    told = [sentence.why for sentence in explained(plan).sentences if sentence.kind == "shortfall"]
    assert told
    assert all(why.startswith("no plan that serves customers as well misses less of all safety") for why in told)


def _settings(*rows: tuple[Any, Any]) -> Table:
    return table("Settings", ["Setting", "Value"], *rows)


@pytest.mark.parametrize("text", ["Service; safety-stock, COST", "service, safety stock"])
def test_an_order_may_be_spelt_in_any_way(text: str) -> None:
    """Cost comes last, whether it is named or not."""
    policies = read(small_book(_settings(("Order of goals", text)))).policies
    assert policies.order_of_goals == ("service", "safety stock")


@pytest.mark.parametrize("text", [None, "cost"])
def test_without_other_goals_the_cost_is_all(text: str | None) -> None:
    """Also beside the rule catch up."""
    policies = read(small_book(_settings(("Order of goals", text), ("Safety stock rule", CATCH_UP)))).policies
    assert policies.order_of_goals == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "service, quality, speed",
            (
                "expected goals out of service, priority, safety stock, penalties, cost, separated by commas, found "
                "'quality' and 'speed'; name the goals in their order, or clear the cell for the least cost alone"
            ),
        ),
        (
            ",",
            (
                "expected goals out of service, priority, safety stock, penalties, cost, separated by commas, found "
                "','; name the goals in their order, or clear the cell for the least cost alone"
            ),
        ),
        (
            "service, cost, Service",
            "expected each goal once, found service more than once; keep it where it comes first",
        ),
        (
            "cost, service",
            (
                "expected cost as the last goal, found cost before service; put it last, or leave it out, or clear "
                "the cell for the least cost alone"
            ),
        ),
    ],
)
def test_an_order_that_is_none_is_an_error(text: str, line: str) -> None:
    """With what was expected and found."""
    assert errors_of(small_book(_settings(("Order of goals", text)))) == [f"Settings!B2: Settings[Value]: {line}"]


def test_an_order_beside_the_rule_catch_up_is_an_error_with_both_cells() -> None:
    """As the rule is an order of its own."""
    [error] = errors_of(small_book(_settings(("Order of goals", "service"), ("Safety stock rule", CATCH_UP))))
    assert error == (
        "Settings!B2: Settings[Value]: expected no goals beside the cost while Safety stock rule is catch up "
        "(Settings!B3), found 'service'; clear this cell, or choose the rule hard or soft: the rule has goals and an "
        "order of its own"
    )


def test_a_safety_stock_that_is_a_goal_has_no_penalty() -> None:
    """Else it would be missed at a price before it is brought to its least; as a penalty it may stand in the order."""
    rows = penalties(("Safety stock", None, None, 1.0))
    [error] = errors_of(line(_settings(("Order of goals", "safety stock")), rows))
    assert error.startswith(
        "Penalties!D2: Penalties[Penalty]: expected no penalty for Safety stock while Order of goals names safety stock"
    )
    assert read(line(_settings(("Order of goals", "penalties")), rows)).policies.order_of_goals == ("penalties",)


def test_the_workbook_says_what_each_goal_has_and_verify_reads_it_back(tmp_path: Path) -> None:
    """A written plan that serves worse than it must is found."""
    tables: dict[str, Any] = {
        "Products": [["Product", "Production cost", "Lost sale cost", "Max production"], ["Fan", 20, 3, 10]],
        "Demand": [["Product", "Jan"], ["Fan", 15]],
        "Settings": [["Setting", "Value"], ["Order of goals", "service, cost"]],
    }
    path = make_workbook(tmp_path / "book.xlsx", tables)
    assert sop_excel("optimize", path).status == 0
    told = [row[1] for row in openpyxl.load_workbook(path)["Checks"].iter_rows(values_only=True)]
    assert "Goal 1, service: late and lost demand cost 15; no plan serves better." in told
    assert sop_excel("verify", path).status == 0
    tables["Plan"] = [
        ["Product", "Measure", "Jan", "Total"], ["Fan", "Production", 4, 4], ["Fan", "Lost sales", 11, 11],
        ["Fan", "Inventory", 0, None],
    ]  # fmt: skip
    tables["CostSummary"] = [["Cost", "Amount", "Share"], ["Production", 80, 1], ["Total cost", 113, 1]]
    ran = sop_excel("verify", make_workbook(tmp_path / "worse.xlsx", tables), "--json")
    said = {finding["what"]: finding["said"] for finding in ran.answer["findings"] if not finding["agrees"]}
    assert said["Service, written plan"] == (
        "Late and lost demand, with lost prices, cost 33.00 in the written plan; the least is 15.00."
    )
