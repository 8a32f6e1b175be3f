"""When nothing is written, and which cells are named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from sop_excel.domain.table import OutputTable
from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.workbook import Workbook
from tests.unit.xlsx.books import contents, costs, plan, put_table, rebuilt, template_book
from tests.unit.xlsx.sheets import package, zipped

MORE_PERIODS = tuple(f"P{k}" for k in range(6))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return template_book(tmp_path / "template.xlsx")


def prepared(template: Path, change: Callable[[openpyxl.Workbook], object]) -> Path:
    """The template as a planner's workbook after a change of hers."""
    loaded = openpyxl.load_workbook(template)
    change(loaded)
    path = template.with_name("book.xlsx")
    loaded.save(path)
    return path


def refusal(book: Path, *outputs: OutputTable) -> list[str]:
    """The lines of the refusal; the file is as it was."""
    before = book.read_bytes()
    with pytest.raises(InputError) as caught:
        Workbook.open(book).write(outputs, book, book.with_name("template.xlsx"))
    assert book.read_bytes() == before
    assert [p.name for p in book.parent.glob("*.tmp")] == []
    return [str(issue) for issue in caught.value.issues]


def on_plan(change: Callable[[Worksheet], object]) -> Callable[[openpyxl.Workbook], object]:
    return lambda book: change(book["Plan"])


def test_growth_over_used_cells_is_refused_and_the_cells_named(template: Path) -> None:
    """Rule F4, over all tables at once."""

    def occupy(book: openpyxl.Workbook) -> None:
        book["Plan"]["B9"] = "note"
        book["Plan"]["H6"] = "=1"
        book["Costs"]["C8"] = 0

    book = prepared(template, occupy)
    longer = OutputTable("CostSummary", costs().headers, [["a", 1.0, 1.0]] * 3, lead=3)
    assert refusal(book, plan(periods=MORE_PERIODS), longer) == [
        (
            "Plan!H6: table Plan: expected empty cells, since the table grows to A4:I10, found H6; B9 in use; "
            "move these cells, or the table"
        ),
        (
            "Costs!C8: table CostSummary: expected empty cells, since the table grows to A5:C8, found C8 in use; "
            "move these cells, or the table"
        ),
    ]


def test_cells_just_outside_are_in_nobodys_way(template: Path) -> None:
    def occupy(sheet: Worksheet) -> None:
        sheet["J6"] = sheet["A11"] = sheet["I3"] = "note"
        sheet["H8"].number_format = "0.0"

    book = prepared(template, on_plan(occupy))
    Workbook.open(book).write([plan(periods=MORE_PERIODS)], book, template)
    assert openpyxl.load_workbook(book)["Plan"].tables["Plan"].ref == "A4:I10"


def test_merged_cells_and_other_tables_are_in_the_way_even_when_blank(template: Path) -> None:
    book = prepared(template, on_plan(lambda sheet: sheet.merge_cells("A9:B11")))
    assert "A9:B11 in use" in refusal(book, plan())[0]
    book = prepared(template, on_plan(lambda sheet: put_table(sheet, "Notes", 6, [["N"], [None]], left=8)))
    assert "H6:H7 in use" in refusal(book, plan(("Press",), MORE_PERIODS))[0].replace("H6; ", "")


def test_a_table_beyond_the_edge_of_the_sheet_is_refused(template: Path) -> None:
    book = prepared(template, lambda _: None)
    assert "found its edge" in refusal(book, plan(("A",), tuple(f"P{k}" for k in range(16_384))))[0]


def test_a_column_of_text_among_the_periods_is_the_planners_own(template: Path) -> None:
    """Rule O4; a period of an earlier plan holds numbers and may go."""

    def note(sheet: Worksheet) -> None:
        sheet["D4"] = sheet.tables["Plan"].tableColumns[3].name = "Remark"
        sheet["D5"], sheet["D6"], sheet["D7"] = "a", None, "b"

    book = prepared(template, on_plan(note))
    assert refusal(book, plan()) == [
        (
            "Plan!D4: Plan[Remark]: expected no column of your own in an output table, found 'Remark' with text; "
            "move it out of the table"
        )
    ]


