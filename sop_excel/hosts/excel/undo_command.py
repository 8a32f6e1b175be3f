"""The ribbon's *Undo last run*: the tables of the open workbook as they were before its last command."""

from __future__ import annotations

from collections.abc import Iterator

import xlwings as xw

from sop_excel.copies.command import keeping_copies
from sop_excel.copies.way_back import PUBLISH, STILL_PUBLISHED
from sop_excel.domain.vocabulary import first_few
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.excel import last_run
from sop_excel.hosts.excel.last_run import Cells, LastRun
from sop_excel.hosts.excel.quiet import quiet
from sop_excel.hosts.excel.remembering import remember, remembers, sheet_cells, table_cells
from sop_excel.hosts.excel.restoring import BookRestorer
from sop_excel.hosts.excel.tables import filled, formulas, live_tables, range_of
from sop_excel.hosts.excel.telling import WRITING, active, guarded, list_told, tell
from sop_excel.hosts.excel.typed import typed_cells
from sop_excel.hosts.excel.wording import BUTTONS
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.areas import Area, letters
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.references import columns_used, references

_TOLD = 12  # cells


def undo(app: xw.App) -> None:
    """Put back what the last command of the ribbon has changed in the active workbook."""
    guarded(app, BUTTONS["undo"], lambda: _undo(app))


def _undo(app: xw.App) -> None:
    book = active(app).book
    tell(app, "reading the tables ...")
    run = last_run.load(book)
    if run is None:
        raise InputError([Issue(book.name, "", "a command of this ribbon to undo", "none that is remembered", _ADVICE)])
    if issues := [*_changes_since(book, run), *_mentions(book, run)]:
        raise InputError(issues[:_TOLD])
    tell(app, f"{WRITING} tables of before ...")
    back = run.command.removeprefix(_UNDOING) if run.command.startswith(_UNDOING) else _UNDOING + run.command
    with keeping_copies(back), quiet(app):
        restorer = BookRestorer(book, run, resource(DONOR))
        restorer.write()
        can_redo = not (run.ranges or run.cells) and remembers()
        if can_redo:
            remember(book, restorer.changed)
        else:
            last_run.forget(book)
    list_told(app, _told(run, can_redo), ())


_UNDOING = f"{BUTTONS['undo']}: "
_ADVICE = (
    "what was changed in a session before, or by hand, is undone as always (Ctrl+Z, or close without saving); "
    "a copy of the file as it was is restored in a terminal, by the command undo"
)


def _told(run: LastRun, can_redo: bool) -> list[str]:
    is_redone = run.command.startswith(_UNDOING)
    again = f"Done again: {run.command.removeprefix(_UNDOING)}."
    lines = [again if is_redone else f"Undone: {run.command} of {run.time}."]
    if run.command == BUTTONS[PUBLISH]:
        lines.append(f"{STILL_PUBLISHED[0].upper()}{STILL_PUBLISHED[1:]}.")
    if names := [*run.tables, *run.ranges]:
        lines.append(f"{'As after it' if is_redone else 'As before'}: {first_few(names, _TOLD)}.")
    if run.added:
        lines.append(f"Taken away, since they came with it: the sheets {first_few([*run.added], _TOLD)}.")
    if can_redo:
        lines.append(f"{BUTTONS['undo']} once more {'undoes it' if is_redone else 'brings it back'}.")
    return lines


def _changes_since(book: xw.Book, run: LastRun) -> Iterator[Issue]:
    """The cells that are not as the command left them: they would be lost."""
    for name in (*run.tables, *run.ranges):
        yield from _table_changes(book, name, run.after.get(name), run.command)
    names = {sheet.name for sheet in book.sheets}
    for name, (first, cells) in run.added.items():
        if name not in names:
            yield _since(quoted_sheet(name), "the sheet as the command left it", "none", run.command)
        else:
            now_first, now = sheet_cells(book.sheets[name])
            yield from _cell_changes(name, now_first, now, (first, cells), run.command)
    for one, cells in zip(run.cells, run.cells_after, strict=True):
        if one.sheet not in names:
            yield _since(quoted_sheet(one.sheet), "the sheet as the command left it", "none", run.command)
            continue
        now = typed_cells(range_of(book.sheets[one.sheet], Area(*one.area)))
        yield from _cell_changes(one.sheet, one.area[:2], now, (one.area[:2], cells), run.command)


def _table_changes(book: xw.Book, name: str, after: Cells | None, command: str) -> Iterator[Issue]:
    now = table_cells(book, name)
    if now is None or after is None:
        if (now is None) != (after is None):
            found = "none" if now is None else "one"
            yield _since(f"table {name}", "no such table" if after is None else "the table", found, command)
        return
    [live] = live_tables(book, [name]).values()
    first = [live.placed.area.top, live.placed.area.left]
    yield from _cell_changes(live.sheet.name, first, now, (first, after), command)


def _cell_changes(
    sheet: str, first: list[int], now: Cells, after: tuple[list[int], Cells], command: str
) -> Iterator[Issue]:
    here, there = _by_place(first, now), _by_place(*after)
    for row, column in sorted(here.keys() | there.keys()):
        held, left = here.get((row, column)), there.get((row, column))
        if held != left:
            place = f"{quoted_sheet(sheet)}!{letters(column)}{row}"
            yield _since(place, f"{_shown(left)}, as it was written", _shown(held), command)


def _by_place(first: list[int], cells: Cells) -> dict[tuple[int, int], object]:
    return {
        (first[0] + row, first[1] + column): value
        for row, line in enumerate(cells)
        for column, value in enumerate(line)
        if value is not None
    }


def _shown(cell: object) -> str:
    return "nothing" if cell is None else str(cell).removeprefix("'")[:60]


def _since(place: str, expected: str, found: str, command: str) -> Issue:
    advice = f"{command} is not undone, since this was changed after it; put it back first, or go on from here"
    return Issue(place, "", expected, found, advice)


def _mentions(book: xw.Book, run: LastRun) -> Iterator[Issue]:
    """Formulas that name what would go: the sheets that the command brought, and their tables."""
    if not run.added:
        return
    gone = {name.lower() for name in (*run.brought, *run.added)}
    own = {name: table.placed for name, table in live_tables(book, run.tables).items()}
    for sheet in book.sheets:
        if sheet.name in run.added:
            continue
        used = filled(sheet)
        ours = [one.area for one in own.values() if one.sheet.name == sheet.name]
        for row, line in enumerate(formulas(used), used.row):
            for column, text in enumerate(line, used.column):
                if text.startswith("=") and _names_any(text, gone) and not any(a.holds(row, column) for a in ours):
                    expected = "no formula that needs a sheet which would be taken away"
                    place = f"{quoted_sheet(sheet.name)}!{letters(column)}{row}"
                    yield Issue(place, "", expected, text[:80], "delete or change the formula, and try again")


def _names_any(formula: str, gone: set[str]) -> bool:
    named = {name.lower() for name in columns_used(formula)} | {
        (one.sheet or "").lower() for one in references(formula)
    }
    return not gone.isdisjoint(named)
