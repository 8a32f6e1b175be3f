"""Whole sheets of a workbook as raw cells: every value with what its cell shows, and nothing of what is blank."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from sop_excel.domain.table import DateValue, ErrorValue, NotCalculated, PaddedNumber, Value
from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.whole_sheets import MAX_CELLS
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.raw_sheet import RawSheet, RawTable
from tests.unit.xlsx.books import put_table
from tests.unit.xlsx.sheets import package, table_part, zipped


def sheets(path: Path) -> tuple[RawSheet, ...]:
    return Workbook.open(path).raw_sheets()


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """A title over merged cells, dates, money, a code with leading zeros, a formula, an error; a table; hidden sheets.

    The formula has no saved value, as of a program that does not calculate.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Umsatz '26"
    for row in (
        ["Bericht"], [], ["Artikel", "Monat", "Preis", "Fest", "Formel", "Fehler"],
        ["00123", datetime(2026, 1, 1), 12.5, True, "=C4*2", "#N/A"], [123, None, 3],
    ):  # fmt: skip
        sheet.append(row)
    sheet["A5"].number_format, sheet["B4"].number_format, sheet["C4"].number_format = "00000", "mmm-yy", '#,##0.00 "€"'
    sheet.merge_cells("A1:D1")
    put_table(sheet, "Tabelle1", 8, [["A", "B"], [1, 2]], left=3)
    book.defined_names["Preise"] = DefinedName("Preise", attr_text="'Umsatz ''26'!$C$3:$C$5")
    book.defined_names["Satz"] = DefinedName("Satz", attr_text="0.19")
    book.defined_names["Spalte"] = DefinedName("Spalte", attr_text="'Umsatz ''26'!$C:$C")
    sheet.print_area = "A1:D5"
    for name, state in (("Versteckt", "hidden"), ("Sehr", "veryHidden"), ("Leer", "visible")):
        book.create_sheet(name).sheet_state = state
    book.create_chartsheet("Diagramm")
    book["Versteckt"]["C3"] = 5
    book.save(tmp_path / "messy.xlsx")
    return tmp_path / "messy.xlsx"


def test_values_come_with_what_their_cells_show(messy: Path) -> None:
    """Dates, leading zeros, errors and formulas without a value are told from plain numbers and texts."""
    first = sheets(messy)[0]
    assert first.rows[2] == ["Artikel", "Monat", "Preis", "Fest", "Formel", "Fehler"]
    january = DateValue(datetime(2026, 1, 1), "Jan-26")
    assert first.rows[3] == ["00123", january, 12.5, True, NotCalculated(), ErrorValue("#N/A")]
    assert first.at(5, 1) == PaddedNumber(123, 5)
    assert first.at(5, 1) != "00123"
    assert isinstance(first.at(5, 1), PaddedNumber)
    assert first.formulas == {(4, 5)}


def test_a_number_comes_with_its_format_and_a_date_or_a_plain_number_without(messy: Path) -> None:
    assert dict(sheets(messy)[0].formats) == {(4, 3): '#,##0.00 "€"', (5, 1): "00000"}


def test_merged_areas_tables_and_names_stand_where_they_are(messy: Path) -> None:
    """A name of a constant, of a whole column or of the program's own is none of an area."""
    first = sheets(messy)[0]
    assert first.merged == (Area(1, 1, 1, 4),)
    assert first.tables == (RawTable("Tabelle1", Area(8, 3, 9, 4)),)
    assert first.names == {"Preise": Area(3, 3, 5, 3)}


def test_hidden_sheets_are_told_and_sheets_without_cells_left_out(messy: Path) -> None:
    assert [(sheet.name, sheet.hidden) for sheet in sheets(messy)] == [
        ("Umsatz '26", False), ("Versteckt", True), ("Sehr", True), ("Leer", False),
    ]  # fmt: skip
    assert [sheet.rows for sheet in sheets(messy)[1:]] == [[(), (), [None, None, 5.0]], [], []]


