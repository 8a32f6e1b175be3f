"""The office of the tests: private, warm, started again where it dies, gone with the test run, never just absent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts.calc import ROOT, Calc, OfficeDiedError, needs_calc
from tests.workbooks import make_workbook

SHEETS_OPEN = {"do": "errors"}  # the shortest question: which formulas are errors

# A test run of its own, which tells its office's process and then waits to be ended.
WAITING_RUN = """
import signal
import time
from pathlib import Path
from tests.hosts.calc import shared
from tests.hosts.test_office import SHEETS_OPEN, small_book

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it

def test_waits(tmp_path):
    shared().job(small_book(tmp_path), SHEETS_OPEN)
    told = Path({told!r})
    told.with_suffix(".part").write_text(str(shared().pid))
    told.with_suffix(".part").rename(told)
    time.sleep(100)
"""
ASKING_RUN = """
from tests.hosts.calc import needs_calc, shared
from tests.hosts.test_office import SHEETS_OPEN, small_book

@needs_calc
def test_asks(tmp_path):
    shared().job(small_book(tmp_path), SHEETS_OPEN)
"""


def small_book(folder: Path) -> Path:
    """A workbook that is opened quickly."""
    return make_workbook(folder / "small.xlsx", {"Demand": [["Product", "Jan"], ["Press", 1]]})


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return small_book(tmp_path)


@pytest.fixture
def own() -> Iterator[Calc]:
    """An office for one test, which may be killed."""
    own = Calc()
    yield own
    own.close()


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent's notice does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ends(pid: int, seconds: float = 10.0) -> bool:
    """Whether a process ends within so many seconds."""
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive(pid)


def started_run(script: str, folder: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    """A pytest of its own over one file; what a killed one leaves behind is in the folder."""
    file = folder / "test_child.py"
    file.write_text(script)
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "--rootdir", ROOT, file]
    environment = environment | {"TMPDIR": str(folder)}
    return subprocess.Popen(
        list(map(str, command)), cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


@pytest.mark.host
@needs_calc
def test_one_office_does_all_jobs(calc: Calc, book: Path) -> None:
    """The second job finds it warm."""
    calc.job(book, SHEETS_OPEN)
    first = calc.pid
    calc.job(book, SHEETS_OPEN)
    assert calc.pid == first


@pytest.mark.host
@needs_calc
def test_the_workbook_that_is_judged_stays_as_it_is(calc: Calc, book: Path) -> None:
    """Changes are made to a copy; no lock file is left beside the original."""
    before = book.read_bytes()
    calc.job(book, {"do": "put", "sheet": "Demand", "cell": "A1", "value": "changed"})
    assert book.read_bytes() == before
    assert list(book.parent.iterdir()) == [book]


@pytest.mark.host
@needs_calc
def test_an_office_that_was_killed_is_started_again(own: Calc, book: Path) -> None:
    """Between two jobs: the second has its answer all the same."""
    assert own.job(book, SHEETS_OPEN) == [[]]
    os.kill(own.pid, signal.SIGKILL)
    assert own.job(book, SHEETS_OPEN) == [[]]
    assert own.starts == 2


@pytest.mark.host
@needs_calc
def test_an_office_that_dies_of_a_job_is_started_again_only_once(own: Calc, book: Path) -> None:
    """The job fails and leaves no process behind; a job that a step cannot do fails at once, with the office alive."""
    with pytest.raises(OfficeDiedError):
        own.job(book, {"do": "die"}, SHEETS_OPEN)
    assert own.starts == 2
    assert ends(own.pid)
    assert own.job(book, SHEETS_OPEN) == [[]]
    with pytest.raises(AssertionError, match="NoSuchElement"):
        own.job(book, {"do": "values", "sheet": "none", "area": "A1"})
    assert own.starts == 3
    assert alive(own.pid)


@pytest.mark.host
@needs_calc
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_no_office_outlives_its_test_run(how: signal.Signals, tmp_path: Path) -> None:
    """A whole pytest is ended in the middle of a test; its office goes with it."""
    told = tmp_path / "pid"
    run = started_run(WAITING_RUN.format(told=str(told)), tmp_path, dict(os.environ))
    end = time.monotonic() + 60
    while not told.exists() and run.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    office = int(told.read_text())
    assert alive(office)
    run.send_signal(how)
    run.communicate(timeout=30)
    assert ends(office)


@pytest.mark.parametrize("ci", [False, True], ids=["here", "in continuous integration"])
def test_without_an_office_a_test_is_skipped_here_and_fails_in_continuous_integration(ci: bool, tmp_path: Path) -> None:
    """One clear line says what to install; where ``CI`` is set, absence is never a skip."""
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | ({"CI": "true"} if ci else {})
    run = started_run(ASKING_RUN, tmp_path, environment | {"PATH": str(tmp_path)})
    said, _ = run.communicate(timeout=60)
    assert "apt-get install libreoffice-calc-nogui" in said or ci
    assert ("1 failed" if ci else "1 skipped") in said
    assert not (ci and "skipped" in said)
