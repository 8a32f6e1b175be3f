"""Changes of the planner's own cells in an open workbook: values, and tables made where the data stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from sop_excel.domain.table import OutputTable
from sop_excel.errors import InputError
from sop_excel.hosts.excel import book_writer, filters, in_place
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.areas import Area, parse_area
from sop_excel.spreadsheet.input_changes import InputChanges
from sop_excel.spreadsheet.table_in_place import TableInPlace
from tests.excel.books import state
from tests.excel.engine import excel, open_book, saved
from tests.fidelity.messy import AREA, NUMBERS, demand_in_place, messy_book

SHEET = "What we need"
MERGED = parse_area("E4:E5")


def messy(path: Path, change: Callable[[Any], object] = lambda sheet: None) -> xw.Book:
    """The messy workbook, open; ``change`` is done to its sheet before."""
    book = openpyxl.load_workbook(messy_book(path))
    change(book[SHEET])
    book.save(path)
    return open_book(path)


def write(book: xw.Book, *tables: TableInPlace, cells: Any = None, outputs: Any = ()) -> None:
    """Its texts are numbers then where they say some."""
    inputs = InputChanges({SHEET: NUMBERS} if cells is None else cells, tables)
    OpenBook(book).write(outputs, resource(DONOR), inputs)


def refused(book: xw.Book, *tables: TableInPlace, cells: Any = None) -> str:
    """What speaks against it; and the workbook is as it was."""
    before = seen(book)
    with pytest.raises(InputError) as error:
        write(book, *tables, cells=cells)
    assert seen(book) == before
    return str(error.value)


def seen(book: xw.Book) -> dict[str, Any]:
    """All that a planner could see changed, merged cells, filters and hidden rows included."""
    more: dict[str, Any] = {}
    for sheet in book.sheets:
        worksheet = sheet.impl.worksheet
        merged = sorted(str(area) for area in worksheet.merged_cells.ranges)
        hidden = [row for row, line in worksheet.row_dimensions.items() if line.hidden]
        columns = [(one.colId, one.filters and one.filters.filter) for one in worksheet.auto_filter.filterColumn]
        more[f"{sheet.name} more"] = merged, hidden, worksheet.auto_filter.ref, columns
    return {**state(book), **more}


def test_a_range_becomes_a_table_with_the_cells_of_a_file_s(tmp_path: Path) -> None:
    """Texts are numbers, dates are texts for headers, formats follow: the same as in a workbook that is a file."""
    path = messy_book(tmp_path / "book.xlsx")
    book = open_book(path)
    write(book, demand_in_place())
    Workbook.open(path).write([], path, resource(DONOR), InputChanges({SHEET: NUMBERS}, (demand_in_place(),)))
    live, filed = (openpyxl.load_workbook(one)[SHEET] for one in (saved(book, tmp_path / "live.xlsx"), path))
    assert live.tables["Demand"].ref == filed.tables["Demand"].ref == "B3:F5"
    for row in range(1, 8):
        for column in range(1, 9):
            one, other = live.cell(row, column), filed.cell(row, column)
            assert (one.value, one.number_format) == (other.value, other.number_format), one.coordinate
    assert [str(area) for area in live.merged_cells.ranges] == ["B1:F1"]


def test_what_refers_to_the_cells_goes_on(tmp_path: Path) -> None:
    """Formulas and names; the planner's own look stays."""
    book = messy(tmp_path / "book.xlsx")
    write(book, demand_in_place())
    assert book.sheets["Mine"]["A1"].formula == "=SUM('What we need'!C4:D5)"
    assert book.sheets[SHEET]["C6"].formula == "=SUM(C4:C5)"
    assert book.sheets[SHEET].tables["Demand"].table_style == ""
    assert excel(book).copies == 0, "the clipboard is the planner's"


def test_a_row_of_totals_stays_below_the_table(tmp_path: Path) -> None:
    """As the planner has it: no cell below moves."""
    book = messy(tmp_path / "book.xlsx")
    write(book, demand_in_place(AREA._replace(bottom=6), totals=1))
    assert book.sheets[SHEET].tables["Demand"].range.address == "$B$3:$F$5"
    assert book.sheets[SHEET]["C6"].formula == "=SUM(C4:C5)"


def _protected(sheet: Any) -> None:
    sheet.protection.sheet = True


def _array(sheet: Any) -> None:
    sheet["E4"] = openpyxl.worksheet.formula.ArrayFormula("E4:E5", "=ROW(E4:E5)")


def _other_filter(sheet: Any) -> None:
    sheet.auto_filter.ref = "B4:C6"


def _formula_header(sheet: Any) -> None:
    sheet["C3"] = "=DATE(2026,1,1)"


