"""The command explain: sentences on standard output, from the workbook or from a plan made for the purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from templates.make import build_template
from tests.commands import sop_excel
from tests.workbooks import Rows, make_workbook, read_table

TABLES: dict[str, Rows] = {
    "Products": [["Product", "Holding cost"], ["Fan", 2]],
    "Demand": [["Product", "Mar", "Jul"], ["Fan", 800, 1200]],
    "Resources": [["Resource", "Capacity", "Overtime cost"], ["Line 1", 1000, 5]],
    "Routings": [["Product", "Resource", "Usage"], ["Fan", "Line 1", 1]],
}
EARLY = (
    "Mar builds 200 of Fan for Jul: Line 1 is full in Jul; keeping them costs 400; without them in stock at the end of "
    "Mar the best plan costs 600 more (overtime +1,000, holding -400)."
)


@pytest.fixture(scope="module")
def donor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template that was just built, with a sheet for every output table."""
    path = tmp_path_factory.mktemp("donor") / "multi_product.xlsx"
    build_template("multi", path)
    return path


def test_a_workbook_that_was_never_planned_is_solved_and_left_as_it_was(tmp_path: Path) -> None:
    book = make_workbook(tmp_path / "book.xlsx", TABLES)
    before = book.read_bytes()
    ran = sop_excel("explain", book)
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "1. The plan costs 400 EUR in all: no plan costs less, which is proved."
    assert EARLY in [line.partition(". ")[2] for line in lines]
    assert book.read_bytes() == before


def test_a_planned_workbook_says_what_stands_in_it(donor: Path, tmp_path: Path) -> None:
    """Those of table Explanation, whose inputs have not changed since."""
    book = make_workbook(tmp_path / "book.xlsx", TABLES)
    plan_workbook(book, book, Options(), donor)
    rows = read_table(book, "Explanation")
    assert rows[0] == ["Item", "Period", "What", "Why", "Worth"]
    ran = sop_excel("explain", book)
    assert ran.out.splitlines() == [f"{k}. {row[2]}: {row[3]}." for k, row in enumerate(rows[1:], 1)]
    assert EARLY in ran.out
    capacity = {tuple(row[:2]): row[2:] for row in read_table(book, "CapacityUse")}
    assert capacity["Line 1", "Value of one more"] == [0, 2]


def test_planning_again_changes_no_sentence(donor: Path, tmp_path: Path) -> None:
    """Rule F8."""
    book = make_workbook(tmp_path / "book.xlsx", TABLES)
    plan_workbook(book, book, Options(), donor)
    rows = read_table(book, "Explanation")
    plan_workbook(book, book, Options(), donor)
    assert read_table(book, "Explanation") == rows


@pytest.mark.parametrize("planned", [False, True])
def test_without_a_plan_the_changes_are_told_with_exit_3(planned: bool, donor: Path, tmp_path: Path) -> None:
    tables: dict[str, Rows] = {**TABLES, "Resources": [["Resource", "Capacity"], ["Line 1", 900]]}
    book = make_workbook(tmp_path / "book.xlsx", tables)
    if planned:
        plan_workbook(book, book, Options(), donor)
    ran = sop_excel("explain", book)
    assert ran.status == 3
    assert ran.out.startswith("1. No plan meets every limit: ")
    assert "Raise capacity of Line 1 in Mar by 200" in ran.out or "Raise capacity of Line 1 in Jul by 200" in ran.out


def test_wrong_input_is_told_as_by_every_command(tmp_path: Path) -> None:
    tables: dict[str, Rows] = {**TABLES, "Products": [["Product", "Holding cost"], ["Fan", -2]]}
    ran = sop_excel("explain", make_workbook(tmp_path / "book.xlsx", tables))
    assert ran.status == 2
    assert ran.out == ""
    assert "Products!B2" in ran.err
