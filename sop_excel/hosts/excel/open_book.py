"""A workbook that is open in Excel, with the same door as a workbook file: tables out, tables in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path, PurePath

import xlwings as xw

from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.errors import MachineError
from sop_excel.hosts.excel.book_writer import BookWriter
from sop_excel.hosts.excel.quiet import quiet
from sop_excel.hosts.excel.raw_sheets import raw_sheets
from sop_excel.hosts.excel.remembering import keep_file, remember, remembers
from sop_excel.hosts.excel.tables import cells, live_tables, read_tables
from sop_excel.hosts.excel.ways import way
from sop_excel.spreadsheet.input_changes import NO_CHANGES, InputChanges
from sop_excel.spreadsheet.raw_sheet import RawSheet


class OpenBook:
    """A workbook that is open in Excel; nothing of it changes until ``write``."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self._name = PurePath(book.name).stem

    @property
    def name(self) -> str:
        """The file's name without its extension; any thread may ask, also those that Excel does not answer."""
        return self._name

    def table_names(self) -> list[str]:
        """The names of all Excel Tables of all sheets, in order."""
        way().reach()
        return [table.name for sheet in self.book.sheets for table in sheet.tables]

    def tables(self, names: Collection[str], headers_of: Collection[str] = ()) -> dict[str, Table]:
        """The Excel Tables of these names (in any case) by the name asked for; of ``headers_of`` the headers alone.

        Raises InputError for a table without a header row.
        """
        way().reach()
        return read_tables(self.book, names, headers_of)

    def named_value(self, name: str, beside: str = "") -> Value:
        """What the cell with this defined name holds; of several, the one on the sheet of the table ``beside``.

        None without such a cell.
        """
        way().reach()
        home = {live.sheet.name for live in live_tables(self.book, [beside]).values()}
        found = []
        for defined in self.book.names:
            if defined.name.rpartition("!")[2].lower() == name.lower():
                with suppress(Exception):  # a name for a number or for a deleted cell has no range
                    found.append(defined.refers_to_range)
        found.sort(key=lambda cell: cell.sheet.name not in home)
        return cells(found[0])[0][0] if found else None

    def raw_sheets(self) -> tuple[RawSheet, ...]:
        """Every sheet with all that its cells hold, hidden ones included."""
        way().reach()
        return raw_sheets(self.book)

    @property
    def active_sheet(self) -> str:
        """The name of the sheet that is shown; empty where it has no cells, such as a chart's."""
        with suppress(Exception):  # each kind of Excel has its own class of refusal
            return str(self.book.sheets.active.name)
        return ""

    def write(self, outputs: Sequence[OutputTable], donor: Path, inputs: InputChanges = NO_CHANGES) -> tuple[str, ...]:
        """Write these output tables into the workbook; the planner's formats, formulas and other cells stay.

        Of the planner's own cells those change first that ``inputs`` names. A table that the workbook lacks comes with
        its sheet from ``donor``, a template. Filters are cleared first, and those of other tables set again in the end.
        Returns what could not stay as it was.
        Raises InputError with every reason if the workbook cannot take the tables: then nothing is written. If
        something else fails half way, or Excel holds something else in the end than was written, cells, tables, sheets
        and filters are put back, and MixedError says where that fails too. MachineError, too, where the workbook was
        closed since it was read.
        """
        self._see_open()
        with quiet(self.book.app):
            writer = BookWriter(self.book, outputs, donor, inputs)
            if not remembers():
                writer.write()
                return writer.told
            keep_file(self.book)
            writer.write()
            remember(self.book, writer.changed)
            return writer.told

    def _see_open(self) -> None:
        """Raises MachineError for a workbook that was closed: the planner may do so while it is planned."""
        way().reach()
        try:
            self.book.name  # noqa: B018 - asks Excel
        except Exception as error:  # each kind of Excel has its own class of refusal
            told = f"The workbook {self._name} was closed while this worked on it; open it and run again."
            raise MachineError(told) from error

    def show(self, sheet: str, address: str) -> None:
        """Go to a cell, if the workbook has it and its sheet can be seen; the planner may be in another workbook."""
        way().reach()
        for found in self.book.sheets:
            if found.name == sheet and found.visible in (True, _VISIBLE):
                self.book.activate()
                found.activate()
                found.range(address).select()


_VISIBLE = -1  # as Windows says it; very hidden sheets are 2, which is true as well
