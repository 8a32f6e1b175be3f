"""Input tables are filled by commands that were told to, and whatever else stands in the workbook stays (rule O5)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from sop_excel.domain.table import Filling, Formula, Value
from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.sheet_formulas import formulas
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import DEMAND_DONOR, DONOR, resource
from sop_excel.spreadsheet.input_changes import InputChanges
from sop_excel.spreadsheet.references import sheets_named
from tests.fidelity.parts import SHEET_TAIL, Parts
from tests.unit.xlsx.books import contents, put_table

MONTHS = ("2026-01", "2026-02", "2026-03")


def inputs_book(path: Path) -> Path:
    """Products at B3, Demand with a note left of the months and a total right of them, and a long list."""
    book = openpyxl.Workbook()
    products = book.active
    products.title = "Products"
    headers: list[object] = ["Product", "Safety stock", "Cover periods", "Price"]
    put_table(products, "Products", 3, [headers, ["Press", 5, None, 9], ["Frame", None, 2, 8]], left=2)
    products["C4"].fill = PatternFill("solid", fgColor="FFCC00")
    demand = book.create_sheet("Demand")
    rows: list[list[object]] = [["Note", "Product", *MONTHS, "Total"]]
    total = "=SUM(Demand[[#This Row],[2026-01]:[2026-03]])"
    rows += [["x", "Press", 1, 2, 3, total], ["y", "Frame", 4, 5, 6, total]]
    put_table(demand, "Demand", 2, rows)
    demand["F3"].font = demand["F4"].font = Font(bold=True)
    demand["C3"].number_format = demand["E4"].number_format = "0.0"
    demand.conditional_formatting.add("C3:E4", CellIsRule("lessThan", ["0"], fill=PatternFill(bgColor="FF0000")))
    number = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0")
    number.add("C3:E4")
    demand.add_data_validation(number)
    book.save(path)
    return path


def fill(path: Path, *fillings: Filling) -> None:
    Workbook.open(path).write([], path, resource(DONOR), InputChanges(fillings=fillings))


def rows_of(path: Path, name: str) -> list[list[Value]]:
    """Headers and rows as they are read back."""
    table = Workbook.open(path).tables([name])[name]
    return [list(table.headers), *(list(row) for row in table.rows)]


def refused(path: Path, *fillings: Filling) -> str:
    """Why; and the file is as it was."""
    before = path.read_bytes()
    with pytest.raises(InputError) as error:
        fill(path, *fillings)
    assert path.read_bytes() == before
    return str(error.value)


def stock(**rows: float) -> Filling:
    """Rule P1: one of the three statements, the others blank."""
    given = {key: (value, None, None) for key, value in rows.items()}
    return Filling("Products", "Product", ("Safety stock", "Safety stock periods", "Cover periods"), given)


def months(periods: Sequence[str], forced: bool = False, **rows: Sequence[Value]) -> Filling:
    return Filling("Demand", "Product", periods, rows, periods=True, forced=forced)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return inputs_book(tmp_path / "book.xlsx")


def test_cells_are_found_by_key_and_header(book: Path) -> None:
    """A column that would be blank is not added; the format of a cell stays, and so do all other parts."""
    before = contents(book)
    fill(book, stock(Frame=12.5, Press=7.0))
    assert rows_of(book, "Products") == [
        ["Product", "Safety stock", "Cover periods", "Price"], ["Press", 7, None, 9], ["Frame", 12.5, None, 8]
    ]  # fmt: skip
    assert openpyxl.load_workbook(book)["Products"]["C4"].fill.fgColor.rgb == "00FFCC00"
    after = contents(book)
    allowed = {"xl/worksheets/sheet1.xml", "docProps/app.xml", "xl/workbook.xml"}
    assert {name for name in before if after[name] != before[name]} <= allowed


def test_the_same_filling_again_changes_nothing(book: Path) -> None:
    """As rule F8 has it for plans: not one byte of any part."""
    fillings = (
        stock(Frame=12.5, Lamp=3.0),
        months(("2026-02", "2026-03", "2026-04", "2026-05"), Press=(1.0, 2.0, None, 4.0)),
    )
    fill(book, *fillings)
    before = contents(book)
    fill(book, *fillings)
    assert contents(book) == before


def test_missing_rows_and_columns_are_added(book: Path) -> None:
    """A row below the others, a column at the right end, in the format of its unit."""
    fill(
        book,
        Filling(
            "Products", "Product", ("Lead time", "Safety stock periods"), {"Lamp": (2.0, 1.5), "Press": (1.0, None)}
        ),
    )
    found = rows_of(book, "Products")
    assert found[0] == ["Product", "Safety stock", "Cover periods", "Price", "Lead time", "Safety stock periods"]
    assert found[1:] == [
        ["Press", 5, None, 9, 1, None], ["Frame", None, 2, 8, None, None], ["Lamp", None, None, None, 2, 1.5]
    ]  # fmt: skip
    assert openpyxl.load_workbook(book)["Products"].tables["Products"].ref == "B3:G6"


@pytest.mark.parametrize(("cell", "place"), [("C6", "C6"), ("F5", "F5")], ids=["below", "beside"])
def test_a_table_never_grows_over_used_cells(cell: str, place: str, book: Path) -> None:
    """Rule F4; the same filling of known rows and columns needs no room."""
    loaded = openpyxl.load_workbook(book)
    loaded["Products"][cell] = "mine"
    loaded.save(book)
    more = Filling("Products", "Product", ("Lead time",), {"Lamp": (2.0,)})
    assert f"Products!{place}: table Products: expected empty cells" in refused(book, more)
    fill(book, stock(Press=1.0))


@pytest.mark.parametrize("forced", [False, True])
def test_a_formula_is_replaced_only_by_force(forced: bool, book: Path) -> None:
    loaded = openpyxl.load_workbook(book)
    loaded["Products"]["C5"] = "=2*3"
    loaded.save(book)
    filling = Filling("Products", "Product", ("Safety stock",), {"Frame": (7.0,)}, forced=forced)
    if forced:
        fill(book, filling)
        assert rows_of(book, "Products")[2][1] == 7
    else:
        said = refused(book, filling)
        assert "Products!C5: Products[Safety stock]: expected no formula in a cell that is filled, found =2*3" in said


def test_months_that_roll_on_take_the_places_of_the_old_ones(book: Path) -> None:
    """As many as before: the planner's own columns stay where they are, and their sums are of the new months."""
    fill(book, months(("2026-02", "2026-03", "2026-04"), Press=(7.0, 8.0, 9.0)))
    sheet = openpyxl.load_workbook(book)["Demand"]
    assert [cell.value for cell in sheet[2]] == ["Note", "Product", "2026-02", "2026-03", "2026-04", "Total"]
    assert [cell.value for cell in sheet[3]][:5] == ["x", "Press", 7, 8, 9]
    assert [cell.value for cell in sheet[4]][:5] == ["y", "Frame", 5, 6, None], "a month that stays keeps its number"
    assert sheet["F3"].value == "=SUM(Demand[[#This Row],[2026-02]:[2026-04]])"
    assert sheet.tables["Demand"].ref == "A2:F4"


