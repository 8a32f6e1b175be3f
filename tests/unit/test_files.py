"""A workbook that is refused is told why, and stays as it was to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.domain.plan import Plan
from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.plans import optimize, plan_workbook
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from tests.workbooks import Rows, make_workbook

GOOD: dict[str, Rows] = {
    "Products": [["Product", "Production cost"], ["Fan", 5]],
    "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20]],
    "Resources": [["Resource", "Capacity"], ["Line 1", 50]],
    "Routings": [["Product", "Resource", "Usage"], ["Fan", "Line 1", 1]],
}
BAD: list[tuple[dict[str, Rows], str]] = [
    ({"Products": [["Product", "Production cost"], ["Fan", -5]]}, "Products!B2: Products[Production cost]: "),
    ({"Products": [["Product", "Production cost"], ["Fan", "5"]]}, "Products!B2: Products[Production cost]: "),
    ({"Products": [["Product", "Production cost"], ["Fan", "#N/A"]]}, "Products!B2: Products[Production cost]: "),
    ({"Products": [["Product", "Production cost"], ["Fan", True]]}, "Products!B2: Products[Production cost]: "),
    ({"Products": [["Product", "Holding cost"], ["Fan", 1], ["Fan", 1]]}, "Products!A3: Products[Product]: "),
    ({"Products": [["Product", "Holding cost"], ["Fan", 1], ["Heater", 1]]}, "Products!A3: Products[Product]: "),
    ({"Products": [["Product", "Holding cost", "Safety stock", "Cover periods"], ["Fan", 1, 1, 1]]}, "Products!"),
    ({"Products": [["Product", "Setup cost"], ["Fan", -7]]}, "Products!B2: Products[Setup cost]: "),
    ({"Products": [["Product", "Lot multiple"], ["Fan", 0]]}, "Products!B2: Products[Lot multiple]: "),
    (
        {"Products": [["Product", "Initial backorders", "Holding cost"], ["Fan", 7, 1]]},
        "Products!B2: Products[Initial backorders]: ",
    ),
    ({"Demand": [["Product", "Jan", "Feb"], ["Fun", 1, 2]]}, "Demand!A2: Demand[Product]: "),
    ({"Demand": [["Product", "Jan"]]}, "Products!A2: Products[Product]: "),
    ({"Demand": [["Product", "Jan", "Measure"], ["Fan", 1, 2]]}, "Demand!C1: Demand[Measure]: "),
    ({"Resources": [["Resource", "Kind"], ["Line 1", "team"]]}, "Resources!B2: Resources[Kind]: "),
    ({"Resources": [["Resource", "Overtime cost"], ["Line 1", 7]]}, "Resources!B2: Resources[Overtime cost]: "),
    ({"Routings": [["Product", "Resource", "Usage"], ["Fan", "Line 9", 1]]}, "Routings!B2: Routings[Resource]: "),
    ({"Capacity": [["Resource", "Mar"], ["Line 1", 9]]}, "Capacity!B1: Capacity[Mar]: "),
    ({"Receipts": [["Product", "Jan"], ["Fan", -1]]}, "Receipts!B2: Receipts[Jan]: "),
    ({"FirmProduction": [["Product", "Jan"], ["Fan", "soon"]]}, "FirmProduction!B2: FirmProduction[Jan]: "),
    ({"PeriodData": [["Field", "Item", "Period", "Value"], ["Prise", "Fan", "Jan", 1]]}, "PeriodData!A2: "),
    ({"Settings": [["Setting", "Value"], ["Curency", "EUR"]]}, "Settings!A2: Settings[Setting]: "),
    ({"Settings": [["Setting", "Value"], ["Safety stock rule", "soft"]]}, "Settings!B2: Settings[Value]: "),
    (
        {
            "Scenarios": [
                ["Scenario", "Field", "Item", "Period", "Change", "Value"],
                ["High", "Demnd", "", "", "add", 1],
            ]
        },
        "Scenarios!B2: Scenarios[Field]: ",
    ),
    ({"Plan": [["Task", "Owner"], ["Count stock", "Ann"]]}, "Plan!A1: Plan: "),
    ({"CostSummary": [["Cost", "Amount", "Share", "Budget"], ["", 0, 0, 0]]}, "CostSummary!D1: CostSummary[Budget]: "),
]


@pytest.mark.parametrize(("change", "line"), BAD, ids=[f"{n}-{'-'.join(change)}" for n, (change, _) in enumerate(BAD)])
def test_a_refused_workbook_is_told_its_cell_and_stays_as_it_was(
    change: dict[str, Rows], line: str, tmp_path: Path
) -> None:
    """In place and into another file, which does not come to be."""
    book, other = make_workbook(tmp_path / "book.xlsx", {**GOOD, **change}), tmp_path / "other.xlsx"
    before = book.read_bytes()
    for target in (None, other):
        with pytest.raises(InputError) as caught:
            optimize(book, target)
        assert any(str(issue).startswith(line) for issue in caught.value.issues), str(caught.value)
    assert book.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.xlsx"]


def test_the_good_workbook_beside_them_is_planned(tmp_path: Path) -> None:
    """So that each of them fails for its own change alone."""
    plan = optimize(make_workbook(tmp_path / "book.xlsx", GOOD))
    assert isinstance(plan, Plan)
    assert plan.total_cost == 150.0


def test_a_column_of_the_planners_behind_the_total_is_refused_by_name(tmp_path: Path) -> None:
    """Rule O4: nothing that a planner wrote into our table is overwritten."""
    book = make_workbook(tmp_path / "book.xlsx", GOOD)
    plan_workbook(book, book, Options(), resource(DONOR))
    sheets: Any = openpyxl.load_workbook(book)
    table = sheets["Plan"].tables["Plan"]
    first, last = table.ref.split(":")
    row = int(first[1:])
    column = sheets["Plan"][last].column + 1
    header = sheets["Plan"].cell(row, column)
    header.value = "My share"
    table.ref = f"{first}:{header.column_letter}{last.lstrip('ABCDEFGHIJ')}"
    table.autoFilter = None
    table.tableColumns.append(type(table.tableColumns[0])(id=99, name="My share"))
    sheets.save(book)
    before = book.read_bytes()
    with pytest.raises(InputError, match=r"Plan\[My share\]: expected only columns of the plan"):
        optimize(book)
    assert book.read_bytes() == before
