"""A planner's file is hers: whatever is not an output stays byte for byte."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.domain.table import OutputTable, Value
from sop_excel.hosts.xlsx.workbook import Workbook
from tests.examples import examples
from tests.unit.xlsx.books import contents, costs, plan, planner_book, rebuilt, template_book

FOREIGN: dict[str, bytes] = {
    "xl/media/image1.png": b"\x89PNG\r\n" + bytes(range(256)),
    "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not really",
    "customXml/item1.xml": b"<?xml version='1.0'?>\r\n<mine  xmlns='urn:x'><!-- kept --></mine>",
    "xl/pivotTables/pivotTable1.xml": b"<pivotTableDefinition/>",
    "xl/pivotCache/pivotCacheDefinition1.xml": b"<pivotCacheDefinition/>",
    "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments/>",
    "xl/persons/person.xml": b"<personList/>",
    "xl/printerSettings/printerSettings1.bin": os.urandom(300),
    "xl/ctrlProps/ctrlProp1.xml": b"<formControlPr/>",
    "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
    "xl/slicers/slicer1.xml": b"<slicers/>",
    "xl/charts/chart9.xml": b"<notOurs/>",
    "xl/charts/chart1.xml": b"<alsoNotOurs/>",
    "docMetadata/LabelInfo.xml": b"<labels/>",
    "empty.bin": b"",
}
WORKBOOK = (
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    b'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x15 xr" '
    b'xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" xmlns:xr="urn:xr">'
    b'<fileVersion appName="xl"/><workbookPr codeName="ThisWorkbook"/><mc:AlternateContent><mc:Choice Requires="x15">'
    b'<x15ac:absPath url="C:\\mine\\" xmlns:x15ac="urn:x15ac"/></mc:Choice></mc:AlternateContent>'
    b"<sheets><sheet name='My demand' sheetId='7' r:id='rId1'/></sheets><definedNames><definedName name='Mine'>"
    b"'My demand'!$A$1</definedName></definedNames>\n<calcPr calcId='191029'/>"
    b"<extLst><ext uri='{x}'><x15:thing/></ext></extLst></workbook>"
)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return template_book(tmp_path / "template.xlsx")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook full of parts that we know nothing of."""
    path = rebuilt(planner_book(tmp_path / "book.xlsx"), {**FOREIGN, "xl/workbook.xml": WORKBOOK})
    parts = contents(path)
    calculation = {"xl/calcChain.xml": b"<calcChain/>"}
    override = (
        b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.calcChain+xml"/></Types>'
    )
    relation = (
        b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" '
        b'Target="calcChain.xml"/></Relationships>'
    )
    types = parts["[Content_Types].xml"].replace(b"</Types>", override)
    relations = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation)
    more = {"[Content_Types].xml": types, "xl/_rels/workbook.xml.rels": relations}
    return rebuilt(path, calculation | more)


def test_every_foreign_part_stays_byte_for_byte_and_in_order(book: Path, template: Path) -> None:
    """Rule F1; of the planner's parts only those of rule F2 change."""
    before = contents(book)
    Workbook.open(book).write([plan(), costs()], book, template)
    after = contents(book)
    changed = {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "docProps/app.xml",
    }
    assert {name for name in before if before[name] != after.get(name)} == changed | {"xl/calcChain.xml"}
    kept = [name for name in before if name != "xl/calcChain.xml"]
    assert list(after)[: len(kept)] == kept
    assert not any(b"calcChain" in content for content in after.values())


def test_what_is_added_to_a_part_leaves_the_rest_as_it_was(book: Path, template: Path) -> None:
    Workbook.open(book).write([costs()], book, template)
    new = contents(book)["xl/workbook.xml"]
    added = b'<sheet name="Costs" sheetId="8" r:id="rId4"/>'
    assert added in new
    assert new.replace(added, b"").replace(b' fullCalcOnLoad="1" calcCompleted="1"', b"") == WORKBOOK


