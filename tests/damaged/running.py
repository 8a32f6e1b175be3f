"""Running the command line in a process of its own, to be limited, interrupted or killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.damaged.books import fresh, packed, planned
from tests.forking import command, python
from tests.workbooks import make_workbook

Limit = Callable[[], None]


def book_in(folder: Path, name: str = "book.xlsx", plan: bool = False) -> Path:
    """The good workbook as a file."""
    path = folder / name
    path.write_bytes(packed(planned() if plan else fresh()))
    return path


def sop_excel(
    *words: object, limit: Limit | None = None, start: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run ``sop-excel``, forked or started by these words; ``limit`` is called in the new process first."""
    return subprocess.run(
        [*(start or command()), *map(str, words)], capture_output=True, text=True, timeout=60, check=False,
        preexec_fn=limit,
    )  # fmt: skip


def names(folder: Path) -> list[str]:
    """What a folder holds."""
    return sorted(path.name for path in folder.iterdir())


SOON = 20.0  # seconds on any machine; the search itself would take ten minutes
PROMPT = """
import signal, sys, threading
from sop_excel.__main__ import main
from sop_excel.model.engine import deadline
busy = deadline.Stop.ending
def heard(stop, *ends):
    print("busy", flush=True, file=sys.stderr)
    return busy(stop, *ends)
deadline.Stop.ending = heard
sys.exit(main())
"""


def hard_book(folder: Path, time_limit: float = 600, scenarios: Sequence[list[object]] = ()) -> Path:
    """Which orders to take on two tight lines, in whole units: nobody proves the best of it soon."""
    chance = random.Random(0)  # noqa: S311
    products = [f"P{k:02d}" for k in range(40)]
    return make_workbook(
        folder / "book.xlsx",
        {
            "Products": [
                ["Product", "Price", "Holding cost"],
                *([name, chance.randint(20, 60) + 0.5, 0] for name in products),
            ],
            "Demand": [
                ["Product", *(f"W{t}" for t in range(6))],
                *([name, *(chance.randint(1, 9) for _ in range(6))] for name in products),
            ],
            "Resources": [["Resource", "Capacity"], ["Line 1", 2400], ["Line 2", 2400]],
            "Routings": [
                ["Product", "Resource", "Usage"],
                *([name, line, chance.randint(20, 60) + 0.37] for name in products for line in ("Line 1", "Line 2")),
            ],
            "Settings": [["Setting", "Value"], ["Whole units", "yes"], ["Relative gap", 0], ["Time limit", time_limit]],
            **({"Scenarios": [["Scenario", "Field", "Change", "Value"], *scenarios]} if scenarios else {}),
        },
    )


class Running:
    """A command in a process of its own, with a folder of its own for what is temporary."""

    def __init__(
        self, folder: Path, *words: object, limit: Callable[[], object] | None = None, search: str = os.environ["PATH"]
    ) -> None:
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        environment = {**os.environ, "TMPDIR": str(self.temporary), "TMP": str(self.temporary), "PATH": search}
        self.process = subprocess.Popen(
            [*python(), "-c", PROMPT, *map(str, words)], env=environment, preexec_fn=lambda: _begun(limit),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def until_busy(self, times: int = 1, moment: float = 0.5) -> None:
        """Until a solver has been started so many times, and for a moment more."""
        assert self.process.stderr
        for _ in range(times):
            assert self.process.stderr.readline() == "busy\n"
        try:
            self.process.wait(moment)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError("it ended before it was stopped")

    def stopped(self, number: int, times: int = 1, again_after: str = "") -> tuple[int, str, str]:
        """Status and words after the signal; it is sent once more after this line."""
        for _ in range(times):
            self.process.send_signal(number)
        if again_after:
            told = self.process.stderr
            assert told
            assert any(line.rstrip("\n") == again_after for line in iter(told.readline, ""))
            self.process.send_signal(number)
        try:
            out, err = self.process.communicate(timeout=SOON)
        except subprocess.TimeoutExpired:
            self.process.kill()  # it would go on for ten minutes
            raise
        return self.process.returncode, out, err.replace("busy\n", "")

    def left(self) -> list[str]:
        """Temporary files, and processes that still speak of their folder."""
        return names(self.temporary) + commands_of(self.temporary)


def commands_of(folder: Path) -> list[str]:
    """The command lines of the processes that speak of a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes())
        except OSError:  # it ended meanwhile
            continue
    return [line.replace(b"\0", b" ").decode() for line in found if os.fsencode(str(folder)) in line]


def _begun(limit: Callable[[], object] | None) -> None:
    """As from a terminal: a shell's background job ignores some signals, and so would all that it starts."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    if limit is not None:
        limit()
