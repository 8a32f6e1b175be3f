"""The ribbon keeps the runs of the open workbook, as the command line does."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.excel.plan_commands import optimize
from sop_excel.own_places import HOME, KEEP_RUNS
from sop_excel.store.publish import publish
from tests.commands import sop_excel
from tests.excel.books import alerts
from tests.excel.engine import excel, open_book, saved
from tests.workbooks import Rows, make_workbook


def _book(path: Path) -> Path:
    products: Rows = [["Product", "Production cost", "Holding cost"], ["A", 5, 1]]
    demand: Rows = [["Product", "2026-01", "2026-02"], ["A", 10, 20.5]]
    return make_workbook(path, {"Products": products, "Demand": demand})


def test_a_run_of_the_ribbon_is_kept_published_and_replayed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The open workbook is published as it stands; what was kept comes out again by the command line."""
    monkeypatch.setenv(HOME, str(tmp_path / "own"))
    monkeypatch.setenv(KEEP_RUNS, "yes")
    opened = open_book(_book(tmp_path / "open.xlsx"))
    optimize(opened.app)
    assert alerts(opened) == []
    (run,) = sop_excel("runs", "--json").answer["runs"]
    assert (run["plan"], run["total_cost"]) == ("open", 152.5)
    assert sop_excel("replay", run["run"], "--json").answer["status"] == "same"
    done = publish(OpenBook(opened))
    assert (done.run.run_id, done.run.plan_name, done.sums.amounts["production"]) == (run["run"], "open", 30.5)
    saved_as = sop_excel("publish", saved(opened, tmp_path / "saved.xlsx"))
    assert saved_as.status == 2
    assert "was made as 'open', and is now called 'saved'" in saved_as.err


def test_a_run_that_could_not_be_kept_is_said_in_the_status_bar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan is written all the same."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(HOME, str(tmp_path / "file" / "own"))
    monkeypatch.setenv(KEEP_RUNS, "yes")
    opened = open_book(_book(tmp_path / "open.xlsx"))
    optimize(opened.app)
    assert "(the run was not kept: " in str(excel(opened).status_texts[-1])
    assert sop_excel("verify", saved(opened, tmp_path / "saved.xlsx")).status == 0
