"""How a search for whole numbers goes, on one line of the terminal that is written anew and gone at the end."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import perf_counter

from sop_excel.hosts.cli.streams import tell
from sop_excel.model.engine.progress import Progress, watched_by

TICK = 0.5  # seconds between two looks
FIRST = 1.0  # seconds that a search may take without being told of
NARROW = 80  # columns of a terminal that does not say how many it has


@contextmanager
def progress_line() -> Iterator[Callable[[str], None]]:
    """While the body runs, a search that takes a while is shown on standard error, if that is a terminal.

    What is given tells a sentence there meanwhile.
    """
    if not _is_terminal():
        yield tell
        return
    line = _Line()
    writer = threading.Thread(target=line.write_on, daemon=True)
    writer.start()
    try:
        with watched_by(line.hear):
            yield line.tell
    finally:
        line.over()
        writer.join()


def _is_terminal() -> bool:
    try:
        return sys.stderr is not None and sys.stderr.isatty()
    except ValueError:  # it was closed
        return False


def shown(progress: Progress, seconds: float) -> str:
    """The line, so many seconds after the search began.

    >>> shown(Progress(2.0, 1250.0, 1200.0), 65.2)
    '65 s, best cost 1,250, bound 1,200, gap 4 % (Ctrl-C takes this plan)'
    """
    hint = " (Ctrl-C takes this plan)" if progress.has_plan else ""
    return f"{seconds:.0f} s, {progress}{hint}"


class _Line:
    """What was heard last, and whether it stands on the terminal."""

    def __init__(self) -> None:
        self._heard: Progress | None = None
        self._began, self._stands = 0.0, 0  # seconds; letters
        self._changed, self._ended = threading.RLock(), threading.Event()  # a signal may tell amid a thread's news

    def hear(self, progress: Progress | None) -> None:
        """There is news of a search, or it is over; any thread."""
        with self._changed:
            if progress is not None and self._heard is None:
                self._began = perf_counter() - progress.seconds
            self._heard = progress
            if progress is None:
                self._wipe()

    def tell(self, text: str) -> None:
        """Tell something else, where the line stood."""
        with self._changed:
            self._wipe()
            tell(text)

    def write_on(self) -> None:
        """Show the last news again and again, with the time that has passed."""
        while not self._ended.wait(TICK):
            with self._changed:
                seconds = perf_counter() - self._began
                if self._heard is not None and seconds >= FIRST:
                    self._write(shown(self._heard, seconds))

    def over(self) -> None:
        """Nothing more comes, and nothing is left."""
        self._ended.set()
        self.hear(None)

    def _wipe(self) -> None:
        if self._stands:
            self._write("")

    def _write(self, text: str) -> None:
        """Write the line anew, in one row of the terminal; without a text nothing is left of it."""
        text = text[: _columns() - 1]
        with suppress(OSError, ValueError):  # a terminal that is gone changes nothing
            sys.stderr.write(f"\r{text.ljust(self._stands)}" if text else f"\r{' ' * self._stands}\r")
            sys.stderr.flush()
        self._stands = len(text)


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or NARROW
    except (OSError, ValueError):
        return NARROW
