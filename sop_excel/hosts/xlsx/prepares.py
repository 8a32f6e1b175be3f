"""What is done before the plan, in workbooks that are files: a step reads one and writes its tables into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from sop_excel.files import held
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import PlanningBook, in_its_language
from sop_excel.preparing.prepared import Prepared
from sop_excel.shipped import DEMAND_DONOR, resource
from sop_excel.spreadsheet.input_changes import InputChanges

MOST_TOLD = 10  # lines on what could not stay as it was


def prepare_workbook(
    opened: Callable[[], Workbook], target: Path, step: Callable[[PlanningBook], Prepared], force: bool = False
) -> Prepared:
    """Take a step on a workbook and write it with the step's tables to ``target``, one run at a time.

    ``opened`` gives the workbook, which may be the target itself. Sheets that it lacks come from the shipped one.
    Raises InputError with every problem of the input, UnsureError with what has to be asked first, and MachineError;
    after any of them every file is as it was.
    """
    with held(target):
        book = opened()
        place = book.target(target, force)
        prepared = step(book)
        started = perf_counter()
        changes = _changes(prepared)
        notes = book.write(in_its_language(prepared.outputs, book), place, resource(DEMAND_DONOR), changes)
        seconds = {**prepared.seconds, "write": perf_counter() - started}
        return replace(_with_told(prepared, notes), seconds=seconds)


def show_step(book: Workbook, step: Callable[[PlanningBook], Prepared]) -> Prepared:
    """What a step would do to a workbook, with all that would be told; nothing is written.

    Raises as ``prepare_workbook`` does, for what the workbook cannot take too.
    """
    prepared = step(book)
    told = book.told(prepared.outputs, resource(DEMAND_DONOR), _changes(prepared))
    return _with_told(prepared, told)


def _with_told(prepared: Prepared, told: Sequence[str]) -> Prepared:
    """The step with what the writing tells: a few of many lines as notes, and all of them in its details."""
    if len(told) <= MOST_TOLD:
        return replace(prepared, notes=(*prepared.notes, *told))
    more = f"... and {len(told) - MOST_TOLD:,} more of this kind; --json lists all"
    notes = (*prepared.notes, *told[:MOST_TOLD], more)
    return replace(prepared, notes=notes, details=(*prepared.details, *told))


def _changes(prepared: Prepared) -> InputChanges:
    inputs = prepared.inputs
    return replace(inputs, fillings=(*inputs.fillings, *prepared.fillings))
