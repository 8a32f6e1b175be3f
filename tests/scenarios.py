"""Table Scenarios for tests, on the small workbook of products A and B."""

from __future__ import annotations

from sop_excel.contract import schema
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Table, Value
from sop_excel.errors import InputError
from sop_excel.sheets.read import read_problem
from tests.tables import small_book, table

HEADERS = [column.name for column in schema.SCENARIOS_TABLE.columns]
LINES = table("Resources", ["Resource", "Kind", "Capacity"], ["L1", "production", 100.0], ["Store", "storage", None])


def scenarios(*rows: list[Value]) -> Table:
    """Table Scenarios with these rows: scenario, field, item, period, change, value."""
    return table("Scenarios", HEADERS, *rows)


def high(*rows: list[Value]) -> Table:
    """Table Scenarios with rows of one scenario, High."""
    return scenarios(*(["High", *row] for row in rows))


def planned(*tables: Table, scenario: str = "High") -> Problem:
    """Products A and B over Jan, Feb and Mar (demand 10, 20, 30 and 1, 2, 3) in the scenario."""
    return read_problem(small_book(*tables), "book", scenario)[0]


def told(*tables: Table, scenario: str = "High") -> list[str]:
    """The errors of the scenario."""
    try:
        planned(*tables, scenario=scenario)
    except InputError as error:
        return [str(issue) for issue in error.issues]
    return []


def noted(*tables: Table) -> list[str]:
    """The warnings about scenario High."""
    return [str(issue) for issue in read_problem(small_book(*tables), "book", "High")[1]]


def products(header: str, a: Value, b: Value) -> Table:
    """Table Products with one column."""
    return table("Products", ["Product", header], ["A", a], ["B", b])
