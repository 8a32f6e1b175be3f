"""Table Classes, and the classes that table Demand names."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.axes import CLASSES
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Table, Value
from sop_excel.sheets.read import read_problem
from tests.tables import book, errors_of, read, table, warnings_of

COSTS: list[Value] = ["A", 1.0, 5.0]


def _book(*rows: list[Value], classes: Table | None = None, products: Table | None = None) -> dict[str, Table]:
    costs = products or table("Products", ["Product", "Production cost", "Lost sale cost"], COSTS)
    demand = table("Demand", ["Product", "Class", "Jan", "Feb"], *rows)
    return book(costs, demand, *([] if classes is None else [classes]))


def _classes(*rows: list[Value]) -> Table:
    return table("Classes", ["Class", "Product", "Priority", "Lost sale cost", "Backorder cost"], *rows)


TWO: list[list[Value]] = [["A", "Web", 6.0, None], ["A", "Contract", 4.0, 2.0]]
BOTH = _classes(["Contract", None, 1.0, 50.0, None], ["Web", None, 2.0, None, 3.0])


def _lost(problem: Problem) -> dict[str, float]:
    items = problem.items(CLASSES)
    return dict(zip(items.codes, items.fields.lost_sale_cost[:, 0].tolist(), strict=True))


def test_the_demand_of_a_product_is_that_of_its_classes() -> None:
    """Each row is a class's own; a cost that its row leaves blank is the product's."""
    problem = read(_book(*TWO, classes=BOTH))
    items = problem.items(CLASSES)
    assert problem.demand.tolist() == [[10, 2]]
    assert items.codes == ("A / Contract", "A / Web")
    assert items.fields.demand.tolist() == [[4, 2], [6, 0]]
    assert items.fields.priority.tolist() == [1, 2]
    assert _lost(problem) == {"A / Contract": 50, "A / Web": 5}


def test_a_row_for_a_product_goes_before_that_for_all() -> None:
    """Cell by cell: what it leaves blank is that for all."""
    own = _classes(["Contract", None, 1.0, 50.0, None], ["Web", None, 2.0, 7.0, 3.0], ["Web", "A", None, 9.0, None])
    items = read(_book(*TWO, classes=own)).items(CLASSES)
    assert items.fields.lost_sale_cost[1, 0] == 9
    assert items.fields.backorder_cost[1, 0] == 3
    assert items.fields.priority[1] == 2


def test_a_long_table_of_demand_names_classes_too() -> None:
    """Rows of one product, class and period add up, with a note."""
    rows: list[list[Value]] = [["A", "Web", "Jan", 6.0], ["A", "Web", "Jan", 1.0], ["A", "Contract", "Feb", 4.0]]
    demand = table("Demand", ["Product", "Class", "Period", "Quantity"], *rows)
    tables = _book(classes=BOTH) | {"Demand": demand}
    assert read(tables).items(CLASSES).fields.demand.tolist() == [[0, 4], [7, 0]]
    assert any("one row for each product, class and period, found 2" in told for told in warnings_of(tables))


def test_without_a_table_of_classes_the_rows_of_a_product_add_up() -> None:
    """As one demand at the product's own costs, which is told; with one, a class must stand in it."""
    problem = read(_book(*TWO))
    assert (problem.demand.tolist(), len(problem.items(CLASSES))) == ([[10, 2]], 0)
    (told,) = [told for told in warnings_of(_book(*TWO)) if "Class" in told]
    assert told.startswith("Demand!B2: Demand[Class]: expected a table Classes beside the column Class, found none")
    (told,) = errors_of(_book(["A", "Webb", 1.0, 1.0], classes=BOTH))
    assert told.startswith("Demand!B2: Demand[Class]: expected a class of table Classes, found 'Webb'")
    assert "the nearest class is 'Web'" in told


def test_a_class_is_named_in_every_row_of_a_product_or_in_none() -> None:
    """And once for each product."""
    (told,) = errors_of(_book(*TWO, ["A", None, 1.0, 1.0], classes=BOTH))
    assert told.startswith("Demand!B4: Demand[Class]: expected a class in every row of a product that has classes")
    (told,) = errors_of(_book(*TWO, ["A", "Web", 1.0, 1.0], classes=BOTH))
    assert "expected one row for each product and class, found 'A' and class 'Web' in Demand!A2 too" in told
    assert len(read(_book(["A", None, 1.0, 1.0], classes=BOTH)).items(CLASSES)) == 0


def test_wrong_cells_of_the_table_are_named() -> None:
    """Costs are no less than 0, priorities whole numbers, products known, and classes named once."""
    told = errors_of(
        _book(
            *TWO,
            classes=_classes(
                ["Contract", None, 1.5, -1.0, None], ["Web", "Z", None, None, None], ["Web", None, None, None, None],
                ["Web", None, None, None, None],
            ),
        )
    )  # fmt: skip
    assert [one.split(",")[0] for one in sorted(told)] == [
        "Classes!A5: Classes[Class]: expected one row for each class",
        "Classes!B3: Classes[Product]: expected a product of table Products",
        "Classes!C2: Classes[Priority]: expected a whole number >= 0",
        "Classes!D2: Classes[Lost sale cost]: expected a number >= 0",
    ]


def test_rows_that_no_demand_names_have_no_effect() -> None:
    """Which is told once."""
    (told,) = [told for told in warnings_of(_book(["A", None, 1.0, 1.0], classes=BOTH)) if "Classes" in told]
    assert "found none for 'Contract' and 'Web'; it has no effect" in told


def test_orders_at_the_start_are_of_the_class_that_comes_last() -> None:
    """Of those that may be late; which is told, as no table says it. Without such a class they are an error."""
    products = table("Products", ["Product", "Production cost", "Initial backorders"], ["A", 1.0, 3.0])
    late = _classes(["Contract", None, 1.0, None, 9.0], ["Web", None, 2.0, None, 3.0])
    tables = _book(*TWO, classes=late, products=products)
    assert read(tables).items(CLASSES).fields.initial_backorders.tolist() == [0, 3]
    assert any("nothing to do if they are of 'Web', the class that comes last" in told for told in warnings_of(tables))
    never = _classes(["Contract", None, 1.0, 9.0, None], ["Web", None, 2.0, 3.0, None])
    (told,) = errors_of(_book(*TWO, classes=never, products=products))
    assert "expected 0 or a blank cell for a product without Backorder cost" in told


def test_a_limit_of_lateness_has_its_effect_by_the_cost_of_a_class() -> None:
    """No warning that it has none, though the product has no Backorder cost of its own."""
    products = table("Products", ["Product", "Production cost", "Max periods late"], ["A", 1.0, 1.0])
    assert not [told for told in warnings_of(_book(*TWO, classes=BOTH, products=products)) if "Max periods" in told]


def test_a_scenario_of_demand_changes_all_classes_alike() -> None:
    """And one of a cost those that have none of their own."""
    rows: list[list[Value]] = [["High", "Demand", None, "multiply", 2.0], ["High", "Lost sale cost", "A", "set", 8.0]]
    more = table("Scenarios", ["Scenario", "Field", "Item", "Change", "Value"], *rows)
    problem, _ = read_problem(_book(*TWO, classes=BOTH) | {"Scenarios": more}, "book", "High")
    items = problem.items(CLASSES)
    assert np.array_equal(items.fields.demand, [[8, 4], [12, 0]])
    assert items.fields.lost_sale_cost[:, 0].tolist() == [50, 8]
