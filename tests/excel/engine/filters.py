"""Filters as Excel keeps them: the one of a table, the one of a sheet, and an advanced filter in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.filters import CustomFilter, CustomFilters, FilterColumn
from openpyxl.worksheet.filters import Filters as ValueFilters

from tests.excel.engine.com import Com
from tests.excel.engine.faults import ComError
from tests.excel.engine.places import Area, address_area

if TYPE_CHECKING:
    from tests.excel.engine.ranges import Range
    from tests.excel.engine.sheet import Sheet

AND, OR, VALUES, CELL_COLOR = 1, 2, 7, 8  # XlAutoFilterOperator
IN_PLACE = 1  # XlFilterAction
_SIGNS = {
    "equal": "=", "notEqual": "<>", "greaterThan": ">", "lessThan": "<",
    "greaterThanOrEqual": ">=", "lessThanOrEqual": "<=",
}  # fmt: skip
_CONDITION = re.compile(r"(<>|>=|<=|=|>|<)?(.*)", re.DOTALL)


class Filter:
    """The criterion of one column, as ``AutoFilter.Filters(n)`` gives it; a member that is not set cannot be read."""

    def __init__(self, column: Any) -> None:
        self._column = column

    @property
    def On(self) -> bool:  # noqa: N802 - the names are COM's
        return self._column is not None

    def _part(self, at: int) -> Any:
        found = criterion(self._column)[at] if self.On else None
        if found is None:
            raise ComError("Application-defined or object-defined error")
        return found

    Operator = property(lambda self: self._part(0))

    @property
    def Criteria1(self) -> Any:  # noqa: N802
        """Of a colour the look of the cells, of which it is one part."""
        found = self._part(1)
        return SimpleNamespace(Color=found) if self.Operator == CELL_COLOR else found

    Criteria2 = property(lambda self: self._part(2))


class Filters:
    """All columns of a filter."""

    def __init__(self, owner: AutoFilter) -> None:
        self.owner = owner

    @property
    def Count(self) -> int:  # noqa: N802
        return self.owner.area.shape[1]

    def __call__(self, field: int) -> Filter:
        found = (column for column in self.owner.columns if column.colId == field - 1)
        return Filter(next(found, None))


class AutoFilter:
    """The filter over a rectangle whose first row are the headers; ``part`` is the file's."""

    def __init__(self, sheet: Sheet, part: Any) -> None:
        self.sheet, self.part = sheet, part

    @property
    def api(self) -> Com:
        members = {"Range": "range_api", "Filters": "filters", "FilterMode": "is_on", "ShowAllData": "show_all"}
        return Com("AutoFilter", self, members)

    @property
    def columns(self) -> list[Any]:
        columns: list[Any] = self.part.filterColumn
        return columns

    @property
    def filters(self) -> Filters:
        return Filters(self)

    @property
    def area(self) -> Area:
        found = address_area(self.part.ref, 0, 0)
        assert found is not None
        return found

    @property
    def range_api(self) -> Com:
        area = self.area
        return self.sheet.range((area.top, area.left), (area.bottom, area.right)).api

    @property
    def is_on(self) -> bool:
        return bool(self.columns)

    def show_all(self) -> None:
        self.columns[:] = []
        self.refresh()

    def set(self, field: int, operator: int, first: Any, second: Any) -> None:
        self.columns[:] = [column for column in self.columns if column.colId != field - 1]
        if first is not None or second is not None:
            self.columns.append(_column(field - 1, operator, first, second))
        self.refresh()

    def refresh(self) -> None:
        """Hide the rows that do not meet every criterion, and show the others."""
        area, rows = self.area, self.sheet.worksheet.row_dimensions
        for row in range(area.top + 1, area.bottom + 1):
            rows[row].hidden = not all(self._meets(row, column) for column in self.columns)

    def _meets(self, row: int, column: Any) -> bool:
        operator, first, second = criterion(column)
        cell = self.sheet.range((row, self.area.left + column.colId))
        if operator == CELL_COLOR:
            return bool(cell.color == first)
        text = str(cell.formula)
        if operator == VALUES:
            return text.lower() in {str(item).removeprefix("=").lower() for item in first}
        told = [_holds(text, str(one)) for one in (first, second) if one is not None]
        return any(told) if operator == OR else all(told)


def _holds(text: str, condition: str) -> bool:
    sign, wanted = _CONDITION.fullmatch(condition).groups()  # type: ignore[union-attr]
    try:
        one, other = float(text), float(wanted)
    except ValueError:
        same = text.lower() == wanted.lower()
        return not same if sign == "<>" else same
    compared: dict[str, Callable[[], bool]] = {
        "<>": lambda: one != other, ">": lambda: one > other, "<": lambda: one < other,
        ">=": lambda: one >= other, "<=": lambda: one <= other,
    }  # fmt: skip
    return compared.get(sign, lambda: one == other)()


