"""The add-in as an Office package ([ECMA-376] part 2): which parts it has and what stands in each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from sop_excel.hosts.addin.workbook_part import workbook_xml
from sop_excel.spreadsheet.areas import letters

if TYPE_CHECKING:  # else numpy would have to be there to say that xlwings is not
    from sop_excel.functions import WorksheetFunction

ABOUT_SHEET, SETTINGS_SHEET = "sop-excel", "sop_excel.conf"
# Where Excel-DNA's IntelliSense, which many have installed, looks for what it shows while a formula is typed.
INTELLISENSE_SHEET = "_IntelliSense_"
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
    "/xl/worksheets/sheet3.xml": f"{_SHEET_TYPE}.worksheet+xml",
    "/xl/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
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


@dataclass(frozen=True)
class Contents:
    """What the package is made of.

    The VBA project, the ribbon, its icons by name, the settings of the add-in, the functions whose arguments are
    described, and the theme, which Excel expects in every workbook.
    """

    vba: bytes
    ribbon: bytes
    icons: Mapping[str, bytes]
    settings: Mapping[str, str]
    functions: Sequence[WorksheetFunction]
    theme: bytes


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
        "xl/workbook.xml": workbook_xml((ABOUT_SHEET, SETTINGS_SHEET, INTELLISENSE_SHEET), contents.functions),
        "xl/_rels/workbook.xml.rels": _relationships(
            ("rId1", f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
            ("rId2", f"{_OFFICE}/worksheet", "worksheets/sheet2.xml"),
            ("rId3", f"{_OFFICE}/worksheet", "worksheets/sheet3.xml"),
            ("rId4", f"{_OFFICE}/theme", "theme/theme1.xml"),
            ("rId5", f"{_OFFICE}/styles", "styles.xml"),
            ("rId6", f"{_MS}/2006/relationships/vbaProject", "vbaProject.bin"),
        ),
        "xl/worksheets/sheet1.xml": _sheet("SopAboutSheet", [(about,)]),
        "xl/worksheets/sheet2.xml": _sheet("SopSettingsSheet", list(contents.settings.items())),
        "xl/worksheets/sheet3.xml": _sheet("SopIntelliSenseSheet", intellisense(contents.functions)),
        "xl/styles.xml": _STYLES,
        "customUI/_rels/customUI14.xml.rels": _relationships(
            *((name, f"{_OFFICE}/image", f"images/{name}.png") for name in contents.icons)
        ),
    }
    images = {f"customUI/images/{name}.png": data for name, data in contents.icons.items()}
    binary = {
        "xl/vbaProject.bin": contents.vba,
        "xl/theme/theme1.xml": contents.theme,
        "customUI/customUI14.xml": contents.ribbon,
        **images,
    }
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
            f'<c r="{letters(column)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for column, text in enumerate(row, 1)
            if text
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    properties = f"<sheetPr codeName={quoteattr(code_name)}/>"
    return f'{_XML}<worksheet xmlns="{_MAIN}">{properties}<sheetData>{"".join(lines)}</sheetData></worksheet>'


def intellisense(functions: Sequence[WorksheetFunction]) -> list[list[str]]:
    """The rows that Excel-DNA's IntelliSense reads: name, help, topic, then name and help of each argument."""
    rows = [["FunctionInfo", "1"]]
    for function in functions:
        described = [text for argument in function.arguments for text in (argument.name, argument.about)]
        rows.append([function.name, function.help, "", *described])
    return rows


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
