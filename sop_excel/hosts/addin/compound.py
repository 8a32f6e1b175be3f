"""A writer of compound files, the container in which Office keeps a VBA project ([MS-CFB], version 3).

The same streams give the same bytes: no times, no identifiers, everything laid out in one order. Streams below 4096
bytes stand in the mini stream in sectors of 64 bytes, longer ones in sectors of 512 ([MS-CFB] 2.1, 2.4).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Folder = Mapping[str, Any]  # of bytes (a stream) or of another Folder (a storage)

_SECTOR, _MINI_SECTOR, _MINI_CUTOFF = 512, 64, 4096
_FREE, _END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NOBODY = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_BLACK = 1
_FAT_ENTRIES = _SECTOR // 4
_SECTORS_IN_HEADER = 109  # more FAT sectors than this would need a DIFAT chain, [MS-CFB] 2.5


@dataclass
class _Entry:
    """One directory entry, [MS-CFB] 2.6.1."""

    name: str
    kind: int
    data: bytes = b""
    left: int = _NOBODY
    right: int = _NOBODY
    child: int = _NOBODY
    start: int = 0
    size: int = 0

    def pack(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        head = name.ljust(64, b"\0") + struct.pack("<HBB", len(name), self.kind, _BLACK)
        links = struct.pack("<III", self.left, self.right, self.child)
        no_class_state_or_times = bytes(16 + 4 + 16)
        return head + links + no_class_state_or_times + struct.pack("<IQ", self.start, self.size)


@dataclass
class _Chains:
    """Sectors of one size and the table that chains them, [MS-CFB] 2.3 and 2.4."""

    size: int
    sectors: list[bytes] = field(default_factory=list)
    next: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Put the data into sectors and answer the first one, or the end mark if there is nothing to put."""
        if not data:
            return _END
        first = len(self.sectors)
        self.sectors += [data[at : at + self.size].ljust(self.size, b"\0") for at in range(0, len(data), self.size)]
        self.next += [*range(first + 1, len(self.sectors)), _END]
        return first


def compound_file(content: Folder) -> bytes:
    """The compound file with these streams (bytes) and storages (mappings).

    Raises ValueError for a content of more than about 7 MB.

    >>> compound_file({"A": b"hello"})[:8].hex()
    'd0cf11e0a1b11ae1'
    """
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add_children(entries, content)
    big, mini = _Chains(_SECTOR), _Chains(_MINI_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.data)
            entry.start = (mini if entry.size < _MINI_CUTOFF else big).add(entry.data)
    mini_stream = b"".join(mini.sectors)
    entries[0].start, entries[0].size = big.add(mini_stream), len(mini_stream)
    mini_table = _numbers(mini.next)
    mini_start = big.add(mini_table)
    directory_start = big.add(_directory(entries))
    return _with_header(big, directory_start, mini_start, len(mini_table) // _SECTOR)


def _add_children(entries: list[_Entry], content: Folder) -> int:
    """Add the entries of a storage and answer the one at the top of their search tree."""
    members = []
    for name, data in content.items():
        members.append(len(entries))
        if isinstance(data, bytes):
            entries.append(_Entry(name, _STREAM, data))
        else:
            entry = _Entry(name, _STORAGE)
            entries.append(entry)
            entry.child = _add_children(entries, data)
    # [MS-CFB] 2.6.4: shorter names first, then by upper case
    members.sort(key=lambda at: (len(entries[at].name.encode("utf-16-le")), entries[at].name.upper()))
    return _tree(entries, members)


def _tree(entries: list[_Entry], members: Sequence[int]) -> int:
    """Link the sorted members as a balanced search tree; all black is allowed, [MS-CFB] 2.6.4."""
    if not members:
        return _NOBODY
    middle = len(members) // 2
    top = entries[members[middle]]
    top.left = _tree(entries, members[:middle])
    top.right = _tree(entries, members[middle + 1 :])
    return members[middle]


def _directory(entries: Sequence[_Entry]) -> bytes:
    unused = bytes(68) + struct.pack("<III", _NOBODY, _NOBODY, _NOBODY) + bytes(48)
    packed = b"".join(entry.pack() for entry in entries)
    return packed + unused * (-len(entries) % (_SECTOR // len(unused)))


def _numbers(values: Sequence[int]) -> bytes:
    """The values as whole sectors, filled up with the mark of a free sector."""
    filled = [*values, *[_FREE] * (-len(values) % _FAT_ENTRIES)]
    return struct.pack(f"<{len(filled)}I", *filled)


def _with_header(big: _Chains, directory_start: int, mini_start: int, mini_sectors: int) -> bytes:
    """The whole file: header ([MS-CFB] 2.2), sectors, and the sector table at the end."""
    used = len(big.sectors)
    tables = 1
    while tables * _FAT_ENTRIES < used + tables:
        tables += 1
    if tables > _SECTORS_IN_HEADER:
        raise ValueError(f"too much for one compound file: {used * _SECTOR} bytes")
    fat = _numbers([*big.next, *[_FAT_SECTOR] * tables])
    signature, no_class = bytes.fromhex("d0cf11e0a1b11ae1"), bytes(16)
    header = signature + no_class + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIII", 0, tables, directory_start, 0)
    header += struct.pack("<IIIII", _MINI_CUTOFF, mini_start, mini_sectors, _END, 0)
    places = [*range(used, used + tables), *[_FREE] * (_SECTORS_IN_HEADER - tables)]
    return header + struct.pack(f"<{_SECTORS_IN_HEADER}I", *places) + b"".join(big.sectors) + fat
