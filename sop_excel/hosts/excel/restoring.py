"""Putting back what a command of the ribbon has changed, by the same writer that writes: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import xlwings as xw

from sop_excel.domain.table import ErrorValue, Formula, OutputTable, Value
from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.hosts.excel.book_writer import BookWriter
from sop_excel.hosts.excel.in_place import plain_again
from sop_excel.hosts.excel.last_run import Cells, CellsBefore, LastRun, RangeBefore, TableBefore
from sop_excel.hosts.excel.put_cells import Before, CellWriter
from sop_excel.hosts.excel.sheet_copies import structure_issues
from sop_excel.hosts.excel.tables import LiveTable, live_tables, range_of
from sop_excel.hosts.excel.typed import typed_cells
from sop_excel.hosts.excel.undoing import Undo
from sop_excel.hosts.excel.writing import Snapshot, TableWriter
from sop_excel.spreadsheet.areas import Area, letters
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.input_changes import NO_CHANGES
from sop_excel.spreadsheet.layout import Layout


def output_of(name: str, before: TableBefore) -> OutputTable:
    """A table as it was, to be written again."""
    headers, *rows = before.cells
    values = [[_value(cell) for cell in row] for row in rows]
    names = [str(_value(header) or "") for header in headers]
    return OutputTable(
        name, names, values, before.lead, before.tail, format_by=before.format_by, format_else=before.format_else
    )


def _value(cell: Any) -> Value:
    """What a cell held, of what is typed into it."""
    if not isinstance(cell, str):
        return None if cell is None else cell if isinstance(cell, bool) else float(cell)
    if cell.startswith("="):
        return Formula(cell[1:], 0.0)
    return cell[1:] if cell.startswith("'") else ErrorValue(cell)


class RestoreWriter(TableWriter):
    """A table that becomes what it was. Where it keeps its form, only the cells are typed that differ."""

    def __init__(self, live: LiveTable, before: TableBefore) -> None:
        placed = live.placed
        if before.of_planner:  # a row of totals is Excel's own and follows by itself
            placed = replace(placed, area=placed.area._replace(bottom=placed.data.bottom), totals_rows=0)
        output = output_of(placed.name, before)
        super().__init__(replace(live, placed=placed), output)
        self.layout = Layout(placed, output, of_planner=before.of_planner)
        self.keeps_filter = before.of_planner and not self.renamed
        self._codes = before.codes
        self._codes_now: list[tuple[Area, Any]] = []

    @cached_property
    def _reshaped(self) -> bool:
        return self.layout.new != self.layout.old or self.renamed

    def issues(self) -> Iterator[Issue]:
        """Why the table cannot become what it was."""
        yield from super().issues()
        if self.layout.of_planner and self._reshaped and range_of(self._sheet, self.layout.old).has_array is not False:
            place = f"{quoted_sheet(self._sheet.name)}!{letters(self.layout.old.left)}{self.layout.old.top}"
            advice = "type it as formulas of single cells, and try again"
            yield Issue(place, f"table {self.output.name}", "no array formula", "one", advice)

    def fill(self) -> None:
        """The cells that differ, each column's neighbours at once; all of them where the table changes its form."""
        for area, code in self._codes:
            place = Area(*area)
            top, left = self.layout.old.top, self.layout.old.left
            here = Area(place.top + top, place.left + left, place.bottom + top, place.right + left)
            self._codes_now.append((here, range_of(self._sheet, here).number_format))
            range_of(self._sheet, here).number_format = code
        if self._reshaped:
            super().fill()
            return
        now = typed_cells(self._body)
        for first, last, column in _runs(now, self._filled):
            cells = range_of(self._sheet, self._area(first, last, column))
            cells.formula = [[self._filled[row][column]] for row in range(first, last + 1)]
        self._charts.follow()

    def _area(self, first: int, last: int, column: int) -> Area:
        top, left = self.layout.new.top + 1, self.layout.new.left + column
        return Area(top + first, left, top + last, left)

    def restore_shape(self, before: Snapshot) -> None:
        """Back to what is restored from."""
        for area, code in self._codes_now:
            if code is not None:
                range_of(self._sheet, area).number_format = code
        super().restore_shape(before)


def _runs(now: Cells, wanted: Sequence[Sequence[Any]]) -> Iterator[tuple[int, int, int]]:
    """First and last row and the column of cells that differ and follow one another."""
    for column in range(len(wanted[0]) if wanted else 0):
        first: int | None = None
        for row in range(len(wanted) + 1):
            differs = row < len(wanted) and now[row][column] != wanted[row][column]
            if differs and first is None:
                first = row
            elif not differs and first is not None:
                yield first, row - 1, column
                first = None


def _for_good() -> None:
    """What cannot be put back in the middle of an undo is told."""
    raise MachineError("it cannot be put back")


class BookRestorer(BookWriter):
    """A workbook as before a command: tables, what it filled, formulas that followed; without the sheets it brought."""

    def __init__(self, book: xw.Book, run: LastRun, donor: Path) -> None:
        self._run = run
        missing = [name for name in run.tables if name not in live_tables(book, run.tables)]
        super().__init__(book, [output_of(name, run.tables[name]) for name in missing], donor, NO_CHANGES)
        self.changed.brought = run.brought

    def write(self) -> None:
        """Put it all back. Raises InputError with every reason before anything is changed, as writing does."""
        if self._run.added and (found := list(structure_issues(self.book))):
            raise InputError(found)
        super().write()

    def _writers(self) -> list[TableWriter]:
        live = live_tables(self.book, self._run.tables)
        return [RestoreWriter(live[name], before) for name, before in self._run.tables.items() if name in live]

    def _change(self, undo: Undo) -> None:
        super()._change(undo)
        sheets = {sheet.name: sheet for sheet in self.book.sheets}
        for name, row, column, before, after in self._run.formulas:
            cell = sheets[name].range((row, column)) if name in sheets else None
            if cell is not None and cell.formula == after:  # else somebody has changed it since
                undo.add("formulas of yours", partial(setattr, cell, "formula", after))
                cell.formula = before
        for name, one in self._run.ranges.items():
            undo.add(f"table {name}", _for_good)
            self._plain_again(name, one)
        for cells in reversed(self._run.cells):
            undo.add(f"cells on {cells.sheet}", _for_good)
            self._cells_again(cells)
        for number, name in enumerate(self._run.added):  # last, since nothing brings them back
            self.book.sheets[name].delete()
            if number == 0:
                undo.add("the sheets that were taken away", _for_good)

    def _plain_again(self, name: str, before: RangeBefore) -> None:
        """A range that is no table any more."""
        for live in live_tables(self.book, [name]).values():
            row = live.placed.area._replace(bottom=live.placed.area.top)
            merged = [Area(*area) for area in before.merged]
            plain_again(live.table, range_of(live.sheet, row), before.headers, merged)

    def _cells_again(self, before: CellsBefore) -> None:
        writer = CellWriter(self.book.sheets[before.sheet], {})
        codes = [(Area(*area), code) for area, code in before.codes]
        writer.before.append(Before(Area(*before.area), before.cells, codes))
        writer.undo()
