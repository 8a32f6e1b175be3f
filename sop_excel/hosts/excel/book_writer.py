"""The writing of an open workbook: all of it, or none, with a way back from every step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import xlwings as xw

from sop_excel.domain.table import OutputTable
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.excel.filling import Fillings
from sop_excel.hosts.excel.filters import SheetFilters
from sop_excel.hosts.excel.input_writer import InputWriter
from sop_excel.hosts.excel.mentions import Mentions
from sop_excel.hosts.excel.remembering import Changed, formulas_elsewhere, remembers
from sop_excel.hosts.excel.sheet_copies import SheetCopies
from sop_excel.hosts.excel.tables import live_tables
from sop_excel.hosts.excel.undoing import Undo
from sop_excel.hosts.excel.writing import TableWriter
from sop_excel.running_step import counting
from sop_excel.spreadsheet.input_changes import InputChanges


class BookWriter:
    """Output tables, and changes of the planner's own cells, for one workbook; nothing changes before ``write``."""

    def __init__(self, book: xw.Book, outputs: Sequence[OutputTable], donor: Path, inputs: InputChanges) -> None:
        self.book = book
        self.told: tuple[str, ...] = ()  # what could not stay as it was
        self._inputs = InputWriter(book, inputs)
        self._makes_tables = bool(inputs.in_place)
        self._fillings = Fillings(book, inputs.fillings, [table.name for table in inputs.in_place])
        self.outputs = (*self._fillings.missing, *outputs)
        self._before = self._writers()
        self._mentions = Mentions(book, self._before, self._fillings.leaving)
        self._graft = SheetCopies(book, donor, [output.name for output in self.outputs])
        self.changed = Changed(inputs=self._inputs)

    def write(self) -> None:
        """Write it all. Raises InputError with every reason before anything is changed; whatever fails later is undone.

        MixedError says what could not be undone.
        """
        _raise_all([*_precision(self.book), *self._inputs.issues()])
        _raise_all([*self._fillings.issues(), *_issues(self._before), *self._mentions.issues()])
        _raise_all(self._graft.issues())
        self.told = tuple(told for writer in self._before for told in writer.told)
        undo = Undo()
        try:
            self._change(undo)
        except BaseException as error:
            undo.run(error)
            raise

    def _change(self, undo: Undo) -> None:
        if remembers():
            self.changed.formulas = formulas_elsewhere(self.book, self._before)
        filters = self._filters()
        for one in filters.values():
            undo.add(f"the filters on {one.sheet.name}", one.put_back)
            one.clear()
        self._inputs.apply(filters, undo)
        undo.add("formulas of yours", self._mentions.put_back)
        undo.add("the new sheets", self._graft.undo)
        self._graft.apply()
        same = self._graft.is_empty and not self._makes_tables
        writers = self._before if same else self._writers()
        _raise_all(_issues(writers))
        self._fill(writers, undo)
        for one in filters.values():
            one.put_back(but=[writer.live.table.name for writer in writers if not writer.keeps_filter])
        for writer in writers:
            writer.finish()
        self.changed.sheets = self._graft.added

    def _fill(self, writers: Sequence[TableWriter], undo: Undo) -> None:
        snapshots = [writer.snapshot() for writer in writers]
        self.changed.note(writers, snapshots)
        for writer, snapshot in zip(writers, snapshots, strict=True):
            undo.add(writer.output.name, partial(writer.restore_cells, snapshot))
        for writer, snapshot in zip(writers, snapshots, strict=True):
            undo.add(writer.output.name, partial(writer.restore_shape, snapshot))
        one_more = counting(3 * len(writers))
        for writer in writers:
            writer.shape()
            one_more()
        for writer in writers:
            writer.fill()
            one_more()
        self._mentions.retype()
        self._graft.retype()
        for writer in writers:
            writer.confirm()
            one_more()
        for writer in writers:  # once all is confirmed: formats that are cleared do not come back
            writer.tidy()

    def _filters(self) -> dict[str, SheetFilters]:
        """The filters of every sheet that is written to, by its name."""
        sheets = [*(one.live.sheet for one in self._before), *self._inputs.sheets]
        return {name: SheetFilters(sheet) for name, sheet in {sheet.name: sheet for sheet in sheets}.items()}

    def _writers(self) -> list[TableWriter]:
        live = live_tables(self.book, [output.name for output in self.outputs])
        outputs = [TableWriter(live[output.name], output) for output in self.outputs if output.name in live]
        return [*self._fillings.writers(), *outputs]


def _issues(writers: Sequence[TableWriter]) -> list[Issue]:
    return [issue for writer in writers for issue in writer.issues()]


def _precision(book: xw.Book) -> Iterator[Issue]:
    """A workbook that cuts every number to the digits that are shown: the plan would no longer add up."""
    with suppress(Exception):  # an Excel for Mac, which calls it otherwise
        if book.api.PrecisionAsDisplayed:
            advice = "clear it under File, Options, Advanced, When calculating this workbook, and run again"
            yield Issue(book.name, "", "numbers with all their digits", "the option Set precision as displayed", advice)


def _raise_all(issues: list[Issue]) -> None:
    if issues:
        raise InputError(issues)
