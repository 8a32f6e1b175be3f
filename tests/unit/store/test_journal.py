"""The journal: every run of ``optimize``, the newest of each plan, in a file that is its user's alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from sop_excel.own_places import HOME, KEEP_RUNS
from sop_excel.planning import plan_tables
from sop_excel.store import journal as runs_kept
from sop_excel.store.publish import PublishOptions, publish
from tests.commands import sop_excel
from tests.unit.store.books import inputs, kept_run, options_of, planned
from tests.unit.store.databases import rows
from tests.workbooks import Rows, make_workbook

BOOK: dict[str, Rows] = {
    "Products": [["Product", "Production cost"], ["A", 5.0]],
    "Demand": [["Product", "2026-01", "2026-02"], ["A", 10.0, 20.0]],
    "Settings": [["Setting", "Value"], ["Plan name", "spring"]],
}  # fmt: skip


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_optimize_keeps_its_run(journal: Path, tmp_path: Path) -> None:
    """With inputs, outputs and versions, under the name of the plan; the library's function keeps nothing."""
    book = make_workbook(tmp_path / "book.xlsx", BOOK)
    ran = sop_excel("optimize", book, "--json")
    assert (ran.status, ran.err) == (0, "")
    ((run_id, plan, cost),) = rows(journal, "SELECT run_id, plan_name, total_cost FROM plan_runs")
    assert (plan, cost) == ("spring", 150.0)
    run = runs_kept.kept(run_id)
    assert run is not None
    assert run.tables["Demand"].rows == [["A", 10.0, 20.0]]
    assert run.tables["CostSummary"].rows[0][1] == 150.0
    assert (run.status, run.made_by != "", run.program != "", run.solver[:5]) == ("optimal", True, True, "HiGHS")


def test_nothing_is_kept_where_it_is_switched_off(
    journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the folder is made."""
    monkeypatch.setenv(KEEP_RUNS, "no")
    assert sop_excel("optimize", make_workbook(tmp_path / "book.xlsx", BOOK)).status == 0
    assert not journal.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions as POSIX has them")
def test_no_other_user_may_read_it(journal: Path) -> None:
    """Whatever the usual permissions are; demand is nobody's business."""
    before = os.umask(0)
    try:
        runs_kept.keep(kept_run("run-a"))
    finally:
        os.umask(before)
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.parent.stat().st_mode) == 0o700


def test_of_runs_that_were_never_published_the_newest_twenty_stay(journal: Path) -> None:
    """Of each plan; the published ones stay however old."""
    publish(planned("published"))
    for number in range(22):
        runs_kept.keep(kept_run(f"run-{number:02}", after=minutes(number)))
    kept = [row[0] for row in rows(journal, "SELECT run_id FROM plan_runs ORDER BY made_at, run_id")]
    assert kept == ["published", *(f"run-{number:02}" for number in range(2, 22))]


def test_a_clock_that_was_set_back_loses_no_run_that_was_just_made(journal: Path) -> None:
    """Those that were kept first go first, and the last one kept is the one to compare with."""
    for number in range(20):
        runs_kept.keep(kept_run(f"run-{number:02}", after=minutes(60 + number)))
    runs_kept.keep(kept_run("back", inputs(demand=11.0)))
    kept = [row[0] for row in rows(journal, "SELECT run_id FROM plan_runs ORDER BY made_at")]
    assert kept == ["back", *(f"run-{number:02}" for number in range(1, 20))]
    former = runs_kept.former("autumn", "other")
    assert former is not None
    assert former.run_id == "back"


def test_a_plan_is_compared_with_the_last_published_run_of_other_inputs(journal: Path) -> None:
    """Else with the last one of other inputs: the same inputs solved again are compared with the same run."""
    now = kept_run("now").input_hash
    assert runs_kept.former("autumn", now) is None
    runs_kept.keep(kept_run("same", after=minutes(9)))
    assert runs_kept.former("autumn", now) is None
    runs_kept.keep(kept_run("first", inputs(demand=11.0)))
    runs_kept.keep(kept_run("second", inputs(demand=12.0), minutes(1)))
    second = runs_kept.former("autumn", now)
    assert second is not None
    assert (second.run_id, second.published) == ("second", False)
    assert second.tables["Demand"].rows[0] == ["A", 12.0, 20.0, 30.25]
    publish(planned("third", inputs(demand=13.0)))
    third = runs_kept.former("autumn", now)
    assert third is not None
    assert (third.run_id, third.published) == ("third", True)
    assert runs_kept.former("another plan", now) is None


def test_a_run_of_a_scenario_or_without_a_plan_is_compared_with_nothing(journal: Path) -> None:
    """It is kept all the same."""
    cannot = kept_run("cannot", {**inputs(demand=1e9), "Products": inputs()["Products"]})
    runs_kept.keep(cannot)
    rows(journal, "UPDATE plan_runs SET total_cost = NULL")
    assert runs_kept.former("autumn", "other") is None
    rows(journal, "UPDATE plan_runs SET total_cost = 1, scenario = 'High'")
    assert runs_kept.former("autumn", "other") is None
    rows(journal, "UPDATE plan_runs SET scenario = 'base'")
    assert runs_kept.former("autumn", "other") is not None


def test_a_journal_that_cannot_be_made_is_a_note_and_no_failure(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan is written; a file stands where the folder should."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(HOME, str(tmp_path / "file" / "home"))
    ran = sop_excel("optimize", make_workbook(tmp_path / "book.xlsx", BOOK), "--json")
    assert ran.status == 0
    assert any("the run was not kept" in note for note in ran.answer["warnings"])


def test_a_journal_that_is_no_database_is_a_note_and_stays(tmp_path: Path, journal: Path) -> None:
    """Somebody may want to repair it."""
    journal.parent.mkdir(parents=True)
    journal.write_bytes(b"no database" * 100)
    ran = sop_excel("optimize", make_workbook(tmp_path / "book.xlsx", BOOK))
    assert ran.status == 0
    assert "note: the run was not kept: " in ran.err
    assert "file is not a database; name another file, bring this one back from a copy, or move it away" in ran.err
    assert journal.read_bytes() == b"no database" * 100


def test_a_run_that_was_damaged_is_told_and_not_compared_with(journal: Path) -> None:
    """Its inputs have another hash than those that were kept."""
    runs_kept.keep(kept_run("run-a"))
    rows(journal, "UPDATE plan_runs SET inputs_sha256 = 'x'")
    answer = plan_tables(inputs(demand=11.0), options_of("run-b"))
    assert runs_kept.note_of_run(inputs(demand=11.0), options_of("run-b"), answer) == ()
    book = planned("run-a")
    with pytest.raises(Exception, match="run run-a is damaged where it is kept"):
        runs_kept.kept("run-a")
    assert publish(book, PublishOptions()).is_new


def test_a_plan_does_not_wait_for_what_speaks_to_every_database(journal: Path, tmp_path: Path) -> None:
    """Which takes as long to load as a small plan: once the journal is there, a run is kept and compared without it."""
    runs_kept.keep(kept_run("run-a"))
    book = make_workbook(tmp_path / "book.xlsx", BOOK)
    code = (
        "import sys; from sop_excel.__main__ import main; status = main(sys.argv[1:]); "
        "print(status, sorted({'sqlalchemy', 'alembic', 'keyring', 'psycopg'} & set(sys.modules)))"
    )
    words = [sys.executable, "-c", code, "optimize", str(book)]
    ran = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert ran.stdout.splitlines()[-1:] == ["0 []"], ran.stderr
    assert rows(journal, "SELECT count(*) FROM plan_runs") == [(2,)]
