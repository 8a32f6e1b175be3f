"""The file itself: the same bytes for the same content, and a value beside every formula."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sop_excel.sheets.schema import CHECKS_FLAG
from sop_excel.sheets.templates.words import CREATOR

CLOCK = (2025, 1, 1, 0, 0, 0)
_STAMP = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*CLOCK)

_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Application>{CREATOR}</Application></Properties>"
)
# Print titles with columns first, as Excel writes them; LibreOffice doubles the names of the other order on saving.
_TITLES = re.compile(rb'(<definedName name="_xlnm.Print_Titles"[^>]*>)([^<,]*\$\d+),([^<,]*)<')
# The parts of a font in the order of the schema, as Excel writes them; openpyxl begins with the name.
_FONT_PARTS = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip
_FONT = re.compile(rb"(?<=<font>).*?(?=</font>)", re.DOTALL)
_FONT_PART = re.compile(rb"<(\w+)[^<>]*/>")
_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)><f>(.*?)</f><v\s*(?:/>|></v>)</c>', re.DOTALL)
_SETTLED = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)><f>(.*?)</f><v>.*?</v></c>', re.DOTALL)
_FLAG = re.compile(rf"{CHECKS_FLAG}|Checks\[Result\]")


def save(book: Any, path: Path) -> None:
    """Write the book with a fixed clock; openpyxl leaves the time of day in it and no values beside formulas."""
    draft = BytesIO()
    book.save(draft)
    with ZipFile(draft) as parts, ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as fixed:
        for name in parts.namelist():
            entry = ZipInfo(name, CLOCK)
            entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, 0o600 << 16, 3
            fixed.writestr(entry, _settled(name, parts.read(name)))


def _settled(name: str, content: bytes) -> bytes:
    if name == "docProps/app.xml":
        return _APP.encode()
    if name == "docProps/core.xml":
        return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + _STAMP.encode(), content)
    if name == "xl/workbook.xml":
        return _TITLES.sub(rb"\g<1>\g<3>,\g<2><", content)
    if name == "xl/styles.xml":
        return _FONT.sub(_in_order, content)
    if name.startswith("xl/worksheets/sheet"):
        return _FORMULA.sub(_with_value, content.decode()).encode()
    return content


def _in_order(font: re.Match[bytes]) -> bytes:
    parts = {found[1].decode(): found[0] for found in _FONT_PART.finditer(font[0])}
    return b"".join(parts[part] for part in sorted(parts, key=_FONT_PARTS.index))


def _with_value(found: re.Match[str]) -> str:
    """The formula's cell with its value: a flag of a workbook whose checks hold, 0 for a plan not yet made."""
    place, attributes, formula = found.groups()
    return _valued(place, attributes, formula, "OK" if _FLAG.search(formula) else 0)


def _valued(place: str, attributes: str, formula: str, value: str | float) -> str:
    kind, shown = (' t="str"', escape(value)) if isinstance(value, str) else ("", repr(value))
    return f'<c r="{place}"{attributes}{kind}><f>{formula}</f><v>{shown}</v></c>'


def settle(path: Path, title: str, values: Mapping[str, str | float]) -> None:
    """Give the formulas of a sheet their values; the rest of the file keeps its bytes.

    Raises KeyError for a formula without a value.
    """

    def settled(found: re.Match[str]) -> str:
        attributes = re.sub(r' t="\w+"', "", found[2])
        return _valued(found[1], attributes, found[3], values[found[1]])

    with ZipFile(path) as parts:
        entries = [(entry, parts.read(entry)) for entry in parts.infolist()]
        names = re.findall(r'<sheet [^>]*name="([^"]*)"', parts.read("xl/workbook.xml").decode())
    part = f"xl/worksheets/sheet{names.index(escape(title)) + 1}.xml"
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as fixed:
        for entry, content in entries:
            new = _SETTLED.sub(settled, content.decode()).encode() if entry.filename == part else content
            fixed.writestr(entry, new)
