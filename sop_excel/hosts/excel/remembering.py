"""Remembering what a command of the ribbon changes, and keeping the workbook's file as it was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import xlwings as xw

from sop_excel.copies.command import under_way
from sop_excel.copies.keeping import keep
from sop_excel.errors import SopError
from sop_excel.hosts.excel import last_run
from sop_excel.hosts.excel.cells import format_runs
from sop_excel.hosts.excel.filling import FillWriter
from sop_excel.hosts.excel.input_writer import InputWriter
from sop_excel.hosts.excel.last_run import Cells, CellsBefore, Codes, LastRun, RangeBefore, TableBefore
from sop_excel.hosts.excel.put_cells import CellWriter
from sop_excel.hosts.excel.tables import filled, formulas, live_tables, range_of
from sop_excel.hosts.excel.typed import typed_cells
from sop_excel.hosts.excel.writing import Snapshot, TableWriter
from sop_excel.own_places import choices
from sop_excel.session_log import LOGGER
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.placed_tables import PlacedTable

Formulas = dict[tuple[str, int, int], str]


@dataclass
class Changed:
    """What one writing has changed: tables with what they held, new sheets, formulas elsewhere, inputs.

    ``brought`` are tables that it has taken away with their sheets; ``codes`` the number formats of tables, by their
    names.
    """

    tables: list[tuple[TableWriter, Snapshot]] = field(default_factory=list)
    sheets: list[xw.Sheet] = field(default_factory=list)
    formulas: Formulas = field(default_factory=dict)
    inputs: InputWriter | None = None
    brought: dict[str, TableBefore] = field(default_factory=dict)
    codes: dict[str, Codes] = field(default_factory=dict)

    def note(self, writers: Sequence[TableWriter], snapshots: Sequence[Snapshot]) -> None:
        """Note tables before they are written, and the number formats of the planner's that are reshaped."""
        self.tables = list(zip(writers, snapshots, strict=True))
        for writer, snapshot in self.tables if remembers() else ():
            if isinstance(writer, FillWriter) and writer.layout.new != writer.layout.old:
                self.codes[writer.live.table.name] = _all_codes(range_of(writer.live.sheet, snapshot.area))


def remembers() -> bool:
    """Whether what is written now is remembered: a command does it, and the user wants it."""
    command = under_way()
    if command is None or not command.wanted:
        return False
    with suppress(SopError):
        return choices().keep_copies
    return False


def keep_file(book: xw.Book) -> None:
    """Keep the file of an open workbook as it stands on the disk, if it is a file here; no failure ends a run."""
    with suppress(Exception):  # a workbook that was never saved, or is in the cloud
        path = Path(book.fullname)
        if path.is_file():
            for note in keep(path):
                LOGGER.warning("%s", note)


def formulas_elsewhere(book: xw.Book, writers: Sequence[TableWriter]) -> Formulas:
    """The formulas outside of the tables that are written, where one of these gets other headers: those may follow."""
    if not any(writer.renamed for writer in writers):
        return {}
    own: dict[str, list[Area]] = {}
    for writer in writers:
        own.setdefault(writer.layout.table.sheet.name, []).append(writer.layout.old)
    return {
        (sheet.name, row, column): text
        for sheet in book.sheets
        for (row, column), text in _formulas_of(sheet).items()
        if not any(area.holds(row, column) for area in own.get(sheet.name, ()))
    }


def _formulas_of(sheet: xw.Sheet) -> Mapping[tuple[int, int], str]:
    used = filled(sheet)
    return {
        (row, column): text
        for row, line in enumerate(formulas(used), used.row)
        for column, text in enumerate(line, used.column)
        if text.startswith("=")
    }


def remember(book: xw.Book, changed: Changed) -> None:
    """Keep what was changed; a command that writes twice is one run. No failure ends a run."""
    command = under_way()
    if command is None:
        return
    key = f"last run of {book.name}"
    try:
        run = _merged(command.memory.get(key), _run(command.name, changed))
        _look(book, run, changed)
        last_run.save(book, run)
        command.memory[key] = run
    except Exception:  # it is written by then; each kind of Excel has its own class of refusal
        LOGGER.exception("what was changed could not be remembered")
        last_run.forget(book)


def _run(command: str, changed: Changed) -> LastRun:
    run = LastRun(command, datetime.now().replace(microsecond=0).isoformat())
    added = {sheet.name for sheet in changed.sheets}
    for writer, snapshot in changed.tables:
        of_new_sheet = writer.live.sheet.name in added
        (run.brought if of_new_sheet else run.tables)[writer.live.table.name] = _table(writer, snapshot, changed.codes)
    run.tables |= changed.brought
    run.added = {name: ([], []) for name in added}
    if changed.inputs is not None:
        run.cells = [one for writer in changed.inputs.cell_writers for one in cells_before(writer)]
        run.ranges = {
            maker.wanted.name: RangeBefore(
                maker.sheet.name, [*maker.area], maker.headers or [], [[*area] for area in maker.unmerged]
            )
            for maker in changed.inputs.makers
        }
    return run


