"""What the macros of the ribbon ask the server of the worksheet functions for: to start a command, how far it is, to
cancel it.

The server has been running since the first formula or click, so that nothing is to be imported any more. Each answer
comes at once: a word, and in a second line a text. A command works in a thread of its own, one at a time, and knows
nothing of those before it. ``SopClicks.bas`` is the other side; where this one cannot be reached, or is of another
version, the macros start a Python of its own for the click (``__main__.py``).
"""

from __future__ import annotations

import gc
from contextlib import suppress
from contextvars import Context
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from threading import Lock, Thread
from typing import TYPE_CHECKING

from sop_excel import __version__
from sop_excel.session_log import LOGGER, start_anew, stop

if TYPE_CHECKING:
    from sop_excel.hosts.excel.click import Click

STARTED, BUSY, OTHER_VERSION = "started", "busy", "version"  # what a start comes to
RUNNING, DONE, FAILED, GONE = "running", "done", "failed", "gone"  # how far a command is

_LOCK = Lock()
_CLICKS: dict[str, Click] = {}  # the last one, by its ticket
_count = 0


def start(command: str, hwnd: str, scenario: str, book: str, version: str) -> str:
    """Start a command on the workbook of that name, in the Excel with this window; the ticket to ask after it.

    ``version`` is that of the add-in. ``busy``, with a sentence, while another command runs; ``version`` where add-in,
    server and what is installed are not all of one version: the server is to be started anew, then.
    """
    from sop_excel.hosts.excel.click import Asked, Click
    from sop_excel.hosts.excel.wording import BUTTONS

    global _count
    asked = Asked(command, int(hwnd), int(scenario), book)
    if command not in BUTTONS:
        raise ValueError(command)
    with _LOCK:
        if running := _running():
            return f"{BUSY}\n{_refusal(running)}"
        if not version == __version__ == _installed():
            return OTHER_VERSION
        _count += 1
        ticket, click = str(_count), Click(asked)
        _CLICKS.clear()
        _CLICKS[ticket] = click
    # in a context of its own, so that nothing that another command has set is seen
    Thread(target=lambda: Context().run(_work, click), name=f"sop-excel {command}", daemon=True).start()
    return f"{STARTED}\n{ticket}"


def state(ticket: str) -> str:
    """How far a command is, and what the status bar is to show; without a ticket of the one that runs or ran last.

    ``gone``: this server knows nothing of it.
    """
    click = _found(ticket)
    return GONE if click is None else f"{click.ended or RUNNING}\n{click.told()}"


def cancel(ticket: str) -> str:
    """End a command, if it can still be ended: ``running`` and what that comes to; else as ``state``."""
    click = _found(ticket)
    if click is None or click.ended:
        return state(ticket)
    return f"{RUNNING}\n{click.cancel()}"


def _installed() -> str:
    """The version that a new Python would have: the program may have been updated since this one was started."""
    try:
        return installed_version("sop-excel")
    except PackageNotFoundError:  # an update that is under way
        return ""


def _found(ticket: str) -> Click | None:
    with _LOCK:
        return _CLICKS.get(ticket) if ticket else next(iter(_CLICKS.values()), None)


def _running() -> Click | None:
    return next((click for click in _CLICKS.values() if click.ended is None), None)


def _refusal(click: Click) -> str:
    from sop_excel.hosts.excel.wording import BUTTONS

    return (
        f"{BUTTONS[click.asked.command]} has been working on {click.asked.book} since {click.began:%H:%M:%S}. "
        "Wait until it has ended, or choose Cancel."
    )


def _work(click: Click) -> None:
    """The command from its beginning to its end, whatever happens."""
    from sop_excel.hosts.excel.reaching import com_of_a_thread

    how = FAILED
    try:
        start_anew(f"ribbon, in the server: {click.asked.command} --scenario {click.asked.scenario}")
        with com_of_a_thread():
            how = _worked(click)
    finally:
        with suppress(Exception):  # whatever happens, it is not said to run for ever
            stop()
            gc.collect()  # a large plan is not kept in memory until the next one
        click.end(how)


def _worked(click: Click) -> str:
    """In a word, how the command has ended. No object of Excel's is left with anybody, nor with an error."""
    try:
        return _commanded(click)
    except BaseException:  # whatever it is, the server goes on, and the planner is told that this has ended
        LOGGER.exception("ended")
        return FAILED


def _commanded(click: Click) -> str:
    from sop_excel.hosts.excel.click import InServer
    from sop_excel.hosts.excel.reaching import asking
    from sop_excel.hosts.excel.ribbon import COMMANDS
    from sop_excel.hosts.excel.telling import TITLE
    from sop_excel.hosts.excel.ways import working_in
    from sop_excel.hosts.excel.wording import BUTTONS

    click.show(f"{TITLE}: {BUTTONS[click.asked.command]} ...")
    app = asking(click.asked.hwnd)
    if app is None:
        LOGGER.error("there is no Excel")
        return FAILED
    way = InServer(click, app)
    try:
        with working_in(way):
            COMMANDS[click.asked.command](app, click.asked.scenario)
    finally:
        way.leave()
    return DONE
