"""A plain range of a sheet that is to become an Excel Table where it stands, and what speaks against that."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sop_excel.errors import Issue
from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS, Area, letters
from sop_excel.spreadsheet.formulas import quoted_sheet

_NAME = re.compile(r"[^\W\d][\w.]{0,254}")
_LIKE_A_CELL = re.compile(r"[A-Z]{1,3}[0-9]+|R|C|R[0-9]*C[0-9]*", re.IGNORECASE)
MAX_HEADER = 255  # characters
_ADVICE_MERGED = "unmerge them (Home, Merge & Center)"


@dataclass(frozen=True)
class TableInPlace:
    """The range ``area`` of a sheet, its row of headers and its ``totals`` rows (0 or 1) included, as table ``name``.

    ``headers`` are the names of its columns, left to right: a cell of the first row that shows something else is given
    that text. ``unmerge`` lists the merged cells within that are taken apart, the value staying in the first of them;
    any other merged cell within is refused.
    """

    sheet: str
    area: Area
    name: str
    headers: tuple[str, ...]
    unmerge: tuple[Area, ...] = ()
    totals: int = 0

    def place(self, row: int, column: int) -> str:
        """The place of a cell, as ``Demand!B2``."""
        return f"{quoted_sheet(self.sheet)}!{letters(column)}{row}"

    @property
    def first(self) -> str:
        """The place of the first header."""
        return self.place(self.area.top, self.area.left)

    def issue(self, place: str, expected: str, found: str, advice: str) -> Issue:
        """Why it cannot be made a table."""
        return Issue(place, f"table {self.name}", expected, found, advice)

    def in_the_way(self, kind: str, areas: Iterable[Area], advice: str) -> Iterator[Issue]:
        """An issue for each of the areas that has a cell of it; ``kind`` says what they are."""
        for area in areas:
            if area.meets(self.area):
                row, column = max(area.top, self.area.top), max(area.left, self.area.left)
                yield self.issue(self.place(row, column), "plain cells", f"{kind} ({area})", advice)

    def merged_issues(self, merged: Iterable[Area]) -> Iterator[Issue]:
        """Merged cells that were not given to be taken apart."""
        return self.in_the_way("merged cells", (area for area in merged if area not in self.unmerge), _ADVICE_MERGED)


def check_in_place(table: TableInPlace) -> None:
    """Raise ValueError for what no table can be: a mistake of ours, not of the planner's."""
    names = {header.lower() for header in table.headers}
    if len(table.headers) != table.area.width or len(names) != table.area.width or not all(table.headers):
        raise ValueError(f"{table.name}: every column needs a header of its own")
    if table.totals not in (0, 1) or table.area.height < 2 + table.totals:
        raise ValueError(f"{table.name}: a table needs headers, a row below them and at most one row of totals")
    if table.area.bottom > MAX_ROWS or table.area.right > MAX_COLUMNS or max(map(len, table.headers)) > MAX_HEADER:
        raise ValueError(f"{table.name}: an area or a header that no sheet can hold")


def name_issues(table: TableInPlace, tables: Collection[str], names: Collection[str]) -> Iterator[Issue]:
    """Why the table cannot have its name, given those of the workbook's ``tables`` and its defined ``names``."""
    wanted = table.name.lower()
    if not _NAME.fullmatch(table.name) or _LIKE_A_CELL.fullmatch(table.name):
        advice = "choose a name of letters, digits, _ and . that is no cell's address"
        yield table.issue(table.first, "a name that a table may have", f"'{table.name[:40]}'", advice)
    for kind, known in (("table", tables), ("name", names)):
        for other in known:
            if other.lower() == wanted:
                yield table.issue(table.first, f"the name {table.name} free", f"{kind} {other}", "rename that one")


def overlaps(tables: Iterable[TableInPlace]) -> Iterator[Issue]:
    """Tables to be made that would have a name or cells in common."""
    seen: list[TableInPlace] = []
    for table in tables:
        same = [other for other in seen if other.sheet.lower() == table.sheet.lower()]
        yield from table.in_the_way(
            "cells of another range that becomes a table", (one.area for one in same), "choose one of the two"
        )
        yield from name_issues(table, [other.name for other in seen], ())
        seen.append(table)
