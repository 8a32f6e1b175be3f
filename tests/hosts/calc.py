"""A real LibreOffice Calc, headless, as the judge of workbooks: one warm process for the whole test run."""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.hosts.copies import copied, quick_copy

ROOT = Path(__file__).parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"  # the one for which the distribution packages LibreOffice's bridge
BRIDGE = Path("/usr/lib/python3/dist-packages/uno.py")
SOFFICE = shutil.which("soffice")
INSTALLED = bool(SOFFICE and BRIDGE.exists() and shutil.which("setpriv"))

needs_calc = pytest.mark.skipif(
    not INSTALLED and "CI" not in os.environ,
    reason="LibreOffice and its bridge are not installed: apt-get install libreoffice-calc-nogui python3-uno",
)

SECONDS_PER_JOB = 120.0
SECONDS_TO_START = 100.0

Change = tuple[str, str, float]
Cells = list[dict[str, Any]]
Step = Mapping[str, Any]


class OfficeDiedError(Exception):
    """The office ended in the middle of a job, or did not answer in time."""


class Calc:
    """The judge: does jobs on workbooks, which it never changes, and starts its office again once where that dies."""

    def __init__(self) -> None:
        self._driver: subprocess.Popen[str] | None = None
        self._folder = Path()
        self.starts = 0
        self.pid = 0

    def job(self, book: Path, *steps: Step) -> list[Any]:
        """The answers to the steps, done one after the other on a copy of the workbook.

        The steps start anew where the office dies in the middle of them. Raises OfficeDiedError where it dies again,
        AssertionError where a step cannot be done.
        """
        try:
            answer = self._asked(book, steps)
        except OfficeDiedError:
            answer = self._asked(book, steps)
        assert "wrong" not in answer, answer["wrong"]
        answers: list[Any] = answer["answers"]
        return answers

    def close(self) -> None:
        """End the office; the next job would start another."""
        driver, self._driver = self._driver, None
        if driver is not None:
            driver.kill()  # the system kills the office with it
            driver.communicate()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _asked(self, book: Path, steps: Sequence[Step]) -> dict[str, Any]:
        driver = self._running()
        assert driver.stdin is not None
        pages = any("target" in step for step in steps)  # it is printed, or saved with its page set-up
        copy = (copied if pages else quick_copy)(book, self._folder / book.name)
        try:
            driver.stdin.write(json.dumps({"book": str(copy), "steps": steps}) + "\n")
            driver.stdin.flush()
        except BrokenPipeError:
            self.close()
            raise OfficeDiedError("it was gone before the job") from None
        answer = self._line(driver, SECONDS_PER_JOB)
        if "died" in answer:
            self.close()
            raise OfficeDiedError(answer["died"])
        return answer

    def _running(self) -> subprocess.Popen[str]:
        if self._driver is None:
            self.starts += 1
            self._folder = Path(mkdtemp(prefix="calc"))
            self._driver = self._started()
            self.pid = int(self._line(self._driver, SECONDS_TO_START)["pid"])
        return self._driver

    def _started(self) -> subprocess.Popen[str]:
        assert INSTALLED, "LibreOffice and its bridge must be installed where continuous integration runs"
        assert SOFFICE is not None
        program = Path(SOFFICE).resolve().with_name("soffice.bin")
        serve: list[str | Path] = [SYSTEM_PYTHON, "-m", "tests.hosts.office.serve", program, self._folder / "profile"]
        with self._log.open("w") as log:
            # A session of its own: an interrupt from the keyboard is pytest's, which then ends the office in order.
            return subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *serve],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                text=True, cwd=ROOT, start_new_session=True,
            )  # fmt: skip

    @property
    def _log(self) -> Path:
        return self._folder / "driver.log"

    def _line(self, driver: subprocess.Popen[str], seconds: float) -> dict[str, Any]:
        """The driver's next line; it says one line for each of ours, so that nothing is ever left in the buffer."""
        assert driver.stdout is not None
        ready, _, _ = select.select([driver.stdout], [], [], seconds)
        line = driver.stdout.readline() if ready else ""
        if not line:
            why = f"its driver ended: {self._log.read_text()}" if ready else "it did not answer in time"
            self.close()
            raise OfficeDiedError(why)
        answer: dict[str, Any] = json.loads(line)
        return answer


@cache
def shared() -> Calc:
    """The one office of this test run."""
    calc = Calc()
    atexit.register(calc.close)
    return calc


def recalculated(jobs: Sequence[tuple[Path, Sequence[Change]]], folder: Path) -> list[Cells]:
    """Every formula cell of each workbook after its changes (sheet, cell, number) and a hard recalculation."""
    return [cells for book, changes in jobs for cells in _recalculated(book, changes)]


def _recalculated(book: Path, changes: Sequence[Change]) -> Iterator[Cells]:
    puts = [{"do": "put", "sheet": sheet, "cell": cell, "value": value} for sheet, cell, value in changes]
    *_, cells = shared().job(book, *puts, {"do": "recalculate"}, {"do": "formulas"})
    yield [{**cell, "error": int(cell["value"] is None)} for cell in cells]
