"""The two ways in which a command of the ribbon works: in a Python of its own, or in the server of the functions.

In a Python of its own the macro that started it waits, so that the planner can do nothing in Excel but press Esc; the
status bar is set from here. In the server no macro waits, and Excel is the planner's: that way has its own means to
tell, to hear of a cancel, and to keep the planner's hands off for as long as cells are read or written (``click.py``).
The commands are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Protocol

import xlwings as xw

from sop_excel.hosts.excel.escape import HINT, escape_pressed


class CancelledError(Exception):
    """The planner pressed Cancel, or Esc, before anything was written; nothing was changed."""


class Way(Protocol):
    """How a command meets the planner."""

    @property
    def hint(self) -> str:
        """What is said of a search that has a plan: by what the planner takes it."""

    def book(self, app: xw.App) -> xw.Book | None:
        """The workbook that the command is for; None if there is none."""

    def show(self, app: xw.App, text: str) -> None:
        """Show it in the status bar."""

    def shown(self, app: xw.App) -> str:
        """What was shown last."""

    def pressed(self, app: xw.App) -> Callable[[], bool]:
        """What tells whether the planner has cancelled since it was asked last."""

    def window(self, app: xw.App) -> xw.App:
        """The Excel in whose window a message is shown."""

    def reach(self) -> None:
        """Excel is asked from here on, until it is left ``apart``.

        Raises CancelledError where the planner cancels before it can be.
        """

    def apart(self) -> AbstractContextManager[None]:
        """While the body runs, Excel is asked nothing, and the planner may work in it."""

    def writing(self) -> AbstractContextManager[None]:
        """The body writes into Excel. Raises CancelledError before it where the planner has cancelled."""


class OwnProcess:
    """A command in a Python of its own."""

    hint = HINT

    def book(self, app: xw.App) -> xw.Book | None:
        """The active one."""
        return app.books.active if len(app.books) else None

    def show(self, app: xw.App, text: str) -> None:
        """At once."""
        app.status_bar = text

    def shown(self, app: xw.App) -> str:
        """As Excel has it."""
        return str(app.status_bar)

    def pressed(self, app: xw.App) -> Callable[[], bool]:
        """By the key Esc."""
        return escape_pressed(app)

    def window(self, app: xw.App) -> xw.App:
        """That of the click, in which nobody can have closed anything."""
        return app

    def reach(self) -> None:
        """Nothing is to be done: the macro waits."""

    def apart(self) -> AbstractContextManager[None]:
        """Nor here."""
        return nullcontext()

    def writing(self) -> AbstractContextManager[None]:
        """Nothing is to be done: the key is not asked for any more."""
        return nullcontext()


_WAY: ContextVar[Way | None] = ContextVar("way", default=None)


def way() -> Way:
    """The way in which the command works that runs now."""
    return _WAY.get() or OwnProcess()


@contextmanager
def working_in(given: Way) -> Iterator[None]:
    """While the body runs, commands work in this way."""
    token = _WAY.set(given)
    try:
        yield
    finally:
        _WAY.reset(token)
