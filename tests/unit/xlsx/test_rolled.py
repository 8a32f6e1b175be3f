"""A workbook that rolls on: what stands below a period goes with it, and what means "this month" goes on to."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import LineChart, Reference
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from sop_excel.errors import InputWarning
from sop_excel.hosts.xlsx.package import Package
from sop_excel.hosts.xlsx.plans import read
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.save import packed_package
from sop_excel.hosts.xlsx.sheet_formulas import formula_cells, with_values
from tests.commands import Ran, sop_excel
from tests.workbooks import Rows, make_workbook, read_table

PERIODS = ["2026-01", "2026-02", "2026-03", "2026-04"]
PRODUCTS: Rows = [
    ["Product", "Production cost", "Holding cost", "Initial inventory", "Lead time"],
    ["Frame", 5.0, 1.0, 15.0, 1.0],
    ["Lamp", 7.0, 1.0, 30.0, 0.0],
]
DEMAND: Rows = [["Product", *PERIODS], ["Frame", 10.0, 20.0, 30.0, 40.0], ["Lamp", 1.0, 2.0, 3.0, 4.0]]


def book(path: Path, **tables: Rows) -> Path:
    """A workbook of two products, with these tables besides or instead."""
    return make_workbook(path / "book.xlsx", {"Products": PRODUCTS, "Demand": DEMAND, **tables})


def edited(path: Path, cells: dict[str, Any], sheet: str = "Mine") -> Path:
    """The workbook with these cells typed on a sheet, as a spreadsheet program saves them with their values."""
    workbook = openpyxl.load_workbook(path)
    page = workbook[sheet] if sheet in workbook.sheetnames else workbook.create_sheet(sheet)
    for address, value in cells.items():
        page[address] = value
    workbook.save(path)
    return path


def formulas(path: Path, sheet: str) -> dict[str, Any]:
    """All that the cells of a sheet hold, formulas as such."""
    return {cell.coordinate: cell.value for row in openpyxl.load_workbook(path)[sheet].iter_rows() for cell in row
            if cell.value is not None}  # fmt: skip


def rolled(path: Path, *words: object) -> Ran:
    """The workbook rolled by what was counted, which needs no plan."""
    ran = sop_excel("roll", path, "--actuals", came(path), *words)
    assert ran.status == 0, ran.err
    return ran


def came(path: Path) -> Path:
    """What was counted at the end of the periods that are over, and made in January."""
    file = path.with_suffix(".csv")
    file.write_text("Product,Inventory,Production 2026-01\nFrame,5,15\nLamp,29,0\n")
    return file


def parts(path: Path) -> list[tuple[str, bytes]]:
    """The parts of a workbook by their names."""
    with zipfile.ZipFile(path) as package:
        return [(name, package.read(name)) for name in package.namelist()]


def save_values(path: Path, values: dict[str, float], sheet: str) -> None:
    """Save values for formulas, which openpyxl does not."""
    draft = Revision(Package(path))
    part = next(one.part for one in draft.book().sheets if one.name == sheet)
    data = draft.read(part)
    cells = {cell: values[f"{chr(64 + cell.column)}{cell.row}"] for cell in formula_cells(data)
             if f"{chr(64 + cell.column)}{cell.row}" in values}  # fmt: skip
    draft.put(part, with_values(data, cells))
    path.write_bytes(packed_package(draft.entries()).getvalue())


def test_the_months_move_on_and_the_plan_goes_on_from_its_stock(tmp_path: Path) -> None:
    """What was started in January and arrives in February is a receipt of February."""
    path = book(tmp_path)
    assert sop_excel("optimize", path).status == 0
    headers, *rows = read_table(path, "Plan")
    plan = {(row[0], row[1]): dict(zip(headers[2:], row[2:], strict=True)) for row in rows}
    assert sop_excel("roll", path).status == 0
    problem = read(path)
    assert list(problem.periods) == [*PERIODS[1:], "2026-05"]
    assert problem.demand.tolist() == [[20, 30, 40, 0], [2, 3, 4, 0]]
    stock = [plan[product, "Inventory"]["2026-01"] for product in ("Frame", "Lamp")]
    assert problem.products.initial_inventory.tolist() == stock
    assert problem.receipts[:, 0].tolist() == [plan["Frame", "Production"]["2026-01"], 0]


def test_formulas_below_a_month_go_with_it(tmp_path: Path) -> None:
    """A month that stays is where it stands now, one that leaves is its value, and all months are all of them."""
    path = edited(book(tmp_path), {"C2": "=B2*2", "D2": "=C2+10", "E2": "=SUM(C2:D2)", "D3": "=Mine!B7",
                                   "C3": "=B3/SUM($B3:$E3)", "B7": 1}, "Demand")  # fmt: skip
    edited(path, {"B7": 3.0})
    save_values(path, {"C2": 20, "D2": 30, "E2": 50, "D3": 3, "C3": 0.1}, "Demand")
    told = rolled(path).err
    now = formulas(path, "Demand")
    assert (now["B2"], now["C2"], now["D2"]) == ("=10*2", "=B2+10", "=SUM(B2:C2)")
    assert (now["B3"], now["C3"]) == ("=1/SUM($B3:$E3)", "=Mine!B7")
    assert "E2" not in now
    assert "Demand!C2: =B2*2 refers to a period that leaves: B2 (2026-01) is 10 now" in told


def test_a_formula_that_needs_months_that_leave_becomes_its_value(tmp_path: Path) -> None:
    path = edited(book(tmp_path), {"D2": "=AVERAGE(B2:C2)", "E2": "=AVERAGE(C2:D2)"}, "Demand")
    save_values(path, {"D2": 15, "E2": 17.5}, "Demand")
    told = rolled(path).err
    now = formulas(path, "Demand")
    assert (now["C2"], now["D2"]) == (15, "=AVERAGE(B2:C2)")
    assert "Demand!D2: =AVERAGE(B2:C2) needs periods that leave: its value takes its place" in told


def test_a_formula_that_goes_by_its_own_column_is_told(tmp_path: Path) -> None:
    """Of many a few are told, and all are listed as JSON."""
    codes = [f"P{n}" for n in range(12)]
    products: Rows = [["Product", "Production cost"], *([code, 1.0] for code in codes)]
    demand: Rows = [["Product", *PERIODS], *([code, 1.0, 2.0, 3.0, 4.0] for code in codes)]
    path = make_workbook(tmp_path / "book.xlsx", {"Products": products, "Demand": demand})
    cells = {f"C{n + 2}": "=INDEX(Mine!$B$2:$F$2,COLUMN()-1)" for n in range(12)}
    edited(edited(path, cells, "Demand"), {"C2": 2.0})
    save_values(path, dict.fromkeys(cells, 2.0), "Demand")
    file = path.with_suffix(".csv")
    file.write_text("Product,Inventory\n" + "".join(f"{code},1\n" for code in codes))
    ran = sop_excel("roll", path, "--actuals", file, "--json")
    assert ran.err.count("says by its place what it means: check it") == 10
    assert "... and 2 more of this kind; --json lists all" in ran.err
    assert sum("check it" in line for line in ran.answer["details"]) == 12


def test_a_formula_follows_months_of_another_table(tmp_path: Path) -> None:
    path = book(tmp_path, Receipts=[["Product", *PERIODS], ["Lamp", 1.0, 2.0, 3.0, 4.0]])
    edited(path, {"C2": "=Demand!C3-1", "D2": "=Demand!B3+2"}, "Receipts")
    save_values(path, {"C2": 1, "D2": 3}, "Receipts")
    told = rolled(path).err
    now = formulas(path, "Receipts")
    assert (now["B2"], now["C2"]) == ("=Demand!B3-1", "=1+2")
    assert "Receipts!D2: =Demand!B3+2 refers to a period that leaves: B3 (2026-01) is 1 now" in told


def test_a_formula_elsewhere_that_means_this_month_by_its_place_goes_on_doing_so(tmp_path: Path) -> None:
    cells = {"A1": "=Demand!B2", "A2": "=INDEX(Demand[],1,2)", "A3": "=SUM(Demand!B2:E2)", "A4": "=Demand!C2"}
    path = edited(book(tmp_path), cells)
    rolled(path)
    assert formulas(path, "Mine") == cells


def test_a_formula_elsewhere_that_names_a_month_that_stays_keeps_its_name(tmp_path: Path) -> None:
    cells = {"A1": "=SUM(Demand[2026-02])"}
    path = edited(book(tmp_path), cells)
    rolled(path)
    assert formulas(path, "Mine") == cells


def test_what_names_all_months_names_all_that_there_are_then(tmp_path: Path) -> None:
    """A column of totals, a formula and a name elsewhere, and, once it is planned again, a formula over the plan."""
    demand: Rows = [["Product", *PERIODS, "Total"], ["Frame", 1.0, 2.0, 3.0, 4.0], ["Lamp", 1.0, 2.0, 3.0, 4.0]]
    path = book(tmp_path, Demand=[row if n == 0 else [*row, None] for n, row in enumerate(demand)])
    assert sop_excel("optimize", path).status == 0
    total = "=SUM(Demand[[#This Row],[2026-01]:[2026-04]])"
    edited(path, {"F2": total, "F3": total}, "Demand")
    cells = {
        "A1": "=SUM(Demand[[2026-01]:[2026-04]])",
        "A2": "=SUM(Plan[[2026-01]:[2026-04]])",
        "A3": "=Demand[[2026-02]:[2026-03]]",
    }
    edited(path, cells)
    workbook = openpyxl.load_workbook(path)
    workbook.defined_names["all"] = DefinedName("all", attr_text="Demand[[2026-01]:[2026-04]]")
    workbook.save(path)
    assert sop_excel("roll", path).status == 0
    assert [formulas(path, "Demand")[cell] for cell in ("F2", "F3")] == [
        "=SUM(Demand[[#This Row],[2026-02]:[2026-05]])"
    ] * 2
    now = formulas(path, "Mine")
    assert now == {**cells, "A1": "=SUM(Demand[[2026-02]:[2026-05]])"}
    assert openpyxl.load_workbook(path).defined_names["all"].attr_text == "Demand[[2026-02]:[2026-05]]"
    ran = sop_excel("optimize", path)
    assert ran.status == 0, ran.err
    assert formulas(path, "Mine") == {**now, "A2": "=SUM(Plan[[2026-02]:[2026-05]])"}


def test_one_that_names_a_month_that_leaves_is_refused_with_its_cell(tmp_path: Path) -> None:
    """So is a defined name, and a month of the plan; with --force the value stays, and the name is an error."""
    path = edited(book(tmp_path), {"A1": "=SUM(Demand[2026-01])"})
    save_values(path, {"A1": 11}, "Mine")
    workbook = openpyxl.load_workbook(path)
    workbook.defined_names["january"] = DefinedName("january", attr_text="Demand[2026-01]")
    workbook.save(path)
    save_values(path, {"A1": 11}, "Mine")
    assert sop_excel("optimize", path).status == 0
    before = path.read_bytes()
    ran = sop_excel("roll", path)
    assert ran.status == 2
    assert path.read_bytes() == before
    assert "Mine!A1: expected no reference by name to Demand[2026-01], a period that leaves" in ran.err
    assert "name january: expected no reference by name to Demand[2026-01]" in ran.err
    ran = sop_excel("roll", path, "--force")
    assert ran.status == 0, ran.err
    assert formulas(path, "Mine") == {"A1": 11}
    assert openpyxl.load_workbook(path).defined_names["january"].attr_text == "#REF!"
    assert "name january: Demand[2026-01] names a period that leaves: #REF! now" in ran.err
    assert "Mine!A1: =SUM(Demand[2026-01]) names a period that leaves: its value takes its place" in ran.err


def test_a_formula_that_names_a_month_of_the_plan_is_told_before_the_next_plan_lacks_it(tmp_path: Path) -> None:
    path = book(tmp_path)
    assert sop_excel("optimize", path).status == 0
    edited(path, {"A1": "=SUM(Plan[2026-01])", "A2": "=SUM(Plan[2026-02])", "A3": "=Plan!C2"})
    save_values(path, {"A1": 11, "A2": 22, "A3": 10}, "Mine")
    ran = sop_excel("roll", path)
    assert ran.status == 2, ran.out
    assert "Mine!A1" in ran.err
    assert "Mine!A2" not in ran.err
    assert "Mine!A3" not in ran.err


def test_what_means_this_month_of_the_plan_by_its_place_does_not_stand_in_the_way_of_the_next_plan(
    tmp_path: Path,
) -> None:
    """Neither the first month of the plan nor the second; the rolled plan has as many months."""
    path = book(tmp_path)
    assert sop_excel("optimize", path).status == 0
    cells = {"A1": "=Plan!C5", "A2": "=Plan!D6"}
    save_values(edited(path, cells), {"A1": 10, "A2": 22}, "Mine")
    assert sop_excel("roll", path).status == 0
    ran = sop_excel("optimize", path)
    assert ran.status == 0, ran.err
    assert formulas(path, "Mine") == cells


def test_columns_of_the_planners_own_stay_where_they_are(tmp_path: Path) -> None:
    demand: Rows = [["Note", "Product", "2026-01", "2026-02", "Total", "2026-03", "Comment"],
              ["old", "Frame", 10.0, 20.0, "=SUM(C2:D2)", 30.0, "!"],
              [None, "Lamp", 1.0, 2.0, None, 3.0, None]]  # fmt: skip
    path = book(tmp_path, Demand=demand)
    save_values(path, {"E2": 30}, "Demand")
    rolled(path)
    headers, frame, _ = openpyxl.load_workbook(path)["Demand"].iter_rows(values_only=True)
    assert headers == ("Note", "Product", "2026-02", "2026-03", "Total", "2026-04", "Comment")
    assert frame == ("old", "Frame", 20, 30, "=SUM(C2:D2)", None, "!")


def test_tables_with_some_of_the_months_keep_as_many_of_them(tmp_path: Path) -> None:
    """And lists lose the rows of what is over, which are named."""
    path = book(
        tmp_path,
        Receipts=[["Product", "2026-03", "2026-01"], ["Lamp", 3.0, 1.0]],
        PeriodData=[["Field", "Item", "Period", "Value"], ["Price", "Lamp", "2026-01", 9.0],
                    ["Price", "Lamp", "2026-02", 8.0]],
        Scenarios=[["Scenario", "Field", "Item", "Period", "Change", "Value"],
                   ["High", "Demand", None, None, "multiply", 2.0], ["High", "Demand", "Lamp", "2026-01", "add", 5.0]],
    )  # fmt: skip
    told = rolled(path).err
    assert read_table(path, "PeriodData")[1:] == [["Price", "Lamp", "2026-02", 8.0]]
    assert read_table(path, "Scenarios")[1:] == [["High", "Demand", None, None, "multiply", 2.0]]
    assert "Scenarios: 1 row of periods that are over is gone (High Demand Lamp 2026-01 add 5)" in told
    headers, *rows = read_table(path, "Receipts")
    assert headers == ["Product", "2026-03", "2026-02"]
    assert rows[0] == ["Lamp", 3.0, None]
    assert [row[0] for row in rows] == ["Lamp", "Frame"]


def test_a_row_of_totals_goes_on_adding_up_what_stands_above_it(tmp_path: Path) -> None:
    path = book(tmp_path)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Demand"]
    table = sheet.tables["Demand"]
    table.ref, table.totalsRowCount = "A1:E4", 1
    for column, name in zip("BCDE", PERIODS, strict=True):
        sheet[f"{column}4"] = f"=SUBTOTAL(109,Demand[{name}])"
    for column in table.tableColumns or ():
        column.totalsRowFunction = "sum" if column.name != "Product" else None
    workbook.save(path)
    rolled(path)
    now = formulas(path, "Demand")
    assert [now[f"{column}4"] for column in "BE"] == [
        "=SUBTOTAL(109,Demand[2026-02])",
        "=SUBTOTAL(109,Demand[2026-05])",
    ]


def test_a_long_table_loses_the_rows_of_what_is_over_and_gains_rows(tmp_path: Path) -> None:
    """Several rows of one product and period go on adding up."""
    demand: list[list[Any]] = [["Product", "Period", "Quantity", "Remark"]]
    demand += [[product, period, 10.0, "x"] for product in ("Frame", "Lamp") for period in PERIODS]
    demand.append(["Lamp", "2026-02", 5.0, "y"])
    path = book(tmp_path, Demand=demand)
    rolled(path)
    with pytest.warns(InputWarning, match="they are added up"):
        problem = read(path)
    assert list(problem.periods) == [*PERIODS[1:], "2026-05"]
    assert problem.demand.tolist() == [[10, 10, 10, 0], [15, 10, 10, 0]]
    rows = read_table(path, "Demand")[1:]
    assert len(rows) == 9
    assert rows[-2:] == [["Frame", "2026-05", None, None], ["Lamp", "2026-05", None, None]]


def test_tables_go_by_their_synonyms_and_dates_stay_dates(tmp_path: Path) -> None:
    months = [datetime(2026, month, 1) for month in (10, 11, 12)]
    demand: Rows = [
        ["Artikel", "Monat", "Menge"],
        *[[code, month, 5.0] for code in ("Frame", "Lamp") for month in months],
    ]
    products: Rows = [["Artikel", "Anfangsbestand", "Herstellkosten"], ["Frame", 5.0, 1.0], ["Lamp", 5.0, 1.0]]
    path = make_workbook(tmp_path / "book.xlsx", {"Artikel": products, "Nachfrage": demand})
    file = tmp_path / "came.csv"
    file.write_text("Artikel;Lagerbestand\nFrame;1\nLamp;2\n")
    ran = sop_excel("roll", path, "--actuals", file)
    assert ran.status == 0, ran.err
    assert [row[1] for row in read_table(path, "Artikel")] == ["Anfangsbestand", 1, 2]
    new = datetime(2027, 1, 1)
    assert read_table(path, "Nachfrage")[5:] == [["Frame", new, None], ["Lamp", new, None]]


def test_the_forecast_fills_the_new_month(tmp_path: Path) -> None:
    forecast: Rows = [["Product", "Method", "Measure", "2026-04", "2026-05"], ["Lamp", "SES", "Mean", 4.0, 6.5],
                ["Lamp", "SES", "Low", 1.0, 2.0]]  # fmt: skip
    path = book(tmp_path, Forecast=forecast)
    told = rolled(path).err
    assert read(path).demand[:, 3].tolist() == [0, 6.5]
    assert "Demand of 2026-05 is blank: Frame" in told


def test_a_formula_in_an_array_below_months_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path)
    workbook = openpyxl.load_workbook(path)
    workbook["Demand"]["C2"] = ArrayFormula("C2:D2", "=F2:G2")
    workbook.save(path)
    draft = Revision(Package(path))
    part = next(one.part for one in draft.book().sheets if one.name == "Demand")
    draft.put(part, re.sub(rb"</f><v ?/?>(</v>)?", b"</f><v>5</v>", draft.read(part)))
    path.write_bytes(packed_package(draft.entries()).getvalue())
    ran = sop_excel("roll", path, "--actuals", came(path), "--force")
    assert ran.status == 2
    assert "Demand!C2: expected no array formula below periods" in ran.err


@pytest.mark.parametrize("periods", [0, 5, -1])
def test_more_periods_than_there_are_cannot_be_over(periods: int, tmp_path: Path) -> None:
    ran = sop_excel("roll", book(tmp_path), "--periods", periods)
    assert ran.status == 2
    assert "--periods: expected a number from 1 to 4" in ran.err


def test_all_periods_may_be_over(tmp_path: Path) -> None:
    path = book(tmp_path)
    assert sop_excel("optimize", path).status == 0
    assert sop_excel("roll", path, "--periods", 4).status == 0
    problem = read(path)
    assert list(problem.periods) == ["2026-05", "2026-06", "2026-07", "2026-08"]
    assert problem.demand.sum() == 0


def test_a_workbook_without_a_plan_of_its_inputs_is_refused(tmp_path: Path) -> None:
    """Never planned, rolled twice, or changed since: it says which, and what else would do."""
    path = book(tmp_path)
    ran = sop_excel("roll", path)
    assert ran.status == 2
    assert (
        "found no plan; run sop-excel optimize first, or give with --actuals: Inventory of Frame in 2026-01" in ran.err
    )
    assert sop_excel("optimize", path).status == 0
    assert sop_excel("roll", path).status == 0
    assert sop_excel("roll", path).status == 2
    assert sop_excel("optimize", path).status == 0
    edited(path, {"B2": 12.0}, "Demand")
    ran = sop_excel("roll", path)
    assert ran.status == 2
    assert "changed since it was made: Demand" in ran.err


def test_periods_that_are_not_in_order_need_names(tmp_path: Path) -> None:
    path = book(tmp_path, Demand=[["Product", "Peak", "Low"], ["Frame", 1.0, 2.0], ["Lamp", 1.0, 2.0]])
    assert sop_excel("optimize", path).status == 0
    ran = sop_excel("roll", path)
    assert ran.status == 2
    assert '--names "name"' in ran.err
    assert sop_excel("roll", path, "--names", "Low").status == 2
    assert sop_excel("roll", path, "--names", "Next").status == 0
    assert list(read(path).periods) == ["Low", "Next"]


def test_what_is_not_sure_is_asked(tmp_path: Path) -> None:
    path = book(tmp_path, Demand=[["Product", "Week 51", "Week 52"], ["Frame", 1.0, 2.0], ["Lamp", 1.0, 2.0]])
    assert sop_excel("optimize", path).status == 0
    ran = sop_excel("roll", path)
    assert ran.status == 2
    assert "What follows 'Week 52'?" in ran.err
    assert sop_excel("roll", path, "--answer", "names=Week 53").status == 0
    assert list(read(path).periods) == ["Week 52", "Week 53"]


def test_months_without_a_year_come_again(tmp_path: Path) -> None:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    demand: Rows = [["Product", *months], ["Frame", *map(float, range(1, 13))], ["Lamp", *map(float, range(1, 13))]]
    path = edited(book(tmp_path, Demand=demand), {"A1": "=SUM(Demand[Jan])"})
    file = tmp_path / "came.csv"
    file.write_text("Product;Bestand;Production Jan;Production Feb\nFrame;1,5;1;2\nLamp;2;0;0\n")
    ran = sop_excel("roll", path, "--actuals", file, "--periods", 2)
    assert ran.status == 0, ran.err
    told = ran.err
    assert list(read(path).periods) == [*months[2:], "Jan", "Feb"]
    assert read(path).demand[0].tolist() == [*range(3, 13), 0, 0]
    assert "Jan is that of another year now" in told


def test_to_show_writes_nothing(tmp_path: Path) -> None:
    path = book(tmp_path)
    assert sop_excel("optimize", path).status == 0
    before = path.read_bytes()
    ran = sop_excel("roll", path, "--show", "--json")
    assert ran.answer["status"] == "proposal"
    assert path.read_bytes() == before


def test_it_may_be_planned_right_after(tmp_path: Path) -> None:
    path = book(tmp_path)
    assert sop_excel("optimize", path).status == 0
    ran = sop_excel("roll", path, "-o", tmp_path / "next.xlsx", "--optimize", "--json")
    assert ran.answer["status"] == "optimal"
    assert sop_excel("verify", tmp_path / "next.xlsx").status == 0
    assert list(read(path).periods) == PERIODS


def test_a_filter_goes_with_the_numbers_that_it_was_by(tmp_path: Path) -> None:
    path = book(tmp_path)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Demand"]
    sheet.tables["Demand"].autoFilter = AutoFilter(ref="A1:E3")
    sheet.tables["Demand"].autoFilter.add_filter_column(1, ["10"])
    sheet.row_dimensions[3].hidden = True
    workbook.save(path)
    rolled(path)
    sheet = openpyxl.load_workbook(path)["Demand"]
    assert not sheet.row_dimensions[3].hidden
    assert not sheet.tables["Demand"].autoFilter.filterColumn


def test_charts_show_what_stands_in_their_places(tmp_path: Path) -> None:
    """A line a product goes on over all months, a bar of the second month is one of the second month then."""
    path = book(tmp_path)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Demand"]
    for area in ((2, 2, 5, 2), (3, 2, 3, 3)):  # all months of the first product, the second month of both
        chart = LineChart()
        left, top, right, bottom = area
        chart.add_data(
            Reference(sheet, min_col=left, min_row=top, max_col=right, max_row=bottom), from_rows=left < right
        )
        sheet.add_chart(chart, "H2")
    workbook.save(path)
    rolled(path)
    charts = [part for name, part in parts(path) if "charts/chart" in name]
    texts = [text for part in charts for text in re.findall(rb"<(?:\w+:)?f>([^<]*)</", part)]
    assert sorted(texts) == [b"'Demand'!$B$2:$E$2", b"'Demand'!$C$2:$C$3"]


def test_table_formats_and_widths_stay_with_their_place(tmp_path: Path) -> None:
    path = book(tmp_path)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Demand"]
    sheet.column_dimensions["C"].width = 33
    for row in sheet["B2:E3"]:
        for cell in row:
            cell.number_format = "#,##0.0"
    sheet["C3"].number_format = "0.00"
    workbook.save(path)
    rolled(path)
    sheet = openpyxl.load_workbook(path)["Demand"]
    assert sheet.column_dimensions["C"].width == 33
    assert [cell.number_format for cell in sheet[3][1:5]] == ["#,##0.0", "0.00", "#,##0.0", "#,##0.0"]
    assert isinstance(sheet.tables["Demand"], Table)
