"""How the rows and columns of a table's new content follow from its old ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.domain.vocabulary import folded, runs
from sop_excel.errors import Issue
from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS, Area, letters
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.placed_tables import PlacedTable
from sop_excel.spreadsheet.renamed_columns import Spans

_NAMED = 5  # places in the way that one issue names


@dataclass(frozen=True)
class Layout:
    """A table of the workbook and the output that takes its place; columns and rows counted from 0 within it.

    ``rolled``: its periods move on by so many, so that what means one of them by its place means the one that is there
    now.
    """

    table: PlacedTable
    output: OutputTable
    of_planner: bool = False  # whether its fixed columns are a planner's, so that others may refer to them
    rolled: bool = False

    @property
    def old(self) -> Area:
        """The table's area so far."""
        return self.table.area

    @cached_property
    def new(self) -> Area:
        """The table's area to be; an Excel Table has one data row at least."""
        top, left = self.old.top, self.old.left
        rows = max(len(self.output.rows), 1)
        return Area(top, left, top + rows, left + len(self.output.headers) - 1)

    @property
    def grown(self) -> list[Area]:
        """The cells that the table does not cover yet."""
        return self.new.beyond(self.old)

    @cached_property
    def columns(self) -> list[int]:
        """For each new column the old one whose formats and role it has.

        A fixed column has those of the old one with its header, the first period those of the first, and so on. One
        that an older version did not write has those of the one that it looks like, or else of its neighbour, at its
        left if there is one.
        """
        known = [column for column in self._before if column is not None] or [0]
        filled: list[int] = []
        for header, column in zip(self.output.headers, self._before, strict=True):
            if column is None:
                column = self.fixed.get(folded(self.output.looks_like.get(header, "")))
            filled.append(column if column is not None else filled[-1] if filled else known[0])
        return filled

    @cached_property
    def added(self) -> list[int]:
        """The new columns that an older version did not write."""
        first, last = self.new_periods
        fixed = (column for column in range(self.new.width) if not first <= column <= last)
        return [column for column in fixed if self._before[column] is None]

    @cached_property
    def moved_to(self) -> list[int]:
        """For each old column the new one that it has become; a period that vanishes is the last one."""
        (first, last), names = self.new_periods, [folded(header) for header in self.output.headers]
        of_fixed = {column: names.index(header) for header, column in self.fixed.items()}
        of_periods = {column: max(min(first + k, last), 0) for k, column in enumerate(self.periods)}
        return [(of_fixed | of_periods)[column] for column in range(self.old.width)]

    @cached_property
    def _before(self) -> list[int | None]:
        """For each new column the old one that it was."""
        first, last = self.new_periods
        return [
            self.fixed.get(folded(header)) if not first <= column <= last else self._period_before(column - first)
            for column, header in enumerate(self.output.headers)
        ]

    def _period_before(self, period: int) -> int | None:
        return self.periods[min(period, len(self.periods) - 1)] if self.periods else None

    @cached_property
    def fixed(self) -> dict[str, int]:
        """The old columns that no period names, by their headers as these are compared."""
        first, last = self.new_periods
        ours = {folded(header) for header in (*self.output.headers[:first], *self.output.headers[last + 1 :])}
        found = {folded(header): column for column, header in reversed(list(enumerate(self.table.headers)))}
        return {header: column for header, column in found.items() if header in ours}

    @cached_property
    def periods(self) -> list[int]:
        """The old columns of periods."""
        return sorted(set(range(self.old.width)) - set(self.fixed.values()))

    @property
    def new_periods(self) -> tuple[int, int]:
        """The first and the last new column of a period; the last is the smaller one where there is none."""
        return self.output.lead, len(self.output.headers) - self.output.tail - 1

    @cached_property
    def named_by(self) -> list[str]:
        """The headers of the columns whose texts tell the rows apart, before and after."""
        wide = self.output.lead + self.output.tail < len(self.output.headers)
        names = (
            [self.output.format_by] if self.output.format_by and not wide else self.output.headers[: self.output.lead]
        )
        return [name for name in names if folded(name) in self.fixed]

    @property
    def lead(self) -> int:
        """How many old columns at the left hold all that tells rows apart."""
        lead = [
            self.fixed[name]
            for header in self.output.headers[: self.output.lead]
            if (name := folded(header)) in self.fixed
        ]
        return max(lead, default=0) + 1

    @cached_property
    def spans(self) -> Spans:
        """The names of the periods, before and after."""
        first, last = self.new_periods
        old = [self.table.headers[column] for column in self.periods]
        return Spans(self.table.name, old, list(self.output.headers[first : last + 1]))

    @cached_property
    def rolls_on(self) -> bool:
        """Whether the periods move on and are as many as before: then each place has one, the first the first."""
        old, new = ([name.lower() for name in names] for names in self.spans[1:])
        by_so_many = any(old[n:] == new[:-n] for n in range(1, len(old))) if len(old) == len(new) else False
        return (self.rolled or by_so_many) and not self.displaced

    @cached_property
    def vanishing(self) -> list[str]:
        """Headers of the old columns that will be gone."""
        kept = {header.lower() for header in self.output.headers}
        return [header for header in self.table.headers if header.lower() not in kept]

    @cached_property
    def displaced(self) -> list[str]:
        """Headers of the old columns that move because an older version did not write all that stand before them.

        In a table of the planner's they are all that move because there are more or fewer periods before them.
        """
        fixed = self.fixed.values() if self.added or self.of_planner else ()
        return [self.table.headers[column] for column in sorted(fixed) if self.moved_to[column] != column]

    def followed(self, area: Area) -> Area:
        """Where an area over the old table is over the new one: up to the last row and period if it was so before."""
        old, new = self.old, self.new
        if not area.meets(old):
            return area
        left, right = area.left, area.right
        if area.inside(old) or (area.left >= old.left and area.right <= old.right):
            left = new.left + self.moved_to[area.left - old.left]
            last = area.right - old.left
            ends = self.periods[-1:] == [last] and self.new_periods[1] >= self.new_periods[0]
            right = new.left + (self.new_periods[1] if ends else self.moved_to[last])
        bottom = max(area.bottom, new.bottom) if area.bottom >= old.bottom and area.top > old.top else area.bottom
        return Area(area.top, min(left, right), bottom, max(left, right))

    def row_sources(self, lead: Table) -> list[int]:
        """For each new data row the old one whose formats it has: itself, or one with its text in ``format_by``."""
        old = self._keys(lead.headers, lead.rows)
        new = self._keys(self.output.headers, self.output.rows)
        first: dict[str, int] = {}
        for row, key in enumerate(old):
            first.setdefault(key, row)
        kept = set(new)
        return [self._row_source(row, key, old, first, kept) for row, key in enumerate(new)]

    def _row_source(self, row: int, key: str, old: list[str], first: dict[str, int], kept: set[str]) -> int:
        """The row's own place if the same stood there or what did is gone; else a row of its kind, or a plain one."""
        if not self.output.format_by:
            return min(row, len(old) - 1)
        if row < len(old) and (old[row] == key or (key not in first and old[row] not in kept)):
            return row
        return first.get(key, first.get(folded(self.output.format_else), 0))

    def _keys(self, headers: Sequence[str], rows: Sequence[Sequence[Value]]) -> list[str]:
        wanted = folded(self.output.format_by)
        names = [folded(header) for header in headers]
        if not wanted or wanted not in names:
            return [""] * len(rows)
        column = names.index(wanted)
        return [folded(value) if isinstance(value := row[column], str) else "" for row in rows]


