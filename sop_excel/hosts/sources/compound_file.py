"""One stream of a compound file, in which old programs keep their documents: read without trust in its chains."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from sop_excel.hosts.sources.damage import DamagedError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how such files begin
_HEADER, _ENTRY = 512, 128
_LAST = 0xFFFFFFFA  # chains end with this or more
_FIRST_TABLES = struct.Struct("<109I")  # where the table of sectors stands, as the header tells it
_STREAM = 2  # a kind of entry


class CompoundFile:
    """The streams of a compound file by their names. Raises DamagedError for what is none."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER:
            raise DamagedError("a workbook that was cut off")
        self.data = data
        shift, small_shift = struct.unpack_from("<HH", data, 0x1E)
        if shift not in (9, 12) or small_shift > shift:
            raise DamagedError("a workbook whose first bytes are damaged")
        self.sector, self.small = 1 << shift, 1 << small_shift
        first, self.cutoff, small_table = (struct.unpack_from("<I", data, at)[0] for at in (0x30, 0x38, 0x3C))
        self.table = self._table()
        self.small_table = _numbers(self._chain(small_table))
        self.entries = self._chain(first)

    def stream(self, *names: str) -> bytes:
        """The stream with the first of these names that there is; empty if there is none."""
        found = {name: (start, size) for name, kind, start, size in self._entries_listed() if kind == _STREAM}
        for name in names:
            if name in found:
                start, size = found[name]
                held = self._chain(start) if size >= self.cutoff else self._small(start)
                if len(held) < size:
                    raise DamagedError(f"a workbook of which {size - len(held):,} bytes are missing")
                return held[:size]
        return b""

    def _entries_listed(self) -> Iterator[tuple[str, int, int, int]]:
        """Name, kind, first sector and size of every entry; the first holds all that is small."""
        for at in range(0, len(self.entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", self.entries, at + 64)
            name = self.entries[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", self.entries, at + 116)
            yield name, kind, start, size

    def _table(self) -> tuple[int, ...]:
        """The sector behind each sector."""
        places = [one for one in _FIRST_TABLES.unpack_from(self.data, 0x4C) if one < _LAST]
        at, seen = struct.unpack_from("<I", self.data, 0x44)[0], set[int]()
        while at < _LAST and at not in seen:
            seen.add(at)
            more = _numbers(self._sector(at))
            places += [one for one in more[:-1] if one < _LAST]
            at = more[-1] if more else _LAST
        return _numbers(b"".join(map(self._sector, dict.fromkeys(places))))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self.sector
        return self.data[at : at + self.sector]

    def _chain(self, first: int) -> bytes:
        return b"".join(map(self._sector, _followed(first, self.table)))

    def _small(self, first: int) -> bytes:
        """A small stream: in sectors of their own, which the stream of the first entry holds."""
        (_, _, start, _), *_ = self._entries_listed()
        held, size = self._chain(start), self.small
        return b"".join(held[n * size : (n + 1) * size] for n in _followed(first, self.small_table))


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _followed(first: int, table: tuple[int, ...]) -> Iterator[int]:
    """The sectors of a chain; one that leads back into itself or out of the file ends there."""
    seen = set[int]()
    while first < len(table) and first not in seen:
        seen.add(first)
        yield first
        first = table[first]
