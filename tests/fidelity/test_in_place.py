"""Plain ranges become Excel Tables where they stand, and everything else stays as it was, to the byte."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.areas import Area, parse_area
from sop_excel.spreadsheet.input_changes import InputChanges
from sop_excel.spreadsheet.table_in_place import TableInPlace
from tests.fidelity.dialects import DIALECTS, Dialect, since_1904, with_empty_shells, without_addresses
from tests.fidelity.foreign import foreign_book
from tests.fidelity.messy import AREA, HEADERS, NUMBERS, demand_in_place, messy_book
from tests.fidelity.parts import Parts, entries, loaded
from tests.fidelity.test_foreign import ANNOUNCED, changed
from tests.fidelity.test_schema import faults

SHEET = "What we need"


def made(path: Path, *tables: TableInPlace) -> Path:
    """Its texts are numbers then where they say some."""
    inputs = InputChanges({SHEET: NUMBERS}, tables)
    Workbook.open(path).write([], path, resource(DONOR), inputs)
    return path


def refused(path: Path, table: TableInPlace) -> str:
    """What speaks against it; and the file is as it was."""
    before = path.read_bytes()
    with pytest.raises(InputError) as error:
        made(path, table)
    assert path.read_bytes() == before
    return str(error.value)


# The other two need cells that follow one another from A1 on, and a table of dates.
WRITTEN = [dialect for dialect in DIALECTS if dialect not in (without_addresses, since_1904)]


@pytest.mark.parametrize("dialect", WRITTEN, ids=lambda dialect: dialect.__name__)
def test_a_range_becomes_a_table_in_every_dialect(dialect: Dialect, tmp_path: Path) -> None:
    """It reads back as a table, no part but its sheet and those that announce it changed, and the schema is kept."""
    path = dialect(Parts.of(messy_book(tmp_path / "book.xlsx"))).save(tmp_path / "book.xlsx")
    before, known = entries(path), faults(path)
    made(path, demand_in_place())
    table = Workbook.open(path).tables(["Demand"])["Demand"]
    assert tuple(table.headers) == HEADERS
    assert [list(row) for row in table.rows] == [["Press", 10, 1250, "late", 0.12], ["Frame", 7, 30, None, 0.5]]
    after = entries(path)
    ours = {"xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"}
    allowed = {name.lower() for name in ANNOUNCED | ours} - {"xl/_rels/workbook.xml.rels"}
    assert {name.replace("\\", "/").lower() for name in changed(before, after)} <= allowed
    assert faults(path) - known == Counter()


def test_what_refers_to_the_cells_goes_on(tmp_path: Path) -> None:
    """Formulas, names, rules, drop-downs, merged cells and charts stand as they stood; formats stay too."""
    path = messy_book(tmp_path / "book.xlsx")
    old = loaded(path)
    new = loaded(made(path, demand_in_place()))
    before, after = old[SHEET], new[SHEET]
    assert new["Mine"]["A1"].value == "=SUM('What we need'!C4:D5)"
    assert new.defined_names["Best"].attr_text == "'What we need'!$C$4"
    assert [str(c.sqref) for c in after.conditional_formatting] == [str(c.sqref) for c in before.conditional_formatting]
    assert after.data_validations.dataValidation[0].sqref == before.data_validations.dataValidation[0].sqref
    assert [str(area) for area in after.merged_cells.ranges] == ["B1:F1"]
    assert after["C6"].value == "=SUM(C4:C5)"
    assert (after["D4"].fill.fgColor.rgb, after["C3"].font.b) == ("00FFCC00", True)
    assert [after[cell].number_format for cell in ("D4", "F4", "F5", "C3")] == ["General", "0%", "0.0%", "mmm-yy"]
    assert after.tables["Demand"].tableStyleInfo.name is None, "the planner's own look"


def test_a_range_that_is_a_table_already_is_refused(tmp_path: Path) -> None:
    """A second time, under another name: the first cell that is taken is named."""
    path = made(messy_book(tmp_path / "book.xlsx"), demand_in_place())
    again = TableInPlace(SHEET, AREA, "Other", HEADERS)
    assert "'What we need'!B3: table Other: expected plain cells, found table Demand (B3:F5)" in refused(path, again)


def test_a_row_of_totals_is_no_row_of_data(tmp_path: Path) -> None:
    path = messy_book(tmp_path / "book.xlsx")
    known = faults(path)
    made(path, demand_in_place(AREA._replace(bottom=6), totals=1))
    assert len(Workbook.open(path).tables(["Demand"])["Demand"].rows) == 2
    column = loaded(path)[SHEET].tables["Demand"].tableColumns
    assert [one.totalsRowLabel for one in column][:2] == ["Total", None]
    assert column[1].totalsRowFormula.attr_text == "SUM(C4:C5)"
    assert faults(path) - known == Counter()


@pytest.mark.parametrize("listed", [True, False])
def test_merged_cells_are_taken_apart_only_where_that_was_asked(listed: bool, tmp_path: Path) -> None:
    """B1:F1 is a title above; a merged cell within the rows is refused with its cell, or gives up its merging."""
    path = messy_book(tmp_path / "book.xlsx")
    book = loaded(path)
    book[SHEET].merge_cells("E4:E5")
    book.save(path)
    unmerge = (parse_area("E4:E5"),) if listed else ()
    if not listed:
        assert "'What we need'!E4: table Demand: expected plain cells, found merged cells (E4:E5)" in refused(
            path, demand_in_place(unmerge=unmerge)
        )
        return
    made(path, demand_in_place(unmerge=unmerge))
    assert [str(area) for area in loaded(path)[SHEET].merged_cells.ranges] == ["B1:F1"]
    assert loaded(path)[SHEET]["E4"].value == "late"


def _array(sheet: Any) -> None:
    from openpyxl.worksheet.formula import ArrayFormula

    sheet["E4"] = ArrayFormula("E4:E5", "=ROW(E4:E5)")


def _other_filter(sheet: Any) -> None:
    sheet.auto_filter.ref = "B4:C6"
    sheet.auto_filter.add_filter_column(0, ["Press"])


def _formula_header(sheet: Any) -> None:
    sheet["C3"] = "=DATE(2026,1,1)"


@pytest.mark.parametrize(
    ("damage", "place", "found"),
    [
        (_array, "E4", "an array formula or its results (E4:E5)"),
        (_other_filter, "B4", "a filter on other cells than these (B4:C6)"),
        (_formula_header, "C3", "a formula"),
    ],
    ids=["array", "filter", "header"],
)
def test_what_no_table_may_hold_is_refused_with_its_cell(damage: Any, place: str, found: str, tmp_path: Path) -> None:
    path = messy_book(tmp_path / "book.xlsx")
    book = loaded(path)
    damage(book[SHEET])
    book.save(path)
    said = refused(path, demand_in_place())
    assert f"'What we need'!{place}: table Demand" in said
    assert found in said


@pytest.mark.parametrize("chosen", [False, True], ids=["all rows", "one product"])
def test_a_filter_on_the_headers_becomes_the_tables(chosen: bool, tmp_path: Path) -> None:
    """As in Excel: the sheet has none any more, and what is hidden stays hidden."""
    path = messy_book(tmp_path / "book.xlsx")
    book = loaded(path)
    sheet = book[SHEET]
    sheet.auto_filter.ref = "B3:F5"
    if chosen:
        sheet.auto_filter.add_filter_column(0, ["Press"])
        sheet.row_dimensions[5].hidden = True
    book.save(path)
    known = faults(path)
    made(path, demand_in_place())
    after = loaded(path)[SHEET]
    assert after.auto_filter.ref is None
    filters = after.tables["Demand"].autoFilter
    assert str(filters.ref) == "B3:F5"
    assert [column.filters.filter for column in filters.filterColumn] == ([["Press"]] if chosen else [])
    assert bool(after.row_dimensions[5].hidden) is chosen
    assert faults(path) - known == Counter()


def test_a_formula_is_never_overwritten_by_a_value(tmp_path: Path) -> None:
    """C6 holds the sum, C5 a text."""
    path = messy_book(tmp_path / "book.xlsx")
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"'What we need'!C6: expected no formula in a cell .*, found a formula"):
        Workbook.open(path).write([], path, resource(DONOR), InputChanges({SHEET: {(5, 3): 7.0, (6, 3): 7.0}}))
    assert path.read_bytes() == before


def test_names_that_are_taken_or_none_are_refused(tmp_path: Path) -> None:
    """Best is a defined name; Demand in any case a table once it is made; A1 an address."""
    path = messy_book(tmp_path / "book.xlsx")
    other = TableInPlace("Mine", Area(1, 1, 2, 1), "best", ("A",))
    assert "expected the name best free, found name Best" in refused(path, other)
    assert "'AB12'" in refused(path, TableInPlace("Mine", Area(1, 1, 2, 1), "AB12", ("A",)))
    assert "expected a sheet Gone with cells" in refused(path, TableInPlace("Gone", Area(1, 1, 2, 1), "X_1", ("A",)))
    made(path, demand_in_place())
    again = TableInPlace("Mine", Area(3, 1, 4, 1), "DEMAND", ("A",))
    assert "expected the name DEMAND free, found table Demand" in refused(path, again)


def test_two_tables_at_once_have_numbers_of_their_own(tmp_path: Path) -> None:
    """On one sheet and on another; and not on the same cells."""
    path = messy_book(tmp_path / "book.xlsx")
    beside = TableInPlace(SHEET, parse_area("A10:A12"), "Mine_1", ("Code",))
    elsewhere = TableInPlace("Mine", parse_area("C3:D5"), "Mine_2", ("A", "B"))
    known = faults(path)
    made(path, demand_in_place(), beside, elsewhere)
    parts = Parts.of(path)
    ids = [re.findall(r' id="(\d+)"', parts[part].decode())[0] for _, part, _ in parts.table_parts()]
    assert sorted(ids) == ["1", "2", "3"]
    assert faults(path) - known == Counter()
    over = TableInPlace(SHEET, parse_area("A12:B14"), "Mine_3", ("A", "B"))
    assert "table Mine_1 (A10:A12)" in refused(path, over)


def test_a_workbook_full_of_foreign_things_gets_its_table_and_no_fault(tmp_path: Path) -> None:
    """Beside pictures, pivots, slicers, extensions and controls; one on a PivotTable is refused."""
    path = foreign_book(tmp_path / "book.xlsm")
    before, known = entries(path), faults(path)
    table = TableInPlace("Inputs", parse_area("P3:Q5"), "More", ("One", "Two"))
    Workbook.open(path).write([], path, resource(DONOR), InputChanges(in_place=(table,)))
    parts = Parts.of(path)
    sheet = parts.sheets()["Inputs"]
    rels = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
    assert changed(before, entries(path)) <= {*ANNOUNCED, sheet, rels} - {"xl/_rels/workbook.xml.rels"}
    assert faults(path) - known == Counter()
    over = TableInPlace("Board", parse_area("G24:H26"), "Over", ("One", "Two"))
    with pytest.raises(InputError, match=r"Board!H24: table Over: expected plain cells, found a PivotTable .H22:I25"):
        Workbook.open(path).write([], path, resource(DONOR), InputChanges(in_place=(over,)))


def test_a_workbook_without_styles_gets_its_table(tmp_path: Path) -> None:
    path = messy_book(tmp_path / "book.xlsx")
    with_empty_shells(Parts.of(path)).save(path)
    made(path, demand_in_place())
    assert Workbook.open(path).tables(["Demand"])["Demand"].rows[0][2] == 1250.0
