"""References by addresses to columns that are about to vanish, and slicers of them, are refused (rule O4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.sheet_formulas import formulas
from sop_excel.hosts.xlsx.workbook import Workbook
from tests.unit.xlsx.books import PERIODS, contents, plan, rebuilt, template_book

KEPT, GONE = ("2026-01", "2026-03"), "2026-02"  # of columns C, D and E the middle one
X14 = b"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = b"http://schemas.microsoft.com/office/excel/2006/main"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return template_book(tmp_path / "template.xlsx")


def prepared(template: Path, change: Callable[[openpyxl.Workbook], object]) -> Path:
    """The template, whose table Plan is at A4:F7, after a change of the planner's."""
    loaded = openpyxl.load_workbook(template)
    loaded.create_sheet("Mine")
    change(loaded)
    path = template.with_name("book.xlsx")
    loaded.save(path)
    return path


def refused(book: Path) -> list[str]:
    """What is said against a plan without the second period; the file is as it was."""
    before = book.read_bytes()
    try:
        Workbook.open(book).write([plan(periods=KEPT)], book, book.with_name("template.xlsx"))
    except InputError as error:
        assert book.read_bytes() == before
        return [str(issue) for issue in error.issues]
    return []


@pytest.mark.parametrize(
    ("gone", "stays"),
    [
        ("=Plan!D5", "=Plan!C5"),
        ("=Plan!$D$4", "=Plan!$D$3"),
        ("=SUM(Plan!C5:D7)", "=SUM(Plan!C5:E7)"),
        ("=SUM(Plan!D:D)", "=SUM(Plan!G:G)"),
        ("=SUM(Plan!D8:E6)", "=SUM(Plan!D8:E9)"),
        ("='Plan'!D5", "='Other'!D5"),
        ('=INDIRECT("Plan!D5")', '="Plan!D5"'),
        ("=SUM(Plan:Costs!D5)", "=SUM(Costs:Mine!D5)"),
        ("=SUM(plan!d5)", "=SUM(Plan!5:5)"),
    ],
)
def test_a_formula_is_refused_if_it_begins_or_ends_in_the_column(template: Path, gone: str, stays: str) -> None:
    """And beside it is one that the plan does not break: it spans the column, or is of another cell or sheet."""

    def fill(book: openpyxl.Workbook) -> None:
        book["Mine"]["B2"], book["Mine"]["B3"] = gone, stays

    (line,) = refused(prepared(template, fill))
    assert line == (
        f"Mine!B2: expected no reference to Plan[{GONE}], a column that this plan does not have, found {gone}; "
        "change the formula, or keep the column's period in table Demand"
    )


def test_without_a_column_that_vanishes_every_reference_is_welcome(template: Path) -> None:
    book = prepared(template, lambda book: book["Mine"].__setitem__("B2", "=Plan!D5"))
    Workbook.open(book).write([plan(periods=(*PERIODS, "2026-04"))], book, template)


def test_formulas_beside_the_table_name_no_sheet(template: Path) -> None:
    """Those on the table's own sheet; a formula within the table is ours."""

    def fill(book: openpyxl.Workbook) -> None:
        book["Plan"]["H5"], book["Plan"]["H6"], book["Plan"]["F7"] = "=D5", "=C5", "=D7"
        book["Mine"]["H5"] = "=D5"

    assert [line.split(":")[0] for line in refused(prepared(template, fill))] == ["Plan!H5"]


def test_names_rules_and_drop_downs_count(template: Path) -> None:
    """Print ranges do not: they are no formula of hers, and show what is there."""

    def fill(book: openpyxl.Workbook) -> None:
        book.defined_names["Near"] = DefinedName("Near", attr_text="Plan!$D$5:$D$7")
        book.defined_names["Far"] = DefinedName("Far", attr_text="Plan!$C$5:$C$7")
        book["Plan"].print_area = "A1:D7"
        book["Mine"].conditional_formatting.add("B2:C3", FormulaRule(["Plan!C5>1"]))
        book["Mine"].conditional_formatting.add("B5:C6", FormulaRule(["Plan!$C5>1"]))
        choice = DataValidation("list", formula1="Plan!$D$5:$D$7")
        choice.add("E2")
        book["Mine"].add_data_validation(choice)

    lines = refused(prepared(template, fill))
    assert [line.split(":")[0] for line in lines] == ["name Near", "Mine!B2", "Mine!E2"]


def test_rules_of_newer_versions_are_found_with_their_cells(template: Path) -> None:
    """They name their cells behind the formulas; a sparkline shows whatever is there, as a chart does."""
    book = prepared(template, lambda book: book["Mine"].__setitem__("B9", 1))
    name = "xl/worksheets/sheet3.xml"
    tail = (
        b'<extLst><ext uri="{a}" xmlns:x14="%b" xmlns:xm="%b"><x14:conditionalFormattings><x14:conditionalFormatting>'
        b"<x14:cfRule><xm:f>Plan!$D$5</xm:f></x14:cfRule><xm:sqref>B3</xm:sqref></x14:conditionalFormatting>"
        b"<x14:conditionalFormatting><x14:cfRule><xm:f>Plan!$C$5</xm:f></x14:cfRule><xm:sqref>B4</xm:sqref>"
        b"</x14:conditionalFormatting></x14:conditionalFormattings><x14:dataValidations><x14:dataValidation>"
        b"<x14:formula1><xm:f>Plan!$D$5:$D$7</xm:f></x14:formula1><xm:sqref>B5 B7</xm:sqref></x14:dataValidation>"
        b"</x14:dataValidations><x14:sparklines><x14:sparkline><xm:f>Plan!C5:D5</xm:f><xm:sqref>B6</xm:sqref>"
        b"</x14:sparkline></x14:sparklines></ext></extLst></worksheet>" % (X14, XM)
    )
    rebuilt(book, {name: contents(book)[name].replace(b"</worksheet>", tail)})
    assert [line.split(":")[0] for line in refused(book)] == ["Mine!B3", "Mine!B5"]


