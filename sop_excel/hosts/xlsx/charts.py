"""Charts on a sheet follow the table that they show."""

from __future__ import annotations

from sop_excel.domain.table import Table
from sop_excel.hosts.xlsx.draft import Draft
from sop_excel.hosts.xlsx.markup import Markup, Node
from sop_excel.spreadsheet.layout import Layout
from sop_excel.spreadsheet.moves import Moves

_CACHES = ("strCache", "numCache", "multiLvlStrCache", "lvl")
_SPACES = ("/chart", "/chartex")  # where a namespace of charts ends
_HIDDEN = "_xlchart."


def follow(draft: Draft, layout: Layout, lead: Table) -> None:
    """Point the charts on the table's sheet to its new rows and columns, and drop the values they remember."""
    sheet, moves = layout.table.sheet, Moves(layout, lead)
    ranges: dict[str, bool] = {}
    for drawing in draft.relations(sheet.part):
        if drawing.kind != "drawing":
            continue
        for chart in draft.relations(drawing.target):
            if chart.kind in ("chart", "chartEx"):
                markup = Markup(draft.read(chart.target))
                if _followed(markup, moves, ranges):
                    draft.put(chart.target, markup.result())
    if ranges:
        _follow_names(draft, moves, ranges)


def _followed(markup: Markup, moves: Moves, ranges: dict[str, bool]) -> bool:
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


def _follow_names(draft: Draft, moves: Moves, ranges: dict[str, bool]) -> None:
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
