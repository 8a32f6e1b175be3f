"""What a new column of an input table has in the full template: its rule, its unit above the header, its note."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sop_excel.domain.table import Value
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.conditional_formats import areas_of
from sop_excel.hosts.xlsx.markup import MAIN, Markup, Node, escaped, escaped_attribute, utf8
from sop_excel.hosts.xlsx.package import Package
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.sheet_cells import cell_xml
from sop_excel.hosts.xlsx.sheet_map import Around, SheetMap
from sop_excel.hosts.xlsx.table_reader import TableReader
from sop_excel.shipped import DONOR, nearest, resource
from sop_excel.spreadsheet.areas import MAX_ROWS, Area, letters
from sop_excel.spreadsheet.placed_tables import PlacedTable

# What may stand between the rows of a sheet part and its rules, in the order of the format.
_BEFORE_RULES = (
    "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
)  # fmt: skip
_SHAPE_ID = re.compile(rb"_x0000_s(\d+)")
_SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" type="#_x0000_t202" id="_x0000_s{number}" '
    'style="position:absolute;margin-left:59.25pt;margin-top:1.5pt;width:280px;height:{height}px;z-index:1;'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    '<div style="text-align:left"/></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_BELOW_FLAG = 2  # columns of the template above which the flag stands, and no unit
_LETTERS, _LINE, _EDGE = 44, 17, 14  # in a line of a note; pixels of a line; and around them


def dress_columns(draft: Revision, name: str, contract: str, headers: list[str]) -> None:
    """Give the columns ``headers`` of table ``name`` what those of ``contract`` have in the full template.

    That is in the language of the workbook. A note comes only where the sheet has notes, a unit where units stand.
    """
    package = Package(nearest((sheet.name for sheet in draft.book().sheets), resource(DONOR)))
    donor = Book(package)
    source = next(iter(donor.named(contract)))
    for header in headers:
        _Column(draft, draft.book().named(name)[0], header, donor, source).dress()


class _Column:
    """One column, here and in the template."""

    def __init__(self, draft: Revision, table: PlacedTable, header: str, donor: Book, source: PlacedTable) -> None:
        self.draft, self.table, self.donor, self.source = draft, table, donor, source
        self.top, self.place = table.area.top, table.area.left + table.headers.index(header)
        self.its_top, self.its_place = source.area.top, source.area.left + source.headers.index(header)

    def dress(self) -> None:
        """Add rule, unit and note."""
        self._add_rule()
        self._add_unit()
        self._add_note()

    def _add_rule(self) -> None:
        part = self.table.sheet.part
        around = Around(self.draft.read(part))
        markup, prefix = around.markup, around.markup.prefix(around.markup.root)
        rules = "".join(self._rules(prefix))
        if not rules:
            return
        known = markup.root.find("dataValidations")
        if known:
            markup.set(known, count=str(len(known.children) + 1))
            markup.append(known, rules)
        else:
            xml = f'<{prefix}dataValidations count="1">{rules}</{prefix}dataValidations>'
            before = [node for node in markup.root.children if node.tag in _BEFORE_RULES]
            if not before:
                self._behind_rows(part, xml)
                return
            markup.insert_after(before[-1], xml)
        self.draft.put(part, around.result())

    def _behind_rows(self, part: str, xml: str) -> None:
        """Where nothing stands between the rows and what comes after rules."""
        data = utf8(self.draft.read(part))
        rows = [*re.finditer(rb"</(?:\w+:)?sheetData\s*>", data)]
        if rows:
            at = rows[-1].end()
            self.draft.put(part, data[:at] + xml.encode() + data[at:])

    def _rules(self, prefix: str) -> Iterator[str]:
        """The rule of the template, over as many rows as there."""
        markup = Around(self.donor.parts.read(self.source.sheet.part)).markup
        for node in (one for list_ in markup.root.all("dataValidations") for one in list_.children):
            areas = list(areas_of(node.get("sqref")))
            mine = [area for area in areas if area.holds(self.its_top + 1, self.its_place)]
            if mine:
                bottom = min(self.top + mine[0].bottom - self.its_top, MAX_ROWS)
                area = Area(self.top + 1, self.place, max(bottom, self.table.data.bottom), self.place)
                yield _written(node, prefix, str(area))
                return

    def _shown(self, row: int) -> Value:
        """What stands in the template's column in a row."""
        area = Area(row, self.its_place, row, self.its_place)
        return next(iter(TableReader(self.donor).grid(self.source.sheet.part, area).row(row, area) or ()), None)

    def _add_unit(self) -> None:
        """Above the header, where one stands above that of the neighbour."""
        row, unit = self.top - 1, self._shown(self.its_top - 1)
        if row < 1 or not isinstance(unit, str) or self.place == 1 or self.its_place <= _BELOW_FLAG:
            return
        part = self.table.sheet.part
        area = Area(row, self.place - 1, row, self.place)
        beside, *here = TableReader(self.draft.book()).grid(part, area).row(row, area) or (None, None)
        if isinstance(beside, str) and beside and here == [None]:
            sheet = SheetMap(self.draft.read(part), row, row)
            style = sheet.style(row, self.place - 1)
            cell = cell_xml(sheet.prefix, f"{letters(self.place)}{row}", style, unit)
            self.draft.put(part, sheet.result({(row, self.place): cell.encode()}))

    def _add_note(self) -> None:
        """At the header, where the sheet has notes of the usual kind."""
        parts = {one.kind: one.target for one in self.draft.relations(self.table.sheet.part) if not one.external}
        text = self._note()
        if not text or "comments" not in parts or "vmlDrawing" not in parts:
            return
        markup = Markup(self.draft.read(parts["comments"]))
        notes = markup.root.find("commentList")
        shapes = self.draft.read(parts["vmlDrawing"])
        if not notes or b"</xml>" not in shapes:
            return
        prefix = markup.prefix(markup.root)
        address = f"{letters(self.place)}{self.top}"
        inside = f"<{prefix}text><{prefix}t>{escaped(text)}</{prefix}t></{prefix}text>"
        markup.append(notes, f'<{prefix}comment ref="{address}" authorId="0">{inside}</{prefix}comment>')
        self.draft.put(parts["comments"], markup.result())
        self.draft.put(parts["vmlDrawing"], self._with_shape(shapes, text))

    def _with_shape(self, shapes: bytes, text: str) -> bytes:
        number = max((int(found) for found in _SHAPE_ID.findall(shapes)), default=1025) + 1
        height = _EDGE + _LINE * sum(1 + len(line) // _LETTERS for line in text.split("\n"))
        shape = _SHAPE.format(number=number, height=height, row=self.top - 1, column=self.place - 1)
        head, _, tail = shapes.rpartition(b"</xml>")
        return head + shape.encode() + b"</xml>" + tail

    def _note(self) -> str:
        """The note of the template's header."""
        address = f"{letters(self.its_place)}{self.its_top}"
        for relation in self.donor.parts.relations(self.source.sheet.part):
            if relation.kind == "comments":
                for node in Markup(self.donor.parts.read(relation.target)).root.walk():
                    if node.tag == "comment" and node.get("ref") == address:
                        return "".join(one.text for one in node.walk() if one.tag == "t")
        return ""


def _written(node: Node, prefix: str, sqref: str) -> str:
    """A rule with other cells, in the namespace of the sheet."""
    attributes = {name: value for name, value in node.attributes.items() if " " not in name} | {"sqref": sqref}
    named = "".join(f' {name}="{escaped_attribute(value)}"' for name, value in attributes.items())
    inside = "".join(
        f"<{prefix}{one.tag}>{escaped(one.text)}</{prefix}{one.tag}>" for one in node.children if one.uri == MAIN
    )
    return f"<{prefix}dataValidation{named}>{inside}</{prefix}dataValidation>"
