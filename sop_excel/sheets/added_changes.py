"""Table Scenarios with the rows of one more scenario below its own, whose changes are checked where all others are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sop_excel.contract import schema
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.table import Block, Places, Table, Value
from sop_excel.sheets.chosen_scenario import scenario_cells
from sop_excel.sheets.reading.matched_headers import columns_found

Row = Sequence[Value]  # (Field, Item, Period, Change, Value) of one change


@dataclass(frozen=True)
class _InTurn:
    """Places of the rows above, which number ``above``, and of those below."""

    first: Places
    above: int
    second: Places

    def header(self, column: int) -> str:
        """The place in the first table."""
        return self.first.header(column)

    def cell(self, row: int, column: int) -> str:
        """The place in the one that the row comes from."""
        below = row >= self.above
        return self.second.cell(row - self.above, column) if below else self.first.cell(row, column)

    def blocks(self, blocks: Sequence[Block]) -> str:
        """The places in each of the two."""
        first = [one._replace(bottom=min(one.bottom, self.above - 1)) for one in blocks if one.top < self.above]
        second = [
            one._replace(top=max(one.top - self.above, 0), bottom=one.bottom - self.above)
            for one in blocks
            if one.bottom >= self.above
        ]
        told = [places.blocks(some) for places, some in ((self.first, first), (self.second, second)) if some]
        return ", ".join(told)


def with_scenario_rows(table: Table | None, like: str, name: str, changes: Sequence[Row], places: Places) -> Table:
    """The table with a scenario ``name`` that begins as the scenario ``like`` and goes on with ``changes``.

    ``places`` are those of the changes. A table that is not there is made; the rows that it has stay as they are.
    """
    columns = schema.SCENARIOS_TABLE.columns
    headers = [column.name for column in columns]
    old = table or Table(schema.SCENARIOS_TABLE.name, headers, (), places)
    at = columns_found(old, schema.SCENARIOS_TABLE)
    absent = [column for column in columns if column.key not in at]
    width = len(old.headers) + len(absent)
    at |= {column.key: len(old.headers) + n for n, column in enumerate(absent)}
    kept = [(*row, *[None] * (width - len(row))) for row in old.rows]
    names = scenario_cells(old) if like != name else ()
    own = [row for row, cell in zip(kept, names, strict=False) if text_of(cell) == like]
    scenario = at[columns[0].key]
    copied = [(*row[:scenario], name, *row[scenario + 1 :]) for row in own]
    added = [_laid((name, *change), [at[column.key] for column in columns], width) for change in changes]
    joined = _InTurn(_InTurn(old.places, len(kept), old.places), len(kept) + len(copied), places)
    headers = [*old.headers, *(column.name for column in absent)]
    return Table(old.name, headers, [*kept, *copied, *added], joined, old.unsure, old.decided)


def _laid(cells: Row, columns: Sequence[int], width: int) -> tuple[Value, ...]:
    row: list[Value] = [None] * width
    for column, cell in zip(columns, cells, strict=True):
        row[column] = cell
    return tuple(row)
