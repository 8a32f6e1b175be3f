"""One output table put in the place of the workbook's own: checked first, then spliced."""

from __future__ import annotations

from collections.abc import Iterator

from sop_excel.domain.table import OutputTable, Table, quoted_sheet
from sop_excel.errors import Issue
from sop_excel.hosts.xlsx import charts
from sop_excel.hosts.xlsx.book import Book, TablePart
from sop_excel.hosts.xlsx.draft import Draft
from sop_excel.hosts.xlsx.layout import Layout
from sop_excel.hosts.xlsx.planner_formulas import unshared
from sop_excel.hosts.xlsx.refs import MAX_COLUMNS, MAX_ROWS, Area, letters
from sop_excel.hosts.xlsx.rows import RowWriter
from sop_excel.hosts.xlsx.scan import Scan, scan_sheet
from sop_excel.hosts.xlsx.tablepart import filtered, patched_table
from sop_excel.hosts.xlsx.tables import TableReader


def check_output(output: OutputTable) -> None:
    """Raise ValueError for an output that no table can hold: a mistake of ours, not of the planner's."""
    width = len(output.headers)
    if len({header.lower() for header in output.headers}) != width or not all(output.headers):
        raise ValueError(f"{output.name}: every column needs a header of its own")
    if output.lead + output.tail > width or any(len(row) != width for row in output.rows):
        raise ValueError(f"{output.name}: rows and headers do not fit")


def form_issues(layout: Layout) -> Iterator[Issue]:
    """Why no output can be put into the workbook's table of that name, whosever it is."""
    part = layout.part
    place = f"{quoted_sheet(part.sheet.name)}!{letters(part.area.left)}{part.area.top}"
    if part.header_rows != 1:
        yield Issue(place, part.name, "a header row", "a table without one", "switch on Header Row in Table Design")
    if part.totals_rows:
        yield Issue(place, part.name, "no totals row", "one", "switch off Total Row in Table Design")


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
        sheet = unshared(draft.read(part.sheet.part), layout.old)
        self.scan: Scan = scan_sheet(sheet, layout.old, layout.new, layout.output.lead, frozenset(watched))

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
