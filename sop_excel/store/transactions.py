"""Transactions: one that reads, and one that writes while no other publisher does, on the tables of this version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from sop_excel.store.address import Address
from sop_excel.store.connecting import connected
from sop_excel.store.database_tables import CURRENT
from sop_excel.store.own_file import journal_file, make_private
from sop_excel.store.upgrade import refused_if_newer, upgrade, version_of
from sop_excel.store.versions import VERSION

PATIENCE = 60.0  # seconds for another publisher to be done, and for one that has gone silent


@contextmanager
def writing(address: Address) -> Iterator[sa.Connection]:
    """A transaction that waits for every other one of its kind; readers do not wait. Raises MachineError.

    On PostgreSQL it locks the table of what is current, which a pooler of transactions takes too; on SQLite the file.
    """
    if is_journal(address):
        make_private()
    with connected(address) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            _limit_waiting(connection)
        upgrade(connection)
        if not sqlite:
            connection.execute(sa.text(f"LOCK TABLE {CURRENT} IN SHARE ROW EXCLUSIVE MODE"))
        yield connection


def _limit_waiting(connection: sa.Connection) -> None:
    """Neither wait for others for ever, nor let them wait for a machine that was switched off in the middle."""
    for name in ("lock_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(sa.text(f"SET LOCAL {name} = {round(1000 * PATIENCE)}"))


@contextmanager
def reading(address: Address) -> Iterator[sa.Connection | None]:
    """A transaction that reads; None where the database has no runs yet: no file, or no tables of ours.

    An older schema is upgraded first. Raises MachineError.
    """
    if address.is_file and not Path(address.file).exists():
        yield None
        return
    with connected(address) as connection:
        version = refused_if_newer(version_of(connection))
        if version in ("", VERSION):
            yield connection if version else None
            return
    upgraded(address)
    with connected(address) as connection:
        yield connection


def upgraded(address: Address) -> None:
    """Give the database the schema of this version, if it has another or none. Raises MachineError."""
    with writing(address):
        pass


def is_journal(address: Address) -> bool:
    """Whether the database is the journal's own file."""
    return address.is_file and Path(address.file) == journal_file()
