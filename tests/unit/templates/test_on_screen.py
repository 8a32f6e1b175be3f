"""What a planner sees of every sheet in a window of 1,280 pixels: in every template, and in a workbook of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries

from sop_excel.contract.output_tables import PLAN_TOTALS
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from templates.make import meeting_layout as at
from templates.make.page import NOTE_LETTERS, note_lines
from tests.workbooks import Rows, make_workbook

SHIPPED = sorted(resource(DONOR).parent.rglob("*.xlsx"))
WINDOW = 1280 - 120  # pixels without the row numbers and the bars at the right, of which LibreOffice has two
EDGES = 5  # pixels that a column has beside the letters that it is wide
NARROW, WIDE = " .,:;'|()-!/ijlftrI", "mwMW@%"
ROOM = 24  # periods of a plan of two years


@pytest.fixture(scope="module", params=[*SHIPPED, "own"], ids=lambda book: getattr(book, "stem", book))
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A shipped workbook, or one of a planner's with the sheets of its plan, with the values that its cells show."""
    path = request.param
    if path == "own":
        path = _own(tmp_path_factory.mktemp("own") / "own.xlsx")
    return openpyxl.load_workbook(path, data_only=True)


def _own(path: Path) -> Path:
    """Products with long names and large figures, over two years."""
    periods = [f"{2026 + month // 12}-{month % 12 + 1:02d}" for month in range(ROOM)]
    names = [f"FG-{1000 + i} Tomato juice, organic, 1 l" for i in range(30)]
    rows = [[name, "Juices", 12, 2] for name in names]
    wanted = [[name, *(300_000 + 10 * month for month in range(ROOM))] for name in names]
    products: Rows = [["Product", "Group", "Production cost", "Holding cost"], *rows]
    demand: Rows = [["Product", *periods], *wanted]
    make_workbook(path, {"Products": products, "Demand": demand})
    plan_workbook(path, path, Options(), resource(DONOR))
    return path


def test_no_text_leaves_the_window_or_is_cut(shown: Any) -> None:
    """One that does not wrap ends in its cell, or over blank ones and within the window at the sheet's usual zoom."""
    for sheet in _ours(shown):
        zoom = (sheet.sheet_view.zoomScale or 100) / 100
        for cell in _texts(sheet):
            start = sum(_pixels(sheet, column) for column in range(1, cell.column))
            end = start + _wide(cell)
            room = start + _room(sheet, cell)
            assert end <= room, f"{sheet.title}!{cell.coordinate}: {cell.value}"
            if end > start + _pixels(sheet, cell.column):
                assert end * zoom <= WINDOW, f"{sheet.title}!{cell.coordinate}: {cell.value}"


def test_every_number_fits_its_column(shown: Any) -> None:
    """Where it does not, a spreadsheet shows ####."""
    for sheet in _ours(shown):
        for cell in _cells(sheet):
            if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                text = _formatted(cell.value, cell.number_format)
                wide = _length(text) * cell.font.sz * 96 / 72 + 9 * cell.alignment.indent
                assert wide <= _pixels(sheet, cell.column), f"{sheet.title}!{cell.coordinate}: {text}"


READ = ("Checks", "Explanation", "Certificate", "CostSummary", "ProductSummary", "PlanChart", "ProductChart", "RunInfo")


def test_what_is_read_from_left_to_right_is_as_wide_as_a_window(shown: Any) -> None:
    """No figure of a row is to be scrolled to; tables of periods, and of all that scenarios cost, are wider."""
    for sheet in _ours(shown):
        for table in (table for table in sheet.tables.values() if table.displayName in READ):
            last = range_boundaries(table.ref)[2]
            assert sum(_pixels(sheet, column) for column in range(1, last + 1)) <= WINDOW, table.displayName


def test_names_stay_in_sight_while_a_wide_table_is_scrolled(shown: Any) -> None:
    """What a row is of, and where no chart stands above also the headers; PlanTotals is of the page's workings."""
    for sheet in _ours(shown):
        for table in sheet.tables.values():
            width = len(table.tableColumns)
            if width > ROOM / 2 and table.displayName != PLAN_TOTALS.name:
                pane = sheet.freeze_panes or "A1"
                assert pane > "B", table.displayName
                assert sheet._charts or int(pane[1:]) > 1, table.displayName


def test_headers_stand_as_their_columns_do(shown: Any) -> None:
    """Numbers and their headers at the right, texts and theirs at the left."""
    for sheet in _ours(shown):
        for table in sheet.tables.values():
            header, first, *_ = sheet[table.ref]
            for name, cell in zip(header, first, strict=True):
                assert name.alignment.horizontal == cell.alignment.horizontal, f"{table.displayName}[{name.value}]"


@pytest.mark.parametrize("remark", ["", "In units."])
def test_a_note_is_one_line_as_long_as_it_can_be_read(remark: str) -> None:
    """A longer one is two lines of whole sentences, the remark the second."""
    words = "w" * (NOTE_LETTERS - len(f" {remark}" if remark else ""))
    assert note_lines(words, remark) == [f"{words} {remark}".strip()]
    assert note_lines(f"Short. {'w' * NOTE_LETTERS}.", remark) == [line for line in ("Short.", remark) if line]


def _ours(book: Any) -> Iterator[Any]:
    """The sheets that came with a template: a title stands above their tables."""
    for sheet in book:
        if not any(table.ref.startswith("A1:") for table in sheet.tables.values()):
            yield sheet


def _cells(sheet: Any) -> Iterator[Any]:
    """All that is on the page or sheet; below the page stand workings."""
    paged = PLAN_TOTALS.name in sheet.tables
    merged = {cell for area in sheet.merged_cells.ranges for cell in area.cells}
    for row in sheet.iter_rows(max_row=at.LAST_PRINTED if paged else None):
        yield from (cell for cell in row if cell.value is not None and (cell.row, cell.column) not in merged)


def _texts(sheet: Any) -> Iterator[Any]:
    for cell in _cells(sheet):
        if isinstance(cell.value, str) and cell.value and not cell.alignment.wrap_text:
            yield cell


def _room(sheet: Any, cell: Any) -> float:
    """To the next cell at the right that is filled; a text at the right has only its own."""
    room, column = _pixels(sheet, cell.column), cell.column + 1
    while cell.alignment.horizontal in (None, "left", "general") and room < 2 * WINDOW:
        if sheet.cell(cell.row, column).value not in (None, ""):
            break
        room, column = room + _pixels(sheet, column), column + 1
    return room


def _pixels(sheet: Any, column: int) -> float:
    found = [one.width for one in sheet.column_dimensions.values() if one.min and one.min <= column <= one.max]
    named = sheet.column_dimensions.get(get_column_letter(column))
    return 7 * (found[0] if found else named.width if named and named.width else 8.43) + EDGES


def _wide(cell: Any) -> float:
    """How many pixels a text takes."""
    return float(_length(cell.value) * cell.font.sz * 96 / 72 + 9 * cell.alignment.indent)


def _length(text: str) -> float:
    """In widths of the letter m, by what Calibri's letters are wide."""
    return sum(0.27 if c in NARROW else 0.8 if c in WIDE else 0.57 if c.isupper() else 0.495 for c in text)


def _formatted(value: float, code: str) -> str:
    if "%" in code:
        return f"{value:.1%}"
    return f"{value:,.2f}" if "." in code and "E" not in code else f"{value:,.0f}"
