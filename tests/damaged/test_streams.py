"""Standard output carries the answer alone and standard error all else, be they a pipe, a file, closed or full."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.commands import bare
from tests.damaged.running import book_in
from tests.examples import few
from tests.forking import COLD, command, python
from tests.workbooks import Rows, make_workbook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="redirections as a Unix shell writes them")

# The command in a process in which the solver's library prints, into the buffer of its own that C keeps.
NOISY = """
import ctypes, sys
import highspy
from sop_excel.__main__ import main
c_library, run = ctypes.CDLL(None), highspy.Highs.run
def noisy(solver):
    c_library.printf(b"noise of a library\\n")
    return run(solver)
highspy.Highs.run = noisy
sys.exit(main())
"""
BUFFERING = [{}, pytest.param({"PYTHONUNBUFFERED": "1"}, marks=pytest.mark.exhaustive)]


def noisy(*words: object, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*started(environment), "-c", NOISY, *map(str, words)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )


def started(environment: dict[str, str]) -> list[str]:
    """A Python: of its own where it tells C how to buffer as it starts."""
    return [sys.executable] if "PYTHONUNBUFFERED" in environment else python()


def shell(line: str, *words: object, start: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """A line of the shell in which ``"$@"`` is the command, forked or started by these words."""
    whole = ["bash", "-c", line, "bash", *(start or command()), *map(str, words)]
    return subprocess.run(whole, capture_output=True, text=True, env=bare(), timeout=60, check=False)


@pytest.mark.parametrize("setting", BUFFERING, ids=["buffered", "unbuffered"])
def test_what_a_library_prints_never_stands_beside_the_answer(setting: dict[str, str], tmp_path: Path) -> None:
    """It may come out of C's buffer as late as at the end of the process."""
    book = book_in(tmp_path)
    environment = bare(**setting)
    ran = noisy("optimize", book, "--json", environment=environment)
    assert (ran.returncode, json.loads(ran.stdout)["status"]) == (0, "optimal")
    for words in (["optimize", book], ["explain", book], ["verify", book], ["export", book, tmp_path / "plan.lp"]):
        ran = noisy(*words, environment=environment)
        assert ran.returncode == 0, ran.stderr
        assert "noise" not in ran.stdout, words
        assert ran.stdout


