"""Bytes as text: in which encoding a file is, decided by what its bytes can be."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from dataclasses import dataclass
from itertools import islice

from sop_excel.domain.said import phrase, say
from sop_excel.domain.vocabulary import whole

WESTERN = "Windows-1252"
_MIXED = phrase("line {line} and others are in {other}, the rest in UTF-8")
_MARKS = (  # the longer ones first: that of UTF-32 begins as that of UTF-16 does
    (BOM_UTF8, "utf-8", "UTF-8"),
    (BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SEEN = 2**16  # bytes from which UTF-16 without a mark is told
_NO_TEXT = re.compile("[\x01-\x08\x0e-\x19\x1b-\x1f\x7f\ufffe\uffff]")
_MOST_STRAY = 0.005  # of all characters: more of what no text has, and it is none
_MOST_ZEROS = 0.2
_DOS_END = "\x1a"


class NoTextError(Exception):
    """The bytes are no text that we know; it says what was found."""


@dataclass(frozen=True)
class Decoded:
    """The text, the name of its encoding, and what to know of it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decoded(data: bytes) -> Decoded:
    """The text in these bytes: by its mark, else UTF-16 by its zeros, else UTF-8, else Windows-1252.

    Raises NoTextError for what is none of them.

    >>> decoded("Größe".encode("cp1252")).text, decoded("\\ufeffGröße".encode("utf-16-le")).encoding
    ('Größe', 'UTF-16')
    """
    found = _decoded(data)
    text = found.text.rstrip(_DOS_END)
    zeros = text.count("\0")
    if zeros > _MOST_ZEROS * len(text):
        raise NoTextError("a file that holds no text")
    text = text.replace("\0", "") if zeros else text
    if sum(1 for _ in islice(_NO_TEXT.finditer(text), int(_MOST_STRAY * len(text)) + 1)) > _MOST_STRAY * len(text):
        raise NoTextError("a file that holds no text")
    more = (f"{zeros:,} zero bytes in it are left out",) if zeros else ()
    return Decoded(text, found.encoding, (*found.notes, *more))


def _decoded(data: bytes) -> Decoded:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data.removeprefix(mark), codec, name)
    if codec := _zeros_tell(data[:_SEEN]):
        return _strictly(data, codec, "UTF-16")
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _western(data)


def _strictly(data: bytes, codec: str, name: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), name)
    except UnicodeDecodeError as fault:
        raise NoTextError(f"a file that begins as {name} and is none at byte {fault.start + 1:,}") from fault


def _zeros_tell(data: bytes) -> str:
    """The byte order of UTF-16 without a mark: most of its letters have a zero as their other half."""
    half = len(data) // 2
    first, second = data[0::2].count(0), data[1::2].count(0)
    if max(first, second) * 2 < half or min(first, second) * 10 > half:
        return ""
    return "utf-16-le" if second > first else "utf-16-be"


def _western(data: bytes) -> Decoded:
    """Line by line, since files that were put together have lines in either encoding."""
    pieces, western, unicode = [], 0, 0
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            pieces.append(line.decode("utf-8"))
            unicode += not line.isascii()
        except UnicodeDecodeError:
            pieces.append(_of_windows(line, number))
            western = western or number
    notes = (say(_MIXED, line=whole(western), other=WESTERN),) if unicode else ()
    return Decoded("\n".join(pieces), WESTERN if not unicode else f"UTF-8 and {WESTERN}", notes)


def _of_windows(line: bytes, number: int) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError as fault:
        found = f"byte 0x{line[fault.start]:02X} in line {number:,}, which is in neither"
        raise NoTextError(found) from fault
