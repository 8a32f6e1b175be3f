"""Putting the add-in into place, taking it away again, and saying how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sop_excel import __version__
from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.extras import EXTRAS
from sop_excel.files import refuse_taken
from sop_excel.files.together import FileChange, apply, missing_folders, replace
from sop_excel.hosts.addin.help_page import help_page
from sop_excel.hosts.addin.locations import MAC, SCRIPT, AddinPlaces, Machine, mac_office, places
from sop_excel.hosts.addin.probe import complaint
from sop_excel.hosts.addin.record import AS_INSTALLED, Record, content, digest, load
from sop_excel.hosts.addin.settings import encoded, settings
from sop_excel.shipped import resource

INTERPRETER_MARK = "@INTERPRETER@"  # where it stands in the script
STORE_PYTHON = (
    "Python from the Microsoft Store keeps what it writes for Excel to itself; "
    "install Python from python.org and sop-excel in it, and run it again there"
)
_LOCKED = {
    MAC: "close Excel, allow your terminal under System Settings > Privacy & Security > Full Disk Access, "
    "and run it again; nothing was changed",
}
_LOCKED_WINDOWS = "close Excel and run it again (if Excel is closed, you may not write there); nothing was changed"


@dataclass(frozen=True)
class Standing:
    """How an installation stands: the record of it, the state of each file, and what no longer fits."""

    places: AddinPlaces
    record: Record | None
    files: Mapping[Path, str]
    misfits: tuple[str, ...]


def build(target: Path, force: bool = False) -> Path:
    """Build the add-in's file anywhere, by ``force`` over an existing one. Raises InputError or MachineError."""
    if target.suffix.lower() != ".xlam":
        advice = f"name it {target.stem}.xlam"
        raise InputError([Issue(str(target), "", "a file name that ends in .xlam", f"'{target.name}'", advice)])
    if not target.parent.is_dir():
        found = f"no folder '{target.parent}'"
        raise InputError([Issue(str(target), "", "an existing folder", found, "create the folder first")])
    refuse_taken(target, force)
    replace(target, _addin())
    return target


def install(machine: Machine) -> list[str]:
    """Write the add-in and its settings for this user, all of it or nothing, and say every file that was written.

    Raises InputError where there is no Excel, and MachineError where this Python cannot serve Excel, a file is in the
    way, or a file or folder cannot be written.
    """
    where = places(machine)
    _refuse_machine(machine, where)
    before = load(where.record)
    contents = _contents(machine, where)
    _refuse_foreign(contents, before)
    record = _record(machine, where, contents, before)
    changes = [
        FileChange(path, new, staging=_staging(path, where))
        for path, new in {**contents, where.record: record.encoded()}.items()
        if not (path.is_file() and content(path) == new)
    ]
    apply(changes, _locked(machine))
    written = {change.path for change in changes}
    lines = [f"{'written' if path in written else 'as it should be'}: {path}" for path in (*contents, where.record)]
    if not written:
        return [*lines, f"The add-in of sop-excel {__version__} was installed already; nothing was changed."]
    return [*lines, f"The add-in of sop-excel {__version__} is installed; start Excel anew to see the tab S&OP."]


def uninstall(machine: Machine) -> list[str]:
    """Remove exactly what ``install`` wrote, and say every file; what was changed since is kept and named.

    Raises InputError where there is no Excel, and MachineError, with every file as it was, if one cannot be removed.
    """
    where = places(machine)
    record = load(where.record)
    if record is None:
        kept = [f"kept, for it was not put there by 'addin install': {where.addin}"] if where.addin.is_file() else []
        return [*kept, "Nothing is installed."]
    _refuse_open(where)
    states = {Path(path): record.state(Path(path)) for path in record.files}
    ours = [path for path, state in states.items() if state == AS_INSTALLED]
    removed = [*ours, where.record]
    apply([FileChange(path, None, staging=_staging(path, where)) for path in removed], _locked(machine))
    for folder in reversed(record.folders):
        with suppress(OSError):  # somebody else's files are in it by now, or it is gone
            Path(folder).rmdir()
    lines = [f"removed: {path}" for path in removed]
    lines += [f"{_left(state)}: {path}" for path, state in states.items() if state != AS_INSTALLED]
    return [*lines, "The add-in is uninstalled."]


def standing(machine: Machine) -> Standing:
    """How the installation of this user stands. Raises InputError where there is no Excel."""
    where = places(machine)
    record = load(where.record)
    if record is None:
        return Standing(where, None, {}, ())
    files = {Path(path): record.state(Path(path)) for path in record.files}
    return Standing(where, record, files, tuple(_misfits(machine, record)))


