"""The filters on a sheet, which Excel must not have while it is written to: noted, cleared, and put back.

Excel writes an array to the rows that a filter shows and passes over the others, and begins anew with the array's first
row in every block of rows that are shown. So what is meant for one row would stand in another, without a word.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any, NamedTuple, Protocol

import xlwings as xw

from sop_excel.hosts.excel.tables import area_of

Criterion = dict[str, Any]  # the arguments, but for the column, with which a filter is set again

_CELL_COLOR, _FONT_COLOR = 8, 9  # XlAutoFilterOperator: criteria that are read as an object and set as a number
_IN_PLACE = 1  # XlFilterAction
KEPT = 2  # what must be known of an advanced filter to set it again: its cells and its criteria
_USED_BY_ADVANCED_FILTER = ("_FilterDatabase", "Criteria")  # Excel's own names on a sheet


class Native(Protocol):
    """What a kind of Excel calls the filter of a table (or of a sheet, for None) and its parts."""

    def criteria(self, owner: xw.Sheet | xw.main.Table) -> dict[int, Criterion]:
        """The criteria that are set, by column from 1; raises if the owner has no filter."""

    def set(self, owner: xw.Sheet | xw.main.Table, field: int, given: Criterion) -> None:
        """Set the criterion of a column, or clear it, if nothing is given."""

    def switch_on(self, cells: xw.Range) -> None:
        """Give cells a filter of the sheet's that hides nothing."""

    def hides_rows(self, sheet: xw.Sheet) -> bool:
        """Whether a filter of the sheet itself hides rows: an advanced one, once all others are cleared."""

    def show_all(self, sheet: xw.Sheet) -> None:
        """End the advanced filter of a sheet."""

    def filter_again(self, cells: xw.Range, criteria: xw.Range) -> None:
        """Filter cells in place by a range of criteria."""


class _Windows:
    """By the names of COM."""

    def criteria(self, owner: xw.Sheet | xw.main.Table) -> dict[int, Criterion]:
        filters = owner.api.AutoFilter.Filters
        numbered = ((field, filters(field)) for field in range(1, filters.Count + 1))
        return {field: self._criterion(one) for field, one in numbered if one.On}

    @staticmethod
    def _criterion(one: Any) -> Criterion:
        given: Criterion = {}
        for name in ("Operator", "Criteria1", "Criteria2"):
            with suppress(Exception):  # a part that this criterion does not have cannot be read
                if (value := getattr(one, name)) is not None and value != 0:
                    given[name] = value
        if given.get("Operator") in (_CELL_COLOR, _FONT_COLOR):
            given["Criteria1"] = given["Criteria1"].Color
        return given

    def set(self, owner: xw.Sheet | xw.main.Table, field: int, given: Criterion) -> None:
        cells = owner.api.Range if isinstance(owner, xw.main.Table) else owner.api.AutoFilter.Range
        cells.AutoFilter(Field=field, **given)

    def switch_on(self, cells: xw.Range) -> None:
        cells.api.AutoFilter(Field=1)

    def hides_rows(self, sheet: xw.Sheet) -> bool:
        return bool(sheet.api.FilterMode)

    def show_all(self, sheet: xw.Sheet) -> None:
        sheet.api.ShowAllData()

    def filter_again(self, cells: xw.Range, criteria: xw.Range) -> None:
        cells.api.AdvancedFilter(Action=_IN_PLACE, CriteriaRange=criteria.api)


