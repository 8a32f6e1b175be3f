"""Which form a file has, told by its content: names lie, as those of exports that are called .xls and are web pages."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from enum import Enum
from typing import BinaryIO

from sop_excel.hosts.sources.compound_file import OLE

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_BEFORE_OLE = re.compile(
    rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00"
)  # the first record of workbooks before Excel 5
_WEB = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|table|style)\b", re.I | re.S
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b", re.IGNORECASE)
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")  # gzip, 7-Zip, RAR
_HEAD = 2**12


class Form(Enum):
    """A form of files, as a planner would call it."""

    OPEN_XML = "an Excel workbook (.xlsx)"
    BINARY = "a binary workbook (.xlsb)"
    OPEN_DOCUMENT = "an OpenDocument file"
    FLAT_DOCUMENT = "a flat OpenDocument file"
    OLD = "a workbook of Excel 97-2003 (.xls)"
    ENCRYPTED = "a workbook encrypted with a password"
    WEB_PAGE = "a web page, whatever its name"
    XML_SPREADSHEET = "an XML spreadsheet of Excel 2003"
    OTHER_XML = "an XML file of another kind"
    OTHER_OLE = "a damaged workbook, or a document of another program"
    OTHER_ZIP = "a zip file of another kind"
    PACKED = "a packed file"
    DAMAGED_ZIP = "a damaged file"
    PDF = "a PDF"
    TEXT = "text"


def form_of(content: bytes) -> Form:
    """The form of a file with this content; what is nothing else is text."""
    if content.startswith(OLE):
        return _of_ole(content)
    if is_zip(content):
        return form_of_zip(io.BytesIO(content))
    if content.startswith(_PACKED):
        return Form.PACKED
    if content.startswith(b"%PDF"):
        return Form.PDF
    if _BEFORE_OLE.match(content):
        return Form.OLD
    head = content[:_HEAD]
    if b"\0" in head[:200]:
        head = head.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if _WEB.match(head):
        return Form.WEB_PAGE
    return _of_xml(head) if _XML.match(head) else Form.TEXT


def _of_ole(content: bytes) -> Form:
    if _ENCRYPTED in content:
        return Form.ENCRYPTED
    return Form.OLD if any(name in content for name in _STREAMS) else Form.OTHER_OLE


def is_zip(content: bytes) -> bool:
    """Whether it begins as a zip file does."""
    return content.startswith((b"PK\3\4", b"PK\5\6"))


def form_of_zip(file: BinaryIO) -> Form:
    """The form of a zip file, told by what its parts are called; no part is unpacked."""
    try:
        with zipfile.ZipFile(file) as package:
            names = {name.replace("\\", "/").lower() for name in package.namelist()}
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, struct.error):
        return Form.DAMAGED_ZIP
    if "[content_types].xml" in names:
        return Form.BINARY if "xl/workbook.bin" in names else Form.OPEN_XML
    return Form.OPEN_DOCUMENT if "content.xml" in names else Form.OTHER_ZIP


def _of_xml(head: bytes) -> Form:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return Form.XML_SPREADSHEET
    if b"opendocument:xmlns:office" in head:
        return Form.FLAT_DOCUMENT
    return Form.WEB_PAGE if b"<html" in head.lower() else Form.OTHER_XML
