"""How the sheets of a template are laid out: order, flags, units, paper."""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.contract.forms import InputTable
from sop_excel.contract.kinds import Kind
from sop_excel.contract.output_tables import CHECKS_FLAG
from sop_excel.demand import stock_ladder
from sop_excel.domain.makings import DEFAULT
from sop_excel.domain.measures import MEASURES
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.languages import LANGUAGES
from sop_excel.planning import Options
from sop_excel.shipped import DEMAND_DONOR, DONOR, resource, template
from templates.make.examples import Example
from templates.make.input_sheets import input_tables
from templates.make.output_sheets import WORKINGS, output_forms
from tests.unit.templates.books import headers, place


def test_every_sheet_shows_at_its_top_whether_the_checks_hold(book: Any) -> None:
    """A cell that repeats the one above table Checks, red and green by the same rules."""
    for sheet in book:
        if sheet.title != "Checks":
            flags = [cell for row in sheet["A1:O5"] for cell in row if cell.value == f"=Checks!{CHECKS_FLAG}"]
            assert len(flags) == 1, sheet.title
            formats = [area for area in sheet.conditional_formatting if flags[0].coordinate in area.cells]
            assert [rule.type for area in formats for rule in area.rules] == ["expression"] * 2, sheet.title


def test_sheets_stand_in_the_order_inputs_outputs_workings(book: Any, example: Example) -> None:
    """Behind the page for the meeting, which is open first, and the sheet that explains them."""
    outputs = [place(book, form.name)[0].title for form in output_forms(example) if form not in WORKINGS]
    inputs = [place(book, table.name)[0].title for table in input_tables(example)]
    workings = [place(book, form.name)[0].title for form in WORKINGS]
    assert book.sheetnames == ["Meeting", "About", *inputs, *outputs, *workings]
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["Meeting"]


def test_units_stand_above_the_headers(book: Any, example: Example) -> None:
    """Of every column from the third on, which hold the numbers; of a wide table's periods once."""
    for table in input_tables(example):
        if table.name != "Settings":
            _units_above(book, table)


def _units_above(book: Any, table: InputTable) -> None:
    sheet, _, top, _, _ = place(book, table.name)
    if table.wide:
        assert sheet.cell(top - 1, 3).value.lower() == table.wide_unit
        return
    shown = headers(book, table.name)
    columns = [column for column in table.columns if column.name in shown]
    for number, column in enumerate(columns, start=1):
        if number > 2:
            assert sheet.cell(top - 1, number).value == column.unit
        else:
            assert column.kind in (Kind.TEXT, Kind.CHOICE), "a number needs its unit in sight"


def test_no_formula_is_in_a_cell_of_text(book: Any) -> None:
    """Excel turns it into text as soon as somebody edits it."""
    for sheet in book:
        assert not [cell for row in sheet for cell in row if cell.data_type == "f" and cell.number_format == "@"]


def test_sheets_print_on_the_pages_meant_for_them(book: Any) -> None:
    """A chart and its table, and the meeting page, on one; the others as wide as one page, or read across several."""
    for sheet in book:
        fits = sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth == 1 if fits else sheet.page_setup.pageOrder == "overThenDown"
    for name in ("About", "Meeting", "Plan chart", "Cost summary", "Run info"):
        assert book[name].page_setup.fitToHeight == 1


@pytest.mark.parametrize("shipped", sorted(resource(DONOR).parent.rglob("*.xlsx")), ids=lambda path: path.stem)
def test_no_sheet_prints_smaller_than_can_be_read(shipped: Path) -> None:
    """A text of 10.5 points has six or more on paper, however many columns a table has; where they go on over several
    pages, each page says whose numbers these are."""
    for sheet in openpyxl.load_workbook(shipped):
        pixels = sum(7 * _width(sheet, column) + 5 for column in range(1, sheet.max_column + 1))
        across = (297 if sheet.page_setup.orientation == "landscape" else 210) / 25.4 - 1  # inches between the margins
        if sheet.sheet_properties.pageSetUpPr.fitToPage:
            assert across * 96 / pixels >= 0.6, sheet.title
        else:
            assert sheet.page_setup.scale >= 60
            assert sheet.print_title_cols, sheet.title
            if not sheet._charts:
                assert sheet.freeze_panes[0] > "A", sheet.title


def _width(sheet: Any, column: int) -> float:
    """In characters, of a column that may share its description with its neighbours."""
    found = [one.width for one in sheet.column_dimensions.values() if one.min and one.min <= column <= one.max]
    return found[0] if found else 8.43


def test_a_sheet_that_returns_to_a_workbook_keeps_its_flag(example: Example, tmp_path: Path) -> None:
    """Also where the sheet of table Checks has another name there."""
    source = tmp_path / "book.xlsx"
    source.write_bytes(resource(f"templates/{example.file}").read_bytes())
    book = openpyxl.load_workbook(source)
    book["Checks"].title = "My checks"
    del book["Plan"]
    for sheet in list(book):
        if sheet.title in ("Meeting", "About"):
            del book[sheet.title]
    book.save(source)
    plan_workbook(source, source, Options(), resource(DONOR))
    returned = openpyxl.load_workbook(source)["Plan"]
    assert returned["B3"].value == f"='My checks'!{CHECKS_FLAG}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_setting_means_can_be_read_whole(language: str) -> None:
    """A row is as high as the lines of its sentence, of which each takes 13 points."""
    sheet = place(openpyxl.load_workbook(resource(template("multi", language))), "Settings")[0]
    rows = [row for row in sheet.iter_rows(min_row=5, max_col=3) if row[2].value]
    assert max(len(row[2].value) for row in rows) > 200
    for *_, meaning in rows:
        lines = ceil(len(meaning.value) / 95)
        assert sheet.row_dimensions[meaning.row].height >= 13 * lines, meaning.value


def test_the_longest_measures_of_a_plan_have_room() -> None:
    """Beside the first period they would end at its border; of routes the names say more."""
    sheet = place(openpyxl.load_workbook(resource(DONOR)), "Plan")[0]
    longest = max(len(f"Production ({DEFAULT})"), *(len(measure.name) for measure in MEASURES))
    assert sheet.column_dimensions["B"].width > longest + 2


def test_what_a_safety_stock_rests_on_can_be_read_whole() -> None:
    """The columns beside it are filled, so a longer text would end at its border."""
    sheet = openpyxl.load_workbook(resource(DEMAND_DONOR))["Safety stock"]
    (basis,) = [cell for row in sheet["A1:K6"] for cell in row if cell.value == "Basis"]
    longest = max((stock_ladder.ALIKE, stock_ladder.CURVE, stock_ladder.SINGLES), key=len)
    assert sheet.column_dimensions[basis.column_letter].width > len(longest)
