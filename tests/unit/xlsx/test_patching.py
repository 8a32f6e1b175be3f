"""What changes in an output table that the workbook has already, and what follows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import PieChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from sop_excel.domain.table import Formula, OutputTable, Value
from sop_excel.hosts.xlsx.workbook import Workbook
from tests.unit.xlsx.books import MEASURES, PERIODS, contents, costs, plan, rebuilt, template_book


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return template_book(tmp_path / "template.xlsx")


@pytest.fixture
def book(template: Path, tmp_path: Path) -> Path:
    """A planner's workbook that has had a plan before: three rows, three periods."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(template.read_bytes())
    return path


def write(book: Path, *outputs: OutputTable) -> Worksheet:
    """Write in place and load the sheet of the plan."""
    Workbook.open(book).write(outputs, book, book.with_name("template.xlsx"))
    return openpyxl.load_workbook(book)["Plan"]


def values(sheet: Worksheet, ref: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet[ref]]


def chart(book: Path) -> list[str]:
    """The references of the chart, in order."""
    return re.findall(r"<f>(.*?)</f>", contents(book)["xl/charts/chart1.xml"].decode())


def test_a_table_grows_down_and_its_new_rows_look_like_the_same_measure(book: Path) -> None:
    """Rule F4."""
    sheet = write(book, plan())
    assert sheet.tables["Plan"].ref == "A4:F10"
    for row in range(5, 8):
        assert sheet.cell(row + 3, 2).value == sheet.cell(row, 2).value
        for column in range(3, 7):
            old, new = sheet.cell(row, column), sheet.cell(row + 3, column)
            assert new.style_id == old.style_id != 0
    assert sheet["C5"].style_id != sheet["C6"].style_id


def test_a_cell_that_stays_keeps_its_format(book: Path) -> None:
    """A planner's highlight stays on its cell, run after run."""
    loaded = openpyxl.load_workbook(book)
    loaded["Plan"]["D6"].number_format = "0.00000"
    loaded.save(book)
    for products in (("Press",), ("Press", "Frame"), ("Press",)):
        assert write(book, plan(products))["D6"].number_format == "0.00000"


def test_a_measure_that_joins_between_others_takes_no_formats_away(book: Path) -> None:
    sheet = write(book, plan(("Press",), measures=("Demand", "Sales", "Production", "Inventory")))
    colour = {row[1].value: row[2].fill.fgColor.rgb for row in sheet["A5:C8"]}
    assert colour["Demand"] == "00FFFFCC"
    assert colour["Production"] == "00CCFFCC"
    assert colour["Inventory"] == "00CCCCFF"


@pytest.mark.parametrize("count", [1, 2, 5, 30])
def test_the_total_keeps_its_formats_when_periods_come_and_go(book: Path, count: int) -> None:
    """Lead and tail columns keep their role; a new period looks like the last old one."""
    periods = tuple(f"P{k}" for k in range(count))
    sheet = write(book, plan(("Press",), periods))
    total, last = sheet.cell(5, 3 + count), sheet.cell(5, 2 + count)
    assert sheet.cell(4, 3 + count).value == "Total"
    assert total.font.b
    assert total.border.left.style == "thin"
    assert not last.font.b
    assert last.number_format == "#,##0.0"
    assert sheet.cell(5, 4 + count).value is None
    assert not sheet.cell(5, 4 + count).has_style


def test_what_falls_out_is_emptied_and_what_stands_beside_stays(book: Path) -> None:
    loaded = openpyxl.load_workbook(book)
    loaded["Plan"]["H6"] = "my note"
    loaded["Plan"]["A12"] = "=F7"
    loaded.save(book)
    sheet = write(
        book, OutputTable("Plan", [*plan().headers[:2], "2026-01", "Total"], [["X", "Demand", 1.0, 1.0]], 2, 1)
    )
    assert sheet.tables["Plan"].ref == "A4:D5"
    assert values(sheet, "A4:F7") == [
        ["Product", "Measure", "2026-01", "Total", None, None],
        ["X", "Demand", 1, 1, None, None],
        [None] * 6,
        [None] * 6,
    ]
    assert (sheet["H6"].value, sheet["A12"].value) == ("my note", "=F7")


def test_cells_beside_the_table_stay_byte_for_byte(book: Path) -> None:
    name = "xl/worksheets/sheet1.xml"
    note = b'<c   r="H6" t="inlineStr" ><is><t>note <!-- odd --></t></is></c>'
    sheet = contents(book)[name].replace(b'</row><row r="7"', note + b'</row><row r="7"')
    rebuilt(book, {name: sheet})
    write(book, plan())
    assert note in contents(book)[name]


