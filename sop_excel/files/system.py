"""What the operating system does in one step: exchange two files, put a new one, and whether a process lives."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

WINDOWS = sys.platform == "win32"

_HERE = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of a Mac
_CANNOT = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
_CANNOT_ON_WINDOWS = {1, 50}  # ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED
_QUERY, _STILL_ACTIVE = 0x1000, 259  # PROCESS_QUERY_LIMITED_INFORMATION and its answer


def exchange(draft: Path, target: Path) -> bool:
    """Swap two files in one step; False, with both untouched, where the file system cannot. Raises OSError.

    Whatever stood at the target at that very moment stands at the draft's name afterwards: nothing can slip in
    between. On Windows ``target`` keeps what belongs to it (permissions, streams, date of creation) as well.
    """
    if WINDOWS:
        return replace_file(draft, target, _kernel32().ReplaceFileW, _last_error)
    swap = _swap()
    if swap is None:
        return False
    if swap(os.fsencode(draft), os.fsencode(target)) == 0:
        return True
    fault = ctypes.get_errno()
    if fault in _CANNOT:
        return False
    raise OSError(fault, os.strerror(fault), str(target))


def replace_file(
    draft: Path, target: Path, call: Callable[[str, str, str, int, None, None], int], last_error: Callable[[], int]
) -> bool:
    """Swap two files by ``ReplaceFileW`` of Windows, which moves what it replaces to a third name.

    False, with both untouched, where the file system cannot. Raises OSError.
    """
    aside = draft.with_name(f"{draft.stem}-{target.suffix.lstrip('.')}.tmp")
    if call(str(target), str(draft), str(aside), 0, None, None):
        os.replace(aside, draft)  # noqa: PTH105 - beside the other steps of one kind
        return True
    fault = last_error()
    if aside.exists() and not target.exists():  # it failed half way, as its documentation allows
        os.replace(aside, target)  # noqa: PTH105
    if fault in _CANNOT_ON_WINDOWS:
        return False
    raise _windows_error(fault, target)


def create(draft: Path, target: Path) -> None:
    """Give the draft a name that nothing has yet. Raises FileExistsError if something has it, else OSError."""
    if WINDOWS:
        draft.rename(target)  # there it never replaces
        return
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without a second name for a file
        _claim(draft, target)
    else:
        draft.unlink()


def remove(path: Path) -> None:
    """Remove a file as far as it can be done, also where an interrupt arrives in the midst of it."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
    except BaseException:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise


def _claim(draft: Path, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            target.unlink()
        raise


def being_written(path: Path) -> bool:
    """Whether another program has the file open to write into it, as far as the system tells.

    Linux grants a lease for reading only on a file that nobody has open for writing.
    """
    if sys.platform != "linux":
        return False
    import fcntl

    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)  # a signal that ends nobody, should one open it right now
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as fault:
        return fault.errno == errno.EAGAIN
    finally:
        os.close(handle)
    return False


def alive(process: int) -> bool:
    """Whether a process of this machine lives."""
    if WINDOWS:  # os.kill would end it there, or its console
        return _alive_on_windows(process, _kernel32())
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is somebody else's
    return True


def born(process: int) -> str:
    """When a process began, in a form that only serves to tell it from a later one of that number; empty if unknown."""
    try:
        return (
            Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[19]
        )
    except (OSError, IndexError):
        return ""


def _alive_on_windows(process: int, kernel32: Any) -> bool:
    handle = kernel32.OpenProcess(_QUERY, False, process)
    if not handle:
        return _last_error() == 5  # ERROR_ACCESS_DENIED: it is somebody else's
    code = ctypes.c_ulong()
    told = kernel32.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel32.CloseHandle(handle)
    return bool(told) and code.value == _STILL_ACTIVE


@cache
def _swap() -> Callable[[bytes, bytes], int] | None:
    """The call that swaps two names, where this system's library has one."""
    library: Any = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        rename = getattr(library, "renamex_np", None)
        return rename and (lambda one, other: int(rename(one, other, ctypes.c_uint(_EXCHANGE))))
    rename = getattr(library, "renameat2", None)
    return rename and (lambda one, other: int(rename(_HERE, one, _HERE, other, ctypes.c_uint(_EXCHANGE))))


@cache
def _kernel32() -> Any:
    kernel32 = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009 - unknown elsewhere
    text, number = ctypes.c_wchar_p, ctypes.c_ulong
    kernel32.ReplaceFileW.argtypes = [text, text, text, number, ctypes.c_void_p, ctypes.c_void_p]
    kernel32.OpenProcess.restype = ctypes.c_void_p
    kernel32.GetExitCodeProcess.argtypes = [ctypes.c_void_p, ctypes.POINTER(number)]
    kernel32.CloseHandle.argtypes = [ctypes.c_void_p]
    return kernel32


def _last_error() -> int:
    return int(getattr(ctypes, "get_last_error")())  # noqa: B009 - unknown elsewhere


def _windows_error(fault: int, path: Path) -> OSError:
    """What Python raises for that number of a fault; in use and denied are both a lack of permission."""
    if WINDOWS:
        error: OSError = getattr(ctypes, "WinError")(fault)  # noqa: B009 - unknown elsewhere
        return error
    kind = PermissionError if fault in (5, 32, 33) else OSError
    return kind(errno.EACCES if kind is PermissionError else errno.EIO, f"Windows error {fault}", str(path))
