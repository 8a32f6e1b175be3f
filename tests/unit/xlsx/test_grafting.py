"""Output sheets that come from the template because the workbook lacks them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.workbook import Workbook
from tests.unit.xlsx.books import contents, costs, plan, planner_book, rebuilt, template_book
from tests.unit.xlsx.sheets import TYPE


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return template_book(tmp_path / "template.xlsx")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return planner_book(tmp_path / "book.xlsx")


def test_a_missing_table_comes_with_its_whole_sheet(book: Path, template: Path) -> None:
    """Rule F3: formats, rules, drop-down, note, chart and print settings come too."""
    Workbook.open(book).write([plan(), costs()], book, template)
    loaded = openpyxl.load_workbook(book)
    assert loaded.sheetnames == ["My demand", "Plan", "Costs"]
    sheet, original = loaded["Plan"], openpyxl.load_workbook(template)["Plan"]
    assert sheet["A1"].font.name == "Arial"
    assert sheet["C5"].fill.fgColor.rgb == original["C5"].fill.fgColor.rgb
    assert sheet["C5"].number_format == "#,##0.0"
    assert sheet["B4"].comment.text == original["B4"].comment.text
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.print_area == "'Plan'!$A$1:$F$7"
    assert sheet.column_dimensions["A"].width == 20
    assert sheet.freeze_panes == "C5"
    assert sheet.data_validations.dataValidation[0].formula1 == "Choices"
    assert len(sheet._charts) == 1
    rule = next(iter(sheet.conditional_formatting)).rules[0]
    assert rule.dxf.fill.bgColor.rgb == "00FF0000"
    assert loaded["Costs"]["A2"].value == "=Plan!A4"


def test_only_the_names_that_the_sheets_use_come_with_them(book: Path, template: Path) -> None:
    Workbook.open(book).write([plan(), costs()], book, template)
    assert list(openpyxl.load_workbook(book).defined_names) == ["Choices"]


def test_only_the_missing_tables_sheets_are_grafted(book: Path, template: Path) -> None:
    Workbook.open(book).write([costs()], book, template)
    assert openpyxl.load_workbook(book).sheetnames == ["My demand", "Costs"]
    Workbook.open(book).write([costs(1.0), plan()], book, template)
    assert openpyxl.load_workbook(book).sheetnames == ["My demand", "Costs", "Plan"]


def test_no_sheet_is_selected_but_the_planners(book: Path, template: Path) -> None:
    sheet = contents(template)["xl/worksheets/sheet1.xml"].replace(b"<sheetView ", b'<sheetView tabSelected="1" ')
    rebuilt(template, {"xl/worksheets/sheet1.xml": sheet})
    Workbook.open(book).write([plan()], book, template)
    assert b"tabSelected" not in contents(book)["xl/worksheets/sheet2.xml"]


def test_a_sheet_whose_name_is_taken_gets_a_number_and_its_references_follow(book: Path, template: Path) -> None:
    """Rule F3; the planner's own sheet stays what it was."""
    loaded = openpyxl.load_workbook(book)
    loaded.create_sheet("PLAN")["A4"] = "mine"
    loaded.save(book)
    Workbook.open(book).write([plan(), costs()], book, template)
    written = openpyxl.load_workbook(book)
    assert written.sheetnames == ["My demand", "PLAN", "Plan (2)", "Costs"]
    assert written["PLAN"]["A4"].value == "mine"
    assert written["Costs"]["A2"].value == "='Plan (2)'!A4"
    assert written.defined_names["Choices"].attr_text == "'Plan (2)'!$A$5:$A$7"
    assert written["Plan (2)"].print_title_rows == "$4:$4"
    references = re.findall(r"<f>(.*?)</f>", contents(book)["xl/charts/chart1.xml"].decode())
    assert {reference.partition("!")[0] for reference in references} == {"'Plan (2)'"}


