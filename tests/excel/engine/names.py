"""Defined names, of the book or of one sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openpyxl.utils import quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from xlwings import base_classes

from tests.excel.engine.faults import ComError
from tests.excel.engine.formulas import shown, stored

if TYPE_CHECKING:
    from tests.excel.engine.book import Book
    from tests.excel.engine.ranges import Range
    from tests.excel.engine.sheet import Sheet


class Name(base_classes.Name):
    """A defined name; one of a sheet is called ``Sheet!name``."""

    def __init__(self, book: Book, sheet: Sheet | None, part: DefinedName) -> None:
        self.book, self.sheet, self.part = book, sheet, part

    @property
    def _home(self) -> Any:
        return self.book.workbook.defined_names if self.sheet is None else self.sheet.worksheet.defined_names

    @property
    def name(self) -> str:
        if self.sheet is None:
            return str(self.part.name)
        title = self.sheet.name
        return f"{title if title.isidentifier() else quote_sheetname(title)}!{self.part.name}"

    @name.setter
    def name(self, value: str) -> None:
        del self._home[self.part.name]
        self.part.name = value
        self._home[value] = self.part

    @property
    def refers_to(self) -> str:
        return "=" + shown(str(self.part.attr_text), None)

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.part.attr_text = reference(value)

    @property
    def refers_to_range(self) -> Range:
        title, _, area = str(self.part.attr_text).rpartition("!")
        for sheet in self.book.sheet_list:
            if title.strip("'").replace("''", "'").lower() == sheet.name.lower():
                return sheet.range(area)
        raise ComError(f"The name {self.name} refers to no range.")

    def delete(self) -> None:
        del self._home[self.part.name]


class Names(base_classes.Names):
    """The names of a book with those of its sheets, or the names of one sheet."""

    def __init__(self, book: Book, sheet: Sheet | None = None) -> None:
        self.book, self.sheet = book, sheet

    def _all(self) -> list[Name]:
        found = [] if self.sheet else [Name(self.book, None, part) for part in self._parts(self.book.workbook)]
        for sheet in [self.sheet] if self.sheet else self.book.sheet_list:
            found += [Name(self.book, sheet, part) for part in self._parts(sheet.worksheet)]
            found += [Name(self.book, sheet, part) for part in print_names(sheet)]
        return sorted(found, key=lambda name: name.name.lower())

    @staticmethod
    def _parts(owner: Any) -> Iterator[DefinedName]:
        return iter(list(owner.defined_names.values()))

    def __len__(self) -> int:
        return len(self._all())

    def __call__(self, key: int | str) -> Name:
        if isinstance(key, int):
            return self._all()[key - 1]
        for name in self._all():
            if name.name.lower() == key.lower() or (self.sheet and name.part.name.lower() == key.lower()):
                return name
        raise ComError(f"There is no name {key}.")

    def contains(self, key: int | str) -> bool:
        if isinstance(key, int):
            return 1 <= key <= len(self)
        try:
            self(key)
        except ComError:
            return False
        return True

    def add(self, name: str, refers_to: str) -> Name:
        title, _, plain = name.rpartition("!")
        sheet = self.book.sheets(title.strip("'")) if title else self.sheet
        owner = self.book.workbook if sheet is None else sheet.worksheet
        if sheet is None and plain.lower() in self.book.table_names():
            raise ComError(f"The name {plain} is a table's.")
        owner.defined_names[plain] = DefinedName(plain, attr_text=reference(refers_to))
        return Name(self.book, sheet, owner.defined_names[plain])


def reference(refers_to: str) -> str:
    """What a name stands for as the file keeps it; without ``=`` it is a text."""
    return stored(refers_to[1:], None) if refers_to.startswith("=") else '"{}"'.format(refers_to.replace('"', '""'))


def print_names(sheet: Sheet) -> Iterator[DefinedName]:
    """The names that Excel makes for what is printed."""
    worksheet, title = sheet.worksheet, quote_sheetname(sheet.name)
    for name, area in (("Print_Titles", worksheet.print_titles), ("Print_Area", worksheet.print_area)):
        if area:
            yield DefinedName(name, attr_text=area if "!" in area else f"{title}!{area}")
