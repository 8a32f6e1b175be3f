"""What was written into which workbook, when and by which command, and which copy is of the state before: an index.

It stands beside the copies, in SQLite, since several runs keep copies at once and any may be killed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from sop_excel.copies.places import folder, name_of
from sop_excel.errors import MachineError
from sop_excel.files import standing_digest

INDEX = "index.sqlite"
_PATIENCE = 10.0  # seconds for the runs that write at the same time
_TABLE = """
create table if not exists writings (
    number integer primary key autoincrement, workbook text not null, command text not null, written text not null,
    before blob not null, after blob not null, copy text not null, undoes integer, undone integer
)
"""


@dataclass(frozen=True)
class Writing:
    """A writing into a workbook, and the copy of what it replaced.

    ``before`` and ``after`` are the digests of what the workbook held; ``undoes`` is the number of the writing that it
    took back.
    """

    workbook: str
    command: str
    written: datetime
    before: bytes
    after: bytes
    copy: Path
    undoes: int | None = None


@dataclass(frozen=True)
class Kept(Writing):
    """A writing as the index has it: with its number, and whether it was taken back."""

    number: int = 0
    is_undone: bool = False


class Index:
    """The index in the folder of the copies, changed in one step. Raises OSError and sqlite3.Error."""

    def __init__(self, place: Path) -> None:
        import sqlite3  # which takes longer to load than all that a short command does

        self._place = place
        self._base = sqlite3.connect(place / INDEX, timeout=_PATIENCE, isolation_level=None)

    def __enter__(self) -> Index:
        try:
            self._base.execute("begin immediate")
            self._base.execute(_TABLE)
        except BaseException:
            self._base.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._base.execute("rollback" if kind else "commit")
        finally:
            self._base.close()

    def copy_of(self, workbook: str, content: bytes) -> Path | None:
        """A copy of this workbook with the content of this digest, if it is there still and whole."""
        found = self._base.execute(
            "select distinct copy from writings where workbook = ? and before = ?", (workbook, content)
        )
        copies = [self._place / name for (name,) in found]
        return next((copy for copy in copies if standing_digest(copy) == content), None)

    def record(self, done: Writing) -> int:
        """Note a writing and return its number."""
        added = self._base.execute(
            "insert into writings (workbook, command, written, before, after, copy, undoes)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            (
                *(done.workbook, done.command, done.written.isoformat()),
                *(done.before, done.after, done.copy.name, done.undoes),
            ),
        )
        number = int(added.lastrowid or 0)
        if done.undoes is not None:
            self._base.execute("update writings set undone = ? where number = ?", (number, done.undoes))
        return number

    def extend(self, number: int, after: bytes) -> None:
        """The writing has gone on: the workbook holds this now."""
        self._base.execute("update writings set after = ? where number = ?", (after, number))

    def forget(self, number: int) -> str | None:
        """Forget a writing that did not take place; the name of its copy, if that is of no other one."""
        self._base.execute("update writings set undone = null where undone = ?", (number,))
        names = [name for (name,) in self._base.execute("select copy from writings where number = ?", (number,))]
        self._base.execute("delete from writings where number = ?", (number,))
        others = {name for (name,) in self._base.execute("select distinct copy from writings")}
        return next((name for name in names if name not in others), None)

    def copies(self) -> list[tuple[str, str]]:
        """Name and workbook of every copy, the one that was needed last first."""
        return list(self._base.execute("select copy, workbook from writings group by copy order by max(number) desc"))

    def drop(self, copies: Iterable[str]) -> None:
        """Forget all writings with these copies."""
        self._base.executemany("delete from writings where copy = ?", [(name,) for name in copies])

    def writings(self) -> list[Kept]:
        """All whose copy is there, the last first."""
        rows = self._base.execute(
            "select workbook, command, written, before, after, copy, undoes, number, undone from writings"
            " order by number desc"
        )
        return [
            Kept(book, command, datetime.fromisoformat(when), before, after, copy, undoes, number, undone is not None)
            for book, command, when, before, after, name, undoes, number, undone in rows
            if (copy := self._place / name).is_file()
        ]


def history(workbook: Path) -> tuple[Kept, ...]:
    """What was written into a workbook, the last first. Raises MachineError."""
    return tuple(kept for kept in _all() if kept.workbook == name_of(workbook))


def known_as(content: bytes) -> tuple[Kept, ...]:
    """What was written into whichever workbook and left this content: it may have been moved or copied since."""
    return tuple(kept for kept in _all() if kept.after == content)


def _all() -> list[Kept]:
    import sqlite3

    place = folder()
    try:
        if not (place / INDEX).exists():
            return []
        with Index(place) as index:
            return index.writings()
    except (OSError, sqlite3.Error) as fault:
        raise MachineError(
            f"the index of the copies in {place} could not be read ({fault}); "
            "name a copy in that folder instead: sop-excel undo BOOK.xlsx --from COPY"
        ) from fault
