"""What a command is doing, on one line of the terminal that is written anew and gone at the end."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import perf_counter
from typing import TYPE_CHECKING

from sop_excel.hosts.cli.streams import printing_through, tell
from sop_excel.hosts.cli.terminal import is_terminal
from sop_excel.running_step import Step, listened_by

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

    from sop_excel.model.engine.progress import Progress

TICK = 0.25  # seconds between two looks
FIRST = 1.0  # seconds that a command may take without being told of
BAR = 20  # columns
MARK = "line"  # turns while the command works, in letters that every terminal has


class ProgressLine:
    """The line of one command; on a terminal alone, and nothing at all where standard error is no terminal."""

    def __init__(self) -> None:
        self._began = self._step_began = perf_counter()
        self._step: Step | None = None
        self._search: Progress | None = None
        self._live: Live | None = None
        self._changed, self._ended = threading.RLock(), threading.Event()  # a signal may tell amid a thread's news

    @contextmanager
    def shown(self) -> Iterator[None]:
        """While the body runs, a step that runs is shown, once the command has taken a second."""
        if not is_terminal(sys.stderr):
            yield
            return
        from sop_excel.model.engine.progress import watched_by

        writer = threading.Thread(target=self._write_on, daemon=True)
        writer.start()
        try:
            with listened_by(self.hear), watched_by(self.hear_search), printing_through(self.aside):
                yield
        finally:
            self._ended.set()
            self.hear(None)
            writer.join()

    def hear(self, step: Step | None) -> None:
        """Another step runs, or gets on, or none runs any more; any thread."""
        with self._changed:
            if step is None or self._step is None or step.name != self._step.name:
                self._step_began = perf_counter()
            self._step = step
            if step is None:
                self._wipe()

    def hear_search(self, search: Progress | None) -> None:
        """There is news of a search for whole numbers, or it is over; any thread."""
        with self._changed:
            self._search = search

    @contextmanager
    def aside(self) -> Iterator[None]:
        """While the body prints, the line is gone."""
        with self._changed:
            self._wipe()
            yield

    def tell(self, text: str) -> None:
        """Tell something else on standard error, where the line stood."""
        with self.aside():
            tell(text)

    def _write_on(self) -> None:
        """Show what runs again and again, with the time that has passed."""
        while not self._ended.wait(TICK):
            with self._changed:
                now = perf_counter()
                if self._step is not None and now - self._began >= FIRST and not self._ended.is_set():
                    self._write(said(self._step, self._search, now - self._step_began, now - self._began))

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):  # a terminal that is gone changes nothing
            if self._live is None:
                self._live = _live()
            self._live.update(_row(text, self._step), refresh=True)

    def _wipe(self) -> None:
        live, self._live = self._live, None
        if live is not None:
            with suppress(OSError, ValueError):
                live.stop()


def said(step: Step, search: Progress | None, seconds: float, in_all: float) -> str:
    """The line, so many seconds after the step and after the command began.

    >>> said(Step("reading"), None, 2.4, 2.4), said(Step("solving", 7, 20), None, 3.0, 5.4)
    ('reading, 2 s', 'solving, 7 of 20, 3 s (5 s in all)')
    >>> from sop_excel.model.engine.progress import Progress
    >>> said(Step("solving"), Progress(2.0, 1250.0, 1200.0), 65.2, 65.4)
    'solving, 65 s, best cost 1,250, bound 1,200, gap 4 % (Ctrl-C takes this plan)'
    """
    from sop_excel.model.engine.progress import how_far

    told = how_far(str(step), search, seconds, " (Ctrl-C takes this plan)")
    return told if f"{in_all:.0f}" == f"{seconds:.0f}" else f"{told} ({in_all:.0f} s in all)"


def _live() -> Live:
    """One row that is gone once it is stopped. It takes long to load, which no other command shall wait for."""
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True)
    live = Live(console=console, transient=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False)
    live.start()
    return live


def _row(text: str, step: Step | None) -> Table:
    """The text in one row, however narrow the terminal is, with a bar where the parts of the step are counted."""
    from rich.progress_bar import ProgressBar
    from rich.spinner import Spinner
    from rich.table import Table
    from rich.text import Text

    row = Table.grid(padding=(0, 1))
    bar = [ProgressBar(step.of, step.done, BAR)] if step is not None and step.of else []
    row.add_row(Spinner(MARK), *bar, Text(text, no_wrap=True, overflow="ellipsis"))
    return row
