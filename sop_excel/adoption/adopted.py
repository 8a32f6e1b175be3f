"""What a host must do to a workbook that is adopted: Tables made where the data stand, cells that become numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sop_excel.contract.demand_tables import MAPPING
from sop_excel.contract.demand_tables import NOT_READ as NOT_READ
from sop_excel.domain.table import Filling, OutputTable, Value
from sop_excel.spreadsheet.areas import letters
from sop_excel.spreadsheet.input_changes import InputChanges
from sop_excel.spreadsheet.table_in_place import TableInPlace as TableInPlace  # of headers and data, without totals

EXACT, SYNONYM, SHAPE, YOU, BY_MAPPING = "exact", "synonym", "shape", "you", "Mapping"  # who decided
PERIODS = "<periods>"  # what column Column says of the period columns of a wide table


class CellChange(NamedTuple):
    """A cell of the planner's that gets another content; ``after`` is a number, or the text of a header."""

    row: int
    column: int
    before: Value
    after: float | str
    why: str

    @property
    def cell(self) -> str:
        """Its address on the sheet, such as ``B7``."""
        return f"{letters(self.column)}{self.row}"


class MappingRow(NamedTuple):
    """A row of table Mapping: what a range, or one of its columns, was taken for.

    ``range`` is an address, or the name of an Excel Table that stood there already; ``table`` the contract's;
    ``header`` the column's as it stands once the workbook is adopted; ``column`` the contract's, ``<periods>`` or
    ``not read``.
    """

    sheet: str
    range: str
    table: str
    header: str
    column: str
    certainty: float
    decided_by: str
    note: str


@dataclass(frozen=True)
class Adoption:
    """All that was decided: what a host writes, and what it tells.

    ``changes`` are cells by sheet, headers and numbers; ``in_place`` the Tables to make on the planner's sheets;
    ``fillings`` the tables on sheets of their own, whose cells are formulas over the planner's cells where the data
    cannot become a Table as they stand.
    """

    in_place: tuple[TableInPlace, ...]
    fillings: tuple[Filling, ...]
    changes: dict[str, tuple[CellChange, ...]]
    mapping: tuple[MappingRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def inputs(self) -> InputChanges:
        """What a host changes of the planner's own cells, and which Tables it makes there."""
        cells = {sheet: {(one.row, one.column): one.after for one in found} for sheet, found in self.changes.items()}
        return InputChanges(cells, self.in_place, self.fillings)

    @property
    def mapping_table(self) -> OutputTable:
        """Table Mapping, as a host writes it."""
        return OutputTable(MAPPING.name, MAPPING.lead, self.mapping, lead=len(MAPPING.lead), wraps=MAPPING.wraps)


def mapping_rows(headers: Sequence[str], rows: Sequence[Sequence[Value]]) -> tuple[MappingRow, ...]:
    """The rows of a table Mapping as it was read; columns that it lacks are blank."""
    position = {header.strip().casefold(): n for n, header in enumerate(headers)}
    found = []
    for row in rows:
        cells = [position.get(header.casefold()) for header in MAPPING.lead]
        values = [row[n] if n is not None and n < len(row) else None for n in cells]
        texts = [value.strip() if isinstance(value, str) else "" for value in values]
        certainty = values[5] if isinstance(values[5], float) else 1.0
        if any(texts):
            sheet, range_, table, header, column, _, decided_by, note = texts
            found.append(MappingRow(sheet, range_, table, header, column, certainty, decided_by, note))
    return tuple(found)
