"""The Excel that asks: reached by its window, from whatever process and thread."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import xlwings as xw


def asking(hwnd: int | None) -> xw.App | None:
    """The Excel with this window (Windows); without one the active Excel. None if there is none.

    An Excel has a window for each workbook, so it is asked by the window itself and not looked for among all.
    """
    if hwnd is None:
        return xw.apps.active
    from xlwings import _xlwindows

    return xw.App(impl=_xlwindows.App(xl=hwnd))  # type: ignore[no-untyped-call]


def by_its_window_now(app: xw.App) -> xw.App:
    """The Excel by the window that it shows now (Windows): that by which it was reached may be a closed workbook's."""
    from xlwings import _xlwindows

    return xw.App(impl=_xlwindows.App(xl=app.api))  # type: ignore[no-untyped-call]


@contextmanager
def com_of_a_thread() -> Iterator[None]:
    """The body may call Excel from a thread of its own: what it reaches there is no other thread's (Windows)."""
    if sys.platform == "win32":
        pythoncom = import_module("pythoncom")
        pythoncom.CoInitialize()
        try:
            yield
        finally:
            gc.collect()  # what is left of Excel's objects must be gone first
            pythoncom.CoUninitialize()
    else:
        yield