def test_values_are_written_as_what_they_are(book: Path) -> None:
    """Rule F7: text that looks like a formula stays text; a formula carries our value."""
    odd: list[Value] = ["=1+1", "+A1", "@x", " <&>\"'\n", True, 0.1, Formula('SUM(A1:B2)&"<"', "a<b")]
    rows: list[list[Value]] = [["=evil()", "Demand", value, 0.0] for value in odd]
    sheet = write(book, OutputTable("Plan", ["Product", "Measure", "\x01_x0041_", "Total"], rows, lead=2, tail=1))
    assert values(sheet, "C5:C11") == [[v] for v in [*odd[:6], '=SUM(A1:B2)&"<"']]
    assert {cell.data_type for cell in (sheet["A5"], sheet["C5"], sheet["C6"], sheet["C7"])} <= {"s", "inlineStr"}
    table = Workbook.open(book).tables(["Plan"])["Plan"]
    assert table.headers[2] == "\x01_x0041_"
    assert [row[2] for row in table.rows] == [*odd[:6], "a<b"]


def test_a_blank_keeps_its_format(book: Path) -> None:
    sheet = write(book, OutputTable("Plan", plan().headers, [["Press", "Demand", None, "", None, None]], 2, 1))
    assert values(sheet, "C5:F5") == [[None] * 4]
    assert sheet["C5"].number_format == "#,##0.0"


def test_a_table_without_rows_keeps_one_blank_row(book: Path) -> None:
    """An Excel Table has at least one."""
    sheet = write(book, OutputTable("Plan", plan().headers, [], 2, 1))
    assert sheet.tables["Plan"].ref == "A4:F5"
    assert values(sheet, "A5:F7") == [[None] * 6] * 3


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_no_cell_can_hold_is_our_mistake(book: Path, number: float) -> None:
    before = book.read_bytes()
    with pytest.raises(ValueError, match="not a number that a cell can hold"):
        write(book, OutputTable("Plan", plan().headers, [["a", "b", number, 1.0, 1.0, 1.0]], 2, 1))
    assert book.read_bytes() == before


def test_column_ids_never_change_and_new_ones_are_new(book: Path) -> None:
    """Rule F2."""
    write(book, plan(periods=("2026-03", "2026-04")))
    columns = openpyxl.load_workbook(book)["Plan"].tables["Plan"].tableColumns
    assert [(c.name, c.id) for c in columns] == [
        ("Product", 1),
        ("Measure", 2),
        ("2026-03", 5),
        ("2026-04", 7),
        ("Total", 6),
    ]


def test_a_filter_is_cleared_and_its_rows_are_shown(book: Path) -> None:
    """Rule F4; a row that the planner hid without a filter stays hidden."""
    parts = contents(book)
    sheet, table = parts["xl/worksheets/sheet1.xml"], parts["xl/tables/table1.xml"]
    hidden = sheet.replace(b'<row r="6"', b'<row r="6" hidden="1"')
    rebuilt(book, {"xl/worksheets/sheet1.xml": hidden})
    assert write(book, plan()).row_dimensions[6].hidden
    criterion = b'><filterColumn colId="1"><filters><filter val="Demand"/></filters></filterColumn></autoFilter>'
    with_filter = re.sub(rb'(<autoFilter ref="[^"]*") ?/>', rb"\1" + criterion, table)
    assert with_filter != table
    rebuilt(book, {"xl/worksheets/sheet1.xml": hidden, "xl/tables/table1.xml": with_filter})
    sheet_after = write(book, plan())
    assert not sheet_after.row_dimensions[6].hidden
    assert sheet_after.tables["Plan"].autoFilter.ref == "A4:F10"
    assert not sheet_after.tables["Plan"].autoFilter.filterColumn


def test_the_formula_of_a_column_stays_only_if_all_its_cells_have_it(book: Path) -> None:
    table = contents(book)["xl/tables/table1.xml"]
    formula = b'name="Total"><calculatedColumnFormula>SUM(1,2)</calculatedColumnFormula></tableColumn>'
    rebuilt(book, {"xl/tables/table1.xml": re.sub(rb'name="Total" ?/>', formula, table)})
    write(book, plan())
    assert formula in contents(book)["xl/tables/table1.xml"]
    write(book, OutputTable("Plan", plan().headers, [["a", "b", 1.0, 1.0, 1.0, 1.0]], 2, 1))
    assert b"calculatedColumnFormula" not in contents(book)["xl/tables/table1.xml"]


def test_a_chart_of_rows_follows_its_rows_and_ends_with_the_periods(book: Path) -> None:
    """Rule F2: rows go by their labels, spans of periods end where the periods end."""
    write(book, plan(("Frame", "Press"), (*PERIODS, "2026-04")))
    assert chart(book)[:3] == ["'Plan'!$B$8", "'Plan'!$C$4:$F$4", "'Plan'!$C$8:$F$8"]
    write(book, plan(("Press",), ("2026-01",)))
    assert chart(book)[:3] == ["'Plan'!$B$5", "'Plan'!$C$4", "'Plan'!$C$5"]
    write(book, plan(("Press",), PERIODS))
    assert chart(book)[:3] == ["'Plan'!$B$5", "'Plan'!$C$4:$E$4", "'Plan'!$C$5:$E$5"]