def _table(writer: TableWriter, snapshot: Snapshot, known: Mapping[str, Codes]) -> TableBefore:
    output = writer.output
    written = writer.written if isinstance(writer, FillWriter) else None
    codes = [code for one in cells_before(written) for code in one.codes] if written else []
    top, left = snapshot.area.top, snapshot.area.left
    inside = known.get(writer.live.table.name) or [
        ([area[0] - top, area[1] - left, area[2] - top, area[3] - left], code) for area, code in codes
    ]
    periods, width = writer.layout.periods, snapshot.area.width
    lead, tail = (periods[0], width - 1 - periods[-1]) if periods else (width, 0)
    return TableBefore(
        snapshot.typed, lead, tail, output.format_by, output.format_else, writer.layout.of_planner, inside
    )


def _all_codes(cells: xw.Range) -> Codes:
    """The number formats of cells, counted from the first of them."""
    rows, columns = cells.shape
    return [
        ([first, column, last - 1, column], code)
        for column in range(columns)
        for first, last, code in format_runs(cells[:, column], 0, rows)
    ]


def cells_before(writer: CellWriter) -> list[CellsBefore]:
    """The cells that a writer has changed, as they were."""
    return [CellsBefore(writer.sheet.name, [*one.area], one.typed, _codes(one.codes)) for one in writer.before]


def _codes(codes: Sequence[tuple[Area, str]]) -> Codes:
    return [([*area], code) for area, code in codes]


def _merged(first: object, second: LastRun) -> LastRun:
    """Both writings of one command as one: what stood before the first."""
    if not isinstance(first, LastRun):
        return second
    return LastRun(
        second.command,
        second.when,
        {**second.tables, **first.tables},
        {**second.ranges, **first.ranges},
        [*first.cells, *second.cells],
        {**first.added, **second.added},
        brought={**first.brought, **second.tables, **second.brought},
        formulas=[*first.formulas, *second.formulas],
    )


def _look(book: xw.Book, run: LastRun, changed: Changed) -> None:
    """See what the workbook holds now, by which a change since is known."""
    home = {table.name: sheet.name for sheet in book.sheets for table in sheet.tables}
    run.tables = {name: one for name, one in run.tables.items() if home.get(name) not in run.added}
    run.added = {name: sheet_cells(book.sheets[name]) for name in run.added}
    brought = live_tables(book, run.brought)
    run.brought = {
        name: replace(one, cells=_part(run.added[brought[name].sheet.name], brought[name].placed))
        for name, one in run.brought.items()
        if name in brought and brought[name].sheet.name in run.added
    }
    run.ranges = {name: one for name, one in run.ranges.items() if one.sheet not in run.added}
    run.after = {name: held for name in (*run.tables, *run.ranges) if (held := table_cells(book, name)) is not None}
    run.cells_after = [typed_cells(range_of(book.sheets[one.sheet], Area(*one.area))) for one in run.cells]
    run.formulas = [one for one in run.formulas if one[0] not in run.added]
    here = {sheet.name for sheet in book.sheets}
    now: dict[str, Mapping[tuple[int, int], str]] = {}
    for (sheet, row, column), text in changed.formulas.items():
        if sheet in run.added or sheet not in here:
            continue
        if sheet not in now:
            now[sheet] = _formulas_of(book.sheets[sheet])
        new = now[sheet].get((row, column), "")
        if new != text:
            run.formulas.append((sheet, row, column, text, new))


def _part(sheet: tuple[list[int], Cells], placed: PlacedTable) -> Cells:
    """What a table holds, of all that its sheet does."""
    (top, left), cells = sheet
    area = placed.area._replace(bottom=placed.data.bottom)
    return [row[area.left - left : area.right - left + 1] for row in cells[area.top - top : area.bottom - top + 1]]


def table_cells(book: xw.Book, name: str) -> Cells | None:
    """What a table holds, headers included and totals not; None where there is none."""
    for live in live_tables(book, [name]).values():
        area = live.placed.area._replace(bottom=live.placed.data.bottom)
        return typed_cells(range_of(live.sheet, area))
    return None


def sheet_cells(sheet: xw.Sheet) -> tuple[list[int], Cells]:
    """Where the cells begin that a sheet uses, and what they hold."""
    used = filled(sheet)
    return [used.row, used.column], typed_cells(used)
