"""The command that is under way, for whose writing copies are kept; functions of the library keep none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Command:
    """A command: what it is called, whether it keeps copies, and what it has written until now.

    One that ``must`` keep them replaces nothing of which it could make no copy. ``undoes`` is the key of the writing
    that it takes back. ``written`` has for each workbook the digest of what was written last and, if a copy was kept,
    the key of that writing: a command that writes a workbook twice is one step back.
    ``memory`` is for what else a host remembers of it until the command ends.
    """

    name: str
    wanted: bool = True
    must: bool = False
    undoes: str | None = None
    written: dict[str, tuple[bytes, str | None]] = field(default_factory=dict)
    memory: dict[str, object] = field(default_factory=dict)


_COMMAND: ContextVar[Command | None] = ContextVar("command", default=None)


def under_way() -> Command | None:
    """The command that writes now, if it is one that may keep copies."""
    return _COMMAND.get()


@contextmanager
def keeping_copies(
    name: str, wanted: bool = True, *, must: bool = False, undoes: str | None = None
) -> Iterator[Command]:
    """While the block runs, whatever it replaces of workbooks is kept as a copy of what the command ``name`` changed.

    Not if it is not ``wanted``, nor where the user has chosen to keep none.
    """
    command = Command(name, wanted, must, undoes)
    token = _COMMAND.set(command)
    try:
        yield command
    finally:
        _COMMAND.reset(token)
