"""Where a model is read from: a workbook file, its bytes, or a workbook that is open in Excel."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sop_excel.contract import schema
from sop_excel.domain.table import Table
from sop_excel.errors import InputError, Issue
from sop_excel.planning import Options, PlanningBook, options_for, tables_of

if TYPE_CHECKING:
    from sop_excel.hosts.xlsx.workbook import Workbook

UNNAMED = Path("workbook.xlsx")  # what bytes without a name are called


@dataclass(frozen=True)
class Source:
    """The tables of the contract that were found, what the plan is called, and the file if it is one."""

    name: str
    tables: Mapping[str, Table]
    chart_product: str = schema.ALL_PRODUCTS
    file: Workbook | None = None


def opened(source: Any) -> Source:
    """What a model can be read from; InputError for anything else, and for what is no planning workbook."""
    if _is_open_in_excel(source):
        from sop_excel.hosts.excel.open_book import OpenBook

        return _source(OpenBook(source))
    workbook = _workbook(source)
    return _source(workbook, workbook)


def _source(book: PlanningBook, file: Workbook | None = None) -> Source:
    return Source(book.name, tables_of(book), options_for(book, Options()).chart_product, file)


def _is_open_in_excel(source: object) -> bool:
    """Whether it is a Book of xlwings, which is loaded only where one is given."""
    kind = type(source)
    return kind.__name__ == "Book" and kind.__module__.partition(".")[0] == "xlwings"


def _workbook(source: Any) -> Workbook:
    from sop_excel.hosts.xlsx.package import Package
    from sop_excel.hosts.xlsx.workbook import Workbook

    if isinstance(source, str | os.PathLike):
        return Workbook.open(Path(source))
    if isinstance(source, bytes | bytearray | memoryview):
        return Workbook(Package(UNNAMED, bytes(source)))
    data = source.read() if hasattr(source, "read") else None
    if not isinstance(data, bytes):
        found = "a file that is open as text" if isinstance(data, str) else f"a {type(source).__name__}"
        expected = "a path, a file that is open in mode 'rb', bytes, or an xlwings.Book"
        raise InputError([Issue("source", "", expected, found, "use Model.from_frames for DataFrames")])
    return Workbook(Package(_named(source), data))


def _named(file: object) -> Path:
    """What an open file is called, where it says so."""
    name = getattr(file, "name", None)
    return Path(Path(name).name) if isinstance(name, str) and name else UNNAMED
