"""How a database is connected to, and what is said when it fails: sentences, with the driver's words in them.

A password is in none of them, and no exception of a driver or of SQLAlchemy leaves here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from sop_excel.errors import MachineError
from sop_excel.extras import missing
from sop_excel.store.address import Address

PATIENCE = 15  # seconds for a server to answer at all, and for a file that another run writes to
# A server that has gone without a word is given up after a minute, of which TCP itself would take up to a quarter hour.
_LIVELY = {"keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
# Words of a driver, a server or a pooler about a failure, and what to do about it. The first that fits counts.
_ADVICE = (
    (("database is locked", "deadlock", "could not serialize", "lock timeout"),
     "another run writes to it: run this again"),
    (("password authentication failed", "28p01", "no password supplied"),
     "correct the password: sop-excel database set"),
    (("tenant or user not found", "tenant/user", "no tenant identifier"),
     "behind a pooler of Supabase the user is called postgres.PROJECT: copy the string from Connect again"),
    (("resolve host", "name or service not known", "nodename nor servname", "could not translate host"),
     "correct the name of the host: sop-excel database set"),
    (("refused", "timeout", "timed out", "unreachable", "no route"),
     "see whether host and port are right, the server runs, and no firewall is between"),
    (("closed", "lost", "terminat", "eof detected", "broken pipe", "reset"),
     "see that the network holds, and run it again"),
    (("root certificate",), "save the server's certificate and name it in the URL, with &sslrootcert=FILE"),
    (("certificate", "ssl", "encryption"), "set sslmode in the URL as the server wants it, such as ?sslmode=require"),
    (("permission denied", "must be owner", "read-only transaction", "readonly database", "42501"),
     "use a role, or a file, that may do this; docs/database.md has the rights as SQL"),
    (("disk is full", "no space left", "disk full", "could not extend file", "disk i/o error"),
     "make room and run it again"),
    (("no schema has been selected",), "name one that is there in the search_path of the URL, or make it"),
    (("index row",), "give the plan a shorter name, in setting Plan name"),
    (("does not exist", "no such table", "no such column"), "see what sop-excel database check says of it"),
    (("not a database", "malformed"),
     "name another file, bring this one back from a copy, or move it away: a new one is made"),
    (("unable to open database file",), "see that its folder exists and that you may write there"),
)  # fmt: skip

# What these libraries tell of a connection that broke besides: our sentence says it.
for _name in ("alembic", "psycopg", "sqlalchemy"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


def engine_of(address: Address) -> Engine:
    """What makes connections to the database, one for each use; nothing is connected yet.

    Prepared statements stay off: a pooler in transaction mode gives each transaction another server that does not know
    them. Raises MissingPackageError where the driver is not installed.
    """
    options: dict[str, Any] = {"timeout": PATIENCE}
    if not address.is_file:
        options = {**_LIVELY, "prepare_threshold": None, "application_name": "sop-excel", "connect_timeout": PATIENCE}
        options = {key: value for key, value in options.items() if key not in address.url.query}
    try:
        return create_engine(address.url, poolclass=NullPool, connect_args=options, hide_parameters=True)
    except ImportError:
        raise missing("psycopg") from None


@contextmanager
def told(address: Address) -> Iterator[None]:
    """While the body runs, whatever the database fails with becomes MachineError: where, what, and what to do.

    The exception of the driver is not kept beside it: what it says stands in ours, without a password.
    """
    try:
        yield
    except SQLAlchemyError as fault:
        raise failure(address, fault) from None


@contextmanager
def connected(address: Address, **options: Any) -> Iterator[Connection]:
    """A connection in a transaction that is committed at the end of the body, and rolled back where it fails.

    ``options`` are SQLAlchemy's execution options of it. Raises MachineError, and
    MissingPackageError without the driver.
    """
    engine = engine_of(address)
    with told(address):
        try:
            with engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        finally:
            engine.dispose()


def failure(address: Address, fault: SQLAlchemyError) -> MachineError:
    """What is said of a failure of the database."""
    words = _words(address, fault)
    return MachineError(f"the database {address}: {words}; {advice(words)}")


def advice(words: str) -> str:
    """What to do about a failure of which a driver says this."""
    low = words.lower()
    return next((advised for signs, advised in _ADVICE if any(sign in low for sign in signs)), "run it again")


def _words(address: Address, fault: SQLAlchemyError) -> str:
    """What the driver says, without SQLAlchemy's statement, parameters and links; no values, which may be anybody's."""
    inner = fault.orig if isinstance(fault, DBAPIError) else fault
    said = getattr(getattr(inner, "diag", None), "message_primary", None) or str(inner)
    return address.without_secrets(said.splitlines()[0] if said.strip() else type(inner).__name__).rstrip(". ")
