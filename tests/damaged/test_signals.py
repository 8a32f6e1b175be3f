"""Stopped from outside while a solver is at work: heard at once, and nothing is left behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.damaged.running import names
from tests.workbooks import make_workbook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as Unix has them")

SOON = 20.0  # seconds on any machine; the search itself would take ten minutes
PROMPT = """
import signal, sys, threading
from sop_excel.__main__ import main
from sop_excel.model import deadline
busy = deadline.Stop.ending
def heard(stop, end):
    print("busy", flush=True, file=sys.stderr)
    return busy(stop, end)
deadline.Stop.ending = heard
sys.exit(main())
"""


def hard_book(folder: Path) -> Path:
    """Which orders to take on two tight lines, in whole units: nobody proves the best of it soon."""
    chance = random.Random(0)  # noqa: S311
    products = [f"P{k:02d}" for k in range(40)]
    return make_workbook(
        folder / "book.xlsx",
        {
            "Products": [["Product", "Price"], *([name, chance.randint(20, 60) + 0.5] for name in products)],
            "Demand": [
                ["Product", *(f"W{t}" for t in range(6))],
                *([name, *(chance.randint(1, 9) for _ in range(6))] for name in products),
            ],
            "Resources": [["Resource", "Capacity"], ["Line 1", 2400], ["Line 2", 2400]],
            "Routings": [
                ["Product", "Resource", "Usage"],
                *([name, line, chance.randint(20, 60) + 0.37] for name in products for line in ("Line 1", "Line 2")),
            ],
            "Settings": [["Setting", "Value"], ["Whole units", "yes"], ["Relative gap", 0], ["Time limit", 600]],
        },
    )


class Running:
    """A command in a process of its own, with a folder of its own for what is temporary."""

    def __init__(self, folder: Path, *words: object, limit: Callable[[], object] | None = None) -> None:
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        environment = {**os.environ, "TMPDIR": str(self.temporary), "TMP": str(self.temporary)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROMPT, *map(str, words)], env=environment, preexec_fn=lambda: _begun(limit),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def until_busy(self, times: int = 1) -> None:
        """Until a solver has been started so many times, and for a moment more."""
        assert self.process.stderr
        for _ in range(times):
            assert self.process.stderr.readline() == "busy\n"
        try:
            self.process.wait(1.0)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError("it ended before it was stopped")

    def stopped(self, number: int, times: int = 1) -> tuple[int, str, str]:
        """Status and words after the signal."""
        for _ in range(times):
            self.process.send_signal(number)
        try:
            out, err = self.process.communicate(timeout=SOON)
        except subprocess.TimeoutExpired:
            self.process.kill()  # it would go on for ten minutes
            raise
        return self.process.returncode, out, err.replace("busy\n", "")

    def left(self) -> list[str]:
        """Temporary files, and processes that still speak of their folder."""
        spoken = os.fsencode(str(self.temporary))
        lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
        return names(self.temporary) + [line.decode() for line in lines if spoken in line]


def _begun(limit: Callable[[], object] | None) -> None:
    """As from a terminal: a shell's background job ignores some signals, and so would all that it starts."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    if limit is not None:
        limit()


@pytest.mark.parametrize("solver", [[], ["--solver", "cbc"], ["--solver", "highs"]], ids=["ours", "cbc", "highs"])
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 1), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["INT", "TERM", "HUP"]
)
def test_a_signal_ends_a_search_at_once_and_leaves_nothing(
    number: signal.Signals, status: int, solver: list[str], tmp_path: Path
) -> None:
    """Neither a file nor a process; the workbook is as it was, and the answer says so."""
    book = hard_book(tmp_path)
    before = book.read_bytes()
    running = Running(tmp_path, "optimize", book, "--json", *solver)
    running.until_busy()
    ended, out, err = running.stopped(number)
    assert (ended, err) == (status, "stopped; every file is whole\n")
    assert json.loads(out) == {"status": "error", "message": "stopped; every file is whole"}
    assert (book.read_bytes(), names(tmp_path)) == (before, ["book.xlsx", "temporary"])
    assert running.left() == []


@pytest.mark.parametrize("words", [["verify"], ["explain"], ["optimize", "--scenario", "all"]])
def test_every_command_that_solves_can_be_stopped(words: list[str], tmp_path: Path) -> None:
    """Twice in a row, as an impatient hand does it: the second changes nothing."""
    running = Running(tmp_path, words[0], hard_book(tmp_path), *words[1:])
    running.until_busy()
    assert running.stopped(signal.SIGINT, times=2) == (1, "", "stopped; every file is whole\n")
    assert names(tmp_path) == ["book.xlsx", "temporary"]


def test_a_signal_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    """As ``nohup`` has it: the end of the session does not end the search, and a later signal does."""
    running = Running(
        tmp_path, "optimize", hard_book(tmp_path), limit=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
    )
    running.until_busy()
    running.process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        running.process.wait(1.0)
    assert running.stopped(signal.SIGTERM)[0] == 143
