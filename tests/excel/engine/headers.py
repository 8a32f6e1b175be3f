"""Headers of tables that are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.excel.engine.places import Area
from tests.excel.engine.tables import Table

if TYPE_CHECKING:
    from tests.excel.engine.sheet import Sheet


class Headers:
    """Headers of tables that are typed one after the other; what other formulas call them is looked through once for
    all of them, before any cell is typed that is no header."""

    def __init__(self, sheet: Sheet, area: Area) -> None:
        self._tables = [table for table in sheet.tables if table.heads(area)]
        self._renamed: list[tuple[Table, dict[str, str | None]]] = []

    def __enter__(self) -> Headers:
        return self

    def before(self, row: int) -> None:
        """A cell of this row is typed next."""
        if self._renamed and all(table.area.top != row for table in self._tables):
            self._rename()

    def header(self, row: int, column: int) -> None:
        """That cell was typed."""
        for table in self._tables:
            if changes := table.settled(Area(row, column, row, column)):
                self._renamed.append((table, changes))

    def __exit__(self, *_: object) -> None:
        self._rename()

    def _rename(self) -> None:
        for table in self._tables:
            table.rename_in_formulas([changes for one, changes in self._renamed if one is table])
        self._renamed = []
