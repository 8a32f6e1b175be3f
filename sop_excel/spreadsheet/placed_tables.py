"""Excel Tables and the sheets that they stand on, as a file and an open workbook both have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sop_excel.domain.table import Block
from sop_excel.errors import Issue
from sop_excel.spreadsheet.areas import Area, letters
from sop_excel.spreadsheet.formulas import quoted_sheet


@dataclass(frozen=True)
class SheetPlaces:
    """Places on a sheet: ``row`` and ``column`` (from 1) are those of the table's first header cell."""

    sheet: str
    row: int
    column: int

    def header(self, column: int) -> str:
        """Place of the header of a column, e.g. ``Demand!B1``."""
        return self.cell(-1, column)

    def cell(self, row: int, column: int) -> str:
        """Place of a data cell, e.g. ``Demand!B2``."""
        return f"{quoted_sheet(self.sheet)}!{self._reference(row, column)}"

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Place of blocks, e.g. ``Demand!B2:M9, B12``."""
        return f"{quoted_sheet(self.sheet)}!{', '.join(map(self._range, blocks))}"

    def _range(self, block: Block) -> str:
        first, last = self._reference(block.top, block.left), self._reference(block.bottom, block.right)
        return first if first == last else f"{first}:{last}"

    def _reference(self, row: int, column: int) -> str:
        return f"{letters(self.column + column)}{self.row + 1 + row}"


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
