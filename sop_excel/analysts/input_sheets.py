"""The input tables of a model that came from no file, as the sheets of a workbook: one for each table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sop_excel.contract import schema
from sop_excel.domain.table import Table, Value
from sop_excel.domain.vocabulary import as_typed
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.raw_sheet import RawSheet, RawTable
from sop_excel.spreadsheet.table_in_place import MAX_HEADER


def input_sheets(tables: Mapping[str, Table]) -> list[RawSheet]:
    """A sheet for each table of the contract that has columns, named like it, with the table on it."""
    given = (tables.get(form.name) for form in schema.INPUT_TABLES)
    names = (form.name for form in schema.INPUT_TABLES)
    return [_sheet(name, table) for name, table in zip(names, given, strict=True) if table and table.headers]


def _sheet(name: str, table: Table) -> RawSheet:
    headers = tuple(_own_headers(table))
    rows = [headers, *(tuple(map(_in_cell, row)) for row in table.rows)]
    if not table.rows:
        rows.append((None,) * len(headers))  # a table of a spreadsheet has at least one row
    return RawSheet(name, rows, tables=(RawTable(name, Area(1, 1, len(rows), len(headers))),))


def _own_headers(table: Table) -> Iterator[str]:
    """The headers, each once in any case and none of them blank; what was decided about one is its name then."""
    taken: set[str] = set()
    for n, given in enumerate(table.headers, 1):
        name = table.decided.get(given.strip()) or given.strip() or f"Column{n}"
        header, number = name[:MAX_HEADER], 1
        while header.casefold() in taken:
            number += 1
            header = f"{name[: MAX_HEADER - 9]} ({number})"
        taken.add(header.casefold())
        yield header


def _in_cell(value: Value) -> Value:
    """A value as a cell can hold it: infinity, in a column of the planner's own, as text."""
    return as_typed(value) if isinstance(value, float) and not math.isfinite(value) else value
