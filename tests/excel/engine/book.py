"""An open workbook: its sheets, and the references that follow when something in it is renamed."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from xlwings import base_classes

from tests.excel.engine.at_hand import AT_HAND, Held, held
from tests.excel.engine.com import Com
from tests.excel.engine.faults import RPC_E_DISCONNECTED, ComError
from tests.excel.engine.names import Names
from tests.excel.engine.sheet import Sheet
from tests.excel.engine.values import Content, content_of

if TYPE_CHECKING:
    from tests.excel.engine.app import App


_WINDOWS = itertools.count(66_000, 2)


class Book(base_classes.Book):
    """A workbook; ``workbook`` is openpyxl's, which keeps the formulas, each ``Sheet`` the values they had."""

    __slots__ = ("app",)  # in place of the base's property
    app: App

    def __init__(self, app: App, workbook: Any, path: Path | None, name: str, *, read_only: bool) -> None:
        self.app = app
        self.workbook = workbook
        self.path = path
        self._name = name
        self.is_closed = False
        self.hwnd = next(_WINDOWS)
        self.read_only = read_only
        self.saves = 0
        self.as_opened: tuple[bytes, Held] | None = None  # of one that is only read: its file, and what it held then
        self.precision_as_displayed = False
        self.sheet_list = [Sheet(self, worksheet) for worksheet in workbook.worksheets]

    @classmethod
    def of_file(cls, app: App, path: Path, *, read_only: bool) -> Book:
        """The workbook of a file, which is read twice: once for formulas and once for the values they had.

        One that was opened to be read and closed as it was is at hand for whoever opens the same to be read.
        """
        path = path.resolve()
        content = path.read_bytes()
        workbook = AT_HAND.taken(content) if read_only else None
        workbook = workbook or openpyxl.load_workbook(path, keep_vba=path.suffix.lower() in (".xlsm", ".xlam"))
        if workbook.vba_archive:
            workbook.vba_archive.mode = "r"  # openpyxl leaves it open, and it would be ended when it is thrown away
        book = cls(app, workbook, path, path.name, read_only=read_only)
        if read_only:
            book.as_opened = (content, held(workbook))
        results = _results(content)
        for sheet in book.sheet_list:
            sheet.take_results(results[sheet.name])
        return book

    @property
    def api(self) -> Com:
        members = {"Name": "name", "FullName": "fullname", "ReadOnly": "read_only", "Path": "folder"}
        members |= {"ProtectStructure": "locked_structure", "PrecisionAsDisplayed": "precision_as_displayed"}
        members["Date1904"] = "counts_from_1904"
        return Com("Workbook", self, members)

    def answer(self) -> None:
        """Refuses as COM does: what its Excel refuses, and whatever is asked once it is closed."""
        self.app.answer()
        if self.is_closed:
            raise ComError("The object invoked has disconnected from its clients.", RPC_E_DISCONNECTED)

    @property
    def name(self) -> str:
        self.answer()
        return self._name

    @property
    def fullname(self) -> str:
        return str(self.path) if self.path else self.name

    @property
    def folder(self) -> str:
        return str(self.path.parent) if self.path else ""

    @property
    def locked_structure(self) -> bool:
        return bool(self.workbook.security and self.workbook.security.lockStructure)

    @property
    def counts_from_1904(self) -> bool:
        """Whether its dates are numbers of days since 1904, as a Mac's once were; ``Value2`` gives them so."""
        return bool(self.workbook.epoch == CALENDAR_MAC_1904)

    @property
    def sheets(self) -> Sheets:
        self.answer()
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        self.app.active_book = self

    def close(self) -> None:
        books = self.app.open_books
        books.remove(self)
        self.is_closed = True
        if self.as_opened and self.as_opened[1] == held(self.workbook):
            AT_HAND.put_back(self.as_opened[0], self.workbook)
        if self.app.active_book is self:
            self.app.active_book = books[-1] if books else None

    def save(self, path: str | None = None, password: str | None = None) -> None:
        if path is None and self.read_only:
            raise ComError(f"'{self.name}' is read-only.")
        target = Path(path) if path else self.path or Path(f"{self.name}.xlsx")
        self.path = Path(os.path.realpath(target))
        self._name = self.path.name
        with self._exact_numbers():
            self.workbook.save(self.path)
        self.saves += 1

    @contextmanager
    def _exact_numbers(self) -> Iterator[None]:
        """Numbers with all their digits, of which openpyxl writes 16: it leaves texts as they are."""
        cells = [cell for sheet in self.sheet_list for cell in sheet.worksheet._cells.values()]
        changed = [(cell, cell.value) for cell in cells if type(cell.value) is float]
        for cell, number in changed:
            cell._value = repr(number)
        try:
            yield
        finally:
            for cell, number in changed:
                cell._value = number

    def guard_structure(self) -> None:
        """Refuses what a protected structure forbids."""
        if self.locked_structure:
            raise ComError("Workbook is protected and cannot be changed.")

    def place(self, worksheet: Any, at: int) -> Sheet:
        """A new sheet at a position (from 0)."""
        sheet = Sheet(self, worksheet)
        self.sheet_list.insert(at, sheet)
        self.workbook.move_sheet(worksheet, at - self.workbook.index(worksheet))
        return sheet

    def rewrite(self, change: Callable[[str], str]) -> None:
        """Changes every formula of the book: cells, tables, rules, names and charts."""
        for sheet in self.sheet_list:
            sheet.rewrite(change)
        for name in self.workbook.defined_names.values():
            name.attr_text = change(name.attr_text)

    def next_table_id(self) -> int:
        """A number that no table of the book has."""
        return 1 + max((int(table.part.id) for sheet in self.sheet_list for table in sheet.tables), default=0)

    def table_names(self) -> set[str]:
        """The names of all tables, in lower case."""
        return {part.displayName.lower() for sheet in self.sheet_list for part in sheet.worksheet.tables.values()}


@lru_cache(maxsize=8)  # templates are opened again and again
def _results(content: bytes) -> dict[str, dict[tuple[int, int], Content]]:
    """What each cell of each sheet shows, formulas too; all else that the file has is not read."""
    book = openpyxl.load_workbook(BytesIO(content), data_only=True, read_only=True)
    try:
        return {sheet.title: _shown(sheet) for sheet in book.worksheets}
    finally:
        book.close()


def _shown(sheet: Any) -> dict[tuple[int, int], Content]:
    sheet.reset_dimensions()  # a file may tell them wrong
    cells = (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)
    return {(cell.row, cell.column): content_of(cell.value, cell.data_type) for cell in cells}


class Sheets(base_classes.Sheets):
    """The worksheets of a book in their order."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> Sheet:
        return next(sheet for sheet in self.book.sheet_list if sheet.worksheet is self.book.workbook.active)

    def __call__(self, key: int | str) -> Sheet:
        if isinstance(key, int) and 1 <= key <= len(self):
            return self.book.sheet_list[key - 1]
        for sheet in self:
            if isinstance(key, str) and sheet.name.lower() == key.lower():
                return sheet
        raise ComError("Subscript out of range.")

    def __len__(self) -> int:
        return len(self.book.sheet_list)

    def __iter__(self) -> Iterator[Sheet]:
        return iter(list(self.book.sheet_list))

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        self.book.guard_structure()
        beside = before or after or self.active
        taken = {sheet.name.lower() for sheet in self}
        title = name or next(f"Sheet{count}" for count in range(1, 1000) if f"sheet{count}" not in taken)
        at = self.book.sheet_list.index(beside) + (1 if after else 0)
        sheet = self.book.place(self.book.workbook.create_sheet(title), at)
        sheet.activate()
        return sheet
