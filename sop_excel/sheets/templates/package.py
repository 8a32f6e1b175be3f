"""The file itself: the same bytes for the same content, and a value beside every formula."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sop_excel.sheets.templates import texts

CLOCK = (2025, 1, 1, 0, 0, 0)
_STAMP = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*CLOCK)

_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Application>{texts.CREATOR}</Application></Properties>"
)
# Print titles with columns first, as Excel writes them; LibreOffice doubles the names of the other order on saving.
_TITLES = re.compile(rb'(<definedName name="_xlnm.Print_Titles"[^>]*>)([^<,]*\$\d+),([^<,]*)<')
_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)><f>(.*?)</f><v\s*(?:/>|></v>)</c>', re.DOTALL)


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
    if name.startswith("xl/worksheets/sheet"):
        return _FORMULA.sub(_with_value, content.decode()).encode()
    return content


def _with_value(found: re.Match[str]) -> str:
    """The formula's cell with its value: the flag of a workbook whose checks hold, 0 for a plan not yet made."""
    place, attributes, formula = found.groups()
    kind, value = (' t="str"', "OK") if formula.startswith("IF(") else ("", "0")
    return f'<c r="{place}"{attributes}{kind}><f>{formula}</f><v>{value}</v></c>'
