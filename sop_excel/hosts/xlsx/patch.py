"""One output table put in the place of the workbook's own: checked first, then spliced."""

from __future__ import annotations

from collections.abc import Iterator

from sop_excel.domain.table import Table, quoted_sheet
from sop_excel.errors import Issue
from sop_excel.hosts.xlsx import charts
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.draft import Draft
from sop_excel.hosts.xlsx.planner_formulas import unshared
from sop_excel.hosts.xlsx.rows import RowWriter
from sop_excel.hosts.xlsx.scan import Scan, scan_sheet
from sop_excel.hosts.xlsx.tablepart import filtered, patched_table
from sop_excel.hosts.xlsx.tables import TableReader
from sop_excel.spreadsheet.areas import letters
from sop_excel.spreadsheet.layout import Layout, edge_issues, in_the_way_issues
from sop_excel.spreadsheet.placed_tables import PlacedTable


class Patch:
    """The change of one table, checked against the sheet that holds it."""

    def __init__(self, draft: Draft, book: Book, layout: Layout) -> None:
        self.draft, self.book, self.layout = draft, book, layout
        part = layout.table
        watched = {part.area.left + column for column in layout.periods if part.headers[column] in layout.vanishing}
        sheet = unshared(draft.read(part.sheet.part), layout.old)
        self.scan: Scan = scan_sheet(sheet, layout.old, layout.new, layout.lead, frozenset(watched))

    def issues(self) -> Iterator[Issue]:
        """Why the table cannot take its new content."""
        part, sheet = self.layout.table, quoted_sheet(self.layout.table.sheet.name)
        yield from edge_issues(self.layout)
        yield from in_the_way_issues(self.layout, self._in_the_way())
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
        found = [f"{letters(column)}{row}" for row, column in self.scan.used]
        others = [t.area for t in self._neighbours()]
        return found + [
            str(a) for a in (*self.scan.merged, *others) if any(a.meets(part) for part in self.layout.grown)
        ]

    def _neighbours(self) -> list[PlacedTable]:
        part = self.layout.table
        return [t for t in self.book.tables if t.sheet.part == part.sheet.part and t.part != part.part]

    def apply(self) -> None:
        """Splice the new content into sheet, table part and charts."""
        draft, layout, part = self.draft, self.layout, self.layout.table
        old_table = draft.read(part.part)
        lead = self._lead()
        epoch_1904 = self.book.setting("workbookPr", "date1904")
        writer = RowWriter(self.scan, layout, layout.row_sources(lead), filtered(old_table), epoch_1904)
        draft.put(part.sheet.part, writer.sheet())
        draft.put(part.part, patched_table(old_table, layout))
        charts.follow(draft, layout, lead)

    def _lead(self) -> Table:
        """The lead columns of the old table, which tell its rows apart."""
        part, lead = self.layout.table, self.layout.lead
        area = part.area._replace(right=part.area.left + lead - 1)
        narrow = PlacedTable(part.name, part.sheet, part.part, area, part.headers[:lead], 1, 0)
        return TableReader(self.book).read_sheet(narrow, self.scan.lead_part())
