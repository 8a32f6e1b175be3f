"""``sop-excel add``: a table or a column that a workbook lacks, as the full template has it; all else stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.contract.schema import INPUT_TABLES
from sop_excel.languages import LANGUAGES
from sop_excel.own_places import HOME, KEEP_COPIES
from sop_excel.shipped import DONOR, in_language, resource
from tests.commands import sop_excel
from tests.fidelity.parts import entries
from tests.unit.templates.books import headers, place
from tests.workbooks import make_workbook

# What says which sheets, tables and styles there are; a new sheet is entered there.
LISTS = ("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
TABLES = [table for table in INPUT_TABLES if not table.later]
OWN: dict[str, list[list[object]]] = {
    "Products": [["Product", "Production cost"], ["A", 2.0]],
    "Demand": [["Product", "May", "June"], ["A", 5.0, 6.0]],
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    assert sop_excel("new", "multi", path).status == 0
    return path


def rules(sheet: Any, row: int) -> list[tuple[str, str]]:
    """(header, rule) of the cells of a row."""
    found = [
        (cell.column_letter, str(rule.formula1))
        for cell in sheet[row]
        for rule in sheet.data_validations.dataValidation
        if cell.coordinate in rule.sqref
    ]
    return [(sheet[f"{letter}{row - 1}"].value, formula) for letter, formula in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_comes_as_the_full_template_has_it(language: str, tmp_path: Path) -> None:
    """Sheet, headers, notes and rules, in the language of the workbook, with nothing in it."""
    path = tmp_path / "plan.xlsx"
    assert sop_excel("new", "multi", path, "--language", language).status == 0
    assert sop_excel("add", "bill of materials", path).status == 0
    mine, full = (openpyxl.load_workbook(p) for p in (path, resource(in_language(DONOR, language))))
    (sheet, _, top, _, _), (model, *_) = place(mine, "BillOfMaterials"), place(full, "BillOfMaterials")
    assert sheet.title == model.title
    assert [cell.comment.text for cell in sheet[top]] == [cell.comment.text for cell in model[top]]
    assert rules(sheet, top + 1) == rules(model, top + 1)
    assert {cell.value for cell in sheet[top + 1]} == {None}


def test_nothing_else_changes_and_undo_goes_back(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte for byte, but for the lists that name the sheets."""
    monkeypatch.setenv(HOME, str(tmp_path / "own"))
    monkeypatch.delenv(KEEP_COPIES)
    before = entries(book)
    assert sop_excel("add", "Receipts", book).status == 0
    after = entries(book)
    assert {name for name in before if before[name] != after[name]} <= set(LISTS)
    assert sop_excel("undo", book).status == 0
    assert entries(book) == before


def test_a_wide_table_has_the_periods_of_demand(tmp_path: Path) -> None:
    """In a workbook of the planner's own, which lacks everything else; the plan stays the same."""
    path = make_workbook(tmp_path / "book.xlsx", OWN)
    assert sop_excel("add", "FirmProduction", path).status == 0
    assert headers(openpyxl.load_workbook(path), "FirmProduction") == ["Product", "May", "June"]
    assert sop_excel("optimize", path, "--json").answer["total_cost"] == 22


@pytest.mark.parametrize("table", [table.name for table in TABLES if table.name not in OWN])
def test_every_table_can_be_brought_and_the_workbook_is_read(table: str, tmp_path: Path) -> None:
    """A table with nothing in it is as none; its drop-downs find their lists."""
    path = make_workbook(tmp_path / "book.xlsx", OWN)
    assert sop_excel("add", table, path).status == 0
    assert sop_excel("check", path).status == 0


def test_a_column_comes_with_rule_unit_and_note(book: Path) -> None:
    """At the right end of its table, in the look of its neighbour; the rows stay."""
    assert sop_excel("add", "Products.shelf life", book).status == 0
    mine, full = (openpyxl.load_workbook(p) for p in (book, resource(DONOR)))
    (sheet, _, top, right, _), (model, *_) = place(mine, "Products"), place(full, "Products")
    column = headers(full, "Products").index("Shelf life") + 1
    assert headers(mine, "Products")[-1] == "Shelf life"
    for row in (top - 1, top):
        assert sheet.cell(row, right).value == model.cell(row, column).value
    assert sheet.cell(top, right).comment.text == model.cell(top, column).comment.text
    assert dict(rules(sheet, top + 1))["Shelf life"] == dict(rules(model, top + 1))["Shelf life"]
    assert sheet.cell(top + 1, right).fill.start_color.rgb == sheet.cell(top + 1, right - 1).fill.start_color.rgb
    assert [sheet.cell(top + n, 1).value for n in (1, 2, 3)] == ["SKU-001", "SKU-002", "SKU-003"]


def test_a_column_that_names_another_table_says_so(book: Path) -> None:
    assert "sop-excel add Families brings it" in sop_excel("add", "Products[Family]", book).err


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("Recepits", "did you mean 'Receipts'?"),
        ("Products.Shelflive", "did you mean 'Shelf life'?"),
        ("Plan", "the tables are Products"),
        ("Demand", "Demand already; fill it"),
        ("Products.Holding cost", "Products[Holding cost] already; fill that column"),
        ("Demand.Class", "insert a column left of the periods, and head it Class"),
    ],
)
def test_what_cannot_come_is_said_and_nothing_changes(what: str, told: str, book: Path) -> None:
    """The nearest name, or that it is there already and where."""
    before = book.read_bytes()
    ran = sop_excel("add", what, book)
    assert (ran.status, told in ran.err) == (2, True), ran.err
    assert book.read_bytes() == before


def test_only_one_template_has_everything(tmp_path: Path) -> None:
    """The others are told how to go on."""
    assert sop_excel("new", "multi", tmp_path / "full.xlsx", "--full").status == 0
    assert (tmp_path / "full.xlsx").read_bytes() == resource(DONOR).read_bytes()
    ran = sop_excel("new", "single", tmp_path / "one.xlsx", "--full")
    assert (ran.status, (tmp_path / "one.xlsx").exists()) == (2, False)
    assert "start with multi --full, or bring what you need with sop-excel add" in ran.err
