"""Excel Tables and the sheets that they stand on, as a file and an open workbook both have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sop_excel.domain.table import SheetPlaces
from sop_excel.errors import Issue
from sop_excel.spreadsheet.areas import Area


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name and its position from 0.

    ``part`` tells it apart from other sheets: in a file the name of its part (empty if it has no cells), else its name.
    """

    name: str
    part: str
    index: int


@dataclass(frozen=True)
class PlacedTable:
    """An Excel Table and where it stands: ``area`` covers header, rows and totals, ``part`` tells it from others."""

    name: str
    sheet: Sheet
    part: str
    area: Area
    headers: tuple[str, ...]
    header_rows: int
    totals_rows: int
    alias: str = ""  # a second name, which is nearly always the same

    def without_rows(self) -> PlacedTable:
        """The table as if it had only its header."""
        return replace(self, area=self.area._replace(bottom=self.area.top + self.header_rows - 1), totals_rows=0)

    def first_columns(self, count: int) -> PlacedTable:
        """The table as if it had only so many columns, the first ones."""
        area = self.area._replace(right=self.area.left + count - 1)
        return replace(self, area=area, headers=self.headers[:count])

    @property
    def data(self) -> Area:
        """The area of the data rows (its bottom is above its top if there is none)."""
        return self.area._replace(top=self.area.top + self.header_rows, bottom=self.area.bottom - self.totals_rows)


def unusable(table: PlacedTable, same: Sequence[PlacedTable]) -> Issue | None:
    """Why a table cannot be read, if so; ``same`` are all tables of its name, itself included."""
    if len(same) > 1:
        places = " and ".join(str(t.sheet.name) for t in same)
        return Issue(table.name, "", "one table of this name", f"{len(same)}, on sheets {places}", "rename all but one")
    if table.header_rows != 1:
        place = SheetPlaces(table.sheet.name, table.area.top, table.area.left).header(0)
        advice = "switch on Header Row in Excel's Table Design"
        return Issue(place, table.name, "a header row", "a table without one", advice)
    return None


def taken_name(what: str, table: str) -> Issue:
    """Something else of the workbook that has the name of an output table."""
    expected = f"the name {table} free, or used by an output table of that form"
    return Issue(table, "", expected, what, "rename it; output tables need this name")
