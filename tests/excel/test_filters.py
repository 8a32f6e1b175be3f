"""Filters, AutoCorrect, the clipboard: none of Excel's helpers comes between the plan and its cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw
from openpyxl.comments import Comment

from sop_excel.hosts.excel import filters, writing
from sop_excel.hosts.excel.plan_commands import optimize
from tests.excel.books import MONTHS, alerts, cells_of, plan_of, small_tables, state
from tests.excel.engine import excel, open_book

RED = (255, 0, 0)


def by_measure(plan: xw.main.Table) -> None:
    plan.autofilter.apply_values(2, ["Production", "Inventory"])


def by_a_comparison(plan: xw.main.Table) -> None:
    plan.api.Range.AutoFilter(Field=3, Criteria1=">=1", Operator=1, Criteria2="<=10")


def by_a_colour(plan: xw.main.Table) -> None:
    plan.range[2, 0].color = RED
    plan.api.Range.AutoFilter(Field=1, Criteria1=RED, Operator=8)


def by_a_neighbour(plan: xw.main.Table) -> None:
    """A table of the planner's beside the plan, whose filter hides rows of the plan."""
    area, sheet = plan.range, plan.parent
    beside = sheet.range((area.row, area.last_cell.column + 2), (area.last_cell.row, area.last_cell.column + 2))
    beside.value = [["Mine"], *([n % 2] for n in range(1, beside.shape[0]))]
    sheet.tables.add(beside, name="Mine").autofilter.apply_values(1, ["1"])


def by_the_sheet(plan: xw.main.Table) -> None:
    """A range of the planner's beside the plan with the sheet's own filter."""
    area, sheet = plan.range, plan.parent
    beside = sheet.range((area.row, area.last_cell.column + 2), (area.last_cell.row, area.last_cell.column + 2))
    beside.value = [["Mine"], *([n % 2] for n in range(1, beside.shape[0]))]
    beside.api.AutoFilter(Field=1, Criteria1="1")


def by_an_advanced_filter(plan: xw.main.Table) -> None:
    area, sheet = plan.range, plan.parent
    criteria = sheet.range((area.row, area.last_cell.column + 2), (area.row + 1, area.last_cell.column + 2))
    criteria.value = [["Measure"], ["Production"]]
    area.api.AdvancedFilter(Action=1, CriteriaRange=criteria.api)


KINDS: dict[str, Callable[[xw.main.Table], None]] = {
    "values": by_measure, "comparison": by_a_comparison, "colour": by_a_colour,
    "a table beside it": by_a_neighbour, "the sheet's": by_the_sheet, "advanced": by_an_advanced_filter,
}  # fmt: skip
each_kind = pytest.mark.parametrize("hide", KINDS.values(), ids=KINDS)


def hidden(book: xw.Book) -> list[bool]:
    """Which rows of the plan are hidden."""
    plan = plan_of(book)
    return [bool(plan.range[row, 0].rows.hidden) for row in range(plan.range.shape[0])]


@each_kind
def test_a_filtered_table_gets_its_plan_row_by_row(
    planned: Path, tmp_path: Path, hide: Callable[[xw.main.Table], None]
) -> None:
    """Excel writes an array to the shown rows alone, and begins anew in every block of them."""
    book = open_book(planned)
    hide(plan_of(book))
    assert any(hidden(book))
    book.sheets["Demand"]["B2"].value = 17.0
    optimize(book.app)
    assert alerts(book) == []
    assert "Optimal and proved" in str(excel(book).status_bar)
    plan = {(row[0], row[1]): row[2:] for row in cells_of(book, "Plan")[1:]}
    assert plan["A", "Demand"] == plan["A", "Production"] == ["17", "20", "30", "67"]
    assert plan["A", "Inventory"] == ["0", "0", "0", ""]
    assert plan["B", "Production"] == ["10", "20", "30", "60"]