class _Mac:
    """By the names of AppleScript, as xlwings calls them."""

    def criteria(self, owner: xw.Sheet | xw.main.Table) -> dict[int, Criterion]:
        native = owner.api.autofilter_object
        count = native.range_object.count_of_columns.get() if isinstance(owner, xw.Sheet) else owner.range.shape[1]
        numbered = ((field, native.filters[field]) for field in range(1, count + 1))
        return {field: self._criterion(one) for field, one in numbered if one.filter_on.get()}

    @staticmethod
    def _criterion(one: Any) -> Criterion:
        given: Criterion = {}
        for name in ("operator", "criteria1", "criteria2"):
            with suppress(Exception):  # a part that this criterion does not have cannot be read
                if (value := getattr(one, name).get()) is not None and repr(value) != "k.missing_value":
                    given[name] = value
        return given

    def set(self, owner: xw.Sheet | xw.main.Table, field: int, given: Criterion) -> None:
        native = owner.api if isinstance(owner, xw.main.Table) else owner.api.autofilter_object
        native.range_object.autofilter_range(field=field, **given)

    def switch_on(self, cells: xw.Range) -> None:
        cells.api.autofilter_range(field=1)

    def hides_rows(self, sheet: xw.Sheet) -> bool:
        with suppress(Exception):  # should it be called otherwise there, the plan is read back all the same
            return sheet.api.filter_mode.get() is True
        return False

    def show_all(self, sheet: xw.Sheet) -> None:
        sheet.api.show_all_data()

    def filter_again(self, cells: xw.Range, criteria: xw.Range) -> None:
        from appscript import k  # type: ignore[import-not-found]  # there is one on a Mac alone

        cells.api.advanced_filter(action=k.filter_in_place, criteria_range=criteria.api)


class _Kept(NamedTuple):
    """A filter that was cleared; ``owner`` is its table, or the sheet."""

    owner: xw.Sheet | xw.main.Table
    criteria: dict[int, Criterion]


class SheetFilters:
    """Every filter of one sheet; nothing changes before ``clear``."""

    def __init__(self, sheet: xw.Sheet) -> None:
        self.sheet = sheet
        self._native: Native = _Mac() if sys.platform == "darwin" else _Windows()
        self._kept = list(self._found())
        self._handed_over: tuple[int, _Kept] | None = None
        self._advanced: tuple[xw.Range, ...] | None = None  # the cells that were filtered, and the criteria

    def _found(self) -> Iterator[_Kept]:
        for owner in (self.sheet, *self.sheet.tables):
            with suppress(Exception):  # where there is no filter, each kind of Excel has its own way of saying so
                if criteria := self._native.criteria(owner):
                    yield _Kept(owner, criteria)

    def clear(self) -> None:
        """Show all rows that a filter hides."""
        for owner, criteria in self._kept:
            for field in criteria:
                self._native.set(owner, field, {})
        if self._native.hides_rows(self.sheet):
            self._advanced = tuple(self._used_by_advanced_filter())
            self._native.show_all(self.sheet)

    def _used_by_advanced_filter(self) -> Iterator[xw.Range]:
        names = {name.name.rpartition("!")[2]: name for name in self.sheet.names}
        return (names[name].refers_to_range for name in _USED_BY_ADVANCED_FILTER if name in names)

    def hand_over(self, table: xw.main.Table, columns: int) -> None:
        """The sheet's own filter is a table's from now on, so many columns to the right of the table's first."""
        for at, one in enumerate(self._kept):
            if isinstance(one.owner, xw.Sheet):
                moved = {field + columns: given for field, given in one.criteria.items()}
                self._handed_over = at, one
                self._kept[at] = _Kept(table, moved)

    def take_back(self, cells: xw.Range) -> None:
        """The filter that was handed over is the sheet's own again, on these cells."""
        self._native.switch_on(cells)
        if self._handed_over is not None:
            at, self._kept[at] = self._handed_over
            self._handed_over = None

    def put_back(self, but: Collection[str] = ()) -> None:
        """Set every filter again, except those on the tables named in ``but``; raises if Excel does not let us.

        An advanced filter whose criteria Excel did not keep cannot be set again: that is only told where all should be.
        """
        for owner, criteria in self._kept:
            if owner.name not in but or isinstance(owner, xw.Sheet):
                for field, given in criteria.items():
                    self._native.set(owner, field, given)
        if self._advanced is not None and not (but and (len(self._advanced) < KEPT or self._is_on(but))):
            cells, criteria_range = self._advanced
            self._native.filter_again(cells, criteria_range)

    def _is_on(self, tables: Collection[str]) -> bool:
        """Whether the advanced filter hides rows of one of these tables."""
        filtered = [area_of(cells) for cells in (self._advanced or ())[:1]]
        ours = (area_of(table.range) for table in self.sheet.tables if table.name in tables)
        return any(one.meets(area) for one in ours for area in filtered)
