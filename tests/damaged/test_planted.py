"""Programs in the folder of a workbook: none is ever started, whatever its name and whatever the search path says."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pulp
import pytest

from tests.commands import bare
from tests.damaged.running import book_in
from tests.examples import few

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs as scripts, and the search path of Unix")

# Every program that PuLP would start for some solver, and what those start in turn.
PLANTED = (
    "cbc", "cbc-64", "clp", "glpsol", "cplex", "gurobi_cl", "gurobi_cl.sh", "highs", "scip", "fscip", "optimizer",
    "copt_cmd", "mps_mipcl", "java", "choco-parsers-with-dependencies.jar", "sas", "python", "python3", "which",
    "uname",
)  # fmt: skip
SOLVERS = (
    "cbc",
    "coin_cmd",
    "gurobi",
    "gurobi_cmd",
    "scip",
    "glpk",
    "cplex",
    "xpress",
    "copt",
    "highs_cmd",
    "choco",
    "mipcl",
)
OF_SYSTEM = {"cbc": True, "coin_cmd": shutil.which("cbc"), "glpk": shutil.which("glpsol")}
BUNDLED = Path(pulp.PULP_CBC_CMD.pulp_cbc_path).resolve()


def plant(folder: Path) -> None:
    """Programs that leave a mark when they run."""
    for name in PLANTED:
        program = folder / name
        program.write_text(f'#!/bin/sh\n: > "{folder}/ran-{name}"\nexit 0\n')
        program.chmod(stat.S_IRWXU)


def run_in(folder: Path, search: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, its modules taken from where they are installed."""
    return python_in(folder, search, "-m", "sop_excel", *words)


# Runs each of the commands that it is given, and tells the exit status of each on a line.
RUNS = """
import sys
from sop_excel.__main__ import main
for words in sys.argv[1:]:
    print("status", main(words.split()), flush=True)
"""


def statuses_in(folder: Path, search: str, commands: Sequence[str]) -> dict[str, int]:
    """Run the commands in a folder, one after the other in one process; the exit status of each."""
    ran = python_in(folder, search, "-c", RUNS, *commands)
    assert ran.returncode == 0, ran.stderr
    found = [int(line.split()[1]) for line in ran.stdout.splitlines() if line.startswith("status ")]
    return dict(zip(commands, found, strict=True))


def python_in(folder: Path, search: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with modules from where they are installed alone."""
    command = [sys.executable, "-P", *words]
    return subprocess.run(
        command, cwd=folder, env=bare(PATH=search), capture_output=True, text=True, timeout=100, check=False
    )


def searches(folder: Path) -> dict[str, str]:
    """Search paths that lead to the current folder, first of all."""
    usual = os.environ["PATH"]
    return {
        "dot": f".:{usual}",
        "empty": f":{usual}",
        "named": f"{folder}:{usual}",
        "relative": f"../{folder.name}:{usual}",
    }


@pytest.mark.parametrize("search", few(("dot", "empty", "named", "relative"), lambda search: search == "dot"))
def test_no_command_starts_a_program_of_the_current_folder(search: str, tmp_path: Path) -> None:
    """Neither one that looks which solvers there are, nor one that was told which to use."""
    book_in(tmp_path)
    plant(tmp_path)
    path = searches(tmp_path)[search]
    assert subprocess.run(["sh", "-c", "gurobi_cl"], cwd=tmp_path, env={"PATH": path}, check=False).returncode == 0
    (tmp_path / "ran-gurobi_cl").unlink()  # so a shell would take it
    solvers = SOLVERS if search == "dot" else ("cbc", "gurobi", "coin_cmd")
    plans = {f"optimize book.xlsx --solver {solver}": 0 if OF_SYSTEM.get(solver) else 2 for solver in solvers}
    statuses = statuses_in(tmp_path, path, ["doctor", "verify book.xlsx", *plans])
    assert statuses | {"doctor": 0} == {"doctor": 0, "verify book.xlsx": 0} | plans
    assert list(tmp_path.glob("ran-*")) == []


def test_a_solver_that_is_named_is_taken_from_elsewhere_on_the_search_path(tmp_path: Path) -> None:
    """The CBC of a folder of the system, while one lies beside the workbook."""
    system, here = tmp_path / "system", tmp_path / "here"
    system.mkdir()
    here.mkdir()
    book_in(here)
    plant(here)
    (system / "cbc").symlink_to(BUNDLED)
    search = f".:{system}:{os.environ['PATH']}"
    ran = run_in(here, search, "optimize", "book.xlsx", "--solver", "coin_cmd")
    assert ran.returncode == 0, ran.stderr
    assert "CBC (PuLP" in ran.stdout
    assert list(here.glob("ran-*")) == []


def test_an_unknown_solver_names_those_at_hand_without_starting_any(tmp_path: Path) -> None:
    """A solver elsewhere on the search path is started when it is named, and not to find out whether it is there."""
    system = tmp_path / "system"
    system.mkdir()
    plant(system)
    here = tmp_path / "here"
    here.mkdir()
    book_in(here)
    search = f"{os.environ['PATH']}:{system}"
    ran = run_in(here, search, "optimize", "book.xlsx", "--solver", "abacus")
    assert (ran.returncode, "choose one of CBC, HiGHS, or another that is installed" in ran.stderr) == (2, True)
    run_in(here, search, "doctor")
    assert run_in(here, search, "verify", "book.xlsx").returncode == 0
    assert list(system.glob("ran-*")) == []
