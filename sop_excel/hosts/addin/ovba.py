"""The compression of VBA sources, [MS-OVBA] 2.4.1.

Text is cut into chunks of 4096 bytes; within a chunk, a repetition of three bytes or more becomes a token that says how
far back and how long. How many bits a token gives to either depends on how far into the chunk it stands.
"""

from __future__ import annotations

import struct
from collections import defaultdict

_CHUNK = 4096
_SHORTEST = 3
_CANDIDATES = 32  # places to compare with: more would make the file smaller by nothing to speak of


def compress(data: bytes) -> bytes:
    """The data as a compressed container.

    Raises ValueError if the end of the data cannot be compressed (text can): the format would fill it up with zeros.

    >>> compress(b"abcabcabc").hex()
    '0105b0086162630320'
    """
    return b"\x01" + b"".join(_chunk(data[at : at + _CHUNK]) for at in range(0, len(data), _CHUNK))


def _chunk(data: bytes) -> bytes:
    """One chunk with its header: the size less three, a fixed pattern, and whether it is compressed."""
    tokens = _tokens(data)
    if len(tokens) >= _CHUNK:
        if len(data) < _CHUNK:
            raise ValueError("these data cannot be compressed without an end of zeros")
        return struct.pack("<H", 0x3000 | (_CHUNK - 1)) + data
    return struct.pack("<H", 0xB000 | (len(tokens) - 1)) + tokens


def _tokens(data: bytes) -> bytes:
    """Groups of eight items, each a byte or a token of two; a bit in front of the group says which."""
    result, seen, at = bytearray(), defaultdict[bytes, list[int]](list), 0
    while at < len(data):
        flags = len(result)
        result.append(0)
        for item in range(8):
            if at >= len(data):
                break
            offset, length = _repetition(data, at, seen[data[at : at + _SHORTEST]])
            if length:
                result[flags] |= 1 << item
                result += struct.pack("<H", (offset - 1) << (16 - _offset_bits(at)) | (length - _SHORTEST))
            else:
                result.append(data[at])
            for place in range(at, at + max(length, 1)):
                seen[data[place : place + _SHORTEST]].append(place)
            at += max(length, 1)
    return bytes(result)


def _repetition(data: bytes, at: int, places: list[int]) -> tuple[int, int]:
    """How far back the longest repetition begins and how long it is; (0, 0) if there is none worth a token."""
    longest = min((0xFFFF >> _offset_bits(at)) + _SHORTEST, len(data) - at)
    best_offset = best = 0
    for place in reversed(places[-_CANDIDATES:]):
        length = 0
        while length < longest and data[place + length] == data[at + length]:
            length += 1
        if length > best:
            best_offset, best = at - place, length
    return (best_offset, best) if best >= _SHORTEST else (0, 0)


def _offset_bits(at: int) -> int:
    """How many of a token's 16 bits hold the offset: enough for any, and at least 4; [MS-OVBA] 2.4.1.3.19.1."""
    return max(4, (at - 1).bit_length())
