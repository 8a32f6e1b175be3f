"""The part of a planner's table whose periods move on."""

from __future__ import annotations

import re
from collections.abc import Callable

from sop_excel.hosts.xlsx.markup import Markup, Node, decoded, escaped
from sop_excel.hosts.xlsx.patch import renamed_column
from sop_excel.spreadsheet.layout import Layout


def rolled_table(part: bytes, layout: Layout, formula: Callable[[str], str], by_place: Callable[[str], str]) -> bytes:
    """The part of a planner's table whose periods move on: columns keep their place, ids and totals, and get new names.

    What filters and sorts it goes, as it was by numbers of other periods. The formulas that columns keep for new rows
    go with their period and through ``formula``, those of totals, which are of a place, through ``by_place``.
    """
    markup, area = Markup(part), str(layout.new)
    if layout.new != layout.old:
        markup.set(markup.root, ref=area, insertRow=None)
    if sort := markup.root.find("sortState"):
        markup.replace(sort, b"")
    if node := markup.root.find("autoFilter"):
        if layout.new != layout.old:
            markup.set(node, ref=area)
        for child in node.children:
            markup.replace(child, b"")
    columns = markup.root.find("tableColumns")
    nodes = columns.children if columns else ()
    old = {decoded(node.get("name")).lower(): node for node in nodes}
    for node, header in zip(nodes, layout.output.headers, strict=True):
        was = decoded(node.get("name"))
        if was != header:
            markup.replace(node, _moved_column(markup, node, header, old.get(header.lower()), formula, by_place))
    return markup.result()


def _moved_column(
    markup: Markup,
    node: Node,
    header: str,
    source: Node | None,
    formula: Callable[[str], str],
    by_place: Callable[[str], str],
) -> bytes:
    """A column under another name, with the formula for new rows of the one that had this name before."""
    head, inside = renamed_column(markup.data[node.start : node.head_end], node, header), list[bytes]()
    for child in source.all("calculatedColumnFormula") if source else ():
        inside.append(markup.raw(child).replace(escaped(child.text).encode(), escaped(formula(child.text)).encode()))
    for child in node.children:
        if child.tag == "totalsRowFormula":
            raw = markup.raw(child)
            inside.append(raw.replace(escaped(child.text).encode(), escaped(by_place(child.text)).encode()))
        elif child.tag != "calculatedColumnFormula":
            inside.append(markup.raw(child))
    tag = re.match(rb"<([\w.:-]+)", head)
    if head.endswith(b"/>") and not inside:
        return head
    opened = head[:-2].rstrip() + b">" if head.endswith(b"/>") else head
    return opened + b"".join(inside) + b"</" + (tag[1] if tag else b"") + b">"
