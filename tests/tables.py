"""Tables for tests: as a host would read them from a workbook, one sheet a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sop_excel.contract import schema
from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import DateValue, Table, Value
from sop_excel.domain.vocabulary import folded
from sop_excel.errors import InputError
from sop_excel.sheets.read import read_problem
from sop_excel.spreadsheet.placed_tables import SheetPlaces


def table(
    name: str,
    headers: Sequence[str],
    *rows: Sequence[Value],
    sheet: str = "",
    at: tuple[int, int] = (1, 1),
    unsure: Iterable[tuple[int, int]] = (),
) -> Table:
    """A table whose first header stands in row and column ``at`` of a sheet that is called like it."""
    return Table(name, tuple(headers), tuple(map(tuple, rows)), SheetPlaces(sheet or name, *at), frozenset(unsure))


def book(*tables: Table) -> dict[str, Table]:
    """The tables of a workbook by their names; products without a cost get a column of zeros at their end.

    Without a cost nothing is planned, which most tests are not about.
    """
    return {table.name: with_cost(table) if table.name == "Products" else table for table in tables}


def with_cost(products: Table) -> Table:
    """The products with a production cost of 0 at the end, if they have no column of costs."""
    if {folded(column.name) for column in schema.COSTS} & set(map(folded, products.headers)):
        return products
    width = len(products.headers)
    rows = [
        (*row, *[None] * (width - len(row)), 0.0 if row and not is_blank(row[0]) else None) for row in products.rows
    ]
    return replace(products, headers=(*products.headers, "Production cost"), rows=rows)


def day(year: int, month: int, day: int, shown: str = "") -> DateValue:
    """A date cell; it shows the ISO day unless told otherwise."""
    moment = datetime(year, month, day)
    return DateValue(moment, shown or moment.date().isoformat())


def small_book(*others: Table) -> dict[str, Table]:
    """Products A and B over Jan, Feb and Mar, demand 10, 20, 30 and 1, 2, 3; ``others`` are added or replace these."""
    return book(
        table("Products", ["Product", "Production cost", "Holding cost"], ["A", 5.0, 1.0], ["B", 7.0, 2.0]),
        table("Demand", ["Product", "Jan", "Feb", "Mar"], ["A", 10.0, 20.0, 30.0], ["B", 1.0, 2.0, 3.0]),
        *others,
    )


def large_book(products: int = 10_000, periods: int = 52) -> dict[str, Table]:
    """Many products over many weeks, each on one of twenty lines."""
    weeks = [f"2025-W{week:02d}" for week in range(1, periods + 1)]
    codes = [f"P{n:05d}" for n in range(products)]
    lines = [f"Line {n}" for n in range(20)]
    headers = ["Product", "Group", "Production cost", "Holding cost", "Initial inventory", "Cover periods"]
    costs: list[list[Value]] = [[code, f"G{n % 7}", 5.0 + n % 3, 0.1, 10.0, 1.5] for n, code in enumerate(codes)]
    demand: list[list[Value]] = [[code, *map(float, range(n % 5, n % 5 + periods))] for n, code in enumerate(codes)]
    capacity: list[list[Value]] = [[line, 1e6, 9.0] for line in lines]
    usage: list[list[Value]] = [[code, lines[n % 20], 0.5] for n, code in enumerate(codes)]
    return book(
        table("Products", headers, *costs),
        table("Demand", ["Product", *weeks], *demand),
        table("Resources", ["Resource", "Capacity", "Overtime cost"], *capacity),
        table("Routings", ["Product", "Resource", "Usage"], *usage),
    )


def read(tables: Mapping[str, Table]) -> Problem:
    """The problem that the tables state."""
    return read_problem(tables, "book")[0]


def errors_of(tables: Mapping[str, Table]) -> list[str]:
    """The lines of the errors that the tables hold; none where they can be read."""
    try:
        read_problem(tables, "book")
    except InputError as error:
        return [str(issue) for issue in error.issues]
    return []


def warnings_of(tables: Mapping[str, Table]) -> list[str]:
    """The lines of the warnings about tables without errors."""
    return [str(issue) for issue in read_problem(tables, "book")[1]]