def test_entries_keep_their_dates_and_attributes(book: Path, template: Path) -> None:
    with zipfile.ZipFile(book, "a") as package:
        info = zipfile.ZipInfo("stored.txt", (2001, 2, 3, 4, 5, 6))
        info.external_attr, info.compress_type = 0o644 << 16, zipfile.ZIP_STORED
        package.writestr(info, b"as it is")
        package.comment = b"mine"
    Workbook.open(book).write([costs()], book, template)
    with zipfile.ZipFile(book) as package:
        info = package.getinfo("stored.txt")
        assert (info.date_time, info.external_attr >> 16) == ((2001, 2, 3, 4, 5, 6), 0o644)
        assert info.compress_type == zipfile.ZIP_STORED
        assert package.getinfo("xl/worksheets/sheet2.xml").date_time == (1980, 1, 1, 0, 0, 0)
        assert package.comment == b"mine"


def test_the_same_plan_again_changes_nothing(book: Path, template: Path) -> None:
    """Rule F8: the second file equals the first, to the last byte."""
    Workbook.open(book).write([plan(), costs()], book, template)
    first = book.read_bytes()
    Workbook.open(book).write([plan(), costs()], book, template)
    assert book.read_bytes() == first


def test_another_number_changes_its_cell_alone(book: Path, template: Path) -> None:
    """Rule F8."""
    Workbook.open(book).write([plan(), costs(42.0)], book, template)
    first = contents(book)
    Workbook.open(book).write([plan(), costs(44.0)], book, template)
    second = contents(book)
    changed = [name for name in second if second[name] != first[name]]
    assert changed == ["xl/worksheets/sheet3.xml"]
    assert second[changed[0]].replace(b"<v>44<", b"<v>42<").replace(b"<v>22<", b"<v>21<") == first[changed[0]]


def test_asking_for_calculation_makes_no_value_doubtful(book: Path, template: Path) -> None:
    """We ask for it because of our own cells; the planner's formulas are as sure as before (rules R10, F8)."""
    Workbook.open(book).write([costs()], book, template)
    assert b"fullCalcOnLoad" in contents(book)["xl/workbook.xml"]
    parts = contents(book)
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'<c r="C4" t="n"><v>', b'<c r="C4"><f>5+5</f><v>')
    assert sheet != parts["xl/worksheets/sheet1.xml"]
    rebuilt(book, {"xl/worksheets/sheet1.xml": sheet})
    assert Workbook.open(book).tables(["Demand"])["Demand"].unsure == frozenset()


texts = st.text(max_size=8)
cells = st.one_of(st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), texts)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook that has a plan of three periods, beside its template."""
    folder = tmp_path_factory.mktemp("planned")
    book = planner_book(folder / "book.xlsx")
    Workbook.open(book).write([plan()], book, template_book(folder / "template.xlsx"))
    return book


@examples(50)
@given(st.lists(st.tuples(texts, texts, cells, cells), min_size=1, max_size=5))
def test_what_is_written_is_read_back(planned: Path, rows: list[tuple[Value, ...]]) -> None:
    """Any text and any number survives the way into the file and back, and twice is as good as once."""
    first, second = planned.with_name("first.xlsx"), planned.with_name("second.xlsx")
    output = OutputTable("Plan", ["Product", "Measure", "P0", "Total"], rows, 2, 1, "Measure")
    Workbook.open(planned).write([output], first, planned)
    table = Workbook.open(first).tables(["Plan"])["Plan"]
    assert [list(row) for row in table.rows] == [[seen(value) for value in row] for row in rows]
    Workbook.open(first).write([output], second, planned)
    assert second.read_bytes() == first.read_bytes()


def seen(value: Value) -> Value:
    """How a value comes back: empty text as a blank, characters that no text can hold replaced."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "replace").decode("utf-16-le") or None
    return value