@pytest.mark.parametrize(("places", "first"), [("H:I", "H1"), ("2:3 H9", "A2"), ("B2:C3 H9", "B2"), ("", "A1")])
def test_a_rule_may_be_for_any_cells(template: Path, places: str, first: str) -> None:
    """For whole columns and rows, as some writers state them."""
    book = prepared(template, lambda book: book["Mine"].conditional_formatting.add("B9", FormulaRule(["Plan!$D$5"])))
    name = "xl/worksheets/sheet3.xml"
    rebuilt(book, {name: contents(book)[name].replace(b'sqref="B9"', f'sqref="{places}"'.encode())})
    assert [line.split(":")[0] for line in refused(book)] == [f"Mine!{first}"]


def test_of_cells_that_share_a_formula_each_is_named(template: Path) -> None:
    """Only one of them states it."""
    book = prepared(template, lambda book: book["Mine"].__setitem__("B2", 1))
    name = "xl/worksheets/sheet3.xml"
    row = (
        b'<row r="2"><c r="B2"><f t="shared" ref="B2:E2" si="0">Plan!C5</f><v>1</v></c><c r="C2"><f t="shared" si="0"/>'
        b'<v>1</v></c><c r="D2"><f t="shared" si="0"></f><v>1</v></c></row>'
    )
    rebuilt(book, {name: re.sub(rb'<row r="2".*?</row>', row, contents(book)[name])})
    (line,) = refused(book)
    assert line.startswith("Mine!C2: ")
    assert "found =Plan!D5;" in line


@pytest.mark.parametrize(("column", "lines"), [(b"4", 1), (b"3", 0), (b"2", 0)])
def test_a_slicer_of_a_vanishing_column_is_refused(template: Path, column: bytes, lines: int) -> None:
    """It knows the column by its number in the table, and Excel finds a file damaged in which that is gone."""
    book = prepared(template, lambda _: None)
    parts = contents(book)
    slicer = (
        b'<slicerCacheDefinition xmlns="%b" name="Slicer_1" sourceName="2026-02"><extLst><ext uri="{b}" '
        b'xmlns:x15="urn:x15"><x15:tableSlicerCache tableId="1" column="%b"/></ext></extLst></slicerCacheDefinition>'
    )
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2007/relationships/slicerCache" '
        b'Target="slicerCaches/slicerCache1.xml"/></Relationships>'
    )
    rels = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation)
    cache = slicer % (X14, column)
    rebuilt(book, {"xl/slicerCaches/slicerCache1.xml": cache, "xl/_rels/workbook.xml.rels": rels})
    found = refused(book)
    assert len(found) == lines
    assert contents(book)["xl/slicerCaches/slicerCache1.xml"] == cache
    if found:
        assert found[0] == (
            "slicer 2026-02: expected no slicer of Plan[2026-02], a column that this plan does not have, found "
            "Slicer_1; delete the slicer, or keep the column's period in table Demand"
        )


CELLS = [
    '<c r="A{0}"><v>1</v></c>', '<c r="B{0}" s="1" t="str"><f>Plan!C{0}&amp;"&lt;f&gt;"</f><v>x</v></c>',
    '<c r="C{0}" t="inlineStr"><is><t>&gt;&lt;f&gt;</t></is></c>',
    '<c r="D{0}"><f t="shared" ref="D1:D9" si="1">A{0}</f></c>',
    '<c r="E{0}"><f t="shared" si="1"/><v>1</v></c>', '<c r="F{0}"/>', '<c r="G{0}"><f/></c>', '<c s="1"><f>H1</f></c>',
]  # fmt: skip


@given(st.lists(st.lists(st.sampled_from(CELLS), unique=True), min_size=1, max_size=4))
def test_formulas_are_found_whether_or_not_the_other_cells_are_parsed(rows: list[list[str]]) -> None:
    """A comment in front of the rows makes the parser see every cell."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = "".join(
        f'<row r="{number}">{"".join(sorted(row)).format(number)}</row>' for number, row in enumerate(rows, 1)
    )
    plain, commented = (
        f'<worksheet xmlns="{main}">{comment}<sheetData>{body}</sheetData><conditionalFormatting sqref="A1"><cfRule>'
        "<formula>Plan!D5</formula></cfRule></conditionalFormatting></worksheet>".encode()
        for comment in ("", "<!-- -->")
    )
    found = formulas(plain)
    assert found == formulas(commented)
    assert found[-1].text == "Plan!D5"


def test_an_address_means_the_month_that_has_its_place_when_the_months_roll_on(template: Path) -> None:
    """A dashboard's =Plan!C5 means this month; of fewer months it and a sum of all would mean others."""

    def told(formula: str, periods: tuple[str, ...]) -> bool:
        book = prepared(template, lambda loaded: loaded["Mine"].cell(1, 1, formula))
        try:
            Workbook.open(book).write([plan(periods=periods)], book, template)
        except InputError:
            return True
        return False

    rolled = (*PERIODS[1:], "2026-04")
    assert not told("=SUM(Plan!C5:E5)", rolled)
    assert not told("=SUM(Plan!$C5:$E7)", rolled)
    assert not told("=SUM(Plan!C5:D5)", rolled)
    assert not told("=Plan!C5", rolled)
    assert told("=Plan!C5", PERIODS[1:])
    assert told("=SUM(Plan!C5:E5)", PERIODS[1:])
