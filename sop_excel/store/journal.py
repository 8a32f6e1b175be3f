"""The journal: the runs of this user, kept in a file of the program's own folder by ``optimize`` on its way.

A plan must not wait for it. Here SQLite is spoken to directly, since what speaks to every database takes as long to
load as a small plan takes; only a new file, or an older one, gets its tables by that. File and folder are the user's
alone. Several may write at once: each transaction waits for the one before, for seconds at most.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sop_excel.errors import MachineError, SopError
from sop_excel.own_places import choices
from sop_excel.store.own_file import journal_file, make_private
from sop_excel.store.versions import VERSION, iso

if TYPE_CHECKING:
    from sop_excel.domain.former_run import FormerRun
    from sop_excel.domain.table import Table
    from sop_excel.planning import Answer, Options
    from sop_excel.store.kept_run import KeptRun

KEPT = 20  # unpublished runs of a plan; the published ones stay
PATIENCE = 5.0  # seconds for another run to end its transaction
_VERSION = "SELECT version_num FROM sop_excel_version"
_MOMENTS = ("made_at", "kept_at", "published_at")


def note_of_run(tables: Mapping[str, Table], options: Options, answer: Answer) -> tuple[str, ...]:
    """Keep the run that has just been written, where runs are kept; what to tell if that failed. Raises nothing: the
    plan stands in the workbook already."""
    try:
        if not choices().keep_runs:
            return ()
        from sop_excel.store.kept_run import run_of  # even loading it may take more memory than there is

        keep(run_of(tables, options, answer))
    except SopError as error:
        return (f"the run was not kept: {error}",)
    except MemoryError:
        return ("the run was not kept: this machine has too little memory for it.",)
    except ImportError as error:
        return (f"the run was not kept: what keeps it could not be loaded ({error}).",)
    except Exception as error:
        return (f"the run was not kept: unexpected {type(error).__name__}: {error}",)
    return ()


def keep(run: KeptRun) -> None:
    """Put a run into the journal, and let go of those that were kept first and never published. Raises MachineError.

    The order is that of the rows: a clock may be set back.
    """
    row = run.row(datetime.now(UTC))
    row |= {name: row[name] and iso(row[name]) for name in _MOMENTS}
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    with _opened(new=True) as journal:
        journal.execute("BEGIN IMMEDIATE")
        journal.execute(f"INSERT OR REPLACE INTO plan_runs ({names}) VALUES ({marks})", row)  # noqa: S608 - columns
        journal.execute(
            "DELETE FROM plan_runs WHERE plan_name = ?1 AND published_at IS NULL AND run_id NOT IN (SELECT run_id"
            " FROM plan_runs WHERE plan_name = ?1 AND published_at IS NULL ORDER BY rowid DESC LIMIT ?2)",
            (run.plan_name, KEPT),
        )
        journal.execute("COMMIT")


def former(plan_name: str, input_hash: str, standing: str = "") -> FormerRun | None:
    """The run to compare a plan of these inputs with: the last published one that had others, else the last one that
    had; None without one, or where no runs are kept. Raises MachineError.

    Of those that were not published none counts that was kept after the one whose plan stands in the workbook, by its
    id ``standing``, if it is known: it was undone, or made in another workbook.
    """
    if not choices().keep_runs or not journal_file().exists():
        return None
    with _opened(new=False) as journal:
        row = journal.execute(
            "SELECT * FROM plan_runs WHERE plan_name = ? AND input_hash <> ? AND total_cost IS NOT NULL"
            " AND (published_at IS NOT NULL OR scenario = 'base' AND rowid <="
            " coalesce((SELECT rowid FROM plan_runs WHERE run_id = ? AND plan_name = ?), rowid))"
            " ORDER BY published_at IS NULL, published_at DESC, rowid DESC LIMIT 1",
            (plan_name, input_hash, standing, plan_name),
        ).fetchone()
    return _run(row).former() if row else None


def kept(run_id: str) -> KeptRun | None:
    """The run of this id, None where the journal has none. Raises MachineError."""
    if not journal_file().exists():
        return None
    with _opened(new=False) as journal:
        row = journal.execute("SELECT * FROM plan_runs WHERE run_id = ?", (run_id,)).fetchone()
    return _run(row) if row else None


@contextmanager
def _opened(new: bool) -> Iterator[sqlite3.Connection]:
    """The journal with the tables of this version; a ``new`` one is made where there is none."""
    if new:
        make_private()
    try:
        _bring_up_to_date()
        journal = _connect()
        try:
            yield journal
        finally:
            with suppress(sqlite3.Error):
                journal.close()  # which gives up a transaction that was not ended
    except sqlite3.Error as fault:
        from sop_excel.store.connecting import advice

        raise MachineError(f"{journal_file()}: {fault}; {advice(str(fault))}") from None


def _connect() -> sqlite3.Connection:
    journal = sqlite3.connect(journal_file(), timeout=PATIENCE, isolation_level=None)
    journal.row_factory = sqlite3.Row
    return journal


def _bring_up_to_date() -> None:
    journal = _connect()
    try:
        found = journal.execute(_VERSION).fetchone()
    except sqlite3.OperationalError as fault:
        if "no such table" not in str(fault):
            raise
        found = None
    finally:
        journal.close()
    if found is None or found[0] != VERSION:
        from sop_excel.store.address import journal as journal_address
        from sop_excel.store.transactions import upgraded

        upgraded(journal_address())


def _run(row: sqlite3.Row) -> KeptRun:
    from sop_excel.store.kept_run import KeptRun

    values: dict[str, Any] = dict(row)
    values |= {name: values[name] and datetime.fromisoformat(values[name]) for name in _MOMENTS}
    return KeptRun.of_row(values)
