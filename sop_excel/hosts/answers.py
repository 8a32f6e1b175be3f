"""What the command line says on standard output: its answers, and nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sop_excel.errors import MachineError


def say(text: str) -> None:
    """Print on standard output; a reader who has seen enough and closes the pipe changes nothing of how we end.

    Raises MachineError where it cannot be written, such as a file on a full disk.
    """
    try:
        print(text, flush=True)
    except OSError as fault:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would try again at its end
        if not isinstance(fault, BrokenPipeError):
            raise MachineError(f"the answer could not be printed: {fault.strerror}") from fault


@contextmanager
def answers_only() -> Iterator[None]:
    """Standard output for what ``say`` says alone: a solver's library prints there by itself when memory is short.

    Where standard output is no file of its own, as in a test that catches it, it is left as it is.
    """
    if not _is_first_file():
        yield
        return
    before, kept, nowhere = sys.stdout, os.dup(1), os.open(os.devnull, os.O_WRONLY)
    before.flush()
    os.dup2(nowhere, 1)
    os.close(nowhere)
    try:
        with open(kept, "w", encoding=before.encoding, errors="replace", closefd=False) as answers:
            sys.stdout = answers
            yield
    finally:
        sys.stdout = before
        os.dup2(kept, 1)
        os.close(kept)


def _is_first_file() -> bool:
    try:
        return sys.stdout.fileno() == 1
    except (AttributeError, OSError, ValueError):  # no standard output at all, as under pythonw, or a stand-in
        return False
