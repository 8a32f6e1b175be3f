"""Saving a package so that a crash at any moment leaves the old file whole."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import time
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.hosts.workbook.faults import file_issue, machine

Entries = Iterable[tuple[zipfile.ZipInfo | None, str, bytes]]
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_ABANDONED = 3600  # seconds


def check_target(source: Path, digest: bytes, target: Path) -> Path:
    """The real file to replace, once nothing speaks against it.

    Raises InputError if the folder is missing, the extension changes the kind of file or the source has changed since
    it was read, and MachineError if the file is open in Excel or read-only.
    """
    real = Path(os.path.realpath(target))
    with machine(target, "written"):
        _refuse_place(source, target, real)
        if not real.exists():
            return real
        _refuse_busy(target, real)
        if real.samefile(source) and hashlib.sha256(real.read_bytes()).digest() != digest:
            raise MachineError(f"{target.name} has changed on disk since it was read; nothing was written; run again.")
    return real


def _refuse_place(source: Path, target: Path, real: Path) -> None:
    if source.suffix.lower() != target.suffix.lower():
        advice = f"name the output {target.stem}{source.suffix}"
        expected = f"the input's extension {source.suffix}"
        raise InputError([Issue(target.name, "", expected, target.suffix or "none", advice)])
    if not real.parent.is_dir():
        found = f"no folder {real.parent}"
        raise InputError([Issue(target.name, "", "an existing folder", found, "create the folder")])
    if real.exists() and not real.is_file():
        raise InputError([file_issue(target, "a folder or device", "name a file")])
    if not os.access(real.parent, os.W_OK | os.X_OK):
        raise MachineError(f"the folder of {target.name} is read-only; write to a file in another folder with -o.")


def _refuse_busy(target: Path, real: Path) -> None:
    for program, lock in (("Excel", "~${}"), ("LibreOffice", ".~lock.{}#")):
        if any((path.parent / lock.format(path.name)).exists() for path in (target, real)):
            raise MachineError(
                f"{target.name} is open in {program}; close it there and run again "
                f"(if it is not open, delete the hidden file {lock.format(target.name)} beside it)."
            )
    if not real.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(real, os.W_OK):
        raise MachineError(f"{target.name} is read-only; make it writable, or write to another file with -o.")


def save(entries: Entries, comment: bytes, target: Path) -> None:
    """Write the package beside the target and put it in the target's place in one step."""
    with machine(target, "written"):
        temporary = target.parent / f"{_stem(target)}{secrets.token_hex(8)}.tmp"
        try:  # from before the file comes to be: an interrupt may arrive between any two steps
            with open(temporary, "xb", opener=_private) as file:
                _write(file, entries, comment)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(_permissions(target))
            os.replace(temporary, target)  # noqa: PTH105 - the one step that must be atomic, named as it is documented
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    _sync_folder(target.parent)
    _sweep(target)


def _private(path: str, flags: int) -> int:
    """Nobody else reads the workbook on its way; it gets its own permissions at the end."""
    return os.open(path, flags, 0o600)


def _stem(target: Path) -> str:
    """How the names of the temporary files of a target begin: short, however long its own name is."""
    return f".~sop-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:8]}-"


def _sweep(target: Path) -> None:
    """Remove what runs that were killed while they wrote have left; a run that still writes has a young file."""
    with suppress(OSError):
        for left in target.parent.glob(f"{_stem(target)}*.tmp"):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()


def _write(file: BinaryIO, entries: Entries, comment: bytes) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.comment = comment
        for old, name, content in entries:
            package.writestr(_entry(old, name), content)


def _entry(old: zipfile.ZipInfo | None, name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, old.date_time if old else _FIXED_DATE)
    entry.compress_type = old.compress_type if old else zipfile.ZIP_DEFLATED
    if old:
        entry.create_system, entry.comment = old.create_system, old.comment
        entry.external_attr, entry.internal_attr = old.external_attr, old.internal_attr
    else:
        entry.create_system = 0
    return entry


def _permissions(target: Path) -> int:
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the new name durable where the system can; the file itself is safe already."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
