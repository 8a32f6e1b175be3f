"""Saving a package: where to, and never over what somebody else has saved."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sop_excel.copies.keeping import replacing
from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.files import OvertakenError, refuse_taken, standing_digest, write
from sop_excel.files.elsewhere import open_elsewhere
from sop_excel.hosts.xlsx.faults import file_issue, machine

Entries = Iterable[tuple[zipfile.ZipInfo | None, str, bytes]]
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
LARGE, FAST = 1 << 20, 4  # bytes of a part that is packed at this level: in half the time, an eighth larger


@dataclass(frozen=True)
class Target:
    """Where a workbook goes: the file as it was named, the real one behind links, and the digest of what it replaces.

    That is None where nothing stands yet.
    """

    path: Path
    real: Path
    before: bytes | None

    def refuse_changes(self) -> None:
        """Say what has come to stand against it since it was chosen. Raises as ``target_of`` does."""
        with machine(self.path, "written"):
            if self.real.exists():
                _refuse_busy(self.path, self.real)


def target_of(source: Path, digest: bytes | None, target: Path, force: bool = False, extension: str = "") -> Target:
    """The target, once nothing speaks against it; another file than the source is only replaced by ``force``.

    A source without a digest is no file yet. ``extension`` is that of its content, where its name has another.

    Raises InputError if the folder is missing, the extension changes the kind of file or the file is there already,
    and MachineError if the file is open in Excel or read-only.
    """
    real = Path(os.path.realpath(target))
    with machine(target, "written"):
        _refuse_extension(source.suffix if digest is not None else extension, target, extension)
        _refuse_place(target, real)
        if not real.exists():
            return Target(target, real, None)
        if digest is not None and _same(source, real):
            _refuse_busy(target, real)
            return Target(target, real, digest)
        refuse_taken(target, force)
        _refuse_busy(target, real)
        return Target(target, real, standing_digest(real))


def _same(source: Path, real: Path) -> bool:
    """Whether both are one name of one file; another name of it would not follow when this one is replaced."""
    return real.samefile(source) and (real.stat().st_nlink == 1 or real == Path(os.path.realpath(source)))


def _refuse_extension(own: str, target: Path, extension: str) -> None:
    """Programs refuse a workbook whose name says that it is of another kind."""
    if target.suffix.lower() not in (own.lower(), extension or own.lower()):
        wanted = extension or own
        expected = f"the extension {wanted}" if extension else f"the input's extension {wanted}"
        advice = f"name the output {target.stem}{wanted}"
        raise InputError([Issue(target.name, "", expected, target.suffix or "none", advice)])


def _refuse_place(target: Path, real: Path) -> None:
    if not real.parent.is_dir():
        found = f"no folder {real.parent}"
        raise InputError([Issue(target.name, "", "an existing folder", found, "create the folder")])
    if real.exists() and not real.is_file():
        raise InputError([file_issue(target, "a folder or device", "name a file")])
    if not os.access(real.parent, os.W_OK | os.X_OK):
        raise MachineError(f"the folder of {target.name} is read-only; write to a file in another folder with -o.")


def _refuse_busy(target: Path, real: Path) -> None:
    for path in dict.fromkeys((target, real)):
        if found := open_elsewhere(path):
            program, mark = found
            raise MachineError(
                f"{target.name} is open in {program}; close it there and run again "
                f"(if it is not open, delete the hidden file {mark} beside it)."
            )
    if not real.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(real, os.W_OK):
        raise MachineError(f"{target.name} is read-only; make it writable, or write to another file with -o.")


def save(packed: Callable[[], io.BytesIO], target: Target, source: Path | None) -> tuple[str, ...]:
    """Put a package, made from ``source``, in the target's place in one step, and say what could not be kept of it.

    One that was made from no file has no source.

    Raises MachineError; if somebody else has saved the target in the meantime, theirs stays and ours stands beside it.
    """
    with machine(target.path, "written"), replacing(target.real, target.before) as copying:
        try:
            notes = write(
                target.real,
                lambda file: _copied(packed(), file),
                target.before,
                origin=None if source and target.real.exists() and target.real.samefile(source) else source,
                keep=True,
                ready=copying.make,
            )
        except OvertakenError as fault:
            raise _overtaken(target, fault.kept) from fault
        return (*notes, *copying.notes)


def _overtaken(target: Target, kept: Path | None) -> MachineError:
    ours = f"the plan of what was read is in '{kept.name}' beside it" if kept else "the plan was not written"
    return MachineError(
        f"{target.path.name} has changed on disk since it was read and stays as it was saved; {ours}; run again."
    )


def packing(entries: Entries, comment: bytes, size: int) -> Callable[[], io.BytesIO]:
    """The file of a package with these entries, once it is asked for; where their ``size`` (bytes) is large, another
    processor has begun with it then."""
    work = partial(packed_package, entries, comment)
    if size <= LARGE:
        return work
    from sop_excel.model.engine.meanwhile import begun  # which loads what small books need not wait for

    return begun(work)


def packed_package(entries: Entries, comment: bytes = b"") -> io.BytesIO:
    """The file of a package with these entries."""
    drafted = io.BytesIO()  # an archive that an interrupt leaves open ends by itself, whether its file is closed or not
    with zipfile.ZipFile(drafted, "w", zipfile.ZIP_DEFLATED) as package:
        package.comment = comment
        for old, name, content in entries:
            package.writestr(_entry(old, name), content, compresslevel=FAST if len(content) > LARGE else None)
    return drafted


def _copied(drafted: io.BytesIO, file: BinaryIO) -> None:
    file.write(drafted.getbuffer())


def _entry(old: zipfile.ZipInfo | None, name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, old.date_time if old else _FIXED_DATE)
    entry.compress_type = old.compress_type if old else zipfile.ZIP_DEFLATED
    if old:
        entry.create_system, entry.comment = old.create_system, old.comment
        entry.external_attr, entry.internal_attr = old.external_attr, old.internal_attr
    else:
        entry.create_system = 0
    return entry
