"""Stopped from outside while a solver is at work: heard at once, and nothing is left behind."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.damaged.running import Running, hard_book, names

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as Unix has them")


@pytest.mark.parametrize("solver", [[], ["--solver", "cbc"], ["--solver", "highs"]], ids=["ours", "cbc", "highs"])
@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), pytest.param(signal.SIGHUP, 129, marks=pytest.mark.exhaustive)],
    ids=["TERM", "HUP"],
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


@pytest.mark.parametrize("words", [["verify"], ["explain"]])
def test_every_command_that_solves_and_writes_no_plan_can_be_stopped(words: list[str], tmp_path: Path) -> None:
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
