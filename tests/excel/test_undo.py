"""Undo last run: what the last command of the ribbon has changed in the open workbook is as it was, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from sop_excel.hosts.excel.restoring import RestoreWriter
from sop_excel.hosts.excel.ribbon import COMMANDS
from sop_excel.own_places import HOME, KEEP_COPIES
from tests.copies.books import sales_file
from tests.examples import few
from tests.excel.books import alerts, cells_of, plan_of, small_book, state
from tests.excel.engine import excel, open_book, saved
from tests.excel.test_demand_commands import messy
from tests.excel.test_filters import KINDS, hidden
from tests.workbooks import make_workbook

UNDONE = "Undone: "


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's own, in which is kept what is needed."""
    own = tmp_path / "own"
    monkeypatch.setenv(HOME, str(own))
    monkeypatch.delenv(KEEP_COPIES)
    return own


def press(book: xw.Book, command: str, *answers: str) -> list[str]:
    """Choose a button, as in a Python of its own, and answer what is asked; the messages of this run."""
    app = excel(book)
    app.alerts.clear()
    app.answers = list(answers)
    COMMANDS[command](book.app, 0)
    assert app.answers == []
    return alerts(book)


def undone(book: xw.Book) -> str:
    """What is told of an undo that works."""
    [told] = press(book, "undo")
    assert told.startswith((UNDONE, "Done again: ")), told
    return told


def refused(book: xw.Book) -> str:
    """What is told of one that is refused, and changes nothing."""
    before = state(book)
    [told] = press(book, "undo")
    assert told.startswith("Nothing was changed."), told
    assert state(book) == before
    return told


def planned_again(path: Path, change: Callable[[xw.Book], object] = lambda book: None) -> tuple[xw.Book, Any, Any]:
    """A workbook planned, changed, and planned again: with what it held before the second plan and after it."""
    book = open_book(small_book(path))
    assert press(book, "optimize") == []
    change(book)
    before = state(book)
    assert press(book, "optimize") == []
    after = state(book)
    assert after != before
    return book, before, after


def other_demand(book: xw.Book) -> None:
    book.sheets["Demand"].range("B2").value = 17


def other_months(book: xw.Book) -> None:
    book.sheets["Demand"].range("B1:D1").value = [["'2026-02", "'2026-03", "'2026-04"]]


def fewer_products(book: xw.Book) -> None:
    """One product and two months less: the tables shrink."""
    for name, area in (("Demand", "A1:C2"), ("Products", "A1:C2"), ("Routings", "A1:C2")):
        sheet = book.sheets[name]
        next(iter(sheet.tables)).resize(sheet.range(area))
        sheet.range("A3:D3").clear_contents()
    book.sheets["Demand"].range("D1:D3").clear_contents()


def more_months(book: xw.Book) -> None:
    sheet = book.sheets["Demand"]
    next(iter(sheet.tables)).resize(sheet.range("A1:F3"))
    sheet.range("E1:F1").value = [["'2026-04", "'2026-05"]]
    sheet.range("E2:F3").value = [[40, 50], [40, 50]]


@pytest.mark.parametrize(
    "change", few((other_demand, other_months, fewer_products, more_months), lambda one: one is more_months)
)
def test_the_plan_of_before_comes_back_and_the_new_one_again(
    change: Callable[[xw.Book], object], tmp_path: Path
) -> None:
    """Whether the tables keep their form, get other months, shrink or grow: cells, formulas, formats and places."""
    book, before, after = planned_again(tmp_path / "book.xlsx", change)
    assert "Optimize plan of " in undone(book)
    assert state(book) == before
    assert undone(book).startswith("Done again: Optimize plan.")
    assert state(book) == after
    undone(book)
    assert state(book) == before


def test_sheets_that_a_first_plan_brought_are_taken_away(tmp_path: Path) -> None:
    """As if it had never been planned; and a plan after that is as the first one."""
    book = open_book(small_book(tmp_path / "book.xlsx"))
    before = state(book)
    assert press(book, "optimize") == []
    after = state(book)
    assert "Taken away" in undone(book)
    assert state(book) == before
    undone(book)
    assert [sheet.name for sheet in book.sheets] == [name for name in after if name != "names"]
    assert {name: held[1] for name, held in state(book).items() if name == "Plan"} == {"Plan": after["Plan"][1]}


def test_what_was_done_elsewhere_since_stays(tmp_path: Path) -> None:
    """A note beside the plan, another demand, a sheet of the planner's with formulas that name the plan."""
    book, before, _ = planned_again(tmp_path / "book.xlsx", other_demand)
    book.sheets["Demand"].range("B3").value = 99
    mine = book.sheets.add("Mine")
    mine.range("A1").formula = "=SUM(Plan[2026-01])"
    undone(book)
    now = state(book)
    assert now["Plan"] == before["Plan"]
    assert book.sheets["Demand"].range("B3").value == 99
    assert mine.range("A1").formula == "=SUM(Plan[2026-01])"


