"""``sop-excel export``: the model of a workbook as an LP or MPS file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from sop_excel.domain.problem import ALL, BASE
from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.files import refuse_taken, standing_digest, write_bytes
from sop_excel.model.export import exported
from sop_excel.planning import PlanningBook, problem_of

KINDS: dict[str, Literal["lp", "mps"]] = {".lp": "lp", ".mps": "mps"}


Opener = Callable[[], PlanningBook]


def export(opened: Opener, target: Path, scenario: str = BASE, force: bool = False) -> tuple[Issue, ...]:
    """Write the model of a workbook to ``target`` (``.lp`` or ``.mps``), in one step, and return the warnings.

    ``opened`` opens the workbook, once nothing speaks against the name of the file.

    A ``target`` that is there already is only replaced by ``force``.
    Raises InputError with every problem of the input or of the file's name, SolverError, and MachineError where the
    file cannot be written; an old file is then as it was.
    """
    kind = KINDS.get(target.suffix.lower())
    if kind is None:
        advice = "name the file's format by its ending"
        raise InputError([Issue(str(target), "", "a file name that ends in .lp or .mps", f"'{target.name}'", advice)])
    if scenario == ALL:
        raise InputError([Issue("--scenario", "", "one scenario, or base", f"'{ALL}'", "export them one by one")])
    refuse_taken(target, force)
    problem, warnings = problem_of(opened(), scenario)
    text = exported(problem, kind)
    try:
        write_bytes(target, text.encode("ascii"), standing_digest(target) if force else None)
    except OSError as error:
        raise MachineError(f"{target}: the model could not be written ({error.strerror})") from error
    return warnings
