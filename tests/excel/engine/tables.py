"""Excel Tables (ListObjects), with Excel's rules for headers, names and size."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.filters import AutoFilter as FilterPart
from openpyxl.worksheet.table import Table as PlacedTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo
from xlwings import base_classes

from tests.excel.engine.com import Com
from tests.excel.engine.entry import Entry
from tests.excel.engine.faults import ComError
from tests.excel.engine.filters import AutoFilter, of_sheet
from tests.excel.engine.formulas import with_columns, with_table
from tests.excel.engine.places import Area, address_area
from tests.excel.engine.tableparts import TableColumns, TableFilter, style_switch, total
from tests.excel.engine.values import date_text, is_date, value

if TYPE_CHECKING:
    from tests.excel.engine.ranges import Range
    from tests.excel.engine.sheet import Sheet

_NAME = re.compile(r"[^\W\d][\w.]*")
_STYLE_SWITCHES = {
    "show_table_style_column_stripes": "showColumnStripes",
    "show_table_style_first_column": "showFirstColumn",
    "show_table_style_last_column": "showLastColumn",
    "show_table_style_row_stripes": "showRowStripes",
}


def _renamed(text: str, table: str, steps: Sequence[Mapping[str, str | None]]) -> str:
    """A formula after columns of a table got other names, in several steps."""
    if table.casefold() in text.casefold():  # which it is in few of all the formulas of a book
        for changes in steps:
            text = with_columns(text, table, changes)
    return text


class Table(base_classes.Table):
    """A table; the cells of its header row are the truth about its columns' names."""

    __slots__ = ("parent",)  # in place of the base's property
    parent: Sheet

    def __init__(self, sheet: Sheet, part: Any) -> None:
        self.parent, self.part = sheet, part

    @property
    def api(self) -> Com:
        members = {"Name": "name", "ShowTotals": "show_totals", "ShowHeaders": "show_headers", "Range": "range_api"}
        members["Unlist"] = "unlist"
        return Com("ListObject", self, members | {"ShowAutoFilter": "show_autofilter", "AutoFilter": "filter_api"})

    def unlist(self) -> None:
        """A plain range again, whose cells stay and whose filter ends; the look of a table style would stay as formats.

        Excel turns formulas that name the table into addresses (learn.microsoft.com, ListObject.Unlist method).
        """
        if self.part.tableStyleInfo and self.part.tableStyleInfo.name:
            raise NotImplementedError("The headless engine does not turn table styles into formats.")

        def refuse(formula: str) -> str:
            if with_table(formula, self.name, lambda _: "") != formula:
                raise NotImplementedError("The headless engine does not turn names of tables into addresses.")
            return formula

        self.parent.book.rewrite(refuse)
        self.show_autofilter = False
        del self.parent.worksheet.tables[self.name]

    @property
    def range_api(self) -> Com:
        return self.range.api

    @property
    def filter_api(self) -> Com | None:
        return AutoFilter(self.parent, self.part.autoFilter).api if self.part.autoFilter else None

    @property
    def area(self) -> Area:
        found = address_area(self.part.ref, 0, 0)
        assert found is not None
        return found

    @property
    def name(self) -> str:
        return str(self.part.displayName)

    @name.setter
    def name(self, value: str) -> None:
        book, old = self.parent.book, self.name
        taken = book.table_names() - {old.lower()}
        if value.lower() in taken or value.lower() in (name.lower() for name in book.workbook.defined_names):
            raise ComError("A table or a name is called like this already.")
        if not _NAME.fullmatch(value) or address_area(value, 1, 1):
            raise ComError(f"{value} is no name for a table.")
        del self.parent.worksheet.tables[old]
        self.part.name = self.part.displayName = value
        self.parent.worksheet.tables[value] = self.part
        book.rewrite(lambda formula: with_table(formula, old, lambda _: value))

    display_name = name

    # Its parts

    def _range(self, top: int, bottom: int) -> Range | None:
        area = self.area
        return self._cells(Area(top, area.left, bottom, area.right)) if top <= bottom else None

    def _cells(self, area: Area) -> Range:
        return self.parent.range((area.top, area.left), (area.bottom, area.right))

    @property
    def range(self) -> Range:
        return self._cells(self.area)

    @property
    def header_row_range(self) -> Range | None:
        return self._range(self.area.top, self.area.top) if self.show_headers else None

    @property
    def data_body_range(self) -> Range | None:
        area = self.area
        return self._range(area.top + self.show_headers, area.bottom - self.show_totals)

    @property
    def totals_row_range(self) -> Range | None:
        return self._range(self.area.bottom, self.area.bottom) if self.show_totals else None

    @property
    def insert_row_range(self) -> Range | None:
        return None if self.data_body_range else self._range(self.area.bottom + 1, self.area.bottom + 1)

    @property
    def columns(self) -> TableColumns:
        return TableColumns(self)

    # Its switches

    @property
    def show_headers(self) -> bool:
        return bool(self.part.headerRowCount != 0)

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        if bool(value) != self.show_headers:
            raise NotImplementedError("The headless engine neither hides headers nor shows them again.")

    @property
    def show_totals(self) -> bool:
        return bool(self.part.totalsRowCount)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        area = self.area
        if value == self.show_totals:
            return
        if not value:
            self.parent.empty(Area(area.bottom, area.left, area.bottom, area.right))
            self._set_area(area._replace(bottom=area.bottom - 1), totals=False)
            return
        below = area._replace(top=area.bottom + 1, bottom=area.bottom + 1)
        if any(self.parent.content(*place) is not None for place in below.places()):
            raise NotImplementedError("The headless engine does not shift the cells below a table down.")
        self._set_area(area._replace(bottom=area.bottom + 1), totals=True)
        for at, column in enumerate(self.part.tableColumns, area.left):
            self.parent.put(area.bottom + 1, at, total(self.name, column))

    @property
    def show_autofilter(self) -> bool:
        return self.part.autoFilter is not None

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        if value and not self.part.autoFilter:
            self.part.autoFilter = FilterPart(ref=self._filtered())
        elif not value:
            self.autofilter.clear(None)
            self.part.autoFilter = None

    @property
    def autofilter(self) -> TableFilter:
        return TableFilter(self)

    @property
    def table_style(self) -> str:
        return str(self.part.tableStyleInfo.name) if self.part.tableStyleInfo else ""

    @table_style.setter
    def table_style(self, value: str) -> None:
        self.part.tableStyleInfo = self.part.tableStyleInfo or TableStyleInfo()
        self.part.tableStyleInfo.name = value

    # Its size

    def resize(self, range: Any) -> None:
        """Another rectangle: the same header row, a data row at least, and no cell of another table."""
        area: Area = range.impl.area
        self._check(area)
        old = self.area
        dropped = [str(column.name) for column in self.part.tableColumns][area.right - area.left + 1 :]
        self._set_area(area, totals=self.show_totals)
        del self.part.tableColumns[area.right - area.left + 1 :]
        for _ in itertools.repeat(None, area.right - area.left + 1 - len(self.part.tableColumns)):
            ids = [column.id for column in self.part.tableColumns]
            self.part.tableColumns.append(TableColumn(id=max(ids, default=0) + 1, name=""))
        if dropped:
            self.parent.book.rewrite(lambda text: with_columns(text, self.name, dict.fromkeys(dropped)))
        self.settle_headers(area)
        self._fill_formulas(old, area)

    def _check(self, area: Area) -> None:
        if self.show_totals:
            raise NotImplementedError("The headless engine does not move a totals row: hide it first.")
        self.parent.guard(self.area.joined(area))
        if area.top != self.area.top or not area.meets(self.area):
            raise ComError("The headers must remain in the same row, and the new range must overlap the old one.")
        if area.bottom - area.top < self.show_headers:
            raise ComError("A table must have at least one data row.")
        if self.parent.range((area.top, area.left), (area.bottom, area.right)).merge_cells is not False:
            raise ComError("This operation is not allowed on a table with merged cells.")
        for table in self.parent.tables:
            if table.name != self.name and table.area.meets(area):
                raise ComError("A table cannot overlap a range that contains another table.")
        if area.left != self.area.left:
            raise NotImplementedError("The headless engine resizes to the right and down only.")

    def _set_area(self, area: Area, *, totals: bool) -> None:
        self.part.ref = area.address("", "")
        self.part.totalsRowCount = int(totals) or None
        if self.part.autoFilter is not None:
            self.part.autoFilter.ref = self._filtered()

    def _filtered(self) -> str:
        return self.area._replace(bottom=self.area.bottom - self.show_totals).address("", "")

    def _fill_formulas(self, old: Area, new: Area) -> None:
        for at, column in enumerate(self.part.tableColumns, new.left):
            formula = column.calculatedColumnFormula and column.calculatedColumnFormula.attr_text
            if formula:
                for row in range(old.bottom + 1, new.bottom + 1):
                    if self.parent.content(row, at) is None:
                        self.parent.put(row, at, Entry(formula="=" + formula.removeprefix("=")))

    # Its headers

    def heads(self, area: Area) -> bool:
        """Whether cells of the header row lie in an area."""
        return self.show_headers and area.meets(self.area._replace(bottom=self.area.top))

    def settle_headers(self, area: Area) -> None:
        """Headers that were written become texts that differ from every other; columns take their names, and formulas
        call them so."""
        self.rename_in_formulas([self.settled(area)])

    def rename_in_formulas(self, renamed: Sequence[Mapping[str, str | None]]) -> None:
        """Every formula of the book calls columns by their new names, after one renaming and after the other."""
        if steps := [changes for changes in renamed if changes]:
            self.parent.book.rewrite(partial(_renamed, table=self.name, steps=steps))

    def settled(self, area: Area) -> dict[str, str | None]:
        """The headers of an area become texts and names of columns; those that formulas have to call otherwise."""
        if not self.heads(area):
            return {}
        row, left = self.area.top, self.area.left
        changes: dict[str, str | None] = {}
        for at, column in enumerate(self.part.tableColumns, left):
            if area.holds(row, at):
                others = {str(other.name).lower() for other in self.part.tableColumns if other is not column}
                header = self._unique(self._header(row, at), at - left + 1, others)
                self.parent.cell(row, at)._value, self.parent.cell(row, at).data_type = header, "s"
                self.parent.results.pop((row, at), None)
                if column.name and column.name != header:
                    changes[str(column.name)] = header
                column.name = header
        return changes

    def show_headers_as_texts(self) -> None:
        """What cells hold that become headers turns into the texts that they showed."""
        area = self.area
        for at in range(area.left, area.right + 1):
            content, code = self.parent.content(area.top, at), self.parent.number_format(area.top, at)
            if is_date(content, code):
                self.parent.put(area.top, at, Entry(date_text(content, code)))

    def _header(self, row: int, column: int) -> str:
        shown = value(self.parent.content(row, column), self.parent.number_format(row, column))
        if shown is None or isinstance(shown, str):
            return shown or ""
        if isinstance(shown, dt.datetime):
            return f"{shown.month}/{shown.day}/{shown.year}"
        return str(shown).upper() if isinstance(shown, bool) else f"{shown:.15g}"

    @staticmethod
    def _unique(header: str, position: int, others: set[str]) -> str:
        if header and header.lower() not in others:
            return header
        names: Iterator[str] = (f"{header}{count}" for count in itertools.count(2))
        if not header:
            names = (f"Column{count}" for count in itertools.count(position))
        return next(name for name in names if name.lower() not in others)


