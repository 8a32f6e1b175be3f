"""The records of binary workbooks (.xlsb): numbers with a length and content, one after the other."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from sop_excel.hosts.sources.damage import DamagedError

Record = tuple[int, int, int]  # its kind, where its content begins and ends


def records(data: bytes) -> Iterator[Record]:
    """The records of a part. Raises DamagedError for one that ends behind the part."""
    at, end = 0, len(data)
    while at < end:
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        if at + size > end:
            raise DamagedError("a damaged part, which ends within a record")
        yield kind, at, at + size
        at += size


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of at most so many bytes, seven bits in each; and what follows it."""
    number = 0
    for place in range(most):
        if at >= len(data):
            raise DamagedError("a damaged part, which ends within a record")
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            break
    return number, at


def text_at(data: bytes, at: int, end: int) -> tuple[str, int]:
    """A text with its length before it, and what follows it. Raises DamagedError where it ends behind its record."""
    (length,) = unpacked("<I", data, at, end)
    stop = at + 4 + 2 * length
    if length == 0xFFFFFFFF:  # no text at all
        return "", at + 4
    if stop > end:
        raise DamagedError("a damaged text")
    return data[at + 4 : stop].decode("utf-16-le", "replace"), stop


def unpacked(form: str, data: bytes, at: int, end: int) -> tuple[int, ...]:
    """Whole numbers at a place of a record. Raises DamagedError where they end behind it."""
    if at + struct.calcsize(form) > end:
        raise DamagedError("a damaged record, which is too short")
    return struct.unpack_from(form, data, at)


def packed_number(raw: int) -> float:
    """A number in four bytes: whole or the upper half of a float, perhaps a hundred times what it is.

    >>> packed_number(5 << 2 | 2), packed_number(150 << 2 | 3)
    (5.0, 1.5)
    """
    if raw & 2:
        number = float((raw >> 2) - (1 << 30 if raw & 0x80000000 else 0))
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (raw & 0xFFFFFFFC) << 32))
    return number / 100 if raw & 1 else number
