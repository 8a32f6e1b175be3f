"""A database gets the schema of this version: an older one is upgraded, a newer one refused."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from sop_excel.errors import MachineError
from sop_excel.store.versions import VERSION, VERSION_TABLE

_LOCK = 7_305_512_001  # of PostgreSQL, for whoever changes the schema; a number that is ours


def version_of(connection: sa.Connection) -> str:
    """The version of the schema in a database; "" where there is none of ours."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return ""
    found = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant
    return str(found or "")


def upgrade(connection: sa.Connection) -> bool:
    """Bring the schema to ``VERSION`` within the transaction of this connection; whether there was anything to do.

    Several may come at once: one does it, the others wait and find it done. Raises MachineError for the schema of a
    newer version.
    """
    if refused_if_newer(version_of(connection)) == VERSION:
        return False
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        if refused_if_newer(version_of(connection)) == VERSION:  # made while we waited
            return False
    _migrate(connection)
    return True


def refused_if_newer(version: str) -> str:
    """The version itself, if it is one of those that we know. Raises MachineError for any other."""
    if version > VERSION:
        raise MachineError(
            f"the database has the schema {version} of a newer sop-excel, this one knows those up to {VERSION}; "
            "update sop-excel"
        )
    return version


def _migrate(connection: sa.Connection) -> None:
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(Path(__file__).with_name("migrations"))
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    steps = list(scripts.iterate_revisions(VERSION, context.get_current_revision() or "base"))
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
            context.stamp(scripts, step.revision)
