"""Every run renews what formulas of ours say, for whoever opens the file without computing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sop_excel.domain.table import DateValue, ErrorValue, Formula, NotCalculated, OutputTable, Value
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.calculation.calculator import Kept, value_of
from sop_excel.hosts.xlsx.calculation.formula_cells import Error, Saved, with_values
from sop_excel.hosts.xlsx.calculation.operands import (
    FailedError,
    Reference,
    Rows,
    Scalar,
    TablePlace,
    UnknownError,
)
from sop_excel.hosts.xlsx.calculation.ours import OurFormula, our_formulas, shipped
from sop_excel.hosts.xlsx.cells import Grid
from sop_excel.hosts.xlsx.draft import Draft
from sop_excel.hosts.xlsx.encoding import utf8
from sop_excel.hosts.xlsx.tables import TableReader
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.placed_tables import PlacedTable

_AT_LEAST = Area(1, 1, 200, 50)  # of a sheet is read at once: a page of ours

Key = tuple[str, int, int]  # part, row and column


def renew(draft: Draft, outputs: Sequence[OutputTable], donor: Path) -> None:
    """Put values beside all formulas of ours outside of the output tables, which are written already.

    Where one depends on a formula of the planner's its value is taken away, so that no program shows an old one.
    """
    book = draft.book()
    known = shipped(donor, (output.name for output in outputs))
    sheets = {sheet.part: utf8(draft.read(sheet.part)) for sheet in book.sheets if sheet.part}
    found = {part: our_formulas(data, known) for part, data in sheets.items() if known.may_stand_in(data)}
    cells = _BookCells(book, outputs, found)
    for part, formulas in found.items():
        saved = {one.cell: cells.saved((part, one.cell.row, one.cell.column)) for one in formulas}
        if saved:
            draft.put(part, with_values(sheets[part], saved))


class _BookCells:
    """The cells of the workbook as formulas see them: output tables as they were written, our formulas computed."""

    def __init__(self, book: Book, outputs: Sequence[OutputTable], ours: Mapping[str, Sequence[OurFormula]]) -> None:
        self.book, self.reader = book, TableReader(book)
        self.ours = {(part, one.cell.row, one.cell.column): one for part, found in ours.items() for one in found}
        self.tables: dict[str, tuple[PlacedTable, OutputTable]] = {}
        for output in outputs:
            self.tables[output.name.lower()] = (book.named(output.name)[0], output)
        self.parts = {sheet.name.lower(): sheet.part for sheet in book.sheets}
        self.known: dict[Key, Saved] = {}
        self.kept: Kept = {}
        self.grids: dict[str, tuple[Area, Grid]] = {}

    def saved(self, key: Key) -> Saved:
        """The value of a formula of ours; None where it cannot be told."""
        if key not in self.known:
            self.known[key] = None  # while it is computed: one that depends on itself has no value
            try:
                self.known[key] = value_of(self.ours[key].tree, key[0], self, self.kept)
            except FailedError as failed:
                self.known[key] = Error(failed.code)
            except UnknownError:
                pass
        return self.known[key]

    def sheet(self, name: str) -> str:
        """The part of the sheet with this name."""
        if part := self.parts.get(name.lower()):
            return part
        raise UnknownError

    def table(self, name: str) -> TablePlace:
        """An output table."""
        if name.lower() not in self.tables:
            raise UnknownError
        part, output = self.tables[name.lower()]
        return TablePlace(part.sheet.part, part.area, output.headers)

    def named(self, name: str) -> Reference:
        """The cell with this defined name."""
        found = next(self.reader.named_cells(name), None)
        if found is None:
            raise UnknownError
        return Reference(*found)

    def rows(self, reference: Reference) -> Rows:
        """The values of the cells."""
        area = reference.area
        for part, output in self.tables.values():
            if part.sheet.part == reference.sheet and area.inside(part.area):
                return _written(part.area, output, area)
        columns = range(area.left, area.right + 1)
        return [
            [self._cell((reference.sheet, row, column)) for column in columns]
            for row in range(area.top, area.bottom + 1)
        ]  # fmt: skip

    def _cell(self, key: Key) -> Scalar:
        if key in self.ours:
            value = self.saved(key)
            if value is None:
                raise UnknownError
            return _scalar(ErrorValue(value.code) if isinstance(value, Error) else value)
        part, row, column = key
        grid = self._grid(part, row, column)
        if (row, column) in grid.formulas and not self._in_table(key):
            raise UnknownError
        values = grid.rows.get(row, ())
        return _scalar(values[column - 1]) if column <= len(values) else None

    def _in_table(self, key: Key) -> bool:
        return any(part.sheet.part == key[0] and part.area.holds(*key[1:]) for part, _ in self.tables.values())

    def _grid(self, part: str, row: int, column: int) -> Grid:
        area, grid = self.grids.get(part, (None, None))
        if area is None or grid is None or not area.holds(row, column):
            area = (area or _AT_LEAST).with_(Area(1, 1, 2 * row, 2 * column))
            self.grids[part] = area, self.reader.grid(part, area)
        return self.grids[part][1]


def _written(place: Area, output: OutputTable, area: Area) -> Rows:
    """Cells of an output table."""
    whole = [output.headers, *(output.rows or [(None,) * len(output.headers)])]
    left, right = area.left - place.left, area.right - place.left + 1
    return [
        [value if type(value) is float else _scalar(value) for value in row[left:right]]
        for row in whole[area.top - place.top : area.bottom - place.top + 1]
    ]


def _scalar(value: Value) -> Scalar:
    """A cell's value as formulas see it."""
    if isinstance(value, Formula):
        value = value.value
    if isinstance(value, ErrorValue):
        raise FailedError(value.code)
    if isinstance(value, DateValue | NotCalculated):
        raise UnknownError
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