@pytest.mark.parametrize("hide", [by_measure, by_an_advanced_filter, by_a_neighbour])
def test_filters_on_tables_of_ours_are_gone_and_the_planner_s_stay(
    planned: Path, hide: Callable[[xw.main.Table], None]
) -> None:
    """Rule F4 is about our tables; a table beside them has its filter back once the plan is written."""
    book = open_book(planned)
    hide(plan_of(book))
    before = hidden(book)
    optimize(book.app)
    assert alerts(book) == []
    assert hidden(book) == (before if hide is by_a_neighbour else [False] * len(before))


def test_rows_hidden_by_hand_are_shown_with_the_new_plan(planned: Path) -> None:
    """Rule F4 again: as in a file."""
    book = open_book(planned)
    plan_of(book).range[1:3, :].rows.hidden = True
    optimize(book.app)
    assert not any(hidden(book))


@each_kind
def test_a_run_that_fails_leaves_every_filter_as_it_was(
    planned: Path, monkeypatch: pytest.MonkeyPatch, hide: Callable[[xw.main.Table], None]
) -> None:
    """Values, comparisons, colours, filters of other tables and of the sheet, advanced ones; and the cells too."""
    book = open_book(planned)
    hide(plan_of(book))
    before, rows = state(book), hidden(book)
    whole, count = writing.TableWriter.fill, iter(range(100))

    def breaks_down(self: writing.TableWriter) -> None:
        whole(self)
        if next(count) == 3:
            raise OSError("busy")

    monkeypatch.setattr(writing.TableWriter, "fill", breaks_down)
    book.sheets["Demand"]["B2"].value = 17.0
    optimize(book.app)
    book.sheets["Demand"]["B2"].value = 10.0
    assert (state(book), hidden(book)) == (before, rows)
    assert "busy" in alerts(book)[0]


def test_what_excel_made_of_the_plan_is_read_back_before_success_is_said(planned: Path) -> None:
    """A cell with the format Text takes a number as text: the cell is named, and everything is as it was."""
    book = open_book(planned)
    cell = plan_of(book).range[1, 2]
    cell.number_format = "@"
    before = state(book)
    optimize(book.app)
    assert state(book) == before
    [message] = alerts(book)
    address = cell.address.replace("$", "")
    assert f"written into table Plan: cell {address} holds '10' in place of 10.0" in message
    assert "give the cell another number format than Text" in message
    cell.number_format = "0"
    optimize(book.app)
    assert len(alerts(book)) == 1


