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
    wide = edited("styles", lambda data: _after_head(data, b"<a/>" * 600_000))
    yield Case(kind, "styles: 600,000 elements", wide, (FILE, "more than 500,000 elements", named("styles")))
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


def _encodings() -> Iterator[Case]:
    kind = "wrong encoding"
    for role in ("workbook", "sheet", "table", "shared strings"):
        wrong = edited(role, _declared("latin-1", "UTF-8"))
        yield Case(kind, f"{role}: Latin-1 that says UTF-8", wrong, (FILE, named(role)))
        wrong = edited(role, lambda data: b"\xff\xfe" + data + b" " * (len(data) % 2 == 0))
        yield Case(kind, f"{role}: a mark of UTF-16 before UTF-8", wrong, (FILE, "encoding", named(role)))
        for encoding, declared in (("utf-16", "UTF-16"), ("latin-1", "ISO-8859-1"), ("utf-8-sig", "UTF-8")):
            yield Case(kind, f"{role}: {declared}, rightly declared", edited(role, _declared(encoding, declared)))