@pytest.mark.parametrize("count", [1, 2, 5])
def test_more_or_fewer_months_move_what_stands_beside_them(count: int, book: Path) -> None:
    """The total goes with its format, rules and drop-downs span the months."""
    periods = [f"2026-{month:02}" for month in range(4, 4 + count)]
    fill(book, months(periods, Press=[float(n) for n in range(count)], Lamp=[1.0] * count))
    sheet = openpyxl.load_workbook(book)["Demand"]
    last = "ABCDEFGHI"[1 + count]
    total = "ABCDEFGHI"[2 + count]
    assert [cell.value for cell in sheet[2]][: 3 + count] == ["Note", "Product", *periods, "Total"]
    assert [cell.value for cell in sheet[3]][2 : 2 + count] == [float(n) for n in range(count)]
    for row in (3, 4, 5):
        assert sheet[f"{total}{row}"].value == f"=SUM(Demand[[#This Row],[{periods[0]}]:[{periods[-1]}]])"
        assert sheet[f"{total}{row}"].font.b
    assert [cell.value for cell in sheet[5]][:3] == [None, "Lamp", 1]
    assert [str(one.sqref) for one in sheet.conditional_formatting] == [f"C3:{last}5".replace("C3:C5", "C3:C5")]
    assert str(sheet.data_validations.dataValidation[0].sqref) == f"C3:{last}5"
    assert sheet.tables["Demand"].ref == f"A2:{total}5"
    assert rows_of(book, "Demand")[2][2 : 2 + count] == [None] * count


@pytest.mark.parametrize(
    ("formula", "column"),
    [("=SUM(Demand[2026-01])", "2026-01"), ("=Demand!C3", "2026-01"), ("=Demand!F3", "Total")],
    ids=["by name", "by address", "moving"],
)
def test_what_refers_to_a_month_that_vanishes_is_refused_by_its_cell(formula: str, column: str, book: Path) -> None:
    """Rule O4; a formula over a month that stays goes on."""
    loaded = openpyxl.load_workbook(book)
    loaded["Products"]["H1"] = "=SUM(Demand[2026-02])"
    loaded.save(book)
    filling = months(("2026-02", "2026-03", "2026-04", "2026-05"), Press=(1.0, 1.0, 1.0, 1.0))
    fill(inputs_with(book, "=SUM(Demand[2026-02])"), filling)
    said = refused(inputs_with(book, formula), filling)
    assert "Products!H1: expected no reference" in said
    assert f"Demand[{column}]" in said


