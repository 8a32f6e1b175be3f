"""What a command that was told to changes of the planner's own cells in an open workbook (rule O5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import xlwings as xw

from sop_excel.errors import Issue
from sop_excel.hosts.excel.filters import SheetFilters
from sop_excel.hosts.excel.in_place import TableMaker
from sop_excel.hosts.excel.put_cells import CellWriter
from sop_excel.hosts.excel.undoing import Undo
from sop_excel.spreadsheet.input_changes import InputChanges
from sop_excel.spreadsheet.table_in_place import overlaps


class InputWriter:
    """Cells that get a value, and ranges that become tables; nothing changes before ``apply``."""

    def __init__(self, book: xw.Book, inputs: InputChanges) -> None:
        by_name = {sheet.name.lower(): sheet for sheet in book.sheets} if inputs.cells or inputs.in_place else {}
        self._in_place = inputs.in_place
        self._missing = [name for name in inputs.cells if name.lower() not in by_name]
        self._homeless = [one for one in inputs.in_place if one.sheet.lower() not in by_name]
        self.cell_writers = [
            CellWriter(by_name[name.lower()], values)
            for name, values in inputs.cells.items()
            if name.lower() in by_name
        ]
        self.makers = [
            TableMaker(by_name[one.sheet.lower()], one) for one in inputs.in_place if one not in self._homeless
        ]

    @property
    def sheets(self) -> list[xw.Sheet]:
        """The sheets that are written to."""
        return [*(one.sheet for one in self.cell_writers), *(one.sheet for one in self.makers)]

    def issues(self) -> Iterator[Issue]:
        """Why the workbook cannot take the changes."""
        for name in self._missing:
            yield Issue(name, "", "a sheet with cells", "none of that name", "check the sheet's name")
        for wanted in self._homeless:
            expected = f"a sheet {wanted.sheet} with cells"
            yield wanted.issue(wanted.first, expected, "none", "check the sheet's name")
        yield from overlaps(self._in_place)
        for cells in self.cell_writers:
            yield from cells.issues()
        for maker in self.makers:
            yield from maker.issues()

    def apply(self, filters: Mapping[str, SheetFilters], undo: Undo) -> None:
        """Change the cells, then make the tables; no filter hides a row of these sheets any more."""
        for cells in self.cell_writers:
            undo.add(f"cells on {cells.sheet.name}", cells.undo)
            cells.apply()
        for maker in self.makers:
            own = filters[maker.sheet.name]
            undo.add(f"the range of {maker.wanted.name}", partial(maker.undo, own))
            maker.apply(own)
