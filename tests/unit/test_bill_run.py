"""A workbook with a bill of materials and a shelf life: planned, checked, compared with rules and with another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.sheets.checks import OK
from tests.commands import sop_excel
from tests.workbooks import make_workbook, read_table

MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04"]
BOOK: dict[str, Any] = {
    "Products": [
        ["Product", "Production cost", "Holding cost", "Initial inventory", "Safety stock periods", "Lead time",
         "Subcontract cost", "Max production", "Shelf life", "Scrap cost"],
        ["Bike", 50, 4, 5, None, 1, None, 60, None, None],
        ["Wheel", 8, 1, 40, 0.5, None, None, 100, None, None],
        ["Glue", None, 0.1, 90, None, None, 3, 0, 2, 1],
    ],
    "Demand": [["Product", *MONTHS], ["Bike", 0, 5, 20, 10], ["Wheel", 1, 1, 1, 1]],
    "BillOfMaterials": [["Parent", "Component", "Quantity"], ["Bike", "Wheel", 2], ["Bike", "Glue", 0.5]],
    "Scenarios": [["Scenario", "Field", "Item", "Change", "Value"], ["High", "Demand", "Bike", "multiply", 1.5]],
}  # fmt: skip


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook with its plan."""
    file = make_workbook(tmp_path_factory.mktemp("bill") / "bikes.xlsx", BOOK)
    assert sop_excel("optimize", file, "--json").answer["status"] == "optimal"
    return file


def test_the_plan_shows_what_goes_into_others_and_what_is_scrapped(planned: Path) -> None:
    """20 bikes start in February, 10 in March: 40 and 20 wheels, 10 and 5 tins of glue; of 90, the rest is too old
    after February. Half a month's mean demand of wheels is kept: (4 + 2 x 35) / 4 / 2."""
    rows = {(row[0], row[1]): row[2:] for row in read_table(planned, "Plan")[1:]}
    assert rows["Wheel", "Dependent demand"] == [0, 40, 20, 0, 60]
    assert rows["Glue", "Dependent demand"] == [0, 10, 5, 0, 15]
    assert rows["Glue", "Scrapped"] == [0, 80, 0, 0, 80]
    assert rows["Glue", "Subcontract"] == [0, 0, 5, 0, 5]
    assert rows["Wheel", "Safety stock"] == [9.25, 9.25, 9.25, 9.25, None]
    summary = {row[0]: row for row in read_table(planned, "ProductSummary")[1:]}
    assert summary["Glue"][4] == 1  # all that was needed was there
    assert {row[0]: row[1] for row in read_table(planned, "CostSummary")[1:]}["Scrap"] == 80


def test_the_chart_shows_what_others_need_as_demand(planned: Path) -> None:
    """Of all products: bikes and wheels that are sold, and what goes into bikes: it meets what is made and bought."""
    chart = {row[0]: row[1] for row in read_table(planned, "PlanChart")[1:]}
    assert list(chart.values()) == [0 + 1, 5 + 1 + 40 + 10, 20 + 1 + 20 + 5, 10 + 1]


def test_the_sheets_count_both(planned: Path) -> None:
    """Every check reads OK, and the balance takes them from what came in."""
    checks = {row[0]: row[1:3] for row in read_table(planned, "Checks")[1:]}
    result, value = checks["Units in are units out"]
    assert (result, value) == (OK, 0)
    formulas = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(planned)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and '"Dependent demand"' in cell.value
    ]
    assert any('-SUMIFS(Plan[Total],Plan[Measure],"Scrapped")' in formula for formula in formulas)


def test_the_written_plan_is_verified_independently(planned: Path) -> None:
    """By both formulations, in exact arithmetic, and as it stands in the sheets."""
    assert sop_excel("verify", planned).status == 0


def test_scenarios_and_rules_follow_the_bill(planned: Path, tmp_path: Path) -> None:
    """More bikes need more wheels; what a rule makes of bikes too."""
    answer = sop_excel("optimize", planned, "--scenario", "all", "-o", tmp_path / "all.xlsx", "--json").answer
    assert [one["status"] for one in answer["scenarios"]] == ["optimal", "optimal"]
    told = sop_excel("compare-rules", planned, "-o", tmp_path / "rules.xlsx")
    assert told.status == 0
    assert "Not simulated" in told.err
    rows = read_table(tmp_path / "rules.xlsx", "RuleComparison")
    assert any(row[0] == "Chasing demand" for row in rows)


def test_another_quantity_is_told_as_the_cause(planned: Path, tmp_path: Path) -> None:
    """And as the input that changed."""
    bill = [BOOK["BillOfMaterials"][0], ["Bike", "Wheel", 1], ["Bike", "Glue", 0.5]]
    other = make_workbook(tmp_path / "other.xlsx", {**BOOK, "BillOfMaterials": bill})
    assert sop_excel("optimize", other).status == 0
    told = sop_excel("diff", planned, other).out
    assert "BillOfMaterials: Bike, Wheel, Quantity: 1, before 2" in told
    assert "Nothing else of what the plan rests on has changed" in told
