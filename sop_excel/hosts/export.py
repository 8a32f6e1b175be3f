"""``sop-excel export``: the model of a workbook as an LP or MPS file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sop_excel.domain.problem import ALL, BASE
from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.hosts.disk import refuse_taken, standing_digest, write_bytes
from sop_excel.hosts.files import check
from sop_excel.model.export import exported

KINDS: dict[str, Literal["lp", "mps"]] = {".lp": "lp", ".mps": "mps"}


def export(source: Path, target: Path, scenario: str = BASE, force: bool = False) -> tuple[Issue, ...]:
    """Write the model of the workbook ``source`` to ``target`` (``.lp`` or ``.mps``), in one step; return the warnings.

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
    problem, warnings = check(source, scenario)
    text = exported(problem, kind)
    try:
        write_bytes(target, text.encode("ascii"), standing_digest(target) if force else None)
    except OSError as error:
        raise MachineError(f"{target}: the model could not be written ({error.strerror})") from error
    return warnings
