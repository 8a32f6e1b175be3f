"""What a command of the ribbon tells: in the status bar while it works, in messages, and in a list of many problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from threading import Event
from time import perf_counter

import xlwings as xw

from sop_excel.copies.command import keeping_copies, under_way
from sop_excel.domain.said import Said, capital, in_language, phrase
from sop_excel.domain.told_issues import issue_in, line_in
from sop_excel.domain.vocabulary import counted, whole
from sop_excel.errors import InputError, Issue, SopError
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.excel.problems import list_notes, list_problems
from sop_excel.hosts.excel.undoing import MixedError
from sop_excel.hosts.excel.ways import CancelledError, way
from sop_excel.hosts.excel.wording import in_excel, issue_in_excel
from sop_excel.languages import ENGLISH
from sop_excel.running_step import Step, listened_by, running
from sop_excel.session_log import LOGGER, where

TITLE = "S&OP"
OPEN = Event()  # a message is open, and the planner may take any time to read it
WRITING = "writing the"  # the macros of the add-in know from the status bar that it was begun
EVERY = 1.0  # seconds between two times that the same step is shown
SHOWN_PROBLEMS = 12  # lines of a message box; more are listed in a workbook of their own
_MEND = phrase("{so_far}. Please mend:")
_MORE = phrase("... and {count} more; all of them are listed in a new workbook.")

_CELL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?[0-9]+)(?:[:,].*)?")


def active(app: xw.App) -> OpenBook:
    """The workbook that the planner works on. Raises InputError if none is open."""
    book = way().book(app)
    if book is None:
        advice = "open a planning workbook, or start one from a template"
        raise InputError([Issue("Excel", "", "an open workbook", "none", advice)])
    return OpenBook(book)


NOTHING = Said(phrase("nothing was changed"), {})


def guarded(app: xw.App, command: str, run: Callable[[], None], so_far: str = NOTHING) -> None:
    """Every failure as a message that says what to do; the workbook is as it was, which is what ``so_far`` says."""
    try:
        try:
            with keeping_copies(command) if under_way() is None else nullcontext():
                run()
        except CancelledError:
            tell(app, f"{command}: cancelled, {so_far}")
        except InputError as error:
            tell(app, f"{command}: {counted(len(error.issues), 'problem')}, {so_far}")
            with suppress(Exception):  # the message matters more than the way to the cell
                _show_first(app, error.issues)
            head = Said(_MEND, {"so_far": capital(so_far)})
            report(app, head, error.issues, "critical", error.language)
    except CancelledError:  # before the problems could be listed
        tell(app, f"{command}: cancelled, {so_far}")
    except SopError as error:
        LOGGER.exception("%s", command)
        left = "old and new cells stand side by side" if isinstance(error, MixedError) else so_far
        tell(app, f"{command}: not done, {left}")
        say(app, f"{error}{_logged()}", "critical")
    except Exception as error:  # the last line of defence: a planner never sees a traceback
        LOGGER.exception("%s", command)
        tell(app, f"{command}: not done, {so_far}")
        told = f"Unexpected {type(error).__name__}: {error}\n\nPlease run: sop-excel doctor"
        say(app, f"{told}{_logged()}", "critical")


def _logged() -> str:
    """Where the steps of this session are written down, for a message; nothing where they are not."""
    return f"\n\nWhat was done: {path}" if (path := where()) else ""


def report(app: xw.App, head: str, issues: Sequence[Issue], mode: str, language: str = ENGLISH) -> None:
    """Problems or notes in the language of the workbook: a few in the message itself, many in a new workbook."""
    issues = [issue_in_excel(issue_in(issue, language)) for issue in issues]
    lines = [f"- {line_in(issue, language)}" for issue in issues[:SHOWN_PROBLEMS]]
    if len(issues) > SHOWN_PROBLEMS:
        list_problems(app, issues, language)
        more = Said(_MORE, {"count": whole(len(issues) - SHOWN_PROBLEMS)})
        lines.append(in_language(more, language))
    say(app, "\n".join([in_language(head, language), *lines]), mode)


def list_told(app: xw.App, summary: Sequence[str], notes: Sequence[str], language: str = ENGLISH) -> None:
    """What was done, the first of it in the status bar too, and what to know besides; many notes in a new workbook. All
    in the language of the workbook, as far as it can be said in it.

    The workbook is written by then, so no failure to tell it may say otherwise.
    """
    with suppress(Exception):
        summary, notes = ([in_excel(in_language(line, language)) for line in lines] for lines in (summary, notes))
        tell(app, summary[0])
        lines = [*summary, *([""] if notes else []), *(f"- {note}" for note in notes[:SHOWN_PROBLEMS])]
        if len(notes) > SHOWN_PROBLEMS:
            list_notes(app, notes)
            more = Said(_MORE, {"count": whole(len(notes) - SHOWN_PROBLEMS)})
            lines.append(in_language(more, language))
        say(app, "\n".join(lines), "info")


def _show_first(app: xw.App, issues: Sequence[Issue]) -> None:
    """Go to the cell of the first problem that has one."""
    for issue in issues:
        if found := _CELL.fullmatch(issue.place):
            sheet = found[2] or found[1].replace("''", "'")
            active(app).show(sheet, found[3])
            return


def tell(app: xw.App, text: str) -> None:
    """Show it in the status bar."""
    LOGGER.info("%s", text)
    way().show(app, f"{TITLE}: {text}")


@contextmanager
def step(app: xw.App, name: str, doing: str) -> Iterator[None]:
    """The body is a step of this name that asks Excel; the status bar says what it is ``doing``, and for how long.

    It hears of it where the body says that it gets on, and shows it once a second.
    """
    began = shown = perf_counter()

    def heard(_: Step | None) -> None:
        nonlocal shown
        now = perf_counter()
        if now - shown >= EVERY:
            shown = now
            way().show(app, f"{TITLE}: {doing}, {now - began:.0f} s ...")

    tell(app, f"{doing} ...")
    with listened_by(heard), running(name):
        yield


def told_last(app: xw.App) -> str:
    """What was told last."""
    return way().shown(app).removeprefix(f"{TITLE}: ")


def say(app: xw.App, text: str, mode: str) -> None:
    """Show it in a message, and wait until the planner has read it; or has cancelled before it can be shown."""
    LOGGER.info("told: %s", text)
    try:
        window = way().window(app)
    except CancelledError:
        return
    with _open(), way().apart():
        window.alert(text, TITLE, mode=mode)


def ask(app: xw.App, text: str, buttons: str) -> str:
    """The button that the planner presses: those of ``yes_no_cancel`` or ``ok_cancel``.

    Raises CancelledError for Cancel, and where the message could not be shown.
    """
    LOGGER.info("asked: %s", text)
    window = way().window(app)
    with _open(), way().apart():
        answer = window.alert(text, TITLE, buttons=buttons, mode="info")
    LOGGER.info("answered: %s", answer)
    if answer not in ("yes", "no", "ok"):
        raise CancelledError
    return answer


@contextmanager
def _open() -> Iterator[None]:
    OPEN.set()
    try:
        yield
    finally:
        OPEN.clear()
