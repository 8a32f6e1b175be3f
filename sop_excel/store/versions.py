"""The version of the schema, and how a moment is written where there is no type for it. It loads at once."""

from __future__ import annotations

from datetime import UTC, datetime

VERSION = "0002"  # of the schema: the newest of the migrations
VERSION_TABLE = "sop_excel_version"  # a table of our own, since the database may be migrated by others besides


def iso(moment: datetime) -> str:
    """A moment in UTC as a text that sorts by time.

    >>> iso(datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
    '2026-01-02T03:04:00.000000+00:00'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
