"""A lock beside a workbook that is being planned: one run at a time, from before it is read until it is replaced.

It is a courtesy between runs, so that nobody waits for a plan that comes too late; that no save is ever lost is up to
the writer. So whatever speaks against a lock (a folder that we may not write to) is left to the writer to say, and a
lock that a crash has left behind stands in nobody's way: its process is looked for, and elsewhere its age counts.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sop_excel.errors import MachineError
from sop_excel.files import system
from sop_excel.files.writer import stem

PATIENCE = 10.0  # seconds: most runs take one or two, and whoever comes second plans what the first has left
_STEP = 0.05  # seconds between two looks
_AGAIN = 1.0  # seconds beyond its patience in which a run takes the place of a lock that is out of the way
_OLD = 3600.0  # seconds, for a lock of another machine
_OLD_UNTOLD = 60.0  # seconds, for one that does not say whose it is: it was never written to its end


@dataclass(frozen=True)
class Owner:
    """Whose lock it is: a process of a machine, and for people their name and since when."""

    host: str
    process: int
    born: str
    user: str
    since: str
    workbook: str
    run: str

    def __str__(self) -> str:
        return f"{self.user} on {self.host}, since {self.since}"


@contextmanager
def held(target: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Keep other runs away from a file while the block runs.

    Raises MachineError, which says whose run it is, if another run has it still after ``patience`` seconds.
    """
    real = Path(os.path.realpath(target))
    if os.path.exists(real) and not os.path.isfile(real):  # noqa: PTH110, PTH113 - they answer, whatever is forbidden
        yield  # a folder, a pipe or a device: refused by whoever reads it
        return
    lock, draft = lock_of(real), real.with_name(f"{stem(real)}{secrets.token_hex(8)}.tmp")
    signature = _signature(target)
    try:  # from before the lock comes to be: an interrupt may arrive between any two steps
        _take(lock, draft, signature, target, patience)
        yield
    finally:
        _release(lock, draft, signature)


def lock_of(real: Path) -> Path:
    """The lock's file: hidden, beside the workbook, of a short name."""
    return real.with_name(f"{stem(real).rstrip('-')}.lock")


def _take(lock: Path, draft: Path, signature: bytes, target: Path, patience: float) -> None:
    """Put the signed lock into its place, unless the folder takes no files: then it takes no workbook either."""
    until = time.monotonic() + patience
    with suppress(OSError):
        draft.write_bytes(signature)
        while True:
            try:
                system.create(draft, lock)
            except FileExistsError:
                if _cleared(lock) and time.monotonic() <= until + _AGAIN:
                    continue
                if time.monotonic() > until:
                    raise _busy(lock, target) from None
                time.sleep(_STEP)
            else:
                return


def _release(lock: Path, draft: Path, signature: bytes) -> None:
    try:
        system.remove(draft)
    finally:
        with suppress(OSError):
            if lock.read_bytes() == signature:
                system.remove(lock)


def _signature(target: Path) -> bytes:
    here, now = os.getpid(), datetime.now().strftime("%Y-%m-%d %H:%M")
    owner = Owner(platform.node(), here, system.born(here), _user(), now, target.name, secrets.token_hex(8))
    return json.dumps(asdict(owner)).encode()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"


def _cleared(lock: Path) -> bool:
    """Whether the lock is out of the way: gone, or left by a run that ended without taking it away."""
    try:
        content, age = lock.read_bytes(), time.time() - lock.stat().st_mtime
    except FileNotFoundError:
        return True
    except OSError:
        return False
    owner = _owner(content)
    if not _left_behind(owner, age):
        return False
    aside = lock.with_name(f"{lock.stem}-{secrets.token_hex(8)}.tmp")
    try:
        lock.rename(aside)
        if aside.read_bytes() != content:  # another run was quicker, and this is its own, which lives
            with suppress(OSError):
                system.create(aside, lock)
        aside.unlink(missing_ok=True)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _owner(content: bytes) -> Owner | None:
    try:
        return Owner(**json.loads(content))
    except (ValueError, TypeError):
        return None


def _left_behind(owner: Owner | None, age: float) -> bool:
    if owner is None:
        return age > _OLD_UNTOLD
    if owner.host != platform.node():
        return age > _OLD
    return not system.alive(owner.process) or system.born(owner.process) != owner.born


def _busy(lock: Path, target: Path) -> MachineError:
    owner = None
    with suppress(OSError):
        owner = _owner(lock.read_bytes())
    whose = f" ({owner})" if owner else ""
    return MachineError(
        f"{target.name} is being planned by another run of sop-excel{whose}; run again when that has ended "
        f"(if no run is under way, delete the hidden file {lock.name} beside it)."
    )
