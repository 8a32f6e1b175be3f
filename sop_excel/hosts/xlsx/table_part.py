"""A new Excel Table in a package: its part, its relationship, and its place in the list of its sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.markup import MAIN, RELATIONS, Markup, coded, escaped_attribute
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.sheet_map import Around
from sop_excel.spreadsheet.areas import Area, whole_number

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_FIRST = "xl/tables/table1.xml"


def next_table_id(book: Book) -> int:
    """The first number above those of all tables."""
    ids = [Markup(book.parts.read(table.part)).root.get("id", "0") for table in book.tables]
    return max((number for text in ids if (number := whole_number(text))), default=0) + 1


def column_name(header: str) -> str:
    """A column's name as the attribute holds it: line breaks too are coded."""
    text = coded(header).replace("\n", "_x000a_").replace("\t", "_x0009_")
    return escaped_attribute(text)


def add_table(
    draft: Revision,
    sheet: str,
    name: str,
    area: Area,
    columns: Sequence[str],
    totals: int = 0,
    filter_xml: bytes = b"",
) -> None:
    """Make the cells ``area`` of the sheet's part ``sheet`` a table whose ``columns`` are elements.

    It has no style of its own, so that the cells look as they did. ``filter_xml`` is the filter that they had already.
    """
    number = next_table_id(draft.book())
    filtered = area._replace(bottom=area.bottom - totals)
    counted = f' totalsRowCount="{totals}"' if totals else ' totalsRowShown="0"'
    filter_ = filter_xml.decode() or f'<autoFilter ref="{filtered}"/>'
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{area}"{counted}>{filter_}'
        f'<tableColumns count="{len(columns)}">{"".join(columns)}</tableColumns>'
        '<tableStyleInfo showFirstColumn="0" showLastColumn="0" showRowStripes="0" showColumnStripes="0"/></table>'
    )
    part = draft.free(_FIRST)
    draft.add(part, xml.encode(), _TYPE)
    relation = draft.relate(sheet, f"{RELATIONS}/table", part)
    draft.put(sheet, _with_relation(draft.read(sheet), relation))


def _with_relation(sheet: bytes, relation: str) -> bytes:
    """The sheet with the table among its own: in its list, which stands in front of extensions alone."""
    around = Around(sheet)
    markup = around.markup
    root, prefix = markup.root, markup.prefix(markup.root)
    bound = re.search(
        rf"""\sxmlns:(\w+)\s*=\s*["']{re.escape(RELATIONS)}["']""", markup.data[root.start : root.head_end].decode()
    )
    space, r = ("", bound[1]) if bound else (f' xmlns:r="{RELATIONS}"', "r")
    entry = f'<{prefix}tablePart{space} {r}:id="{relation}"/>'
    if known := root.find("tableParts"):
        markup.set(known, count=str(len(known.children) + 1))
        markup.append(known, entry)
        return around.result()
    xml = f'<{prefix}tableParts count="1">{entry}</{prefix}tableParts>'
    before = [child for child in root.children if child.tag != "extLst"]
    if before:
        markup.insert_after(before[-1], xml)
    elif root.children:
        markup.insert_first(root, xml)
    else:
        markup.append(root, xml)
    return around.result()
