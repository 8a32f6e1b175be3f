"""The command ``sop-excel``.

Exit status: 0 a plan was written; 2 the input or the command is wrong, or it needs a package that is not installed;
3 no plan exists; 1 anything else.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any

from sop_excel.copies.command import keeping_copies
from sop_excel.errors import InputError, Issue, MachineError, MissingPackageError, SopError
from sop_excel.hosts.cli.declared import ASKS, PROGRAM, Command
from sop_excel.hosts.cli.issues import told_issues, wrong_input
from sop_excel.hosts.cli.progress_line import ProgressLine
from sop_excel.hosts.cli.signals import exit_status, stoppable
from sop_excel.hosts.cli.step_times import step_times
from sop_excel.hosts.cli.streams import answers_only, quietly, say, tell
from sop_excel.hosts.cli.usage import COMMANDS, asked
from sop_excel.languages import ENGLISH
from sop_excel.model.mishap import LOG

if TYPE_CHECKING:
    from sop_excel.hosts.cli.hosts import OtherHosts

DONE, FAILED, WRONG_INPUT = 0, 1, 2
PLANNING = ("optimize", "chain", "roll")  # which write a plan, and go on with the one that there is when interrupted
HELP = ("-h", "--help")
VERBOSE = ("-v", "--verbose")
_UNTOLD = "without exception set"  # what Python says of a library that failed and could not even say of what
_NO_ROOM = "failed to map segment"  # what the C library of Linux says of a library that does not fit into the memory


def main(hosts: OtherHosts, arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    as_json, debug = any(word.split("=")[0] == "--json" for word in words), "--debug" in words
    for_good = arguments is None
    with answers_only(for_good), _tracebacks(debug):
        return _guarded(lambda: _asked(hosts, words, for_good), as_json, debug)


def _asked(hosts: OtherHosts, words: list[str], for_good: bool) -> int:
    """Run the command, or say what the program says of itself."""
    if for_good and _completes():
        from sop_excel.hosts.cli.completing import complete

        return complete(hosts)
    if words[:1] == ["help"]:
        words = [*words[1:], HELP[1]]
    command, rest = asked(words)
    if not words or any(word in HELP for word in _before_dashes(rest)):
        return _help(command, guide=not words)
    if command is None and "--version" in rest:
        from sop_excel.hosts.cli.helping import versions

        say(versions(any(word in VERBOSE for word in rest)))
        return DONE
    if command is None or command.actions:
        raise InputError([_no_command(command, rest)])
    return _run(command, rest, hosts, for_good)


def _completes() -> bool:
    """Whether a shell asks what may be typed."""
    return bool(os.environ.get(ASKS)) and len(sys.argv) == 1


def _before_dashes(words: Sequence[str]) -> Sequence[str]:
    """The words in which options are looked for."""
    return words[: words.index("--")] if "--" in words else words


def _help(command: Command | None, *, guide: bool) -> int:
    """A guide is no answer to a question: a script that lost its words is told so by the exit status."""
    from sop_excel.hosts.cli import helping

    if guide:
        say(helping.guide())
        return WRONG_INPUT
    say(helping.help_of(command) if command else helping.help_of_all())
    return DONE


def _no_command(command: Command | None, rest: Sequence[str]) -> Issue:
    """That none was named, or none of its actions."""
    place = f"{PROGRAM} {command.name}" if command else PROGRAM
    expected = "a complete command" if command else "a command"
    known = [one.name.split()[-1] for one in command.actions] if command else COMMANDS
    found = f"'{rest[0]}'" if rest else "no action" if command else "none"
    names = f"one of {', '.join(known)}; " if command else ""
    return Issue(place, "", expected, found, f"{names}see '{place} --help'")


def _run(command: Command, words: list[str], hosts: OtherHosts, for_good: bool) -> int:
    settles, line = command.name in PLANNING, ProgressLine()
    with stoppable(for_good, line.tell if settles else None):
        from sop_excel.hosts.cli.bodies import body_of
        from sop_excel.hosts.cli.parsing import typed

        options = typed(command, words)
        quiet, keeps = options.quiet, not getattr(options, "no_copy", False)
        helped = _helped(hosts, getattr(options, "cluster", None), _untold if quiet else line.tell)
        shown = nullcontext() if quiet else line.shown()
        timed = step_times(line.tell) if options.verbose else nullcontext()
        with quietly(quiet), shown, timed, keeping_copies(options.command, keeps), helped:
            return body_of(options.command)(options, hosts)


def _untold(text: str) -> None:
    """Nobody shall be told."""


def _helped(hosts: OtherHosts, address: str | None, told: Callable[[str], None]) -> AbstractContextManager[None]:
    """The cluster at this address as a help, if there is one to be; what it tells are notes."""
    return nullcontext() if address is None else hosts.cluster(address, lambda note: told(f"note: {note}"))


def _guarded(run: Callable[[], int], as_json: bool, debug: bool) -> int:
    """Every failure as one clear answer; a traceback only where it was asked for."""
    try:
        return run()
    except (InputError, MissingPackageError) as error:
        issues = error.issues if isinstance(error, InputError) else (str(error),)
        language = error.language if isinstance(error, InputError) else ENGLISH
        return _fail(WRONG_INPUT, told_issues(issues, language), wrong_input(issues) if as_json else None)
    except (KeyboardInterrupt, Exception) as error:  # the last line of defence: a planner never sees a traceback
        if debug:
            tell(traceback.format_exc().rstrip())
        message = _failure(error)
        status = exit_status(error, FAILED)
    return _fail(status, message, {"status": "error", "message": message} if as_json else None)


def _failure(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "stopped; every file is whole"
    if isinstance(error, SopError):
        return str(error)
    if _lacks_memory(error):
        return "this machine has too little memory for this plan"
    return f"unexpected {type(error).__name__}: {error} (run again with --debug and report it)"


def _lacks_memory(error: BaseException) -> bool:
    """Whether it is for that: a library that is to be loaded then fails to, and the system in words of its own."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    if isinstance(error, SystemError):
        return _UNTOLD in str(error)
    return isinstance(error, MemoryError) or (isinstance(error, ImportError) and _NO_ROOM in str(error))


class _Told(logging.Handler):
    """What is logged goes where all else goes that is no answer."""

    def emit(self, record: logging.LogRecord) -> None:
        tell(self.format(record))


@contextmanager
def _tracebacks(wanted: bool) -> Iterator[None]:
    """Where they are wanted, also those of what failed beside a plan, which is only a note of it."""
    handler = _Told() if wanted else logging.NullHandler()
    LOG.addHandler(handler)
    before = LOG.level
    LOG.setLevel(logging.DEBUG if wanted else before)
    try:
        yield
    finally:
        LOG.setLevel(before)
        LOG.removeHandler(handler)


def _fail(status: int, message: str, answer: dict[str, Any] | None) -> int:
    tell(message)
    if answer is not None:
        with suppress(MachineError):  # the status and the other stream still tell
            say(json.dumps(answer))
    return status