def _merged(sheet: Any) -> None:
    sheet.merge_cells(str(MERGED))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_protected, "'What we need'!B3: table Demand: expected a sheet that may be written to, found a protected one"),
        (_array, "'What we need'!B3: table Demand: expected plain cells, found an array formula or its results"),
        (_other_filter, "'What we need'!B4: table Demand: expected plain cells, found a filter on other cells"),
        (_formula_header, "'What we need'!C3: table Demand: expected a header that is no formula, found a formula"),
        (_merged, "'What we need'!E4: table Demand: expected plain cells, found merged cells (E4:E5)"),
    ],
    ids=["protected", "array", "filter", "header", "merged"],
)
def test_what_no_table_may_hold_is_refused_with_its_cell(
    damage: Callable[[Any], None], told: str, tmp_path: Path
) -> None:
    """Before anything is changed."""
    assert told in refused(messy(tmp_path / "book.xlsx", damage), demand_in_place(), cells={})


def test_names_places_and_formulas_that_stand_in_the_way_are_refused(tmp_path: Path) -> None:
    """A name that is taken, a table that is there, a sheet that is not, two on the same cells, a formula in a cell."""
    book = messy(tmp_path / "book.xlsx")
    assert "expected the name best free, found name Best" in refused(
        book, TableInPlace("Mine", Area(1, 1, 2, 1), "best", ("A",))
    )
    assert "expected a sheet Gone with cells" in refused(book, TableInPlace("Gone", Area(1, 1, 2, 1), "X_1", ("A",)))
    assert "expected a sheet with cells, found none of that name" in refused(book, cells={"Gone": {(1, 1): 1.0}})
    over = TableInPlace(SHEET, Area(5, 2, 6, 2), "Over", ("A",))
    assert "found cells of another range that becomes a table" in refused(book, demand_in_place(), over)
    assert "'What we need'!C6: expected no formula in a cell that gets a value, found a formula" in refused(
        book, cells={SHEET: {(5, 3): 7.0, (6, 3): 7.0}}
    )
    write(book, demand_in_place())
    again = TableInPlace(SHEET, AREA, "Other", ("A", "B", "C", "D", "E"))
    assert "found table Demand (B3:F5); that table is there already" in refused(book, again)


def _filtered(sheet: Any) -> None:
    sheet.auto_filter.ref = "B3:F5"
    sheet.auto_filter.add_filter_column(0, ["Press"])
    sheet.row_dimensions[5].hidden = True


def test_a_filter_on_the_headers_becomes_the_tables(tmp_path: Path) -> None:
    """What it hides is read and written all the same, and hidden again in the end."""
    book = messy(tmp_path / "book.xlsx", _filtered)
    write(book, demand_in_place())
    sheet = book.sheets[SHEET]
    assert sheet["C5"].value == 7.0
    assert not sheet.api.AutoFilterMode
    criteria = [one.values for one in sheet.tables["Demand"].autofilter.criteria if one.type != "none"]
    assert criteria == [["Press"]]
    assert sheet["B5"].rows.hidden


def test_merged_cells_are_taken_apart_where_that_was_asked(tmp_path: Path) -> None:
    """The value stays in the first of them, and the title above stays merged."""
    book = messy(tmp_path / "book.xlsx", _merged)
    write(book, demand_in_place(unmerge=(MERGED,)))
    sheet = book.sheets[SHEET]
    assert [sheet[cell].merge_area.address for cell in ("B1", "E4", "E5")] == ["$B$1:$F$1", "$E$4", "$E$5"]
    assert sheet["E4"].value == "late"


def _all(sheet: Any) -> None:
    _filtered(sheet)
    _merged(sheet)


@pytest.mark.parametrize("step", ["table", "headers", "outputs", "end"])
def test_a_failure_in_the_middle_leaves_the_workbook_as_it_was(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cells, formats, merged cells, tables, filters and hidden rows, wherever Excel refuses."""

    def breaks_down(*_: Any, **__: Any) -> Any:
        raise OSError("Excel is busy")

    broken = {
        "table": (xw.main.Tables, "add"),
        "headers": (in_place, "confirm"),
        "outputs": (book_writer.BookWriter, "_fill"),
        "end": (filters.SheetFilters, "put_back"),
    }
    book = messy(tmp_path / "book.xlsx", _all)
    before = seen(book)
    if step == "end":
        whole, count = filters.SheetFilters.put_back, iter(range(9))
        monkeypatch.setattr(*broken[step], lambda self, but=(): breaks_down() if next(count) == 0 else whole(self, but))
    else:
        monkeypatch.setattr(*broken[step], breaks_down)
    with pytest.raises(OSError, match="busy"):
        write(book, demand_in_place(unmerge=(MERGED,)))
    assert seen(book) == before
    monkeypatch.undo()
    write(book, demand_in_place(unmerge=(MERGED,)))
    assert book.sheets[SHEET].tables["Demand"].range.address == "$B$3:$F$5"


def test_outputs_and_inputs_are_written_together(tmp_path: Path) -> None:
    """The sheets that are missing come from the template, after the tables in place."""
    book = messy(tmp_path / "book.xlsx")
    checks = OutputTable("Checks", ("Check", "Result", "Value", "Tolerance"), [("Units", "OK", 0.0, 0.0)], lead=4)
    write(book, demand_in_place(), outputs=[checks])
    tables = OpenBook(book).tables(["Demand", "Checks"])
    assert [list(row) for row in tables["Checks"].rows] == [["Units", "OK", 0.0, 0.0]]
    assert tables["Demand"].headers == ("Product", "2026-01", "2026-02", "Ann's note", "Share")
