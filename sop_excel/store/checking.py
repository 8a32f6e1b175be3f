"""What a database is like: whether it can be reached, what is in it, and what its user may do there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlalchemy as sa

from sop_excel.errors import InputError, Issue
from sop_excel.running_step import running
from sop_excel.store.address import Address
from sop_excel.store.connecting import connected
from sop_excel.store.database_tables import CURRENT, FORECASTS, RUNS, SUPPLY_PLANS
from sop_excel.store.transactions import is_journal
from sop_excel.store.upgrade import version_of

_ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
# What each table is used with: a forecast is only read.
NEEDED = {FORECASTS: ("SELECT",), SUPPLY_PLANS: _ALL, RUNS: ("SELECT", "INSERT", "UPDATE"),
          CURRENT: ("SELECT", "INSERT", "UPDATE")}  # fmt: skip
_FASTEST_OF = 5


@dataclass(frozen=True)
class Checked:
    """What was found: ``rights`` holds for each of our tables what the user may do, None where it is not there."""

    database: str
    named_by: str
    server: str
    encrypted: bool | None  # None for a file
    latency: float | None  # seconds of the fastest answer; None for a journal that nobody has made yet
    schema: str  # version of ours, "" for none
    rights: dict[str, tuple[str, ...] | None]
    can_create: bool

    def as_answer(self) -> dict[str, Any]:
        """As one object of JSON."""
        return {"status": "ok", **asdict(self)}

    def lines(self) -> Iterator[str]:
        """In sentences."""
        yield f"Database: {self.database} (named by {self.named_by})"
        if self.latency is None:
            yield "It is not made yet: the first run that is kept makes it"
            return
        yield f"Server: {self.server}, answers in {1000 * self.latency:.1f} ms"
        if self.encrypted is not None:
            yield (
                "Encrypted: yes" if self.encrypted else "Encrypted: no; over a network add ?sslmode=require to the URL"
            )
        yield f"Schema: {self.schema or 'none of sop-excel yet; the first publish makes it'}"
        for table, rights in self.rights.items():
            may = "not there" if rights is None else ", ".join(rights).lower() or "no rights"
            lacking = [] if rights is None else [right for right in NEEDED[table] if right not in rights]
            yield f"Table {table}: {may}" + (f"; lacks {', '.join(lacking).lower()}" if lacking else "")
        if None in self.rights.values() and not self.can_create:
            yield "This user may not make tables: somebody who may has to publish first (docs/database.md)"


@running("connecting")
def check(address: Address) -> Checked:
    """Connect and look; nothing is written. Raises MachineError where that fails, InputError where no file is there."""
    if address.is_file and not Path(address.file).exists():
        if is_journal(address):
            return Checked(str(address), address.source, "", None, None, "", dict.fromkeys(NEEDED), True)
        advice = "if that is where it shall be, sop-excel publish makes it; else correct the path"
        raise InputError([Issue(address.source, "", "a file that is there", f"none at {address}", advice)])
    with connected(address) as connection:
        times = []
        for _ in range(_FASTEST_OF):
            started = perf_counter()
            connection.execute(sa.text("SELECT 1"))
            times.append(perf_counter() - started)
        look = _of_file if address.is_file else _of_server
        return look(connection, address, min(times))


def _of_file(connection: sa.Connection, address: Address, latency: float) -> Checked:
    version = connection.execute(sa.text("SELECT sqlite_version()")).scalar()
    tables = set(sa.inspect(connection).get_table_names())
    writable = os.access(address.file, os.W_OK)
    may: tuple[str, ...] = _ALL if writable else ("SELECT",)
    rights: dict[str, tuple[str, ...] | None] = {table: may if table in tables else None for table in NEEDED}
    schema = version_of(connection)
    return Checked(str(address), address.source, f"SQLite {version}", None, latency, schema, rights, writable)


def _of_server(connection: sa.Connection, address: Address, latency: float) -> Checked:
    version = connection.execute(sa.text("SELECT current_setting('server_version')")).scalar()
    may_create = connection.execute(sa.text("SELECT has_schema_privilege(current_schema(), 'CREATE')")).scalar()
    driver: Any = connection.connection.driver_connection
    rights = {table: _rights(connection, table) for table in NEEDED}
    return Checked(
        str(address), address.source, f"PostgreSQL {version}", bool(driver.pgconn.ssl_in_use), latency,
        version_of(connection), rights, bool(may_create),
    )  # fmt: skip


def _rights(connection: sa.Connection, table: str) -> tuple[str, ...] | None:
    """What the user may do with a table or a view; None where there is none of that name."""
    if connection.execute(sa.text("SELECT to_regclass(:name)"), {"name": table}).scalar() is None:
        return None
    asked = sa.text("SELECT has_table_privilege(CAST(:name AS text), :right)")
    return tuple(right for right in _ALL if connection.execute(asked, {"name": table, "right": right}).scalar())