def test_another_writer_in_the_middle_is_noticed(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a macro, or somebody who edits the workbook together with the planner."""
    book = open_book(planned)
    whole = writing.TableWriter.fill

    def meddled(self: writing.TableWriter) -> None:
        whole(self)
        if self.output.name == "CostSummary":
            self.live.table.range[1, 1].value = 1.0

    monkeypatch.setattr(writing.TableWriter, "fill", meddled)
    before = state(book)
    optimize(book.app)
    assert state(book) == before
    assert "written into table CostSummary: cell B" in alerts(book)[0]
    assert "nothing was changed" in str(excel(book).status_bar)


def test_a_formula_typed_again_does_not_fill_the_planner_s_column(planned: Path) -> None:
    """AutoCorrect is off while formulas are typed anew, and as it was after."""
    book = open_book(planned)
    notes = book.sheets.add("Notes")
    notes["A1:A3"].value = [["Peak"], [None], [None]]
    notes.tables.add(notes["A1:A3"], name="Mine")
    excel(book).fills_formulas = False
    notes["A2"].formula = "=SUM(Plan[2026-03])"
    excel(book).fills_formulas = True
    _roll_on(book)
    optimize(book.app)
    assert alerts(book) == []
    assert [notes[cell].formula for cell in ("A2", "A3")] == ["=SUM(Plan[2026-03])", ""]
    assert excel(book).fills_formulas


def test_what_is_written_beside_a_table_does_not_become_a_part_of_it(
    planned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AutoCorrect does not take neighbouring cells in while it is written, and does as before after it."""
    book, seen = open_book(planned), []
    whole = writing.TableWriter.fill

    def fill(self: writing.TableWriter) -> None:
        seen.append((excel(book).expands_tables, excel(book).fills_formulas))
        whole(self)

    monkeypatch.setattr(writing.TableWriter, "fill", fill)
    optimize(book.app)
    assert set(seen) == {(False, False)}
    assert (excel(book).expands_tables, excel(book).fills_formulas) == (True, True)


def _roll_on(book: xw.Book) -> None:
    """The demand of the next three months; each header is first another, as Excel lets no two be the same."""
    header = book.sheets["Demand"]["B1:D1"]
    header.value = [["'one", "'two", "'three"]]
    header.value = [["'2026-02", "'2026-03", "'2026-04"]]


def _grow(book: xw.Book) -> None:
    """A third product and a fourth month."""
    for name, rows in small_tables([*MONTHS, "2026-04"], 3).items():
        sheet = book.sheets[name]
        area = sheet.range((1, 1), (len(rows), len(rows[0])))
        sheet.tables[name].resize(area)
        area.value = [[f"'{cell}" if isinstance(cell, str) else cell for cell in line] for line in rows]


def test_the_clipboard_is_left_to_the_planner(planned: Path) -> None:
    """Formats of new rows and columns do not go by it."""
    book = open_book(planned)
    plan_of(book).range[1, 4].number_format = "0.000"
    _grow(book)
    book.sheets["Demand"]["A1"].copy()
    optimize(book.app)
    assert alerts(book) == []
    assert excel(book).copies == 1
    assert excel(book).cut_copy_mode == "copy"
    assert plan_of(book).range[1, 5].number_format == "0.000"


def test_notes_of_the_planner_stay_with_their_cells(planned: Path) -> None:
    """None is copied to a new row, none is lost."""
    book = open_book(planned)
    plan = plan_of(book)
    cell = plan.range[1, 2]
    plan.parent.impl.worksheet[cell.address.replace("$", "")].comment = Comment("why so much?", "planner")
    _grow(book)
    optimize(book.app)
    assert alerts(book) == []
    assert [note.location.address for note in plan.parent.notes] == [cell.address]


def test_an_error_value_in_an_output_table_comes_back(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a date: a planner may have typed over the plan."""
    book = open_book(planned)
    plan = plan_of(book)
    plan.range[1, 2].value = "#N/A"
    plan.range[2, 2].value = "3/1/2026"
    before = state(book)
    monkeypatch.setattr(writing.TableWriter, "tidy", lambda self: (_ for _ in ()).throw(OSError("busy")))
    optimize(book.app)
    assert state(book) == before


def test_on_a_mac_filters_are_kept_by_the_names_of_applescript() -> None:
    """As xlwings calls them there; a part that says nothing is left out."""

    def said(value: Any) -> Any:
        return SimpleNamespace(get=lambda: value)

    sets: list[dict[str, Any]] = []
    off = SimpleNamespace(filter_on=said(False))
    on = SimpleNamespace(filter_on=said(True), operator=said("k.filter_by_value"), criteria1=said(["=A"]))
    cells = SimpleNamespace(count_of_columns=said(2), autofilter_range=lambda **given: sets.append(given))
    native = SimpleNamespace(autofilter_object=SimpleNamespace(range_object=cells, filters={1: off, 2: on}))
    sheet = xw.Sheet(impl=SimpleNamespace(api=native))
    mac = filters._Mac()
    assert mac.criteria(sheet) == {2: {"operator": "k.filter_by_value", "criteria1": ["=A"]}}
    mac.set(sheet, 2, {"criteria1": ["=A"]})
    assert sets == [{"field": 2, "criteria1": ["=A"]}]
    assert not mac.hides_rows(sheet)
    native.filter_mode = said(True)
    assert mac.hides_rows(sheet)


@pytest.mark.parametrize("known", [0, 1])
def test_an_advanced_filter_of_which_excel_kept_too_little_does_not_undo_a_plan(known: int) -> None:
    """One with unique records only has cells and no criteria: it cannot be set again, and the plan stays."""
    kept: Any = object.__new__(filters.SheetFilters)
    kept._kept, kept._advanced = [], ("its cells",) * known
    kept.put_back(but=["Plan"])
    with pytest.raises(ValueError, match="not enough values"):
        kept.put_back()
