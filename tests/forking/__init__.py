"""Commands in processes of their own, forked from one that has loaded all of the program: a start for each of them
would take three quarters of a second.

What such a process is given by whoever starts it is the same as for any other: words, environment, folder, streams,
limits, ignored signals; so is its end. ``test_forking`` holds both to each other. What Python reads of its environment
before anything else runs it has from the one that it was forked from: see ``client``, which refuses to start where that
would make a difference.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

ROOT = Path(__file__).parents[2]
NEW = [sys.executable, "-W", "error"]
COLD = [*NEW, "-m", "sop_excel"]
WITHOUT = ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "COLUMNS", "LINES", "NO_COLOR")  # in which one is not loaded


def command() -> list[str]:
    """The words that start ``sop-excel`` in a forked process, to be followed by its own."""
    return [*python(), "-m", "sop_excel"]


def python() -> list[str]:
    """The words that start a forked Python, elsewhere than on Linux a new one; ``-m MODULE`` or ``-c CODE`` follow."""
    if sys.platform != "linux":
        return NEW
    return [sys.executable, "-I", "-S", str(ROOT / "tests/forking/client.py"), str(_folder() / "socket")]


def programs() -> Path:
    """A folder for the search path of a shell, in which ``sop-excel`` is such a process."""
    folder = _folder() / "bin"
    program = folder / "sop-excel"
    if not program.exists():
        folder.mkdir(exist_ok=True)
        quoted = " ".join(f'"{word}"' for word in command())
        program.write_text(f'#!/bin/sh\nexec {quoted} "$@"\n')
        program.chmod(0o755)
    return folder


@cache
def _folder() -> Path:
    """Where the process listens that the others are forked from, one for each process of the tests."""
    folder = Path(mkdtemp(prefix="sop-fork-"))
    environment = {name: text for name, text in os.environ.items() if name not in WITHOUT}
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.forking.server", folder / "socket"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment | {"OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    atexit.register(_end, process, folder)
    assert process.stdout is not None
    assert process.stdout.readline() == b"warm\n", "what commands are forked from could not be started"
    return folder


def _end(process: subprocess.Popen[bytes], folder: Path) -> None:
    process.communicate()  # it ends with what it reads from us
    shutil.rmtree(folder, ignore_errors=True)
