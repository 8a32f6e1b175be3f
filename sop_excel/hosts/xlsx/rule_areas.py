"""Conditional formats, validations and sparklines over a table that is filled: they follow its rows and columns."""

from __future__ import annotations

from collections.abc import Callable

from sop_excel.hosts.xlsx.conditional_formats import areas_of
from sop_excel.hosts.xlsx.markup import Markup, Node, utf8
from sop_excel.hosts.xlsx.sheet_map import Around
from sop_excel.spreadsheet.layout import Layout

_HOLDERS = ("conditionalFormatting", "dataValidation", "sparkline")
_FORMULAS = ("formula", "formula1", "formula2", "f")


def followed(sheet: bytes, layout: Layout, moved: Callable[[str], str]) -> bytes:
    """The sheet part with its rules where the rows and columns of the table are that they were over.

    What reached to the last row, or over the last period, still does. Their formulas go through ``moved``, as do the
    ranges of sparklines in the table.
    """
    if not any(tag.encode() in utf8(sheet) for tag in _HOLDERS):
        return sheet
    around = Around(sheet)
    for node in around.markup.root.walk():
        if node.tag in _HOLDERS:
            _follow(around.markup, node, layout, moved)
    return around.result()


def _follow(markup: Markup, node: Node, layout: Layout, moved: Callable[[str], str]) -> None:
    """A rule that is over the table; its cells are named in an attribute, or, by newer versions, in a child."""
    inside = node.find("sqref")
    text = inside.text if inside else node.get("sqref")
    areas = list(areas_of(text))
    if not any(area.meets(layout.old) for area in areas):
        return
    new = " ".join(str(layout.followed(area)) for area in areas)
    if new != " ".join(map(str, areas)):
        if inside:
            markup.set_text(inside, new)
        else:
            markup.set(node, sqref=new)
    for one in node.walk():
        if one.tag in _FORMULAS and not one.children and (formula := moved(one.text)) != one.text:
            markup.set_text(one, formula)
