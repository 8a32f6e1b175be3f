"""The one way in which files are written: beside their place first, and then put there in one step.

After a failure, an interrupt or a crash the old file is whole. Nothing that somebody else has saved in the meantime is
ever lost: the new file and the one in its place are exchanged, what came out is compared with what was read, and where
it differs they are exchanged back.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sop_excel.errors import InputError, Issue
from sop_excel.files import system
from sop_excel.files.belongings import bear_marks, keep_belongings

_ABANDONED = 3600  # seconds
_ROUNDS = 4  # so often nobody saves within the blink of an eye
_LONGEST = 255  # bytes of a file's name
_CHUNK = 2**20


class OvertakenError(FileExistsError):
    """Somebody else saved the file after it was read, and theirs stays; ``kept`` is where ours stands now, if kept."""

    def __init__(self, target: Path, kept: Path | None = None) -> None:
        super().__init__(errno.EEXIST, "another program has saved it in the meantime", str(target))
        self.kept = kept


def standing_digest(path: Path) -> bytes | None:
    """By which the content of a file is known again; None if there is no file. Raises OSError."""
    known = hashlib.sha256()
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no file", str(path))
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                known.update(chunk)
    except FileNotFoundError:
        return None
    return known.digest()


def write(
    target: Path,
    fill: Callable[[BinaryIO], None],
    before: bytes | None,
    *,
    staging: Path | None = None,
    origin: Path | None = None,
    keep: bool = False,
    private: bool = False,
    ready: Callable[[bytes], None] | None = None,
) -> tuple[str, ...]:
    """Write a file as ``fill`` writes it, and put it in the place of the one with the digest ``before`` in one step.

    ``before`` is None for a file that must not be there yet. The draft is made in ``staging``, else beside the target.
    It gets what belongs to the file that it replaces, and the marks of ``origin``; a new one that is ``private`` is for
    the user alone. ``ready`` is called with the digest of the draft when all of it is written, just before it takes its
    place. Returns what could not be kept.
    Raises OvertakenError if anything else stands there by then, and with ``keep`` the draft stays under a name beside
    the target; else OSError. What somebody else has saved and cannot be put back stands beside the target then, under a
    name that the error tells.
    """
    target = Path(os.path.realpath(target))  # a link stays one
    draft = Draft(target, before, staging or target.parent, private)
    try:
        notes = _placed(draft, fill, origin, keep, ready)
    except OSError as fault:
        if draft.aside is None:
            raise
        theirs = f"{fault.strerror}; what stood in its place, perhaps somebody's save, is in '{draft.aside.name}'"
        raise OSError(fault.errno, theirs, str(target)) from fault
    _sync_folder(target.parent)
    _sweep(target, draft.path.parent)
    return notes


def _placed(
    draft: Draft,
    fill: Callable[[BinaryIO], None],
    origin: Path | None,
    keep: bool,
    ready: Callable[[bytes], None] | None,
) -> tuple[str, ...]:
    try:  # from before the file comes to be: an interrupt may arrive between any two steps
        notes = draft.fill(fill, origin)
        if ready is not None and draft.ours is not None:
            ready(draft.ours)
        draft.place()
    except BaseException as fault:
        draft.settle()
        if keep and isinstance(fault, OvertakenError):
            raise OvertakenError(draft.target, draft.keep()) from None
        raise
    finally:
        draft.discard()
    return notes


def write_bytes(
    target: Path,
    content: bytes,
    before: bytes | None,
    staging: Path | None = None,
    *,
    private: bool = False,
    ready: Callable[[bytes], None] | None = None,
) -> tuple[str, ...]:
    """Write a file with this content, as ``write`` does one that is still to be made."""

    def fill(file: BinaryIO) -> None:
        file.write(content)

    return write(target, fill, before, staging=staging, private=private, ready=ready)


def refuse_taken(target: Path, force: bool) -> None:
    """Raise InputError if a file is there already that nobody asked to replace."""
    if not force and target.exists():
        advice = "choose another name, or replace the file with --force"
        raise InputError([Issue(str(target), "", "the name of a new file", "a file of that name", advice)])


class Draft:
    """A file on its way into its place."""

    def __init__(self, target: Path, before: bytes | None, folder: Path, private: bool = False) -> None:
        self.path = folder / f"{stem(target)}{secrets.token_hex(8)}.tmp"
        self.target, self.before = target, before
        self._opener = _private if private or before is not None else None
        self.ours: bytes | None = None
        self.strange = False  # whether its name may hold what somebody else has saved
        self.aside: Path | None = None  # where that stands in the end, if it could not be put back

    def fill(self, fill: Callable[[BinaryIO], None], origin: Path | None) -> tuple[str, ...]:
        """Write all of it, to the disk itself."""
        notes: tuple[str, ...] = ()
        with open(self.path, "xb", opener=self._opener) as file:
            fill(file)
            file.flush()
            if self.before is not None and self.target.exists():
                notes = keep_belongings(self.target, self.path)
            if origin is not None:
                notes += bear_marks(origin, self.path)
            os.fsync(file.fileno())
        self.ours = standing_digest(self.path)
        return notes

    def place(self) -> None:
        """Put it into its place, unless something else stands there by now. Raises OvertakenError."""
        if self.before is None:
            try:
                system.create(self.path, self.target)
            except FileExistsError:
                raise OvertakenError(self.target) from None
        elif _known(self.target) != self.before:
            raise OvertakenError(self.target)
        else:
            self._replace()

    def _replace(self) -> None:
        self.strange = True
        try:
            exchanged = system.exchange(self.path, self.target)
        except FileNotFoundError:  # moved away or deleted in the last moment
            raise OvertakenError(self.target) from None
        if not exchanged:  # it was compared a moment ago: that is all that can be done on this file system
            os.replace(self.path, self.target)  # noqa: PTH105 - the one step that must be atomic, as it is documented
        elif not self.settle():
            raise OvertakenError(self.target)

    def settle(self) -> bool:
        """Whether the exchange, if there was one, has lost nothing; if it would have, everything is put back.

        After an exchange the draft's name holds what stood at the target at that moment.
        """
        out = self._held()
        if self.ours is None or out is None or out == self.ours != self.before:  # there was no exchange
            self.strange = False
            return False
        rounds = _ROUNDS
        put: bytes | None = self.ours
        while out != self.before and rounds:  # somebody saved: theirs goes back, and ours should come out for it
            expected, put = put, out
            if not self._put_back():
                return False
            out = self._held()
            if out == expected:
                self.strange = False
                return False
            rounds -= 1  # they saved once more in between: that goes back then
        self.strange = out != self.before
        return not self.strange

    def _put_back(self) -> bool:
        """Exchange the two once more; False if the target was moved away and its name is free for what came out."""
        try:
            return system.exchange(self.path, self.target)
        except FileNotFoundError:
            system.create(self.path, self.target)
            return False

    def keep(self) -> Path | None:
        """Let it stay beside the target under a name that tells what it is; None if it is gone."""
        with suppress(OSError):
            if self._held() != self.ours:
                return None
        return self._named("plan")

    def discard(self) -> None:
        """Remove what its name holds; what may be somebody else's gets a name that is seen and that no sweep takes."""
        if self.strange:
            self.aside = self._named("set aside")
        else:
            system.remove(self.path)

    def _named(self, kind: str) -> Path | None:
        """Give what it holds a name beside the target; None if nothing could be given one."""
        for name in (_beside(self.target, kind), _beside(self.target, kind, secrets.token_hex(4))):
            with suppress(OSError):
                system.create(self.path, name)
                return name
        return None

    def _held(self) -> bytes | None:
        """What its name holds, None for nothing. Raises OSError."""
        return _known(self.path)