def test_a_table_that_was_changed_since_is_left_alone(tmp_path: Path) -> None:
    """The cells are named, what was written there and what stands there now; put back, it can be undone, and all that
    in a workbook that was saved, closed and opened again."""
    book, before, _ = planned_again(tmp_path / "book.xlsx", other_demand)
    cell = next(table for table in book.sheets["Plan"].tables).range[1, 2]
    was = float(str(cell.formula))
    cell.value = 1234
    path = tmp_path / "book.xlsx"
    saved(book, path)
    book = open_book(path)
    cell = next(table for table in book.sheets["Plan"].tables).range[1, 2]
    told = refused(book)
    assert f"Plan!{cell.address.replace('$', '')}: expected {was}, as it was written" in told
    assert "found 1234" in told
    cell.value = was
    undone(book)
    assert state(book)["Plan"][1] == before["Plan"][1]


def test_a_workbook_closed_without_saving_has_nothing_to_undo(tmp_path: Path) -> None:
    """It holds what it held: the plan that was written is gone with it."""
    path = small_book(tmp_path / "book.xlsx")
    book = open_book(path)
    assert press(book, "optimize") == []
    assert "Plan" in refused(open_book(path))


def test_where_no_command_was_run_there_is_nothing_to_undo(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor where the user keeps nothing."""
    book = open_book(small_book(tmp_path / "book.xlsx"))
    assert "none that is remembered" in refused(book)
    monkeypatch.setenv(KEEP_COPIES, "no")
    assert press(book, "optimize") == []
    assert not home.exists()
    assert "none that is remembered" in refused(book)


def test_a_formula_that_needs_a_sheet_which_would_go_is_named(tmp_path: Path) -> None:
    """By the name of the table or of the sheet; without it the sheets go."""
    book = open_book(small_book(tmp_path / "book.xlsx"))
    assert press(book, "optimize") == []
    mine = book.sheets.add("Mine")
    for formula in ("=SUM(Plan[Total])", "='Cost summary'!A1"):
        mine.range("B2").formula = formula
        assert "Mine!B2: expected no formula that needs a sheet which would be taken away" in refused(book)
    mine.range("B2").clear_contents()
    undone(book)
    assert [sheet.name for sheet in book.sheets if sheet.name == "Plan"] == []


def _with_history(path: Path, **tables: Any) -> xw.Book:
    """A history, and a table of demand for the same product in which the planner has a formula and formats."""
    make_workbook(path, {"Demand": [["Product", "2025-01", "2025-02", "2025-03", "Note"], ["FAN", 1, 2, 3, "mine"]]})
    book = openpyxl.load_workbook(path)
    sheet = book["Demand"]
    for column in "BCD":
        sheet[f"{column}2"].number_format = '0.0 "pcs"'
    sheet["E2"] = "=SUM(B2:D2)"
    lines = sales_file(path.parent).read_text(encoding="utf-8").splitlines()
    for line in lines:
        book.create_sheet("Sales") if "Sales" not in book.sheetnames else None
        book["Sales"].append([int(part) if part.isdigit() else part for part in line.split(",")])
    book.active = book.sheetnames.index("Sales")
    book.save(path)
    return open_book(path)


def test_what_a_step_has_filled_comes_back_with_its_formulas_and_formats(tmp_path: Path) -> None:
    """The demand that stood there before the forecast took its place, in its own months."""
    book = _with_history(tmp_path / "book.xlsx")
    press(book, "clean")
    before = state(book)
    press(book, "forecast", "yes")
    after = state(book)
    assert after["Demand"] != before["Demand"]
    undone(book)
    assert state(book) == before
    undone(book)
    assert state(book)["Demand"] == after["Demand"]


def test_a_workbook_that_was_adopted_is_as_it_was(tmp_path: Path) -> None:
    """Plain ranges again with their own texts, and no table Mapping; that cannot be brought back by the same button."""
    book = open_book(messy(tmp_path / "book.xlsx"))
    before = state(book)
    press(book, "adopt", "ok")
    assert state(book) != before
    assert "once more" not in undone(book)
    assert state(book) == before
    assert "none that is remembered" in refused(book)


def test_a_command_that_writes_twice_is_undone_as_one(tmp_path: Path) -> None:
    """From the history to the plan: all of its steps."""
    book = _with_history(tmp_path / "book.xlsx")
    before = state(book)
    press(book, "chain", "ok")
    assert "Plan" in [sheet.name for sheet in book.sheets]
    assert "History to plan of " in undone(book)
    assert state(book) == before


def test_the_file_is_kept_once_as_it_stands_on_the_disk(tmp_path: Path, home: Path) -> None:
    """Before the first command; the workbook in Excel is not saved by that."""
    path = small_book(tmp_path / "book.xlsx")
    before = path.read_bytes()
    book = open_book(path)
    for _ in range(2):
        assert press(book, "optimize") == []
    kept = [copy for copy in (home / "copies").iterdir() if copy.suffix == ".xlsx"]
    assert [copy.read_bytes() for copy in kept] == [before]
    assert path.read_bytes() == before


@pytest.mark.parametrize("where", ["Plan", "structure"])
def test_a_protected_workbook_is_refused_and_stays(where: str, tmp_path: Path) -> None:
    """The sheet that is protected is named; a protected structure where sheets would be taken away."""
    book = open_book(small_book(tmp_path / "book.xlsx"))
    assert press(book, "optimize") == []
    if where == "Plan":
        assert press(book, "optimize") == []
        excel(book).books(book.name).sheets("Plan").worksheet.protection.sheet = True
        other = refused(book)
        assert "Plan!" in other
        assert "protected" in other
    else:
        native = excel(book).books(book.name)
        native.workbook.security.lockStructure = True
        assert "a protected structure" in refused(book)


@pytest.mark.parametrize("hide", [KINDS[kind] for kind in ("values", "advanced")])
def test_a_filter_on_the_plan_misleads_no_undo(hide: Callable[[xw.main.Table], None], tmp_path: Path) -> None:
    """Each kind of filter hides rows of the plan: every row gets what it held."""
    book, before, _ = planned_again(tmp_path / "book.xlsx", other_demand)
    hide(plan_of(book))
    assert any(hidden(book))
    undone(book)
    plan = plan_of(book).range
    at = book.sheets["Plan"].used_range
    rows = before["Plan"][1][plan.row - at.row :][: plan.shape[0]]
    assert [list(map(str, row[: plan.shape[1]])) for row in rows] == cells_of(book, "Plan")


def test_filters_of_the_planner_stay(tmp_path: Path) -> None:
    """One on the demand, which is filtered still after an undo of the plan."""
    book, before, _ = planned_again(tmp_path / "book.xlsx", other_demand)
    sheet = book.sheets["Demand"]
    next(iter(sheet.tables)).api.Range.AutoFilter(Field=1, Criteria1="A")
    undone(book)
    assert state(book)["Plan"] == before["Plan"]
    assert [sheet.range(f"A{row}").rows.hidden for row in (2, 3)] == [False, True]


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (other_demand, "tidy"),
        *(pytest.param(more_months, step, marks=pytest.mark.exhaustive) for step in ("shape", "confirm")),
    ],
)
def test_an_undo_that_fails_in_the_middle_leaves_the_workbook_as_it_was(
    change: Callable[[xw.Book], object], step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after the command; and once Excel answers again, it is undone."""
    book, before, after = planned_again(tmp_path / "book.xlsx", change)
    whole, calls = getattr(RestoreWriter, step), count()

    def busy(self: RestoreWriter) -> None:
        whole(self)
        if next(calls) == 2:
            raise OSError("Excel is busy")

    monkeypatch.setattr(RestoreWriter, step, busy)
    [told] = press(book, "undo")
    assert "Excel is busy" in told
    assert state(book) == after
    monkeypatch.setattr(RestoreWriter, step, whole)
    undone(book)
    assert state(book) == before


def test_sheets_that_are_left_behind_by_a_failure_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first is gone nothing has happened; after it old and new stand side by side."""
    book = open_book(small_book(tmp_path / "book.xlsx"))
    assert press(book, "optimize") == []
    after = state(book)
    whole, calls = xw.Sheet.delete, count()

    def busy(self: xw.Sheet) -> None:
        if next(calls) in (0, 2):
            raise OSError("Excel is busy")
        whole(self)

    monkeypatch.setattr(xw.Sheet, "delete", busy)
    [told] = press(book, "undo")
    assert "did not let us put back" not in told
    assert state(book) == after
    [told] = press(book, "undo")
    assert "did not let us put back the sheets that were taken away: close the workbook without saving" in told


def test_formats_merged_cells_and_calculated_columns_of_the_planner_stay(tmp_path: Path) -> None:
    """Beside our tables and in the tables that were filled: an undo types only what differs."""
    book = _with_history(tmp_path / "book.xlsx")
    press(book, "clean")
    sheet = book.sheets["Demand"]
    sheet.range("B2").color = (255, 0, 0)
    sheet.range("A5:C5").merge()
    sheet.range("A5").value = "a title of mine"
    press(book, "forecast", "yes")
    undone(book)
    assert sheet.range("B2").color == (255, 0, 0)
    assert sheet.range("A5").merge_area.address == "$A$5:$C$5"
    assert sheet.range("A5").value == "a title of mine"
    assert sheet.range("E2").formula == "=SUM(B2:D2)"
