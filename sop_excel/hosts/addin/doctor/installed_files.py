"""The add-in's file, its settings, and copies of it that were forgotten."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sop_excel.errors import MachineError
from sop_excel.extras import EXTRAS
from sop_excel.hosts.addin.doctor.finding import FIX, OK, Observation
from sop_excel.hosts.addin.install import standing
from sop_excel.hosts.addin.locations import MAC, WINDOWS, Machine, elsewhere, pip_install, places
from sop_excel.hosts.addin.probe import complaint
from sop_excel.hosts.addin.record import AS_INSTALLED, MISSING
from sop_excel.hosts.addin.settings import HELP, INTERPRETER, TEMPLATES, decoded

INSTALL = "run 'sop-excel addin install'"
_QUARANTINE = "com.apple.quarantine"


def addin(machine: Machine) -> Iterator[Observation]:
    """Whether everything is in place, as it was installed, and fits what is installed now."""
    if not machine.has_excel:
        return
    now = standing(machine)
    if now.record is None:
        yield Observation(FIX, "Add-in", f"not installed at {now.places.addin}", INSTALL)
        return
    for path, state in now.files.items():
        if state == MISSING:
            yield Observation(FIX, "Add-in", f"{path} is missing", INSTALL)
        elif state != AS_INSTALLED:
            yield Observation(FIX, "Add-in", f"{path} was changed since it was installed", f"delete it, then {INSTALL}")
        else:
            yield Observation(OK, "Add-in", f"{path} is as it was installed")
    for misfit in now.misfits:
        yield Observation(FIX, "Add-in", misfit, f"{INSTALL} with the Python that Excel shall use")


def blocked(machine: Machine) -> Iterator[Observation]:
    """Whether Windows holds the file for one from the internet."""
    path = places(machine).addin if machine.platform == WINDOWS else None
    if path is None or not path.is_file():
        return
    try:
        mark = path.with_name(f"{path.name}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except OSError:
        mark = ""
    zone = re.search(r"^ZoneId=(\d+)", mark, re.MULTILINE)
    if zone and int(zone[1]) >= 3:  # 3 the internet, 4 restricted sites
        advice = f"run in PowerShell: Unblock-File '{path}' (or right-click the file, Properties, Unblock)"
        yield Observation(FIX, "Blocked", "Windows holds the add-in for a file from the internet", advice)
    else:
        yield Observation(OK, "Blocked", "Windows does not block the add-in")


def quarantined(machine: Machine) -> Iterator[Observation]:
    """Whether a Mac holds the file back."""
    tool = shutil.which("xattr", path=machine.environ.get("PATH"))
    path = places(machine).addin if machine.platform == MAC else None
    if path is None or tool is None or not path.is_file():
        return
    ran = subprocess.run(  # noqa: S603 - a tool of the system on a file of ours
        [tool, "-p", _QUARANTINE, path], capture_output=True, timeout=20, check=False
    )
    if ran.returncode == 0:
        advice = f"run: xattr -d {_QUARANTINE} '{path}'"
        yield Observation(FIX, "Quarantine", "the Mac holds the add-in back as a download", advice)
    else:
        yield Observation(OK, "Quarantine", "the Mac does not hold the add-in back")


def settings(machine: Machine) -> Iterator[Observation]:
    """Whether the settings file leads to a Python that can run sop-excel, and to this one."""
    path = places(machine).settings if machine.has_excel else None
    if path is None or not path.is_file():
        return  # where one is missing, the check of the add-in says so
    try:
        values = decoded(path.read_bytes(), machine)
    except MachineError:
        yield Observation(FIX, "Settings", f"{path} cannot be read as settings", f"delete it, then {INSTALL}")
        return
    yield from _interpreter(values.get(INTERPRETER, ""), machine)
    yield from (
        Observation(FIX, "Settings", f"{key} leads to '{values.get(key, '')}', which is not there", INSTALL)
        for key in (TEMPLATES, HELP)
        if not values.get(key) or not Path(values[key]).exists()
    )


def _interpreter(text: str, machine: Machine) -> Iterator[Observation]:
    chosen = Path(text)
    if not chosen.is_absolute() or not chosen.is_file():
        yield Observation(FIX, "Settings", f"the interpreter '{text}' is not there", INSTALL)
        return
    if not machine.same_path(chosen, machine.interpreter):
        advice = f"{INSTALL} with the Python that Excel shall use"
        yield Observation(FIX, "Settings", f"Excel uses {chosen}, and this is {machine.interpreter}", advice)
    reason = complaint(chosen, machine.environ)
    if reason:
        advice = f"run: {pip_install(chosen, EXTRAS['xlwings'].requirement)}"
        yield Observation(FIX, "Settings", f"{chosen} cannot import sop-excel and xlwings ({reason})", advice)
    else:
        yield Observation(OK, "Settings", f"Excel will run {chosen}, which can import sop-excel and xlwings")


def copies(machine: Machine) -> Iterator[Observation]:
    """Whether Excel would load the add-in twice."""
    if not machine.has_excel:
        return
    right = places(machine).addin
    folders = (right.parent, *elsewhere(machine))
    found = [path for folder in folders for path in sorted(folder.glob("sop_excel*.xlam")) if path != right]
    for path in found:
        yield Observation(FIX, "Copies", f"another copy of the add-in is at {path}", "delete it, and start Excel anew")
    if not found:
        yield Observation(OK, "Copies", "no other copy of the add-in is where Excel looks")
