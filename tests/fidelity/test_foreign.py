"""A workbook full of things that are not ours comes through a run with every one of them as it was, to the byte."""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

import pytest

from sop_excel.hosts.xlsx.workbook import Workbook
from tests.fidelity.foreign import foreign_book, picture
from tests.fidelity.parts import MAIN, MICROSOFT, SHEET_TAIL, Parts, entries, loaded
from tests.fidelity.plans import MONTHS, OUTPUTS, outputs, run, write

ANNOUNCED = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "docProps/app.xml",
}
SHAPES = [(5, MONTHS[:13], True), (1, MONTHS[:1], False), (3, MONTHS[2:8], True), (2, MONTHS[:4], False)]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return foreign_book(tmp_path_factory.mktemp("foreign") / "book.xlsm")


@pytest.fixture(scope="module")
def planned(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the same name, since it is the plan's."""
    return run(book, tmp_path_factory.mktemp("planned") / book.name)


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """The entries of before that are gone or different."""
    return {name for name, content in before.items() if after.get(name) != content}


def test_the_workbook_has_what_it_says(book: Path) -> None:
    """So that the comparisons below compare something."""
    names = " ".join(entries(book))
    kinds = (
        "media", "pivotTable", "pivotCacheRecords", "slicerCache", "slicers", "threadedComment", "persons", "ctrlProps",
        "featurePropertyBag", "richData", "metadata", "vbaProject", "customXml", "customUI", "externalLinks",
        "printerSettings", "chartsheets", "charts", "comments", "vmlDrawing", "docProps/custom", "docMetadata", "mine/",
    )  # fmt: skip
    assert [kind for kind in kinds if kind not in names] == []
    sheets = b"".join(content for name, content in entries(book).items() if "worksheets/sheet" in name)
    for inside in (b"sparklineGroup", b"x14:dataBar", b"x14:dataValidation ", b"slicerList", b"controls", b'cm="1"'):
        assert inside in sheets


def test_no_part_changes_but_those_that_announce_ours(book: Path, planned: Path) -> None:
    """Rule F1, with -o: all but four parts are the same to the byte, in the same order, and the four only grow."""
    before, after = entries(book), entries(planned)
    assert changed(before, after) == ANNOUNCED
    assert list(after)[: len(before)] == list(before)
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        pieces = [piece for piece in re.split(rb"(?=<)", before[name]) if piece]
        kept = iter(re.split(rb"(?=<)", after[name]))
        assert all(piece in kept for piece in pieces), f"every element of {name} is there, in its order"


def test_a_run_in_place_gives_the_same_file_as_one_into_another(book: Path, planned: Path, tmp_path: Path) -> None:
    """All but the run's own number, date and seconds."""
    copy = tmp_path / book.name
    copy.write_bytes(book.read_bytes())
    run(copy)
    info = Parts.of(planned).sheet_of("RunInfo")
    assert changed(entries(copy), entries(planned)) <= {info}
    assert list(entries(copy)) == list(entries(planned))


def test_the_package_keeps_its_comment_and_its_entries_their_dates(book: Path, planned: Path) -> None:
    with zipfile.ZipFile(book) as before, zipfile.ZipFile(planned) as after:
        assert after.comment == before.comment == b"kept by the planner"
        for info in before.infolist():
            same = after.getinfo(info.filename)
            assert (same.date_time, same.external_attr, same.compress_type) == (
                info.date_time, info.external_attr, info.compress_type,
            )  # fmt: skip


def test_the_same_inputs_again_change_three_cells(planned: Path, tmp_path: Path) -> None:
    """Rule F8: run id, date and seconds in table RunInfo, and no other byte of any part."""
    again = run(planned, tmp_path / planned.name)
    before, after = entries(planned), entries(again)
    info = Parts.of(planned).sheet_of("RunInfo")
    assert list(after) == list(before)
    assert changed(before, after) <= {info}
    rows = zip(*(re.split(rb"(?=<row )", found[info]) for found in (before, after)), strict=True)
    fields = {re.findall(rb"<t[^>]*>([^<]*)</t>", old)[0] for old, new in rows if old != new}
    assert b"Run id" in fields <= {b"Run id", b"Date", b"Seconds"}


def test_growth_and_shrinkage_change_our_sheets_tables_and_charts_alone(planned: Path, tmp_path: Path) -> None:
    """Rule F2: no part of the planner's own, whatever the plan's size."""
    book = tmp_path / "book.xlsm"
    book.write_bytes(planned.read_bytes())
    for products, months, rich in SHAPES:
        before = Parts.of(book)
        write(book, outputs(products, months, rich=rich))
        ours = {part for name, table, sheet in before.table_parts() if name in OUTPUTS for part in (table, sheet)}
        ours |= {part for sheet in ours for part in _charts(before, sheet)}
        assert changed(before, entries(book)) <= ours
        assert list(entries(book)) == list(before)


def _charts(parts: Parts, sheet: str) -> set[str]:
    drawings = [part for part in parts.targets(sheet).values() if "drawings/drawing" in part]
    return {chart for drawing in drawings for chart in parts.targets(drawing).values()}


def test_what_a_planner_adds_to_our_sheets_stays(planned: Path, tmp_path: Path) -> None:
    """A picture, a thread of remarks, a printer's settings, a sparkline and a rule on the sheet of the plan."""
    parts = Parts.of(planned)
    sheet = parts.sheet_of("Plan")
    added = _decorated(parts, sheet)
    book = parts.save(tmp_path / "book.xlsm")
    for products, months, rich in SHAPES:
        write(book, outputs(products, months, rich=rich))
        after = Parts.of(book)
        assert [name for name in added if after[name] != parts[name]] == []
        for element in (b"<extLst>.*</extLst>", b"<drawing [^>]*>", b"<pageSetup [^>]*>", b"<cols>.*</cols>"):
            assert re.findall(element, after[sheet], re.DOTALL) == re.findall(element, parts[sheet], re.DOTALL) != []


def _decorated(parts: Parts, sheet: str) -> list[str]:
    """The names of the parts that were added."""
    new = {
        "xl/media/mine.png": picture(),
        "xl/drawings/drawing77.xml": b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/'
        b'spreadsheetDrawing"/>',
        "xl/threadedComments/threadedComment77.xml": b'<ThreadedComments xmlns="urn:threads"/>',
        "xl/printerSettings/printerSettings77.bin": bytes(range(256)),
    }
    parts.update(new)
    parts.relate("xl/drawings/drawing77.xml", "image", "xl/media/mine.png", "rId1")
    parts.relate(sheet, "drawing", "xl/drawings/drawing77.xml", "rIdA")
    parts.relate(sheet, "printerSettings", "xl/printerSettings/printerSettings77.bin", "rIdB")
    thread = f"{MICROSOFT}/2017/10/relationships/threadedComment"
    parts.relate(sheet, thread, "xl/threadedComments/threadedComment77.xml", "rIdC")
    parts.announce("xl/drawings/drawing77.xml", "application/vnd.openxmlformats-officedocument.drawing+xml")
    text = parts[sheet].decode()
    assert "<drawing" not in text
    parts.edit(sheet, "<tableParts", '<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
                                     'relationships" r:id="rIdA"/>')  # fmt: skip
    parts.edit(sheet, "</worksheet>", SHEET_TAIL)
    return [*new, "xl/drawings/_rels/drawing77.xml.rels"]


def test_other_programs_still_read_it(planned: Path) -> None:
    """openpyxl finds every sheet and table, the planner's and ours; its warnings are of what it cannot keep itself."""
    book = loaded(planned, keep_vba=True)
    book.vba_archive.close()  # which openpyxl leaves open
    tables = {name for sheet in book.worksheets for name in sheet.tables}
    assert tables == {"Products", "Demand", *OUTPUTS}
    assert book["Inputs"]["A1"].font.b
    assert len(book["Board"]._pivots) == 1
    assert list(Workbook.open(planned).tables(OUTPUTS)) == OUTPUTS


def test_macros_stay_and_the_file_stays_one_with_macros(book: Path, planned: Path) -> None:
    """Rule F5: the project to the byte, and the content type that lets Excel run it."""
    assert entries(planned)["xl/vbaProject.bin"] == entries(book)["xl/vbaProject.bin"]
    main = b'PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"'
    assert main in entries(planned)["[Content_Types].xml"]
    assert MAIN.encode() in entries(planned)["xl/workbook.xml"]


def test_odd_but_right_zip_files_keep_what_they_hold(book: Path, tmp_path: Path) -> None:
    """Entries for folders, stored ones, extra fields of other programs, and entries of 64-bit size."""
    odd = tmp_path / "odd.xlsm"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(odd, "w") as package:
        package.writestr(zipfile.ZipInfo("xl/", (2024, 5, 6, 7, 8, 10)), b"")
        for number, old in enumerate(source.infolist()):
            info = zipfile.ZipInfo(old.filename, (2024, 5, 6, 7, 8, 10))
            info.compress_type = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)[number % 2]
            info.extra, info.comment = struct.pack("<HH4s", 0xCAFE, 4, b"mine"), b"a remark"
            with package.open(info, "w", force_zip64=number % 3 == 0) as entry:
                entry.write(source.read(old))
    run(odd)
    before = entries(book)
    assert changed(before, entries(odd)) == ANNOUNCED
    with zipfile.ZipFile(odd) as package:
        assert package.testzip() is None
        infos = package.infolist()[: len(before) + 1]
        assert [info.filename for info in infos] == ["xl/", *before]
        assert {info.date_time for info in infos} == {(2024, 5, 6, 7, 8, 10)}
        assert {info.comment for info in infos[1:]} == {b"a remark"}
        assert [info.compress_type for info in infos[1:5]] == [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED] * 2
