"""Running the command line as a planner does, and reading what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from sop_excel.__main__ import main
from sop_excel.own_places import HOME
from tests.forking import command


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """The JSON object on standard output; an error if there is anything else."""
        answer: dict[str, Any] = json.loads(self.out)
        return answer


def sop_excel(*words: object) -> Ran:
    """Run ``sop-excel`` in this process, which saves the start of another one.

    What is printed is all that comes to standard output and standard error, by a library of a solver too.
    """
    with TemporaryFile() as out, TemporaryFile() as err:
        with _instead_of("stdout", 1, out), _instead_of("stderr", 2, err):
            status = _status([*map(str, words)])
        return Ran(status, _text(out), _text(err))


def sop_excel_process(*words: object, start: Sequence[str] = ()) -> Ran:
    """Run ``sop-excel`` in a process of its own, forked from one that has loaded it or started by these words."""
    done = subprocess.run(
        [*(start or command()), *map(str, words)], capture_output=True, text=True, timeout=120, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def bare(**more: str) -> dict[str, str]:
    """The environment of someone who has set nothing, but that what is kept is kept with that of the tests."""
    names = ("PATH", "HOME", HOME)
    return {name: os.environ[name] for name in names if name in os.environ} | {"LANG": "C.UTF-8"} | more


def _status(words: Sequence[str]) -> int:
    try:
        return main(words)
    except SystemExit as end:  # as the parser of the words ends
        return end.code if isinstance(end.code, int) else int(end.code is not None)


@contextmanager
def _instead_of(name: str, number: int, file: BinaryIO) -> Iterator[None]:
    """While the body runs, what is printed on the stream or its number goes into the file."""
    before = getattr(sys, name)
    before.flush()
    kept = os.dup(number)
    os.dup2(file.fileno(), number)
    with open(number, "w", encoding="utf-8", closefd=False) as stream:
        setattr(sys, name, stream)
        try:
            yield
        finally:
            stream.flush()
            setattr(sys, name, before)
            os.dup2(kept, number)
            os.close(kept)


def _text(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode()
