"""Workbooks that we refuse: to read, as no program would show what a plan rests on; to write, as it would break."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from sop_excel.errors import Issue
from sop_excel.hosts.xlsx.book import Book, Parts
from sop_excel.hosts.xlsx.faults import BrokenPartError, file_issue, within
from sop_excel.hosts.xlsx.markup import utf8
from sop_excel.hosts.xlsx.package import Package
from sop_excel.hosts.xlsx.sheet_map import Around
from sop_excel.spreadsheet.placed_tables import PlacedTable, Sheet

_MAIN_TYPE = re.compile(r"\b(sheet|template|addin)(\.macroEnabled)?\.main\+xml$", re.IGNORECASE)
WRITABLE = "a workbook that may be written into"
_TABLE = "spreadsheetml.table+xml"
_MENTION = re.compile(rb"""<(?:\w+:)?tablePart\s(?:[^<>]*?:)?id\s*=\s*["']([^"'<>]*)["']""")


def refuse_type(package: Package, book: Book) -> None:
    """Raise BrokenPartError if the package says that its main part is no workbook: Excel would not open it."""
    kind = package.types.of(book.part)
    if not _MAIN_TYPE.search(kind):
        raise BrokenPartError(f"a workbook with the content type '{kind[:80]}'")


def write_faults(path: Path, package: Package, book: Book) -> list[Issue]:
    """Why nothing may be written into this workbook."""
    found = []
    parts = package.entries
    if any(name.startswith("_xmlsignatures/") for name in parts):
        found.append(("a digital signature, which writing would break", "remove the signature"))
    if any(name.startswith("xl/revisions/") for name in parts):
        found.append(("a shared workbook with tracked changes", "stop sharing it"))
    if book.setting("workbookProtection", "lockStructure"):
        found.append(("a workbook whose structure is protected", "switch off Protect Workbook on Excel's Review tab"))
    if book.strict:
        found.append(("a Strict Open XML workbook", "save it as Excel Workbook (.xlsx)"))
    return [file_issue(path, what, f"{advice} and run again", WRITABLE) for what, advice in found]


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
    parts = Around(sheet).markup.root.find("tableParts")
    return {node.related() or "" for node in parts.all("tablePart")} if parts else set()
