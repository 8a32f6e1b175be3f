"""What the ribbon tells of the plan before."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.hosts.excel.plan_commands import optimize
from sop_excel.own_places import HOME, KEEP_RUNS
from tests.commands import sop_excel
from tests.excel.books import alerts
from tests.excel.engine import excel, open_book, saved
from tests.workbooks import Rows, make_workbook, read_table


def _book(path: Path, in_march: int) -> Path:
    products: Rows = [["Product", "Production cost", "Holding cost"], ["A", 5, 1]]
    demand: Rows = [["Product", "Jan", "Feb", "Mar"], ["A", 10, 20, in_march]]
    settings = [["Setting", "Value"], ["Plan name", "factory"]]
    return make_workbook(path, {"Products": products, "Demand": demand, "Settings": settings})


def test_the_ribbon_tells_what_changed_as_the_command_line_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME, str(tmp_path / "own"))
    monkeypatch.setenv(KEEP_RUNS, "yes")
    sop_excel("optimize", _book(tmp_path / "old.xlsx", 30))
    opened = open_book(_book(tmp_path / "new.xlsx", 40))
    optimize(opened.app)
    assert alerts(opened) == []
    by_ribbon, by_command = saved(opened, tmp_path / "ribbon.xlsx"), _book(tmp_path / "command.xlsx", 40)
    sop_excel("optimize", by_command)
    for name in ("PlanChanges", "CostChanges"):
        assert read_table(by_ribbon, name) == read_table(by_command, name)
    assert "50.00 EUR more than the plan of" in str(excel(opened).status_texts[-1])
