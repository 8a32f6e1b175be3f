"""The examination: every check after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from sop_excel.domain.problem import Problem
from sop_excel.hosts.addin.doctor import installed_files, policies, python, solvers
from sop_excel.hosts.addin.doctor.finding import FIX, Observation
from sop_excel.hosts.addin.locations import Machine

Check = Callable[[Machine], Iterable[Observation]]
CHECKS: tuple[Check, ...] = (
    python.python, python.path, python.packages, python.library,
    installed_files.addin, installed_files.blocked, installed_files.quarantined,
    installed_files.settings, installed_files.copies,
    policies.defender, policies.macros,
)  # fmt: skip


def examine(machine: Machine, sample: Callable[[], Problem], checks: Iterable[Check] = CHECKS) -> list[Observation]:
    """What every check found; those that make no sense on this machine find nothing.

    In the end the solvers plan the single-product template, which ``sample`` reads.
    """
    of_machine = [finding for check in checks for finding in _examined(check.__name__, partial(check, machine))]
    return [*of_machine, *_examined("solvers", partial(solvers.solvers, machine, sample))]


def _examined(name: str, check: Callable[[], Iterable[Observation]]) -> list[Observation]:
    try:
        return list(check())
    except Exception as error:  # whatever breaks a check is what the doctor was called for
        told = f"this check broke down ({type(error).__name__}: {error})"
        return [Observation(FIX, name.capitalize(), told, "mend what it names; if it names nothing, report it")]
