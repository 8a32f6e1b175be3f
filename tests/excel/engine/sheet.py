"""A worksheet: its cells with what they hold, and everything that stands on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from openpyxl.cell import MergedCell
from openpyxl.formula.translate import Translator
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from xlwings import base_classes

from tests.excel.engine import arrays, charts, copying, filters, tablerefs, tables
from tests.excel.engine.com import Com
from tests.excel.engine.entry import Entry, entered
from tests.excel.engine.faults import ComError
from tests.excel.engine.formulas import stored, with_sheets, without_sheet
from tests.excel.engine.names import Names
from tests.excel.engine.places import Area, address_area
from tests.excel.engine.ranges import Range
from tests.excel.engine.values import DAYS_TO_1904, Content, Fault, content_of, is_date

if TYPE_CHECKING:
    from tests.excel.engine.book import Book

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
_VISIBLE = {"visible": -1, "hidden": 0, "veryHidden": 2}


class Note(base_classes.Note):
    """A note on a cell."""

    __slots__ = ("location",)  # in place of the base's property
    location: Range

    def __init__(self, sheet: Sheet, place: tuple[int, int]) -> None:
        self.cell, self.location = sheet.cell(*place), sheet.range(place)


class Sheet(base_classes.Sheet):
    """A worksheet over openpyxl's; ``results`` holds what its formulas gave."""

    __slots__ = ("book",)  # in place of the base's property
    book: Book

    def __init__(self, book: Book, worksheet: Any) -> None:
        self.book, self.worksheet = book, worksheet
        self.results: dict[tuple[int, int], Content] = {}
        self.arrays = arrays.arrays_of(worksheet)
        self.advanced: Area | None = None  # what an advanced filter covers while it hides rows
        for cell in list(worksheet._cells.values()):
            if cell.data_type == "d":  # Excel keeps numbers; that they are dates is a matter of their format
                cell._value, cell.data_type = content_of(cell.value, "d"), "n"

    def take_results(self, shown: Mapping[tuple[int, int], Content]) -> None:
        """The values of the formulas, from what the cells of the sheet show; one without a value shows nothing."""
        for place, cell in self.worksheet._cells.items():
            if cell.data_type == "f":
                self.results[place] = shown.get(place)

    @property
    def api(self) -> Com:
        members = {"Name": "name", "Index": "index", "Visible": "visible", "ProtectContents": "is_protected"}
        members |= {"AutoFilterMode": "has_filter", "AutoFilter": "filter_api", "FilterMode": "filter_mode"}
        members |= {
            "Range": "range_api",
            "ShowAllData": "show_all_data",
            "Cells": "cells_api",
            "Application": "application_api",
            "UsedRange": "used_api",
            "Rows": "rows_api",
            "Columns": "columns_api",
            "Parent": "parent_api",
        }
        return Com("Worksheet", self, members | {"Protect": "protect", "Unprotect": "unprotect"})

    @property
    def has_filter(self) -> bool:
        return filters.of_sheet(self) is not None

    @property
    def filter_api(self) -> Com | None:
        own = filters.of_sheet(self)
        return own.api if own else None

    @property
    def filter_mode(self) -> bool:
        """Of the sheet's own filter alone; what a table's filter hides, it tells only while a cell of it is active."""
        own = filters.of_sheet(self)
        return self.advanced is not None or bool(own and own.is_on)

    def show_all_data(self) -> None:
        filters.show_all_data(self)

    @property
    def cells_api(self) -> Com:
        return self.cells.api

    @property
    def application_api(self) -> Com:
        return self.book.app.api

    @property
    def used_api(self) -> Com:
        return self.used_range.api

    @property
    def rows_api(self) -> SimpleNamespace:
        return SimpleNamespace(Count=MAX_ROWS)

    @property
    def columns_api(self) -> SimpleNamespace:
        return SimpleNamespace(Count=MAX_COLUMNS)

    @property
    def parent_api(self) -> Com:
        return self.book.api

    def range_api(self, first: str | Com, last: Com | None = None) -> Com:
        """By its address, or from a first to a last cell."""
        if isinstance(first, str):
            return self.range(first).api
        assert last is not None
        return self.range((first.Row, first.Column), (last.Row, last.Column)).api

    @property
    def is_protected(self) -> bool:
        return bool(self.worksheet.protection.sheet)

    def protect(self) -> None:
        self.worksheet.protection.sheet = True

    def unprotect(self) -> None:
        self.worksheet.protection.sheet = False

    @property
    def name(self) -> str:
        return str(self.worksheet.title)

    @name.setter
    def name(self, value: str) -> None:
        old = self.name
        if value.lower() != old.lower() and value.lower() in (sheet.name.lower() for sheet in self.book.sheet_list):
            raise ComError("That name is already taken.")
        self.book.rewrite(lambda formula: with_sheets(formula, {old: value}.get))
        self.worksheet.title = value

    @property
    def index(self) -> int:
        return int(self.book.sheet_list.index(self)) + 1

    @property
    def visible(self) -> int:
        return _VISIBLE[str(self.worksheet.sheet_state)]

    @visible.setter
    def visible(self, value: int | bool) -> None:
        states = {True: "visible", -1: "visible", False: "hidden", 2: "veryHidden"}
        self.worksheet.sheet_state = states[value]

    @property
    def names(self) -> Names:
        return Names(self.book, self)

    @property
    def tables(self) -> tables.Tables:
        return tables.Tables(self)

    @property
    def charts(self) -> charts.Charts:
        return charts.Charts(self)

    @property
    def cells(self) -> Range:
        return Range(self, Area(1, 1, MAX_ROWS, MAX_COLUMNS))

    @property
    def used_range(self) -> Range:
        used = [place for place, cell in self.worksheet._cells.items() if cell.value is not None or cell.has_style]
        if not used:
            return Range(self, Area(1, 1, 1, 1))
        rows, columns = [row for row, _ in used], [column for _, column in used]
        return Range(self, Area(min(rows), min(columns), max(rows), max(columns)))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, tuple) and len(arg1) == 4:
            row, column, height, width = arg1
            return Range(self, Area(row, column, row + height - 1, column + width - 1))
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        if isinstance(arg1, str) and "," in arg1 and arg2 is None:
            first, *more = map(self._area, arg1.split(","))
            return Range(self, first, more)
        first = self._area(arg1)
        return Range(self, first if arg2 is None else first.joined(self._area(arg2)))

    def _area(self, given: Any) -> Area:
        if isinstance(given, Range):
            return given.area
        if isinstance(given, tuple):
            if 0 in given:
                raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
            return Area(given[0], given[1], given[0], given[1])
        if (area := address_area(given, MAX_ROWS, MAX_COLUMNS)) is not None:
            return area
        return tablerefs.named_area(self, given)

    # Cells

    def guard(self, area: Area) -> None:
        """Refuses to change locked cells of a protected sheet."""
        if self.is_protected and any(self._is_locked(place) for place in area.places()):
            raise ComError("The cell or chart you're trying to change is on a protected sheet.")

    def _is_locked(self, place: tuple[int, int]) -> bool:
        cell = self.worksheet._cells.get(place)
        return cell is None or bool(cell.protection.locked)

    def formula(self, row: int, column: int) -> str | None:
        """The formula of a cell as the file keeps it, with its ``=``."""
        place = (arrays.anchor(self, row, column) if self.arrays else None) or (row, column)
        cell = self.worksheet._cells.get(place)
        if cell is None or cell.data_type != "f" or isinstance(cell.value, DataTableFormula):
            return None
        return str(cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value)

    def content(self, row: int, column: int) -> Content:
        """What a cell holds; of a formula what it gave, None if it was never calculated."""
        cell = self.worksheet._cells.get((row, column))
        if cell is None:
            return None
        return self.results.get((row, column)) if cell.data_type == "f" else content_of(cell.value, cell.data_type)

    def cell(self, row: int, column: int) -> Any:
        """The cell of openpyxl; a new one takes the style of its row or column."""
        if (row, column) not in self.worksheet._cells and (line := self._line(row, column)) is not None:
            self.worksheet.cell(row, column)._style = copy(line._style)
        return self.worksheet.cell(row, column)

    def number_format(self, row: int, column: int) -> str:
        cell = self.worksheet._cells.get((row, column))
        if cell is not None:
            return str(cell.number_format)
        line = self._line(row, column)
        return "General" if line is None else str(line.number_format)

    def _line(self, row: int, column: int) -> Any:
        """The row or column whose style a new cell takes."""
        rows, columns = self.worksheet.row_dimensions, self.worksheet.column_dimensions
        if row in rows and rows[row].has_style:
            return rows[row]
        for letter, line in list(columns.items()):
            first = line.min or column_index_from_string(letter)
            if first <= column <= (line.max or first) and line.has_style:
                return line
        return None

    def write(self, row: int, column: int, given: Any, origin: str | None = None) -> None:
        """Writes a value as Excel does; a formula moves with the cell if ``origin`` says where it was meant for."""
        cell = self.cell(row, column)
        if isinstance(cell, MergedCell):
            return
        entry = entered(given, cell.number_format)
        if type(given) is float and self.book.counts_from_1904 and is_date(given, cell.number_format):
            entry = Entry(
                given + DAYS_TO_1904
            )  # a number of days, as the workbook counts; here they are kept from 1900
        if entry.formula is not None and origin is not None and origin != cell.coordinate:
            moved = Translator(entry.formula, origin=origin).translate_formula(cell.coordinate)
            entry = Entry(formula=moved)
        self.put(row, column, entry)

    def put(self, row: int, column: int, entry: Entry) -> None:
        """Makes a cell hold this."""
        cell = self.cell(row, column)
        self.results.pop((row, column), None)
        self.arrays.pop((row, column), None)
        if entry.formula is not None:
            formula = stored(entry.formula, tablerefs.table_at(self, row, column), self.book.table_names())
            cell._value, cell.data_type = formula, "f"
            self._evaluate(cell, entry.formula)
        elif isinstance(entry.content, Fault):
            cell._value, cell.data_type = entry.content.name, "e"
        else:
            text = isinstance(entry.content, str)
            cell._value = cell.check_string(entry.content) if text else entry.content
            cell.data_type = "s" if text else "b" if isinstance(entry.content, bool) else "n"
        if entry.prefixed or cell.quotePrefix:
            cell.quotePrefix = int(entry.prefixed)
        if entry.number_format is not None and cell.number_format == "General":
            cell.number_format = entry.number_format

    def _evaluate(self, cell: Any, formula: str) -> None:
        if self.book.app.evaluate is not None:
            found = self.book.app.evaluate(self.name, cell.coordinate, formula)
            self.results[cell.row, cell.column] = float(found) if type(found) is int else found

    def empty(self, area: Area, *, contents: bool = True, formats: bool = True) -> None:
        """Empties the cells that there are in an area."""
        for row, column in [place for place in self.worksheet._cells if area.holds(*place)]:
            cell = self.worksheet._cells[row, column]
            if contents and not isinstance(cell, MergedCell):
                self.put(row, column, Entry())
            if formats:
                cell._style = StyleArray()

    def touched(self, area: Area) -> None:
        """What Excel does after cells changed: headers of tables are texts, and none appears twice."""
        for table in self.tables:
            table.settle_headers(area)

    @property
    def notes(self) -> list[Note]:
        commented = [place for place, cell in self.worksheet._cells.items() if cell.comment]
        return [Note(self, place) for place in sorted(commented)]

    @property
    def comments(self) -> list[Note]:
        raise ComError("Object doesn't support this property or method")  # as an Excel before 365

    # The whole sheet

    def activate(self) -> None:
        if self.visible != -1:
            raise ComError("Activate method of Worksheet class failed.")  # as for every hidden sheet
        self.book.workbook.active = self.book.workbook.index(self.worksheet)

    def select(self) -> None:
        self.activate()

    def autofit(self, axis: str | None = None) -> None:
        """Nothing: widths are not measured here."""

    def clear_contents(self) -> None:
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        self.cells.clear_formats()

    def clear(self) -> None:
        self.cells.clear()

    def delete(self) -> None:
        self.book.guard_structure()
        if sum(sheet.visible == -1 for sheet in self.book.sheet_list if sheet is not self) == 0:
            raise ComError("A workbook must contain at least one visible worksheet.")
        for table in self.worksheet.tables.values():
            self.book.rewrite(tablerefs.without_table(table.displayName))
        self.book.sheet_list.remove(self)
        self.book.workbook.remove(self.worksheet)
        self.book.rewrite(lambda formula: without_sheet(formula, self.name))

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        beside = before or after or self
        beside.book.guard_structure()
        if self.visible == _VISIBLE["veryHidden"]:
            raise ComError("Copy method of Worksheet class failed")
        copied = copying.copy_sheet(self, beside.book, beside.book.sheet_list.index(beside) + (0 if before else 1))
        if copied.visible == -1:
            copied.activate()

    def formula_cells(self) -> Iterator[Any]:
        """The cells that hold formulas."""
        return (cell for cell in list(self.worksheet._cells.values()) if cell.data_type == "f")

    def rewrite(self, change: Callable[[str], str]) -> None:
        """Changes every formula on this sheet."""
        for cell in self.formula_cells():
            if isinstance(cell.value, ArrayFormula):
                cell.value.text = change(cell.value.text)
            elif isinstance(cell.value, str):
                cell._value = change(cell.value)
        for name in self.worksheet.defined_names.values():
            name.attr_text = change(name.attr_text)
        copying.rewrite_rules(self.worksheet, change)
        tablerefs.rewrite_columns(self.worksheet, change)
        charts.rewrite_charts(self.worksheet, change)
