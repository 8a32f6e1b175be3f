"""Sheets for output tables that an open workbook lacks, copied by Excel itself from the template."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import xlwings as xw

from sop_excel.errors import InputError, Issue
from sop_excel.hosts.excel.tables import area_of, formulas, live_tables
from sop_excel.shipped import DONORS, nearest, resource
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.placed_tables import taken_name

# Excel opens no two workbooks of one name, and the planner's may be called as the template is.
_DONOR = "sop_excel_output_tables.xlsx"
_LINK = re.compile(rf"'?[^'\[=(,+]*\[{re.escape(_DONOR)}\]((?:[^'!]|'')+)'?!")
_TABLE_LINK = re.compile(rf"'?\[?{re.escape(_DONOR)}\]?'?!")  # before a table's name, which is one of this workbook too


def _beside_tables(cells: xw.Range) -> list[list[str]]:
    """What is typed in each cell; nothing in those of tables, which are written by themselves."""
    areas = [area_of(table.range) for table in cells.sheet.tables]
    return [
        [
            "" if any(area.holds(row, column) for area in areas) else text
            for column, text in enumerate(line, cells.column)
        ]
        for row, line in enumerate(formulas(cells), cells.row)
    ]


def _plain(sheet: str) -> str:
    return sheet.replace("''", "'")


def structure_issues(book: xw.Book) -> Iterator[Issue]:
    """Why the workbook may get no new sheets, if so."""
    if _is_protected(book):
        advice = "unprotect it (Review, Protect Workbook) and run again"
        yield Issue(book.name, "", "a workbook that may get new sheets", "a protected structure", advice)


def _is_protected(book: xw.Book) -> bool:
    with suppress(Exception):  # an Excel for Mac, which calls it otherwise
        return bool(book.api.ProtectStructure)
    return False


class SheetCopies:
    """The sheets that are missing; they stand at the end of the workbook once they are copied."""

    def __init__(self, book: xw.Book, donor: Path, wanted: Sequence[str]) -> None:
        self.book, self._donor, self._wanted = book, donor, wanted
        present = live_tables(book, wanted)
        self.missing = [name for name in wanted if name not in present]
        self.added: list[xw.Sheet] = []
        self._typed: list[tuple[xw.Range, list[list[str]]]] = []  # the formulas of the copies, outside their tables

    @property
    def is_empty(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def issues(self) -> list[Issue]:
        """A protected structure, and defined names of the workbook that stand in the way of a table's name."""
        if self.missing and (found := list(structure_issues(self.book))):
            return found
        names = {name.name.lower(): name.name for name in self.book.names}
        return [taken_name(f"name {names[name.lower()]}", name) for name in self.missing if name.lower() in names]

    def apply(self) -> None:
        """Copy the sheets; the planner's sheet stays the one that is shown. ``undo`` takes them out again."""
        if self.is_empty:
            return
        shown = self.book.sheets.active
        wanted = self.missing
        for path in dict.fromkeys((self._donor, *map(resource, DONORS))):
            if wanted:
                copied = self._copy_from(path, wanted)
                wanted = [name for name in wanted if name not in copied]
        self._typed = [(sheet.used_range, _beside_tables(sheet.used_range)) for sheet in self.added]
        self.book.activate()
        shown.activate()

    def _copy_from(self, path: Path, wanted: Sequence[str]) -> Collection[str]:
        """Copy the sheets of those of the tables that a template has; their names."""
        with TemporaryDirectory() as folder:
            copy = Path(folder) / _DONOR
            shutil.copyfile(nearest((sheet.name for sheet in self.book.sheets), path), copy)
            donor = self.book.app.books.open(copy, read_only=True, update_links=False)
            try:
                found = live_tables(donor, wanted)
                for name, live in found.items():
                    self._copy(live.sheet, name)
                self._bring_home(donor)
            finally:
                donor.close()
        return found

    def _copy(self, sheet: xw.Sheet, name: str) -> None:
        copied = sheet.copy(after=self.book.sheets[-1])
        self.added.append(copied)
        table = next(iter(copied.tables))
        if table.name != name:
            table.name = name
        if table.name != name:
            raise InputError([taken_name(f"table {name}", name)])

    def _bring_home(self, donor: xw.Book) -> None:
        """Formulas of the copied sheets that name another sheet point into the template: here they shall point here."""
        theirs = {table.name: sheet.name for sheet in donor.sheets for table in sheet.tables}
        homes = {theirs[name]: live.sheet.name for name, live in live_tables(self.book, theirs).items()}

        def home(found: re.Match[str]) -> str:
            return f"{quoted_sheet(homes[_plain(found[1])])}!"

        for sheet in self.added:
            used = sheet.used_range
            for row, line in enumerate(formulas(used), used.row):
                for column, text in enumerate(line, used.column):
                    if _DONOR not in text:
                        continue
                    cell = sheet.range((row, column))
                    if {_plain(found[1]) for found in _LINK.finditer(text)} <= homes.keys():
                        cell.formula = _LINK.sub(home, _TABLE_LINK.sub("", text))
                    else:  # a sheet that is not here: nothing to show
                        cell.clear_contents()

    def retype(self) -> None:
        """Type the formulas of the copies again that Excel has broken: a table that becomes narrower loses its last
        columns, whatever they are called afterwards, and every formula that names them."""
        for used, texts in self._typed:
            now = _beside_tables(used)
            for row, (line, found) in enumerate(zip(texts, now, strict=True), used.row):
                for column, (text, shown) in enumerate(zip(line, found, strict=True), used.column):
                    if text.startswith("=") and shown.startswith("=") and text != shown:
                        used.sheet.range((row, column)).formula = text

    def undo(self) -> None:
        """Delete the copied sheets."""
        while self.added:
            self.added.pop().delete()