def _column(at: int, operator: int, first: Any, second: Any) -> Any:
    if operator == VALUES:
        texts = [str(item).removeprefix("=") for item in first]
        return FilterColumn(colId=at, filters=ValueFilters(filter=texts))
    if operator == CELL_COLOR:
        column = FilterColumn(colId=at)
        column.colour = first
        return column
    names = {sign: name for name, sign in _SIGNS.items()}
    listed = []
    for one in (first, second):
        if one is not None:
            sign, value = _CONDITION.fullmatch(str(one)).groups()  # type: ignore[union-attr]
            listed.append(CustomFilter(operator=names[sign or "="], val=value))
    return FilterColumn(colId=at, customFilters=CustomFilters(_and=operator == AND, customFilter=listed))


def criterion(column: Any) -> tuple[int, Any, Any]:
    """(operator, first, second criterion) of a column's filter as COM gives them, None for one that it has not."""
    if column.filters is not None:
        return VALUES, tuple(f"={item}" for item in column.filters.filter), None
    if column.customFilters is not None:
        listed = [f"{_SIGNS[one.operator or 'equal']}{one.val}" for one in column.customFilters.customFilter]
        operator = 0 if len(listed) == 1 else AND if column.customFilters._and else OR
        return operator, listed[0], listed[1] if len(listed) > 1 else None
    if (colour := getattr(column, "colour", None)) is not None:
        return CELL_COLOR, colour, None
    raise NotImplementedError("The headless engine does not know this kind of filter.")


def of_sheet(sheet: Sheet) -> AutoFilter | None:
    """The filter of the sheet itself, beside those of its tables."""
    return AutoFilter(sheet, sheet.worksheet.auto_filter) if sheet.worksheet.auto_filter.ref else None


def every(sheet: Sheet) -> Iterator[AutoFilter]:
    """All filters with a header row that stand on a sheet."""
    if (own := of_sheet(sheet)) is not None:
        yield own
    yield from (AutoFilter(sheet, table.part.autoFilter) for table in sheet.tables if table.part.autoFilter)


def filtered_rows(sheet: Sheet) -> set[int]:
    """The rows that a filter hides; those that somebody has hidden by hand are none of them."""
    rows = sheet.worksheet.row_dimensions
    areas = [one.area for one in every(sheet) if one.is_on]
    areas += [sheet.advanced] if sheet.advanced else []
    return {row for area in areas for row in range(area.top + 1, area.bottom + 1) if row in rows and rows[row].hidden}


def visible_blocks(sheet: Sheet, area: Area) -> list[Area]:
    """The parts of an area that Excel writes to: rows that a filter hides are passed over, but for a single cell."""
    hidden = filtered_rows(sheet) if area.shape != (1, 1) else set()
    blocks: list[Area] = []
    for row in range(area.top, area.bottom + 1):
        if row in hidden:
            continue
        if blocks and blocks[-1].bottom == row - 1:
            blocks[-1] = blocks[-1]._replace(bottom=row)
        else:
            blocks.append(area._replace(top=row, bottom=row))
    return blocks


def set_filter(target: Range, Field: int, Criteria1: Any = None, Operator: int = AND, Criteria2: Any = None) -> None:  # noqa: N803
    """``Range.AutoFilter`` of a table's range, or of any other: then it is the sheet's one filter."""
    sheet = target.sheet
    table = next((table for table in sheet.tables if table.area.meets(target.area)), None)
    if table is not None:
        table.show_autofilter = True
        part = table.part.autoFilter
    else:
        part = sheet.worksheet.auto_filter
        part.ref = part.ref or target.area.address("", "")
    AutoFilter(sheet, part).set(Field, Operator, Criteria1, Criteria2)


def advanced_filter(target: Range, Action: int, CriteriaRange: Com, **_: Any) -> None:  # noqa: N803
    """``Range.AdvancedFilter`` in place: rows that meet no row of the criteria are hidden; names tell what was used."""
    if Action != IN_PLACE:
        raise NotImplementedError("The headless engine filters in place.")
    sheet, wanted = target.sheet, CriteriaRange._owner
    headers, *rows = wanted.formula
    own = [str(text).lower() for text in sheet.range((target.row, target.area.left, 1, target.shape[1])).formula[0]]
    places = [(own.index(str(header).lower()), at) for at, header in enumerate(headers)]
    for row in range(target.area.top + 1, target.area.bottom + 1):
        texts = [str(sheet.range((row, target.area.left + at)).formula) for at, _ in places]
        met = any(
            all(not str(line[at]) or texts[k].lower() == str(line[at]).lower() for k, (_, at) in enumerate(places))
            for line in rows
        )
        sheet.worksheet.row_dimensions[row].hidden = not met
    sheet.advanced = target.area
    title = f"'{sheet.name}'!"
    sheet.names.add("Criteria", f"={title}{wanted.address}")
    sheet.names.add("_FilterDatabase", f"={title}{target.address}")


def show_all_data(sheet: Sheet) -> None:
    """``Worksheet.ShowAllData``, which fails where no filter of the sheet itself hides anything."""
    own = of_sheet(sheet)
    if sheet.advanced is None and not (own and own.is_on):
        raise ComError("ShowAllData method of Worksheet class failed")
    if own and own.is_on:
        own.show_all()
    if sheet.advanced is not None:
        for row in range(sheet.advanced.top + 1, sheet.advanced.bottom + 1):
            sheet.worksheet.row_dimensions[row].hidden = False
        sheet.advanced = None
