"""The encoding of XML parts: whatever a part is in becomes UTF-8, the one that the parser reads, or is refused."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from sop_excel.hosts.xlsx.faults import BrokenPartError

# Those that writers use: Python knows others, some of which take forever or are no encodings of text.
_KNOWN = re.compile(
    r"iso-?8859-?\d+|latin-?\d|(windows|cp)-?\d+|koi8-[ru]"
    r"|gb(2312|k|18030)|big5(-hkscs)?|shift[-_]?jis|euc-(jp|kr|cn)|mac[a-z-]*"
)
_UTF8, _UTF16 = re.compile("utf-?8"), re.compile("utf-?16(-?(le|be))?")
_ASCII = re.compile("(us-)?ascii")
_ENCODING = re.compile(rb"""\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def utf8(data: bytes) -> bytes:
    """The part in UTF-8 without a byte order mark; unchanged if it is so already.

    Raises BrokenPartError for an encoding that no writer uses, and for text that is not in the one that it claims.
    """
    if data.startswith(BOM_UTF8):
        return _declaring(data[len(BOM_UTF8) :], _UTF8)
    for mark, start, encoding in ((BOM_UTF16_LE, b"<\0", "utf-16-le"), (BOM_UTF16_BE, b"\0<", "utf-16-be")):
        if data.startswith((mark, start)):
            return _declaring(_decoded(data.removeprefix(mark), encoding, "UTF-16"), _UTF16)
    span = _declared(data)
    name = data[slice(*span)].decode("ascii", "replace").lower() if span else "utf-8"
    if _UTF8.fullmatch(name) or (_ASCII.fullmatch(name) and data.isascii()):
        return data
    if not _KNOWN.fullmatch(name) and not _UTF16.fullmatch(name) and not _ASCII.fullmatch(name):
        raise BrokenPartError(f"a part in the unknown encoding '{name[:20]}'")
    if not _KNOWN.fullmatch(name):
        raise _another(name)
    return _renamed(_decoded(data, name, name))


def _declared(part: bytes) -> tuple[int, int] | None:
    """Where the XML declaration names the encoding, if it does."""
    if not part.startswith(b"<?xml") or not part[5:6].isspace():
        return None
    found = _ENCODING.search(part, 5, max(part.find(b"?>"), 0))
    return found.span(found.lastindex or 0) if found else None


def _declaring(part: bytes, names: re.Pattern[str]) -> bytes:
    """A part whose first bytes show its encoding; its declaration must not name another."""
    span = _declared(part)
    name = part[slice(*span)].decode("ascii", "replace").lower() if span else ""
    if span and not names.fullmatch(name):
        raise _another(name)
    return _renamed(part)


def _renamed(part: bytes) -> bytes:
    span = _declared(part)
    return part[: span[0]] + b"UTF-8" + part[span[1] :] if span else part


def _decoded(data: bytes, encoding: str, said: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except (LookupError, ValueError) as fault:
        raise _another(said) from fault


def _another(encoding: str) -> BrokenPartError:
    return BrokenPartError(f"text that is not in its declared encoding ({encoding[:20]})")
