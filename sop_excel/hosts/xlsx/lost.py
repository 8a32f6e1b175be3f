"""Tables that a sheet has and nobody finds, since the relationship between the two is missing."""

from __future__ import annotations

import re

from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.encoding import utf8
from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.package import Package

_TABLE = "spreadsheetml.table+xml"
_MENTION = re.compile(rb"""<(?:\w+:)?tablePart\s(?:[^<>]*?:)?id\s*=\s*["']([^"'<>]*)["']""")


def refuse_lost_tables(package: Package, book: Book) -> None:
    """Raise BrokenPartError if a sheet mentions a table that cannot be found: without it the plan would be another.

    Sheets are looked through only if the package announces more tables than the sheets have.
    """
    announced = sum(kind.endswith(_TABLE) for kind in package.types.overrides.values())
    if announced <= len(book.tables):
        return
    for sheet in book.sheets:
        if not sheet.part:
            continue
        known = {relation.id for relation in package.relations(sheet.part) if relation.kind == "table"}
        data = utf8(package.read(sheet.part))
        for mention in _MENTION.finditer(data, max(0, data.rfind(b"sheetData"))):
            if mention[1].decode("utf-8", "replace") not in known:
                raise BrokenPartError(f"sheet '{sheet.name}' with a table that its relationships do not name")
