"""Table Certificate: the bound as the sheet adds it up, over the planner's own cells where they hold the numbers."""

from __future__ import annotations

from typing import Any

import pytest

from sop_excel.domain.plan import NoPlan, Plan
from sop_excel.domain.table import Formula, OutputTable, Table, Value
from sop_excel.model.certificate import certificate
from sop_excel.planning import Options, plan_tables
from sop_excel.sheets.certificate_table import BOUND, COST, DIFFERENCE, RELAXED_BOUND, SOLVERS_BOUND, TOO_LARGE, WHOLE
from sop_excel.sheets.certificate_table import certificate_table as _certificate_table
from tests.plans import planned
from tests.problems import article_problem, simple_problem
from tests.tables import book, read, small_book, table


def _table(tables: dict[str, Table]) -> OutputTable:
    plan = planned(read(tables))
    return _certificate_table(plan, certificate(plan), tables)


def _plain(plan: Plan) -> OutputTable:
    return _certificate_table(plan, certificate(plan), {})


def _number(value: Value) -> Any:
    return value.value if isinstance(value, Formula) else value


def _text(value: Value) -> str:
    assert isinstance(value, Formula)
    return value.text


def test_the_first_lines_compare_the_cost_with_the_sum_of_quantity_times_price() -> None:
    """15 units, 10 of them made for 1 on the line and 5 bought for 3: 45 less 20 are the 25 that they cost."""
    plan = planned(
        simple_problem(
            [15], production_cost=1, subcontract_cost=3, resources=["L"], usage=[(0, 0, 1.0)], capacity=10
        )
    )  # fmt: skip
    rows = _plain(plan).rows
    assert [(row[0], _number(row[5])) for row in rows[:3]] == [(COST, 25.0), (BOUND, 25.0), (DIFFERENCE, 0.0)]
    assert [[_number(cell) for cell in row] for row in rows if row[1]] == [
        ["Demand", "P1", "1", 15.0, 3.0, 45.0],
        ["Capacity", "L", "1", 10.0, -2.0, -20.0],
    ]
    assert _text(rows[1][5]) == "SUMPRODUCT(Certificate[Quantity],Certificate[Price])"


def test_a_quantity_refers_to_the_planners_cell_that_holds_it() -> None:
    """Demand in its own table, capacity in table Resources, and in January in table Capacity."""
    tables = small_book(
        table("Resources", ["Resource", "Capacity", "Overtime cost"], ["L", 25.0, 4.0]),
        table("Capacity", ["Resource", "Jan", "Mar"], ["L", 5.0, None]),
        table("Routings", ["Product", "Resource", "Usage"], ["A", "L", 1.0]),
    )
    rows = {row[:3]: row for row in _table(tables).rows}
    item = "Certificate[[#This Row],[Item]]"
    assert _text(rows["Demand", "A", "Feb"][3]) == f"SUMPRODUCT(EXACT(Demand[Product],{item})*1,Demand[Feb])"
    assert _text(rows["Capacity", "L", "Jan"][3]) == f"SUMPRODUCT(EXACT(Capacity[Resource],{item})*1,Capacity[Jan])"
    assert (
        _text(rows["Capacity", "L", "Mar"][3]) == f"SUMPRODUCT(EXACT(Resources[Resource],{item})*1,Resources[Capacity])"
    )


@pytest.mark.parametrize("code", [7.0, " A "])
def test_a_quantity_whose_code_is_typed_otherwise_stands_as_a_number(code: Value) -> None:
    """A number cell, or spaces around a code: the sheet's EXACT could not find it."""
    tables = book(
        table("Products", ["Product", "Production cost"], [code, 5.0]), table("Demand", ["Product", "Jan"], [code, 9.0])
    )
    rows = [row for row in _table(tables).rows if row[0] == "Demand"]
    assert [row[3:5] for row in rows] == [(9.0, 5.0)]


def test_a_limit_that_differs_by_period_stands_as_a_number() -> None:
    """The floor of February is 4, not the 3 of table Products."""
    tables = small_book(
        table("Products", ["Product", "Holding cost", "Safety stock"], ["A", 1.0, 3.0], ["B", 1.0, None]),
        table("PeriodData", ["Field", "Item", "Period", "Value"], ["Safety stock", "A", "Feb", 4.0]),
    )
    rows = {row[:3]: row[3] for row in _table(tables).rows}
    assert rows["Safety stock", "A", "Feb"] == 4.0
    assert isinstance(rows["Safety stock", "A", "Mar"], Formula)


def test_a_plan_in_whole_units_names_both_bounds() -> None:
    """2,220 by the solver, 2,213 by the linear relaxation's prices."""
    rows = {row[0]: row[5] for row in _plain(planned(article_problem(whole_units=True, relative_gap=0.0))).rows}
    assert (_number(rows[COST]), _number(rows[RELAXED_BOUND]), _number(rows[SOLVERS_BOUND])) == (2220.0, 2213.0, 2220.0)
    assert WHOLE in rows
    assert BOUND not in rows


def test_larger_plans_say_so_in_one_row() -> None:
    """1,001 cells."""
    rows = _plain(planned(simple_problem([1.0] * 1001))).rows
    assert [row[0] for row in rows] == [TOO_LARGE]


def test_without_a_plan_no_number_is_left() -> None:
    """Labels alone (rule O5)."""
    tables = book(
        table("Products", ["Product", "Max production"], ["A", 3.0]), table("Demand", ["Product", "Jan"], ["A", 5.0])
    )
    answer = plan_tables(tables, Options())
    assert isinstance(answer.report.found, NoPlan)
    assert answer.report.certificate is None
    [rows] = [output.rows for output in answer.outputs if output.name == "Certificate"]
    assert [row[0] for row in rows] == [COST, BOUND, DIFFERENCE]
    assert all(cell is None for row in rows for cell in row[1:])
