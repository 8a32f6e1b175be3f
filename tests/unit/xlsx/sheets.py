"""Workbooks written by hand, part by part: for what the usual writers never write."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from sop_excel.domain.table import Table
from sop_excel.hosts.xlsx.workbook import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="00000"/>'
    '<numFmt numFmtId="165" formatCode="[$-409]mmm\\-yy;@"/><numFmt numFmtId="166" formatCode="0.0&quot; days&quot;"/>'
    '</numFmts><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="166"/></cellXfs></styleSheet>'
)


def relations(*entries: tuple[str, str, str], office: str = OFFICE) -> str:
    """A relationships part out of (id, kind, target)."""
    body = "".join(f'<Relationship Id="{i}" Type="{office}/{kind}" Target="{target}"/>' for i, kind, target in entries)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{body}</Relationships>'


def table_part(ref: str = "A1:B3", headers: Sequence[str] = ("A", "B"), name: str = "Demand", more: str = "") -> str:
    """A table part."""
    columns = "".join(f'<tableColumn id="{k}" name="{header}"/>' for k, header in enumerate(headers, 1))
    return (
        f'<table xmlns="{MAIN}" id="1" name="{name}" displayName="{name}" ref="{ref}"{more}><autoFilter ref="{ref}"/>'
        f'<tableColumns count="{len(headers)}">{columns}</tableColumns></table>'
    )


def package(rows: str, table: str = "", book: str = "", shared: str = "", sheet_end: str = "") -> dict[str, bytes]:
    """The parts of a workbook with one sheet whose rows are given; A1:B3 is its table unless told otherwise."""
    kinds = [("xl/workbook.xml", "sheet.main"), ("xl/worksheets/sheet1.xml", "worksheet")]
    kinds += [("xl/tables/table1.xml", "table"), ("xl/styles.xml", "styles"), ("xl/sharedStrings.xml", "sharedStrings")]
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{TYPE}.{kind}+xml"/>' for part, kind in kinds)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book.partition("|")[0]}<sheets>'
        f'<sheet name="Data" sheetId="1" r:id="rId1"/></sheets>{book.partition("|")[2]}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{rows}</sheetData>'
        f'{sheet_end}<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>',
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "table", "../tables/table1.xml")),
        "xl/tables/table1.xml": table or table_part(),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
    }
    return {name: content.encode() for name, content in parts.items()}


def zipped(path: Path, parts: dict[str, bytes]) -> Path:
    """A package of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def demand(path: Path) -> Table:
    """Table Demand of a workbook."""
    return Workbook.open(path).tables(["Demand"])["Demand"]


def read_rows(path: Path, rows: str, table: str = "", book: str = "", shared: str = "") -> Table:
    """Table Demand of a workbook with these rows."""
    return demand(zipped(path / "book.xlsx", package(rows, table, book, shared)))
