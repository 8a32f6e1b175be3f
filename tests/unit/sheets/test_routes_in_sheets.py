"""Routes in the tables: read with their overrides, written as parts of the production, and read back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sop_excel.domain.axes import ROUTES
from sop_excel.domain.table import Nowhere, OutputTable, Table, Value
from sop_excel.sheets.outputs import plan_table
from sop_excel.sheets.read_plan import written_plan
from tests.plans import planned
from tests.tables import errors_of, read, small_book, table

LINES = table("Resources", ["Resource", "Capacity"], ["L1", 9.0], ["L2", 99.0])
ROUTE = table("Routes", ["Product", "Route", "Production cost", "Yield"], ["A", "Line B", 3.0, 0.5])


def _rows(*rows: list[Value]) -> Table:
    return table("Routings", ["Product", "Resource", "Usage", "Route"], *rows)


def _sheet(output: OutputTable) -> Table:
    return Table(output.name, output.headers, output.rows, Nowhere())


def test_a_routing_and_an_override_name_the_route() -> None:
    """By its name in Routings, beside its product; in PeriodData by both."""
    overrides = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Production cost", "A / Line B", "Feb", 7.0])
    problem = read(small_book(LINES, ROUTE, _rows(["A", "L1", 1.0, None], ["A", "L2", 2.0, "Line B"]), overrides))
    assert problem.routings.route.tolist() == [-1, 0]
    routes = problem.items(ROUTES)
    assert (routes.codes, routes.fields.production_cost.tolist()) == (("A / Line B",), [[3.0, 7.0, 3.0]])


def test_a_route_that_is_not_in_table_routes_is_named() -> None:
    """Beside the nearest one."""
    (told,) = errors_of(small_book(LINES, ROUTE, _rows(["A", "L2", 2.0, "Line C"])))
    assert told.startswith("Routings!D2: Routings[Route]: expected a route of table Routes, found 'Line C'")


def test_the_default_route_has_no_row_of_its_own() -> None:
    """Its numbers are those of table Products."""
    (told,) = errors_of(small_book(table("Routes", ["Product", "Route"], ["A", "Default"])))
    assert "the route that table Products describes" in told


def test_the_parts_of_the_production_are_read_back() -> None:
    """And a sum that somebody typed over is told."""
    problem = read(small_book(LINES, ROUTE, _rows(["A", "L1", 1.0, None], ["A", "L2", 2.0, "Line B"])))
    plan = planned(problem)
    shown = _sheet(plan_table(plan))
    measures = [row[1] for row in shown.rows if row[0] == "A"]
    assert measures[1:5] == ["Production", "Production (default)", "Production (Line B)", "Arrivals"]
    again = written_plan({"Plan": shown}, problem)
    assert again is not None
    assert again.quantities is not None
    for family in ("production", "routed"):
        assert np.array_equal(again.quantities[family], plan.quantities[family])
    rows = [(*row[:2], 99.0, *row[3:]) if row[1] == "Production" and row[0] == "A" else row for row in shown.rows]
    broken = written_plan({"Plan": replace(shown, rows=tuple(rows))}, problem)
    assert broken is not None
    assert "is not the sum of its routes" in broken.faults[0]


def test_setups_of_a_route_are_rows_of_the_plan_and_read_back() -> None:
    """Its usage stands in Routings, its cost and min lot in Routes, by period in PeriodData by both names."""
    route = table("Routes", ["Product", "Route", "Setup cost", "Min lot"], ["A", "Line B", 4.0, 3.0])
    uses = table("Routings", ["Product", "Resource", "Usage", "Route", "Setup usage"], ["A", "L2", 2.0, "Line B", 5.0])
    overrides = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Setup cost", "A / Line B", "Feb", 7.0],
                      ["Min lot", "A / Line B", "Feb", 2.0], ["Max production", "A", "Jan", 0.0])  # fmt: skip
    problem = read(small_book(LINES, route, uses, overrides))
    fields = problem.items(ROUTES).fields
    assert (fields.setup_cost.tolist(), fields.min_lot.tolist()) == ([[4.0, 7.0, 4.0]], [[3.0, 2.0, 3.0]])
    plan = planned(problem)
    shown = _sheet(plan_table(plan))
    assert "Setups (Line B)" in [row[1] for row in shown.rows if row[0] == "A"]
    assert plan.quantities.route_setup[0, 0] == 1
    again = written_plan({"Plan": shown}, problem)
    assert again is not None
    assert again.quantities is not None
    assert np.array_equal(again.quantities.route_setup, plan.quantities.route_setup)
