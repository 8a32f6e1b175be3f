"""Conditional formats and validations over a table that is filled: they follow its rows and columns."""

from __future__ import annotations

from sop_excel.hosts.xlsx.conditional_formats import areas_of
from sop_excel.hosts.xlsx.markup import utf8
from sop_excel.hosts.xlsx.sheet_map import Around
from sop_excel.spreadsheet.layout import Layout

_RULES = ("conditionalFormatting", "dataValidation")


def followed(sheet: bytes, layout: Layout) -> bytes:
    """The sheet part with its rules where the rows and columns of the table are that they were over.

    What reached to the last row, or over the last period, still does.
    """
    if not any(rule.encode() in utf8(sheet) for rule in _RULES):
        return sheet
    around = Around(sheet)
    changed = False
    for node in around.markup.root.walk():
        is_rule = node.tag in _RULES and node.get("sqref")
        text = node.get("sqref") if is_rule else node.text if node.tag == "sqref" else ""
        areas = list(areas_of(text))
        new = " ".join(str(layout.followed(area)) for area in areas)
        if not any(area.meets(layout.old) for area in areas) or new == " ".join(map(str, areas)):
            continue
        changed = True
        if is_rule:
            around.markup.set(node, sqref=new)
        else:
            around.markup.set_text(node, new)
    return around.result() if changed else sheet
