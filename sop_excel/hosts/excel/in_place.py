"""Plain ranges of an open workbook made Excel Tables where they stand; no cell moves."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import xlwings as xw

from sop_excel.errors import Issue, MachineError
from sop_excel.hosts.excel.filters import SheetFilters
from sop_excel.hosts.excel.merged import Merged
from sop_excel.hosts.excel.readback import confirm
from sop_excel.hosts.excel.tables import area_of, formulas, protected_issues, range_of
from sop_excel.hosts.excel.typed import typed, typed_cells
from sop_excel.spreadsheet.areas import Area, letters
from sop_excel.spreadsheet.table_in_place import TableInPlace, check_in_place, name_issues


class TableMaker:
    """One range that becomes a table; nothing changes before ``apply``."""

    def __init__(self, sheet: xw.Sheet, wanted: TableInPlace) -> None:
        check_in_place(wanted)
        self.sheet, self.wanted = sheet, wanted
        # A row of totals stays below the table as it is: Excel would put a new one there, and move all cells below.
        self.area = wanted.area._replace(bottom=wanted.area.bottom - wanted.totals)
        self._filter = own_filter(sheet)
        self.headers: list[list[Any]] | None = None
        self.unmerged: list[Area] = []
        self._table: xw.main.Table | None = None

    def issues(self) -> Iterator[Issue]:
        """Why the range cannot become a table."""
        wanted, sheet = self.wanted, self.sheet
        yield from protected_issues(sheet, f"{letters(self.area.left)}{self.area.top}", f"table {wanted.name}")
        tables = [table.name for one in sheet.book.sheets for table in one.tables]
        yield from name_issues(wanted, tables, [name.name.rpartition("!")[2] for name in sheet.book.names])
        for table in sheet.tables:
            advice = "that table is there already: leave it out"
            yield from wanted.in_the_way(f"table {table.name}", [area_of(table.range)], advice)
        merged = Merged(sheet)
        merged.look(self.area)
        yield from wanted.merged_issues(merged.found)
        yield from wanted.in_the_way("a PivotTable", _pivots(sheet), "move it, or choose other cells")
        yield from self._formula_issues()
        if self._filter is not None and self._filter.meets(self.area) and not self._takes_over(self._filter):
            advice = "switch the filter off (Data, Filter)"
            yield from wanted.in_the_way("a filter on other cells than these", [self._filter], advice)

    def _formula_issues(self) -> Iterator[Issue]:
        """A header that is computed, and arrays, which no table may hold."""
        wanted = self.wanted
        range_ = range_of(self.sheet, self.area)
        if range_.has_array is not False:  # None on Windows if some cells are part of one
            kind, advice = "an array formula or its results", "type it as formulas of one cell"
            yield from wanted.in_the_way(kind, [self.area], advice)
        [headers] = formulas(range_of(self.sheet, self._header_row))
        for column, text in enumerate(headers, self.area.left):
            if text.startswith("=") and text != wanted.headers[column - self.area.left]:
                expected, advice = "a header that is no formula", "type the header as text"
                yield wanted.issue(wanted.place(self.area.top, column), expected, "a formula", advice)

    @property
    def _header_row(self) -> Area:
        return self.area._replace(bottom=self.area.top)

    def _takes_over(self, filtered: Area) -> bool:
        """Whether the sheet's own filter becomes that of the table: it is on its headers."""
        return filtered.top == self.area.top and filtered.left >= self.area.left and filtered.right <= self.area.right

    def apply(self, filters: SheetFilters) -> None:
        """Take cells apart, write the headers as texts, and enter the table; its filter comes with ``filters``.

        Raises MachineError where Excel makes something else of it.
        """
        row = range_of(self.sheet, self._header_row)
        self.headers = typed_cells(row)
        for area in self.wanted.unmerge:
            range_of(self.sheet, area).unmerge()
            self.unmerged.append(area)
        row.value = [[typed(header) for header in self.wanted.headers]]
        table = self.sheet.tables.add(source=range_of(self.sheet, self.area), name=self.wanted.name)
        self._table = table
        table.table_style = ""  # the planner's own look stays
        if table.name != self.wanted.name or area_of(table.range) != self.area:
            raise MachineError(f"Excel made table {table.name} ({area_of(table.range)}) in place of {self.wanted.name}")
        confirm(row, [[typed(header) for header in self.wanted.headers]], self.wanted.name)
        if self._filter is not None and self._filter.meets(self.area):
            filters.hand_over(table, self._filter.left - self.area.left)

    def undo(self, filters: SheetFilters) -> None:
        """A plain range again, merged and filtered as it was."""
        if self.headers is not None:
            plain_again(self._table, range_of(self.sheet, self._header_row), self.headers, self.unmerged)
            self._table, self.headers, self.unmerged = None, None, []
            if self._filter is not None and self._filter.meets(self.area):
                filters.take_back(range_of(self.sheet, self._filter))


def plain_again(table: xw.main.Table | None, row: xw.Range, headers: list[list[Any]], merged: Sequence[Area]) -> None:
    """Make a plain range of a table, with these headers in its first row and these cells merged."""
    if table is not None:
        native = table.api
        native.unlist() if sys.platform == "darwin" else native.Unlist()
    row.formula = headers
    for area in merged:
        range_of(row.sheet, area).merge()


def own_filter(sheet: xw.Sheet) -> Area | None:
    """Where the filter of a sheet itself stands, if it has one."""
    with suppress(Exception):  # without one, each kind of Excel has its own way of saying so
        own = sheet.api.autofilter_object.range_object if sys.platform == "darwin" else sheet.api.AutoFilter.Range
        address = own.get_address() if sys.platform == "darwin" else own.Address
        return area_of(sheet.range(str(address).rpartition("!")[2]))
    return None


def _pivots(sheet: xw.Sheet) -> Iterator[Area]:
    with suppress(Exception):  # an Excel for Mac, which calls them otherwise; it refuses the table then by itself
        pivots = sheet.api.PivotTables()
        for number in range(1, pivots.Count + 1):
            yield area_of(sheet.range(pivots.Item(number).TableRange2.Address))
