"""A click on the ribbon that the server of the functions works on: what it does, and what the planner wants of it.

Two threads know of it: the one that works, and the one that Excel asks. The first works through ``InServer``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import NamedTuple

import xlwings as xw

from sop_excel.hosts.excel.hold import hold, release
from sop_excel.hosts.excel.reaching import by_its_window_now
from sop_excel.hosts.excel.ways import CancelledError

GOING_ON = " ..."  # how a text ends that tells of something under way
LONG = 2.0  # seconds after which is told for how long
STOPPING = "S&OP: stopping: a search ends with its best plan so far, all else before anything is written ..."
TO_THE_END = "S&OP: what is being written is written to its end; Undo last run takes it back ..."
OVER = " (Cancel came when it was done)"
WAITS = "S&OP: waiting until Excel is free: finish the cell that you are editing, and close its windows ..."


class Asked(NamedTuple):
    """What was clicked: the command, the window of Excel, the number of a scenario, and the name of the workbook."""

    command: str
    hwnd: int
    scenario: int
    book: str


class Click:
    """What is known of it; any thread may ask, and cancel."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.began = datetime.now()
        self._lock = Lock()
        self._text, self._since = "", monotonic()
        self._pressed = False
        self._is_writing = False
        self._ended: str | None = None  # in a word, how

    @property
    def ended(self) -> str | None:
        """In a word, how it has ended; None while it works."""
        return self._ended

    def show(self, text: str) -> None:
        """Have it shown in the status bar."""
        with self._lock:
            self._text, self._since = text, monotonic()

    def shown(self) -> str:
        """What was shown last."""
        return self._text

    def told(self) -> str:
        """What the status bar is to show now."""
        with self._lock:
            if self._ended is None and self._pressed:
                return STOPPING
            passed = monotonic() - self._since
            if self._ended is None and passed >= LONG and self._text.endswith(GOING_ON):
                return f"{self._text} ({passed:.0f} s)"
            return self._text

    def cancel(self) -> str:
        """Take note that the planner wants it to end; what that will come to, for the status bar."""
        with self._lock:
            if self._is_writing:
                return TO_THE_END
            self._pressed = True
            return STOPPING

    def pressed(self) -> bool:
        """Whether the planner has cancelled since this was asked last."""
        with self._lock:
            pressed, self._pressed = self._pressed, False
            return pressed

    def begin_writing(self) -> None:
        """From here on it goes to its end. Raises CancelledError where the planner has cancelled just before."""
        with self._lock:
            if self._pressed:
                self._pressed = False
                raise CancelledError
            self._is_writing = True

    def end_writing(self) -> None:
        """From here on it can be cancelled again."""
        with self._lock:
            self._is_writing = False

    def end(self, how: str) -> None:
        """It is over."""
        with self._lock:
            if self._pressed and self._text:
                self._text += OVER
            self._pressed = False
            self._ended = how


class InServer:
    """The way of a command in the server: Excel is held while it is read and written, and the planner's at all other
    times; what is told and what is cancelled passes by the click."""

    hint = " (Cancel or Esc takes this plan)"

    def __init__(self, click: Click, app: xw.App) -> None:
        self._click, self._app = click, app
        self._is_held = False

    def book(self, app: xw.App) -> xw.Book | None:
        """The one that was active at the click: the planner may have gone to another since."""
        self.reach()
        return next((book for book in app.books if book.name == self._click.asked.book), None)

    def show(self, app: xw.App, text: str) -> None:
        """When Excel asks next; at once while it is held, since it does not ask then."""
        self._click.show(text)
        if self._is_held:
            with suppress(Exception):  # what is done matters more than that it is shown
                app.status_bar = text

    def shown(self, app: xw.App) -> str:
        """As it was told."""
        return self._click.shown()

    def pressed(self, app: xw.App) -> Callable[[], bool]:
        """By the button, or by the key, of which Excel tells where no cell is edited."""
        return self._click.pressed

    def window(self, app: xw.App) -> xw.App:
        """The one that is shown now: the workbook of the click, whose window it was, may be closed since."""
        self.reach()
        return by_its_window_now(app)

    def reach(self) -> None:
        """Hold Excel, once the planner has finished what is begun there."""
        if self._is_held:
            return
        before = self._click.shown()
        hold(self._app, self._click.asked.hwnd, self._wait)
        self._is_held = True
        if self._click.shown() == WAITS:
            self._click.show(before)

    def leave(self) -> None:
        """Excel is the planner's own again."""
        if self._is_held:
            self._is_held = False
            release(self._app)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """It is held again when it is reached next."""
        self.leave()
        yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Excel is held, and a cancel comes too late."""
        self.reach()
        self._click.begin_writing()
        try:
            yield
        finally:
            self._click.end_writing()

    def _wait(self) -> None:
        """Excel is busy: the planner is told, and may still cancel."""
        if self._click.pressed():
            raise CancelledError
        if self._click.shown() != WAITS:
            self._click.show(WAITS)
