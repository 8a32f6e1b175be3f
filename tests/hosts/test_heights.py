"""Texts that wrap fit into their rows, by the measure of a real office, however long they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from tests.hosts.books import Book
from tests.hosts.calc import Calc, needs_calc

pytestmark = [pytest.mark.host, needs_calc]

NAMES = {
    "long": "Hydraulic press with extended warranty, painted in the colour of the customer, delivered on pallets",
    "without a space": "PRESS-" * 22,
    "short": "P1",
}
LINE = 500  # 1/100 mm
# Heights that are chosen for a usual row, and what becomes of them: higher, lower, much higher; and as an earlier run
# had them for two lines, as a screen shows them, and for three.
CHOSEN = {33.0: 33.0, 11.0: 11.0, 400.0: 400.0, 29.25: None, 43.0: None}
WRAPPED = ("Checks", "Explanation", "RunInfo")


def planned(name: str, capacity: float, path: Path) -> Book:
    """The template of several products, one of them with another name, its factory with another capacity."""
    return renamed(resource(DONOR), "SKU-001", name, capacity, path)


def renamed(source: Path, old: str, new: str, capacity: float, path: Path) -> Book:
    """A workbook with a product under another name, planned."""
    book: Any = openpyxl.load_workbook(source)
    for sheet in book:
        for table in ("Products", "Demand", "Routings"):
            if table in sheet.tables:
                for cell in (cell for row in sheet[sheet.tables[table].ref] for cell in row):
                    cell.value = new if cell.value == old else cell.value
    block = Book("", source).blocks["Resources"]
    book[block.sheet][block.cell("Capacity")] = capacity
    book.save(path)
    plan_workbook(path, path, Options(), resource(DONOR))
    return Book(path.stem, path)


@pytest.mark.parametrize(
    "capacity", [15000, pytest.param(2000, marks=pytest.mark.exhaustive)], ids=["a plan", "no plan"]
)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_text_fits_into_its_row(name: str, capacity: float, calc: Calc, tmp_path: Path) -> None:
    """And no row is higher than it must be by more than a line and three fourths."""
    book = planned(name, capacity, tmp_path / "book.xlsx")
    blocks = [book.blocks[table] for table in WRAPPED]
    steps = [{"do": "heights", "sheet": block.sheet, "area": block.column(block.headers[0])} for block in blocks]
    for block, rows in zip(blocks, calc.job(book.path, *steps), strict=True):
        assert len(rows) == block.rows
        assert [(n, *row) for n, row in enumerate(rows) if not row[1] - 5 <= row[0] <= 1.75 * row[1] + LINE] == []


def test_a_row_whose_text_became_short_is_a_usual_one_again(tmp_path: Path) -> None:
    """Heights follow the plan, not the row: they are those of a workbook that never had the long name."""
    path = planned(NAMES["long"], 15000, tmp_path / "book.xlsx").path
    before = heights_of(path, "Explanation")
    renamed(path, NAMES["long"], NAMES["short"], 15000, path)
    after = heights_of(path, "Explanation")
    assert after == heights_of(planned(NAMES["short"], 15000, tmp_path / "short.xlsx").path, "Explanation")
    assert max(filter(None, before)) > 60 > max(filter(None, after), default=0.0)
    assert after.count(None) > before.count(None)


def test_a_height_that_the_planner_chose_stays(tmp_path: Path) -> None:
    """Where the row's text needs no more than a usual row; one that an earlier run needed goes."""
    path = planned(NAMES["short"], 15000, tmp_path / "book.xlsx").path
    usual = [row.index for row in rows_of(path, "Explanation") if not row.height]
    chosen = dict(zip(usual, CHOSEN, strict=False))
    assert len(chosen) == len(CHOSEN)
    book: Any = openpyxl.load_workbook(path)
    sheet = book[Book("", path).blocks["Explanation"].sheet]
    for row, height in chosen.items():
        sheet.row_dimensions[row].height = height
    book.save(path)
    for _ in range(2):
        plan_workbook(path, path, Options(), resource(DONOR))
        found = {row.index: row.height for row in rows_of(path, "Explanation")}
        assert {row: found[row] for row in chosen} == {row: CHOSEN[height] for row, height in chosen.items()}


def test_a_height_that_the_planner_chose_grows_with_the_text(tmp_path: Path) -> None:
    """A text is never cut off for it."""
    path = planned(NAMES["long"], 15000, tmp_path / "book.xlsx").path
    before = {row.index: row.height for row in rows_of(path, "Explanation")}
    highest = max(before, key=lambda index: before[index] or 0.0)
    book: Any = openpyxl.load_workbook(path)
    book[Book("", path).blocks["Explanation"].sheet].row_dimensions[highest].height = 20.0
    book.save(path)
    plan_workbook(path, path, Options(), resource(DONOR))
    assert {row.index: row.height for row in rows_of(path, "Explanation")} == before


def rows_of(path: Path, table: str) -> list[Any]:
    """The rows of a table's data, as the file describes them."""
    book = Book("", path)
    block, sheet = book.blocks[table], book.formulas[book.blocks[table].sheet]
    return [sheet.row_dimensions[row] for row in range(block.top + 1, block.bottom + 1)]


def heights_of(path: Path, table: str) -> list[float | None]:
    """The heights of these rows; None for a usual one."""
    return [row.height for row in rows_of(path, table)]
