"""Which tables a sheet itself lists: a relationship to a table part makes none of the sheet's by itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from xml.parsers.expat import ExpatError

from sop_excel.hosts.xlsx.book import Parts
from sop_excel.hosts.xlsx.encoding import utf8
from sop_excel.hosts.xlsx.faults import BrokenPartError, within
from sop_excel.hosts.xlsx.markup import Markup, Node, head_end
from sop_excel.spreadsheet.placed_tables import PlacedTable, Sheet

_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?worksheet[\s>]")
_PREFIX = 50  # bytes that a prefix may take; one that takes more only costs time
_ROWS_END = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?sheetData\s*>|<(?:[A-Za-z_][\w.-]*:)?sheetData\s*/>")


def refuse_unlisted_tables(parts: Parts, tables: Iterable[PlacedTable]) -> None:
    """Raise BrokenPartError for a table that a relationship leads to and its sheet does not list.

    Spreadsheet programs leave such a table out: the planner does not see it, and a plan must not rest on it.
    """
    by_sheet: dict[Sheet, list[PlacedTable]] = {}
    for table in tables:
        by_sheet.setdefault(table.sheet, []).append(table)
    for sheet, same in by_sheet.items():
        with within(f"sheet '{sheet.name}'"):
            listed = listed_tables(parts.read(sheet.part))
        targets = {relation.target for relation in parts.relations(sheet.part) if relation.id in listed}
        for table in same:
            if table.part not in targets:
                raise BrokenPartError(
                    f"table {table.name} with a relationship to sheet '{sheet.name}', which does "
                    "not list it among its tables"
                )


def listed_tables(sheet: bytes) -> Collection[str]:
    """The relationship ids of the tables that ``tableParts`` of a sheet part names.

    Only what stands around the rows is parsed, for there may be millions of cells.
    """
    root = _around_rows(utf8(sheet))
    if root.tag != "worksheet":
        raise BrokenPartError("a worksheet part that holds no worksheet")
    parts = root.find("tableParts")
    return {node.related() or "" for node in parts.all("tablePart")} if parts else set()


def _around_rows(data: bytes) -> Node:
    """The root of the sheet with what follows its rows; of the whole sheet where that cannot be cut out."""
    root = _ROOT.search(data)
    rows = _ROWS_END.search(data, max(0, data.rfind(b"sheetData") - _PREFIX))
    if root and rows:
        head = data[root.start() : head_end(data, root.start())]
        try:
            return Markup(head + data[rows.end() :]).root
        except ExpatError:  # the words stood in a comment
            pass
    return Markup(data).root