def inputs_with(book: Path, formula: str) -> Path:
    """The workbook anew, with a formula in Products!H1."""
    loaded = openpyxl.load_workbook(inputs_book(book))
    loaded["Products"]["H1"] = formula
    loaded.save(book)
    return book


def test_an_own_formula_on_a_month_that_vanishes_is_refused(book: Path) -> None:
    """One over all months goes on with the new ones."""
    loaded = openpyxl.load_workbook(book)
    loaded["Demand"]["F4"] = "=Demand[[#This Row],[2026-01]]*2"
    loaded.save(book)
    assert "Demand!F4: expected no reference to Demand[2026-01]" in refused(book, months(MONTHS[1:], Press=(1.0, 2.0)))


def long_book(path: Path) -> Path:
    book = openpyxl.Workbook()
    rows: list[list[object]] = [["Product", "Period", "Quantity", "Why", "Twice"]]
    rows += [["Press", "2026-01", 1, "old", "=C2*2"], ["Press", "2026-02", 2, "keep", "=C3*2"]]
    rows += [["Frame", "2026-02", 5, "mine", "=C4*2"], ["Frame", "2026-01", 4, "gone", "=C5*2"]]
    put_table(book.active, "Demand", 1, rows)
    book.save(path)
    return path


def test_rows_of_a_long_demand_are_replaced(tmp_path: Path) -> None:
    """Rows that stay keep the planner's own cells, products that are not filled their numbers, formulas their rows."""
    path = long_book(tmp_path / "book.xlsx")
    filling = months(("2026-02", "2026-03"), Press=(20.0, 30.0), Lamp=(1.0, 2.0))
    fill(path, filling)
    sheet = openpyxl.load_workbook(path).active
    assert [[cell.value for cell in row] for row in sheet["A1:E6"]] == [
        ["Product", "Period", "Quantity", "Why", "Twice"],
        ["Press", "2026-02", 20, "keep", "=C2*2"],
        ["Press", "2026-03", 30, None, "=C3*2"],
        ["Frame", "2026-02", 5, "mine", "=C4*2"],
        ["Lamp", "2026-02", 1, None, "=C5*2"],
        ["Lamp", "2026-03", 2, None, "=C6*2"],
    ]
    before = contents(path)
    fill(path, filling)
    assert contents(path) == before
    fill(path, months(("2026-09",), Press=(1.0,)))
    assert [row[:3] for row in rows_of(path, "Demand")[1:]] == [
        ["Press", "2026-09", 1], ["Frame", "2026-09", None], ["Lamp", "2026-09", None]
    ]  # fmt: skip


def test_missing_tables_come_with_their_sheets_and_no_example(tmp_path: Path) -> None:
    """Headings, notes and drop-downs of the template, and the rows that are given alone."""
    path = tmp_path / "book.xlsx"
    openpyxl.Workbook().save(path)
    fill(path, stock(Press=7.0), months(MONTHS, Press=(1.0, 2.0, 3.0)))
    assert rows_of(path, "Demand") == [["Product", *MONTHS], ["Press", 1, 2, 3]]
    found = rows_of(path, "Products")
    assert dict(zip(found[0], found[1], strict=True))["Safety stock"] == 7
    assert len(found) == 2
    assert [value for value in found[1] if value is not None] == ["Press", 7]


def test_a_synonym_is_filled_where_it_stands(tmp_path: Path) -> None:
    """Rule R2a: tables and columns by the names that planners give them."""
    book = openpyxl.Workbook()
    put_table(book.active, "Nachfrage", 1, [["Artikel", "2026-01"], ["Press", 1]])
    book.save(path := tmp_path / "book.xlsx")
    fill(path, months(("2026-02",), Press=(5.0,)))
    assert rows_of(path, "Nachfrage") == [["Artikel", "2026-02"], ["Press", 5]]
    assert openpyxl.load_workbook(path).sheetnames == ["Sheet"]


