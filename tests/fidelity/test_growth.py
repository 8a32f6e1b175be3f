"""Plans that grow and shrink, down to one product in one period and back, and what the planner changed meanwhile."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from tests.fidelity.parts import Parts, entries
from tests.fidelity.plans import MONTHS, OUTPUTS, expected, input_book, outputs, saved, write

# Products, periods, and whether every measure and cost line is in use.
Shape = tuple[int, list[str], bool]
BASE: Shape = (2, MONTHS[:4], False)
SHAPES: list[Shape] = [
    BASE, (1, MONTHS[:1], False), (7, MONTHS[:26], True), (7, MONTHS[:26], False), (1, MONTHS[:1], True),
    (3, MONTHS[10:14], True), (3, MONTHS[11:15], True), BASE,
]  # fmt: skip


def plan(shape: Shape) -> Any:
    products, months, rich = shape
    return outputs(products, months, rich=rich)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The workbook after each of the plans, each written over the one before."""
    folder = tmp_path_factory.mktemp("growth")
    book, found = input_book(folder / "book.xlsx", 2, MONTHS[:4]), []
    for number, shape in enumerate(SHAPES):
        book = write(book, plan(shape), folder / f"book{number}.xlsx")
        found.append(book)
    return found


def test_every_table_holds_its_plan(books: list[Path]) -> None:
    for book, shape in zip(books, SHAPES, strict=True):
        assert saved(book) == expected(plan(shape))


def outside(book: Path) -> dict[tuple[str, str], tuple[Any, int]]:
    """Values and styles of all cells on our sheets that stand beside the tables (and what was one stands empty)."""
    found = {}
    for sheet in openpyxl.load_workbook(book).worksheets:
        if not set(sheet.tables) & set(OUTPUTS):
            continue
        (area,) = [range_boundaries(table.ref) for table in sheet.tables.values()]
        for row in sheet.iter_rows():
            for cell in row:
                inside = area[0] <= cell.column <= area[2] and area[1] <= cell.row <= area[3]
                if not inside and (cell.value is not None or cell.has_style):
                    found[sheet.title, cell.coordinate] = (cell.value, cell.style_id)
    return found


def test_nothing_is_left_of_a_larger_plan_and_nothing_is_lost_beside_it(books: list[Path]) -> None:
    first = outside(books[0])
    assert len(first) > 5
    for book in books[1:]:
        assert outside(book) == first


def test_the_first_plan_comes_back_as_it_was(books: list[Path]) -> None:
    """Cells, formats and charts: of the sheets no more than their used range and their empty rows tell of it."""
    first, last = Parts.of(books[0]), Parts.of(books[-1])
    assert list(first) == list(last)
    for name, _, sheet in first.table_parts():
        if name in OUTPUTS:
            assert _cells(last[sheet]) == _cells(first[sheet]), name
    charts = [name for name in first if name.startswith("xl/charts/chart")]
    assert len(charts) >= 4
    assert [name for name in charts if first[name] != last[name]] == []


def _cells(sheet: bytes) -> list[bytes]:
    plain = re.sub(rb"<dimension [^>]*>|<row [^>]*></row>|<row [^>]*/>", b"", sheet)
    return re.findall(rb"<c .*?(?:/>|</c>)|<(?!c |row)[^>]*>", plain)


def test_ids_of_columns_that_stay_do_not_change_and_others_are_never_used_twice(books: list[Path]) -> None:
    """Rule F2, and what references by slicers rely on."""
    for before, after in pairwise(books):
        for name in ("Plan", "CapacityUse"):
            old, new = _ids(before, name), _ids(after, name)
            assert len(set(new.values())) == len(new)
            assert {header: old[header] for header in old if header in new} == {
                header: new[header] for header in new if header in old
            }


def _ids(book: Path, name: str) -> dict[str, str]:
    parts = Parts.of(book)
    columns = re.findall(r'<tableColumn id="(\d+)" name="([^"]*)"', parts[parts.table(name)].decode())
    return {header: number for number, header in columns}


def test_charts_show_the_whole_of_their_table_and_nothing_else(books: list[Path]) -> None:
    """Every reference lies within the table on its sheet, and those to a run of rows or periods end with them."""
    compared = 0
    for book in books:
        parts = Parts.of(book)
        for name, table, sheet in parts.table_parts():
            if name not in OUTPUTS or name == "PlanTotals":  # on whose sheet the charts draw the page, not the table
                continue
            text = parts[table].decode()
            left, top, right, bottom = range_boundaries(re.findall(r'\sref="([^"]*)"', text)[0])
            for reference in _chart_references(parts, sheet):
                area = range_boundaries(reference.rpartition("!")[2].replace("$", ""))
                assert left <= area[0] <= area[2] <= right, (name, reference)
                assert top <= area[1] <= area[3] <= bottom, (name, reference)
                compared += 1
                if name == "PlanChart" and area[1] > top:
                    assert (area[1], area[3]) == (top + 1, bottom)
    assert compared > 100


