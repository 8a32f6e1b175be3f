"""The examination: every check after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sop_excel.hosts.addin.doctor import files, policies, python, solvers
from sop_excel.hosts.addin.doctor.finding import FIX, Finding
from sop_excel.hosts.addin.locations import Machine

Check = Callable[[Machine], Iterable[Finding]]
CHECKS: tuple[Check, ...] = (
    python.python, python.path, python.packages, python.library,
    files.addin, files.blocked, files.quarantined, files.settings, files.copies,
    policies.defender, policies.macros,
    solvers.solvers,
)  # fmt: skip


def examine(machine: Machine, checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """What every check found; those that make no sense on this machine find nothing."""
    return [finding for check in checks for finding in _examined(check, machine)]


def _examined(check: Check, machine: Machine) -> list[Finding]:
    try:
        return list(check(machine))
    except Exception as error:  # whatever breaks a check is what the doctor was called for
        told = f"this check broke down ({type(error).__name__}: {error})"
        return [Finding(FIX, check.__name__.capitalize(), told, "mend what it names; if it names nothing, report it")]
