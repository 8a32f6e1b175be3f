"""A workbook with routes, setups, campaigns, workers, a shelf life and limits is verified, published, planned again,
moved on and brought back as any other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sop_excel.own_places import KEEP_COPIES
from tests.commands import sop_excel
from tests.workbooks import make_workbook, read_table

PERIODS = ["2026-01", "2026-02", "2026-03", "2026-04"]
BOOK: dict[str, list[list[Any]]] = {
    "Products": [
        ["Product", "Production cost", "Holding cost", "Initial inventory", "Setup cost", "Family", "Shelf life",
         "Scrap cost", "Max production", "Lead time"],
        ["A", 1, 0.1, 12, 4, "F", 2, 1, 4, 1],
        ["B", 2, 0.2, 5, 5, "F", None, None, None, None],
    ],
    "Demand": [["Product", *PERIODS], ["A", 9, 4, 10, 4], ["B", 5, 12, 7, 9]],
    "Families": [["Family", "Setup cost"], ["F", 6]],
    "Routes": [["Product", "Route", "Production cost", "Lead time", "Yield"], ["A", "Line B", 3, 2, 0.5]],
    "Resources": [
        ["Resource", "Kind", "Capacity", "Hours per worker", "Cost per worker", "Initial workers", "Whole workers"],
        ["L1", None, 40, None, None, None, None],
        ["Crew", "workforce", None, 8, 10, 1, "yes"],
    ],
    "Routings": [
        ["Product", "Resource", "Usage", "Setup usage", "Route"],
        ["A", "L1", 1, 2, None], ["B", "L1", 1, 3, None], ["A", "Crew", 0.5, None, "Line B"],
        ["B", "Crew", 1, None, None],
    ],
    "Limits": [
        ["Limit", "Measure", "Item", "From", "To", "Max", "Penalty"],
        ["Carbon", "Production", None, "2026-01", "2026-03", 30, 1],
        ["Start", "Production", "A", None, "2026-01", 40, None],
    ],
    "Penalties": [["Limit", "Item", "Period", "Penalty"], ["Capacity", "L1", "2026-01", 50]],
    "PeriodData": [["Field", "Item", "Period", "Value"], ["Production cost", "A / Line B", "2026-01", 2.5]],
    "Settings": [["Setting", "Value"], ["Setup carry-over", "yes"]],
}  # fmt: skip


@pytest.fixture
def book(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workbook, planned; what commands replace is kept."""
    monkeypatch.setenv(KEEP_COPIES, "yes")
    path = make_workbook(tmp_path / "all.xlsx", BOOK)
    ran = sop_excel("optimize", path)
    assert ran.status == 0, ran.err
    return path


def test_it_is_verified_published_and_planned_again_bit_for_bit(book: Path) -> None:
    """By an independent formulation and solver, and from what is kept of it."""
    verified = sop_excel("verify", book)
    assert verified.status == 0, verified.out
    assert "All 7 comparisons agree." in verified.out
    published = sop_excel("publish", book)
    assert published.status == 0, published.err
    run = published.out.split()[1]
    assert "comes out again, bit for bit" in sop_excel("replay", run).out


def test_it_moves_on_in_every_table_and_comes_back(book: Path) -> None:
    """Rows of the period that is over go; what both routes started is on its way; undo brings all of it back."""
    before = book.read_bytes()
    made = {(row[0], row[1]): row[2] for row in read_table(book, "Plan")[1:]}
    rolled = sop_excel("roll", book)
    assert rolled.status == 0, rolled.err
    assert [row[:4] for row in read_table(book, "Limits")[1:]] == [["Carbon", "Production", None, None]]
    assert read_table(book, "PeriodData")[1:] == [[None] * 4]
    arriving = dict(zip(*read_table(book, "Receipts"), strict=True))
    assert made["A", "Production (Line B)"] > 0
    assert arriving["2026-02"] == made["A", "Production (default)"]
    assert arriving["2026-03"] == pytest.approx(made["A", "Production (Line B)"] / 2)
    undone = sop_excel("undo", book)
    assert undone.status == 0, undone.err
    assert book.read_bytes() == before