def test_ids_of_the_workbook_never_change_and_new_ones_are_free(book: Path, template: Path) -> None:
    """Rule F2: styles are appended, sheet, table and relationship ids are new."""
    loaded = openpyxl.load_workbook(book)
    loaded.active["A1"].number_format = "0.000 kg"
    loaded.save(book)
    before = contents(book)
    Workbook.open(book).write([plan(), costs()], book, template)
    after = contents(book)
    for family in ("numFmts", "fonts", "fills", "borders", "cellXfs"):
        pattern = rf"<{family}[^>]*>(.*?)</{family}>".encode()
        old, new = (re.search(pattern, parts["xl/styles.xml"], re.DOTALL) for parts in (before, after))
        assert old
        assert new
        assert new[1].startswith(old[1])
    ids = re.findall(rb'<table [^>]*?\bid="(\d+)"', b"".join(c for n, c in after.items() if "/tables/" in n))
    assert len(set(ids)) == len(ids) == 3
    counts = re.search(rb'<cellXfs count="(\d+)">(.*?)</cellXfs>', after["xl/styles.xml"], re.DOTALL)
    assert counts
    assert int(counts[1]) == counts[2].count(b"<xf ")


def test_a_sheet_that_was_deleted_comes_back_without_new_styles(book: Path, template: Path) -> None:
    """Equal styles are shared; a name of the template that lost its sheet finds it again."""
    Workbook.open(book).write([plan()], book, template)
    parts = contents(book)
    table = parts["xl/tables/table2.xml"].replace(b'"Plan"', b'"Old"')
    dead = parts["xl/workbook.xml"].replace(b"Plan!$A$5:$A$7", b"#REF!")
    rebuilt(book, {"xl/tables/table2.xml": table, "xl/workbook.xml": dead})
    Workbook.open(book).write([plan()], book, template)
    loaded = openpyxl.load_workbook(book)
    assert loaded.sheetnames[1:] == ["Plan", "Plan (2)"]
    assert loaded.defined_names["Choices"].attr_text == "'Plan (2)'!$A$5:$A$7"
    assert contents(book)["xl/styles.xml"] == parts["xl/styles.xml"]


def test_every_new_part_has_a_content_type_and_every_relationship_a_target(book: Path, template: Path) -> None:
    Workbook.open(book).write([plan(), costs()], book, template)
    parts = contents(book)
    types = parts["[Content_Types].xml"].decode()
    defaults = set(re.findall(r'Extension="(\w+)"', types))
    for name in parts:
        if name != "[Content_Types].xml":
            assert f'PartName="/{name}"' in types or name.rpartition(".")[2] in defaults - {"xml"}, name
    assert types.count(f"{TYPE}.worksheet+xml") == 3
    for name, content in parts.items():
        if name.endswith(".rels"):
            for target in re.findall(r'Target="/([^"]*)"', content.decode()):
                assert target in parts


def with_name(book: Path, name: str) -> Path:
    """The workbook with a name for one of the planner's cells."""
    loaded = openpyxl.load_workbook(book)
    loaded.defined_names[name] = DefinedName(name, attr_text="'My demand'!$A$1")
    loaded.save(book)
    return book


def test_a_name_that_stands_for_something_else_is_refused(book: Path, template: Path) -> None:
    """Rule F3, in any case."""
    with pytest.raises(InputError, match=r"Plan: expected the name Plan free.*found name PLAN; rename it"):
        Workbook.open(with_name(book, "PLAN")).write([plan()], book, template)


def test_a_name_that_the_template_needs_and_the_planner_uses_is_refused(book: Path, template: Path) -> None:
    with pytest.raises(InputError, match="choices: expected the name choices free"):
        Workbook.open(with_name(book, "choices")).write([plan()], book, template)


def test_a_table_that_no_template_has_is_our_mistake(book: Path, tmp_path: Path) -> None:
    """One that the donor lacks comes from the usual template."""
    donor = planner_book(tmp_path / "other.xlsx")
    with pytest.raises(ValueError, match="no table Nobodys"):
        Workbook.open(book).write([replace(plan(), name="Nobodys")], book, donor)
    Workbook.open(book).write([plan()], book, donor)
    assert Workbook.open(book).table_names() == ["Demand", "Plan"]


def test_shared_text_becomes_inline_text(book: Path, template: Path) -> None:
    Workbook.open(book).write([plan()], book, template)
    assert b't="s"' not in contents(book)["xl/worksheets/sheet2.xml"]
    assert openpyxl.load_workbook(book)["Plan"]["A1"].value == "Master plan"
