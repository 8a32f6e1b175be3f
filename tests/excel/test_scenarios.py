"""Scenarios from the ribbon: by their number, with the same plan as the command line's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sop_excel.hosts.excel.chosen import number_of
from sop_excel.hosts.excel.ribbon import COMMANDS
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from templates.make import build_template
from tests.excel.books import alerts, cells_of, small_tables, state
from tests.excel.engine import excel, open_book, saved
from tests.scenarios import HEADERS
from tests.workbooks import Rows, make_workbook, read_table

# A and B, 10, 20 and 30 each at 5 a unit: 600. On hand at the start are 10 of A in Stock; Huge is above the line's 200.
ROWS: Rows = [
    HEADERS,
    ["Stock", "Initial inventory", "A", None, "set", 10],
    ["Huge", "Demand", None, None, "add", 500],
    ["Stock", "Production cost", None, None, "multiply", 2],
]


@pytest.fixture(scope="module")
def donor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template from which sheets for output tables come."""
    path = tmp_path_factory.mktemp("donor") / "multi.xlsx"
    build_template("multi", path)
    return path


@pytest.fixture
def source(tmp_path: Path, donor: Path) -> Path:
    """A workbook with two scenarios, and all its output tables."""
    book = make_workbook(tmp_path / "book.xlsx", {**small_tables(), "Scenarios": ROWS})
    plan_workbook(book, book, Options(scenario="all"), donor)
    return book


def info(book: Any) -> dict[str, str]:
    """Table RunInfo of an open workbook."""
    return {row[0]: row[1] for row in cells_of(book, "RunInfo")}


STOCK, HUGE = number_of(1, "Stock"), number_of(2, "Huge")


@pytest.mark.parametrize(("number", "name"), [(0, "base"), (STOCK, "Stock")])
def test_a_number_plans_the_scenario_that_stands_there(source: Path, tmp_path: Path, number: int, name: str) -> None:
    """0 is the base; every number as by the command line with its name, and the status bar tells the name."""
    book = open_book(source)
    COMMANDS["optimize"](book.app, number)
    assert alerts(book) == []
    by_ribbon, by_file = saved(book, tmp_path / "ribbon.xlsx"), tmp_path / "file.xlsx"
    plan_workbook(source, by_file, Options(scenario=name), source)
    for table in ("Plan", "CostSummary", "ScenarioSummary"):
        assert read_table(by_ribbon, table) == read_table(by_file, table)
    assert info(book)["Scenario"] == name
    told = {
        "base": "S&OP: Base: Optimal and proved: cost 600.00 EUR, lower bound 600.00.",
        "Stock": "S&OP: Scenario Stock: Optimal and proved: cost 1,100.00 EUR, lower bound 1,100.00.",
    }
    assert excel(book).status_bar == told[name]


def test_a_scenario_without_a_plan_is_told_as_any_plan_that_there_is_not(source: Path) -> None:
    """With the changes that would make one possible."""
    book = open_book(source)
    COMMANDS["optimize"](book.app, HUGE)
    [message] = alerts(book)
    assert message.startswith("Scenario Huge: No plan meets every limit.")
    assert info(book)["Scenario"] == "Huge"


def test_comparing_writes_the_summary_beside_the_plan_of_the_base(source: Path, tmp_path: Path) -> None:
    """As --scenario all does; with 20 on hand 100 units are made at 10, and 10 of A are kept for a month."""
    book = open_book(source)
    book.sheets["Scenarios"]["F2"].value = 20
    COMMANDS["compare"](book.app, 0)
    assert alerts(book) == []
    rows = {row[0]: row[1:3] for row in read_table(saved(book, tmp_path / "out.xlsx"), "ScenarioSummary")[1:]}
    assert rows == {"base": ["optimal", 600], "Stock": ["optimal", 1010], "Huge": ["infeasible", None]}
    assert "2 scenarios beside it in table ScenarioSummary." in str(excel(book).status_bar)


@pytest.mark.parametrize("number", [1, 2, -1, number_of(2, "Stock"), number_of(1, "stock"), number_of(4, "Stock")])
def test_a_number_that_no_scenario_has_changes_nothing(source: Path, number: int) -> None:
    """Something else stands in that row, or nothing: the table has changed since the drop-down was filled."""
    book = open_book(source)
    before = state(book)
    COMMANDS["optimize"](book.app, number)
    assert state(book) == before
    [message] = alerts(book)
    assert "Scenario: expected the scenario that was chosen in row " in message
    assert "choose the scenario again" in message


def test_a_no_break_space_in_a_name_does_not_shift_the_choice(source: Path) -> None:
    """The macros once listed one scenario more than there is, and the second of the list ran the third."""
    book = open_book(source)
    sheet = book.sheets["Scenarios"]
    sheet["A3"].value = "Stock\u00a0"  # the same scenario, for whoever reads it
    sheet["B3:F3"].value = ["Production cost", None, None, "multiply", 1]
    COMMANDS["optimize"](book.app, number_of(2, "Stock\u00a0"))
    assert alerts(book) == []
    assert info(book)["Scenario"] == "Stock"
    assert str(excel(book).status_bar).startswith("S&OP: Scenario Stock: Optimal")


def test_a_scenario_may_be_a_number_or_stand_below_another_column(source: Path) -> None:
    """A number has no check; the row alone tells it."""
    book = open_book(source)
    book.sheets["Scenarios"]["A2"].value = 2026
    COMMANDS["optimize"](book.app, number_of(1, 2026.0))
    assert alerts(book) == []
    assert info(book)["Scenario"] == "2026"
    assert any("Scenario 2026: solving ..." in str(text) for text in excel(book).status_texts)
