"""Workbooks that we read but do not write into, since writing would break what their makers rely on."""

from __future__ import annotations

import re
from pathlib import Path

from sop_excel.errors import Issue
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.faults import BrokenPartError, file_issue
from sop_excel.hosts.xlsx.package import Package

_MAIN_TYPE = re.compile(r"\b(sheet|template|addin)(\.macroEnabled)?\.main\+xml$", re.IGNORECASE)
WRITABLE = "a workbook that may be written into"


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
