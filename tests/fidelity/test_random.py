"""Random workbooks of planners: whatever stands where, nothing outside our tables changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from sop_excel.domain.table import OutputTable
from sop_excel.errors import InputError
from tests.examples import examples
from tests.fidelity.parts import Parts, entries
from tests.fidelity.plans import MONTHS, OUTPUTS, expected, inputs, outputs, saved, write
from tests.unit.xlsx.books import put_table

ANNOUNCING = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "docProps/app.xml",
}
TITLES = ["Data", "Tom's sheet", "Größe 1", "A1", "x & y", "Plan", "Run info"]
CHOSEN = 33  # the height of a row that the planner chose
Area = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True)
class Spot:
    """A cell of the planner's: its place, its content and how it looks."""

    row: int
    column: int
    value: Any
    look: int

    def put(self, sheet: Worksheet) -> None:
        cell = sheet.cell(self.row, self.column, self.value)
        looks: list[dict[str, Any]] = [
            {}, {"font": Font(bold=True, color="FF8800", size=7 + self.row % 9)}, {"number_format": "0.000%"},
            {"fill": PatternFill("solid", fgColor="DDEE00"), "alignment": Alignment(wrap_text=True, indent=2)},
            {"border": Border(left=Side("double"), bottom=Side("thin", color="112233"))},
        ]  # fmt: skip
        for name, look in looks[self.look].items():
            setattr(cell, name, look)


contents = st.one_of(
    st.none(), st.integers(-5, 10**6), st.floats(-1e6, 1e6), st.booleans(), st.sampled_from(["=1+1", "note", " ä\n<&>"])
)  # fmt: skip
spots = st.lists(st.builds(Spot, st.integers(1, 45), st.integers(1, 20), contents, st.integers(0, 4)), max_size=8)
shapes = st.tuples(st.integers(1, 3), st.integers(0, 5), st.integers(1, 7), st.booleans())


def plan(shape: tuple[int, int, int, bool]) -> Sequence[OutputTable]:
    products, first, months, rich = shape
    return outputs(products, MONTHS[first : first + months], rich=rich)


def areas(sheet: Worksheet) -> list[Area]:
    return [range_boundaries(table.ref) for table in sheet.tables.values()]


def holds(area: Area, row: int, column: int) -> bool:
    return area[0] <= column <= area[2] and area[1] <= row <= area[3]


def planner_book(path: Path, shape: tuple[int, int, int, bool], titles: list[str], marks: list[Spot], gap: int) -> Path:
    """The inputs of a plan, spread over sheets, among cells of the planner's own."""
    products, first, months, rich = shape
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheets = [book.create_sheet(title) for title in titles]
    for number, (name, one) in enumerate(inputs(products, MONTHS[first : first + months], rich=rich).items()):
        sheet = sheets[number % len(sheets)]
        top = sheet.max_row + gap + 1 if sheet.tables else gap
        rows: list[list[object]] = [list(one.headers), *(list[object](row) for row in one.rows)]
        put_table(sheet, name, top, rows, left=gap)
    for sheet in sheets:
        for mark in marks:
            if not any(holds(area, mark.row, mark.column) for area in areas(sheet)):
                mark.put(sheet)
        sheet.column_dimensions["B"].width = 5 + gap
        sheet.row_dimensions[gap + 2].hidden = True
    book.save(path)
    return path


def decorate(path: Path, marks: list[Spot]) -> dict[str, list[Area]]:
    """Cells of the planner's on our sheets, beside the tables; the tables' areas."""
    book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book.worksheets:
        if ours := [name for name in sheet.tables if name in OUTPUTS]:
            (area,) = found[ours[0]] = areas(sheet)
            for mark in marks:
                merged = isinstance(sheet.cell(mark.row, mark.column), MergedCell)  # which holds nothing of its own
                if not (merged or holds(area, mark.row, mark.column)):
                    mark.put(sheet)
                    if mark.look == 1:
                        sheet.cell(mark.row, mark.column).comment = Comment("mine", "Ann")
            sheet.column_dimensions["C"].width = 31.5
            sheet.row_dimensions[area[1] + 1].height = CHOSEN
    book.save(path)
    return found


