"""An input table as it is to be once it is filled: its headers, its rows, and which cells change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sop_excel.contract import schema
from sop_excel.contract.forms import InputTable
from sop_excel.domain.table import Filling, OutputTable, Table, Value
from sop_excel.domain.vocabulary import folded
from sop_excel.spreadsheet.unit_formats import GENERAL, output_format

Place = tuple[int, int]  # row and column of the table, from 0; its headers are no row


@dataclass(frozen=True)
class Filled:
    """A table to be: its headers, for each of its rows the old one that it was, and the cells that are filled.

    The first ``lead`` and the last ``tail`` columns are no periods. ``sources`` holds, for cells that keep the content
    of an old cell under another header, where that stood. ``rolled``: its periods move on by so many.
    """

    headers: tuple[str, ...]
    rows: tuple[int | None, ...]
    values: Mapping[Place, Value]
    lead: int
    tail: int = 0
    sources: Mapping[Place, Place] = field(default_factory=dict)
    rolled: bool = False

    def as_output(self, table: Table, filling: Filling) -> OutputTable:
        """The table to be as a layout sees it: its fixed columns hold what tells its rows apart."""
        formats = {} if filling.periods else _number_formats(filling)
        names = [folded(header) for header in table.headers]
        old = [names.index(folded(header)) if folded(header) in names else None for header in self.headers]
        fixed = {*range(self.lead), *range(len(self.headers) - self.tail, len(self.headers))}
        rows = [[self._shown(table, r, c, old[c]) if c in fixed else None for c in range(len(self.headers))]
                for r in range(len(self.rows))]  # fmt: skip
        return OutputTable(table.name, self.headers, rows, self.lead, self.tail, number_formats=formats)

    def _shown(self, table: Table, row: int, column: int, old_column: int | None) -> Value:
        old_row = self.rows[row]
        if (row, column) in self.values or old_row is None or old_column is None:
            return self.values.get((row, column))
        return table.rows[old_row][old_column]


def _number_formats(filling: Filling) -> dict[str, str]:
    """How the contract's columns show their numbers."""
    units = {column.name: column.unit for column in form_of(filling).columns}
    shown = GENERAL if filling.blank else ""  # which shows all decimals of what will be typed
    return {name: shown or output_format(units[name]) for name in filling.columns if name in units}


def form_of(filling: Filling) -> InputTable:
    """The form of the table that is filled; KeyError for one that is none of the contract's."""
    forms = {form.name: form for form in schema.INPUT_TABLES}
    return forms[filling.table]
