"""What the ribbon starts where it has no server to ask: ``python -m sop_excel.hosts.excel optimize --hwnd 123``.

Exit status 0: the planner has been told how it went; 1: nobody could be told, so the ribbon says so.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from threading import Event, Thread
from time import sleep

from sop_excel.session_log import LOGGER, start

SECONDS_TO_READ = 30.0
SECONDS_BETWEEN = 1.0
SECONDS_IN_ALL = 1800.0  # an Excel that no longer answers must not be waited for, since it waits for us


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command in the Excel that asked for it, and return the exit status."""
    start(f"ribbon: {' '.join(sys.argv[1:] if arguments is None else arguments)}")
    from sop_excel.hosts.excel.reaching import asking
    from sop_excel.hosts.excel.ribbon import COMMANDS

    parser = argparse.ArgumentParser(prog="python -m sop_excel.hosts.excel", allow_abbrev=False)
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("--hwnd", type=int, help="the window of the Excel that asks (Windows)")
    parser.add_argument("--scenario", type=int, default=0, help="the number of the scenario to optimize; 0: the base")
    options = parser.parse_args(arguments)
    app = asking(options.hwnd)
    if app is None:
        LOGGER.error("there is no Excel")
        return 1
    COMMANDS[options.command](app, options.scenario)
    if options.hwnd is None:  # on a Mac nobody waits for us, so the status bar is cleared from here
        sleep(SECONDS_TO_READ)
        app.status_bar = False
    return 0


def end_in_time() -> None:
    """End the process where it stands once it has worked for too long; while a message is open, nothing is counted.

    The macros that wait for it put Excel's settings back, and tell.
    """
    left = SECONDS_IN_ALL
    while left > 0:
        step = min(left, SECONDS_BETWEEN)
        Event().wait(step)
        telling = sys.modules.get("sop_excel.hosts.excel.telling")
        if telling is None or not telling.OPEN.is_set():
            left -= step
    LOGGER.error("given up after %.0f s", SECONDS_IN_ALL)
    os._exit(1)


def run() -> int:
    """The exit status of the command on the command line, whatever goes wrong and however long it takes."""
    Thread(target=end_in_time, daemon=True).start()
    try:
        return main()
    except Exception:
        LOGGER.exception("ended")
        return 1


if __name__ == "__main__":
    os._exit(run())  # a solver that was left behind must not keep the process alive