def snapshot(path: Path, tables: Sequence[OutputTable], old: dict[str, list[Area]]) -> dict[str, Any]:
    """Everything on our sheets that stands outside of the tables, as they were and as they will be.

    Heights of rows count too, but for those that hold cells of a table whose texts wrap.
    """
    found: dict[str, Any] = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        for output in tables:
            if output.name in sheet.tables:
                both = [*old[output.name], new_area(old[output.name][0], output)]
                found[sheet.title] = (
                    {
                        cell.coordinate: (cell.value, cell.style_id, cell.comment and cell.comment.text)
                        for row in sheet.iter_rows()
                        for cell in row
                        if not any(holds(area, cell.row, cell.column) for area in both)
                        and (cell.value is not None or cell.has_style)
                    },
                    {letter: column.width for letter, column in sheet.column_dimensions.items()},
                    {
                        number: (row.height, row.hidden)
                        for number, row in sheet.row_dimensions.items()
                        if row.height and not (output.wraps and any(rows_of(area, number) for area in both))
                    },
                    sheet.freeze_panes,
                    [str(rule.sqref) for rule in sheet.conditional_formatting],
                )
    return found


def rows_of(area: Area, row: int) -> bool:
    """Whether a row is one of a table's data."""
    return area[1] < row <= area[3]


def heights(path: Path, tables: Sequence[OutputTable]) -> dict[str, dict[int, float | None]]:
    """The heights of the rows of every output table."""
    return {
        name: {row: sheet.row_dimensions[row].height for row in range(area[1] + 1, area[3] + 1)}
        for sheet in openpyxl.load_workbook(path).worksheets
        for name, area in zip(sheet.tables, areas(sheet), strict=True)
        if name in {one.name for one in tables}
    }


def new_area(old: Area, output: OutputTable) -> Area:
    return (old[0], old[1], old[0] + len(output.headers) - 1, old[1] + max(1, len(output.rows)))


def in_the_way(path: Path, tables: Sequence[OutputTable], old: dict[str, list[Area]]) -> set[str]:
    """The tables that would grow over a cell that has content."""
    found = set()
    for sheet in openpyxl.load_workbook(path).worksheets:
        for output in tables:
            if output.name in sheet.tables:
                area, new = old[output.name][0], new_area(old[output.name][0], output)
                cells = (cell for row in sheet[_address(new)] for cell in row)
                if any(c.value is not None and not holds(area, c.row, c.column) for c in cells):
                    found.add(output.name)
    return found


def refused(book: Path, tables: Sequence[OutputTable]) -> set[str]:
    """Write the tables; the names of those that were refused."""
    try:
        write(book, tables)
    except InputError as error:
        return {issue.subject.removeprefix("table ") for issue in error.issues}
    return set()


def _address(area: Area) -> str:
    letters = openpyxl.utils.get_column_letter
    return f"{letters(area[0])}{area[1]}:{letters(area[2])}{area[3]}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("random")


@examples(25)
@given(shapes, shapes, st.permutations(TITLES), st.integers(1, 3), spots, spots, st.integers(1, 4))
def test_nothing_outside_our_tables_changes(
    folder: Path,
    first: tuple[int, int, int, bool],
    second: tuple[int, int, int, bool],
    titles: list[str],
    count: int,
    marks: list[Spot],
    beside: list[Spot],
    gap: int,
) -> None:
    """A first plan leaves every part of the planner's; a second over the planner's additions is written or refused.

    It is refused if and only if a cell with content is in the way, and then no byte changes.
    """
    book = planner_book(folder / "book.xlsx", first, titles[:count], marks, gap)
    before = entries(book)
    write(book, plan(first))
    after = entries(book)
    assert {name for name in before if after[name] != before[name]} <= ANNOUNCING
    assert saved(book) == expected(plan(first))

    old, tables = decorate(book, beside), plan(second)
    wanted, blocked, content = snapshot(book, tables, old), in_the_way(book, tables, old), book.read_bytes()
    parts = Parts.of(book)
    assert refused(book, tables) == blocked
    if blocked:
        assert book.read_bytes() == content
        return
    assert saved(book) == expected(tables)
    assert snapshot(book, tables, old) == wanted
    for output in tables:
        chosen = heights(book, tables)[output.name][old[output.name][0][1] + 1]
        assert chosen == CHOSEN or (output.wraps and chosen and chosen > CHOSEN)
    ours = {part for name, table, sheet in parts.table_parts() if name in OUTPUTS for part in (table, sheet)}
    changed = {name for name, kept in parts.items() if entries(book)[name] != kept}
    assert {name for name in changed - ours if not name.startswith("xl/charts/")} <= ANNOUNCING
