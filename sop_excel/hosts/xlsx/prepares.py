"""What is done before the plan, in workbooks that are files: a step reads one and writes its tables into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from sop_excel.files import held
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import PlanningBook
from sop_excel.preparing.prepared import Prepared
from sop_excel.shipped import DEMAND_DONOR, resource


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
        inputs = prepared.inputs
        changes = replace(inputs, fillings=(*inputs.fillings, *prepared.fillings))
        notes = book.write(prepared.outputs, place, resource(DEMAND_DONOR), changes)
        seconds = {**prepared.seconds, "write": perf_counter() - started}
        return replace(prepared, notes=(*prepared.notes, *notes), seconds=seconds)
