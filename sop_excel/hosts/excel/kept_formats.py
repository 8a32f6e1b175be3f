"""The formats of a planner's cells, kept on a sheet of their own while others are copied over them."""

from __future__ import annotations

import xlwings as xw

from sop_excel.hosts.excel.tables import range_of
from sop_excel.spreadsheet.areas import Area


class KeptFormats:
    """A copy of the cells of an area, made by ``keep``; without one nothing is restored.

    The cells are copied whole by Excel, since nothing else knows all of their formats; what they hold is typed anew.
    """

    def __init__(self, sheet: xw.Sheet, area: Area) -> None:
        self._sheet, self._area = sheet, area
        self._copy: xw.Sheet | None = None

    def keep(self) -> None:
        """Copy the cells to a new last sheet; the sheet that is shown stays the one that is."""
        book = self._sheet.book
        shown = book.sheets.active
        self._copy = book.sheets.add(after=book.sheets[-1])
        shown.activate()
        range_of(self._sheet, self._area).copy(range_of(self._copy, self._area))

    def restore(self) -> None:
        """Copy the cells back."""
        if self._copy is not None:
            range_of(self._copy, self._area).copy(range_of(self._sheet, self._area))

    def drop(self) -> None:
        """Take the sheet with the copy out."""
        if self._copy is not None:
            self._copy.delete()
            self._copy = None
