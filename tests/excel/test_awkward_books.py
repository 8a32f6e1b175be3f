"""Workbooks that are awkward for Excel or for us: each is refused by what it is, or planned as any other."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.formula import ArrayFormula

from sop_excel.hosts.excel.plan_commands import optimize
from sop_excel.hosts.excel.tables import filled
from tests.excel.books import MONTHS, alerts, small_tables, state
from tests.excel.engine import ComError, open_book


def grow(book: xw.Book, months: list[str], products: int = 2) -> None:
    """Other months or products in the input tables; headers are others first, as no two may be the same."""
    for name, rows in small_tables(months, products).items():
        sheet = book.sheets[name]
        area = sheet.range((1, 1), (len(rows), len(rows[0])))
        sheet.tables[name].resize(area)
        area.rows[0].value = [[f"~{n}" for n in range(len(rows[0]))]]
        area.value = [[f"'{cell}" if isinstance(cell, str) else cell for cell in line] for line in rows]


def refused(book: xw.Book) -> str:
    """The one message of a run that changes nothing."""
    before = state(book)
    optimize(book.app)
    assert state(book) == before
    [message] = alerts(book)
    return message


def test_precision_as_displayed_is_refused(planned: Path) -> None:
    """Excel would cut each number of the plan to the digits that its cell shows."""
    book = open_book(planned)
    book.impl.precision_as_displayed = True
    message = refused(book)
    assert (
        "planned.xlsx: expected numbers with all their digits, found the option Set precision as displayed" in message
    )
    book.impl.precision_as_displayed = False
    optimize(book.app)
    assert len(alerts(book)) == 1


def test_merged_cells_in_the_way_are_refused_by_place(planned: Path) -> None:
    """They hold nothing, but no table may grow over them; beside the way they do not matter."""
    book = openpyxl.load_workbook(planned)
    sheet = next(sheet for sheet in book if "Plan" in sheet.tables)
    _, top, right, _ = openpyxl.utils.range_boundaries(sheet.tables["Plan"].ref)
    beside = openpyxl.utils.get_column_letter(right + 1)
    sheet.merge_cells(f"{beside}{top + 1}:{beside}{top + 2}")
    book.save(planned)
    opened = open_book(planned)
    optimize(opened.app)
    assert alerts(opened) == []
    grow(opened, [*MONTHS, "2026-04"])
    assert f"expected empty cells, since the table grows to A{top}:" in refused(opened)
    assert "merged cells in" in alerts(opened)[0]


def test_a_table_with_merged_cells_is_none(planned: Path) -> None:
    """As Excel has it."""
    book = openpyxl.load_workbook(planned)
    book["Demand"].merge_cells("F1:F2")
    book.save(planned)
    sheet = open_book(planned).sheets["Demand"]
    with pytest.raises(ComError, match="merged cells"):
        sheet.tables["Demand"].resize(sheet["A1:F3"])


def test_cells_that_a_formula_elsewhere_fills_are_in_the_way(planned: Path) -> None:
    """Those of an array formula belong to its first cell."""
    book = openpyxl.load_workbook(planned)
    sheet = next(sheet for sheet in book if "Plan" in sheet.tables)
    left, _, _, bottom = openpyxl.utils.range_boundaries(sheet.tables["Plan"].ref)
    first = openpyxl.utils.get_column_letter(left)
    sheet[f"{first}{bottom + 2}"] = ArrayFormula(f"{first}{bottom + 2}:{first}{bottom + 3}", "=ROW(A1:A2)")
    book.save(planned)
    opened = open_book(planned)
    grow(opened, MONTHS, 3)
    assert f"found {first}{bottom + 2}" in refused(opened)


def test_a_formula_on_a_protected_sheet_that_must_be_typed_again_is_refused_by_cell(planned: Path) -> None:
    """Before anything is written; an unlocked cell is typed again, and a formula that names no column is left."""
    book = open_book(planned)
    notes = book.sheets.add("Notes")
    for cell in ("A1", "A2"):
        notes[cell].formula = "=SUM(Plan[2026-03])"
    notes["A3"].formula = "=1+1"
    notes.impl.worksheet["A2"].protection = openpyxl.styles.Protection(locked=False)
    notes.impl.protect()
    grow(book, ["2026-02", "2026-03", "2026-04"])
    message = refused(book)
    assert "- Notes!A1: expected a cell that may be typed again" in message
    assert "found a locked one on a protected sheet; unprotect the sheet" in message
    assert "Notes!A2" not in message
    assert "Notes!A3" not in message
    notes.impl.unprotect()
    optimize(book.app)
    assert len(alerts(book)) == 1
    assert [notes[cell].formula for cell in ("A1", "A2")] == ["=SUM(Plan[2026-03])"] * 2


def test_a_sheet_that_is_formatted_to_its_end_is_read_as_far_as_it_is_filled(planned: Path) -> None:
    """Formats make cells used: Excel would hand over millions of blanks, or nothing for want of memory."""
    book = open_book(planned)
    notes = book.sheets.add("Notes")
    notes["C7"].formula = "=SUM(Plan[2026-03])"
    notes["Z1048576"].color = (255, 0, 0)
    assert notes.used_range.count > 1_000_000
    assert filled(notes).address == "$C$7"
    grow(book, ["2026-02", "2026-03", "2026-04"])
    optimize(book.app)
    assert alerts(book) == []
    assert notes["C7"].formula == "=SUM(Plan[2026-03])"
