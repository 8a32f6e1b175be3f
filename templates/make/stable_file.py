"""The file itself: the same bytes for the same content, by the schema of the format."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from templates.make.language import CREATOR

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


def save(book: Any, path: Path) -> None:
    """Write the book with a fixed clock, which openpyxl lacks; formulas get their values with the first plan."""
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
    return content


def _in_order(font: re.Match[bytes]) -> bytes:
    parts = {found[1].decode(): found[0] for found in _FONT_PART.finditer(font[0])}
    return b"".join(parts[part] for part in sorted(parts, key=_FONT_PARTS.index))