def fill_column(target: Range, given: Any) -> None:
    """AutoCorrect: a formula in one cell of a table's column fills the column, if the others are blank or like it."""
    sheet, (row, column) = target.sheet, target.area[:2]
    is_formula = isinstance(given, str) and given.startswith("=") and len(target) == 1
    table = next((one for one in sheet.tables if one.area.holds(row, column)), None)
    body = table.data_body_range if table else None
    if not (is_formula and sheet.book.app.fills_formulas and body and body.area.holds(row, column)):
        return
    others = [at for at in range(body.area.top, body.area.bottom + 1) if at != row]
    if all(sheet.content(at, column) is None and sheet.formula(at, column) is None for at in others):
        for at in others:
            sheet.write(at, column, given, sheet.cell(row, column).coordinate)


for _ours, _theirs in _STYLE_SWITCHES.items():
    setattr(Table, _ours, style_switch(_theirs))


class Tables(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def __len__(self) -> int:
        return len(self.sheet.worksheet.tables)

    def __iter__(self) -> Iterator[Table]:
        return (Table(self.sheet, part) for part in list(self.sheet.worksheet.tables.values()))

    def __call__(self, key: int | str) -> Table:
        for position, table in enumerate(self, 1):
            if key == position or (isinstance(key, str) and key.lower() == table.name.lower()):
                return table
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return any(isinstance(key, str) and key.lower() == table.name.lower() for table in self)

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: Any = None,
        destination: Any = None,
        table_style_name: Any = None,
        name: str | None = None,
    ) -> Table:
        """A table over cells that are there; merged ones among them come apart, and the sheet's own filter ends.

        A table cannot have merged cells, so Excel takes them apart without a word; a header alone gets a row below it
        (support.microsoft.com, Create and format tables; learn.microsoft.com, ListObjects.Add method). What becomes of
        rows that a filter hides just then is written nowhere: here it is refused, so that nobody relies on it.
        """
        area: Area = source.impl.area
        if not has_headers:
            raise NotImplementedError("The headless engine makes tables with headers only.")
        if area.top == area.bottom:
            area = area._replace(bottom=area.bottom + 1)
        if any(table.area.meets(area) for table in self):
            raise ComError("A table cannot overlap another table.")
        if self.sheet.is_protected:
            raise ComError("Application-defined or object-defined error")
        self._end_filter(area)
        source.impl.unmerge()
        taken = self.sheet.book.table_names()
        free = next(f"Table{count}" for count in itertools.count(1) if f"table{count}" not in taken)
        part = PlacedTable(displayName=free, ref=area.address("", ""), tableStyleInfo=TableStyleInfo(table_style_name))
        part.id = (
            max((int(table.part.id) for sheet in self.sheet.book.sheet_list for table in sheet.tables), default=0) + 1
        )
        part.tableColumns = [TableColumn(id=at, name="") for at in range(1, area.right - area.left + 2)]
        part.autoFilter = FilterPart(ref=part.ref)
        self.sheet.worksheet.add_table(part)
        table = Table(self.sheet, part)
        table.show_headers_as_texts()
        table.settle_headers(area)
        if name is not None:
            table.name = name
        return table

    def _end_filter(self, area: Area) -> None:
        own = of_sheet(self.sheet)
        if own is not None and own.area.meets(area):
            if own.is_on:
                raise ComError("Application-defined or object-defined error")
            self.sheet.worksheet.auto_filter.ref = None
