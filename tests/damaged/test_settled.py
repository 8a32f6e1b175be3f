"""Ctrl-C while whole numbers are searched: once, for the plan that there is; twice, to leave everything as it was."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from sop_excel.hosts.cli.signals import SETTLED
from tests.damaged.running import Running, hard_book, names

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as Unix has them")


@pytest.mark.parametrize(("runs", "solver"), [(4, []), (2, ["--solver", "cbc"])], ids=["ours", "cbc"])
def test_the_first_interrupt_ends_the_search_with_the_plan_so_far(runs: int, solver: list[str], tmp_path: Path) -> None:
    """Checked, with its bound and gap, and with the note that somebody ended it."""
    book = hard_book(tmp_path)
    running = Running(tmp_path, "optimize", book, "--json", *solver)
    running.until_busy(runs, moment=2.0)
    status, out, err = running.stopped(signal.SIGINT)
    answer = json.loads(out)
    assert (status, answer["status"]) == (0, "feasible")
    assert answer["lower_bound"] < answer["objective"] < 0
    assert SETTLED in err.splitlines()
    assert "note: The search was ended from outside, before its time limit: a plan could exist" in err
    assert running.left() == []


def test_all_that_is_searched_after_it_ends_with_its_first_plan(tmp_path: Path) -> None:
    """The second scenario too, though its own search might take ten minutes."""
    book = hard_book(tmp_path, scenarios=[["Busy", "Demand", "multiply", 1.1]])
    running = Running(tmp_path, "optimize", book, "--json", "--scenario", "all")
    running.until_busy(4)
    status, out, _ = running.stopped(signal.SIGINT)
    assert status == 0
    assert [one["status"] for one in json.loads(out)["scenarios"]] == ["feasible", "feasible"]


def test_the_second_interrupt_stops_everything(tmp_path: Path) -> None:
    """The workbook is as it was."""
    book = hard_book(tmp_path)
    before = book.read_bytes()
    running = Running(tmp_path, "optimize", book, "--solver", "cbc")
    running.until_busy(2)
    assert running.stopped(signal.SIGINT, again_after=SETTLED) == (1, "", "stopped; every file is whole\n")
    assert (book.read_bytes(), names(tmp_path)) == (before, ["book.xlsx", "temporary"])