def test_a_table_without_its_key_is_refused(tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    put_table(book.active, "Demand", 1, [["Thing", "2026-01"], ["Press", 1]])
    book.save(path := tmp_path / "book.xlsx")
    said = refused(path, months(("2026-02",), Press=(5.0,)))
    assert said.startswith("Sheet!A1: Demand[Product]: expected a column headed Product, found none, but 'Thing'")


def test_what_mapping_has_decided_is_filled(tmp_path: Path) -> None:
    """As the reader of plans sees it: the table by its own name, and the column that was said to be the one."""
    book: Any = openpyxl.Workbook()
    put_table(book.active, "Table7", 1, [["Code", "Reserve", "Safety stock"], ["Press", 1, 2]])
    rows: list[list[object]] = [["Range", "Table", "Header", "Column"], ["Table7", "Products", None, None]]
    rows += [["Table7", "Products", "Code", "Product"], ["Table7", "Products", "Reserve", "Safety stock"]]
    rows += [["Table7", "Products", "Safety stock", "not read"]]
    put_table(book.create_sheet("Mapping"), "Mapping", 1, rows)
    book.save(path := tmp_path / "book.xlsx")
    fill(path, Filling("Products", "Product", ("Safety stock",), {"Press": (9.0,)}))
    assert rows_of(path, "Table7") == [["Code", "Reserve", "Safety stock"], ["Press", 9, 2]]


def test_formulas_are_filled_as_they_are_and_stay(tmp_path: Path) -> None:
    """As adopt gives them, over the planner's own cells, to a table that the first donor lacks; again, they stay."""
    path = tmp_path / "book.xlsx"
    openpyxl.Workbook().save(path)
    lines = Filling("Resources", "Resource", ("Capacity",), {"Line": (Formula("Sheet!A1*2", 4.0),)})
    for _ in range(2):
        Workbook.open(path).write([], path, resource(DEMAND_DONOR), InputChanges(fillings=(lines,)))
    before = contents(path)
    Workbook.open(path).write([], path, resource(DEMAND_DONOR), InputChanges(fillings=(lines,)))
    assert contents(path) == before
    found = rows_of(path, "Resources")
    assert dict(zip(found[0], found[1], strict=True))["Capacity"] == 4


def test_a_sheet_that_comes_names_no_sheet_that_is_not_there(tmp_path: Path) -> None:
    """The page of an input shows the checks of a plan, of which there may be none yet."""
    path = tmp_path / "book.xlsx"
    openpyxl.Workbook().save(path)
    fill(path, months(MONTHS, Press=(1.0, 2.0, 3.0)))
    parts = Parts.of(path)
    names = {name.lower() for name in parts.sheets()}
    texts = [one.formula for sheet in parts.sheets().values() for one in formulas(parts[sheet])]
    assert {name.lower() for text in texts for name in sheets_named(text)} <= names


def test_settings_are_known_by_their_names_in_any_case_and_codes_are_not(tmp_path: Path) -> None:
    """Rules R2 and R7."""
    book: Any = openpyxl.Workbook()
    put_table(book.active, "Settings", 1, [["Setting", "Value"], ["plan_name", "old"], ["Currency", "EUR"]])
    put_table(book.create_sheet("Products"), "Products", 1, [["Product", "Safety stock"], ["press", 1]])
    book.save(path := tmp_path / "book.xlsx")
    fill(path, Filling("Settings", "Setting", ("Value",), {"Plan name": ("new",)}), stock(Press=2.0))
    assert rows_of(path, "Settings")[1:] == [["plan_name", "new"], ["Currency", "EUR"]]
    assert rows_of(path, "Products")[1:] == [["press", 1], ["Press", 2]]


def test_rules_and_sparklines_in_a_column_that_moves_go_with_it(book: Path) -> None:
    """The total stands two columns further: what colours it, and what is drawn beside it, looks where it is."""
    loaded = openpyxl.load_workbook(book)
    rule = FormulaRule(['AND($F3>10,$B3<>"")'], fill=PatternFill(bgColor="00FF00"))
    loaded["Demand"].conditional_formatting.add("F3:F4", rule)
    loaded.save(book)
    parts = Parts.of(book)
    sheet = parts.sheets()["Demand"]
    tail = SHEET_TAIL.replace("Plan!C5:E5", "Demand!C3:E3").replace("<xm:sqref>A2", "<xm:sqref>F3")
    parts.edit(sheet, "</worksheet>", tail)
    parts.save(book)
    fill(book, months([f"2026-{n:02}" for n in range(4, 9)], Press=[1.0] * 5))
    text = Parts.of(book)[sheet].decode()
    assert '<conditionalFormatting sqref="H3:H4">' in text
    assert "AND($H3&gt;10,$B3&lt;&gt;" in text
    assert "<xm:f>Demand!C3:G3</xm:f><xm:sqref>H3</xm:sqref>" in text
