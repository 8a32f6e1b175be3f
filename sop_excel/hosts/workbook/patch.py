"""One output table put in the place of the workbook's own: checked first, then spliced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sop_excel.domain.table import OutputTable, Table, quoted_sheet
from sop_excel.errors import Issue
from sop_excel.hosts.workbook import charts
from sop_excel.hosts.workbook.book import Book, TablePart
from sop_excel.hosts.workbook.draft import Draft
from sop_excel.hosts.workbook.layout import Layout, folded_name
from sop_excel.hosts.workbook.refs import MAX_COLUMNS, MAX_ROWS, Area, letters
from sop_excel.hosts.workbook.rows import RowWriter
from sop_excel.hosts.workbook.scan import Scan, scan_sheet
from sop_excel.hosts.workbook.tablepart import filtered, patched_table
from sop_excel.hosts.workbook.tables import TableReader

_OWN_HEADER = re.compile(r"(?:total|sum|comment|note|column\d+)\Z")  # rule R4


def check_output(output: OutputTable) -> None:
    """Raise ValueError for an output that no table can hold: a mistake of ours, not of the planner's."""
    width = len(output.headers)
    if len({header.lower() for header in output.headers}) != width or not all(output.headers):
        raise ValueError(f"{output.name}: every column needs a header of its own")
    if output.lead + output.tail > width or any(len(row) != width for row in output.rows):
        raise ValueError(f"{output.name}: rows and headers do not fit")


def form_issues(layout: Layout) -> Iterator[Issue]:
    """Why the workbook's table of that name is not ours to fill."""
    part, output = layout.part, layout.output
    place = f"{quoted_sheet(part.sheet.name)}!{letters(part.area.left)}{part.area.top}"
    if part.header_rows != 1:
        yield Issue(place, part.name, "a header row", "a table without one", "switch on Header Row in Table Design")
    if part.totals_rows:
        yield Issue(place, part.name, "no totals row", "one", "switch off Total Row in Table Design")
    own = _own_columns(layout)
    if own is None:
        lead, tail = output.headers[: output.lead], output.headers[len(output.headers) - output.tail :]
        expected = "a table with the columns " + ", ".join([*lead, *(["…"] if _wide(output) else []), *tail])
        yield Issue(place, part.name, expected, _short(part.headers), "rename that table; its name is for the output")
    for column in own or ():
        cell = f"{quoted_sheet(part.sheet.name)}!{letters(part.area.left + column)}{part.area.top}"
        yield Issue(
            cell,
            f"{part.name}[{part.headers[column]}]",
            "no column of your own in an output table",
            f"'{part.headers[column]}'",
            "move it out of the table",
        )


def _wide(output: OutputTable) -> bool:
    return output.lead + output.tail < len(output.headers)


def _short(headers: tuple[str, ...]) -> str:
    return ", ".join(headers[:6]) + (", …" if len(headers) > 6 else "")


def _own_columns(layout: Layout) -> list[int] | None:
    """Columns that the planner put into the table; None if it has not our form at all."""
    old = [folded_name(header) for header in layout.part.headers]
    new = [folded_name(header) for header in layout.output.headers]
    lead, tail = new[: layout.output.lead], new[len(new) - layout.output.tail :] if layout.output.tail else []
    if not set(lead) | set(tail) <= set(old):
        return None
    if not _wide(layout.output):
        own = [at for at, name in enumerate(old) if name not in new]
        return own if own or old == new else None
    first_tail = min((old.index(name) for name in tail), default=len(old))
    after = [at for at in range(first_tail, len(old)) if old[at] not in tail]
    fixed = [at for at, name in enumerate(old[: len(lead)]) if name not in lead]
    middle = range(len(lead), first_tail)
    strange = [at for at in middle if _OWN_HEADER.match(old[at]) and old[at] not in new]
    own = sorted({*after, *fixed, *strange})
    return own if own or old[: len(lead)] == lead else None


class Patch:
    """The change of one table, checked against the sheet that holds it."""

    def __init__(self, draft: Draft, book: Book, layout: Layout) -> None:
        self.draft, self.book, self.layout = draft, book, layout
        part = layout.part
        watched = {
            part.area.left + column
            for column in range(layout.output.lead, part.area.width - layout.output.tail)
            if part.headers[column] in layout.vanishing
        }
        self.scan: Scan = scan_sheet(
            draft.read(part.sheet.part), layout.old, layout.new, layout.output.lead, frozenset(watched)
        )

    def issues(self) -> Iterator[Issue]:
        """Why the table cannot take its new content."""
        new, part = self.layout.new, self.layout.part
        sheet = quoted_sheet(part.sheet.name)
        subject = f"table {part.name}"
        if new.bottom > MAX_ROWS or new.right > MAX_COLUMNS:
            yield Issue(f"{sheet}!{new}", subject, "room on the sheet", "its edge", "move the table to the upper left")
        if cells := self._in_the_way():
            yield Issue(
                f"{sheet}!{cells[0]}",
                subject,
                f"empty cells, since the table grows to {new}",
                "; ".join(cells[:5]) + (", …" if len(cells) > 5 else "") + " in use",
                "move these cells, or the table",
            )
        for column in sorted(self.scan.texts - self.scan.numbers):
            header = part.headers[column - part.area.left]
            yield Issue(
                f"{sheet}!{letters(column)}{part.area.top}",
                f"{part.name}[{header}]",
                "no column of your own in an output table",
                f"'{header}' with text",
                "move it out of the table",
            )

    def _in_the_way(self) -> list[str]:
        old, new = self.layout.old, self.layout.new
        found = [f"{letters(column)}{row}" for row, column in self.scan.used]
        grown = [
            area
            for area in (
                Area(new.top, old.right + 1, new.bottom, new.right),
                Area(old.bottom + 1, new.left, new.bottom, new.right),
            )
            if area.top <= area.bottom and area.left <= area.right
        ]
        others = [t.area for t in self._neighbours()]
        return found + [str(a) for a in (*self.scan.merged, *others) if any(a.meets(part) for part in grown)]

    def _neighbours(self) -> list[TablePart]:
        part = self.layout.part
        return [t for t in self.book.tables if t.sheet.part == part.sheet.part and t.part != part.part]

    def apply(self) -> None:
        """Splice the new content into sheet, table part and charts."""
        draft, layout, part = self.draft, self.layout, self.layout.part
        old_table = draft.read(part.part)
        lead = self._lead()
        epoch_1904 = self.book.setting("workbookPr", "date1904")
        writer = RowWriter(self.scan, layout, layout.row_sources(lead), filtered(old_table), epoch_1904)
        draft.put(part.sheet.part, writer.sheet())
        draft.put(part.part, patched_table(old_table, layout))
        charts.follow(draft, layout, lead)

    def _lead(self) -> Table:
        """The lead columns of the old table, which tell its rows apart."""
        part, lead = self.layout.part, self.layout.output.lead
        area = part.area._replace(right=part.area.left + lead - 1)
        narrow = TablePart(part.name, part.sheet, part.part, area, part.headers[:lead], 1, 0)
        return TableReader(self.book).read_sheet(narrow, self.scan.lead_part())
