"""Keeping a copy of a workbook while it is replaced: of exactly the bytes that go, and before they go.

Whatever speaks against a copy (a full disk, a home that nobody may write to) is a note of the run, which goes on. What
was not replaced in the end leaves no copy, unless the process was killed in between: then the copy is of what still
stands, and the way back passes it over.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from itertools import count
from pathlib import Path

from sop_excel.copies.command import Command, under_way
from sop_excel.copies.history import INDEX, Writing, opened
from sop_excel.copies.places import MARK, folder, name_of
from sop_excel.copies.rotation import rotate
from sop_excel.errors import MachineError, SopError
from sop_excel.files import fitting_name, private_folder, standing_digest, write_bytes
from sop_excel.files.system import remove
from sop_excel.own_places import choices

_NOT_KNOWN = b""  # what a workbook will be that is open and has not been saved yet


@contextmanager
def replacing(target: Path, before: bytes | None) -> Iterator[Copying]:
    """While a workbook with this digest is replaced: the object to tell what it will be, just before it is.

    After a failure nothing is left of the copy of what was not replaced.
    """
    copying = Copying(target, before, under_way())
    try:
        yield copying
    except BaseException:
        copying.withdraw()
        raise


def keep(workbook: Path) -> tuple[str, ...]:
    """Keep a workbook of which nobody knows yet what it will be; returns why that failed, if it did."""
    before = standing_digest(workbook)
    copying = Copying(workbook, before, under_way())
    if before is not None:
        copying.make(_NOT_KNOWN)
    return copying.notes


class Copying:
    """The copy of a workbook that a command is about to replace, if that keeps copies."""

    def __init__(self, target: Path, before: bytes | None, command: Command | None) -> None:
        self._target, self._before, self._command = target, before, command
        self._workbook = name_of(target)
        self._after = b""
        self._key: str | None = None  # of the writing that is noted now
        self._new: Path | None = None  # the copy that is made for it
        self._extended: str | None = None  # the key of one of before that goes on
        self.notes: tuple[str, ...] = ()
        self.copy: Path | None = None

    def make(self, after: bytes) -> None:
        """Keep what stands there, which content of the digest ``after`` replaces next.

        Raises MachineError if the command may replace nothing of which there is no copy, and cannot make one.
        """
        command = self._command
        if command is None or after == self._before:
            return
        self._after = after
        if (last := command.written.get(self._workbook)) and last[0] == self._before:
            self._extended = last[1]
            self._try(lambda: self._extend(after), False)
        elif self._before is not None and command.wanted:
            self._try(lambda: self._keep(command, after), command.must)
        command.written[self._workbook] = (after, self._key or self._extended)

    def _try(self, step: Callable[[], None], must: bool) -> None:
        """Take a step that may fail without harm to the run, which says so then."""
        import sqlite3

        try:
            step()
        except (OSError, MemoryError, sqlite3.Error, SopError) as fault:
            self._drop()
            why = _why(fault)
            if must:
                raise MachineError(
                    f"no copy of {self._target.name} as it is now could be kept ({why}), so it stays as it is; "
                    "mend that, or run again with --no-copy"
                ) from fault
            self.notes = (f"no copy of {self._target.name} as it was before could be kept ({why})",)

    def _keep(self, command: Command, after: bytes) -> None:
        if not choices().keep_copies:
            return
        place, now = folder(), datetime.now().replace(microsecond=0)
        private_folder(place)
        content = self._target.read_bytes()
        before = sha256(content).digest()
        if before != self._before:  # somebody has saved it: the writer refuses to replace that
            return
        with opened(place) as index:
            self._key = key = secrets.token_hex(16)  # before it is noted, for an interrupt may come at any time
            copy = index.copy_of(self._workbook, before)
            if copy is None:
                copy = self._new = _free_name(place, self._target, now)
                write_bytes(copy, content, None, private=True)
            index.record(Writing(key, self._workbook, command.name, now, before, after, copy, command.undoes))
            rotate(index, place)
        self.copy = copy

    def _extend(self, after: bytes) -> None:
        """The command writes what it has written itself a moment ago: the copy of before is that of both."""
        if self._extended is not None:
            with opened(folder()) as index:
                index.extend(self._extended, after)

    def withdraw(self) -> None:
        """Take back what was kept of a workbook that is not replaced."""
        with suppress(OSError):
            if self._after and standing_digest(self._target) != self._after:  # else it failed after it was replaced
                self._drop()

    def _drop(self) -> None:
        """Leave neither note nor copy, as far as that can be done."""
        import sqlite3

        with suppress(OSError, sqlite3.Error):
            if self._key is not None:
                self._forget(self._key)
            elif self._before is not None:
                self._extend(self._before)
        self._key = None

    def _forget(self, key: str) -> None:
        is_needed = False
        if (folder() / INDEX).exists():
            with opened(folder()) as index:
                index.forget(key)
                is_needed = self._new is not None and self._new.name in [name for name, _ in index.copies()]
        if self._new is not None and not is_needed:
            remove(self._new)


def _free_name(place: Path, target: Path, now: datetime) -> Path:
    """A name that tells what the copy is; nobody takes it as long as the index is held."""
    told = f"{MARK}{now:%Y-%m-%d %H.%M.%S}"
    names = (fitting_name(target.stem, f"{told}{more})", target.suffix) for more in _more())
    return next(path for name in names if not (path := place / name).exists())


def _more() -> Iterator[str]:
    yield ""
    yield from (f", {number}" for number in count(2))


def _why(fault: BaseException) -> str:
    if isinstance(fault, OSError):
        return f"{fault.strerror}: {fault.filename}" if fault.filename else str(fault.strerror)
    if isinstance(fault, MemoryError):
        return "too little memory"
    if isinstance(fault, SopError):
        return str(fault)
    return f"{folder()}: {fault}; delete the file {INDEX} there if that goes on"
