"""One output table put in the place of the workbook's own: checked first, then spliced in, and charts follow."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from sop_excel.domain.table import Formula, Nowhere, Table
from sop_excel.errors import Issue
from sop_excel.hosts.xlsx import conditional_formats
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.markup import Markup, Node, decoded, escaped, escaped_attribute
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.rows import RowWriter
from sop_excel.hosts.xlsx.scan import Scan, scan_sheet
from sop_excel.hosts.xlsx.sheet_formulas import unshared
from sop_excel.hosts.xlsx.styles import StyleGraft
from sop_excel.hosts.xlsx.table_part import column_name
from sop_excel.hosts.xlsx.table_reader import TableReader
from sop_excel.spreadsheet.areas import letters, whole_number
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.layout import Layout, edge_issues, in_the_way_issues
from sop_excel.spreadsheet.moves import Moves
from sop_excel.spreadsheet.placed_tables import PlacedTable

# What a new column takes over from the column whose role it has.
_FORMATS = ("headerRowDxfId", "dataDxfId", "headerRowCellStyle", "dataCellStyle")
_CACHES = ("strCache", "numCache", "multiLvlStrCache", "lvl")
_SPACES = ("/chart", "/chartex")  # where a namespace of charts ends
_HIDDEN = "_xlchart."


class Patch:
    """The change of one table, checked against the sheet that holds it."""

    def __init__(self, draft: Revision, book: Book, layout: Layout) -> None:
        self.draft, self.book, self.layout = draft, book, layout
        part = layout.table
        vanishing = set(layout.vanishing) - set(layout.output.unstated)
        watched = {part.area.left + column for column in layout.periods if part.headers[column] in vanishing}
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
        sources, styles = layout.row_sources(lead), self._styles()
        shown_as = styles.shown_as if styles else None
        writer = RowWriter(self.scan, layout, sources, filtered(old_table), epoch_1904, shown_as)
        draft.put(part.sheet.part, self._with_conditional_formats(writer.sheet()))
        if styles:
            draft.put(self.book.related("styles"), styles.result())
        draft.put(part.part, patched_table(old_table, layout))
        charts_follow(draft, layout, lead)

    def _styles(self) -> StyleGraft | None:
        """The workbook's styles, where columns that an older version did not write need some of their own."""
        part = self.book.related("styles") if self.layout.added else ""
        return StyleGraft(data := self.draft.read(part), data) if part else None

    def _with_conditional_formats(self, sheet: bytes) -> bytes:
        """The sheet with its conditional formats over the same columns, where some have moved for new ones."""
        return conditional_formats.followed(sheet, self.scan.root_end, self.layout) if self.layout.added else sheet

    def _lead(self) -> Table:
        """The lead columns of the old table, which tell its rows apart; how many rows there are, if nothing asks more.

        There may be hundreds of thousands.
        """
        lead = self.layout.table.first_columns(self.layout.lead)
        drawn = any(one.kind == "drawing" for one in self.draft.relations(lead.sheet.part))
        if not (self.layout.output.format_by or drawn):
            return Table(lead.name, lead.headers, [()] * max(lead.data.height, 0), Nowhere())
        return TableReader(self.book).read_sheet(lead, self.scan.lead_part())


def filtered(part: bytes) -> bool:
    """Whether the table's filter hides rows (may hide them: it has a criterion)."""
    root = Markup(part).root
    node = root.find("autoFilter")
    return node is not None and any(column.children for column in node.all("filterColumn"))


def patched_table(part: bytes, layout: Layout, formula: Callable[[str], str] | None = None) -> bytes:
    """The table part for the table's new content; ids of columns that stay never change.

    The formulas that columns keep for new rows go through ``formula``; without it those stay that every cell has.
    """
    markup = Markup(part)
    root, area = markup.root, str(layout.new)
    markup.set(root, ref=area, insertRow=None)
    if sort := root.find("sortState"):
        markup.replace(sort, b"")
    if node := root.find("autoFilter"):
        markup.set(node, ref=area)
        for child in node.children:
            markup.replace(child, b"")
    if columns := root.find("tableColumns"):
        _put_columns(markup, columns, layout, formula)
    return markup.result()


def followed_table(part: bytes, layout: Layout, formula: Callable[[str], str], filled: Collection[str]) -> bytes:
    """The part of a planner's table that is filled, for its new rows and columns.

    Where its columns stay, so does its filter; the formulas that columns keep for new rows go through ``formula``, and
    go from the columns whose cells are ``filled`` (headers in lower case).
    """
    if layout.output.headers == layout.table.headers:
        markup, area = Markup(part), str(layout.new)
        markup.set(markup.root, ref=area, insertRow=None)
        if node := markup.root.find("autoFilter"):
            markup.set(node, ref=area)
    else:
        markup = Markup(patched_table(part, layout, formula))
    columns = markup.root.find("tableColumns")
    for column in columns.children if columns else ():
        for node in column.all("calculatedColumnFormula"):
            if decoded(column.get("name")).lower() in filled:
                markup.replace(node, b"")
    return markup.result()


