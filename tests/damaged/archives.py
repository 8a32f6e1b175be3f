"""Damaged and hostile files: no package, or a package that is meant to mislead."""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial

from tests.damaged.books import Parts, adding, fresh, packed
from tests.damaged.case import Case

FILE = "book.xlsx: expected an Excel workbook"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


def cases() -> list[Case]:
    """All of them."""
    return [*_kinds(), *_cut(), *_flipped(), *_headers(), *_names()]


def _other_package(**parts: bytes) -> bytes:
    return packed({name.replace("__", "/"): content for name, content in parts.items()})


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("book.xlsx"))
    return buffer.getvalue()


def _ole(*streams: str) -> bytes:
    """A compound file as far as its first sectors tell: a header and the names of its streams."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return OLE + bytes(504) + names


def _kinds() -> Iterator[Case]:
    kind = "another kind of file"
    another = "found a file of another kind"
    for name, content, words in (
        ("nothing at all", b"", "an empty file"),
        ("one byte", b"P", another),
        ("four bytes", LOCAL, "a damaged file"),
        ("CSV", b"Product;Jan\nFan;1\n", another),
        ("a web page", b"<html><table><tr><td>Product</td></tr></table></html>", another),
        ("XML Spreadsheet 2003", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', another),
        ("PDF", b"%PDF-1.7\n%%EOF\n", another),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(100), another),
        ("gzip", gzip.compress(b"book", mtime=0), another),
        ("7-Zip", b"7z\xbc\xaf\x27\x1c" + bytes(26), another),
        ("RAR", b"Rar!\x1a\x07\x01\x00" + bytes(26), another),
        ("a program", b"MZ" + bytes(100), another),
        ("NULs", bytes(4096), another),
        ("noise", random.Random(4).randbytes(4096), another),  # noqa: S311
        (
            "an encrypted workbook",
            _ole("Root Entry", "EncryptedPackage"),
            "encrypted with a password",
        ),
        ("an old .xls", _ole("Root Entry", "Workbook"), "an old .xls workbook"),
        ("an old .doc", _ole("Root Entry", "WordDocument"), "an old .xls workbook"),
        ("the beginning of a compound file", OLE, "an old .xls workbook"),
        ("an empty zip", END + bytes(18), "a zip file of another kind"),
        ("a zip of pictures", _other_package(**{"a.png": b"x"}), "a zip file of another kind"),
        ("OpenDocument", _other_package(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "an OpenDocument"),
        ("a Java archive", _other_package(**{"META-INF__MANIFEST.MF": b"x"}), "a zip file of another kind"),
    ):
        yield Case(kind, name, partial(bytes, content), (FILE, words))
    yield Case(kind, "tar", _tar, (FILE, another))
    yield Case(kind, "a text document", lambda: _office("word/document.xml", "document"), (FILE, "no workbook"))
    yield Case(kind, "a presentation", lambda: _office("ppt/presentation.xml", "presentation"), (FILE, "no workbook"))
    yield Case(kind, "a binary workbook", lambda: _office("xl/workbook.bin", "x"), (FILE, "a binary workbook (.xlsb)"))
    yield Case(kind, "a workbook whose name is in capitals", fresh, (), "BOOK.XLSX")
    yield Case(kind, "a workbook with a blank in its name", fresh, (), "my book.xlsx")
    yield Case(kind, "a workbook stored unpacked", lambda: packed(fresh(), zipfile.ZIP_STORED))


def _office(part: str, root: str) -> Parts:
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        f'Target="{part}"/></Relationships>'
    )
    return {"[Content_Types].xml": types, "_rels/.rels": relations.encode(), part: f"<{root}/>".encode()}


def _cut() -> Iterator[Case]:
    kind = "cut off"
    for part in (1, 10, 25, 50, 75, 90, 99):
        make = partial(_slice, None, len(_whole()) * part // 100)
        yield Case(kind, f"after {part} %", make, (FILE, "a damaged file"))
    for last in (1, 4, 10, 21):
        yield Case(kind, f"the last {last} bytes", partial(_slice, None, -last), (FILE, "a damaged file"))
    for first in (1, 4, 30):
        yield Case(kind, f"the first {first} bytes", partial(_slice, first, None), (FILE,))
    yield Case(kind, "something behind the end", lambda: _whole() + b"\r\n")
    yield Case(kind, "a comment at the end", lambda: _commented(b"made by a planner"))


def _slice(first: int | None, last: int | None) -> bytes:
    return _whole()[first:last]


def _whole() -> bytes:
    return packed(fresh())


def _commented(comment: bytes) -> bytes:
    buffer = io.BytesIO(_whole())
    with zipfile.ZipFile(buffer, "a") as package:
        package.comment = comment
    return buffer.getvalue()


_READ = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet2.xml", "xl/tables/table2.xml",
         "xl/sharedStrings.xml", "_rels/.rels", "[Content_Types].xml", "xl/styles.xml",
         "xl/theme/theme1.xml")  # fmt: skip


def entry(data: bytes, part: str) -> tuple[int, int, int]:
    """Where an entry's local header, its content and its central header begin."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        info = package.getinfo(part)
    name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
    central = data.index(part.encode(), data.index(CENTRAL)) - 46
    while data[central : central + 4] != CENTRAL or data[central + 46 :].find(part.encode()) != 0:
        central = data.index(part.encode(), central + 47) - 46
    return info.header_offset, info.header_offset + 30 + name + extra, central