def stem(target: Path) -> str:
    """How the names of the temporary files of a target begin: short, however long and however spelt its own name is."""
    name = unicodedata.normalize("NFC", target.name).casefold()
    return f".~sop-{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}-"


def _known(path: Path) -> bytes | None:
    """The digest of a file; one of its own if a program is just writing into it, for then it can be no known one."""
    digest = standing_digest(path)
    return secrets.token_bytes(32) if digest is not None and system.being_written(path) else digest


def _private(path: str, flags: int) -> int:
    """Nobody else reads the file on its way; it gets its own permissions at the end."""
    return os.open(path, flags, 0o600)


def _beside(target: Path, kind: str, more: str = "") -> Path:
    told = f" ({kind} {datetime.now():%Y-%m-%d %H%M%S}{more and ' '}{more})"
    return target.with_name(fitting_name(target.stem, told, target.suffix))


def fitting_name(stem: str, told: str, suffix: str) -> str:
    """A name that tells something after its stem, which is cut where the whole would be too long for a file system.

    >>> fitting_name("plan", " (copy)", ".xlsx")
    'plan (copy).xlsx'
    """
    room = _LONGEST - len(os.fsencode(told + suffix))
    return os.fsencode(stem)[:room].decode("utf-8", "ignore") + told + suffix


def private_folder(folder: Path) -> None:
    """Make a folder, and those around it that are missing, for the user alone. Raises OSError."""
    for missing in [one for one in (*reversed(folder.parents), folder) if not one.exists()]:
        missing.mkdir(mode=0o700, exist_ok=True)


def _sweep(target: Path, folder: Path) -> None:
    """Remove what runs that were killed while they wrote have left; a run that still writes has a young file."""
    with suppress(OSError):
        for left in folder.glob(f"{stem(target)}*.tmp"):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the new name durable where the system can; the file itself is safe already."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
