"""Excel held: while cells are read or written, the planner's keys and clicks wait, so that nothing is read half.

No macro runs meanwhile, so the planner may be in the middle of a cell or of a window when Excel is wanted: then it
refuses every call. It is asked again, with pauses, until the planner has finished.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import Any

import xlwings as xw

# What Excel answers while a cell is edited, a window is open, or it computes: called again, it will do what is asked.
REJECTED = -2147418111  # RPC_E_CALL_REJECTED
RETRY_LATER = -2147417846  # RPC_E_SERVERCALL_RETRYLATER
IGNORED = -2146777998  # VBA_E_IGNORE
FIRST, LONGEST = 0.02, 0.3  # seconds between two times that it is asked
_SCODE = 5  # the place in a COM error's description of what Excel itself says


def hold(app: xw.App, hwnd: int, waits: Callable[[], None]) -> None:
    """Take no more keys and clicks; ``waits`` is called before each time that Excel is asked again.

    ``hwnd`` is the window of Excel. Raises what ``waits`` raises, and what an Excel raises that is no longer there.
    """
    pause = FIRST  # the macro of the click may be about to end
    while True:
        try:
            _set(app, False)
            return
        except Exception as error:
            if not _is_busy(error, hwnd):
                raise
        waits()
        Event().wait(pause)
        pause = min(2 * pause, LONGEST)


def release(app: xw.App) -> None:
    """Take keys and clicks again; an Excel that is no longer there needs it no more."""
    with suppress(Exception):
        app.interactive = True


def _set(app: xw.App, value: bool) -> None:
    """By the object of Excel itself: that of xlwings asks again without a pause, for as long as a cell is edited."""
    plain: Any = getattr(app.api, "_inner", app.api)
    plain.Interactive = value


def _is_busy(error: Exception, hwnd: int) -> bool:
    codes = {getattr(error, "hresult", None)}
    described = getattr(error, "excepinfo", None)
    if described and len(described) > _SCODE:
        codes.add(described[_SCODE])
    if codes & {REJECTED, RETRY_LATER, IGNORED}:
        return True
    # pywin32 takes a refusal for a property that is not there
    return isinstance(error, AttributeError) and _is_there(hwnd)


def _is_there(hwnd: int) -> bool:
    """Whether a window is still open; asked of Windows, since Excel refuses to be asked."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.IsWindow(hwnd))
    return False
