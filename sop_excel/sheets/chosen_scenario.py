"""Which scenarios there are, and which of them somebody means, before anything else of the tables is read."""

from __future__ import annotations

from collections.abc import Sequence

from sop_excel.contract import schema
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.problem import RESERVED_SCENARIOS
from sop_excel.domain.table import Table, Value
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.matched_headers import match_columns


def scenario_names(table: Table | None) -> tuple[str, ...]:
    """The names of the scenarios in the order in which they first stand in the table, whatever else is wrong in it."""
    names = (text_of(cell) or "" for cell in scenario_cells(table))
    return tuple(dict.fromkeys(name for name in names if name))


def scenario_cells(table: Table | None) -> Sequence[Value]:
    """What stands below the header Scenario, row by row; nothing where there is no such column."""
    if table is None:
        return ()
    key = schema.SCENARIOS_TABLE.columns[0].key
    column = match_columns(table, schema.SCENARIOS_TABLE, Findings()).get(key)
    return () if column is None else [row[column] if column < len(row) else None for row in table.rows]


def scenario_named(text: str) -> str:
    """The name that somebody typed; ``base`` and ``all`` in any case.

    >>> scenario_named(" Base "), scenario_named("High")
    ('base', 'High')
    """
    name = text.strip()
    return name.casefold() if name.casefold() in RESERVED_SCENARIOS else name