def _misfits(machine: Machine, record: Record) -> list[str]:
    """What about the installed add-in does not belong to the sop-excel that runs this."""
    misfits = []
    if record.version != __version__:
        misfits.append(f"it is of sop-excel {record.version}, and {__version__} is installed")
    xlwings = machine.versions.get("xlwings", "none")
    if record.xlwings != xlwings:
        misfits.append(f"it was built for xlwings {record.xlwings}, and {xlwings} is installed")
    if not machine.same_path(Path(record.interpreter), machine.interpreter):
        misfits.append(f"it runs {record.interpreter}, and this is {machine.interpreter}")
    return misfits


def _refuse_machine(machine: Machine, where: AddinPlaces) -> None:
    if machine.store_python:
        raise MachineError(f"{STORE_PYTHON}; nothing was changed")
    if machine.platform == MAC and not (where.settings.parent.is_dir() and mac_office(machine).is_dir()):
        raise MachineError("Excel has made no folders for its add-ins yet; start Excel once, close it and run it again")
    _refuse_open(where)
    reason = complaint(machine.interpreter, machine.environ)
    if reason:
        raise MachineError(
            f"{machine.interpreter} cannot run the add-in from another folder ({reason}); "
            f"{machine.pip_install(EXTRAS['xlwings'].requirement)}; nothing was changed"
        )


def _refuse_open(where: AddinPlaces) -> None:
    """Excel keeps a file of this name beside one that it has open; a Mac would let us write all the same."""
    mark = where.addin.with_name(f"~${where.addin.name}")
    if mark.exists():
        raise MachineError(
            f"{where.addin} is open in Excel; close Excel and run it again "
            f"(if Excel is closed, delete the hidden file {mark.name} beside it)"
        )


def _contents(machine: Machine, where: AddinPlaces) -> dict[Path, bytes]:
    """Every file of the installation; the add-in last, so that Excel never finds it without its settings."""
    contents = {where.settings: encoded(settings(machine, where), machine), where.help: help_page().encode()}
    if where.script is not None:
        contents[where.script] = mac_script(machine.interpreter)
    return {**contents, where.addin: _addin()}


def mac_script(interpreter: Path) -> bytes:
    """The script for a Mac with the one interpreter that it starts. Raises MachineError for a path it cannot hold."""
    source = resource(f"addin/excel/{SCRIPT}").read_text(encoding="ascii")
    path = str(interpreter)
    if not path.isascii() or any(letter in path for letter in '"\\\r\n'):
        advice = "make an environment in a folder without such letters, install sop-excel there and run it again"
        raise MachineError(f"the script for Excel cannot hold the path {path}; {advice}")
    return source.replace(INTERPRETER_MARK, path).encode("ascii")


def _addin() -> bytes:
    from sop_excel.hosts.addin.build import built  # takes what it builds from, xlwings, which may be missing

    try:
        return built()
    except OSError as error:
        raise MachineError(f"the add-in's file could not be built ({error.strerror}); nothing was changed") from error


def _refuse_foreign(contents: Mapping[Path, bytes], record: Record | None) -> None:
    """A file that is neither what we would write nor what we wrote is somebody's work."""
    for path, new in contents.items():
        ours = {digest(new), record.files.get(str(path)) if record else None}
        if path.is_file() and digest(content(path)) not in ours:
            story = "was changed since it was installed" if record and str(path) in record.files else "is there already"
            raise MachineError(f"{path} {story}; move it to another folder and run it again; nothing was changed")


def _record(machine: Machine, where: AddinPlaces, contents: Mapping[Path, bytes], before: Record | None) -> Record:
    """What will have been written, with what an earlier installation has left in other places."""
    files = dict(before.files) if before else {}
    files |= {str(path): digest(new) for path, new in contents.items()}
    made = [str(folder) for folder in missing_folders([*contents, where.record])]
    folders = dict.fromkeys([*(before.folders if before else ()), *made])
    xlwings = machine.versions.get("xlwings", "none")
    return Record(__version__, xlwings, str(machine.interpreter), files, tuple(folders))


def _staging(path: Path, where: AddinPlaces) -> Path | None:
    """Excel opens whatever lies in its startup folder: no unfinished file may lie there, not even after a crash."""
    return path.parent.parent if path == where.addin else None


def _locked(machine: Machine) -> str:
    return _LOCKED.get(machine.platform, _LOCKED_WINDOWS)


def _left(state: str) -> str:
    return "gone already" if state == "missing" else "kept, for it was changed since it was installed"
