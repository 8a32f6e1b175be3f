"""What a run tells of the one before it: in the workbook, in words, and for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.own_places import HOME, KEEP_COPIES, KEEP_RUNS
from sop_excel.shipped import TEMPLATES, resource
from templates.make.language import words_of
from tests.commands import sop_excel
from tests.workbooks import make_workbook, read_table

PRODUCTS: list[list[Any]] = [
    ["Product", "Production cost", "Holding cost", "Cover periods"],
    ["A", 5, 1, 1],
    ["B", 7, 2, None],
]
DEMAND: list[list[Any]] = [["Product", "Jan", "Feb", "Mar"], ["A", 10, 20, 30], ["B", 1, 2, 3]]
SETTINGS: list[list[Any]] = [["Setting", "Value"], ["Plan name", "factory"]]


@pytest.fixture(autouse=True)
def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are kept, in a folder of this test."""
    monkeypatch.setenv(HOME, str(tmp_path / "own"))
    monkeypatch.setenv(KEEP_RUNS, "yes")


def _book(path: Path, **others: list[list[Any]]) -> Path:
    return make_workbook(path, {"Products": PRODUCTS, "Demand": DEMAND, "Settings": SETTINGS} | others)


def _more_demand() -> list[list[Any]]:
    return [DEMAND[0], ["A", 10, 20, 40], DEMAND[2]]


def _causes(path: Path) -> dict[str, float]:
    return {str(row[0]): row[1] for row in read_table(path, "CostChanges")[1:]}


def test_the_first_run_has_nothing_to_compare_with(tmp_path: Path) -> None:
    ran = sop_excel("optimize", _book(tmp_path / "first.xlsx"), "--json")
    assert ran.status == 0
    assert "changes" not in ran.answer
    with pytest.raises(KeyError):
        read_table(tmp_path / "first.xlsx", "PlanChanges")


def test_a_later_run_tells_what_changed_and_why(tmp_path: Path) -> None:
    """Ten more units of A in March, for all of which it is stock of three months that cover the mean beyond."""
    before = sop_excel("optimize", _book(tmp_path / "old.xlsx"), "--json").answer
    book = _book(tmp_path / "new.xlsx", Demand=_more_demand())
    ran = sop_excel("optimize", book, "--json")
    told, more = ran.answer["changes"], ran.answer["total_cost"] - before["total_cost"]
    assert more > 0
    assert told["difference"] == pytest.approx(more)
    assert [(one["cause"], one["amount"]) for one in told["causes"]] == [("Demand", pytest.approx(more))]
    assert ran.answer["seconds"]["changes"] > 0
    assert told["text"] in [f"{row[2]}: {row[3]}." for row in read_table(book, "Explanation")[1:]]
    changes = read_table(book, "PlanChanges")
    assert changes[0] == ["Product", "Measure", "Period", "Before", "After", "Change", "Worth"]
    assert {tuple(row[:3]) for row in changes[1:] if row[1] == "Production"} >= {("A", "Production", "Feb")}
    assert all(row[5] == pytest.approx(row[4] - row[3]) for row in changes[1:])
    worth = [abs(row[6]) for row in changes[1:]]
    assert worth == sorted(worth, reverse=True)


def test_the_same_inputs_planned_again_tell_the_same(tmp_path: Path) -> None:
    """Rule F8: the plan that they are compared with is the last one with other inputs, not their own."""
    sop_excel("optimize", _book(tmp_path / "old.xlsx"))
    book = _book(tmp_path / "new.xlsx", Demand=_more_demand())
    sop_excel("optimize", book)
    first = [read_table(book, name) for name in ("PlanChanges", "CostChanges", "Explanation")]
    sop_excel("optimize", book)
    assert [read_table(book, name) for name in ("PlanChanges", "CostChanges", "Explanation")] == first


def test_where_no_plan_exists_the_tables_are_blank(tmp_path: Path) -> None:
    """Rule O5. The workbook is that of a later run, whose tables stand in it."""
    sop_excel("optimize", _book(tmp_path / "old.xlsx"))
    loose, limited = ([[*PRODUCTS[0], "Max production"], [*PRODUCTS[1], 100], [*PRODUCTS[2], most]] for most in (3, 1))
    book = _book(tmp_path / "new.xlsx", Products=loose)
    assert sop_excel("optimize", book).status == 0
    assert len(read_table(book, "CostChanges")) > 2
    other = _book(tmp_path / "none.xlsx", Products=limited, CostChanges=read_table(book, "CostChanges"))
    assert sop_excel("optimize", other).status == 3
    assert [cell for row in read_table(other, "CostChanges")[1:] for cell in row if cell is not None] == []


