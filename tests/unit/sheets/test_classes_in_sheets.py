"""Classes in the tables of results: who gets what, and read back."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.table import Filling, Nowhere, OutputTable, Table, Value
from sop_excel.sheets.filled_tables import filled
from sop_excel.sheets.outputs import cost_summary, plan_table, product_summary
from sop_excel.sheets.read_plan import written_plan
from tests.plans import planned
from tests.tables import book, read, table

HEADERS = ["Product", "Class", "2026-01", "2026-02"]
DEMAND: list[list[Value]] = [["A", "Contract", 4.0, 5.0], ["A", "Web", 3.0, 3.0], ["B", None, 1.0, 1.0]]


def _tables() -> dict[str, Table]:
    return book(
        table("Products", ["Product", "Production cost", "Max production"], ["A", 1.0, 6.0], ["B", 2.0, 9.0]),
        table("Demand", HEADERS, *DEMAND),
        table("Classes", ["Class", "Lost sale cost"], ["Contract", 9.0], ["Web", 2.0]),
    )


def _sheet(output: OutputTable) -> Table:
    return Table(output.name, output.headers, output.rows, Nowhere())


def test_what_each_class_asks_for_and_gets_stands_below_that_of_its_product() -> None:
    """The parts of Demand and Delivered always, what is lost of a class where there is any; the others have no rows."""
    rows = {(str(row[0]), str(row[1])): list(row[2:]) for row in plan_table(planned(read(_tables()))).rows}
    assert [measure for product, measure in rows if product == "A"] == [
        "Demand", "Demand (Contract)", "Demand (Web)", "Production", "Sales", "Delivered", "Delivered (Contract)",
        "Delivered (Web)", "Lost sales", "Lost sales (Web)", "Inventory",
    ]  # fmt: skip
    assert rows["A", "Delivered (Contract)"] == [4, 5, 9]
    assert rows["A", "Delivered (Web)"] == [2, 1, 3]
    assert rows["A", "Lost sales (Web)"] == [1, 2, 3]
    assert [measure for product, measure in rows if product == "B"][:2] == ["Demand", "Production"]


def test_the_parts_are_read_back() -> None:
    """As the plan has them."""
    problem = read(_tables())
    plan = planned(problem)
    again = written_plan({"Plan": _sheet(plan_table(plan))}, problem)
    assert again is not None
    assert again.quantities is not None
    for family in ("lost_sales", "class_lost_sales", "class_backorders"):
        assert np.array_equal(again.quantities[family], plan.quantities[family])


def test_the_costs_of_classes_stand_with_their_product() -> None:
    """3 of the web at 2, besides 12 that are made at 1: all of it the product's direct cost."""
    plan = planned(read(_tables()))
    assert {row[0]: row[1] for row in cost_summary(plan).rows}["Lost sales"] == 6
    assert {row[0]: row[-1] for row in product_summary(plan).rows}["A"] == 18


def test_no_command_fills_the_rows_of_classes() -> None:
    """A forecast of the whole product would stand in each of them; a product without classes is filled."""
    periods = ("2026-01", "2026-02")
    told = filled(_tables()["Demand"], Filling("Demand", "Product", periods, {"A": (9.0, 9.0)}, periods=True))
    assert isinstance(told, list)
    assert str(told[0]).startswith(
        "Demand!B2: Demand[Class]: expected one row for each product that is filled, found 'A' in classes"
    )
    other = filled(_tables()["Demand"], Filling("Demand", "Product", periods, {"B": (9.0, 9.0)}, periods=True))
    assert not isinstance(other, list)
    assert (other.headers, other.values) == (tuple(HEADERS), {(2, 2): 9.0, (2, 3): 9.0})
