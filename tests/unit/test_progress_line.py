"""What a terminal shows of a command that takes a while, and what shows nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from sop_excel.__main__ import main
from sop_excel.hosts.cli import progress_line
from sop_excel.hosts.cli.progress_line import ProgressLine
from sop_excel.model.engine.progress import searching
from sop_excel.running_step import get_on, running
from sop_excel.shipped import TEMPLATES, resource
from tests.commands import bare
from tests.workbooks import make_workbook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a terminal as Unix has it")
LONG = 0.8  # seconds, of which the first quarter is not told of here


@pytest.mark.parametrize("columns", [120, 30])
def test_a_terminal_shows_the_step_and_its_time_in_one_row(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However narrow it is; how far the step is, what a search has found, and how to take that."""

    def work(line: ProgressLine) -> None:
        with line.shown(), running("solving"), searching() as search:
            get_on(7, 20)
            search.report(best=1250.0, bound=1200.0)
            time.sleep(LONG)

    rows = on_terminal(monkeypatch, columns, work)
    told = "solving, 7 of 20, 0 s, best cost 1,250, bound 1,200, gap 4 % (Ctrl-C takes this plan)"
    assert any(told in row if columns == 120 else "solving" in row for row in rows)
    assert max(map(len, rows)) <= columns
    assert rows[-1] == ""


def test_nothing_is_left_of_it_and_what_is_told_meanwhile_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows are taken back, and the cursor that was hidden is there again."""

    def work(line: ProgressLine) -> None:
        with line.shown(), running("reading"):
            time.sleep(LONG)
            line.tell("something else")

    rows = on_terminal(monkeypatch, 80, work)
    assert any("reading, 0 s" in row for row in rows)
    assert rows[-1] == "something else"


def test_what_takes_no_second_is_not_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor what takes long without being a step, such as a question that waits for its answer."""

    def work(line: ProgressLine) -> None:
        with line.shown():
            with running("reading"):
                pass
            time.sleep(LONG)

    assert set(on_terminal(monkeypatch, 80, work)) == {""}


def test_what_is_no_terminal_is_shown_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file, or nothing at all."""
    with (tmp_path / "err").open("w", encoding="utf-8") as file:
        for stream in (file, None):
            monkeypatch.setattr(sys, "stderr", stream)
            with ProgressLine().shown(), running("reading"):
                time.sleep(LONG)
    assert (tmp_path / "err").read_text() == ""


@pytest.mark.parametrize("words", [(), ("-q",), ("--quiet", "--json")])
def test_a_command_shows_its_steps_unless_it_shall_be_quiet(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """From the reading to the writing; the exit status is the same."""
    monkeypatch.setattr(progress_line, "TICK", 0.01)
    book = str(resource(TEMPLATES["single"]))
    status: list[int] = []

    def work(line: ProgressLine) -> None:
        status.append(main(["optimize", book, "-o", str(tmp_path / "out.xlsx"), *words]))

    rows = on_terminal(monkeypatch, 80, work, first=0.0)
    steps = {found[1] for row in rows if (found := re.match(r"[-|/\\] (\w+), \d+ s", row))}
    assert status == [0]
    assert capfd.readouterr().out.startswith("{" if "--json" in words else "Status: " if words else "SKU-001")
    assert steps == set() if words else steps & {"reading", "explaining", "writing"}


def test_a_command_of_its_own_shows_its_steps_on_a_terminal(tmp_path: Path) -> None:
    """The cursor that is hidden meanwhile is there again in the end, and the answer stands below nothing else."""
    book = make_workbook(tmp_path / "book.xlsx", slow())
    code = "import pty, sys; sys.exit(pty.spawn([sys.executable, '-m', 'sop_excel', *sys.argv[1:]]) >> 8)"
    done = subprocess.run(
        [sys.executable, "-c", code, "optimize", str(book)],
        capture_output=True, timeout=120, check=True, stdin=subprocess.DEVNULL, env=bare(TERM="xterm"),
    )  # fmt: skip
    sent = done.stdout.decode()
    assert sent.count("\x1b[?25l") == sent.count("\x1b[?25h") > 0
    rows = states(re.sub(r"\x1b\]8;;.*?\x1b\\", "", sent))  # the link to the workbook shows nothing
    assert any("solving, " in row and "gap" in row for row in rows)
    assert "solving" not in rows[-1]
    assert rows[-1].endswith(f"Workbook: {book}")


def slow(seconds: float = 1.3) -> dict[str, list[list[object]]]:
    """A workbook in whole units whose cheapest plan nobody proves soon, so that its search takes as long as it may."""
    chance = Random(0)  # noqa: S311 - figures for a test
    codes, periods = [f"P{i}" for i in range(40)], [f"M{t}" for t in range(6)]
    demand = [[code, *(chance.randint(1, 8) for _ in periods)] for code in codes]
    usage = [[code, "Line", chance.randint(20, 59) + 0.37] for code in codes]
    load = sum(float(str(row[-1])) for row in usage) * 4.5
    products = [
        [code, chance.randint(200, 6000) / 100, chance.randint(10, 300) / 1000, chance.randint(60, 98) + 0.5]
        for code in codes
    ]
    return {
        "Products": [["Product", "Production cost", "Holding cost", "Price"], *products],
        "Demand": [["Product", *periods], *demand],
        "Resources": [["Resource", "Capacity"], ["Line", 0.6 * load]],
        "Routings": [["Product", "Resource", "Usage"], *usage],
        "Settings": [["Setting", "Value"], ["Whole units", "yes"], ["Time limit", seconds], ["Relative gap", 0]],
    }


def on_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: int, work: Callable[[ProgressLine], None], first: float = LONG / 4
) -> list[str]:
    """All states of a terminal's last row while the work is done, what only moves or colours left out."""
    ours, theirs = os.openpty()
    line, got = ProgressLine(), bytearray()

    def read() -> None:
        while not got.endswith(b"END"):
            got.extend(os.read(ours, 65536))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal, monkeypatch.context() as patched:
        patched.setenv("TERM", "xterm")
        patched.setenv("COLUMNS", str(columns))
        patched.setattr(sys, "stderr", terminal)
        patched.setattr(progress_line, "FIRST", first)
        work(line)
        terminal.write("END")
        terminal.flush()
        reader.join(10.0)
    os.close(ours)
    return states(got.decode().removesuffix("END"))


def states(written: str) -> list[str]:
    """The row of the cursor after everything that a terminal was sent; the whole screen as the last one."""
    rows, at, seen = [""], 0, list[str]()
    for piece in re.findall(r"\x1b\[[?0-9;]*[A-Za-z]|[\r\n]|[^\x1b\r\n]+", written):
        if piece == "\n":
            at += 1
            rows += [""] * (at == len(rows))
        elif piece == "\x1b[1A":
            at -= 1
        elif piece == "\x1b[2K":
            rows[at] = ""
        elif piece[0] not in "\r\x1b":
            rows[at] += piece
        seen.append(rows[at])
    return [*seen, "\n".join(rows).strip()]
