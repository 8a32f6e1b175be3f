"""Keeping what solvers' libraries print by themselves from the process's standard output."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading
from collections.abc import Iterator

_SILENCE = threading.RLock()


class Greeting:
    """What a library says on the process's standard output the first time that it is used."""

    def __init__(self) -> None:
        self._is_over = False

    @contextlib.contextmanager
    def unheard(self) -> Iterator[None]:
        """The body uses the library; once the first of all has ended, nothing is kept quiet any more."""
        if self._is_over:
            yield
            return
        with quiet_stdout():
            yield
            self._is_over = True


@contextlib.contextmanager
def quiet_stdout() -> Iterator[None]:
    """Nothing that a solver's library prints on the process's standard output gets through, now or later.

    One thread at a time, or one would take the other's silence for the standard output to be put back.
    """
    with _SILENCE, _silenced():
        yield


def flush_libraries() -> None:
    """Write out what C libraries hold in buffers: it would reach standard output whenever they are flushed, which may
    be at the end of the process. Where the C library cannot be asked, nothing happens."""
    with contextlib.suppress(OSError, AttributeError):
        c_library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
        c_library.fflush(None)


@contextlib.contextmanager
def _silenced() -> Iterator[None]:
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (AttributeError, OSError, ValueError):  # no standard output, as under pythonw or a closed pipe
        yield
        return
    flush_libraries()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        flush_libraries()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
