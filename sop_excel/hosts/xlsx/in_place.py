"""Plain ranges of a workbook made Excel Tables where they stand: no cell moves, so all that refers to them goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop_excel.domain.table import Value
from sop_excel.errors import Issue
from sop_excel.hosts.xlsx.markup import Markup, Node, escaped, escaped_attribute
from sop_excel.hosts.xlsx.put_values import put_values
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.sheet_cells import Grid, number_text
from sop_excel.hosts.xlsx.sheet_formulas import formula_cells
from sop_excel.hosts.xlsx.sheet_map import Around, Place, SheetMap
from sop_excel.hosts.xlsx.styles import Item
from sop_excel.hosts.xlsx.table_part import add_table, column_name
from sop_excel.hosts.xlsx.table_reader import TableReader
from sop_excel.spreadsheet.areas import Area, parse_area
from sop_excel.spreadsheet.placed_tables import Sheet
from sop_excel.spreadsheet.table_in_place import TableInPlace, check_in_place, name_issues, overlaps


def make_tables(draft: Revision, tables: Sequence[TableInPlace]) -> Iterator[Issue]:
    """Make the ranges tables; why none of them is made, if one cannot be."""
    for table in tables:
        check_in_place(table)
    issues = [*overlaps(tables), *(issue for table in tables for issue in InPlace(draft, table).issues())]
    if not issues:
        for table in tables:
            InPlace(draft, table).apply()
    yield from issues


class InPlace:
    """One range, checked against the workbook and its sheet."""

    def __init__(self, draft: Revision, table: TableInPlace) -> None:
        self.draft, self.table, self.book = draft, table, draft.book()
        wanted = table.sheet.lower()
        self.sheet = next((one for one in self.book.sheets if one.name.lower() == wanted and one.part), None)

    def issues(self) -> Iterator[Issue]:
        """Why the range cannot become a table; nothing is changed."""
        table, book = self.table, self.book
        if self.sheet is None:
            yield table.issue(table.first, f"a sheet {table.sheet} with cells", "none", "check the sheet's name")
            return
        names = [node.get("name") for node in book.names]
        yield from name_issues(table, [name for one in book.tables for name in {one.name, one.alias}], names)
        yield from self._on_sheet(self.sheet)

    def _on_sheet(self, sheet: Sheet) -> Iterator[Issue]:
        table, area = self.table, self.table.area
        others = [one for one in self.book.tables if one.sheet.part == sheet.part]
        for one in others:
            yield from table.in_the_way(f"table {one.name}", [one.area], "that table is there already: leave it out")
        data = self.draft.read(sheet.part)
        found = SheetMap(data, area.top, area.bottom)
        yield from table.merged_issues(_merged(Around(data).markup.root))
        yield from table.in_the_way("an array formula or its results", found.arrays, "type it as formulas of one cell")
        yield from table.in_the_way("a PivotTable", self._pivots(sheet), "move it, or choose other cells")
        yield from self._filter_issues(Around(data).markup.root)
        for column in range(area.left, area.right + 1):
            cell = found.cell(area.top, column)
            if cell and cell.has_formula:
                advice = "type the header as text"
                yield table.issue(table.place(area.top, column), "a header that is no formula", "a formula", advice)

    def _pivots(self, sheet: Sheet) -> Iterator[Area]:
        for relation in self.draft.relations(sheet.part):
            if relation.kind == "pivotTable" and not relation.external:
                location = Markup(self.draft.read(relation.target)).root.find("location")
                if location:
                    yield parse_area(location.get("ref"))

    def _filter_issues(self, root: Node) -> Iterator[Issue]:
        """The sheet's own filter becomes that of the table, if it is on its headers."""
        node = root.find("autoFilter")
        if node is None or not node.get("ref"):
            return
        area = parse_area(node.get("ref"))
        if area.meets(self.table.area) and not self._takes_over(area, node):
            advice = "switch the filter off (Data, Filter)"
            yield from self.table.in_the_way("a filter on other cells than these", [area], advice)

    def _takes_over(self, area: Area, node: Node) -> bool:
        own = self.table.area
        inside = area.top == own.top and area.left >= own.left and area.right <= own.right
        return inside and (area.left == own.left or not node.all("filterColumn"))

    def apply(self) -> None:
        """Write the texts of headers and the given values, take cells apart, and enter the table."""
        if self.sheet is None:
            raise ValueError(f"no sheet {self.table.sheet}")
        part, table = self.sheet.part, self.table
        grid = TableReader(self.book).grid(part, table.area)
        columns = self._columns(part, grid)  # formulas of totals are read before cells change
        put_values(self.draft, part, self._renamed(grid))
        filter_xml = self._taken_apart(part)
        add_table(self.draft, part, table.name, table.area, columns, table.totals, filter_xml)

    def _renamed(self, grid: Grid) -> dict[Place, Value]:
        """The headers that their cells do not show."""
        area = self.table.area
        shown = grid.row(area.top, area) or [None] * area.width
        return {
            (area.top, area.left + k): header
            for k, (header, cell) in enumerate(zip(self.table.headers, shown, strict=True))
            if cell != header
        }

    def _taken_apart(self, part: str) -> bytes:
        """The sheet without the merged cells that are given, and without its filter if the table takes it over."""
        around = Around(self.draft.read(part))
        markup, taken = around.markup, b""
        if merged := markup.root.find("mergeCells"):
            gone = [node for node in merged.children if parse_area(node.get("ref")) in self.table.unmerge]
            if gone and len(gone) == len(merged.children):
                markup.replace(merged, b"")
            elif gone:
                markup.set(merged, count=str(len(merged.children) - len(gone)))
                for node in gone:
                    markup.replace(node, b"")
        own = markup.root.find("autoFilter")
        if own and own.get("ref") and parse_area(own.get("ref")).meets(self.table.area):
            taken = self._filter(own)
            markup.replace(own, b"")
        self.draft.put(part, around.result())
        return taken

    def _filter(self, node: Node) -> bytes:
        area = self.table.area
        inside = "".join(Item.of(column).xml() for column in node.all("filterColumn"))
        ref = area._replace(bottom=area.bottom - self.table.totals)
        return f'<autoFilter ref="{ref}">{inside}</autoFilter>'.encode() if inside else b""

    def _columns(self, part: str, grid: Grid) -> list[str]:
        """The elements of the table's columns; those of a row of totals say what it shows."""
        area = self.table.area
        totals = [("", "")] * area.width
        if self.table.totals:
            formulas = {
                cell.column: cell.formula for cell in formula_cells(self.draft.read(part)) if cell.row == area.bottom
            }
            values = grid.row(area.bottom, area) or [None] * area.width
            totals = [_total(value, formulas.get(area.left + k)) for k, value in enumerate(values)]
        return [
            f'<tableColumn id="{k}" name="{column_name(header)}"{told}'
            + (f">{inside}</tableColumn>" if inside else "/>")
            for k, (header, (told, inside)) in enumerate(zip(self.table.headers, totals, strict=True), 1)
        ]


def _total(value: Value, formula: str | None) -> tuple[str, str]:
    """What a column says of its cell in the row of totals: attributes and content."""
    if formula is not None or isinstance(value, float):
        text = formula if formula is not None else number_text(float(value))  # type: ignore[arg-type]
        return ' totalsRowFunction="custom"', f"<totalsRowFormula>{escaped(text)}</totalsRowFormula>"
    return (f' totalsRowLabel="{escaped_attribute(value)}"', "") if isinstance(value, str) and value else ("", "")


def _merged(root: Node) -> list[Area]:
    node = root.find("mergeCells")
    return [parse_area(child.get("ref")) for child in (node.children if node else ())]
