"""One output table written into the open workbook's own table of that name: checked first, then written as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import xlwings as xw

from sop_excel.domain.table import Formula, Nowhere, OutputTable, Table, Value
from sop_excel.errors import Issue
from sop_excel.hosts.excel.charts import ChartSeries
from sop_excel.hosts.excel.readback import confirm, plain_values
from sop_excel.hosts.excel.tables import (
    LiveTable,
    area_of,
    cells,
    count_filled,
    counts_from_1904,
    described,
    formulas,
    protected_issues,
    range_of,
)
from sop_excel.hosts.excel.tiles import Tile, copies, tiles
from sop_excel.hosts.excel.typed import type_in, typed, typed_cells
from sop_excel.spreadsheet.areas import Area, letters
from sop_excel.spreadsheet.layout import Layout, check_output, edge_issues, form_issues, in_the_way_issues


@dataclass(frozen=True)
class Snapshot:
    """What a table held before it was written: its place and, ready to be typed in again, its cells."""

    area: Area
    typed: list[list[Any]]


class TableWriter:
    """The change of one table; nothing is changed before ``shape``."""

    keeps_filter = False  # whether the table is filtered again in the end
    told: tuple[str, ...] = ()  # what cannot stay as it is

    def __init__(self, live: LiveTable, output: OutputTable) -> None:
        check_output(output)
        self.live, self.output = live, output
        self.layout = Layout(live.placed, output)
        self._sheet = live.sheet

    def issues(self) -> Iterator[Issue]:
        """Why the table cannot take its new content."""
        yield from form_issues(self.layout)
        edge = list(edge_issues(self.layout))
        yield from edge or in_the_way_issues(self.layout, self._in_the_way())
        area = self.layout.table.area
        yield from protected_issues(self._sheet, f"{letters(area.left)}{area.top}", f"table {self.layout.table.name}")

    def _in_the_way(self) -> list[str]:
        found: list[str] = []
        for area in self.layout.grown:
            found += _used(range_of(self._sheet, area))
            others = (area_of(table.range) for table in self._sheet.tables if table.name != self.layout.table.name)
            found += [str(other) for other in others if other.meets(area)]
        return list(dict.fromkeys(found))

    def snapshot(self) -> Snapshot:
        """The table as it is, so that ``restore`` can bring it back; what its charts show is noted too."""
        area, _ = self.layout.old, self._charts
        return Snapshot(area, typed_cells(range_of(self._sheet, area)))

    def restore_shape(self, before: Snapshot) -> None:
        """The place and the headers of before; its formulas are typed once those of all tables have come back."""
        now = described(self.live.table, self._sheet).placed
        if now.area != before.area:
            self.live.table.resize(range_of(self._sheet, before.area))
            for left in self._left(now.area, before.area):
                left.clear_contents()
                left.clear_formats()
        if self.renamed:
            self._type_headers(before.area, before.typed[0])

    def restore_cells(self, before: Snapshot) -> None:
        """The cells of before, in the place of before."""
        back = range_of(self._sheet, before.area)
        type_in(back, before.typed, as_formulas=True)
        self._charts.restore()
        confirm(back, before.typed, self.output.name)

    def shape(self) -> None:
        """Place, formats and headers of the new content; no filter may hide a row of it."""
        layout = self.layout
        if layout.new != layout.old:
            self.live.table.resize(range_of(self._sheet, layout.new))
        self._copy_formats(layout.row_sources(self._lead))
        self._show_numbers()
        if self.renamed:
            self._type_headers(layout.new, [typed(header) for header in self.output.headers])
        for left in self._left(layout.old, layout.new):
            left.clear_contents()

    def fill(self) -> None:
        """The cells, once every table has its headers: their formulas name columns of other tables."""
        as_formulas = any(isinstance(value, Formula) for row in self._rows for value in row)
        type_in(self._body, self._filled, as_formulas)
        self._charts.follow()

    def tidy(self) -> None:
        """Once all tables are written: no hidden row, and no format on cells that have fallen out of the table."""
        range_of(self._sheet, self.layout.new).rows.hidden = False
        for left in self._left(self.layout.old, self.layout.new):
            left.clear_formats()

    def confirm(self) -> None:
        """Read everything back. Raises MachineError where Excel holds something else than was written."""
        confirm(self._header, [[typed(header) for header in self.output.headers]], self.output.name)
        confirm(self._body, self._filled, self.output.name)

    def finish(self) -> None:
        """Once nothing can fail any more."""

    @cached_property
    def _rows(self) -> Sequence[Sequence[Value]]:
        return self.output.rows or [(None,) * len(self.output.headers)]

    @cached_property
    def _filled(self) -> list[list[Any]]:
        epoch_1904 = counts_from_1904(self._sheet.book)
        return [[typed(value, epoch_1904) for value in row] for row in self._rows]

    @property
    def _header(self) -> xw.Range:
        return range_of(self._sheet, self.layout.new._replace(bottom=self.layout.new.top))

    @property
    def _body(self) -> xw.Range:
        return range_of(self._sheet, self.layout.new._replace(top=self.layout.new.top + 1))

    @cached_property
    def _charts(self) -> ChartSeries:
        return ChartSeries(self._sheet, self.layout, self._lead)

    @cached_property
    def _lead(self) -> Table:
        """The lead columns of the old table, which tell its rows apart; how many rows there are, if nothing asks more.

        There may be hundreds of thousands.
        """
        lead = self.layout.table.first_columns(self.layout.lead)
        if lead.data.is_empty or not (self.output.format_by or len(self._sheet.charts)):
            return Table(lead.name, lead.headers, [()] * max(lead.data.height, 0), Nowhere())
        return Table(lead.name, lead.headers, cells(range_of(self._sheet, lead.data)), Nowhere())

    @cached_property
    def renamed(self) -> bool:
        """Whether a column gets another header, so that formulas which name it must be typed anew."""
        return tuple(self.live.placed.headers) != tuple(self.output.headers)

    def _type_headers(self, area: Area, headers: Sequence[Any]) -> None:
        """In two steps: while a header is typed, Excel changes it where another column still has it."""
        row = range_of(self._sheet, area._replace(bottom=area.top))
        row.value = [[typed(f"~{column}~") for column in range(len(headers))]]
        row.value = [list(headers)]

    def _copy_formats(self, sources: Sequence[int]) -> None:
        """Formats of the columns that have moved or are new, then of the rows, as wide as the table is now.

        The cells are copied whole, since formats alone would go by the clipboard, which is the planner's and every
        other program's; what they hold is written afterwards.
        """
        old, new = self.layout.old, self.layout.new
        bottom = min(old.bottom, new.bottom)
        for copy in copies(self.layout.columns):
            source, target = (Area(old.top, old.left + column, bottom, old.left + column) for column in copy)
            self._paste_formats(source, target)
        for tile in tiles(sources, old.height - 1):
            self._paste_tile(tile)

    def _show_numbers(self) -> None:
        """Columns that an older version did not write look as those beside them, but for their kind of number."""
        body = self.layout.new._replace(top=self.layout.new.top + 1)
        for column in self.layout.added:
            if code := self.output.number_formats.get(self.output.headers[column]):
                place = self.layout.new.left + column
                range_of(self._sheet, body._replace(left=place, right=place)).number_format = code

    def _paste_tile(self, tile: Tile) -> None:
        new, first = self.layout.new, self.layout.new.top + 1
        source = Area(first + tile.source, new.left, first + tile.source + tile.height - 1, new.right)
        target = Area(first + tile.first, new.left, first + tile.first + tile.height * tile.times - 1, new.right)
        self._paste_formats(source, target)

    def _paste_formats(self, source: Area, target: Area) -> None:
        """A note stays with its cell alone: where there is one, the formats stay as they are."""
        if not any(source.meets(noted) or target.meets(noted) for noted in self._noted):
            range_of(self._sheet, source).copy(range_of(self._sheet, target))

    @cached_property
    def _noted(self) -> list[Area]:
        """The cells with a note or a comment."""
        found = [area_of(note.location) for note in self._sheet.notes]
        with suppress(Exception):  # an Excel without comments that can be answered
            found += [area_of(comment.location) for comment in self._sheet.comments]
        return found

    def _left(self, before: Area, after: Area) -> list[xw.Range]:
        """The cells that have fallen out of the table."""
        return [range_of(self._sheet, area) for area in before.beyond(after)]


def _used(cells_: xw.Range) -> Iterator[str]:
    """The cells that hold something, or that a formula elsewhere fills, or that are merged with others."""
    if count_filled(cells_) != 0:
        values = plain_values(cells_)
        for row, line in enumerate(formulas(cells_)):
            for column, text in enumerate(line):
                if text or values[row][column] not in (None, ""):
                    yield f"{letters(cells_.column + column)}{cells_.row + row}"
    if cells_.merge_cells in (True, None):  # None on Windows if some of them are; a Mac says something else then
        yield f"merged cells in {area_of(cells_)}"