def _chart_references(parts: Parts, sheet: str) -> list[str]:
    found = []
    for drawing in (part for part in parts.targets(sheet).values() if "drawings/drawing" in part):
        for chart in parts.targets(drawing).values():
            found += re.findall(r"<(?:c:)?f>([^<]*)</", parts[chart].decode())
    return found


def test_what_the_planner_changed_is_kept(tmp_path: Path) -> None:
    """Rule F4: a width, a format of a cell, a rule, a chart's title, colour and place; run after run."""
    book = write(input_book(tmp_path / "book.xlsx", 2, MONTHS[:4]), plan(BASE))
    parts = Parts.of(book)
    sheet, chart_sheet = parts.sheet_of("Plan"), parts.sheet_of("PlanChart")
    row = int(re.findall(r'\sref="[A-Z]+(\d+)', parts[parts.table("Plan")].decode())[0]) + 2
    style = _new_style(parts)
    parts.change(sheet, rf'(<c r="C{row}") s="\d+"', rf'\1 s="{style}"')
    parts.change(sheet, r'<col ([^>]*)width="[^"]*"', r'<col \1width="33.25"')
    parts.change(sheet, r"<conditionalFormatting .*?</conditionalFormatting>", _RULE)
    drawing = next(part for part in parts.targets(chart_sheet).values() if "drawings/drawing" in part)
    parts.change(drawing, r"<(xdr:)?row>\d+</", r"<\1row>17</")
    chart = next(iter(parts.targets(drawing).values()))
    parts.change(chart, r"<a:t>[^<]*</a:t>", "<a:t>Plan of Ann</a:t>")
    parts.change(chart, r'<a:srgbClr val="[^"]*"', '<a:srgbClr val="ABCDEF"')
    parts.save(book)
    for shape in SHAPES[1:]:
        write(book, plan(shape))
        after = Parts.of(book)
        assert after[drawing] == parts[drawing]
        assert _but_references(after[chart]) == _but_references(parts[chart])
        for element in (rb"<cols>.*</cols>", rb"<conditionalFormatting.*</conditionalFormatting>"):
            assert re.findall(element, after[sheet], re.DOTALL) == re.findall(element, parts[sheet], re.DOTALL) != []
        assert f'<c r="C{row}" s="{style}"'.encode() in after[sheet]


_RULE = (
    '<conditionalFormatting sqref="C5:Z99"><cfRule type="cellIs" priority="1" operator="greaterThan"><formula>7'
    "</formula></cfRule></conditionalFormatting>"
)


def _new_style(parts: Parts) -> int:
    """A number format of the planner's own, in the styles."""
    text = parts["xl/styles.xml"].decode()
    count = int(re.findall(r'<cellXfs count="(\d+)"', text)[0])
    parts.edit("xl/styles.xml", "</cellXfs>", '<xf numFmtId="11" fontId="0" fillId="0" borderId="0" xfId="0"/>')
    parts.change("xl/styles.xml", r'<cellXfs count="\d+"', f'<cellXfs count="{count + 1}"')
    return count


def _but_references(chart: bytes) -> bytes:
    return re.sub(rb"<(c:)?f>[^<]*</|<(c:)?(str|num)Cache>.*?</(c:)?(str|num)Cache>", b"", chart, flags=re.DOTALL)


def test_a_row_that_falls_out_leaves_its_row_as_it_was(books: list[Path]) -> None:
    """Heights and hidden rows are the sheet's: no row that the table leaves changes its attributes."""
    kept = re.compile(rb'<row r="(\d+)"([^>]*?)/?>')
    for before, after in pairwise(books):
        old, new = Parts.of(before), entries(after)
        sheet = old.sheet_of("Plan")
        rows = dict(kept.findall(new[sheet]))
        lost = [number for number, attributes in kept.findall(old[sheet]) if rows[number] != attributes]
        assert lost == []


def test_renamed_sheets_and_columns_of_the_planners_are_no_matter(books: list[Path], tmp_path: Path) -> None:
    """Rule R1: with every sheet renamed the next plan comes to the same cells and charts."""
    parts = Parts.of(books[0])
    for title in list(parts.sheets()):
        new = f"Ann's {title[::-1]}"
        parts.change("xl/workbook.xml", f'<sheet ([^>]*)name="{title}"', f'<sheet \\1name="{new}"')
        quoted = new.replace("'", "''")
        for name in [name for name in parts if name.startswith(("xl/charts/", "xl/workbook.xml"))]:
            text = parts[name].decode()
            parts[name] = re.sub(rf"(?<=>)('{title}'|{title})!", f"'{quoted}'!", text).encode()
    book = write(parts.save(tmp_path / "book.xlsx"), plan(SHAPES[2]))
    after, usual = Parts.of(book), Parts.of(write(books[0], plan(SHAPES[2]), tmp_path / "usual.xlsx"))
    assert saved(book) == expected(plan(SHAPES[2]))
    for name in usual:
        if name.startswith(("xl/worksheets/sheet", "xl/tables/")):
            assert after[name] == usual[name], name
        elif name.startswith("xl/charts/"):
            assert re.findall(r"!([^<]*)</", after[name].decode()) == re.findall(r"!([^<]*)</", usual[name].decode())
