"""A workbook whose demand has classes: planned, verified, explained, moved on, and compared with another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.commands import sop_excel
from tests.workbooks import make_workbook, read_table

MONTHS = ["2026-01", "2026-02", "2026-03"]
BOOK: dict[str, Any] = {
    "Products": [
        ["Product", "Production cost", "Holding cost", "Max production", "Lost sale cost"],
        ["Bike", 10, 1, 6, 40],
    ],
    "Demand": [["Product", "Class", *MONTHS], ["Bike", "Contract", 4, 5, 2], ["Bike", "Web", 3, 3, 3]],
    "Classes": [
        ["Class", "Priority", "Lost sale cost", "Backorder cost"], ["Contract", 1, 90, None], ["Web", 2, None, 3]
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook with its plan."""
    file = make_workbook(tmp_path_factory.mktemp("classes") / "bikes.xlsx", BOOK)
    assert sop_excel("optimize", file, "--json").answer["status"] == "optimal"
    return file


def _rows(file: Path) -> dict[tuple[str, str], list[Any]]:
    return {(row[0], row[1]): row[2:] for row in read_table(file, "Plan")[1:]}


def test_the_web_waits_and_the_contracts_get_what_they_ask_for(planned: Path) -> None:
    """18 are made of 20 that are asked for: the web is 1 and then 3 late at 3 a month, and loses 2 at 40."""
    rows = _rows(planned)
    assert rows["Bike", "Delivered (Contract)"] == [4, 5, 2, 11]
    assert rows["Bike", "Delivered (Web)"] == [2, 1, 4, 7]
    assert sum(rows["Bike", "Lost sales (Web)"][:3]) == 2
    costs = {row[0]: row[1] for row in read_table(planned, "CostSummary")[1:]}
    assert costs["Lost sales"] == 80
    assert costs["Total cost"] == 180 + 80 + costs["Backorders"]


def test_the_plan_is_verified_and_explained_by_its_classes(planned: Path) -> None:
    """What is late or lost is told of the class, and never twice."""
    assert "All 7 comparisons agree." in sop_excel("verify", planned).out
    told = sop_excel("explain", planned).out
    assert "of Bike / Web are not sold in" in told
    assert "of Bike are not sold" not in told


def test_a_rule_of_thumb_is_priced_by_the_classes_that_it_costs_least(planned: Path, tmp_path: Path) -> None:
    """Chasing demand makes the 18 too, and the web bears what is short."""
    copy = tmp_path / "rules.xlsx"
    copy.write_bytes(planned.read_bytes())
    ran = sop_excel("compare-rules", copy)
    assert "Chasing demand:" in ran.out
    assert "cannot keep the limits" not in next(one for one in ran.out.splitlines() if "Chasing demand:" in one)


def test_a_plan_moves_on_with_its_classes(planned: Path, tmp_path: Path) -> None:
    """Each row keeps its class, and what is late at the start is planned as that of the class which comes last."""
    copy = tmp_path / "rolled.xlsx"
    copy.write_bytes(planned.read_bytes())
    assert sop_excel("roll", copy).status == 0
    demand = read_table(copy, "Demand")
    assert [row[:2] for row in demand] == [["Product", "Class"], ["Bike", "Contract"], ["Bike", "Web"]]
    assert [row[2] for row in demand] == ["2026-02", 5, 3]


def test_a_change_of_a_class_is_told_by_its_row(planned: Path, tmp_path: Path) -> None:
    """And its cost is found among those of the demand."""
    copy = tmp_path / "later.xlsx"
    copy.write_bytes(planned.read_bytes())
    book = openpyxl.load_workbook(copy)
    book["Demand"]["C3"] = 4
    book.save(copy)
    sop_excel("optimize", copy)
    told = sop_excel("diff", planned, copy).out
    assert "Demand: Bike, Web, 2026-01: 4, before 3" in told
    assert "Demand" in told
