"""``sop-excel export``: the model of a workbook as an LP or MPS file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Literal

from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.hosts.files import check
from sop_excel.model.export import exported

KINDS: dict[str, Literal["lp", "mps"]] = {".lp": "lp", ".mps": "mps"}


def export(source: Path, target: Path) -> tuple[Issue, ...]:
    """Write the model of the workbook ``source`` to ``target`` (``.lp`` or ``.mps``), in one step; return the warnings.

    Raises InputError with every problem of the input or of the file's name, SolverError, and MachineError where the
    file cannot be written; an old file is then as it was.
    """
    kind = KINDS.get(target.suffix.lower())
    if kind is None:
        advice = "name the file's format by its ending"
        raise InputError([Issue(str(target), "", "a file name that ends in .lp or .mps", f"'{target.name}'", advice)])
    problem, warnings = check(source)
    _write(target, exported(problem, kind))
    return warnings


def _write(target: Path, text: str) -> None:
    try:
        with tempfile.NamedTemporaryFile("w", dir=target.parent, delete=False, encoding="ascii") as draft:
            draft.write(text)
        try:
            Path(draft.name).chmod(target.stat().st_mode if target.exists() else 0o666 & ~_mask())
            Path(draft.name).replace(target)
        except OSError:
            Path(draft.name).unlink()
            raise
    except OSError as error:
        raise MachineError(f"{target}: the model could not be written ({error.strerror})") from error


def _mask() -> int:
    """The process's mask of permissions, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
