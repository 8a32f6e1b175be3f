"""The columns of an Excel Table and its filter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.filters import FilterColumn, Filters
from xlwings import base_classes

from tests.excel.engine.entry import Entry

if TYPE_CHECKING:
    from tests.excel.engine.ranges import Range
    from tests.excel.engine.tables import Table


class TableFilter(base_classes.AutoFilter):
    """The filter of a table; rows are hidden by values only."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @property
    def _columns(self) -> list[Any]:
        return self.table.part.autoFilter.filterColumn if self.table.part.autoFilter else []

    @property
    def criteria(self) -> list[dict[str, Any]]:
        found = [base_classes.empty_autofilter_criteria(field) for field in range(1, len(self.table.columns) + 1)]
        for column in self._columns:
            one = found[column.colId]
            one["type"] = "values" if column.filters else "comparison" if column.customFilters else "unknown"
            one["values"] = [str(item) for item in column.filters.filter] if column.filters else None
        return found if self.table.part.autoFilter else []

    def apply_values(self, field: int, values: list[str]) -> None:
        self.table.show_autofilter = True
        self.clear(field)
        self._columns.append(FilterColumn(colId=field - 1, filters=Filters(filter=values)))
        wanted = {item.lower() for item in values}
        body = self.table.data_body_range
        if body is not None:
            for row in range(body.area.top, body.area.bottom + 1):
                if str(body(row - body.row + 1, field).formula).lower() not in wanted:
                    self.table.parent.worksheet.row_dimensions[row].hidden = True

    def clear(self, field: int | None) -> None:
        self._columns[:] = [column for column in self._columns if field not in (None, column.colId + 1)]
        if not self._columns:
            for row in range(self.table.area.top, self.table.area.bottom + 1):
                self.table.parent.worksheet.row_dimensions[row].hidden = False


class Column(base_classes.TableColumn):
    """A column of a table."""

    __slots__ = ("index",)  # in place of the base's property
    index: int

    def __init__(self, table: Table, at: int) -> None:
        self.table, self.index = table, at + 1

    @property
    def name(self) -> str:
        return str(self.table.part.tableColumns[self.index - 1].name)

    def _slice(self, range_: Any) -> Range:
        column = range_.area.left + self.index - 1
        return self.table._cells(range_.area._replace(left=column, right=column))

    @property
    def range(self) -> Range:
        return self._slice(self.table.range)

    @property
    def data_body_range(self) -> Range | None:
        return self._slice(self.table.data_body_range) if self.table.data_body_range else None


class TableColumns(base_classes.TableColumns):
    """The columns of a table."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __len__(self) -> int:
        return len(self.table.part.tableColumns)

    def __iter__(self) -> Iterator[Column]:
        return (Column(self.table, at) for at in range(len(self)))

    def __call__(self, key: int | str) -> Column:
        for column in self:
            if key == column.index or (isinstance(key, str) and key.lower() == column.name.lower()):
                return column
        raise KeyError(key)


def style_switch(key: str) -> Any:
    """A property of a table that is a switch of its style."""

    def get(table: Table) -> bool:
        return bool(table.part.tableStyleInfo and getattr(table.part.tableStyleInfo, key))

    def put(table: Table, value: bool) -> None:
        setattr(table.part.tableStyleInfo, key, value)

    return property(get, put)


def total(table: str, column: Any) -> Entry:
    """What stands in the totals row below a column."""
    numbers = {"average": 101, "countNums": 102, "count": 103, "max": 104, "min": 105, "stdDev": 107, "sum": 109}
    if column.totalsRowFunction in numbers:
        return Entry(formula=f"=SUBTOTAL({numbers[column.totalsRowFunction]},{table}[{column.name}])")
    if column.totalsRowFormula:
        return Entry(formula="=" + str(column.totalsRowFormula.attr_text).removeprefix("="))
    return Entry(column.totalsRowLabel)
