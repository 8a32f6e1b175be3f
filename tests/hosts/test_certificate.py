"""LibreOffice Calc adds up the certificate, and comes to the plan's cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.domain.plan import Plan
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.sheets.certificate_table import BOUND, COST, DIFFERENCE, RELAXED_BOUND
from templates.make.ship import ship
from tests.hosts.calc import Cells, needs_calc, recalculated
from tests.instances.published import ARTICLE_LP, ARTICLE_WHOLE, THREE_PRODUCTS
from tests.workbooks import make_workbook

pytestmark = [pytest.mark.host, needs_calc]

# Every family: two lines, a warehouse, overtime, subcontracting, lost and late demand, prices, odd codes and periods.
EVERYTHING: dict[str, list[list[Any]]] = {
    "Products": [
        ["Product", "Production cost", "Holding cost", "Initial inventory", "Safety stock", "Max inventory", "Price",
         "Lost sale cost", "Backorder cost", "Subcontract cost", "Max subcontract", "Initial backorders"],
        ["O'Brien \"x\"", 3, 1, 5, 4, 50, 20, 2, None, 9, 3, None],
        [123, 2, 0.5, 0, None, None, None, None, 1, None, None, 6],
        ["A*", 4, 2, 9, 2, 30, None, None, None, 12, None, None],
    ],
    "Demand": [
        ["Product", "Q1 [26]", "Q2#", "Q3"],
        ["O'Brien \"x\"", 20, 44, 31], [123, 17, 3, 25], ["A*", 9, 30, 8.5],
    ],
    "Receipts": [["Product", "Q2#"], ["A*", 4]],
    "FirmProduction": [["Product", "Q1 [26]"], ["A*", 11]],
    "Resources": [
        ["Resource", "Kind", "Capacity", "Cost", "Overtime cost", "Overtime capacity"],
        ["Line", None, 40, 0.5, 2, 5], ["Store", "storage", 25, 0.1, None, None],
    ],
    "Routings": [
        ["Product", "Resource", "Usage"],
        ["O'Brien \"x\"", "Line", 1], [123, "Line", 0.5], ["A*", "Line", 1], ["A*", "Store", 2],
    ],
    "Capacity": [["Resource", "Q3"], ["Line", 35]],
    "PeriodData": [["Field", "Item", "Period", "Value"], ["Max inventory", "A*", "Q2#", 6]],
}  # fmt: skip
SOFT: dict[str, list[list[Any]]] = {
    **EVERYTHING,
    "Settings": [["Setting", "Value"], ["Safety stock rule", "soft"], ["Safety stock penalty", 1.25]],
}
CATCH_UP: dict[str, list[list[Any]]] = {
    **EVERYTHING,
    "Settings": [["Setting", "Value"], ["Safety stock rule", "catch up"]],
}
CALM: dict[str, list[list[Any]]] = {
    **EVERYTHING,
    "Settings": [["Setting", "Value"], ["Change penalty", 0.75], ["Change periods", 2]],
    "PublishedPlan": [["Product", "Q0", "Q1 [26]", "Q2#"], ["A*", 3, 11.5, 2], [123, None, 0, 7], ["gone", 1, 2, 3]],
}
BOOKS = {
    "article": ARTICLE_LP.tables, "whole": ARTICLE_WHOLE.tables, "three": THREE_PRODUCTS.tables,
    "everything": EVERYTHING, "soft": SOFT, "catch up": CATCH_UP,
    "calm": CALM,
}  # fmt: skip
SHEET = "Certificate"


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Cells]]:
    """Planned workbooks with sheets from templates that are built anew, as Calc computes them."""
    folder = tmp_path_factory.mktemp("certificate")
    donor = ship(folder)[-1]
    books = []
    for name, tables in BOOKS.items():
        path = make_workbook(folder / f"{name}.xlsx", tables)
        assert isinstance(plan_workbook(path, path, Options(), donor).answer.report.found, Plan)
        books.append(path)
    found = recalculated([(path, []) for path in books], folder)
    return {name: (path, cells) for name, path, cells in zip(BOOKS, books, found, strict=True)}


@pytest.mark.parametrize("name", BOOKS)
def test_calc_comes_to_our_number_in_every_cell(name: str, judged: dict[str, tuple[Path, Cells]]) -> None:
    """To 1e-9, without any error, over the planner's own cells."""
    path, cells = judged[name]
    ours = openpyxl.load_workbook(path, data_only=True)[SHEET]
    compared = [cell for cell in cells if cell["sheet"] == SHEET]
    assert len(compared) > 10
    for cell in compared:
        assert cell["error"] == 0, cell
        value = ours.cell(cell["row"] + 1, cell["column"] + 1).value
        same = value if isinstance(value, str) else pytest.approx(value, rel=1e-9, abs=1e-9)
        assert cell["value"] == same, cell


@pytest.mark.parametrize("name", BOOKS)
def test_the_sum_is_the_plans_cost_in_calc(name: str, judged: dict[str, tuple[Path, Cells]]) -> None:
    """But for a plan in whole units, whose fractions could be cheaper."""
    path, cells = judged[name]
    labels = openpyxl.load_workbook(path, data_only=True)[SHEET]
    worth = {labels.cell(c["row"] + 1, 1).value: c["value"] for c in cells if c["sheet"] == SHEET and c["column"] == 5}
    if name == "whole":
        assert (worth[COST], worth[RELAXED_BOUND]) == (2220.0, 2213.0)
    else:
        assert worth[BOUND] == pytest.approx(worth[COST], rel=1e-8, abs=1e-6)
        assert worth[DIFFERENCE] == pytest.approx(0, abs=1e-5)


def test_in_calc_what_was_moved_adds_up_to_its_cost(judged: dict[str, tuple[Path, Cells]]) -> None:
    """And every other check of that plan is green."""
    path, cells = judged["calm"]
    labels = openpyxl.load_workbook(path, data_only=True)["Checks"]
    found = {
        labels.cell(c["row"] + 1, 1).value: c["value"] for c in cells if c["sheet"] == "Checks" and c["column"] == 1
    }
    assert found["Units moved at the change penalty add up"] == "OK"
    assert "PublishedPlan unchanged since the solve" not in found  # it is filled when this plan is published
    assert "CHECK" not in found.values()
