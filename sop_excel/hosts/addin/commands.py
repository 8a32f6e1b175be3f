"""The commands ``sop-excel addin`` and ``sop-excel doctor``: what they do, and what they say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from sop_excel.domain.problem import Problem
from sop_excel.hosts.addin.install import Standing, build, install, standing, uninstall
from sop_excel.hosts.addin.locations import Machine
from sop_excel.hosts.addin.record import AS_INSTALLED

DONE, FAILED = 0, 1
Say = Callable[[str], None]


def addin(action: str, output: Path | None, force: bool, say: Say, machine: Machine | None = None) -> int:
    """Do one of the actions install, uninstall, status and build, say what was done, and return the exit status.

    Raises InputError and MachineError.
    """
    if output is not None:
        say(f"written: {build(output, force)}")
        return DONE
    machine = machine or Machine.here()
    if action == "status":
        return _status(standing(machine), say)
    lines = install(machine) if action == "install" else uninstall(machine)
    say("\n".join(lines))
    return DONE


def doctor(as_json: bool, say: Say, sample: Callable[[], Problem], machine: Machine | None = None) -> int:
    """Say what the doctor finds, one line a finding, and return 1 if something needs fixing.

    ``sample`` reads the template that the solvers are tried on.
    """
    from sop_excel.hosts.addin.doctor.examine import examine
    from sop_excel.hosts.addin.doctor.finding import FIX

    findings = examine(machine or Machine.here(), sample)
    broken = sum(finding.level == FIX for finding in findings)
    if as_json:
        status = "needs fixing" if broken else "ok"
        say(json.dumps({"status": status, "findings": [asdict(finding) for finding in findings]}))
    else:
        say("\n".join(map(str, findings)))
        say(f"{broken} to fix" if broken else "Nothing needs fixing.")
    return FAILED if broken else DONE


def _status(now: Standing, say: Say) -> int:
    if now.record is None:
        say(f"Not installed; 'sop-excel addin install' puts the add-in at {now.places.addin}")
        return FAILED
    say("\n".join(_standing(now)))
    whole = all(state == AS_INSTALLED for state in now.files.values())
    if whole and not now.misfits:
        say("Everything is as it was installed, and fits.")
        return DONE
    say("Run 'sop-excel addin install' again.")
    return FAILED


def _standing(now: Standing) -> Iterator[str]:
    if now.record is not None:
        yield f"Installed: the add-in of sop-excel {now.record.version}, built for xlwings {now.record.xlwings}"
        yield f"Excel runs: {now.record.interpreter}"
    yield from (f"{state}: {path}" for path, state in now.files.items())
    yield from (f"does not fit: {misfit}" for misfit in now.misfits)
