"""What was written into which workbook, when and by which command, and which copy is of the state before: an index.

It stands beside the copies, in SQLite, since several runs keep copies at once and any may be killed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from sop_excel.copies.places import folder, name_of
from sop_excel.errors import MachineError
from sop_excel.files import standing_digest

if TYPE_CHECKING:
    import sqlite3

INDEX = "index.sqlite"
DAMAGED = "index-damaged.sqlite"  # what is put aside
_PATIENCE = 10.0  # seconds for the runs that write at the same time
_TABLE = """
create table if not exists writings (
    number integer primary key autoincrement, key text not null unique,
    workbook text not null, command text not null, written text not null,
    before blob not null, after blob not null, copy text not null, undoes text, undone text
)
"""


@dataclass(frozen=True)
class Writing:
    """A writing into a workbook, and the copy of what it replaced.

    ``before`` and ``after`` are the digests of what the workbook held; ``undoes`` is the key of the writing that it
    took back. No two writings have the same ``key``.
    """

    key: str
    workbook: str
    command: str
    written: datetime
    before: bytes
    after: bytes
    copy: Path
    undoes: str | None = None


@dataclass(frozen=True)
class Kept(Writing):
    """A writing as the index has it: with the key of the one that took it back, if one did."""

    undone: str | None = None

    @property
    def size(self) -> int:
        """Bytes of the copy."""
        return self.copy.stat().st_size


class Index:
    """The index in the folder of the copies, changed in one step. Raises OSError and sqlite3.Error."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._base = _connected(place)

    def __enter__(self) -> Index:
        """Begin; a file that is no index, or is damaged, is put aside, since it would keep every copy from being made
        and restored. What it knew is lost then, and no copy is."""
        import sqlite3

        try:
            self._begin()
        except sqlite3.OperationalError:  # locked, say
            raise
        except sqlite3.DatabaseError:
            self._base.close()
            _put_aside(self._place)
            self._base = _connected(self._place)
            self._begin()
        return self

    def _begin(self) -> None:
        self._base.execute("begin immediate")
        self._base.execute(_TABLE)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.execute("rollback" if kind else "commit")

    def close(self) -> None:
        """Give up what is not committed."""
        self._base.close()

    def copy_of(self, workbook: str, content: bytes) -> Path | None:
        """A copy of this workbook with the content of this digest, if it is there still and whole."""
        found = self._base.execute(
            "select distinct copy from writings where workbook = ? and before = ?", (workbook, content)
        )
        copies = [self._place / name for (name,) in found]
        return next((copy for copy in copies if standing_digest(copy) == content), None)

    def record(self, done: Writing) -> None:
        """Note a writing."""
        self._forget_what_never_was(done)
        self._base.execute(
            "insert into writings (key, workbook, command, written, before, after, copy, undoes)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(done.key, done.workbook, done.command, done.written.isoformat()),
                *(done.before, done.after, done.copy.name, done.undoes),
            ),
        )
        if done.undoes is not None:
            self._base.execute("update writings set undone = ? where key = ?", (done.key, done.undoes))

    def _forget_what_never_was(self, done: Writing) -> None:
        """A run was killed before it replaced anything: the workbook holds still what it noted as the state before."""
        last = self._base.execute(
            "select key, before from writings where workbook = ? order by number desc limit 1", (done.workbook,)
        )
        for key, before in last.fetchall():
            if before == done.before:
                self.forget(key)

    def extend(self, key: str, after: bytes) -> None:
        """The writing has gone on: the workbook holds this now."""
        self._base.execute("update writings set after = ? where key = ?", (after, key))

    def forget(self, key: str) -> None:
        """Forget a writing that did not take place, if it was noted."""
        self._base.execute("update writings set undone = null where undone = ?", (key,))
        self._base.execute("delete from writings where key = ?", (key,))

    def copies(self) -> list[tuple[str, str]]:
        """Name and workbook of every copy, the one that was needed last first."""
        return list(self._base.execute("select copy, workbook from writings group by copy order by max(number) desc"))

    def drop(self, copies: Iterable[str]) -> None:
        """Forget all writings with these copies."""
        self._base.executemany("delete from writings where copy = ?", [(name,) for name in copies])

    def writings(self) -> list[Kept]:
        """All whose copy is there, the last first."""
        rows = self._base.execute(
            "select key, workbook, command, written, before, after, copy, undoes, undone from writings"
            " order by number desc"
        )
        return [
            Kept(key, book, command, datetime.fromisoformat(when), before, after, copy, undoes, undone)
            for key, book, command, when, before, after, name, undoes, undone in rows
            if (copy := self._place / name).is_file()
        ]


def _connected(place: Path) -> sqlite3.Connection:
    """To the file of the index, which is made if it is not there."""
    import sqlite3  # which takes longer to load than all that a short command does

    with suppress(FileExistsError):
        os.close(os.open(place / INDEX, os.O_CREAT | os.O_EXCL, 0o600))
    return sqlite3.connect(place / INDEX, timeout=_PATIENCE, isolation_level=None)


def _put_aside(place: Path) -> None:
    """Give a damaged index another name, with what SQLite keeps beside it, which would damage the next one."""
    for name in (INDEX, f"{INDEX}-journal"):
        with suppress(FileNotFoundError):
            (place / name).replace(place / name.replace(INDEX, DAMAGED))


@contextmanager
def opened(place: Path) -> Iterator[Index]:
    """The index, which nobody else changes while the block runs. Raises OSError and sqlite3.Error."""
    index = Index(place)
    try:
        with index:
            yield index
    finally:  # also where an interrupt kept the change from being committed: nobody waits for it then
        index.close()


def history(workbook: Path) -> tuple[Kept, ...]:
    """What was written into a workbook, the last first. Raises MachineError."""
    return tuple(kept for kept in all_kept() if kept.workbook == name_of(workbook))


def all_kept() -> list[Kept]:
    """What was written into all workbooks, the last first. Raises MachineError."""
    import sqlite3

    place = folder()
    try:
        if not (place / INDEX).exists():
            return []
        with opened(place) as index:
            return index.writings()
    except (OSError, sqlite3.Error) as fault:
        raise MachineError(
            f"the index of the copies in {place} could not be read ({fault}); "
            "name a copy in that folder instead: sop-excel undo BOOK.xlsx --from COPY"
        ) from fault
