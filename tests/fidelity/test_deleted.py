"""An output table that a planner deleted comes back, and everything else stays as it was."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from tests.examples import few
from tests.fidelity.parts import Parts, entries, rels_of
from tests.fidelity.plans import MONTHS, OUTPUTS, expected, input_book, outputs, saved, write

TABLES = outputs(2, MONTHS[:4], rich=True)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planner's workbook with a plan in it."""
    return write(input_book(tmp_path_factory.mktemp("deleted") / "book.xlsx", 2, MONTHS[:4], rich=True), TABLES)


def without_sheet(parts: Parts, sheet: str) -> None:
    """Delete a sheet as Excel does: with all that only it refers to; names for its cells stay as dead ones."""
    name, place = next((name, k) for k, (name, part) in enumerate(parts.sheets().items()) if part == sheet)
    relation = next(key for key, part in parts.targets("xl/workbook.xml").items() if part == sheet)
    parts.change("xl/workbook.xml", rf'<sheet [^>]*r:id="{relation}"[^>]*/>', "")
    parts.change("xl/_rels/workbook.xml.rels", rf'<Relationship [^>]*Id="{relation}"[^>]*/>', "")
    text = parts["xl/workbook.xml"].decode()
    text = re.sub(rf'<definedName [^>]*localSheetId="{place}"[^>]*>[^<]*</definedName>', "", text)
    text = re.sub(r'localSheetId="(\d+)"', lambda m: f'localSheetId="{int(m[1]) - (int(m[1]) > place)}"', text)
    dead = re.compile(rf"(<definedName [^>]*>)('{re.escape(name)}'|{re.escape(name)})!")
    parts["xl/workbook.xml"] = dead.sub(r"\1#REF!", text).encode()
    waiting = [sheet]
    while waiting:
        part = waiting.pop()
        waiting += parts.targets(part).values()
        parts.pop(rels_of(part), None)
        del parts[part]
        parts["[Content_Types].xml"] = re.sub(
            rb'<Override PartName="/%b"[^>]*/>' % part.encode(), b"", parts["[Content_Types].xml"]
        )


def break_formulas(parts: Parts, table: str) -> int:
    """Leave dead references where a formula named the deleted table, as Excel does; how many."""
    mention, broken = re.compile(rf"\b{table}\[(?:[^\[\]]|\[[^\]]*\])*\]"), 0
    for sheet in parts.sheets().values():
        text, count = mention.subn("#REF!", parts[sheet].decode())
        parts[sheet], broken = text.encode(), broken + count
    return broken


def without_table(parts: Parts, name: str) -> None:
    """Turn a table into plain cells."""
    part, sheet = parts.table(name), parts.sheet_of(name)
    parts.without_tables(sheet)
    parts.change("[Content_Types].xml", rf'<Override PartName="/{part}"[^>]*/>', "")
    del parts[part]


def test_the_plan_is_there_before(planned: Path) -> None:
    assert saved(planned) == expected(TABLES)


@pytest.mark.parametrize("name", few(OUTPUTS, lambda name: name in ("Plan", "CapacityUse", "ProductChart")))
def test_a_deleted_sheet_comes_back_at_the_end(name: str, planned: Path, tmp_path: Path) -> None:
    """Rule F3: with its table, names and charts, and no other sheet, table or chart changes but by what it shows."""
    parts = Parts.of(planned)
    sheet = parts.sheet_of(name)
    title = next(title for title, part in parts.sheets().items() if part == sheet)
    names = sorted(re.findall(r"<definedName .*?</definedName>", _unplaced(parts)))
    without_sheet(parts, sheet)
    book = parts.save(tmp_path / "book.xlsx")
    write(book, TABLES)
    after = Parts.of(book)
    assert list(after.sheets())[-1] == title
    assert saved(book) == expected(TABLES)
    assert sorted(re.findall(r"<definedName .*?</definedName>", _unplaced(after))) == names
    gone = {part for part, content in parts.items() if after.get(part) != content}
    assert gone <= {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    assert not any(b"#REF!" in content for content in after.values())
    assert sorted(openpyxl.load_workbook(book).sheetnames) == sorted(openpyxl.load_workbook(planned).sheetnames)
    first = entries(book)
    write(book, TABLES)
    assert entries(book) == first


def _unplaced(parts: Parts) -> str:
    """The workbook part without the places of sheets, which change as sheets move to the end."""
    return re.sub(r' localSheetId="\d+"', "", parts["xl/workbook.xml"].decode())


@pytest.mark.parametrize("name", few(OUTPUTS, lambda name: name in ("Plan", "CapacityUse", "ProductChart")))
def test_a_table_that_became_plain_cells_comes_back_beside_them(name: str, planned: Path, tmp_path: Path) -> None:
    """Rule F3: the sheet that has the name is the planner's now, and stays to the byte."""
    parts = Parts.of(planned)
    sheet = parts.sheet_of(name)
    title = next(title for title, part in parts.sheets().items() if part == sheet)
    without_table(parts, name)
    book = parts.save(tmp_path / "book.xlsx")
    write(book, TABLES)
    after = Parts.of(book)
    assert list(after.sheets())[-1] == f"{title} (2)"
    assert after[sheet] == parts[sheet]
    openpyxl.load_workbook(book)
    assert saved(book) == expected(TABLES)


def test_all_of_them_come_back_together(planned: Path, tmp_path: Path) -> None:
    parts = Parts.of(planned)
    for name in OUTPUTS:
        without_sheet(parts, parts.sheet_of(name))
    book = write(parts.save(tmp_path / "book.xlsx"), TABLES)
    assert saved(book) == expected(TABLES)
    assert list(Parts.of(book).sheets()) == list(Parts.of(planned).sheets())


@pytest.mark.parametrize("name", ["Plan", "Demand"])
def test_formulas_in_our_tables_that_the_deletion_broke_are_whole_again(
    name: str, planned: Path, tmp_path: Path
) -> None:
    """They are written anew with every plan, whatever stands there."""
    parts = Parts.of(planned)
    if name in OUTPUTS:
        without_sheet(parts, parts.sheet_of(name))
    assert break_formulas(parts, name) > 0
    book = write(parts.save(tmp_path / "book.xlsx"), TABLES)
    whole = {sheet.title: sheet for sheet in openpyxl.load_workbook(planned).worksheets}
    for sheet in openpyxl.load_workbook(book).worksheets:
        for table in sheet.tables.values():
            if table.name in OUTPUTS:
                formulas = [[cell.value for cell in row] for row in sheet[table.ref]]
                assert formulas == [[cell.value for cell in row] for row in whole[sheet.title][table.ref]]
