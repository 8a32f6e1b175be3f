"""A whole sheet of raw cells, as any file or open workbook has it, before anybody knows what stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sop_excel.domain.said import say
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import listed, quoted
from sop_excel.spreadsheet.areas import Area

OF_PROGRAMS = "_xl"  # how the names begin that spreadsheet programs keep for themselves, such as _xlnm.Print_Area


class RawTable(NamedTuple):
    """An Excel Table that stands on the sheet already: ``area`` includes its header row and its totals row.

    ``headers`` is 0 for a table whose header row is switched off.
    """

    name: str
    area: Area
    totals: int = 0
    headers: int = 1


@dataclass(frozen=True)
class RawSheet:
    """All cells of one sheet, from A1 on; a short row is blank to its right.

    Rows and columns of ``merged``, ``tables``, ``names`` and ``formulas`` count from 1, as spreadsheets count them; the
    value of a merged area stands in its first cell. ``names`` are defined names of single areas on this sheet,
    ``formulas`` the (row, column) of cells whose value is a formula's. ``is_text``: every value is text because the
    file has no other kind (CSV), so a number or date in it is still to be understood. ``formats`` are the number format
    codes of numeric cells that are not General, such as ``#,##0.00 €``, by (row, column).
    """

    name: str
    rows: Sequence[Sequence[Value]]
    merged: tuple[Area, ...] = ()
    tables: tuple[RawTable, ...] = ()
    names: Mapping[str, Area] = field(default_factory=dict)
    formulas: frozenset[tuple[int, int]] = frozenset()
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: bool = False
    is_text: bool = False
    notes: tuple[str, ...] = ()

    def at(self, row: int, column: int) -> Value:
        """The value of a cell by its row and column from 1; None beyond what the sheet has."""
        if 0 < row <= len(self.rows) and 0 < column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return None


def notes_of(sheets: Sequence[RawSheet]) -> tuple[str, ...]:
    """What to know of how sheets were read, each note once with the sheets that it is about.

    >>> notes_of([RawSheet("A", (), notes=("x",)), RawSheet("B", (), notes=("x", "y"))])
    ("sheets 'A' and 'B': x", "sheet 'B': y")
    """
    about: dict[str, list[str]] = {}
    for sheet in sheets:
        for note in sheet.notes:
            about.setdefault(note, []).append(quoted(sheet.name))
    return tuple(
        say("sheets {names}: {note}", names=listed(names), note=note)
        if len(names) > 1
        else say("sheet {names}: {note}", names=names[0], note=note)
        for note, names in about.items()
    )
