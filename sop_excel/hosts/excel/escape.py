"""The key Esc, pressed in Excel while a command works: the macro that waits for us hears no key, Windows does."""

from __future__ import annotations

import sys
from collections.abc import Callable

import xlwings as xw

ESCAPE = 0x1B
HINT = " (Esc takes this plan)" if sys.platform == "win32" else ""


def escape_pressed(app: xw.App) -> Callable[[], bool]:
    """What tells whether Esc was pressed since it was asked last, while this Excel was in front; elsewhere than on
    Windows it never was."""
    if sys.platform == "win32":
        import ctypes

        keys = ctypes.windll.user32

        def process_of(window: int) -> int:
            found = ctypes.c_ulong()
            keys.GetWindowThreadProcessId(window, ctypes.byref(found))
            return found.value

        ours = process_of(app.hwnd)
        keys.GetAsyncKeyState(ESCAPE)  # what was pressed before does not count
        return lambda: bool(keys.GetAsyncKeyState(ESCAPE)) and process_of(keys.GetForegroundWindow()) == ours
    return lambda: False
