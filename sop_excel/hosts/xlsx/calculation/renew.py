"""Every run renews what formulas of ours say, for whoever opens the file without computing it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sop_excel.domain.table import DateValue, ErrorValue, Formula, NotCalculated, OutputTable, Value
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.calculation.calculator import Kept, value_of
from sop_excel.hosts.xlsx.calculation.known_functions import (
    CellRange,
    FailedError,
    Rows,
    Scalar,
    UnknownError,
)
from sop_excel.hosts.xlsx.calculation.shipped_formulas import Shipped, formula_of, shipped
from sop_excel.hosts.xlsx.calculation.syntax import NotOursError, ReadFormula, Words
from sop_excel.hosts.xlsx.markup import utf8
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.sheet_cells import Grid
from sop_excel.hosts.xlsx.sheet_formulas import FormulaCell, Place, Saved, formula_cells, with_values
from sop_excel.hosts.xlsx.table_reader import TableReader
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.placed_tables import PlacedTable

_AT_LEAST = Area(1, 1, 200, 50)  # of a sheet is read at once: a page of ours
Key = tuple[str, int, int]  # part, row and column


class OurFormula(NamedTuple):
    """A formula of ours: its cell, and what it says there."""

    cell: FormulaCell
    read: ReadFormula

    @property
    def place(self) -> Place:
        """Row and column of its cell."""
        return self.cell.row, self.cell.column


def our_formulas(sheet: bytes, known: Shipped) -> list[OurFormula]:
    """The formulas of a sheet part that are ours.

    One that names no output table, such as ``IF(C9="","",B9)``, is ours if it stands on a page of ours and follows
    other formulas of ours there, and no other formula.
    """
    cells = formula_cells(sheet)
    alike = list(_of_a_known_shape(cells, known))
    told = {words: known.tells(words.pieces) for words in {one.read.words for one in alike}}
    unnamed = {one.place: one.read for one in alike if not told[one.read.words]}
    if len(unnamed) == len(alike):
        return []
    others = {(cell.row, cell.column) for cell in cells}
    kept = {one.place: one for one in alike}
    users: dict[Place, list[Place]] = {}
    for place, formula in unnamed.items():
        for corner in dict.fromkeys(formula.places):
            users.setdefault(corner, []).append(place)
    waiting = list(unnamed)
    while waiting:  # of a formula that turns out to be none of ours, those that follow it are looked at again
        place = waiting.pop()
        if place in kept and not _follows(unnamed[place], kept, others):
            del kept[place]
            waiting += users.get(place, ())
    return list(kept.values())


def _of_a_known_shape(cells: Iterable[FormulaCell], known: Shipped) -> Iterator[OurFormula]:
    for cell in cells:
        formula = formula_of(cell)
        if formula is not None and formula.words.shape in known.shapes and _has_a_tree(formula.words):
            yield OurFormula(cell, formula)


def _has_a_tree(words: Words) -> bool:
    try:
        return bool(words.tree)
    except NotOursError:
        return False


def _follows(formula: ReadFormula, ours: Mapping[Place, OurFormula], formulas: set[Place]) -> bool:
    """Whether all formulas that it refers to are ours, on its own sheet, and there is one."""
    places = set(formula.places)
    return (
        not any(cell.sheet for cell in formula.words.cells)
        and any(place in ours for place in places)
        and all(place in ours for place in places & formulas)
    )


def renew(draft: Revision, outputs: Sequence[OutputTable], donor: Path, only: Collection[str] | None = None) -> None:
    """Put values beside all formulas of ours outside of the output tables, which are written already.

    With ``only`` in these sheet parts alone. Where one depends on a formula of the planner's its value is taken away,
    so that no program shows an old one.
    """
    book = draft.book()
    known = shipped(donor, (output.name for output in outputs))
    sheets = {sheet.part: utf8(draft.read(sheet.part)) for sheet in book.sheets if sheet.part}
    found = {part: our_formulas(data, known) for part, data in sheets.items() if known.may_stand_in(data)}
    cells = _BookCells(book, outputs, found)
    for part, formulas in found.items():
        saved = {one.cell: cells.saved((part, *one.place)) for one in formulas}
        if saved and (only is None or part in only):
            draft.put(part, with_values(sheets[part], saved))


class _BookCells:
    """The cells of the workbook as formulas see them: output tables as they were written, our formulas computed."""

    def __init__(self, book: Book, outputs: Sequence[OutputTable], ours: Mapping[str, Sequence[OurFormula]]) -> None:
        self.book, self.reader = book, TableReader(book)
        self.ours = {(part, *one.place): one for part, found in ours.items() for one in found}
        self.tables: dict[str, tuple[PlacedTable, OutputTable]] = {}
        for output in outputs:
            self.tables[output.name.lower()] = (book.named(output.name)[0], output)
        self.on_sheet: dict[str, list[tuple[PlacedTable, OutputTable]]] = {}
        for table in self.tables.values():
            self.on_sheet.setdefault(table[0].sheet.part, []).append(table)
        self.parts = {sheet.name.lower(): sheet.part for sheet in book.sheets}
        self.known: dict[Key, Saved] = {}
        self.kept: Kept = {}
        self.written: dict[CellRange, Rows] = {}
        self.grids: dict[str, tuple[Area, Grid]] = {}

    def saved(self, key: Key) -> Saved:
        """The value of a formula of ours; None where it cannot be told."""
        if key not in self.known:
            self.known[key] = None  # while it is computed: one that depends on itself has no value
            try:
                self.known[key] = value_of(self.ours[key].read, key[0], self, self.kept)
            except FailedError as failed:
                self.known[key] = ErrorValue(failed.code)
            except UnknownError:
                pass
        return self.known[key]

    def sheet(self, name: str) -> str:
        """The part of the sheet with this name."""
        if part := self.parts.get(name.lower()):
            return part
        raise UnknownError

    def table(self, name: str) -> PlacedTable:
        """An output table."""
        if name.lower() not in self.tables:
            raise UnknownError
        return self.tables[name.lower()][0]

    def named(self, name: str) -> CellRange:
        """The cell with this defined name."""
        found = next(self.reader.named_cells(name), None)
        if found is None:
            raise UnknownError
        return CellRange(*found)

    def rows(self, reference: CellRange) -> Rows:
        """The values of the cells."""
        area = reference.area
        for part, output in self.on_sheet.get(reference.sheet, ()):
            if area.inside(part.area):
                if reference not in self.written:
                    self.written[reference] = _written(part.area, output, area)
                return self.written[reference]
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
            return _scalar(value)
        part, row, column = key
        grid = self._grid(part, row, column)
        if (row, column) in grid.formulas and not self._in_table(key):
            raise UnknownError
        values = grid.rows.get(row, ())
        return _scalar(values[column - 1]) if column <= len(values) else None

    def _in_table(self, key: Key) -> bool:
        return any(part.area.holds(*key[1:]) for part, _ in self.on_sheet.get(key[0], ()))

    def _grid(self, part: str, row: int, column: int) -> Grid:
        area, grid = self.grids.get(part, (None, None))
        if area is None or grid is None or not area.holds(row, column):
            area = (area or _AT_LEAST).with_(Area(1, 1, 2 * row, 2 * column))
            self.grids[part] = area, self.reader.grid(part, area)
        return self.grids[part][1]


def _written(place: Area, output: OutputTable, area: Area) -> Rows:
    """Cells of an output table."""
    rows = output.rows or [(None,) * len(output.headers)]
    first, last = area.top - place.top, area.bottom - place.top  # 0: its headers
    wanted = rows[max(first - 1, 0) : last]
    left, right = area.left - place.left, area.right - place.left + 1
    return [
        [value if type(value) is float else _scalar(value) for value in row[left:right]]
        for row in (wanted if first else (output.headers, *wanted))
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