def patched(part: str, where: str, offset: int, new: bytes, parts: Mapping[str, bytes] | None = None) -> bytes:
    """The good file with some bytes of an entry's header or content overwritten."""
    data = packed(fresh() if parts is None else parts)
    at = dict(zip(("local", "content", "central"), entry(data, part), strict=True))[where] + offset
    return data[:at] + new + data[at + len(new) :]


def _flipped() -> Iterator[Case]:
    kind = "flipped bytes"
    for part in _READ:
        for offset in (5, 60):
            flip = partial(_flip, part, offset)
            yield Case(kind, f"{part} at {offset}", flip, (FILE, "damaged", part))
        crc = partial(patched, part, "central", 16, b"\1\2\3\4")
        yield Case(kind, f"the checksum of {part}", crc, (FILE, "a damaged file", part))
    old = partial(patched, "xl/theme/theme1.xml", "central", 12, b"\0\0\1\1")
    yield Case(kind, "the date of a part", old)


def _flip(part: str, offset: int) -> bytes:
    data = _whole()
    at = entry(data, part)[1] + offset
    return data[:at] + bytes(byte ^ 0x55 for byte in data[at : at + 4]) + data[at + 4 :]


def _headers() -> Iterator[Case]:
    kind = "header that lies"
    sheet = "xl/worksheets/sheet2.xml"
    for name, where, offset, new, words in (
        ("a size of 2 GB", "central", 24, struct.pack("<I", 2**31), "too much for a workbook"),
        ("a packed size of 2 GB", "central", 20, struct.pack("<I", 2**31), "too much for a workbook"),
        ("a size that is too small", "central", 24, struct.pack("<I", 100), sheet),
        ("a packed size that is too small", "central", 20, struct.pack("<I", 20), "a damaged file"),
        ("another packing", "central", 10, struct.pack("<H", 0), sheet),
        ("an unknown packing", "central", 10, struct.pack("<H", 99), "packed in a way"),
        ("LZMA", "central", 10, struct.pack("<H", 14), "packed in a way"),
        ("bzip2", "central", 10, struct.pack("<H", 12), "packed in a way"),
        ("a password", "central", 8, struct.pack("<H", 1), "a zip file with a password"),
        ("a place beyond the end", "central", 42, struct.pack("<I", 2**30), "a damaged file"),
        ("a place in another entry", "central", 42, struct.pack("<I", 7), "a damaged file"),
        ("a local header of another name", "local", 30, b"yl", "a damaged file"),
        ("no local header", "local", 0, b"XX", "a damaged file"),
    ):
        make = partial(patched, sheet, where, offset, new)
        yield Case(kind, name, make, (FILE, words))
    for name, offset, new in (
        ("a directory elsewhere", 16, struct.pack("<I", 2**30)),
        ("a directory of 2 GB", 12, struct.pack("<I", 2**31)),
    ):
        yield Case(kind, name, partial(_end, offset, new), (FILE, "damaged"))
    yield Case(kind, "another number of disks", lambda: _end(4, struct.pack("<H", 1)))
    yield Case(kind, "a comment longer than the file", lambda: _end(20, struct.pack("<H", 60000)))
    yield Case(kind, "a local checksum of zero, as streams have it", lambda: patched(sheet, "local", 14, bytes(4)))


def _end(offset: int, new: bytes) -> bytes:
    data = _whole()
    at = data.rindex(END) + offset
    return data[:at] + new + data[at + len(new) :]


def _names() -> Iterator[Case]:
    kind = "trick in a name"
    leads_out = "leads out of the package"
    for name in (
        "../evil.xml", "xl/../../evil.xml", "/etc/passwd", "\\windows\\evil", "..\\evil.xml", "xl\\..\\..\\evil.xml",
        "C:\\evil.xml", "c:evil.xml", "%2e%2e/evil.xml", "xl/%2E%2E/%2E%2E/evil.xml", "//server/share/evil.xml",
    ):  # fmt: skip
        yield Case(kind, repr(name), adding(name, b"evil"), (FILE, leads_out))
    for name in ("XL/WORKBOOK.XML", "xl\\workbook.xml", "xl/workboo%6b.xml", "Xl/Tables/Table2.xml"):
        yield Case(kind, f"twice: {name}", adding(name, b"<evil/>"), (FILE, "two parts"))
    nul = partial(_renamed, b"xl/media/evil.xml", b"xl/media/ev\0l.xml")
    yield Case(kind, "a NUL", nul, (FILE, leads_out))
    yield Case(kind, "the same name twice", _twice, (FILE, "two parts"))
    yield Case(kind, "dots that lead nowhere", lambda: fresh() | {"xl/media/a..b...c.png": b"x"})
    yield Case(kind, "a folder as an entry", lambda: fresh() | {"xl/media/": b""})
    yield Case(kind, "letters of other scripts", lambda: fresh() | {"xl/media/Größe-図.png": b"x"})
    yield Case(kind, "a long name", lambda: fresh() | {f"xl/media/{'n' * 5000}.png": b"x"})


def _renamed(old: bytes, new: bytes) -> bytes:
    return packed(fresh() | {old.decode(): b"evil"}).replace(old, new)


def _twice() -> bytes:
    return packed(fresh() | {"xl/workbook.xm1": b"<evil/>"}).replace(b"xl/workbook.xm1", b"xl/workbook.xml")
