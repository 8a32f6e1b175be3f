"""The add-in as an Office package ([ECMA-376] part 2): which parts it has and what stands in each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

SETTINGS_SHEET = "sop_excel.conf"
ABOUT_SHEET = "sop-excel"
_DATE = (2026, 1, 1, 0, 0, 0)  # of every part, so that building again gives the same bytes

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MS = "http://schemas.microsoft.com/office"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_TYPES = {
    "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "/xl/worksheets/sheet1.xml": f"{_SHEET_TYPE}.worksheet+xml",
    "/xl/worksheets/sheet2.xml": f"{_SHEET_TYPE}.worksheet+xml",
    "/xl/styles.xml": f"{_SHEET_TYPE}.styles+xml",
    "/xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}">\
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
# Excel wants one sheet that is not hidden in every workbook; an add-in's window is never shown, so nobody sees it.
_WORKBOOK = f"""{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr codeName="ThisWorkbook"/>\
<bookViews><workbookView visibility="hidden"/></bookViews><sheets>\
<sheet name="{ABOUT_SHEET}" sheetId="1" r:id="rId1"/>\
<sheet name="{SETTINGS_SHEET}" sheetId="2" state="veryHidden" r:id="rId2"/></sheets></workbook>"""


@dataclass(frozen=True)
class Contents:
    """What the package is made of: the VBA project, the ribbon, its icons by name, and the settings of the add-in."""

    vba: bytes
    ribbon: bytes
    icons: Mapping[str, bytes]
    settings: Mapping[str, str]


def addin_package(contents: Contents) -> bytes:
    """The bytes of the add-in file; the same contents give the same bytes on every machine."""
    stream = io.BytesIO()
    # Not compressed: what deflate gives depends on the version of zlib.
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts(contents).items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system, entry.external_attr = 0, 0
            archive.writestr(entry, data)
    return stream.getvalue()


def parts(contents: Contents) -> dict[str, bytes]:
    """Every part of the package by its name."""
    about = "This is the Excel add-in of sop-excel. There is nothing to edit here."
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            ("rId1", f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{_OFFICE}/extended-properties", "docProps/app.xml"),
            ("rId4", f"{_MS}/2007/relationships/ui/extensibility", "customUI/customUI14.xml"),
        ),
        "docProps/core.xml": _core(contents.settings["VERSION"]),
        "docProps/app.xml": _app(),
        "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _relationships(
            ("rId1", f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
            ("rId2", f"{_OFFICE}/worksheet", "worksheets/sheet2.xml"),
            ("rId3", f"{_OFFICE}/styles", "styles.xml"),
            ("rId4", f"{_MS}/2006/relationships/vbaProject", "vbaProject.bin"),
        ),
        "xl/worksheets/sheet1.xml": _sheet("SopAboutSheet", [(about,)]),
        "xl/worksheets/sheet2.xml": _sheet("SopSettingsSheet", list(contents.settings.items())),
        "xl/styles.xml": _STYLES,
        "customUI/_rels/customUI14.xml.rels": _relationships(
            *((name, f"{_OFFICE}/image", f"images/{name}.png") for name in contents.icons)
        ),
    }
    images = {f"customUI/images/{name}.png": data for name, data in contents.icons.items()}
    binary = {"xl/vbaProject.bin": contents.vba, "customUI/customUI14.xml": contents.ribbon, **images}
    return {**{name: text.encode() for name, text in texts.items()}, **binary}


def _content_types() -> str:
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    defaults["png"] = "image/png"
    listed = [f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in defaults.items()]
    listed += [f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in _TYPES.items()]
    return f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{"".join(listed)}</Types>'


def _relationships(*listed: tuple[str, str, str]) -> str:
    inner = "".join(f'<Relationship Id="{id_}" Type="{kind}" Target="{to}"/>' for id_, kind, to in listed)
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _sheet(code_name: str, rows: Sequence[Sequence[str]]) -> str:
    """A sheet of texts; ``code_name`` is the VBA module that belongs to it."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = [
            f'<c r="{column}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for column, text in zip("AB", row, strict=False)
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    properties = f"<sheetPr codeName={quoteattr(code_name)}/>"
    return f'{_XML}<worksheet xmlns="{_MAIN}">{properties}<sheetData>{"".join(lines)}</sheetData></worksheet>'


def _core(version: str) -> str:
    date = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*_DATE)
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>sop-excel {escape(version)}</dc:title>"
        "<dc:description>The provably cheapest production plan, from the tables of a workbook.</dc:description>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{date}</dcterms:created></cp:coreProperties>'
    )


def _app() -> str:
    namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'{_XML}<Properties xmlns="{namespace}"><Application>sop-excel</Application></Properties>'
