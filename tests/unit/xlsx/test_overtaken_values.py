"""Formulas among the inputs whose values a command leaves behind: said at once, and again when they are planned."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.commands import sop_excel
from tests.unit.xlsx.test_rolled import PRODUCTS, book, edited, rolled, save_values
from tests.workbooks import Rows

FLOORS: Rows = [[*PRODUCTS[0], "Safety stock"], [*PRODUCTS[1], 0.0], [*PRODUCTS[2], 5.0]]
UNSURE = "Products!F3: Products[Safety stock]: expected values that are calculated, found 1 formula that may not be"


def with_floor(path: Path, formula: str) -> Path:
    """The workbook with a safety stock by a formula, which has the value 5."""
    edited(book(path, Products=FLOORS), {"F3": formula}, "Products")
    edited(path / "book.xlsx", {"C1": "=Demand!B3*5"})
    edited(path / "book.xlsx", {"B1": 0.5, "D1": "=B1*10"}, "Terms")
    file = path / "book.xlsx"
    saved = openpyxl.load_workbook(file)
    saved.calculation.fullCalcOnLoad = False  # as a program says that has calculated
    saved.save(file)
    save_values(file, {"F3": 5.0}, "Products")
    save_values(file, {"C1": 5.0}, "Mine")
    save_values(file, {"D1": 5.0}, "Terms")
    return file


@pytest.mark.parametrize(
    "formula",
    ["=Demand!B3*5", "=INDEX(Demand,2,2)*5", "=Mine!C1"],
    ids=["its place", "its table", "over another sheet"],
)
def test_a_formula_of_this_month_is_old_once_the_months_have_moved_on(tmp_path: Path, formula: str) -> None:
    """A safety stock of five times this month's demand is that of the month that is over, until somebody calculates."""
    path = with_floor(tmp_path, formula)
    assert UNSURE not in sop_excel("check", path).err
    told = f"Products!F3: {formula} is calculated from what was filled, and its value is still the old one"
    assert f"{told}; recalculate and save the workbook before it is planned" in rolled(path).err
    for _ in range(2):  # and a plan does not make it newer
        assert UNSURE in sop_excel("optimize", path).err


@pytest.mark.parametrize("formula", ["=Terms!B1*10", "=Terms!D1", "=C3-2"])
def test_a_formula_of_what_stays_is_as_good_as_before(tmp_path: Path, formula: str) -> None:
    path = with_floor(tmp_path, formula)
    assert "is calculated from" not in rolled(path).err
    assert UNSURE not in sop_excel("optimize", path).err


def test_what_a_plan_is_written_beside_is_no_older_for_it(tmp_path: Path) -> None:
    """Publishing fills the published plan alone, on which no input stands."""
    path = with_floor(tmp_path, "=Demand!B3*5")
    for command in ("optimize", "publish", "optimize"):
        ran = sop_excel(command, path)
        assert (ran.status, UNSURE in ran.err, "is calculated from" in ran.err) == (0, False, False)
