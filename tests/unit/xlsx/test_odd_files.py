"""Files that are right, though no usual writer makes them so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sop_excel.hosts.xlsx.workbook import Workbook
from tests.unit.xlsx.books import contents, costs, plan, rebuilt, template_book
from tests.unit.xlsx.sheets import MAIN, OFFICE, demand, package, zipped

ROWS = (
    "<row r='1'><c r='A1' t='s'><v>0</v></c></row><row r='2'><c r='A2' t='s'><v>0</v></c><c r='B2'><v>5</v></c></row>"
)
SHARED = "<si><t>Größe</t></si>"


def check(path: Path, template: Path) -> None:
    """The file is read, written into, and read again."""
    for file in (path, path.with_stem("out")):
        table = demand(file)
        assert table.headers == ["Größe", "B"]
        assert [list(row) for row in table.rows] == [["Größe", 5.0], [None, None]]
        Workbook.open(file).write([costs()], path.with_stem("out"), template)
    assert Workbook.open(path.with_stem("out")).tables(["CostSummary"])["CostSummary"].rows[1][1] == 42.0


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return template_book(tmp_path / "template.xlsx")


def changed(parts: dict[str, bytes], suffix: str, encoding: str, declared: str) -> dict[str, bytes]:
    """The parts whose names end so, in another encoding."""
    declaration = f'<?xml version="1.0" encoding="{declared}"?>'
    return {
        name: (declaration + content.decode()).encode(encoding) if name.endswith(suffix) else content
        for name, content in parts.items()
    }


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8-sig", "utf-8"), ("utf-16", "UTF-16"), ("iso-8859-1", "ISO-8859-1"), ("cp1252", "windows-1252")],
)
def test_parts_in_any_encoding_are_read(tmp_path: Path, template: Path, encoding: str, declared: str) -> None:
    parts = changed(package(ROWS, shared=SHARED), ".xml", encoding, declared)
    check(zipped(tmp_path / "b.xlsx", parts), template)


def prefixed(content: bytes) -> bytes:
    """The part with prefix ``x:`` on every element of the main namespace."""
    text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", content.decode())
    return text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"').encode()


def test_a_prefix_on_every_element_is_no_obstacle(tmp_path: Path, template: Path) -> None:
    """And what is added has the same prefix."""
    parts = package(ROWS, shared=SHARED)
    parts |= {name: prefixed(content) for name, content in parts.items() if MAIN.encode() in content}
    check(zipped(tmp_path / "b.xlsx", parts), template)
    book = contents(tmp_path / "out.xlsx")["xl/workbook.xml"]
    assert b'<x:sheet name="Costs" sheetId="2"' in book
    assert b"<x:calcPr" in book


def test_absolute_targets_and_names_in_another_case_or_with_backslashes_are_found(
    tmp_path: Path, template: Path
) -> None:
    parts = package(ROWS, shared=SHARED)
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b'Target="worksheets/sheet1.xml"', b'Target="/XL/Worksheets/Sheet1.xml"'
    )
    parts = {name.replace("xl/tables/", "xl\\Tables\\"): content for name, content in parts.items()}
    check(zipped(tmp_path / "b.xlsx", parts), template)


def test_a_strict_workbook_is_read(tmp_path: Path) -> None:
    """Rule F5: reading is fine."""
    strict = "http://purl.oclc.org/ooxml"
    parts = {
        name: content.replace(MAIN.encode(), f"{strict}/spreadsheetml/main".encode()).replace(
            OFFICE.encode(), f"{strict}/officeDocument/relationships".encode()
        )
        for name, content in package(ROWS, shared=SHARED).items()
    }
    assert demand(zipped(tmp_path / "b.xlsx", parts)).rows[0] == ["Größe", 5.0]


def test_a_workbook_without_styles_and_shared_strings_is_enough(tmp_path: Path, template: Path) -> None:
    rows = "<row><c t='inlineStr'><is><t>Größe</t></is></c></row><row><c t='str'><v>Größe</v></c><c><v>5</v></c></row>"
    parts = package(rows)
    del parts["xl/styles.xml"], parts["xl/sharedStrings.xml"]
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = re.sub(rb"<(Override|Relationship) [^>]*(styles|sharedStrings)[^>]*/>", b"", parts[name])
    check(zipped(tmp_path / "b.xlsx", parts), template)


def test_a_chart_that_shows_nothing_of_ours_stays_in_its_encoding(tmp_path: Path, template: Path) -> None:
    """Rule F1, on the sheet of an output table too; one that shows the table is written in UTF-8."""
    name = "xl/charts/chart1.xml"
    for sheet, same in ((b"Other", True), (b"Plan", False)):
        text = contents(template)[name].decode().replace("'Plan'", sheet.decode())
        odd = b"\xef\xbb\xbf" + text.encode()
        book = rebuilt(tmp_path / "b.xlsx", {name: odd}, source=template)
        Workbook.open(book).write([plan()], book, template)
        assert (contents(book)[name] == odd) is same
