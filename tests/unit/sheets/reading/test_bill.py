"""Table BillOfMaterials: which products go into which others."""

from __future__ import annotations

import pytest

from sop_excel.domain.bill_of_materials import BILL, exploded
from sop_excel.domain.table import Table, Value
from tests.tables import book, errors_of, read, small_book, table, warnings_of

HEADERS = ["Parent", "Component", "Quantity"]


def _bill(*rows: list[Value]) -> Table:
    return table("BillOfMaterials", HEADERS, *rows)


def _three(*rows: list[Value], floors: bool = False) -> dict[str, Table]:
    """A, of which C may have no row in Demand, and the bill."""
    products = table(
        "Products",
        ["Product", "Production cost", "Safety stock periods", "Cover periods"],
        ["A", 1.0, None, None], ["B", 1.0, None, 1.0 if floors else None], ["C", 1.0, 1.0 if floors else None, None],
    )  # fmt: skip
    demand = table("Demand", ["Product", "Jan", "Feb"], ["A", 4.0, 6.0], ["B", 1.0, 0.0])
    return {one.name: one for one in (products, demand, _bill(*rows))}


def test_a_row_says_what_goes_into_one_unit_of_its_parent() -> None:
    """Without the table nothing goes into anything."""
    bill = read(small_book(_bill(["B", "A", 2.5]))).others[BILL]
    assert (bill.link("parent").tolist(), bill.link("component").tolist()) == ([1], [0])
    assert bill.fields.quantity.tolist() == [2.5]
    assert read(small_book()).others == {}


def test_the_order_of_the_rows_plays_no_part() -> None:
    """The model has them by their codes."""
    rows: list[list[Value]] = [["A", "C", 1.0], ["A", "B", 2.0], ["B", "C", 3.0]]
    one, other = (read(_three(*some)).others[BILL] for some in (rows, rows[::-1]))
    assert one.codes == other.codes
    assert one.fields.quantity.tolist() == other.fields.quantity.tolist() == [2.0, 1.0, 3.0]


def test_a_component_may_lack_a_row_in_demand_with_a_note() -> None:
    """It may have no demand of its own; what goes into nothing must have its row."""
    with_row = _three(["A", "C", 1.0])
    assert read(with_row).demand[2].tolist() == [0, 0]
    assert warnings_of(with_row) == [
        (
            "Products!A4: Products[Product]: expected a row in table Demand for each product, found none for 'C'; "
            "nothing to do for what has no demand of its own in any period; for what has, add its row"
        )
    ]
    assert errors_of(_three(["A", "B", 1.0])) == [
        (
            "Products!A4: Products[Product]: expected a row in table Demand for each product, found 'C' without one; "
            "add its row to Demand (blank cells for no demand), or take the product out"
        )
    ]


def test_many_components_without_a_row_in_demand_get_one_note() -> None:
    """At the first of them, with the names of a few."""
    parts = [f"P{n}" for n in range(1, 8)]
    (note,) = warnings_of(
        book(
            table("Products", ["Product"], ["A"], *((part,) for part in parts)),
            table("Demand", ["Product", "Jan"], ["A", 1.0]),
            table("BillOfMaterials", ["Parent", "Component", "Quantity"], *(("A", part, 1.0) for part in parts)),
        )
    )
    assert note.startswith("Products!A3: ")
    assert "found none for 'P1', 'P2', 'P3', 'P4', 'P5' and 2 more; " in note


NO_CYCLE = "expected components that no product needs for itself, however far down, found"
FILL = "fill the cell, or clear the whole row"
ROWS = "BillOfMaterials!B2, BillOfMaterials!B3 and BillOfMaterials!B4"
WRONG = "take out the row that is wrong"


