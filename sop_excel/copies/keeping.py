"""Keeping a copy of a workbook while it is replaced: of exactly the bytes that go, and before they go.

Whatever speaks against a copy (a full disk, a home that nobody may write to) is a note of the run, which goes on. What
was not replaced in the end leaves no copy, unless the process was killed in between: then the copy is of what still
stands, and the way back passes it over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sop_excel.copies.command import Command, under_way
from sop_excel.copies.history import Index, Writing
from sop_excel.copies.places import MARK, folder, name_of
from sop_excel.copies.rotation import rotate
from sop_excel.errors import MachineError, SopError
from sop_excel.files import OvertakenError, fitting_name, private_folder, standing_digest, write_bytes
from sop_excel.files.system import remove
from sop_excel.own_places import choices


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


class Copying:
    """The copy of a workbook that a command is about to replace, if that keeps copies."""

    def __init__(self, target: Path, before: bytes | None, command: Command | None) -> None:
        self._target, self._before, self._command = target, before, command
        self._workbook = name_of(target)
        self._after = b""
        self._number: int | None = None  # of a writing that is recorded now
        self._extended: tuple[int, bytes] | None = None  # one of before that goes on, and what it had written
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
            self._go_on(last[1])
        elif self._before is not None and command.wanted:
            self._try(lambda: self._keep(command, after), command.must)
            last = None
        command.written[self._workbook] = (after, self._number or (last[1] if last else None))

    def _try(self, step: Callable[[], None], must: bool) -> None:
        """Take a step that may fail without harm to the run, which says so then."""
        import sqlite3

        try:
            step()
        except (OSError, MemoryError, sqlite3.Error, SopError) as fault:
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
        place = folder()
        private_folder(place)
        content = self._target.read_bytes()
        before = sha256(content).digest()
        if before != self._before:  # somebody has saved it: the writer refuses to replace that
            return
        new: Path | None = None
        now = datetime.now().replace(microsecond=0)
        try:
            with Index(place) as index:
                copy = index.copy_of(self._workbook, before)
                if copy is None:
                    copy = new = _written(place, self._target, content, now)
                number = index.record(Writing(self._workbook, command.name, now, before, after, copy, command.undoes))
                rotate(index, place)
        except BaseException:
            if new is not None:
                remove(new)
            raise
        self._number, self.copy = number, copy

    def _go_on(self, number: int | None) -> None:
        """The command writes what it has written itself a moment ago: the copy of before is that of both."""
        if number is None:
            return
        self._extended = (number, self._before or b"")
        self._try(lambda: _extend(number, self._after), False)

    def withdraw(self) -> None:
        """Take back what was kept of a workbook that is not replaced."""
        if self._number is None and self._extended is None:
            return
        import sqlite3

        with suppress(OSError, sqlite3.Error):
            if standing_digest(self._target) == self._after:  # it failed after it was replaced
                return
            if self._extended:
                _extend(*self._extended)
            elif self._number is not None:
                _forget(self._number)


def _extend(number: int, after: bytes) -> None:
    with Index(folder()) as index:
        index.extend(number, after)


def _forget(number: int) -> None:
    with Index(folder()) as index:
        if orphan := index.forget(number):
            (folder() / orphan).unlink(missing_ok=True)


def _written(place: Path, target: Path, content: bytes, now: datetime) -> Path:
    """Write the copy under a name that tells what it is. Raises OSError."""
    told, count = f"{MARK}{now:%Y-%m-%d %H.%M.%S}", 1
    while True:
        more = f", {count}" if count > 1 else ""
        copy = place / fitting_name(target.stem, f"{told}{more})", target.suffix)
        try:
            write_bytes(copy, content, None, private=True)
        except OvertakenError:
            count += 1
        else:
            return copy


def _why(fault: BaseException) -> str:
    if isinstance(fault, OSError):
        return f"{fault.strerror}: {fault.filename}" if fault.filename else str(fault.strerror)
    if isinstance(fault, MemoryError):
        return "too little memory"
    if isinstance(fault, SopError):
        return str(fault)
    return f"{folder()}: {fault}; delete the file index.sqlite there if that goes on"
