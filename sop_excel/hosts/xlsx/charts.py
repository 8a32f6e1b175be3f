"""Charts on a sheet follow the table that they show."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from sop_excel.domain.table import Table
from sop_excel.hosts.xlsx.draft import Draft
from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.formula import places, replaced
from sop_excel.hosts.xlsx.layout import Layout, labels
from sop_excel.hosts.xlsx.markup import Markup, Node
from sop_excel.hosts.xlsx.refs import Area, letters, parse_area

_CACHES = ("strCache", "numCache", "multiLvlStrCache", "lvl")
_SPACES = ("/chart", "/chartex")  # where a namespace of charts ends
_HIDDEN = "_xlchart."


def follow(draft: Draft, layout: Layout, lead: Table) -> None:
    """Point the charts on the table's sheet to its new rows and columns, and drop the values they remember."""
    sheet = layout.part.sheet
    moves = Moves(layout, labels(lead.rows, layout.output), labels(layout.output.rows, layout.output))
    ranges: dict[str, bool] = {}
    for drawing in draft.relations(sheet.part):
        if drawing.kind != "drawing":
            continue
        for chart in draft.relations(drawing.target):
            if chart.kind in ("chart", "chartEx"):
                markup = Markup(draft.read(chart.target))
                if _followed(markup, sheet.name, moves, ranges):
                    draft.put(chart.target, markup.result())
    if ranges:
        _follow_names(draft, sheet.name, moves, ranges)


def _followed(markup: Markup, sheet: str, moves: Moves, ranges: dict[str, bool]) -> bool:
    """Whether the chart shows the table, and then changes it.

    Newer kinds of chart, such as the waterfall, name their ranges by hidden names of the workbook: these are added to
    ``ranges``, with whether they are categories.
    """
    categories = {node for cat in markup.root.walk() if _is_category(cat) for node in cat.walk()}
    shown = False
    for parent in markup.root.walk():
        reference = next((n for n in parent.children if n.tag == "f" and n.uri.lower().endswith(_SPACES)), None)
        if reference and reference.text.startswith(_HIDDEN):
            ranges[reference.text] = parent in categories
        elif reference and (new := moved(reference.text, sheet, moves, parent in categories)) is not None:
            _point(markup, parent, reference, new)
            shown = True
    return shown


def _is_category(node: Node) -> bool:
    return node.tag == "cat" or (node.tag == "strDim" and node.get("type") == "cat")


def _follow_names(draft: Draft, sheet: str, moves: Moves, ranges: dict[str, bool]) -> None:
    """Move the hidden names; the values that the charts remember stay until a program that knows such charts reads."""
    book = draft.book()
    markup = Markup(draft.read(book.part))
    names = markup.root.find("definedNames")
    for node in names.children if names else ():
        category = ranges.get(node.get("name"))
        if category is not None and (new := moved(node.text, sheet, moves, category)) not in (None, node.text):
            markup.set_text(node, new or "")
    draft.put(book.part, markup.result())


def _point(markup: Markup, parent: Node, reference: Node, text: str) -> None:
    if text != reference.text:
        markup.set_text(reference, text)
    for cache in parent.children:
        if cache.tag in _CACHES:
            markup.replace(cache, b"")


def moved(text: str, sheet: str, moves: Moves, category: bool) -> str | None:
    """The reference after the move, or None if it does not point into the table."""
    changes = []
    for place in places(text):
        name = place.sheet[1:-1].replace("''", "'") if place.sheet.startswith("'") else place.sheet
        if name.lower() == sheet.lower() and (area := _cells(place.address)) and area.inside(moves.layout.old):
            changes.append((place, absolute(moves.area(area, category))))
    return replaced(text, changes) if changes else None


def _cells(address: str) -> Area | None:
    """The cells of an address; None for whole columns or rows."""
    with suppress(BrokenPartError):
        return parse_area(address)
    return None


def absolute(area: Area) -> str:
    """An area with dollar signs.

    >>> absolute(Area(2, 1, 9, 1))
    '$A$2:$A$9'
    """
    first, last = f"${letters(area.left)}${area.top}", f"${letters(area.right)}${area.bottom}"
    return first if first == last else f"{first}:{last}"


@dataclass(frozen=True)
class Moves:
    """Where rows and columns of the old table are in the new one."""

    layout: Layout
    old_labels: Sequence[tuple[object, ...]]
    new_labels: Sequence[tuple[object, ...]]

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
        label = self.old_labels[row - 1]
        return self._places[label] if label in self._places else self._row(row - 1)

    def _row(self, row: int) -> int:
        new_last = self.layout.new.height - 1
        if row == 0:
            return 0
        label = self.old_labels[row - 1]
        if row <= len(self.new_labels) and self.new_labels[row - 1] == label:
            return row
        return self._places[label] + 1 if label in self._places else min(row, new_last)

    @cached_property
    def _places(self) -> dict[tuple[object, ...], int]:
        """The first new row of each label."""
        return {label: row for row, label in reversed(list(enumerate(self.new_labels)))}

    def _columns(self, first: int, last: int, level: bool) -> tuple[int, int]:
        """Columns counted from the first: a single one goes by name, unless it was the only period of a row."""
        output = self.layout.output
        only_period = level and first == last == output.lead == self.layout.old.width - output.tail - 1
        if first == last and not only_period:
            column = self._column(first)
            return column, column
        return self._edge(first, False), self._edge(last, True)

    def _column(self, column: int) -> int:
        """A single column goes by its name, else by its role."""
        header = self.layout.part.headers[column].lower()
        names = [name.lower() for name in self.layout.output.headers]
        return names.index(header) if header in names else self._edge(column, False)

    def _edge(self, column: int, end: bool) -> int:
        """A span from the first to the last period still is one."""
        old, new = self.layout.old.width, self.layout.new.width
        tail = self.layout.output.tail
        if column >= old - tail or (end and column == old - tail - 1):
            return new - (old - column)
        return min(column, max(new - tail - 1, 0))
