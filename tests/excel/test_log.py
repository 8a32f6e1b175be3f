"""The log of a session: one file each, for the user alone, named in every message about a failure."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sop_excel import session_log
from sop_excel.hosts.excel import __main__ as ribbon_command
from sop_excel.hosts.excel import writing
from sop_excel.hosts.excel.plan_commands import check, optimize
from tests.excel.books import alerts, small_book, small_tables
from tests.excel.engine import open_book
from tests.workbooks import make_workbook


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of the logs."""
    return tmp_path / "state" / "sop-excel" / "logs"


def test_a_session_writes_its_steps_into_a_file_of_its_own(home: Path, tmp_path: Path) -> None:
    """For nobody else to read."""
    book = open_book(small_book(tmp_path / "in.xlsx"))
    path = session_log.start("ribbon: optimize")
    assert path is not None
    assert list(home.iterdir()) == [path]
    optimize(book.app)
    text = path.read_text(encoding="utf-8")
    assert "ribbon: optimize: sop-excel " in text
    for told in (
        "reading the tables ...",
        "solving ...",
        "writing the plan ...",
        "Optimal and proved: cost 600.00 EUR",
    ):
        assert told in text
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_failure_is_written_down_whole_and_its_message_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planner sees a sentence, who helps sees where it happened; a mistake in a cell needs neither."""
    book = open_book(small_book(tmp_path / "in.xlsx"))
    path = session_log.start("test")
    assert path is not None
    monkeypatch.setattr(writing.TableWriter, "fill", lambda self: (_ for _ in ()).throw(OSError("busy")))
    optimize(book.app)
    optimize(book.app, limit=0.0)
    assert [message.endswith(f"\n\nWhat was done: {path}") for message in alerts(book)] == [True, True]
    text = path.read_text(encoding="utf-8")
    assert "Traceback (most recent call last)" in text
    assert "OSError: busy" in text
    tables = small_tables()
    tables["Demand"][1][2] = "n/a"
    wrong = open_book(make_workbook(tmp_path / "wrong.xlsx", tables))
    check(wrong.app)
    assert "What was done" not in alerts(wrong)[0]


def test_without_a_log_nothing_else_changes(home: Path, tmp_path: Path) -> None:
    """A folder that cannot be written must not keep a plan from being made."""
    home.parent.mkdir(parents=True)
    home.write_text("a file in the way")
    assert session_log.start("test") is None
    book = open_book(small_book(tmp_path / "in.xlsx"))
    optimize(book.app, limit=0.0)
    assert "What was done" not in alerts(book)[0]


def test_only_the_last_sessions_are_kept(home: Path) -> None:
    """The oldest files go; files of others stay."""
    home.mkdir(parents=True)
    for n in range(30):
        (home / f"2026-01-{n + 1:02d}_00-00-00_1.log").write_text("old")
    (home / "mine.txt").write_text("mine")
    path = session_log.start("test")
    kept = sorted(found.name for found in home.glob("*.log"))
    assert len(kept) == session_log.KEPT
    assert path is not None
    assert kept[0] == "2026-01-12_00-00-00_1.log"
    assert kept[-1] == path.name
    assert (home / "mine.txt").exists()


def test_a_session_that_ends_before_it_can_tell_is_written_down(home: Path, tmp_path: Path) -> None:
    """As the ribbon starts it: isolated, in a process of its own; here without any Excel."""
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    (tmp_path / "xlwings.py").write_text("raise SystemExit('a trap')")
    command = [sys.executable, "-I", "-m", "sop_excel.hosts.excel", "optimize", "--scenario", "2920"]
    ran = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )
    assert ran.returncode == 1
    [path] = home.glob("*.log")
    text = path.read_text(encoding="utf-8")
    assert "ribbon: optimize --scenario 2920: sop-excel " in text
    assert "a trap" not in ran.stderr + text
    assert "Traceback" in text or "there is no Excel" in text


def test_a_session_that_never_ends_is_given_up() -> None:
    """Excel waits for it; so it ends by itself, long after every limit of its own."""
    assert _ended("time.sleep(3600)") == 1
    assert ribbon_command.SECONDS_IN_ALL > 300


def test_a_message_may_stay_open_as_long_as_the_planner_likes() -> None:
    """Whoever is at lunch must not come back to a session that says that it broke down."""
    assert _ended("(telling.OPEN.set(), time.sleep(2), 0)[2]") == 0


def _ended(work: str) -> int:
    """The exit status of a session that does this and may last a moment."""
    program = (
        "import sys, time; from sop_excel.hosts.excel import __main__ as command, telling\n"
        f"command.SECONDS_IN_ALL = 0.2; command.main = lambda: {work}\n"
        "sys.exit(command.run())"
    )
    return subprocess.run([sys.executable, "-c", program], check=False, timeout=300, capture_output=True).returncode
