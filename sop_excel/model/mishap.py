"""What must never cost the planner the plan: explanations, fixes and marginal values that fail become a note."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from sop_excel.domain.said import say, word
from sop_excel.errors import SopError

LOG = logging.getLogger("sop_excel")  # silent, unless the command line is asked for tracebacks (--debug)
NONE: tuple[Any, ...] = ()  # what is there instead of several things

T = TypeVar("T")


def attempted(what: str, work: Callable[[], T], instead: T) -> tuple[T, tuple[str, ...]]:
    """What ``work`` gives; where it fails ``instead`` of it, and a note that says so.

    ``what`` is missing then, and begins the note: ``The explanation``. A lack of memory is told like any other failure,
    since the plan itself is there to be written; who interrupts the program wants it to end, so that is not caught.
    """
    try:
        return work(), ()
    except Exception as error:  # whatever it is, the plan stands without it
        LOG.debug("%s is missing", what, exc_info=True)
        return instead, (say("{what} is missing: {reason}", what=word(what), reason=_told(error)),)


def _told(error: Exception) -> str:
    if isinstance(error, SopError):
        return str(error)
    if isinstance(error, MemoryError):
        return say("this machine has too little memory for it.")
    told = {"kind": type(error).__name__, "error": str(error)}
    return say("unexpected {kind}: {error} (run again with --debug and report it).", **told)
