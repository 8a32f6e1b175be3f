"""What is read out of the cells of a table."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName

from sop_excel.domain.table import DateValue, ErrorValue, NotCalculated, PaddedNumber, Value
from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.workbook import Workbook
from tests.unit.xlsx.books import planner_book, put_table
from tests.unit.xlsx.sheets import demand, package, read_rows, table_part, zipped


def test_a_table_is_found_by_name_in_any_case_wherever_it_stands(tmp_path: Path) -> None:
    """Rule R1; the answer has the name that was asked for, and cells know their places."""
    table = Workbook.open(planner_book(tmp_path / "in.xlsx")).tables(["DEMAND", "Products"])["DEMAND"]
    assert table.headers == ["Product", "2026-01", "2026-02", "2026-03"]
    assert [list(row) for row in table.rows] == [["Press", 10.0, 20.0, 30.0], ["Frame", 1.5, None, 3.0]]
    assert (table.places.header(1), table.places.cell(1, 2)) == ("'My demand'!C3", "'My demand'!D5")


def test_of_some_tables_the_headers_alone_are_read(tmp_path: Path) -> None:
    """They are the same headers, and the places are the same."""
    book = Workbook.open(planner_book(tmp_path / "in.xlsx"))
    whole, head = book.tables(["Demand"])["Demand"], book.tables(["Demand"], ["Demand"])["Demand"]
    assert (head.headers, head.places, len(head.rows)) == (whole.headers, whole.places, 0)


def test_a_table_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    assert Workbook.open(planner_book(tmp_path / "in.xlsx")).tables(["Products"]) == {}


def test_the_name_is_the_file_name_without_its_extension(tmp_path: Path) -> None:
    assert Workbook.open(planner_book(tmp_path / "spring.v2.xlsx")).name == "spring.v2"


CELLS: list[tuple[str, Value]] = [
    ("<c r='A2'><v>1e3</v></c>", 1000.0),
    ("<c r='A2' s='4'><v>2.5</v></c>", 2.5),
    ("<c r='A2'/>", None),
    ("", None),
    ("<c r='A2'><v></v></c>", None),
    ("<c r='A2' t='s'><v>0</v></c>", "two runs"),
    ("<c r='A2' t='s'><v>1</v></c>", "a\nb_x0041_"),
    ("<c r='A2' t='inlineStr'><is><t xml:space='preserve'> in </t></is></c>", " in "),
    ("<c r='A2' t='inlineStr'><is><r><t>a</t></r><r><t>b</t></r><rPh><t>no</t></rPh></is></c>", "ab"),
    ("<c r='A2' t='str'><f>x</f><v>made\n</v></c>", "made\n"),
    ("<c r='A2' t='str'><f>x</f><v></v></c>", ""),
    ("<c r='A2' t='str'><f>x</f><v/></c>", ""),
    ("<c r='A2'><f>x</f></c>", NotCalculated()),
    ("<c r='A2'><f>x</f><v></v></c>", NotCalculated()),
    ("<c r='A2'><f>x</f><v>3</v></c>", 3.0),
    ("<c r='A2' t='b'><v>1</v></c>", True),
    ("<c r='A2' t='b'><v>0</v></c>", False),
    ("<c r='A2' t='e'><v>#N/A</v></c>", ErrorValue("#N/A")),
    ("<c r='A2' s='1'><v>46023</v></c>", DateValue(datetime(2026, 1, 1), "1/1/2026")),
    ("<c r='A2' s='3'><v>46082</v></c>", DateValue(datetime(2026, 3, 1), "Mar-26")),
    ("<c r='A2' t='d'><v>2026-01-31</v></c>", DateValue(datetime(2026, 1, 31), "2026-01-31")),
    ("<c><v>7</v></c>", 7.0),
]


@pytest.mark.parametrize(("cell", "expected"), CELLS)
def test_each_kind_of_cell_has_its_value(tmp_path: Path, cell: str, expected: Value) -> None:
    """Rules R7, R9 and R10: numbers, texts, dates, errors and formulas without a saved value are told apart."""
    shared = (
        "<si><r><t>two </t></r><r><rPr><b/></rPr><t>runs</t></r><rPh sb='0' eb='1'><t>no</t></rPh></si>"
        "<si><t>a_x000a_b_x005F_x0041_</t></si>"
    )
    value = read_rows(tmp_path, f"<row r='2'>{cell}<c r='B2'><v>1</v></c></row>", shared=shared).rows[0][0]
    assert value == expected
    assert type(value) is type(expected)


def test_a_padded_number_knows_its_digits(tmp_path: Path) -> None:
    value = read_rows(tmp_path, "<row r='2'><c r='A2' s='2'><v>123</v></c></row>").rows[0][0]
    assert isinstance(value, PaddedNumber)
    assert (float(value), value.digits) == (123.0, 5)


def test_rows_that_the_sheet_lacks_are_blank_and_hidden_ones_count(tmp_path: Path) -> None:
    """Rule R5."""
    rows = read_rows(tmp_path, "<row r='3' hidden='1'><c r='B3'><v>1</v></c><c r='C3'><v>9</v></c></row>").rows
    assert [list(row) for row in rows] == [[None, None], [None, 1.0]]


def test_a_row_that_ends_at_once_is_blank(tmp_path: Path) -> None:
    """Beside one with an end tag of its own."""
    for blank in ('<row r="2"/>', '<row r="2"></row>'):
        rows = read_rows(tmp_path, f"{blank}<row r='3'><c r='B3'><v>1</v></c></row>").rows
        assert [list(row) for row in rows] == [[None, None], [None, 1.0]]


def test_a_totals_row_is_not_data(tmp_path: Path) -> None:
    table = table_part(more=' totalsRowCount="1"')
    rows = read_rows(tmp_path, "<row r='2'><c r='A2'><v>1</v></c></row><row r='3'><c><v>1</v></c></row>", table).rows
    assert [list(row) for row in rows] == [[1.0, None]]


def test_headers_are_what_the_planner_sees(tmp_path: Path) -> None:
    """The cell's text or date where there is one, else the table part's name, its codes read."""
    table = table_part("A1:D2", ("a_x000a_b", "B", "2026", "D"))
    row = (
        "<row r='1'><c r='B1' t='inlineStr'><is><t>Shown</t></is></c><c r='C1'><v>2026</v></c>"
        "<c r='D1' s='3'><v>46082</v></c></row>"
    )
    assert read_rows(tmp_path, row, table).headers == ["a\nb", "Shown", "2026", "Mar-26"]


def test_formulas_are_unsure_where_the_file_asks_for_a_full_calculation(tmp_path: Path) -> None:
    """Rule R10; a file that says that its calculation was complete keeps its word."""
    row = "<row r='3'><c r='A3'><v>1</v></c><c r='B3'><f>1</f><v>1</v></c></row>"
    assert read_rows(tmp_path, row, book="|<calcPr fullCalcOnLoad='1'/>").unsure == {(1, 1)}
    assert read_rows(tmp_path, row, book="|<calcPr fullCalcOnLoad='1' calcCompleted='1'/>").unsure == frozenset()
    assert read_rows(tmp_path, row).unsure == frozenset()


def test_dates_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    row = "<row r='2'><c r='A2' s='1'><v>0</v></c></row>"
    book = "<workbookPr date1904='1'/>|"
    assert read_rows(tmp_path, row, book=book).rows[0][0] == DateValue(datetime(1904, 1, 1), "1/1/1904")


def test_two_tables_of_one_name_are_refused(tmp_path: Path) -> None:
    parts = package("")
    parts["xl/tables/table2.xml"] = table_part("D1:E2", name="DEMAND").encode()
    rels = parts["xl/worksheets/_rels/sheet1.xml.rels"]
    more = rels.replace(b"table1", b"table2").replace(b"rId1", b"rId2").partition(b"<Relationship ")[2]
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = rels.replace(b"</Relationships>", b"<Relationship " + more)
    book = Workbook.open(zipped(tmp_path / "b.xlsx", parts))
    with pytest.raises(InputError, match="expected one table of this name, found 2"):
        book.tables(["Demand"])


def test_a_table_without_a_header_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Data!A1: Demand: expected a header row"):
        read_rows(tmp_path, "", table_part(more=' headerRowCount="0"'))


def test_several_tables_of_one_sheet_are_read_in_one_go(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    put_table(book.active, "One", 1, [["A", "B"], [1, 2]])
    put_table(book.active, "Two", 2, [["C"], ["x"], ["y"]], left=5)
    book.save(tmp_path / "b.xlsx")
    tables = Workbook.open(tmp_path / "b.xlsx").tables(["One", "Two"])
    assert [list(row) for row in tables["One"].rows] == [[1.0, 2.0]]
    assert [list(row) for row in tables["Two"].rows] == [["x"], ["y"]]


def test_a_file_of_xlsxwriter_reads_as_written(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as book:
        sheet = book.add_worksheet("S")
        sheet.add_table("B2:D4", {"name": "Demand", "columns": [{"header": h} for h in ("Day", "N", "F")]})
        sheet.write_datetime("B3", datetime(2026, 5, 4, 13, 30), book.add_format({"num_format": "dddd d mmmm h:mm"}))
        sheet.write("C3", 2**53)
        sheet.write_formula("D3", "=1+1", value=2)
        sheet.write("B4", "über <&>")
    table = demand(tmp_path / "b.xlsx")
    shown = DateValue(datetime(2026, 5, 4, 13, 30), "Monday 4 May 13:30")
    assert [list(row) for row in table.rows] == [[shown, 2.0**53, 2.0], ["über <&>", None, None]]
    assert table.unsure == {(0, 2)}


def test_the_cell_that_a_name_stands_for_is_read(tmp_path: Path) -> None:
    """Whatever its sheet is called and whichever sheet the name belongs to; a range is no cell."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Ann's plan")
    sheet["B3"] = "Press"
    sheet.defined_names["Choice"] = DefinedName("Choice", attr_text="'Ann''s plan'!$B$3")
    for name, text in {
        "Range": "'Ann''s plan'!$B$3:$B$4",
        "Gone": "#REF!",
        "Number": "3",
        "Other": "Sheet!Choice",
    }.items():
        book.defined_names[name] = DefinedName(name, attr_text=text)
    book.save(tmp_path / "b.xlsx")
    workbook = Workbook.open(tmp_path / "b.xlsx")
    assert workbook.named_value("CHOICE") == "Press"
    assert [workbook.named_value(name) for name in ("Range", "Gone", "Number", "Other", "Absent")] == [None] * 5


def test_of_several_cells_of_one_name_that_beside_the_table_counts(tmp_path: Path) -> None:
    """A planner keeps a copy of a sheet in front of it, and with it goes the name that belongs to the sheet."""
    book = openpyxl.Workbook()
    for title, table in (("Old plan", "Plan3"), ("Plan", "Plan")):
        sheet = book.create_sheet(title)
        put_table(sheet, table, 5, [["A"], [1]])
        sheet["B3"] = title
        sheet.defined_names["Choice"] = DefinedName("Choice", attr_text=f"'{title}'!$B$3")
    book.save(tmp_path / "b.xlsx")
    workbook = Workbook.open(tmp_path / "b.xlsx")
    assert workbook.named_value("Choice", "plan") == "Plan"
    assert workbook.named_value("Choice", "Absent") == workbook.named_value("Choice") == "Old plan"
