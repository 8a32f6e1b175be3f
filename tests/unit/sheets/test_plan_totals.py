"""Table PlanTotals: what table Plan says, added up by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sop_excel.contract.schema import ALL_PRODUCTS
from sop_excel.domain.problem import Problem
from sop_excel.sheets.outputs import plan_table
from sop_excel.sheets.plan_totals import plan_totals
from tests.plans import not_planned, planned
from tests.problems import simple_problem

ALWAYS = ["Demand", "Production", "Inventory"]


def grouped(groups: tuple[str, ...], **fields: Any) -> Problem:
    """Three products of which every period needs 10, 20 and 30; the second loses what it lacks."""
    demand = [[10.0, 10.0], [20.0, 20.0], [30.0, 30.0]]
    return replace(simple_problem(demand, production_cost=1, holding_cost=1, **fields), groups=groups)


def test_all_products_come_first_then_each_group_in_the_order_of_table_products() -> None:
    """Stock is told in each period and has no total; what flows has one."""
    table = plan_totals(planned(grouped(("Sails", "", "Hulls"))))
    assert table.headers == ("Group", "Measure", "1", "2", "Total")
    assert [row[:2] for row in table.rows] == [(g, m) for g in (ALL_PRODUCTS, "Sails", "Hulls") for m in ALWAYS]
    rows = {row[:2]: row[2:] for row in table.rows}
    assert rows[ALL_PRODUCTS, "Production"] == (60.0, 60.0, 120.0)
    assert rows["Sails", "Production"] == (10.0, 10.0, 20.0)
    assert rows["Hulls", "Demand"] == (30.0, 30.0, 60.0)
    assert rows["Hulls", "Inventory"] == (0.0, 0.0, None)


def test_a_group_has_the_measures_that_table_plan_has_and_no_other() -> None:
    """One product may lose demand: what is lost is told of every group, as of every product."""
    plan = planned(grouped(("A", "B", "B"), lost_sale_cost=[[50, 50], [0.5, 0.5], [50, 50]]))
    measures = list(dict.fromkeys(row[1] for row in plan_table(plan).rows))
    table = plan_totals(plan)
    assert [row[1] for row in table.rows] == measures * 3
    rows = {row[:2]: row[2:] for row in table.rows}
    assert rows["B", "Lost sales"] == (20.0, 20.0, 40.0)
    assert rows["A", "Lost sales"] == (0.0, 0.0, 0.0)


def test_a_group_that_is_called_as_all_products_are_stays_in_the_first_rows_alone() -> None:
    """Two rows of one name would be added up twice by a formula."""
    rows = plan_totals(planned(grouped((ALL_PRODUCTS, "B", "B")))).rows
    assert [row[0] for row in rows] == [ALL_PRODUCTS] * 3 + ["B"] * 3


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_sums_do_not_depend_on_the_order_of_the_products(order: tuple[int, ...]) -> None:
    """0.1 + 0.2 + 0.3 is added up exactly, to the last bit."""
    demand = [[(0.1, 0.2, 0.3)[k]] for k in order]
    rows = plan_totals(planned(simple_problem(demand))).rows
    assert rows[0][2] == 0.6


def test_without_a_plan_the_rows_have_no_numbers() -> None:
    """60 are wanted where nothing can be made."""
    table = plan_totals(not_planned(grouped(("A", "A", "A"), max_production=0)))
    assert [row[:2] for row in table.rows] == [(g, m) for g in (ALL_PRODUCTS, "A") for m in ALWAYS]
    assert {value for row in table.rows for value in row[2:]} == {None}
