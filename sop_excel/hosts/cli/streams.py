"""What the command line says: its answers on standard output, all else on standard error, whatever these are."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from typing import TextIO

from sop_excel.errors import MachineError
from sop_excel.hosts.cli.terminal import painted
from sop_excel.model.engine.quiet import flush_libraries

_ASIDE: ContextVar[Callable[[], AbstractContextManager[None]]] = ContextVar("aside", default=nullcontext)
_QUIET: ContextVar[bool] = ContextVar("quiet", default=False)


@contextmanager
def printing_through(aside: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """While the body runs, whatever is printed is printed within ``aside()``, which clears the terminal for it."""
    token = _ASIDE.set(aside)
    try:
        yield
    finally:
        _ASIDE.reset(token)


@contextmanager
def quietly(wanted: bool) -> Iterator[None]:
    """While the body runs, if that is wanted, nothing is printed but answers in short, errors and questions."""
    token = _QUIET.set(wanted)
    try:
        yield
    finally:
        _QUIET.reset(token)


def say(text: str, in_short: str | None = None) -> None:
    """Print on standard output, where it shall be quiet ``in_short``, if that is another text, or nothing if it is
    empty; a reader who has seen enough and closes the pipe changes nothing of how we end.

    Raises MachineError where it cannot be written, such as a file on a full disk.
    """
    if in_short is not None and is_quiet():
        text = in_short
        if not text:
            return
    try:
        with _ASIDE.get()():
            print(text, flush=True)
    except OSError as fault:
        _give_up(sys.stdout)
        if not isinstance(fault, BrokenPipeError):
            raise MachineError(f"the answer could not be printed: {fault.strerror}") from fault


def is_quiet() -> bool:
    """Whether no more shall be printed than answers in short, errors and questions."""
    return _QUIET.get()


def tell_notes(notes: Iterable[object]) -> None:
    """Tell what is good to know besides, unless it shall be quiet."""
    for note in () if is_quiet() else notes:
        tell(f"{painted('note:', 'yellow', sys.stderr)} {note}")


def tell(text: str) -> None:
    """Print on standard error. Where it is closed or full nothing is told, and nothing else changes: the exit status
    and the answer on standard output still tell."""
    if sys.stderr is None:  # closed; ``print`` would take standard output instead
        return
    try:
        with _ASIDE.get()():
            print(text, file=sys.stderr, flush=True)
    except OSError:
        _give_up(sys.stderr)


@contextmanager
def answers_only(for_good: bool) -> Iterator[None]:
    """Standard output for what ``say`` says alone: a solver's library prints there by itself when memory is short.

    ``for_good``, in a process that does nothing else, it stays so until the end, when libraries empty their buffers.
    Where standard output is no file of its own, as in a test that catches it, it is left as it is.
    """
    _hold_standard_files()
    if not _is_first_file():
        yield
        return
    before, kept = sys.stdout, os.dup(1)
    before.flush()
    flush_libraries()
    _to_nowhere(1)
    sys.stdout = open(kept, "w", encoding=before.encoding, errors="replace", closefd=False)  # noqa: SIM115
    try:
        yield
    finally:
        if not for_good:
            sys.stdout = before
            flush_libraries()
            os.dup2(kept, 1)
            os.close(kept)


def _hold_standard_files() -> None:
    """Keep the numbers 0, 1 and 2 from files of ours where they are closed: libraries print on 1 and 2 by number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # which gets the lowest free number


def _is_first_file() -> bool:
    try:
        return sys.stdout.fileno() == 1
    except (AttributeError, OSError, ValueError):  # no standard output at all, as under pythonw, or a stand-in
        return False


def _give_up(stream: TextIO) -> None:
    """Send a stream that cannot be written nowhere, or Python would try again at its end."""
    with suppress(OSError, ValueError):
        _to_nowhere(stream.fileno())


def _to_nowhere(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
