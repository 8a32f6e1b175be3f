"""Input tables of an open workbook filled by commands that were told to, cell by cell, so that all else stays."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial

import xlwings as xw

from sop_excel.contract.output_tables import CAPACITY_USE, PLAN
from sop_excel.domain.table import Filling, Formula, OutputTable, Table, Value
from sop_excel.errors import Issue
from sop_excel.hosts.excel.kept_formats import KeptFormats
from sop_excel.hosts.excel.put_cells import CellWriter
from sop_excel.hosts.excel.readback import confirm, plain_values
from sop_excel.hosts.excel.sheet_copies import structure_issues
from sop_excel.hosts.excel.tables import LiveTable, cells, formulas, live_tables, range_of, read_tables
from sop_excel.hosts.excel.tiles import copies
from sop_excel.hosts.excel.typed import typed
from sop_excel.hosts.excel.writing import Snapshot, TableWriter
from sop_excel.sheets.filled_cells import FilledCells
from sop_excel.sheets.filled_tables import as_new_table, filled
from sop_excel.sheets.leaving_periods import LeavingPeriods
from sop_excel.sheets.own_names import OwnNames, called_tables, decided
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.layout import Layout, form_issues
from sop_excel.spreadsheet.placed_tables import SheetPlaces, unusable

Place = tuple[int, int]


class Fillings:
    """What is filled in a workbook: tables that it has, those that are made of its ranges, and those that it lacks."""

    def __init__(self, book: xw.Book, fillings: Sequence[Filling], in_place: Collection[str]) -> None:
        self.book = book
        names = self._called()[0] if fillings else {}
        made = {name.lower() for name in in_place}
        self._here = [one for one in fillings if one.table in names or one.table.lower() in made]
        self.missing: list[OutputTable] = [as_new_table(one) for one in fillings if one not in self._here]

    def _called(self) -> tuple[dict[str, str], OwnNames]:
        """The workbook's names of the contract's tables, and what table Mapping says."""
        names = [table.name for sheet in self.book.sheets for table in sheet.tables]
        return called_tables(names, partial(read_tables, self.book))

    def issues(self) -> list[Issue]:
        """Tables that cannot be filled at all."""
        return [issue for _, found in self._found() if isinstance(found, list) for issue in found]

    @cached_property
    def leaving(self) -> LeavingPeriods:
        """The periods that leave with what is filled."""
        cells = [found for _, found in self._found() if isinstance(found, FilledCells)]
        of_plan = live_tables(self.book, [PLAN.name, CAPACITY_USE.name]) if any(one.over for one in self._here) else {}
        return LeavingPeriods(self._here, cells, [live.placed for live in of_plan.values()])

    def writers(self) -> Iterator[FillWriter]:
        """A writer for each table that the workbook has now."""
        return (FillWriter(live, found) for live, found in self._found() if isinstance(found, FilledCells))

    def _found(self) -> list[tuple[LiveTable, FilledCells | list[Issue]]]:
        """Each table that the workbook has, as it is to be filled, or why it cannot be.

        Those whose periods move on know of each other.
        """
        if not self._here:
            return []
        names, own = self._called()
        live = live_tables(self.book, [names[one.table] for one in self._here if one.table in names])
        found = [
            (live[name], _filled_cells(live[name], filling, own))
            for filling in self._here
            if (name := names.get(filling.table, "")) in live
        ]
        cells = [one for _, one in found if isinstance(one, FilledCells)]
        rolled = [one.rolled for one in cells if one.layout.rolled]
        for one in cells:
            one.all_rolled = rolled
        return found


def _filled_cells(live: LiveTable, filling: Filling, own: OwnNames) -> FilledCells | list[Issue]:
    """The table as it is and as it is to be; why it cannot be filled."""
    if headless := unusable(live.placed, [live.placed]):
        return [headless]
    placed = replace(live.placed, area=live.placed.area._replace(bottom=live.placed.data.bottom), totals_rows=0)
    body = range_of(live.sheet, placed.data)
    places = SheetPlaces(placed.sheet.name, placed.area.top, placed.area.left)
    table = decided(Table(placed.name, placed.headers, cells(body), places), filling.table, own)
    to_be = filled(table, filling)
    return to_be if isinstance(to_be, list) else FilledCells(placed, table, filling, to_be, _formulas_of(body))


def _formulas_of(body: xw.Range) -> Mapping[Place, str]:
    """The formulas of a range, without the equals sign; a text that looks like one is none."""
    return {
        (body.row + row, body.column + column): text[1:]
        for row, (texts, values) in enumerate(zip(formulas(body), plain_values(body), strict=True))
        for column, (text, value) in enumerate(zip(texts, values, strict=True))
        if text.startswith("=") and text != value
    }


class FillWriter(TableWriter):
    """The filling of one table; nothing is changed before ``shape``."""

    def __init__(self, live: LiveTable, filled_cells: FilledCells) -> None:
        super().__init__(replace(live, placed=filled_cells.layout.table), filled_cells.layout.output)
        self._whole, self._cells = live.placed, filled_cells
        self.layout = filled_cells.layout
        self.keeps_filter = not self.renamed
        self.told = tuple(filled_cells.told)
        self.written: CellWriter | None = None
        self._formats = KeptFormats(self._sheet, self.layout.old)

    @property
    def _reshaped(self) -> bool:
        return self.layout.new != self.layout.old

    @property
    def _moves_columns(self) -> bool:
        """Whether columns are copied over others."""
        return any(column < self.layout.old.width for _, column in copies(self.layout.columns))

    def issues(self) -> Iterator[Issue]:
        """Why the table cannot be filled."""
        if self._moves_columns:
            yield from structure_issues(self._sheet.book)
        if self._reshaped:
            yield from form_issues(Layout(self._whole, self.layout.output))
        yield from super().issues()
        yield from self._cells.issues(self._arrays())
        if self.layout.rolled:  # in a file these are found with all others, since they name their table there
            yield from self._cells.own.issues(self._cells.formulas, self.layout.table.sheet.name)

    def _arrays(self) -> set[Place]:
        """The cells with formulas that belong to arrays of several cells."""
        body = range_of(self._sheet, self.layout.table.data)
        if body.has_array is False:
            return set()
        moving = self._cells.rolled.moved
        at_stake = [place for place in self._cells.formulas if place in self._cells.values or place[1] in moving]
        return {place for place in at_stake if self._sheet.range(place).has_array}

    def shape(self) -> None:
        """Place, formats and headers of the new content; what other formats are copied over is kept first."""
        if self._moves_columns:
            self._formats.keep()
        super().shape()

    def finish(self) -> None:
        """Keep nothing any more."""
        self._formats.drop()

    def restore_cells(self, before: Snapshot) -> None:
        """The formats and the cells of before, in the place of before."""
        self._formats.restore()
        super().restore_cells(before)
        self._formats.drop()

    def restore_shape(self, before: Snapshot) -> None:
        """The place, the headers and the number formats of before."""
        if self.written:
            self.written.undo_formats()
        if self._reshaped:
            super().restore_shape(before)
        elif self.renamed:
            self._type_headers(before.area, before.typed[0])

    def fill(self) -> None:
        """The cells that change, and those that were copied over for their formats."""
        self.written = CellWriter(self._sheet, self._changed)
        self.written.apply()
        self._charts.follow()

    @cached_property
    def _changed(self) -> dict[Place, Value]:
        new = self.layout.new
        found = {}
        for row in range(new.top + 1, new.bottom + 1):
            for column in range(new.left, new.right + 1):
                if not self._stays(row, column):
                    found[row, column] = self._content(row, column)
        return found

    def _stays(self, row: int, column: int) -> bool:
        """Whether a cell is not touched at all; formulas that name columns are typed anew where headers change."""
        place, at = (row, column), column - self.layout.new.left
        if place in self._cells.values or self._cells.old_place(row, column) != place:
            return False
        retyped = self.renamed or self.layout.rolled
        return self.layout.columns[at] == at and not (retyped and place in self._cells.formulas)

    def _content(self, row: int, column: int) -> Value:
        """What a cell is to hold."""
        here = self._cells
        if (row, column) in here.values:
            return here.values[row, column]
        old = here.old_place(row, column)
        text = here.new_formula(row, column) if old is None else here.formulas.get(old)
        if text is None:
            return None if old is None else here.held(old)
        return Formula(text if old is None else here.text((row, column), old, text), 0.0)

    def tidy(self) -> None:
        """No new row is hidden, and no format is left on cells that have fallen out of the table."""
        old, new = self.layout.old, self.layout.new
        if new.bottom > old.bottom:
            range_of(self._sheet, Area(old.bottom + 1, new.left, new.bottom, new.right)).rows.hidden = False
        for left in self._left(old, new):
            left.clear_formats()

    def confirm(self) -> None:
        """Read the headers back; the cells were when they were written."""
        confirm(self._header, [[typed(header) for header in self.output.headers]], self.output.name)
