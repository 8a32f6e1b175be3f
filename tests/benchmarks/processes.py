"""A program in a process of its own: what it takes as a whole, and what it prints; ended where it takes too long."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from time import perf_counter
from typing import Any

TAIL = 2000  # characters of what a program complained of
NOT_USUAL = {"PYTHONDONTWRITEBYTECODE"}  # with it every process would compile all of our program again, and no library


class TooSlowError(Exception):
    """The program was ended at its limit."""


class FailedError(Exception):
    """The program failed; with the end of what it complained of."""


@dataclass(frozen=True)
class Whole:
    """Wall and processor seconds of a whole process and of those that it waited for, the peak memory (MiB) of the
    largest of them, and what was printed."""

    seconds: float
    processor: float
    memory: float
    printed: str


def run(words: list[str], limit: float) -> Whole:
    """Run a module of Python's with these words; raises TooSlowError after ``limit`` seconds, FailedError where it
    fails. This process must stay small: a new one counts the memory of the one that it comes from."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        words, usual = [sys.executable, "-m", *words], {k: v for k, v in os.environ.items() if k not in NOT_USUAL}
        began = perf_counter()
        process = subprocess.Popen(words, stdout=out, stderr=err, start_new_session=True, env=usual)
        late = threading.Event()
        clock = threading.Timer(limit, _end, (process.pid, late))
        clock.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - began
        clock.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if late.is_set():
            raise TooSlowError(f"> {limit:.0f} s")
        if process.returncode:
            err.seek(0)
            raise FailedError(f"{' '.join(words)}: {err.read().decode(errors='replace')[-TAIL:]}")
        out.seek(0)
        printed = out.read().decode()
    return Whole(seconds, usage.ru_utime + usage.ru_stime, mebibytes(usage.ru_maxrss), printed)


def mebibytes(peak: int) -> float:
    """A peak of memory as the system tells it: Linux in KiB, a Mac in bytes."""
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def answer(words: list[str], limit: float) -> Any:
    """What the module prints on its last line, as JSON."""
    return json.loads(run(words, limit).printed.splitlines()[-1])


def _end(pid: int, late: threading.Event) -> None:
    """With every program that it has started."""
    late.set()
    os.killpg(pid, signal.SIGKILL)