def _put_columns(markup: Markup, columns: Node, layout: Layout, formula: Callable[[str], str] | None) -> None:
    old = {decoded(node.get("name")).lower(): node for node in columns.children}
    next_id = max(whole_number(node.get("id")) or 0 for node in columns.children) + 1
    pieces = []
    for at, header in enumerate(layout.output.headers):
        node = old.get(header.lower())
        if node:
            kept = _with_formula(markup, node, formula) if formula else _kept(markup, node, _same_formula(layout, at))
            pieces.append(renamed_column(kept, node, header))
        else:
            model = columns.children[layout.columns[at]]
            pieces.append(_made(markup.prefix(columns), model, header, next_id).encode())
            next_id += 1
    head = markup.data[columns.start : columns.head_end]
    head = re.sub(rb'\bcount\s*=\s*("[^"]*"|\'[^\']*\')', b'count="%d"' % len(pieces), head)
    markup.replace(columns, head + b"".join(pieces) + markup.data[columns.tail : columns.end])


def _kept(markup: Markup, node: Node, formula: str) -> bytes:
    """A column that stays; its formula for new rows only if every cell has it."""
    kept = [child for child in node.children if child.tag == "calculatedColumnFormula"]
    gone = [child for child in kept if child.text.strip() != formula]
    pieces, at = list[bytes](), node.start
    for child in gone:
        pieces.append(markup.data[at : child.start])
        at = child.end
    return b"".join([*pieces, markup.data[at : node.end]])


def _with_formula(markup: Markup, node: Node, formula: Callable[[str], str]) -> bytes:
    """A column of the planner's, with its formula for new rows as it is to be."""
    raw = markup.raw(node)
    for child in node.all("calculatedColumnFormula"):
        if (text := formula(child.text)) != child.text:
            raw = raw.replace(escaped(child.text).encode(), escaped(text).encode())
    return raw


def renamed_column(column: bytes, node: Node, header: str) -> bytes:
    """The element of a column with its header as it is to be written."""
    if decoded(node.get("name")) == header:
        return column
    name = f'"{column_name(header)}"'.encode()
    return re.sub(rb'(\sname\s*=\s*)("[^"]*"|\'[^\']*\')', lambda found: found[1] + name, column, count=1)


def _made(prefix: str, model: Node, header: str, number: int) -> str:
    formats = "".join(f' {name}="{escaped_attribute(model.get(name))}"' for name in _FORMATS if model.get(name))
    return f'<{prefix}tableColumn id="{number}" name="{column_name(header)}"{formats}/>'


def _same_formula(layout: Layout, column: int) -> str:
    """The formula that all cells of the column have, or empty."""
    texts = {value.text if isinstance(value := row[column], Formula) else "" for row in layout.output.rows}
    return texts.pop() if len(texts) == 1 else ""


def charts_follow(draft: Revision, layout: Layout, lead: Table) -> None:
    """Point the charts on the table's sheet to its new rows and columns, and drop the values they remember."""
    sheet, moves = layout.table.sheet, Moves(layout, lead)
    ranges: dict[str, bool] = {}
    for drawing in draft.relations(sheet.part):
        if drawing.kind != "drawing":
            continue
        for chart in draft.relations(drawing.target):
            if chart.kind in ("chart", "chartEx"):
                markup = Markup(draft.read(chart.target))
                if _chart_followed(markup, moves, ranges):
                    draft.put(chart.target, markup.result())
    if ranges:
        _names_followed(draft, moves, ranges)


def _chart_followed(markup: Markup, moves: Moves, ranges: dict[str, bool]) -> bool:
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
        elif reference and (new := moves.reference(reference.text, parent in categories)) is not None:
            _point(markup, parent, reference, new)
            shown = True
    return shown


def _is_category(node: Node) -> bool:
    return node.tag == "cat" or (node.tag == "strDim" and node.get("type") == "cat")


def _names_followed(draft: Revision, moves: Moves, ranges: dict[str, bool]) -> None:
    """Move the hidden names; the values that the charts remember stay until a program that knows such charts reads."""
    book = draft.book()
    markup = Markup(draft.read(book.part))
    names = markup.root.find("definedNames")
    for node in names.children if names else ():
        category = ranges.get(node.get("name"))
        if category is not None and (new := moves.reference(node.text, category)) not in (None, node.text):
            markup.set_text(node, new or "")
    draft.put(book.part, markup.result())


def _point(markup: Markup, parent: Node, reference: Node, text: str) -> None:
    if text != reference.text:
        markup.set_text(reference, text)
    for cache in parent.children:
        if cache.tag in _CACHES:
            markup.replace(cache, b"")
