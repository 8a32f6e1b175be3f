"""The ribbon's commands after a first plan, on open workbooks: what the command line makes of the same file."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.own_places import DATABASE, HOME, KEEP_COPIES, KEEP_RUNS
from sop_excel.planning import TABLE_NAMES
from tests.commands import sop_excel
from tests.excel.books import plain, small_book, state
from tests.excel.engine import open_book, saved
from tests.excel.test_demand_commands import press
from tests.store.forecast_tables import daily, store_in_sqlite
from tests.workbooks import read_table

MONTHS = ("2026-01", "2026-02", "2026-03")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's own with a journal."""
    own = tmp_path / "own"
    monkeypatch.setenv(HOME, str(own))
    monkeypatch.setenv(KEEP_RUNS, "yes")
    monkeypatch.setenv(KEEP_COPIES, "yes")
    return own


def planned_file(path: Path) -> Path:
    """A small workbook with its plan, made by the command line."""
    small_book(path)
    assert sop_excel("optimize", path).status == 0
    return path


def filed(path: Path, *words: str) -> Path:
    """The same step by the command line on a copy of the file."""
    copy = path.with_name(f"file_{path.name}")
    copy.write_bytes(path.read_bytes())
    ran = sop_excel(words[0], copy, *words[1:])
    assert ran.status == 0, ran.err
    return copy


def same_inputs(book: xw.Book, file: Path) -> None:
    """Every table of the plan's inputs is that of the file."""
    names = [name for name in OpenBook(book).table_names() if name in TABLE_NAMES[:9]]
    assert "Demand" in names
    live, other = OpenBook(book).tables(names), Workbook.open(file).tables(names)
    for name in names:
        assert plain(live[name])[1] == plain(other[name])[1], name


def test_a_plan_rolls_on_as_by_the_command_line_and_back(tmp_path: Path) -> None:
    """One month less at the beginning and one more at the end, stocks of the plan; then planned again, and undone."""
    path = planned_file(tmp_path / "book.xlsx")
    file = filed(path, "roll")
    book = open_book(path)
    before = state(book)
    question, told = press(book, "roll", "ok")
    assert question.endswith("Move on?")
    assert "sheet Actuals" in question
    assert "2026-04" in told
    same_inputs(book, file)
    press(book, "undo")
    assert {name: held for name, held in state(book).items() if name in before} == before
    press(book, "undo")
    same_inputs(book, file)


def test_what_came_is_read_from_a_sheet_of_the_workbook(tmp_path: Path) -> None:
    """Its stocks stand in Products afterwards, and plan and actual side by side."""
    path = planned_file(tmp_path / "book.xlsx")
    book = open_book(path)
    sheet = book.sheets.add("actuals")
    sheet.range("A1").value = [["Product", "Inventory"], ["A", 3], ["B", 5]]
    question, _ = press(book, "roll", "ok")
    assert "What came is read from sheet 'actuals'." in question
    products = OpenBook(book).tables(["Products"])["Products"]
    at = list(products.headers).index("Initial inventory")
    assert [row[at] for row in products.rows] == [3, 5]
    assert "PlanAndActual" in OpenBook(book).table_names()


@pytest.mark.parametrize("command", ["roll", "pull", "publish"])
def test_nothing_is_changed_where_the_planner_does_not_want_it(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in the workbook nor in the database."""
    path = planned_file(tmp_path / "book.xlsx")
    monkeypatch.setenv(DATABASE, store_in_sqlite(tmp_path / "forecasts.sqlite", daily(["A", "B"], 90)))
    book = open_book(path)
    before = state(book)
    [question] = press(book, command, "cancel")
    assert "nobody else sees" not in question
    assert state(book) == before
    assert "published" not in sop_excel("runs", "--plan", "book").out


def test_demand_is_pulled_as_by_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the database that the user has chosen, once the planner says so; the former demand can be brought back."""
    path = planned_file(tmp_path / "book.xlsx")
    monkeypatch.setenv(DATABASE, store_in_sqlite(tmp_path / "forecasts.sqlite", daily(["A", "B"], 90)))
    file = filed(path, "pull")
    book = open_book(path)
    before = state(book)
    question, _ = press(book, "pull", "ok")
    assert question.endswith("Fill this into table Demand? What stands there is replaced.")
    same_inputs(book, file)
    assert state(book)["Demand"] != before["Demand"]
    press(book, "undo")
    assert state(book) == before


def test_a_plan_is_published_once_and_its_runs_are_listed(tmp_path: Path) -> None:
    """The run stands in the journal as the current one, and table Runs says so."""
    settings = [["Setting", "Value"], ["Change penalty", 2]]
    book = open_book(small_book(tmp_path / "book.xlsx", Settings=settings))
    assert press(book, "optimize") == []
    question, told = press(book, "publish", "ok")
    assert "a file of yours, which nobody else sees" in question
    assert "Counted there afterwards" in told
    assert "PublishedPlan" in OpenBook(book).table_names()
    _, told = press(book, "publish", "ok")
    assert "nothing was changed" in told
    [told] = press(book, "runs")
    assert told.startswith("1 run of plan 'book' is kept.")
    [listed] = read_table(saved(book, tmp_path / "saved.xlsx"), "Runs")[1:]
    assert listed[-1] == "current"


def test_undoing_a_publication_says_that_the_plan_stays_published(tmp_path: Path) -> None:
    """What it filled in the workbook is taken back; of a plan that is taken back nothing is said of that."""
    settings = [["Setting", "Value"], ["Change penalty", 2]]
    book = open_book(small_book(tmp_path / "book.xlsx", Settings=settings))
    press(book, "optimize")
    [told] = press(book, "undo")
    assert "published" not in told
    press(book, "undo")
    press(book, "publish", "ok")
    [told] = press(book, "undo")
    assert "The plan stays published" in told


def test_a_plan_of_other_inputs_is_not_published(tmp_path: Path) -> None:
    """Why is said, in words of the ribbon."""
    path = planned_file(tmp_path / "book.xlsx")
    book = open_book(path)
    book.sheets["Demand"].range("B2").value = 11
    _, told = press(book, "publish", "ok")
    assert told.startswith("Nothing was changed.")
    assert "--" not in told
    assert "sop-excel optimize" not in told


def test_without_a_run_that_is_kept_none_is_listed(tmp_path: Path) -> None:
    """And the workbook gets no table."""
    book = open_book(small_book(tmp_path / "book.xlsx"))
    before = state(book)
    [told] = press(book, "runs")
    assert told.startswith("0 runs of plan 'book' are kept.")
    assert state(book) == before


def test_rules_are_compared_as_by_the_command_line(tmp_path: Path) -> None:
    """The same table, with the same course of chance; nothing else of the workbook changes."""
    path = planned_file(tmp_path / "book.xlsx")
    file = filed(path, "compare-rules")
    book = open_book(path)
    before = state(book)
    [told] = press(book, "compare-rules")
    assert told.startswith("On the forecast as given:")
    assert {name: held for name, held in state(book).items() if name in before and name != "names"} == {
        name: held for name, held in before.items() if name != "names"
    }
    assert read_table(saved(book, tmp_path / "saved.xlsx"), "RuleComparison") == read_table(file, "RuleComparison")
