"""What the ribbon starts: ``python -m sop_excel.hosts.excel optimize --hwnd 123``.

Exit status 0: the planner has been told how it went; 1: nobody could be told, so the ribbon says so.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from time import sleep

import xlwings as xw

from sop_excel.hosts.excel.ribbon import COMMANDS

SECONDS_TO_READ = 30.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command in the Excel that asked for it, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m sop_excel.hosts.excel", allow_abbrev=False)
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("--hwnd", type=int, help="the window of the Excel that asks (Windows)")
    parser.add_argument("--scenario-index", type=int, default=0, help="which scenario to optimize; 0 is the base")
    options = parser.parse_args(arguments)
    app = asking(options.hwnd)
    if app is None:
        return 1
    COMMANDS[options.command](app, options.scenario_index)
    if options.hwnd is None:  # on a Mac nobody waits for us, so the status bar is cleared from here
        sleep(SECONDS_TO_READ)
        app.status_bar = False
    return 0


def asking(hwnd: int | None) -> xw.App | None:
    """The Excel with this window (Windows); without one the active Excel. None if there is none.

    An Excel has a window for each workbook, so it is asked by the window itself and not looked for among all.
    """
    if hwnd is None:
        return xw.apps.active
    from xlwings import _xlwindows

    return xw.App(impl=_xlwindows.App(xl=hwnd))  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # a solver that was left behind must not keep the process alive
