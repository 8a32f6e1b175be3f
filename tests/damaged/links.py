"""Missing parts, and relationships that lead elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.damaged.books import OFFICE, Parts, fresh, lacking, sheet_of, swapped, swapping
from tests.damaged.case import Case
from tests.damaged.parts import FILE, RELS, ROLES, TYPES


def cases() -> list[Case]:
    """All of them."""
    return [*_missing(), *_wrong()]


def _missing() -> Iterator[Case]:
    kind = "missing part"
    for role, where in ROLES.items():
        if role != "relationships":
            part = where(fresh())
            yield Case(kind, role, lacking(part), (FILE, f"no part {part}"))
    yield Case(kind, "content types", lacking(TYPES), ("book.xlsx: ", "a zip file of another kind"))
    yield Case(kind, "package relationships", lacking("_rels/.rels"), (FILE, "a package without a workbook"))
    yield Case(kind, "workbook relationships", lacking(RELS), (FILE, "sheet 'Products' without its part"))
    for table in ("Demand", "Receipts", "Settings"):
        sheet = sheet_of(fresh(), table).rpartition("/")[2]
        lost = lacking(f"xl/worksheets/_rels/{sheet}.rels")
        yield Case(kind, f"relationships of sheet {table}", lost, (FILE, f"sheet '{table}' with a table that"))
    yield Case(kind, "a sheet without tables", _no_notes, (FILE, f"no part {NOTES}, which sheet 'Notes' refers to"))
    module = f'<sheet name="Module1" sheetId="99" r:id="" xmlns:r="{OFFICE}"/></sheets>'
    macro = swapping("xl/workbook.xml", "</sheets>", module)
    yield Case(kind, "a macro sheet of a very old version has none", macro)
    bare = swapping("xl/workbook.xml", "</sheets>", module.replace(' r:id=""', ""))
    yield Case(kind, "a sheet that names none at all", bare, (FILE, "sheet 'Module1' without its part"))
    yield Case(kind, "theme and properties", lacking("docProps/app.xml", "docProps/core.xml", "xl/theme/theme1.xml"))


NOTES = "xl/worksheets/notes.xml"


def _no_notes() -> Parts:
    """A sheet of the planner's that is announced and entered, and whose part is gone."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    override = f'<Override PartName="/{NOTES}" ContentType="{kind}"/></Types>'
    relation = f'<Relationship Id="rIdN" Type="{OFFICE}/worksheet" Target="/{NOTES}"/></Relationships>'
    sheet = f'<sheet name="Notes" sheetId="99" r:id="rIdN" xmlns:r="{OFFICE}"/></sheets>'
    parts = swapped(fresh(), TYPES, "</Types>", override)
    return swapped(swapped(parts, RELS, "</Relationships>", relation), "xl/workbook.xml", "</sheets>", sheet)


def _unlisted() -> Iterator[Case]:
    """Tables that a relationship leads to: only those that the sheet lists are there for the planner."""
    kind = "table of a sheet"
    for table in ("Demand", "Receipts"):
        words = (FILE, f"table {table} with a relationship to sheet '{table}', which does not list it")
        for name, change in (
            ("within an unknown element", lambda found: b"<a>" + found + b"</a>"),
            ("not listed", lambda found: b""),
        ):
            yield Case(kind, f"{table} {name}", _relisted(table, change), words)
    yield Case(kind, "listed behind a comment", _relisted("Demand", lambda found: b"<!-- </sheetData> <a> -->" + found))


def _relisted(table: str, change: Callable[[bytes], bytes]) -> Callable[[], Parts]:
    """The good workbook with another entry for the one table of a sheet."""

    def make() -> Parts:
        parts = fresh()
        sheet = sheet_of(parts, table)
        content, count = re.subn(rb"<tablePart [^<>]*/>", lambda found: change(found[0]), parts[sheet])
        assert count == 1
        return parts | {sheet: content}

    return make


def _wrong() -> Iterator[Case]:
    kind = "wrong relationship"
    for name, old, new, words in (
        ("to a missing sheet", "worksheets/sheet2.xml", "worksheets/sheet99.xml", "no part xl/worksheets/sheet99.xml"),
        ("of an unknown kind", "relationships/worksheet", "relationships/picture", "of the unknown kind 'picture'"),
        ("out of the package", "/xl/worksheets/sheet2.xml", "../../../etc/passwd", "no part etc/passwd"),
        ("without its id", 'Id="rId2"', 'Id="rId222"', "without its part"),
        ("with the id of another", 'Id="rId2"', 'Id="rId1"', "two relationships with one id"),
        ("of two sheets to one part", "/sheet2.xml", "/sheet3.xml", "sheets 'Demand' and 'Settings' with one part"),
        ("of a sheet out of the file", 'sheet2.xml"', 'sheet2.xml" TargetMode="External"', "sheet 'Demand' refers to"),
    ):
        yield Case(kind, name, swapping(RELS, old, new), (FILE, words))
    sheet = "xl/worksheets/_rels/sheet2.xml.rels"
    for name, old, new, words in (
        ("to a missing table", "table2.xml", "table99.xml", "no part xl/tables/table99.xml"),
        ("of a table to a sheet", "tables/table2.xml", "worksheets/sheet2.xml", "no table where one should be"),
        ("of a table of an unknown kind", "relationships/table", "relationships/tables", "sheet 'Demand' with a table"),
    ):
        yield Case(kind, name, swapping(sheet, old, new), (FILE, words))
    yield from _unlisted()
    main = "spreadsheetml.sheet.main+xml"
    word = swapping(TYPES, main, "wordprocessingml.document.main+xml")
    yield Case(kind, "a content type of a text document", word, (FILE, "wordprocessingml"))
    sheet = '<Override PartName="/XL/worksheets/Sheet2.xml" ContentType="application/xml"/></Types>'
    yield Case(kind, "two content types for a part", swapping(TYPES, "</Types>", sheet), (FILE, "two content types"))
    gone = sheet.replace("Sheet2", "sheet77")
    yield Case(kind, "a content type of a part that is gone", swapping(TYPES, "</Types>", gone))
    yield Case(
        kind,
        "a path that leads around",
        swapping(RELS, "/xl/worksheets/sheet2.xml", "../xl/./worksheets/x/../sheet2.xml"),
    )
    binary = swapping("_rels/.rels", "xl/workbook.xml", "xl/workbook.bin")
    yield Case(kind, "to a binary workbook", binary, (FILE, "a binary workbook (.xlsb)"))
