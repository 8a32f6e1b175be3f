"""Missing parts, and relationships that lead elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from tests.damaged.books import fresh, lacking, sheet_of, swapping
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
    yield Case(kind, "theme and properties", lacking("docProps/app.xml", "docProps/core.xml", "xl/theme/theme1.xml"))


def _wrong() -> Iterator[Case]:
    kind = "wrong relationship"
    for name, old, new, words in (
        ("to a missing sheet", "worksheets/sheet2.xml", "worksheets/sheet99.xml", "no part xl/worksheets/sheet99.xml"),
        ("of an unknown kind", "relationships/worksheet", "relationships/picture", "of the unknown kind 'picture'"),
        ("out of the package", "/xl/worksheets/sheet2.xml", "../../../etc/passwd", "no part etc/passwd"),
        ("without its id", 'Id="rId2"', 'Id="rId222"', "without its part"),
    ):
        yield Case(kind, name, swapping(RELS, old, new), (FILE, words))
    sheet = "xl/worksheets/_rels/sheet2.xml.rels"
    for name, old, new, words in (
        ("to a missing table", "table2.xml", "table99.xml", "no part xl/tables/table99.xml"),
        ("of a table to a sheet", "tables/table2.xml", "worksheets/sheet2.xml", "no table where one should be"),
        ("of a table of an unknown kind", "relationships/table", "relationships/tables", "sheet 'Demand' with a table"),
    ):
        yield Case(kind, name, swapping(sheet, old, new), (FILE, words))
    main = "spreadsheetml.sheet.main+xml"
    word = swapping(TYPES, main, "wordprocessingml.document.main+xml")
    yield Case(kind, "a content type of a text document", word, (FILE, "wordprocessingml"))
    yield Case(
        kind,
        "a path that leads around",
        swapping(RELS, "/xl/worksheets/sheet2.xml", "../xl/./worksheets/x/../sheet2.xml"),
    )
    binary = swapping("_rels/.rels", "xl/workbook.xml", "xl/workbook.bin")
    yield Case(kind, "to a binary workbook", binary, (FILE, "a binary workbook (.xlsb)"))
