"""Limits of other tables that may be missed at a penalty, and targets of stocks: read, planned and written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.domain.measures import safety_stock, shortfall
from sop_excel.domain.missed_limits import in_one_line
from sop_excel.domain.plan import Plan
from sop_excel.domain.table import Table, Value
from sop_excel.model.checked import worst_violation
from sop_excel.model.explain.explained import explained
from sop_excel.model.solve import solve
from tests.commands import sop_excel
from tests.tables import book, errors_of, read, table, warnings_of
from tests.workbooks import make_workbook

PRODUCTS = ("Product", "Production cost", "Holding cost", "Max inventory", "Safety stock", "Final inventory")
Rows = tuple[tuple[Value, ...], ...]


def penalties(*rows: tuple[Value, ...]) -> Table:
    """Table Penalties with these rows: limit, item, period and penalty."""
    return table("Penalties", ["Limit", "Item", "Period", "Penalty"], *rows)


def line(*others: Table, overtime: Value = None) -> dict[str, Table]:
    """Fan and New on a line of 10 a period, which is too small in Feb: 14 are asked for then, and 6 in Jan."""
    resources = table(
        "Resources", ["Resource", "Capacity", "Overtime cost", "Overtime capacity"], ["Line", 10.0, overtime, 2.0]
    )
    return book(
        table("Products", PRODUCTS, ["Fan", 5.0, 1.0, 3.0, 0.0, None], ["New", 2.0, 1.0, 0.0, 0.0, None]),
        table("Demand", ["Product", "Jan", "Feb"], ["Fan", 4.0, 10.0], ["New", 2.0, 4.0]),
        resources if overtime is not None else table("Resources", ["Resource", "Capacity"], ["Line", 10.0]),
        table("Routings", ["Product", "Resource", "Usage"], ["Fan", "Line", 1.0], ["New", "Line", 1.0]),
        *others,
    )


def plan_of(tables: Mapping[str, Table]) -> Plan:
    """The plan of the tables, which keeps its rules."""
    plan = solve(read(tables))
    assert isinstance(plan, Plan)
    assert worst_violation(plan.problem, plan.quantities).relative <= 1e-9
    assert plan.status == "optimal"
    return plan


def test_without_a_penalty_there_is_no_plan() -> None:
    """Three of Fan can be kept, and New cannot: one unit is too many."""
    assert solve(read(line())).status == "infeasible"


@pytest.mark.parametrize(
    ("rows", "paid", "note"),
    [
        (
            (("Capacity", "Line", None, 4.0),),
            4 * 1.0,
            "Capacity of Line is exceeded by 1 in Feb, at a penalty of 4 EUR.",
        ),
        (
            (("Max inventory", "Fan", None, 3.0),),
            3 * 1.0,
            "Max inventory of Fan is exceeded by 1 in Jan, at a penalty of 3 EUR.",
        ),
        (
            (("Max inventory", "New", "Jan", 7.0),),
            7 * 1.0,
            "Max inventory of New is exceeded by 1 in Jan, at a penalty of 7 EUR.",
        ),
        (
            (("Capacity", None, "Feb", 0.25),),
            4 * 0.25,
            "Capacity of Line is exceeded by 4 in Feb, at a penalty of 1 EUR.",
        ),
    ],
)
def test_a_limit_is_missed_as_far_as_is_paid_for(rows: Rows, paid: float, note: str) -> None:
    """One unit is too many; where the penalty is less than keeping stock, all four of Feb are made in Feb."""
    plan = plan_of(line(penalties(*rows)))
    assert plan.costs["penalties"] == pytest.approx(paid)
    assert plan.notes == (note,)


def test_overtime_comes_before_what_is_beyond_it() -> None:
    """Four of Feb in overtime at 0.25 each, two beyond what there is at 0.50 more: keeping costs more."""
    plan = plan_of(line(penalties(("Capacity", None, None, 0.5)), overtime=0.25))
    assert plan.quantities.overtime.tolist() == [[0, 4]]
    assert (plan.costs["overtime"], plan.costs["penalties"]) == (4 * 0.25, 2 * 0.5)


def test_a_safety_stock_of_one_product_may_be_missed() -> None:
    """As with the rule soft, but for Fan alone: the plan shows its floor and what is missing."""
    tables = line(
        table("Products", PRODUCTS, ["Fan", 5.0, 1.0, None, 2.0, None], ["New", 2.0, 1.0, None, 0.0, 3.0]),
        penalties(("Safety stock", "Fan", None, 0.5), ("Final inventory", "New", None, 0.0)),
    )
    plan = plan_of(tables)
    assert plan.costs["penalties"] == 2 * 0.5
    assert shortfall(plan.problem, plan.quantities).tolist() == [[0, 2], [0, 0]]
    assert safety_stock(plan.problem)[0].tolist() == [2, 2]


def test_a_missed_floor_is_told_as_missed() -> None:
    """And so where it is told why the plan is as it is; a limit that is kept is not spoken of."""
    tables = line(
        table("Products", PRODUCTS, ["Fan", 5.0, 1.0, None, 2.0, None], ["New", 2.0, 1.0, None, 0.0, 3.0]),
        penalties(("Safety stock", "Fan", None, 0.5), ("Final inventory", "New", None, 0.0)),
    )
    plan = plan_of(tables)
    assert plan.notes == (
        "Final inventory of New is missed by 3 in Feb, at a penalty of 0 EUR.",
        "Safety stock of Fan is missed by 2 in Feb, at a penalty of 1 EUR.",
    )
    told = [sentence.what for sentence in explained(plan).sentences]
    assert "Safety stock of Fan is missed by 2 in Feb" in told
    assert "One unit less of Safety stock of Fan in Feb saves 0.50" in told


def test_of_many_missed_limits_the_dearest_are_named() -> None:
    """Seven products, each two units below its target at 1 to 7 a unit: five by their names, the others together."""
    names = [f"P{n}" for n in range(1, 8)]
    headers = ["Product", "Production cost", "Target stock", "Below target cost"]
    rows: list[list[Value]] = [[name, 50.0, 2.0, float(n)] for n, name in enumerate(names, 1)]
    plan = plan_of(
        book(table("Products", headers, *rows), table("Demand", ["Product", "Jan"], *((n, 1.0) for n in names)))
    )
    assert [note.split(" is ")[0] for note in plan.notes[:-1]] == [f"Target stock of P{n}" for n in (7, 6, 5, 4, 3)]
    assert plan.notes[0] == "Target stock of P7 is not reached by 2 in Jan, at a cost of 14 EUR."
    assert plan.notes[-1] == "2 more Target stocks are missed by 4 in all, at a cost of 6 EUR."
    line_ = (
        "Limits that are missed: Target stock of P7 by 2, Target stock of P6 by 2, Target stock of P5 by 2 and 4 more"
    )
    assert in_one_line(plan.problem, plan.quantities) == f"{line_}, at a cost of 56 EUR"


def test_over_many_periods_the_sum_and_the_worst_are_told() -> None:
    """Four months of one to four units more than the line of one can make, at 2 each."""
    months = ["Jan", "Feb", "Mar", "Apr"]
    plan = plan_of(
        book(
            table("Products", ["Product", "Production cost", "Max inventory"], ["Fan", 1.0, 0.0]),
            table("Demand", ["Product", *months], ["Fan", 2.0, 3.0, 4.0, 5.0]),
            table("Resources", ["Resource", "Capacity"], ["Line", 1.0]),
            table("Routings", ["Product", "Resource", "Usage"], ["Fan", "Line", 1.0]),
            penalties(("Capacity", None, None, 2.0)),
        )
    )
    told = "Capacity of Line is exceeded by 10 in 4 periods, most in Apr (4), at a penalty of 20 EUR."
    assert plan.notes == (told,)


def test_a_target_has_two_prices() -> None:
    """Four must be kept in Jan: three of Fan, its target, and one of New; in Feb all three are missing, at 7 each."""
    tables = line(
        table(
            "Products",
            ["Product", "Production cost", "Holding cost", "Target stock", "Below target cost", "Above target cost"],
            ["Fan", 5.0, 1.0, 3.0, 7.0, 9.0],
            ["New", 2.0, 1.0, None, None, None],
        )
    )
    plan = plan_of(tables)
    assert plan.inventory.tolist() == [[3, 0], [1, 0]]
    assert plan.costs["target_stock"] == 7 * 3


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            (("Capacity", "Fan", None, 1.0),),
            (
                "Penalties!B2: Penalties[Item]: expected a resource of table Resources, found 'Fan', which is a "
                "product; type a resource here"
            ),
        ),
        (
            (("Capacity", None, None, 1.0), ("Capacity", "Line", "Feb", 2.0)),
            (
                "Penalties!D3: Penalties[Penalty]: expected one penalty for the Capacity of 'Line' in 'Feb', found 2 "
                "here and 1 in Penalties!D2; keep the right one, or name other items or periods"
            ),
        ),
        (
            ((None, "Line", None, 1.0),),
            (
                "Penalties!A2: Penalties[Limit]: expected one of Capacity, Max inventory, Max production, Max "
                "subcontract, Safety stock, Final inventory, found a blank cell; fill the cell, or clear the whole row"
            ),
        ),
        (
            (("Capacity", "Line", "Apr", 1.0),),
            (
                "Penalties!C2: Penalties[Period]: expected a period of table Demand, found 'Apr'; correct it (the "
                "periods are 'Jan' and 'Feb'), or add it to Demand"
            ),
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(rows: Rows, told: str) -> None:
    """With both cells where two say something of one limit."""
    assert errors_of(line(penalties(*rows))) == [told]


def test_a_penalty_without_a_limit_is_a_warning_and_one_of_what_is_caught_up_an_error() -> None:
    """There is no max production that could be missed."""
    told = warnings_of(line(penalties(("Max production", None, None, 1.0))))
    assert told == [
        (
            "Penalties!D2: Penalties[Penalty]: expected a Max production that this row means, found none; it has no "
            "effect: state the limit, or take the row out"
        )
    ]
    caught = table("Settings", ["Setting", "Value"], ["Safety stock rule", "catch up"])
    (error,) = errors_of(line(caught, penalties(("Safety stock", None, None, 1.0))))
    assert error.startswith("Penalties!D2: Penalties[Penalty]: expected no penalty for Safety stock while Safety stock")


def test_the_workbook_says_where_a_limit_is_missed(tmp_path: Path) -> None:
    """Table LimitUse has a row for each, CapacityUse the capacity as it is stated, and verify reads the plan back."""
    tables = line(penalties(("Capacity", "Line", None, 4.0)))
    rows: dict[str, list[Any]] = {name: [list(one.headers), *map(list, one.rows)] for name, one in tables.items()}
    path = make_workbook(tmp_path / "book.xlsx", rows)
    assert sop_excel("optimize", path).status == 0
    opened = openpyxl.load_workbook(path)
    used = [list(row) for row in opened["Limit use"].iter_rows(values_only=True) if row[0] == "Capacity of Line"]
    assert used == [["Capacity of Line", "Feb", 11, None, 10, 1, 4, 4]]
    capacity = [row[2:4] for row in opened["Capacity use"].iter_rows(values_only=True) if row[1] == "Capacity"]
    assert capacity == [(10, 10)]
    assert sop_excel("verify", path).status == 0
