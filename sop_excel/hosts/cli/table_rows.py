"""The tables that a command has written, for programs: ``--json=full``."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

from sop_excel.domain.table import DateValue, ErrorValue, Formula, OutputTable, Value


def rows_of(tables: Iterable[OutputTable]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table by its name, each row by the titles of the columns, as the workbook has them."""
    return {
        table.name: [dict(zip(table.headers, map(plain, row), strict=True)) for row in table.rows] for table in tables
    }


def plain(value: Value) -> Any:
    """A cell as JSON has it: a number, a text, true, false, or null where it is blank or no number; of a formula its
    value.

    >>> plain(1.5), plain(float("nan")), plain(None), plain("Fan")
    (1.5, None, None, 'Fan')
    """
    if isinstance(value, Formula):
        return plain(value.value)
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, DateValue):
        return value.moment.isoformat()
    return value.code if isinstance(value, ErrorValue) else value if isinstance(value, str | bool) else None