def test_old_values_of_formulas_are_told_where_the_file_asks_for_a_calculation(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1"><f>1+1</f><v>0</v></c></row>'
    asking = "|<calcPr fullCalcOnLoad='1'/>"
    told, plain = (
        sheets(zipped(tmp_path / f"{len(book)}.xlsx", package(row, table_part("A5:B6"), book)))[0].notes
        for book in (asking, "")
    )
    assert ("may be old" in " ".join(told), plain) == (True, ())


def test_a_table_without_a_header_row_says_so(tmp_path: Path) -> None:
    table = table_part("A1:B2", more=' headerRowCount="0"')
    (sheet,) = sheets(zipped(tmp_path / "b.xlsx", package('<row r="1"><c r="A1"><v>1</v></c></row>', table)))
    assert sheet.tables == (RawTable("Demand", Area(1, 1, 2, 2), headers=0),)


@pytest.mark.exhaustive
def test_many_thousand_blank_formatted_cells_leave_nothing_behind(tmp_path: Path) -> None:
    """They are read, and neither kept nor counted; the value in the middle of them is."""
    rows = (f'<row r="{r}">' + "".join(f'<c r="{c}{r}" s="2"/>' for c in "ABCDE") + "</row>" for r in range(2, 40_000))
    cells = '<row r="1"><c r="B1"><v>1</v></c></row>' + "".join(rows)
    path = zipped(tmp_path / "b.xlsx", package(cells, table_part("H1:I2")))
    sheets(path)  # what is loaded for the first time is none of the sheet
    tracemalloc.start()
    (sheet,) = sheets(path)
    gc.collect()
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sheet.rows == [[None, 1.0]]
    assert used < 2**18


@pytest.mark.parametrize(("rows", "fine"), [(1_000, True), (2_000, False)])
def test_values_at_the_far_end_of_very_many_rows_are_refused(tmp_path: Path, rows: int, fine: bool) -> None:
    """Beside so many that the blank cells before them have room."""
    assert (rows * 16_384 < MAX_CELLS) is fine
    cells = "".join(f'<row r="{r}"><c r="XFD{r}"><v>1</v></c></row>' for r in range(1, rows + 1))
    path = zipped(tmp_path / "b.xlsx", package(cells, table_part("A1:B2")))
    if fine:
        assert sheets(path)[0].at(rows, 16_384) == 1.0
    else:
        with pytest.raises(InputError, match=r"b\.xlsx: .* more than 20 million cells, in sheet 'Data'"):
            sheets(path)


def test_a_value_in_the_last_row_of_the_sheet_costs_no_more_than_its_row(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "b.xlsx", package('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', table_part("C1:D2"))
    )
    (sheet,) = sheets(path)
    assert (len(sheet.rows), sheet.at(1_048_576, 1), sheet.at(5, 1)) == (1_048_576, 1.0, None)


TEMPLATES = sorted(resource(DONOR).parent.rglob("*.xlsx"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_cell_of_a_whole_workbook_is_what_another_reader_reads(path: Path) -> None:
    """Values, merged areas and tables of all sheets; the other reader gives dates as moments and errors as texts."""
    theirs = openpyxl.load_workbook(path, data_only=True)
    ours = {sheet.name: sheet for sheet in sheets(path)}
    assert list(ours) == [sheet.title for sheet in theirs.worksheets]
    for sheet in theirs.worksheets:
        mine = ours[sheet.title]
        read = {
            (cell.row, cell.column): cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value not in (None, "")
        }
        held = {(r, c): _bare(v) for r, row in enumerate(mine.rows, 1) for c, v in enumerate(row, 1) if v is not None}
        assert held == read
        assert {str(area) for area in mine.merged} == {str(area) for area in sheet.merged_cells.ranges}
        assert {(t.name, str(t.area)) for t in mine.tables} == {(t.name, t.ref) for t in sheet.tables.values()}


def _bare(value: Value) -> object:
    return value.moment if isinstance(value, DateValue) else value.code if isinstance(value, ErrorValue) else value