def test_a_month_that_left_is_told_and_not_compared(tmp_path: Path) -> None:
    sop_excel("optimize", _book(tmp_path / "old.xlsx"))
    rolled: list[list[Any]] = [["Product", "Feb", "Mar", "Apr"], ["A", 20, 30, 25], ["B", 2, 3, 4]]
    book = _book(tmp_path / "new.xlsx", Demand=rolled)
    ran = sop_excel("optimize", book, "--json")
    notes = [note for note in ran.answer["warnings"] if "since the plan of" in note]
    assert [note.split(" the plan of")[0] for note in notes] == ["New since", "Gone since"]
    assert "1 period (Apr)" in notes[0]
    assert "1 period (Jan)" in notes[1]
    assert {row[2] for row in read_table(book, "PlanChanges")[1:]} <= {"Feb", "Mar"}
    assert set(_causes(book)) >= {"Horizon", "This plan"}


def test_a_table_of_that_name_that_is_a_planners_own_is_a_clash(tmp_path: Path) -> None:
    sop_excel("optimize", _book(tmp_path / "old.xlsx"))
    own = [["Who", "When"], ["me", "today"]]
    ran = sop_excel("optimize", _book(tmp_path / "new.xlsx", Demand=_more_demand(), PlanChanges=own))
    assert ran.status == 2
    assert "rename this table: PlanChanges is where the plan is written" in ran.err


def test_the_page_for_the_meeting_says_it_too(tmp_path: Path) -> None:
    """In a template that goes on as the plan of another one, of whose products none is left."""
    old, new = (tmp_path / folder / "plan.xlsx" for folder in ("old", "new"))
    for kind, path in (("single", old), ("multi", new)):
        path.parent.mkdir()
        sop_excel("new", kind, path)
    assert sop_excel("optimize", old).status == 0
    told = sop_excel("optimize", new, "--json").answer
    page = openpyxl.load_workbook(new, data_only=True)["Meeting"]
    assert page["A3"].value == told["changes"]["text"]
    assert "horizon +" in page["A3"].value
    assert openpyxl.load_workbook(old, data_only=True)["Meeting"]["A3"].value in (None, "")


def test_two_workbooks_of_one_template_are_two_plans(tmp_path: Path) -> None:
    """Each is called like its file, whatever the example is called, and the second is not compared with the first."""
    names = []
    for name in ("spring", "autumn"):
        sop_excel("new", "single", tmp_path / f"{name}.xlsx")
        ran = sop_excel("optimize", tmp_path / f"{name}.xlsx", "--json")
        assert ("changes" in ran.answer, "is called" in ran.err) == (False, False)
        names.append(openpyxl.load_workbook(tmp_path / f"{name}.xlsx", data_only=True)["Meeting"]["A1"].value)
    assert names == ["spring", "autumn"]
    again = sop_excel("optimize", tmp_path / "spring.xlsx", "--json")
    assert again.status == 0


@pytest.mark.parametrize("shipped", sorted(TEMPLATES.values()))
def test_before_its_first_run_a_template_shows_the_name_of_its_example(shipped: str) -> None:
    """The plan that stands in it is that of the example."""
    title = openpyxl.load_workbook(resource(shipped), data_only=True)["Meeting"]["A1"].value
    assert title in {words_of("en")(f"about.plan_name_{kind}") for kind in TEMPLATES}


def test_a_plan_that_was_undone_is_not_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that stands in the workbook again is, whatever else was kept since under the plan's name."""
    monkeypatch.setenv(KEEP_COPIES, "yes")
    book = _book(tmp_path / "factory.xlsx")
    first = sop_excel("optimize", book, "--json").answer
    _set_demand(book, 400)
    second = sop_excel("optimize", book, "--json").answer
    assert second["changes"]["difference"] == pytest.approx(second["total_cost"] - first["total_cost"])
    assert sop_excel("undo", book).status == 0
    _set_demand(book, 40)
    third = sop_excel("optimize", book, "--json").answer
    assert third["changes"]["difference"] == pytest.approx(third["total_cost"] - first["total_cost"])


def _set_demand(path: Path, units: float) -> None:
    """Of A in March, as a planner would."""
    book = openpyxl.load_workbook(path)
    sheet = book["Demand"]
    cell = next(one for row in sheet for one in row if one.value == "A")
    sheet.cell(cell.row, cell.column + 3, units)
    book.save(path)
