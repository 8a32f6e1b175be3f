"""What a command that was told to changes of the planner's own cells (rule O5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sop_excel.domain.table import Filling, Value
from sop_excel.spreadsheet.table_in_place import TableInPlace


@dataclass(frozen=True)
class InputChanges:
    """Cells that get a value, then ranges that become tables where they stand, then tables that are filled.

    ``cells`` holds the values by sheet and by (row, column), from 1; a cell keeps its format, unless that says that it
    is a text. A formula in one of them is refused. ``sheets`` names tables that come with their sheets as a template
    has them, where the workbook lacks them.
    """

    cells: Mapping[str, Mapping[tuple[int, int], Value]] = field(default_factory=dict)
    in_place: tuple[TableInPlace, ...] = ()
    fillings: tuple[Filling, ...] = ()
    sheets: tuple[str, ...] = ()


NO_CHANGES = InputChanges()
