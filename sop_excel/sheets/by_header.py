"""The cells of tables by the headers of their columns, wherever these stand."""

from __future__ import annotations

from collections.abc import Iterator

from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.domain.vocabulary import folded


def cells_under(table: Table | OutputTable | None, *headers: str) -> Iterator[tuple[Value, ...]]:
    """The cells of these columns, row by row; of a column that the table lacks they are blank.

    >>> from sop_excel.domain.table import Nowhere
    >>> list(cells_under(Table("RunInfo", ["Note", "Field"], [["a", "Periods"]], Nowhere()), "Field", "Value"))
    [('Periods', None)]
    """
    if table is None:
        return
    names = [folded(header) for header in table.headers]
    columns = [names.index(name) if (name := folded(header)) in names else len(names) for header in headers]
    for row in table.rows:
        yield tuple(row[column] if column < len(row) else None for column in columns)
