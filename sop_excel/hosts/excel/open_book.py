"""A workbook that is open in Excel, with the same door as a workbook file: tables out, tables in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path, PurePath

import xlwings as xw

from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.hosts.excel.filters import SheetFilters
from sop_excel.hosts.excel.mentions import Mentions
from sop_excel.hosts.excel.raw_sheets import raw_sheets
from sop_excel.hosts.excel.sheet_copies import SheetCopies
from sop_excel.hosts.excel.tables import cells, live_tables, read_tables
from sop_excel.hosts.excel.writing import Snapshot, TableWriter
from sop_excel.spreadsheet.raw_sheet import RawSheet


class MixedError(MachineError):
    """Excel failed in the middle of writing, and not everything could be put back."""


class OpenBook:
    """A workbook that is open in Excel; nothing of it changes until ``write``."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book

    @property
    def name(self) -> str:
        """The file's name without its extension."""
        return PurePath(self.book.name).stem

    def tables(self, names: Collection[str], headers_of: Collection[str] = ()) -> dict[str, Table]:
        """The Excel Tables of these names (in any case) by the name asked for; of ``headers_of`` the headers alone.

        Raises InputError for a table without a header row.
        """
        return read_tables(self.book, names, headers_of)

    def named_value(self, name: str, beside: str = "") -> Value:
        """What the cell with this defined name holds; of several, the one on the sheet of the table ``beside``.

        None without such a cell.
        """
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
        return raw_sheets(self.book)

    @property
    def active_sheet(self) -> str:
        """The name of the sheet that is shown; empty where it has no cells, such as a chart's."""
        with suppress(Exception):  # each kind of Excel has its own class of refusal
            return str(self.book.sheets.active.name)
        return ""

    def write(self, outputs: Sequence[OutputTable], donor: Path) -> None:
        """Write these output tables into the workbook; the planner's formats, formulas and other cells stay.

        A table that the workbook lacks comes with its sheet from ``donor``, a template. Filters are cleared first, and
        those of other tables set again in the end. Raises InputError with every reason if the workbook cannot take the
        tables: then nothing is written. If something else fails half way, or Excel holds something else in the end than
        was written, cells, sheets and filters are put back, and MixedError says where that fails too.
        """
        with _quiet(self.book.app):
            before = self._writers(outputs)
            mentions = Mentions(self.book, before)
            _raise_all([*_precision(self.book), *_issues(before), *mentions.issues()])
            graft = SheetCopies(self.book, donor, [output.name for output in outputs])
            _raise_all(graft.issues())
            done: list[tuple[TableWriter, Snapshot]] = []
            filters = [
                SheetFilters(sheet) for sheet in {one.live.sheet.name: one.live.sheet for one in before}.values()
            ]
            try:
                for one in filters:
                    one.clear()
                graft.apply()
                writers = before if graft.is_empty else self._writers(outputs)
                _raise_all(_issues(writers))
                done += [(writer, writer.snapshot()) for writer in writers]
                for writer in writers:
                    writer.shape()
                for writer in writers:
                    writer.fill()
                mentions.retype()
                for writer in writers:
                    writer.tidy()
                    writer.confirm()
                for one in filters:
                    one.put_back(but=[writer.live.table.name for writer in writers])
            except BaseException as error:
                undo = [(one.output.name, partial(one.restore_shape, snapshot)) for one, snapshot in reversed(done)]
                undo += [(one.output.name, partial(one.restore_cells, snapshot)) for one, snapshot in reversed(done)]
                unfiltered = [(f"the filters on {one.sheet.name}", one.put_back) for one in filters]
                own = ("the new sheets", graft.undo), ("formulas of yours", mentions.retype)
                _put_back([*undo, *own, *unfiltered], error)
                raise

    def _writers(self, outputs: Sequence[OutputTable]) -> list[TableWriter]:
        live = live_tables(self.book, [output.name for output in outputs])
        return [TableWriter(live[output.name], output) for output in outputs if output.name in live]

    def show(self, sheet: str, address: str) -> None:
        """Go to a cell, if the workbook has it and its sheet can be seen."""
        for found in self.book.sheets:
            if found.name == sheet and found.visible in (True, _VISIBLE):
                found.activate()
                found.range(address).select()


def _put_back(steps: Iterable[tuple[str, Callable[[], None]]], error: BaseException) -> None:
    """Undo what can be undone, one thing after the other; MixedError names what could not."""
    left = []
    for what, undo in steps:
        try:
            undo()
        except Exception:  # each kind of Excel has its own class of refusal, and the other things must be put back too
            left.append(what)
    if left:
        advice = "close the workbook without saving and open it again"
        kept = ", ".join(dict.fromkeys(left))
        raise MixedError(f"Excel failed ({error}) and did not let us put back {kept}: {advice}") from error


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


_VISIBLE = -1  # as Windows says it; very hidden sheets are 2, which is true as well
_SETTINGS = {"screen_updating": False, "display_alerts": False, "enable_events": False, "calculation": "manual"}


@contextmanager
def _quiet(app: xw.App) -> Iterator[None]:
    """No flicker, no questions, no macros and no recalculation between two tables that belong together.

    Nor does Excel fill the column of a table with a formula that is typed into one cell of it (AutoCorrect).
    Where the planner calculates by hand, the checks of the new plan would keep the results of the last one: then the
    workbooks are calculated once.
    """
    before = {name: getattr(app, name) for name in _SETTINGS}
    for name, value in _SETTINGS.items():
        setattr(app, name, value)
    fills = _fill_formulas(app, False)
    try:
        yield
        if before["calculation"] != "automatic":
            app.calculate()
    finally:
        _fill_formulas(app, fills)
        for name, value in before.items():
            with suppress(Exception):  # one that Excel refuses must not keep the others from being set back
                setattr(app, name, value)


def _fill_formulas(app: xw.App, fills: bool | None) -> bool | None:
    """Switch AutoCorrect's filling of columns, and say how it was; None, which switches nothing, if Excel does not."""
    with suppress(Exception):  # each kind of Excel has its own class of refusal
        corrections = app.api.AutoCorrect
        before = bool(corrections.AutoFillFormulasInLists)
        if fills is not None:
            corrections.AutoFillFormulasInLists = fills
        return before
    return None
