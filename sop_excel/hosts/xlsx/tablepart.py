"""The part of an Excel Table: its range, columns and filter brought in line with its new content."""

from __future__ import annotations

import re

from sop_excel.domain.table import Formula
from sop_excel.hosts.xlsx.markup import Markup, Node, coded, decoded, escaped_attribute
from sop_excel.spreadsheet.areas import whole_number
from sop_excel.spreadsheet.layout import Layout

# What a new column takes over from the column whose role it has.
_FORMATS = ("headerRowDxfId", "dataDxfId", "headerRowCellStyle", "dataCellStyle")


def filtered(part: bytes) -> bool:
    """Whether the table's filter hides rows (may hide them: it has a criterion)."""
    root = Markup(part).root
    node = root.find("autoFilter")
    return node is not None and any(column.children for column in node.all("filterColumn"))


def patched_table(part: bytes, layout: Layout) -> bytes:
    """The table part for the table's new content; ids of columns that stay never change."""
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
        _columns(markup, columns, layout)
    return markup.result()


def _columns(markup: Markup, columns: Node, layout: Layout) -> None:
    old = {decoded(node.get("name")).lower(): node for node in columns.children}
    next_id = max(whole_number(node.get("id")) or 0 for node in columns.children) + 1
    pieces = []
    for at, header in enumerate(layout.output.headers):
        node = old.get(header.lower())
        if node:
            pieces.append(_kept(markup, node, header, _same_formula(layout, at)))
        else:
            model = columns.children[layout.columns[at]]
            pieces.append(_made(markup.prefix(columns), model, header, next_id).encode())
            next_id += 1
    head = markup.data[columns.start : columns.head_end]
    head = re.sub(rb'\bcount\s*=\s*("[^"]*"|\'[^\']*\')', b'count="%d"' % len(pieces), head)
    markup.replace(columns, head + b"".join(pieces) + markup.data[columns.tail : columns.end])


def _kept(markup: Markup, node: Node, header: str, formula: str) -> bytes:
    """A column that stays; its formula for new rows only if every cell has it."""
    name = _name(header)
    head = markup.data[node.start : node.head_end]
    if decoded(node.get("name")) != header:
        head = re.sub(rb'(\sname\s*=\s*)("[^"]*"|\'[^\']*\')', lambda m: m[1] + f'"{name}"'.encode(), head, count=1)
    kept = [child for child in node.children if child.tag == "calculatedColumnFormula"]
    gone = [child for child in kept if child.text.strip() != formula]
    pieces, at = [head], node.head_end
    for child in gone:
        pieces.append(markup.data[at : child.start])
        at = child.end
    return b"".join([*pieces, markup.data[at : node.end]])


def _made(prefix: str, model: Node, header: str, number: int) -> str:
    formats = "".join(f' {name}="{escaped_attribute(model.get(name))}"' for name in _FORMATS if model.get(name))
    return f'<{prefix}tableColumn id="{number}" name="{_name(header)}"{formats}/>'


def _name(header: str) -> str:
    """A column's name as the attribute holds it: line breaks too are coded."""
    text = coded(header).replace("\n", "_x000a_").replace("\t", "_x0009_")
    return escaped_attribute(text)


def _same_formula(layout: Layout, column: int) -> str:
    """The formula that all cells of the column have, or empty."""
    texts = {value.text if isinstance(value := row[column], Formula) else "" for row in layout.output.rows}
    return texts.pop() if len(texts) == 1 else ""
