"""The templates from which missing sheets come: one in each language, of which the workbook's own is taken."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.package import Package


def in_every_language(donor: Path) -> list[Package]:
    """The template itself, and its namesakes in the folders of other languages beside it."""
    return [Package(path) for path in (donor, *sorted(donor.parent.glob(f"*/{donor.name}")))]


def nearest(sheets: Iterable[str], donor: Path) -> Package:
    """The template that has most names of sheets in common with a workbook's; of equal ones the first."""
    names = {name.lower() for name in sheets}

    def shared(package: Package) -> int:
        return len(names & {sheet.name.lower() for sheet in Book(package).sheets})

    return max(in_every_language(donor), key=shared)
