"""Where the cells of a table have gone once it has its new content: what shows them, such as a chart, follows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.domain.vocabulary import folded
from sop_excel.spreadsheet.areas import Area, NotationError, letters, parse_area
from sop_excel.spreadsheet.formulas import places, replaced, unquoted_sheet
from sop_excel.spreadsheet.layout import Layout


def labels(table: Table | OutputTable, named_by: Sequence[str]) -> list[tuple[Value, ...]]:
    """What tells the rows of a table apart: their texts in the columns with these headers."""
    names = [folded(header) for header in table.headers]
    columns = [names.index(folded(header)) for header in named_by]
    return [tuple(row[column] if isinstance(row[column], str) else None for column in columns) for row in table.rows]


@dataclass(frozen=True)
class Moves:
    """Where rows and columns of the old table are in the new one; ``lead`` holds the lead columns of the old rows."""

    layout: Layout
    lead: Table

    @cached_property
    def _old_labels(self) -> Sequence[tuple[object, ...]]:
        return labels(self.lead, self.layout.named_by)

    @cached_property
    def _new_labels(self) -> Sequence[tuple[object, ...]]:
        return labels(self.layout.output, self.layout.named_by)

    def reference(self, text: str, category: bool) -> str | None:
        """A reference of a chart after the move, or None if it does not point into the table.

        ``category`` tells whether it is to the names of what the chart shows.
        """
        table, changes = self.layout.table, []
        for place in places(text):
            area = _cells(place.address)
            if unquoted_sheet(place.sheet).lower() == table.sheet.name.lower() and area and area.inside(table.area):
                changes.append((place, absolute(self._drawn(area, category))))
        return replaced(text, changes) if changes else None

    def _drawn(self, area: Area, category: bool) -> Area:
        """Where a chart finds an area: without the rows that charts leave out, and with what leads in for what is
        gone."""
        found, old, new = self.area(area, category), self.layout.old, self.layout.new
        first, last = area.top - old.top, area.bottom - old.top
        if (
            self._ends
            and first <= 1
            and last in (old.height - 1, *self._old_ends)
            and (last > first or area.width == 1)
        ):
            return found._replace(bottom=max(new.top + self._ends[0], found.top))
        lead = self._leads(first) if first == last else None
        return found if lead is None else found._replace(top=new.top + lead, bottom=new.top + lead)

    @cached_property
    def _ends(self) -> list[int]:
        return _rows_of(self._new_labels, self.layout.output.drawn_to)

    @cached_property
    def _old_ends(self) -> list[int]:
        return _rows_of(self._old_labels, self.layout.output.drawn_to)

    def _leads(self, row: int) -> int | None:
        """The new row of what leads, for the measure of an old row that is gone."""
        if row == 0 or not self.layout.output.leading or self._old_labels[row - 1] in self._places:
            return None
        place = self._places.get((self.layout.output.leading, *self._old_labels[row - 1][1:]))
        return None if place is None else place + 1

    def area(self, area: Area, category: bool) -> Area:
        """Where an area within the old table has gone."""
        old, new = self.layout.old, self.layout.new
        first, last = area.top - old.top, area.bottom - old.top
        top, bottom = self._rows(first, last, area.width == 1)
        left, right = self._columns(
            area.left - old.left, area.right - old.left, first == last and (category or first > 0)
        )
        return Area(new.top + top, new.left + left, new.top + bottom, new.left + right)

    def _rows(self, first: int, last: int, upright: bool) -> tuple[int, int]:
        """Rows counted from the header: a span that ends with the table still does; others go by their labels."""
        old_last, new_last = self.layout.old.height - 1, self.layout.new.height - 1
        if first <= 1 and last == old_last and (last > first or upright):
            return first, max(new_last, first)
        if first == last:
            return self._row(first), self._row(last)
        top, bottom = self._row(first), new_last if last == old_last else self._row_before(last + 1)
        return min(top, bottom), max(top, bottom)

    def _row_before(self, row: int) -> int:
        """The last row of a span that ended before ``row``: so it takes in what is new between, such as a cost line."""
        label = self._old_labels[row - 1]
        return self._places[label] if label in self._places else self._row(row - 1)

    def _row(self, row: int) -> int:
        new_last = self.layout.new.height - 1
        if row == 0:
            return 0
        label = self._old_labels[row - 1]
        if row <= len(self._new_labels) and self._new_labels[row - 1] == label:
            return row
        return self._places[label] + 1 if label in self._places else min(row, new_last)

    @cached_property
    def _places(self) -> dict[tuple[object, ...], int]:
        """The first new row of each label."""
        return {label: row for row, label in reversed(list(enumerate(self._new_labels)))}

    def _columns(self, first: int, last: int, level: bool) -> tuple[int, int]:
        """Columns counted from the first: a single one goes by name, unless it was the only period of a row.

        Where the periods roll on, it stays where it is.
        """
        only_period = level and [first] == [last] == self.layout.periods
        if first == last and not only_period and not self.layout.rolled:
            column = self._column(first)
            return column, column
        return self._edge(first, False), self._edge(last, True)

    def _column(self, column: int) -> int:
        """A single column goes by its name, else by its role."""
        header = self.layout.table.headers[column].lower()
        return self._names.get(header, self._edge(column, False))

    @cached_property
    def _names(self) -> dict[str, int]:
        return {name.lower(): column for column, name in enumerate(self.layout.output.headers)}

    def _edge(self, column: int, end: bool) -> int:
        """A fixed column goes by its name; a span from the first to the last period still is one."""
        if end and [column] == self.layout.periods[-1:]:
            return max(self.layout.new_periods[1], 0)
        return self.layout.moved_to[column]


def _rows_of(names: Sequence[tuple[object, ...]], first: str) -> list[int]:
    """The rows that begin with a text, counted from the header; none for no text."""
    return [row for row, label in enumerate(names, start=1) if first and label[:1] == (first,)]


def _cells(address: str) -> Area | None:
    """The cells of an address; None for whole columns or rows."""
    with suppress(NotationError):
        return parse_area(address)
    return None


def absolute(area: Area) -> str:
    """An area with dollar signs.

    >>> absolute(Area(2, 1, 9, 1))
    '$A$2:$A$9'
    """
    first, last = f"${letters(area.left)}${area.top}", f"${letters(area.right)}${area.bottom}"
    return first if first == last else f"{first}:{last}"