def test_a_chart_of_columns_ends_with_the_table(book: Path) -> None:
    name = "xl/charts/chart1.xml"
    text = contents(book)[name].replace(b"'Plan'!$C$5:$E$5", b"'Plan'!$F$5:$F$7")
    text = text.replace(b"'Plan'!B6", b"Other!$B$6")
    cache = b"</f><strCache><ptCount val='1'/></strCache></strRef>"
    rebuilt(book, {name: text.replace(b"</f></strRef>", cache)})
    write(book, plan(periods=(*PERIODS, "2026-04")))
    assert chart(book)[2] == "'Plan'!$G$5:$G$10"
    assert chart(book)[3] == "Other!$B$6"
    assert contents(book)[name].count(b"strCache>") == 2  # of the foreign reference alone


def test_a_chart_that_leaves_out_the_last_line_still_does(book: Path) -> None:
    """A cost line that joins before the total is shown, and leaves the chart with its line."""
    loaded = openpyxl.load_workbook(book)
    pie = PieChart()
    pie.add_data(Reference(loaded["Costs"], min_col=2, min_row=6, max_row=6))
    loaded["Costs"].add_chart(pie, "H2")
    loaded.save(book)
    name = "xl/charts/chart2.xml"
    rebuilt(book, {name: contents(book)[name].replace(b"'Costs'!$B$6", b"'Costs'!$B$5:$B$6")})
    lines: list[Sequence[Value]] = [costs().rows[0], ["Overtime", 5.0, 0.1], costs().rows[1]]
    joined = OutputTable("CostSummary", costs().headers, lines, 3, 0, "Cost")
    for output, end in ((joined, 7), (costs(), 6)):
        write(book, output)
        assert f"'Costs'!$B$5:$B${end}".encode() in contents(book)[name]


def test_the_dimension_covers_the_table(book: Path) -> None:
    write(book, plan(("A", "B", "C"), tuple(f"P{k}" for k in range(20))))
    assert b'<dimension ref="A1:W13"' in contents(book)["xl/worksheets/sheet1.xml"]


def test_a_row_that_has_a_style_of_its_own_lends_it_to_new_cells(book: Path) -> None:
    """A cell that the sheet lacks looks like its row or column."""
    name = "xl/worksheets/sheet1.xml"
    sheet = re.sub(rb'<row r="5">.*?</row>', b'<row r="5" s="2" customFormat="1"></row>', contents(book)[name])
    sheet = re.sub(rb'<row r="6">.*?</row>', b"", sheet)
    sheet = sheet.replace(b"<cols>", b'<cols><col min="3" max="3" style="3"/>').replace(
        b'<col width="20" customWidth="1" min="1" max="1" />', b""
    )
    rebuilt(book, {name: sheet})
    write(book, plan())
    written = contents(book)[name]
    assert b'<c r="C5" s="2">' in written
    assert b'<c r="C6" s="3">' in written


def test_only_the_parts_of_the_plan_change(book: Path) -> None:
    before = contents(book)
    write(book, plan(measures=MEASURES[:2]))
    after = contents(book)
    assert list(after) == list(before)
    assert {name for name in after if after[name] != before[name]} == {
        "xl/worksheets/sheet1.xml",
        "xl/tables/table1.xml",
        "xl/charts/chart1.xml",
        "docProps/app.xml",
    }


@pytest.mark.parametrize("between", [None, "late", 7.0], ids=["a blank", "a text", "a number"])
def test_numbers_are_written_alike_in_whatever_row_they_stand(book: Path, between: Value) -> None:
    """With nothing but numbers, or something between them; a zero has no sign, and a large one all of its digits."""
    numbers = [[0.0, between, 12.0], [-0.0, between, 0.1], [1e15, between, -2.5e15], [1e22, between, 5e-324]]
    usual = plan()
    rows = [[*row[:2], *some, *row[5:]] for row, some in zip(usual.rows, [*numbers, *numbers[:2]], strict=True)]
    assert write(book, replace(usual, rows=rows)).max_row == 10
    sheet = contents(book)["xl/worksheets/sheet1.xml"].decode()
    shown = dict(re.findall(r'<c r="([CE]\d+)"[^>]*><v>([^<]*)</v></c>', sheet))
    assert [(shown[f"C{row}"], shown[f"E{row}"]) for row in range(5, 9)] == [
        ("0", "12"), ("0", "0.1"), ("1000000000000000.0", "-2500000000000000.0"), ("1e+22", "5e-324"),
    ]  # fmt: skip
