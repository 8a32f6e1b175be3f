"""The checks of a scenario's plan, recalculated by a real LibreOffice Calc."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from templates.make import build_template
from tests.hosts.calc import needs_calc, recalculated
from tests.scenarios import HEADERS
from tests.workbooks import Rows, make_workbook

pytestmark = [pytest.mark.host, needs_calc]

TABLES: dict[str, Rows] = {
    "Products": [
        ["Product", "Production cost", "Holding cost", "Initial inventory"],
        ["Fan", 5, 1, 3],
        ["Pump", 6, 1, 4],
    ],
    "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20], ["Pump", 7, 8]],
    "Scenarios": [
        HEADERS,
        ["Stock", "Initial inventory", None, None, "multiply", 1.1],
        ["Stock", "Demand", "Fan", None, "add", 0.7],
        ["Empty", "Initial inventory", None, None, "set", 0],
    ],
}


def test_the_checks_hold_on_a_scenario_s_numbers_and_notice_a_change_of_its_rows(tmp_path: Path) -> None:
    """Units in are units out of the stock that the scenario starts with, not of that in table Products."""
    donor = tmp_path / "donor.xlsx"
    build_template("multi", donor)
    source = make_workbook(tmp_path / "book.xlsx", TABLES)
    jobs: list[tuple[Path, list[tuple[str, str, float]]]] = []
    for name in ("base", "Stock", "Empty", "all"):
        planned = tmp_path / f"{name}.xlsx"
        plan_workbook(source, planned, Options(scenario=name), donor)
        jobs.append((planned, []))
    jobs += [(tmp_path / f"{name}.xlsx", [("Scenarios", "F2", 1.2)]) for name in ("base", "Stock", "all")]
    flags = [
        next(cell["value"] for cell in cells if (cell["sheet"], cell["row"], cell["column"]) == ("Checks", 2, 1))
        for cells in recalculated(jobs, tmp_path)
    ]
    assert flags == ["OK", "OK", "OK", "OK", "OK", "CHECK", "CHECK"]