@pytest.mark.parametrize("setting", BUFFERING, ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("times", [1, pytest.param(300, marks=pytest.mark.exhaustive)])
def test_nothing_but_json_comes_out_however_much_a_library_prints(
    times: int, setting: dict[str, str], tmp_path: Path
) -> None:
    """Less than the buffer of C, which is written at the end of the process, and more; into a file."""
    script, book, file = NOISY.replace('\\n")', f'\\n" * {times})'), book_in(tmp_path), tmp_path / "answer.json"
    for words in (["optimize", book, "--json=full"], ["verify", book, "--json"]):
        with file.open("wb") as out:
            command = [*started(setting), "-c", script, *map(str, words)]
            subprocess.run(command, stdout=out, env=bare(**setting), timeout=60, check=True)
        assert json.loads(file.read_text(encoding="utf-8"))["status"] in ("optimal", "agrees")


@pytest.mark.parametrize("setting", BUFFERING, ids=["buffered", "unbuffered"])
def test_a_script_that_plans_gets_its_own_lines_alone_and_in_order(setting: dict[str, str]) -> None:
    """What C held before is the script's, what it gets meanwhile is the library's."""
    script = """
import ctypes
from sop_excel.model.engine.quiet import quiet_stdout
c_library = ctypes.CDLL(None)
c_library.printf(b"first\\n")
with quiet_stdout():
    c_library.printf(b"noise of a library\\n")
c_library.printf(b"last\\n")
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=bare(**setting), timeout=60, check=False
    )
    assert (ran.stdout, ran.stderr) == ("first\nlast\n", "")


NOTED: dict[str, Rows] = {
    "Products": [["Product", "Production cost", "Lost sale cost"], ["Fan", 5, 0]],
    "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20]],
}
IMPOSSIBLE: dict[str, Rows] = {
    "Products": [["Product", "Production cost", "Max production"], ["Fan", 5, 10]],
    "Demand": NOTED["Demand"],
}
WRONG: dict[str, Rows] = {"Demand": NOTED["Demand"]}
BROKEN = ['"$@" 2>&-', '"$@" 2>/dev/full', '"$@" 2> >(exec 0<&-)']


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    ("words", "tables", "status"),
    [
        (["optimize", "--json"], NOTED, 0),
        (["check", "--json"], WRONG, 2),
        *(
            pytest.param(words, tables, status, marks=pytest.mark.exhaustive)
            for words, tables, status in (
                (["optimize"], NOTED, 0),
                (["optimize"], IMPOSSIBLE, 3),
                (["check"], NOTED, 0),
                (["verify", "--json"], NOTED, 0),
                (["optimize", "--json"], IMPOSSIBLE, 3),
                (["optimize", "--debug"], WRONG, 2),
                (["explain"], WRONG, 2),
            )
        ),
    ],
)
def test_a_standard_error_that_takes_nothing_changes_neither_answer_nor_status(
    words: list[str], tables: dict[str, Rows], status: int, tmp_path: Path
) -> None:
    """Closed, full or a broken pipe: notes and faults are lost, not moved to standard output; the exit status tells."""
    name, *options = words
    start = COLD if name == "check" else ()
    whole = shell('"$@"', name, make_workbook(tmp_path / "book.xlsx", tables), *options, start=start)
    assert (whole.returncode, bool(whole.stderr)) == (status, True)
    for line in BROKEN:
        book = make_workbook(tmp_path / "book.xlsx", tables)
        ran = shell(line, name, book, *options, start=start)
        assert ran.returncode == status, (line, ran.stderr)
        assert _without_seconds(ran.stdout) == _without_seconds(whole.stdout), line


def test_a_traceback_is_told_where_it_can_be(tmp_path: Path) -> None:
    """With ``--debug``, of a workbook that may not grow; where standard error is closed it goes nowhere."""
    book = book_in(tmp_path)
    ran = shell('ulimit -f 0; "$@"', "optimize", book, "--debug")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("Traceback (most recent call last):")
    assert ran.stderr.splitlines()[-1].startswith("book.xlsx could not be written: ")
    closed = shell('ulimit -f 0; "$@" 2>&-', "optimize", book, "--debug")
    assert (closed.returncode, closed.stdout, closed.stderr) == (1, "", "")


@pytest.mark.parametrize(
    "words",
    few(
        (["optimize"], ["new", "single"], ["--help"], ["--version"], ["doctor"]),
        lambda words: words[0] in ("optimize", "--help"),
    ),
)
def test_a_closed_standard_output_lets_no_library_into_a_file_of_ours(words: list[str], tmp_path: Path) -> None:
    """A file that is opened gets the lowest free number, which is where libraries print."""
    book = tmp_path / "book.xlsx"
    if words == ["optimize"]:
        make_workbook(book, NOTED)
    books = [] if words[0].startswith("-") or words == ["doctor"] else [book]
    ran = shell('"$@" >&- <&-', *words, *books, start=() if words == ["doctor"] else COLD)
    assert ran.returncode == 0 or words == ["doctor"], ran.stderr
    assert "Traceback" not in ran.stderr
    if book.exists():
        assert shell('"$@"', "check", book).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", [["--help"], ["--version"], ["optimize", "--help"], ["doctor"], ["doctor", "--json"]])
def test_an_answer_that_is_lost_is_exit_1_whatever_the_command(words: list[str]) -> None:
    """Help and version are answers like any other."""
    ran = shell('"$@" >/dev/full', *words, start=() if words[0] == "doctor" else COLD)
    assert (ran.returncode, ran.stderr) == (1, "the answer could not be printed: No space left on device\n")


def _without_seconds(text: str) -> object:
    if not text.startswith("{"):
        return text
    answer = json.loads(text)
    return {name: value for name, value in answer.items() if name != "seconds"}
