"""Damaged parts: what the package holds is not what the format demands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.damaged.books import SHARED, Parts, fresh, part_of, sheet_of
from tests.damaged.case import Case

FILE = "book.xlsx: expected an Excel workbook"
BOOK, RELS, TYPES, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml"
# Part by role; the last two only once a plan has been written.
ROLES: dict[str, Callable[[Parts], str]] = {
    "workbook": lambda parts: BOOK,
    "relationships": lambda parts: RELS,
    "sheet": lambda parts: sheet_of(parts, "Demand"),
    "table": lambda parts: part_of(parts, "Demand"),
    "shared strings": lambda parts: SHARED,
    "styles": lambda parts: STYLES,
}


def named(text: str) -> str:
    """How a role is named in messages: a sheet by its name, all others by their part."""
    return "sheet 'Demand'" if text == "sheet" else ROLES[text](fresh())


def _commented(data: bytes) -> bytes:
    return _after_head(data, b"<!-- a comment --><?a processing instruction?>")


def edited(role: str, change: Callable[[bytes], bytes]) -> Callable[[], Parts]:
    """The good workbook with one part changed."""

    def make() -> Parts:
        parts = fresh()
        name = ROLES[role](parts)
        return parts | {name: change(parts[name])}

    return make


def cases() -> list[Case]:
    """All of them."""
    return [*_markup(), *_encodings()]


def _after_head(data: bytes, new: bytes) -> bytes:
    """With this right behind the root's start tag."""
    at = data.index(b">", data.index(b"<", 1 if data.startswith(b"<?") else 0)) + 1
    return data[:at] + new + data[at:]


_LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (k + 1, b"&l%d;" % k * 10) for k in range(9))
_BOMB = b'<!DOCTYPE x [<!ENTITY l0 "ha">' + _LAUGHS + b"]>"
_EXTERNAL = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
_MARKUP: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda data: b"", "damaged part"),
    "cut off": (lambda data: data[: len(data) // 2], "damaged part"),
    "one end tag short": (lambda data: data[: data.rindex(b"<")], "damaged part"),
    "a NUL inside": (lambda data: _after_head(data, b"\0"), "damaged part"),
    "no markup": (lambda data: b"Product;Jan\nFan;1\n", "damaged part"),
    "billion laughs": (lambda data: _BOMB + _after_head(data, b"&l9;"), "a document type"),
    "an external entity": (lambda data: _EXTERNAL + _after_head(data, b"&e;"), "a document type"),
    "a document type alone": (lambda data: b'<!DOCTYPE x SYSTEM "http://localhost/x.dtd">' + data, "a document type"),
    "an unknown entity": (lambda data: _after_head(data, b"&nbsp;"), "damaged part"),
    "text that is not UTF-8": (lambda data: _after_head(data, b"<!--\xff\xfe-->"), "damaged part"),
    "an unknown encoding": (lambda data: b'<?xml version="1.0" encoding="x-secret"?>' + data, "unknown encoding"),
    "an encoding of names": (lambda data: b'<?xml version="1.0" encoding="punycode"?>' + data, "unknown encoding"),
}


def _markup() -> Iterator[Case]:
    kind = "broken markup"
    for role in ROLES:
        for name, (change, words) in _MARKUP.items():
            yield Case(kind, f"{role}: {name}", edited(role, change), (FILE, words, named(role)))
        yield Case(kind, f"{role}: a comment", edited(role, _commented))
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    for role in ("workbook", "table", "styles"):
        make = edited(role, lambda data: _after_head(data, deep))
        yield Case(kind, f"{role}: 100,000 deep", make, (FILE, "elements more than 200 deep", named(role)))
    wide = edited("styles", lambda data: _after_head(data, b"<a/>" * 1_100_000))
    yield Case(kind, "styles: 1,100,000 elements", wide, (FILE, "more than 1,000,000 elements", named("styles")))
    shallow = b"<a>" * 100 + b"</a>" * 100
    yield Case(kind, "styles: 100 deep", edited("styles", lambda data: _after_head(data, shallow)))
    long = b'<ext a="' + b"x" * 5_000_000 + b'"/>'
    yield Case(kind, "workbook: an attribute of 5 MB", edited("workbook", lambda data: _after_head(data, long)))
    text = b"<ext>" + b"words " * 2_000_000 + b"</ext>"
    yield Case(kind, "workbook: a text of 12 MB", edited("workbook", lambda data: _after_head(data, text)))
    blank = b"<calcPr" + b" " * 2_000_000 + b"/></workbook>"
    spaces = edited("workbook", lambda data: re.sub(rb"<calcPr[^>]*/?></workbook>", blank, data))
    yield Case(kind, "workbook: a tag with 2 MB of blanks", spaces)


def _declared(encoding: str, declared: str) -> Callable[[bytes], bytes]:
    head = f'<?xml version="1.0" encoding="{declared}"?>'
    return lambda data: (head + "<!--Größe-->" + data.decode()).encode(encoding)


def _claimed(claim: str, mark: bytes = b"", encoding: str = "utf-8") -> Callable[[bytes], bytes]:
    """The part behind a byte order mark, with a declaration that claims an encoding, in whatever it is."""
    return lambda data: mark + f'<?xml version="1.0" encoding="{claim}"?>{data.decode()}'.encode(encoding)


_BOM8, _BOM16, _BOM16_BE = b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"
_CLAIMS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    **{f"an encoding called {name}": (_claimed(name), "unknown encoding") for name in (
        "utf-7", "utf-32", "idna", "rot13", "hex", "unicode_escape", "mbcs", "x y", "", "utf-8:", "é"
    )},
    "a list of encodings that nobody knows": (_claimed("mac-nobody"), "its declared encoding (mac-nobody)"),
    "an unknown encoding behind blanks": (
        lambda data: b"<?xml version='1.0'" + b" " * 999 + b"encoding='x-secret'?>" + data, "unknown encoding"),
    "UTF-8 by its mark, of unknown encoding": (_claimed("x-secret", _BOM8), "its declared encoding (x-secret)"),
    "UTF-8 by its mark, of names": (_claimed("punycode", _BOM8), "its declared encoding (punycode)"),
    "UTF-8 by its mark, of Latin-1": (_claimed("iso-8859-1", _BOM8), "its declared encoding (iso-8859-1)"),
    "UTF-16 by its mark, of unknown encoding": (
        _claimed("x-secret", _BOM16, "utf-16-le"), "its declared encoding (x-secret)"),
    "UTF-16 by its mark, of UTF-8": (_claimed("utf-8", _BOM16_BE, "utf-16-be"), "its declared encoding (utf-8)"),
    "UTF-16 by its bytes, of unknown encoding": (
        _claimed("x-secret", b"", "utf-16-be"), "its declared encoding (x-secret)"),
    "UTF-8 that says UTF-16": (_claimed("UTF-16"), "its declared encoding (utf-16)"),
    "half a character of UTF-16": (
        lambda data: _claimed("UTF-16", _BOM16, "utf-16-le")(data) + b"\0\xd8", "its declared encoding (UTF-16)"),
    "ASCII with an umlaut": (lambda data: _claimed("us-ascii")(data) + "<!--ü-->".encode(), "(us-ascii)"),
}  # fmt: skip
_RIGHT = {
    "UTF-16LE without a mark": _claimed("UTF-16LE", b"", "utf-16-le"),
    "UTF-16 the other way round": _claimed("utf-16", _BOM16_BE, "utf-16-be"),
    "UTF-16 without a declaration": lambda data: _BOM16 + data.decode().encode("utf-16-le"),
    "UTF-8 in small letters, by its mark": _claimed("utf-8", _BOM8),
    "ASCII": lambda data: _claimed("US-ASCII")(data.decode().encode("ascii", "xmlcharrefreplace")),
    "an encoding in single quotes": lambda data: b"<?xml version='1.0'\n encoding = 'UTF-8' ?>" + data,
}


def _encodings() -> Iterator[Case]:
    kind = "wrong encoding"
    for role in ("workbook", "sheet"):
        for name, (change, words) in _CLAIMS.items():
            yield Case(kind, f"{role}: {name}", edited(role, change), (FILE, words, named(role)))
        for name, right in _RIGHT.items():
            yield Case(kind, f"{role}: {name}", edited(role, right))
    for role in ("workbook", "sheet", "table", "shared strings"):
        wrong = edited(role, _declared("latin-1", "UTF-8"))
        yield Case(kind, f"{role}: Latin-1 that says UTF-8", wrong, (FILE, named(role)))
        wrong = edited(role, lambda data: b"\xff\xfe" + data + b" " * (len(data) % 2 == 0))
        yield Case(kind, f"{role}: a mark of UTF-16 before UTF-8", wrong, (FILE, "encoding", named(role)))
        for encoding, declared in (("utf-16", "UTF-16"), ("latin-1", "ISO-8859-1"), ("utf-8-sig", "UTF-8")):
            yield Case(kind, f"{role}: {declared}, rightly declared", edited(role, _declared(encoding, declared)))
