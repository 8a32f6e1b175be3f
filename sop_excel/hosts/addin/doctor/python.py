"""The Python that runs this, where it lies, and the packages in it."""

from __future__ import annotations

from collections.abc import Iterator

from sop_excel.extras import EXTRAS
from sop_excel.hosts.addin.doctor.finding import FIX, NOTE, OK, Observation
from sop_excel.hosts.addin.install import STORE_PYTHON
from sop_excel.hosts.addin.locations import MAC, WINDOWS, Machine, places
from sop_excel.hosts.addin.record import load

OLDEST = (3, 11)


def python(machine: Machine) -> Iterator[Observation]:
    """The version of Python, and whether it can serve Excel at all."""
    told = f"{machine.python}, {machine.bits} bit, {machine.interpreter}"
    version = tuple(int(part) for part in machine.python.split(".")[:2])
    if version < OLDEST:
        yield Observation(FIX, "Python", told, "install Python 3.11 or newer and sop-excel in it")
    elif machine.store_python:
        yield Observation(FIX, "Python", told, STORE_PYTHON)
    elif machine.bits < 64:
        advice = "large plans need 64 bit, and 64 bit Python serves 32 bit Excel as well: install that"
        yield Observation(NOTE, "Python", told, advice)
    else:
        yield Observation(OK, "Python", told)


def path(machine: Machine) -> Iterator[Observation]:
    """Whether the folder of the interpreter is one of those that make trouble."""
    text = str(machine.interpreter)
    found = list(_troubles(text, machine))
    yield from found or [Observation(OK, "Path", "no letter or folder in it that makes trouble")]


def _troubles(text: str, machine: Machine) -> Iterator[Observation]:
    if machine.has_excel and not _readable(text, machine.encoding):
        advice = "make an environment in a folder whose path has only plain letters, and install sop-excel there"
        yield Observation(FIX, "Path", f"{text} has letters that Excel's macros cannot read", advice)
    elif not text.isascii():
        yield Observation(NOTE, "Path", f"{text} has letters with accents", "move it should Excel not find Python")
    if "onedrive" in text.lower():
        advice = "OneDrive may lock its files or take them off the disk: make the environment outside of OneDrive"
        yield Observation(NOTE, "Path", f"{text} lies in OneDrive", advice)
    if " " in text:
        yield Observation(NOTE, "Path", f"{text} has spaces", "the add-in allows for them; nothing to do")


def _readable(text: str, encoding: str) -> bool:
    return text.encode(encoding, errors="ignore").decode(encoding) == text


def packages(machine: Machine) -> Iterator[Observation]:
    """What is installed of what we need on this system."""
    needed = ["sop-excel", "numpy", "highspy"]
    needed += ["xlwings"] if machine.has_excel else []
    needed += {WINDOWS: ["pywin32"], MAC: ["appscript"]}.get(machine.platform, [])
    for package in needed:
        if package in machine.versions:
            yield Observation(OK, package, machine.versions[package])
        else:
            yield Observation(FIX, package, "not installed", machine.pip_install(_bringer(package)))
    for package, extra in EXTRAS.items():
        if package in needed:
            continue
        use = extra.use if package != "xlwings" else "building the add-in's file needs"
        if package in machine.versions:
            yield Observation(OK, package, machine.versions[package])
        else:
            advice = machine.pip_install(extra.requirement)
            yield Observation(NOTE, package, f"not installed (only {use} it)", advice)


def _bringer(package: str) -> str:
    """What to install to get a package, in a version that fits."""
    return EXTRAS[package].requirement if package in EXTRAS else package


def library(machine: Machine) -> Iterator[Observation]:
    """The library through which worksheet functions reach Python; its name carries the version it belongs to."""
    if machine.platform != WINDOWS or "xlwings" not in machine.versions:
        return
    built_for = _built_for(machine)
    folders = (machine.interpreter.parent, machine.interpreter.parent.parent)
    for bits, level in ((64, FIX), (32, NOTE)):
        name = f"xlwings{bits}-{built_for}.dll"
        if any((folder / name).is_file() for folder in folders):
            yield Observation(OK, "Library", f"{name} lies with the interpreter")
        else:
            looked = f"{name}, which {bits} bit Excel needs, is neither in {folders[0]} nor in {folders[1]}"
            yield Observation(level, "Library", looked, _library_advice(machine, built_for))


def _library_advice(machine: Machine, built_for: str) -> str:
    if built_for != machine.versions["xlwings"]:
        return "xlwings has changed since: run 'sop-excel addin install' again"
    command = machine.pip_install(f"--force-reinstall --no-deps xlwings=={built_for}")
    return f"{command} (a virus scanner may have removed it)"


def _built_for(machine: Machine) -> str:
    """The version of xlwings that the installed add-in asks for; that of the next one where none is installed."""
    record = load(places(machine).record)
    return record.xlwings if record else machine.versions["xlwings"]
