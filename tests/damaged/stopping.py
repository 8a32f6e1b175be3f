"""Commands that a signal stops at one of their calls that change something on disk."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.commands import Ran
from tests.forking import python

ROOT = Path(__file__).parents[2]

# For each order that comes on its standard input, runs a command in a process forked from this one, which has loaded
# the program, and stops it at one of the calls that change something on disk: before the one of that number, or where
# the number is negative, after it. It tells the status on a line.
STOPPING = """
import os, pathlib, signal, sys, zipfile
from sop_excel.__main__ import main
from sop_excel.copies import keeping
from sop_excel.copies.history import Index
from sop_excel.files import system
for order in sys.stdin:
    name, number, command, book, out, err = order.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    sys.exit()
for path, stream in ((os.devnull, 0), (out, 1), (err, 2)):
    os.dup2(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_RDWR), stream)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it
stop, number = getattr(signal, name), int(number)
count = 0
def watched(owner, name):
    real = getattr(owner, name)
    def call(*words, **named):
        global count
        count += os.devnull not in words  # where the streams of the process go, before it begins
        if count == number != 0:
            number_is_up()
        done = real(*words, **named)
        if count == -number != 0:
            number_is_up()
        return done
    setattr(owner, name, call)
def number_is_up():
    global number
    number = 0
    os.kill(os.getpid(), stop)
for owner, name in [
    (zipfile.ZipFile, "writestr"), (zipfile.ZipFile, "close"),
    (pathlib.Path, "chmod"), (system, "exchange"), (system, "create"), (keeping, "rotate"),
    (Index, "__enter__"), (Index, "record"), (Index, "forget"), (Index, "__exit__"),
]:
    watched(owner, name)
for name in ("open", "fsync", "replace", "link", "mkdir", "unlink"):
    watched(os, name)
sys.argv[1:] = [command, book]
status = main()
print("calls", count)
sys.exit(status)
"""


class Stopping:
    """Runs a command again and again, each time in a process that a signal stops at one of its calls."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._out, self._err = folder / "out", folder / "err"

    def __call__(self, name: str, number: int, book: Path, command: str = "optimize") -> Ran:
        """What comes of it with the signal at that call; at none for 0."""
        assert self._process.stdin
        assert self._process.stdout
        words = [name, str(number), command, str(book), str(self._out), str(self._err)]
        self._process.stdin.write("\t".join(words) + "\n")
        self._process.stdin.flush()
        return Ran(int(self._process.stdout.readline()), self._out.read_text(), self._err.read_text())


@contextmanager
def stopping_in(folder: Path, **environment: str) -> Iterator[Stopping]:
    """Commands to be stopped, which see this in their environment besides."""
    command = [*python(), "-c", STOPPING]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | environment
    ) as process:
        yield Stopping(process, folder)
        assert process.stdin
        process.stdin.close()
    assert process.returncode == 0