def own_areas(layout: Layout) -> list[Area]:
    """The cells of a table whose formulas are seen to with the table itself: of one that rolls on, those of periods."""
    old = layout.old
    if not layout.rolled:
        return [old]
    return [old._replace(left=old.left + first, right=old.left + last) for first, last in runs(layout.periods)]


def gone_columns(layouts: Iterable[Layout]) -> dict[str, dict[str, str]]:
    """The headers that will be gone, by the name of their table and in lower case."""
    return {layout.table.name: {header.lower(): header for header in layout.vanishing} for layout in layouts}


def check_output(output: OutputTable) -> None:
    """Raise ValueError for an output that no table can hold: a mistake of ours, not of the planner's."""
    width = len(output.headers)
    if len({header.lower() for header in output.headers}) != width or not all(output.headers):
        raise ValueError(f"{output.name}: every column needs a header of its own")
    if output.lead + output.tail > width or any(len(row) != width for row in output.rows):
        raise ValueError(f"{output.name}: rows and headers do not fit")


def form_issues(layout: Layout) -> Iterator[Issue]:
    """Why no output can be put into the workbook's table of that name, whosever it is."""
    table = layout.table
    place = f"{quoted_sheet(table.sheet.name)}!{letters(table.area.left)}{table.area.top}"
    if table.header_rows != 1:
        yield Issue(place, table.name, "a header row", "a table without one", "switch on Header Row in Table Design")
    if table.totals_rows:
        yield Issue(place, table.name, "no totals row", "one", "switch off Total Row in Table Design")


def edge_issues(layout: Layout) -> Iterator[Issue]:
    """Why the table's new content would not fit on its sheet."""
    new, table = layout.new, layout.table
    if new.bottom > MAX_ROWS or new.right > MAX_COLUMNS:
        place, advice = f"{quoted_sheet(table.sheet.name)}!{new}", "move the table to the upper left"
        yield Issue(place, f"table {table.name}", "room on the sheet", "its edge", advice)


def in_the_way_issues(layout: Layout, used: Sequence[str]) -> Iterator[Issue]:
    """Why the table cannot grow: ``used`` are places, of cells or of other tables, that it would cover."""
    if used:
        yield Issue(
            f"{quoted_sheet(layout.table.sheet.name)}!{used[0]}",
            f"table {layout.table.name}",
            f"empty cells, since the table grows to {layout.new}",
            "; ".join(used[:_NAMED]) + (", …" if len(used) > _NAMED else "") + " in use",
            "move these cells, or the table",
        )
