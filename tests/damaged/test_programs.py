"""Solvers that are programs of others: each ends with its command, with all that it has started, and on time."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import sys
import time
from pathlib import Path

import pytest

from tests.damaged.running import SOON, Running, book_in, commands_of, hard_book, names, sop_excel
from tests.workbooks import make_workbook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs as scripts, and signals as Unix has them")

# PuLP's name of a solver, and the program that it starts for it.
PROGRAMS = {"glpk": "glpsol", "gurobi": "gurobi_cl", "scip": "scip", "cplex": "cplex", "highs_cmd": "highs"}
ENDLESS = """#!/bin/sh
# A solver that heeds no time limit, and has a helper; both say of which folder they are.
sh -c 'while :; do sleep 0.1; done' helper "$TMPDIR" &
sh -c 'while :; do sleep 0.1; done' solver "$TMPDIR"
"""
needs_glpk = pytest.mark.skipif(
    not shutil.which("glpsol") and "CI" not in os.environ, reason="GLPK is not installed here"
)


def endless(folder: Path, name: str) -> str:
    """A search path that leads to an endless solver of that name."""
    system = folder / "system"
    system.mkdir()
    program = system / name
    program.write_text(ENDLESS)
    program.chmod(stat.S_IRWXU)
    return f"{system}:{os.environ['PATH']}"


def until(what: str, folder: Path) -> None:
    """Until such processes speak of the folder."""
    ends = time.monotonic() + SOON
    while not all(any(word in line for line in commands_of(folder)) for word in what.split()):
        assert time.monotonic() < ends, what
        time.sleep(0.05)


def until_none(folder: Path) -> None:
    """Until no process speaks of the folder any more."""
    ends = time.monotonic() + SOON
    while commands_of(folder):
        assert time.monotonic() < ends, commands_of(folder)
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("solver", "number", "status"),
    [
        ("glpk", signal.SIGINT, 1),
        ("glpk", signal.SIGTERM, 143),
        ("glpk", signal.SIGHUP, 129),
        *((solver, signal.SIGTERM, 143) for solver in ("gurobi", "scip", "cplex", "highs_cmd")),
    ],
)
def test_a_signal_ends_a_program_and_all_that_it_has_started(
    solver: str, number: signal.Signals, status: int, tmp_path: Path
) -> None:
    """However PuLP starts it; neither a file nor a process is left, and the workbook is as it was."""
    book = book_in(tmp_path)
    before = book.read_bytes()
    search = endless(tmp_path, PROGRAMS[solver])
    running = Running(tmp_path, "optimize", book, "--json", "--solver", solver, search=search)
    until("helper solver", running.temporary)
    ended, out, err = running.stopped(number)
    assert (ended, err) == (status, "stopped; every file is whole\n")
    assert json.loads(out) == {"status": "error", "message": "stopped; every file is whole"}
    assert (book.read_bytes(), names(tmp_path)) == (before, ["book.xlsx", "system", "temporary"])
    assert running.left() == []


def test_a_program_ends_even_with_a_command_that_is_killed(tmp_path: Path) -> None:
    """Nothing of ours runs any more that could end it."""
    search = endless(tmp_path, "glpsol")
    running = Running(tmp_path, "optimize", book_in(tmp_path), "--solver", "glpk", search=search)
    until("helper solver", running.temporary)
    running.process.kill()
    running.process.communicate(timeout=SOON)
    until_none(running.temporary)


def test_a_program_ends_at_the_deadline_of_the_plan(tmp_path: Path) -> None:
    """The least of all deadlines is 10 seconds; the program would never end, and the helper neither."""
    book = make_workbook(
        tmp_path / "book.xlsx",
        {
            "Products": [["Product", "Holding cost"], ["A", 0]],
            "Demand": [["Product", "W1"], ["A", 3]],
            "Settings": [["Setting", "Value"], ["Time limit", 0.1]],
        },
    )
    search = endless(tmp_path, "glpsol")
    running = Running(tmp_path, "optimize", book, "--solver", "glpk", search=search)
    out, err = running.process.communicate(timeout=6 * SOON)
    assert (running.process.returncode, out) == (1, "")
    assert "raise the setting Time limit" in err
    assert running.left() == []


@needs_glpk
def test_the_real_glpk_plans_and_is_ended(tmp_path: Path) -> None:
    """The program itself, not one that is played: it proves a small plan, and a signal ends its long search."""
    ran = sop_excel("optimize", book_in(tmp_path, "small.xlsx"), "--json", "--solver", "glpk")
    assert (ran.returncode, json.loads(ran.stdout)["status"]) == (0, "optimal"), ran.stderr
    running = Running(tmp_path, "optimize", hard_book(tmp_path), "--solver", "glpk")
    until("glpsol", running.temporary)
    assert running.stopped(signal.SIGTERM) == (143, "", "stopped; every file is whole\n")
    assert running.left() == []


@needs_glpk
def test_a_program_that_ran_out_of_time_has_proved_nothing(tmp_path: Path) -> None:
    """Through PuLP GLPK calls its best plan so far optimal; 5 seconds are too few to find the best of this book."""
    book = hard_book(tmp_path, time_limit=5)
    ran = sop_excel("optimize", book, "--json", "--solver", "glpk")
    answer = json.loads(ran.stdout)
    assert (ran.returncode, answer["status"]) == (0, "feasible"), ran.stderr
    assert any("time limit ended the search" in warning for warning in answer["warnings"])
