"""A workbook put back, byte for byte, as it was before a command wrote into it; what that replaces is kept as well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sop_excel.contract.demand_tables import DEMAND_FORMS
from sop_excel.contract.life_tables import LIFE_FORMS
from sop_excel.contract.schema import OUTPUT_FORMS
from sop_excel.copies.command import keeping_copies
from sop_excel.copies.history import Kept
from sop_excel.copies.keeping import replacing
from sop_excel.copies.way_back import PUBLISH, STILL_PUBLISHED, UNDO, Step, step_back, step_to
from sop_excel.domain.table import Value
from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.files import OvertakenError, held, standing_digest, write_bytes
from sop_excel.hosts.xlsx.faults import machine
from sop_excel.hosts.xlsx.save import Target, target_of
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.spreadsheet.areas import Area, letters
from sop_excel.spreadsheet.raw_sheet import RawSheet

_TOLD = 5  # cells
_OURS = {form.name.lower() for form in (*OUTPUT_FORMS, *DEMAND_FORMS, *LIFE_FORMS)}


@dataclass(frozen=True)
class WentBack:
    """What was restored: the copy, what that took back if it is known, and the copy of what it replaced, if kept."""

    copy: Path
    takes_back: Kept | None
    kept: Path | None
    notes: tuple[str, ...]


def undo_workbook(path: Path, chosen: str | None, force: bool, keep: bool) -> WentBack:
    """Restore the state before the last command into a workbook, or the copy that was ``chosen``.

    ``keep``: a copy of what is replaced is kept, unless the user keeps none. Raises InputError where there is nothing
    to be restored or, without ``force``, somebody has saved the workbook since, and MachineError; after any of them
    the workbook is as it was.
    """
    with held(path):
        with machine(path, "read"):
            current = standing_digest(path)
        with machine(Path(chosen) if chosen else path, "read"):
            step = step_to(path, current, chosen) if chosen else step_back(path, current)
        source = path if current is not None else step.copy
        target = target_of(source, current, path, extension="" if current is not None else step.copy.suffix)
        if step.copy.suffix.lower() != path.suffix.lower():
            found, advice = f"a copy of the kind {step.copy.suffix}", "name one of the same kind"
            raise InputError([Issue(step.copy.name, "", f"a copy of the kind {path.suffix}", found, advice)])
        content = _content(step)
        if step.is_overtaken and not force:
            raise _overtaken(path, step)
        return _put(target, content, step, keep)


def _content(step: Step) -> bytes:
    """What the copy holds, which must be whole. Raises InputError."""
    with machine(step.copy, "read"):
        content = step.copy.read_bytes()
        whole = standing_digest(step.copy) == step.digest
    if not whole:
        advice = "name another copy with --from"
        raise InputError([Issue(step.copy.name, "", "the copy as it was made", "other content", advice)])
    Workbook.open(step.copy)
    return content


def _put(target: Target, content: bytes, step: Step, keep: bool) -> WentBack:
    undoes = step.takes_back.key if step.takes_back else None
    name = UNDO if step.takes_back else f"{UNDO} --from"
    with (
        keeping_copies(name, keep, must=True, undoes=undoes),
        machine(target.path, "written"),
        replacing(target.real, target.before) as copying,
    ):
        try:
            notes = write_bytes(target.real, content, target.before, ready=copying.make)
        except OvertakenError as fault:
            raise MachineError(
                f"{target.path.name} has changed on disk since it was read and stays as it was saved; "
                "nothing was undone; run again."
            ) from fault
    published = (STILL_PUBLISHED,) if step.takes_back and step.takes_back.command == PUBLISH else ()
    return WentBack(step.copy, step.takes_back, copying.copy, (*published, *notes, *copying.notes))


def _overtaken(path: Path, step: Step) -> InputError:
    """Somebody has saved the workbook: what going back would take from them."""
    saved = datetime.fromtimestamp(path.stat().st_mtime)
    left, back = "a workbook as sop-excel left it", "that is restored"
    if kept := step.takes_back:
        left = f"the workbook as sop-excel {kept.command} left it on {kept.written:%Y-%m-%d %H:%M:%S}"
        back = "before that"
    told = list(_differences(path, step.copy))
    cells = f"; other than in the copy {back}: {', '.join(told)}" if told else ""
    found = f"one that was saved since, last on {saved:%Y-%m-%d %H:%M:%S}{cells}"
    advice = "what was changed since would be lost; with --force it is replaced, and kept as a copy"
    return InputError([Issue(path.name, "", left, found, advice)])


def _differences(path: Path, copy: Path) -> Iterator[str]:
    """The first cells outside of our own tables that differ from the copy, and how many more do."""
    with suppress(InputError, MachineError):
        before = {sheet.name: _typed(sheet) for sheet in Workbook.open(copy).raw_sheets()}
        found = [
            f"{sheet.name}!{letters(column)}{row} {_shown(value)} (in the copy {_shown(other)})"
            for sheet in Workbook.open(path).raw_sheets()
            if sheet.name in before or not _our_areas(sheet)  # a new sheet of ours holds nothing else
            for row, column, value, other in _changed(_typed(sheet), before.get(sheet.name, {}))
        ]
        yield from found[:_TOLD]
        if len(found) > _TOLD:
            yield f"and {len(found) - _TOLD:,} more cells"


def _changed(
    here: dict[tuple[int, int], Value], there: dict[tuple[int, int], Value]
) -> Iterator[tuple[int, int, Value, Value]]:
    for row, column in sorted(here.keys() | there.keys()):
        if here.get((row, column)) != there.get((row, column)):
            yield row, column, here.get((row, column)), there.get((row, column))


def _typed(sheet: RawSheet) -> dict[tuple[int, int], Value]:
    """The cells that somebody has typed: neither formulas nor those of tables that we write."""
    ours = _our_areas(sheet)
    return {
        (row, column): value
        for row, cells in enumerate(sheet.rows, 1)
        for column, value in enumerate(cells, 1)
        if value is not None
        and (row, column) not in sheet.formulas
        and not any(area.holds(row, column) for area in ours)
    }


def _our_areas(sheet: RawSheet) -> list[Area]:
    return [table.area for table in sheet.tables if table.name.lower() in _OURS]


def _shown(value: Value) -> str:
    if value is None:
        return "blank"
    return f"{value:g}" if isinstance(value, float) else f"'{value}'"