def test_a_reference_to_a_column_that_vanishes_is_refused_and_its_cell_named(template: Path) -> None:
    """Rule O4: in cells, rules and names; our own cells and columns that stay are no matter."""

    def refer(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Mine")
        sheet["B2"] = "=SUM(plan[2026-01])"
        sheet["B3"] = "=SUM(Plan[[2026-02]:[2026-03]])"
        sheet["B4"] = "=SUM(Plan[Total],MyPlan[2026-01])"
        sheet["B5"] = '="see Plan[2026-01]"'
        sheet.conditional_formatting.add("C7:C9", FormulaRule(['INDIRECT("Plan[2026-01]")>1']))
        book["Plan"]["C5"] = "=Plan[[#This Row],[2026-01]]"
        book.defined_names["Near"] = DefinedName("Near", attr_text="Plan[[#All],[2026-01]]")

    lines = refusal(prepared(template, refer), plan(periods=("2026-02", "2026-04")))
    assert [line.split(":")[0] for line in lines] == ["name Near", "Mine!B2", "Mine!B3", "Mine!C7"]
    assert lines[1] == (
        "Mine!B2: expected no reference to Plan[2026-01], a column that this plan does not have, "
        "found =SUM(plan[2026-01]); change the formula, or keep the column's period in table Demand"
    )
    assert "Plan[2026-03]" in lines[2]


@pytest.mark.parametrize(
    ("part", "book", "words"),
    [
        ("_xmlsignatures/origin.sigs", "", "a digital signature"),
        ("xl/revisions/revisionHeaders.xml", "", "a shared workbook"),
        ("docProps/x.xml", "<workbookProtection lockStructure='1'/>|", "whose structure is protected"),
    ],
)
def test_workbooks_that_writing_would_break_are_read_but_not_written(
    tmp_path: Path, template: Path, part: str, book: str, words: str
) -> None:
    """Rule F5."""
    path = zipped(tmp_path / "book.xlsx", package("", book=book) | {part: b"<x/>"})
    assert "Demand" in Workbook.open(path).tables(["Demand"])
    line = refusal(path, plan())[0]
    assert line.startswith("book.xlsx: expected a workbook that may be written into, found")
    assert words in line


def test_a_strict_workbook_is_not_written(tmp_path: Path, template: Path) -> None:
    """Rule F5."""
    main, strict = b"http://schemas.openxmlformats.org/spreadsheetml/2006", b"http://purl.oclc.org/ooxml/spreadsheetml"
    parts = {name: content.replace(main, strict) for name, content in package("").items()}
    assert "Strict Open XML" in refusal(zipped(tmp_path / "book.xlsx", parts), plan())[0]


def test_a_totals_row_on_an_output_table_is_refused(template: Path) -> None:
    """Rule F5."""
    book = prepared(template, lambda _: None)
    table = contents(book)["xl/tables/table1.xml"].replace(b"<table ", b'<table totalsRowCount="1" ')
    rebuilt(book, {"xl/tables/table1.xml": table})
    assert refusal(book, plan()) == [
        "Plan!A4: Plan: expected no totals row, found one; switch off Total Row in Table Design"
    ]


def test_the_extension_says_what_kind_of_file_it_is(tmp_path: Path, template: Path) -> None:
    """Rule F5: a macro-enabled workbook stays one."""
    book = zipped(tmp_path / "book.xlsm", package(""))
    with pytest.raises(InputError, match=r"out.xlsx: expected the input's extension .xlsm, found .xlsx"):
        Workbook.open(book).write([plan()], tmp_path / "out.xlsx", template)
    Workbook.open(book).write([plan()], tmp_path / "out.xlsm", template)


def test_outputs_that_no_table_can_hold_are_our_mistake(template: Path) -> None:
    book = prepared(template, lambda _: None)
    for headers in (["A", "a"], ["A", ""], ["A"]):
        with pytest.raises(ValueError, match="Plan"):
            Workbook.open(book).write([OutputTable("Plan", headers, [[1.0, 2.0]], 1)], book, template)
