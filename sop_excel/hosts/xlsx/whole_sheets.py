"""Whole sheets of a workbook as raw cells, before anybody knows what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, SupportsIndex

from sop_excel.domain.table import Value
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.faults import BrokenPartError, within
from sop_excel.hosts.xlsx.markup import parse, utf8
from sop_excel.hosts.xlsx.sheet_cells import CellReader, CellRun
from sop_excel.hosts.xlsx.sheet_map import Around
from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS, Area, NotationError, parse_area
from sop_excel.spreadsheet.cell_formats import CellFormats
from sop_excel.spreadsheet.formulas import unquoted_sheet
from sop_excel.spreadsheet.placed_tables import Sheet
from sop_excel.spreadsheet.raw_sheet import OF_PROGRAMS, RawSheet, RawTable

MAX_CELLS = 20_000_000  # from A1 on, blank ones between others included
OLD_VALUES = "the file asks for a calculation when it is opened, so the values of its formulas may be old"


class _Row(list[Value]):
    """A row that grows by what is put in it, from left to right; blank cells at its end are none of it."""

    def __setitem__(self, column: SupportsIndex | slice, value: Any) -> None:
        if value is not None and value != "":
            missing = column.__index__() - len(self) if not isinstance(column, slice) else 0
            if missing:
                self.extend([None] * missing)
            self.append(value)


class _SheetRun(CellRun):
    """One pass over a sheet part for all that it holds; a million blank formatted cells leave nothing behind."""

    def __init__(self, reader: CellReader, codes: Mapping[str, str]) -> None:
        super().__init__(reader, [Area(1, 1, MAX_ROWS, MAX_COLUMNS)], stops=False)
        self.codes = codes
        self.formats = CellFormats()
        self.cells = self.before = 0

    def new_row(self, number: int) -> list[Value]:
        """The values of a row, to be filled; one that stayed blank is used again."""
        rows = self.grid.rows
        row = rows.get(self.before)
        if row:
            self.cells += len(row)
        if self.cells + number > MAX_CELLS:
            raise BrokenPartError(f"a sheet with more than {MAX_CELLS / 1e6:g} million cells")
        if row is not None and not row:
            del rows[self.before]
        rows[number] = row if row is not None and not row else _Row()
        self.before = number
        return rows[number]

    def end_cell(self) -> None:
        """Keep the value, and the format of a number."""
        super().end_cell()
        code = self.codes.get(self.style) if self.style else None
        if code and len(self.values) == self.column + 1 and isinstance(self.values[-1], float):
            self.formats.add(self.number, self.column + 1, code)

    def rows(self) -> list[Sequence[Value]]:
        """The values of all rows from the first to the last that has any."""
        used = [number for number, row in self.grid.rows.items() if row]
        return [self.grid.rows.get(number, ()) for number in range(1, max(used, default=0) + 1)]


class WholeSheets:
    """Reads all worksheets of a book; sheets of other kinds hold no cells and are left out."""

    def __init__(self, book: Book, reader: CellReader, codes: Mapping[str, str]) -> None:
        self.book, self.reader, self.codes = book, reader, codes

    def read(self) -> Iterator[RawSheet]:
        """The sheets in their order."""
        names = self._names()
        for sheet in self.book.sheets:
            if sheet.part:
                with within(f"sheet '{sheet.name}'"):
                    yield self._sheet(sheet, names.get(sheet.name.lower(), {}))

    def _sheet(self, sheet: Sheet, names: Mapping[str, Area]) -> RawSheet:
        data = utf8(self.book.parts.read(sheet.part))
        run = _SheetRun(self.reader, self.codes)
        parse(run.parser, data)
        old = run.grid.formulas and self.book.asks_for_calculation
        return RawSheet(
            sheet.name,
            run.rows(),
            merged=tuple(_merged(data)),
            tables=tuple(
                RawTable(table.name, table.area, table.totals_rows, table.header_rows)
                for table in self.book.tables_on(sheet)
            ),
            names=names,
            formulas=frozenset(run.grid.formulas),
            formats=run.formats,
            hidden=self.book.sheet_nodes[sheet.index].get("state") in ("hidden", "veryHidden"),
            notes=(OLD_VALUES,) if old else (),
        )

    def _names(self) -> dict[str, dict[str, Area]]:
        """The defined names of single areas, by sheet in lower case; those of the whole workbook before a sheet's."""
        found: dict[str, dict[str, Area]] = {}
        for node in self.book.names:
            sheet, mark, address = node.text.strip().rpartition("!")
            if not mark or node.get("hidden") in ("1", "true") or node.get("name").lower().startswith(OF_PROGRAMS):
                continue
            with suppress(NotationError):  # whole columns, several areas, a constant
                area = parse_area(address)
                found.setdefault(unquoted_sheet(sheet).lower(), {}).setdefault(node.get("name"), area)
        return found


def _merged(data: bytes) -> Iterable[Area]:
    merged = Around(data).markup.root.find("mergeCells")
    return (parse_area(node.get("ref")) for node in (merged.children if merged else ()))
