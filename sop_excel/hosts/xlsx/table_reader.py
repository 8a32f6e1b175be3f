"""The Excel Tables of a book as tables of raw cells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property

from sop_excel.domain.table import DateValue, Table, Value
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.faults import BrokenPartError, within
from sop_excel.hosts.xlsx.sheet_cells import CellReader, Grid
from sop_excel.hosts.xlsx.strings import SharedStrings
from sop_excel.hosts.xlsx.styles import converters, number_codes
from sop_excel.hosts.xlsx.whole_sheets import WholeSheets
from sop_excel.spreadsheet.areas import Area, NotationError, parse_cell
from sop_excel.spreadsheet.number_formats import Converter
from sop_excel.spreadsheet.placed_tables import PlacedTable, Sheet, SheetPlaces
from sop_excel.spreadsheet.raw_sheet import RawSheet

# A table may claim a million rows that its sheet does not have: so many of their cells count, behind the last row that
# the sheet has and between its rows.
MAX_BEHIND, MAX_BETWEEN = 100_000, 5_000_000


class TableReader:
    """Reads tables; styles and shared strings are parsed once, when the first cell needs them."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def read(self, wanted: dict[str, PlacedTable], headers_of: Collection[str] = ()) -> dict[str, Table]:
        """The tables by the name asked for, those ``headers_of`` without rows; every sheet is parsed once."""
        wanted = {name: table.without_rows() if name in headers_of else table for name, table in wanted.items()}
        by_sheet: dict[Sheet, dict[str, PlacedTable]] = {}
        for name, table in wanted.items():
            by_sheet.setdefault(table.sheet, {})[name] = table
        found: dict[str, Table] = {}
        for sheet, tables in by_sheet.items():
            areas = [table.area for table in tables.values()]
            grid = self._grid(sheet.part, f"sheet '{sheet.name}'", areas)
            found |= {name: self._table(name, table, grid) for name, table in tables.items()}
        return {name: found[name] for name in wanted}

    def read_sheet(self, table: PlacedTable, sheet: bytes) -> Table:
        """One table from a sheet part at hand."""
        grid = CellReader(self._strings, self._converters).read(sheet, [table.area])
        return self._table(table.name, table, grid)

    def named_value(self, name: str, beside: str = "") -> Value:
        """What the cell with this defined name holds; None if no sheet has such a cell.

        Of several that on the sheet of the table ``beside`` counts.
        """
        homes = [table.sheet.part for table in (self.book.named(beside) if beside else ())]
        for part, cell in sorted(self.named_cells(name), key=lambda found: found[0] not in homes):
            grid = self._grid(part, f"part {part}", [cell])
            return next(iter(grid.row(cell.top, cell) or ()), None)
        return None

    def grid(self, part: str, area: Area) -> Grid:
        """The cells of an area of a sheet part, from its first column on."""
        return self._grid(part, f"part {part}", [area])

    def _grid(self, part: str, place: str, areas: Sequence[Area]) -> Grid:
        data = self.book.parts.read(part)
        with within(place):
            return CellReader(self._strings, self._converters).read(data, areas)

    def sheets(self) -> Iterator[RawSheet]:
        """All worksheets with all that they hold, in order."""
        part = self.book.related("styles")
        with within(f"part {part}"):
            codes = number_codes(self.book.parts.read(part)) if part else {}
        return WholeSheets(self.book, CellReader(self._strings, self._converters), codes).read()

    def named_cells(self, name: str) -> Iterator[tuple[str, Area]]:
        """The sheet part and the cell for each use of this defined name, on whichever sheets."""
        for node in self.book.names:
            if node.get("name").lower() == name.lower():
                part, cell = self._cell_of(node.text)
                if part and cell:
                    yield part, cell

    def _cell_of(self, reference: str) -> tuple[str, Area | None]:
        """The sheet part and cell that a defined name stands for, if it stands for one cell."""
        sheet, _, address = reference.rpartition("!")
        plain = sheet.removeprefix("'").removesuffix("'").replace("''", "'").lower()
        part = self._parts.get(plain, "")
        with suppress(NotationError):  # a name for another name, a range or a column
            row, column = parse_cell(address)
            return part, Area(row, column, row, column)
        return part, None

    @cached_property
    def _parts(self) -> dict[str, str]:
        """The part of each sheet by its name in lower case."""
        return {sheet.name.lower(): sheet.part for sheet in reversed(self.book.sheets)}

    def _table(self, name: str, table: PlacedTable, grid: Grid) -> Table:
        data, blank = table.data, (None,) * table.area.width
        last = max((number for number in grid.rows if number <= data.bottom), default=data.top - 1)
        if (last - data.top - len(grid.rows)) * data.width > MAX_BETWEEN:
            raise BrokenPartError(f"table {table.name} with {last - data.top + 1:,} rows, nearly all of them absent")
        bottom = min(data.bottom, last + MAX_BEHIND // data.width)
        rows = [grid.row(number, data) or blank for number in range(data.top, bottom + 1)]
        places = SheetPlaces(table.sheet.name, table.area.top, table.area.left)
        headers = _headers(table, grid.row(table.area.top, table.area))
        unsure: Iterable[tuple[int, int]] = ()
        if self.book.asks_for_calculation:
            unsure = ((r - data.top, c - data.left) for r, c in grid.formulas if data.holds(r, c))
        return Table(name, headers, rows, places, frozenset(unsure))

    def _strings(self) -> Sequence[str]:
        return self._shared_strings

    def _converters(self) -> dict[str, Converter]:
        return self._styles

    @cached_property
    def _shared_strings(self) -> Sequence[str]:
        part = self.book.related("sharedStrings")
        with within(f"part {part}"):
            return SharedStrings(self.book.parts.read(part)) if part else []

    @cached_property
    def _styles(self) -> dict[str, Converter]:
        part = self.book.related("styles")
        epoch_1904 = self.book.setting("workbookPr", "date1904")
        with within(f"part {part}"):
            return converters(self.book.parts.read(part), epoch_1904) if part else {}


def _headers(table: PlacedTable, cells: Sequence[Value] | None) -> list[str]:
    """The headers as the planner sees them.

    Excel keeps the cells and the names in the table part equal; other writers do not always. The planner sees the
    cells, and a repair by Excel keeps them, so a text or date in the cell wins; a blank or a number does not, since
    the table part says what its text will be.
    """
    return [
        _header(cell, name) for cell, name in zip(cells or (None,) * len(table.headers), table.headers, strict=True)
    ]


def _header(cell: Value, name: str) -> str:
    if isinstance(cell, DateValue):
        return cell.shown
    return cell if isinstance(cell, str) and cell.strip() else name
