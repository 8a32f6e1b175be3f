"""What the last command of the ribbon has changed in an open workbook, kept in the user's own folder.

A command may be a Python of its own, so what *Undo last run* needs outlives it here: the cells of before, and those
that it left, by which a change since is known. Whoever keeps no copies keeps none of this.
"""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import xlwings as xw

from sop_excel.files import private_folder, standing_digest, write_bytes
from sop_excel.own_places import own_folder

FOLDER = "last_runs"  # in the user's own folder
_KEPT = 50  # workbooks
_FORM = 1  # of what is written; another one is not read

Cells = list[list[Any]]  # what is typed into cells, row by row
Codes = list[tuple[list[int], str]]  # number formats of areas


@dataclass(frozen=True)
class TableBefore:
    """A table as it was: its cells with the row of headers, and which columns tell its rows apart."""

    cells: Cells
    lead: int
    tail: int
    format_by: str
    format_else: str
    of_planner: bool
    codes: Codes


@dataclass(frozen=True)
class RangeBefore:
    """A range that became a table: where, what stood in its headers, and which cells were merged."""

    sheet: str
    area: list[int]
    headers: Cells
    merged: list[list[int]]


@dataclass(frozen=True)
class CellsBefore:
    """Cells of one column that got other values, and how they showed what they held."""

    sheet: str
    area: list[int]
    cells: Cells
    codes: Codes


@dataclass
class LastRun:
    """A command's changes: ``tables``, ``ranges`` and ``cells`` as they were before.

    ``added`` are the sheets that it brought, by name with their first cell and all that they held after it; ``after``
    what the tables held then, by name, and the cells; ``formulas`` elsewhere that it changed: sheet, row, column,
    before and after. ``brought`` are the tables of the new sheets, as they stand there.
    """

    command: str
    when: str
    tables: dict[str, TableBefore] = field(default_factory=dict)
    ranges: dict[str, RangeBefore] = field(default_factory=dict)
    cells: list[CellsBefore] = field(default_factory=list)
    added: dict[str, tuple[list[int], Cells]] = field(default_factory=dict)
    after: dict[str, Cells] = field(default_factory=dict)
    cells_after: list[Cells] = field(default_factory=list)
    brought: dict[str, TableBefore] = field(default_factory=dict)
    formulas: list[tuple[str, int, int, str, str]] = field(default_factory=list)

    @property
    def time(self) -> str:
        """When it was, for people."""
        return f"{datetime.fromisoformat(self.when):%H:%M on %Y-%m-%d}"


def save(book: xw.Book, run: LastRun) -> None:
    """Keep it in place of what was kept of this workbook before. Raises OSError."""
    file = _file(book)
    private_folder(file.parent)
    content = gzip.compress(json.dumps({"form": _FORM, **asdict(run)}).encode(), compresslevel=1, mtime=0)
    write_bytes(file, content, standing_digest(file), private=True)
    for old in sorted(file.parent.glob("*.gz"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
        with suppress(OSError):
            old.unlink()


def load(book: xw.Book) -> LastRun | None:
    """What is kept of the workbook; None if nothing is, or nothing that can be read."""
    try:
        known = json.loads(gzip.decompress(_file(book).read_bytes()))
        if known.pop("form") != _FORM:
            return None
        known["tables"] = {name: TableBefore(**one) for name, one in known["tables"].items()}
        known["brought"] = {name: TableBefore(**one) for name, one in known["brought"].items()}
        known["ranges"] = {name: RangeBefore(**one) for name, one in known["ranges"].items()}
        known["cells"] = [CellsBefore(**one) for one in known["cells"]]
        return LastRun(**known)
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None


def forget(book: xw.Book) -> None:
    """Keep nothing of the workbook any more."""
    with suppress(OSError):
        _file(book).unlink(missing_ok=True)


def _file(book: xw.Book) -> Path:
    return own_folder() / FOLDER / f"{sha256(_name(book).encode()).hexdigest()[:32]}.json.gz"


def _name(book: xw.Book) -> str:
    with suppress(Exception):  # a workbook in the cloud whose folder here is not known
        return str(book.fullname).lower()
    return str(book.name).lower()
