"""Runs cases of the catalogue, each in a process of its own with limits of time and memory.

``python -m tests.damaged.worker FOLDER FIRST STEP [ID ...]`` writes a line of JSON for every case, or for those of the
names alone, into FOLDER/FIRST.json. The processes are forked from one that has planned before, which saves half a
second for each of them.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sop_excel.__main__ import main
from tests.damaged.case import Case
from tests.damaged.catalogue import CASES
from tests.forking.warm import warm

SECONDS, BYTES = 10, 2**30  # of processor time, of address space


@dataclass(frozen=True)
class Outcome:
    """What a run on a damaged workbook left behind."""

    id: str
    status: int
    out: str
    err: str
    seconds: float
    megabytes: float
    unchanged: bool
    left: list[str]


def run(case: Case, folder: Path) -> Outcome:
    """``sop-excel optimize FILE --json`` on the case, with limits."""
    folder.mkdir()
    book, out, err = folder / case.file, folder.with_suffix(".out"), folder.with_suffix(".err")
    content = case.content()
    book.write_bytes(content)
    sys.stdout.flush()
    child = os.fork()
    if not child:
        _run_limited(book, out, err)
    _, ended, used = os.wait4(child, 0)
    outcome = Outcome(
        case.id,
        os.waitstatus_to_exitcode(ended),
        out.read_text(),
        err.read_text(),
        round(used.ru_utime + used.ru_stime, 3),
        round(used.ru_maxrss / 1024, 1),
        book.read_bytes() == content,
        sorted(path.name for path in folder.iterdir() if path != book),
    )
    shutil.rmtree(folder)
    return outcome


def _run_limited(book: Path, out: Path, err: Path) -> None:
    status = 99
    try:
        for path, stream in ((out, 1), (err, 2)):
            os.dup2(os.open(path, os.O_CREAT | os.O_WRONLY), stream)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        status = main(["optimize", str(book), "--json"])
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def outcomes(folder: Path, cases: Sequence[Case]) -> Iterator[Outcome]:
    """The outcome of every case."""
    warm()
    for number, case in enumerate(cases):
        yield run(case, folder / str(number))


def written(place: Path, first: int, step: int, chosen: Sequence[str]) -> None:
    """The outcomes of every ``step``-th case from ``first`` on, as lines of a file."""
    own = place / str(first)
    own.mkdir()
    cases = [case for case in CASES if case.id in chosen or not chosen]
    with (place / f"{first}.json").open("w", encoding="utf-8") as lines:
        for ended in outcomes(own, cases[first::step]):
            lines.write(json.dumps(asdict(ended)) + "\n")


if __name__ == "__main__":
    written(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
