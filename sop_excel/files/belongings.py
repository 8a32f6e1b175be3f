"""What belongs to a file besides its content: owner, permissions, attributes, the mark that it came from outside."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

_ACL = "system.posix_acl_access"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_ACCESS = "system."  # how access lists begin, of whatever kind a file system has
_SYSTEMS_OWN = ("security.", "trusted.")  # the system gives them to a new file itself

# How a file is marked that came from the internet: by browsers on Linux; on a share of Samba or NTFS that Linux mounts.
MARKS = (
    "user.xdg.origin.url",
    "user.xdg.referrer.url",
    "user.com.apple.quarantine",
    "user.DosStream.Zone.Identifier:$DATA",
    "user.Zone.Identifier",
)
STREAM = ":Zone.Identifier"  # the Mark of the Web: a stream of the file, where a file system has streams
_COPY_ACL, _COPY_ATTRIBUTES = 1, 4  # COPYFILE_ACL and COPYFILE_XATTR of a Mac


def keep_belongings(old: Path, draft: Path) -> tuple[str, ...]:
    """Give a draft what belongs to the file that it will replace, and say what could not be kept.

    On Windows that is done by the replacement itself. The draft is private until then. Raises OSError.
    """
    if sys.platform == "win32":
        return ()
    status = old.stat()
    notes = [*_keep_owner(old, draft), *_lost_names(status)]
    group_is_kept = draft.stat().st_gid == status.st_gid
    if sys.platform == "darwin":
        notes += _copied_on_a_mac(old, draft, _COPY_ACL | _COPY_ATTRIBUTES)
    else:
        names = _attributes(old)
        if _ACL not in names and _ACL in _attributes(draft):  # which the folder gives to every new file
            os.removexattr(draft, _ACL)
        lost = _copied(old, draft, names)
        group_is_kept &= not any(name.startswith(_ACCESS) for name in lost)
        notes += _unkept(lost)
    draft.chmod(_permissions(status, group_is_kept))
    return tuple(notes)


def bear_marks(source: Path, draft: Path) -> tuple[str, ...]:
    """Mark a draft as coming from the internet where the workbook that it is made from did; say if it cannot be."""
    if sys.platform == "win32":
        lost = not copy_stream(source, draft, STREAM)
    elif sys.platform == "darwin":
        lost = bool(_copied_on_a_mac(source, draft, _COPY_ATTRIBUTES))
    else:
        lost = bool(_copied(source, draft, [name for name in _attributes(source) if name in MARKS]))
    return ("the mark that it came from the internet could not be put on the new file",) if lost else ()


def copy_stream(source: Path, draft: Path, stream: str) -> bool:
    """Copy a named stream, if the source has it; False where the draft's file system has no streams."""
    try:
        mark = Path(f"{source}{stream}").read_bytes()
    except OSError:
        return True  # there is none
    try:
        Path(f"{draft}{stream}").write_bytes(mark)
    except OSError:
        return False
    return True


def _keep_owner(old: Path, draft: Path) -> list[str]:
    status = old.stat()
    for owner in (status.st_uid, -1):  # a group of one's own may be given to a file whose owner may not
        with suppress(PermissionError):
            os.chown(draft, owner, status.st_gid)
            break
    if draft.stat().st_uid == status.st_uid:
        return []
    return [f"the file belongs to {_owner(draft)} now and no longer to {_owner(old)}, since only they may give it away"]


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except KeyError:
        return f"user {path.stat().st_uid}"


def _lost_names(status: os.stat_result) -> list[str]:
    """A file in several folders at once: written in place it would not survive a crash, so the others keep the old."""
    if status.st_nlink < 2:
        return []
    others = "another name" if status.st_nlink == 2 else f"{status.st_nlink - 1} other names"
    return [f"the file has {others} on this disk (hard links); what stands there is the file as it was"]


def _permissions(status: os.stat_result, group_is_kept: bool) -> int:
    """Permissions as before; where group or access list could not be kept, nobody may do more than anybody might."""
    mode = stat.S_IMODE(status.st_mode)
    return mode if group_is_kept else mode & ~(stat.S_IRWXG & ~(mode << 3)) & ~(stat.S_ISUID | stat.S_ISGID)


def _attributes(path: Path) -> list[str]:
    """The names of its extended attributes; none where the file system has none."""
    try:
        return os.listxattr(path)
    except OSError:
        return []


def _copied(old: Path, draft: Path, names: list[str]) -> list[str]:
    """Copy these extended attributes, the access list among them, and name those that the draft could not take."""
    lost = []
    for name in names:
        try:
            os.setxattr(draft, name, os.getxattr(old, name))
        except OSError as fault:
            if fault.errno in _FULL:
                raise
            lost.append(name)
    return lost


def _unkept(lost: list[str]) -> list[str]:
    told = [name for name in lost if not name.startswith(_SYSTEMS_OWN)]
    return [f"what else belongs to the file could not be kept: {', '.join(told)}"] if told else []


def _copied_on_a_mac(old: Path, draft: Path, what: int, copyfile: Callable[..., int] | None = None) -> list[str]:
    library: Any = None if copyfile else ctypes.CDLL(None, use_errno=True)
    copy = copyfile or library.copyfile
    if copy(os.fsencode(old), os.fsencode(draft), None, ctypes.c_uint32(what)) == 0:
        return []
    return [f"what else belongs to the file could not be kept ({os.strerror(ctypes.get_errno())})"]
