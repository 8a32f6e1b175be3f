"""A plan whose demand has classes moves on: each row keeps its class, and no row gets the number of the product."""

from __future__ import annotations

from sop_excel.contract.schema import DEMAND
from sop_excel.domain.table import Filling, Table, Value
from sop_excel.sheets.moved_on import moved_on
from tests.tables import table

OVER, HORIZON = ("2026-01",), ("2026-02", "2026-03")
WIDE: list[list[Value]] = [["A", "Contract", 4.0, 5.0], ["A", "Web", 3.0, 3.5], ["B", None, 1.0, 1.5]]


def _moved(demand: Table) -> list[list[Value]]:
    """The rows of the table once 9 units of A and 2 of B are foreseen for March."""
    cells: dict[tuple[str, str], Value] = {("A", "2026-03"): 9.0, ("B", "2026-03"): 2.0}
    filling = Filling("Demand", "Product", HORIZON, {}, periods=True, over=OVER, cells=cells)
    found = moved_on(demand, filling, DEMAND)
    assert not isinstance(found, list)
    rows = [[None if n is None else demand.rows[n][c] for c in range(len(found.headers))] for n in found.rows]
    for (row, column), (old_row, old_column) in found.sources.items():
        rows[row][column] = demand.rows[old_row][old_column]
    for (row, column), value in found.values.items():
        rows[row][column] = value
    return rows


def test_rows_of_classes_wait_for_the_planner() -> None:
    """What is foreseen of a product is filled in where it has one row, and in none of several."""
    demand = table("Demand", ["Product", "Class", "2026-01", "2026-02"], *WIDE)
    assert _moved(demand) == [["A", "Contract", 5.0, None], ["A", "Web", 3.5, None], ["B", None, 1.5, 2.0]]


def test_a_list_gets_a_row_for_each_class() -> None:
    """Blank, and with the class's name, so that no class is missing when it is filled."""
    rows = [[row[0], row[1], period, row[2 + t]] for row in WIDE for t, period in enumerate(("2026-01", "2026-02"))]
    assert _moved(table("Demand", ["Product", "Class", "Period", "Quantity"], *rows)) == [
        ["A", "Contract", "2026-02", 5.0],
        ["A", "Web", "2026-02", 3.5],
        ["B", None, "2026-02", 1.5],
        ["A", "Contract", "2026-03", None],
        ["A", "Web", "2026-03", None],
        ["B", None, "2026-03", 2.0],
    ]