@pytest.mark.parametrize(
    ("rows", "cell", "column", "said"),
    [
        (
            [["A", "B", 1.0], ["B", "C", 1.0], ["C", "A", 2.0]], "B4", "Component",
            f"{NO_CYCLE} 'A' > 'B' > 'C' > 'A', in {ROWS}; {WRONG}",
        ),
        (
            [["A", "C", 1.0], ["B", "B", 1.0]], "B3", "Component",
            f"{NO_CYCLE} 'B' > 'B', in BillOfMaterials!B3; {WRONG}",
        ),
        (
            [["A", "C", 1.0], ["A", "D", 1.0]], "B3", "Component",
            ("expected a product of table Products, found 'D'; correct it (the products are 'A', 'B' and 'C'), or add "
            "it to Products"),
        ),
        (
            [["A", "C", 1.0], ["A", "C", 2.0]], "A3", "Parent",
            ("expected one row for each parent and component, found 'C' in 'A' in BillOfMaterials!A2 too; the two rows "
            "differ: add the two up in one row, keep the right one, or name a route in each"),
        ),
        ([["A", "C", 0.0]], "C2", "Quantity", "expected a number > 0, found 0; type a number > 0"),
        ([["A", "C", None]], "C2", "Quantity", f"expected a number > 0, found a blank cell; {FILL}"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_cells(rows: list[list[Value]], cell: str, column: str, said: str) -> None:
    """A cycle names the products along it."""
    assert errors_of(_three(*rows)) == [f"BillOfMaterials!{cell}: BillOfMaterials[{column}]: {said}"]


def test_two_ways_down_to_one_component_are_no_cycle() -> None:
    """A needs C for itself and for its B."""
    assert errors_of(_three(["A", "B", 1.0], ["A", "C", 1.0], ["B", "C", 1.0])) == []


def test_safety_stock_in_periods_counts_what_goes_into_others() -> None:
    """Of B are needed 1 + 2 x 4 and 2 x 6; of C, one for each of these, in the mean 10.5; and the cover of B's January
    is its February."""
    problem = read(_three(["A", "B", 2.0], ["B", "C", 1.0], floors=True))
    assert exploded(problem.others[BILL], problem.demand, problem.products["yield"]).tolist() == [
        [4, 6],
        [9, 12],
        [9, 12],
    ]
    assert problem.products.safety_stock.tolist() == [[0, 0], [12, 10.5], [10.5, 10.5]]


def test_safety_stock_in_periods_counts_what_turns_out_no_good() -> None:
    """Half of what is started of A is good, in February all: for 4 and 6 of it 8 and 6 are started, of two B each."""
    tables = _three(["A", "B", 2.0], ["B", "C", 1.0], floors=True)
    products = tables["Products"]
    rows = [[*row, 0.5 if row[0] == "A" else None] for row in products.rows]
    tables["Products"] = table("Products", [*products.headers, "Yield"], *rows)
    tables["PeriodData"] = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Yield", "A", "Feb", 1.0])
    assert read(tables).products.safety_stock.tolist() == [[0, 0], [12, 14.5], [14.5, 14.5]]


def _by_route(*rows: list[Value]) -> dict[str, Table]:
    bill = table("BillOfMaterials", [*HEADERS, "Route"], *rows)
    routes = table("Routes", ["Product", "Route", "Production cost"], ["A", "Line 2", 1.0])
    return _three() | {bill.name: bill, routes.name: routes}


def test_a_row_may_hold_for_one_route() -> None:
    """The default one has a name of its own; safety stock counts what that uses."""
    tables = _by_route(["A", "C", 2.0, "Default"], ["A", "C", 1.0, "Line 2"], ["B", "C", 1.0, None])
    problem = read(tables)
    assert problem.others[BILL].texts["route"] == ("Line 2", "default", "")
    assert exploded(problem.others[BILL], problem.demand, problem.products["yield"])[2].tolist() == [9, 12]


def test_a_route_that_its_parent_lacks_is_told() -> None:
    """And a row for all routes beside one for a single one."""
    (unknown,) = errors_of(_by_route(["A", "C", 1.0, "Line 3"]))
    assert unknown.startswith(
        "BillOfMaterials!D2: BillOfMaterials[Route]: expected a route of table Routes, found 'Line 3'"
    )
    (both,) = errors_of(_by_route(["A", "C", 1.0, None], ["A", "C", 2.0, "Line 2"]))
    assert both.startswith(
        "BillOfMaterials!A3: BillOfMaterials[Parent]: expected one row for each parent and component"
    )
