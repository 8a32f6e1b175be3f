"""The shared strings of a workbook: runs of rich text joined, phonetic readings left out.

A workbook may have millions that no table needs, so they are counted in blocks of bytes, and only those that a cell
refers to are read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import overload

import numpy as np
import numpy.typing as npt

from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.markup import decoded, escaped, head_end, parse, parser, utf8

BLOCK = 4096  # bytes
_PIECE = 2**24  # bytes that are looked through at once
_BLOCKS_KEPT = 512
_NOT_PLAIN = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>", re.DOTALL)
_ROOT = re.compile(rb"<((?:[^\s<>/:]+:)?)sst(?=[\s/>])")
_SIMPLE = rb'<%(p)bsi>\s*<%(p)bt(?: xml:space="preserve")?>([^<&\r]*)</%(p)bt>\s*</%(p)bsi>\s*'
_READ = ("sst", "si", "r", "t")  # a text in anything else, such as a phonetic reading, is none of the string
_AFTER = np.zeros(256, bool)
_AFTER[[*b"/> \t\r\n"]] = True


class SharedStrings(Sequence[str]):
    """The shared strings by their place, each read when it is asked for. Raises ExpatError for a damaged part."""

    def __init__(self, data: bytes) -> None:
        self._data = _elements_only(utf8(data))
        root = _ROOT.match(self._data, self._data.index(b"<", 1 if self._data.startswith(b"<?") else 0))
        if not root:
            raise BrokenPartError("a part of shared texts that holds none")
        self._head = self._data[root.start() : head_end(self._data, root.start())]
        self._prefix = root[1]
        _refuse_other_prefixes(self._data, self._prefix)
        p = re.escape(self._prefix)
        self._simple = re.compile(_SIMPLE % {b"p": p})
        self._tag = np.frombuffer(b"<" + self._prefix + b"si", np.uint8)
        self._before = [0, *accumulate(self._counts())]  # how many begin before each block
        self._starts = lru_cache(_BLOCKS_KEPT)(self._starts_in)
        self._text = lru_cache(None)(self._read)

    def __len__(self) -> int:
        return self._before[-1]

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """The string at a place from 0 on."""
        if isinstance(place, slice):
            return [self._text(k) for k in range(len(self))[place]]
        return self._text(range(len(self))[place])

    def _counts(self) -> Iterator[int]:
        """How many strings begin in each block."""
        for begin in range(0, len(self._data), _PIECE):
            end = min(begin + _PIECE, len(self._data))
            starts = self._found(begin, end) - begin
            yield from np.bincount(starts // BLOCK, minlength=-(-(end - begin) // BLOCK)).tolist()

    def _found(self, begin: int, end: int) -> npt.NDArray[np.int64]:
        """Where strings begin: at the tag, with something behind it that ends its name."""
        size = len(self._tag)
        data = np.frombuffer(self._data, np.uint8, min(end + size, len(self._data)) - begin, begin)
        starts = np.flatnonzero(data[: end - begin] == self._tag[0])
        starts = starts[starts + size < len(data)]
        for k in range(1, size):
            starts = starts[data[starts + k] == self._tag[k]]
        return starts[_AFTER[data[starts + size]]] + begin

    def _starts_in(self, block: int) -> list[int]:
        return [int(start) for start in self._found(block * BLOCK, min((block + 1) * BLOCK, len(self._data)))]

    def _start(self, place: int) -> int:
        block = bisect_right(self._before, place) - 1
        return self._starts(block)[place - self._before[block]]

    def _read(self, place: int) -> str:
        start = self._start(place)
        end = self._start(place + 1) if place + 1 < len(self) else self._data.rfind(b"</")
        item = self._data[start:end]
        if simple := self._simple.fullmatch(item):
            return decoded(simple[1].decode())
        run = _TextRun()
        parse(run.parser, b"".join([self._head, _item(item), b"</", self._prefix, b"sst>"]))
        return run.text


def _elements_only(data: bytes) -> bytes:
    """The part, once it is known to be well-formed, without what is no element: then every ``<`` begins a tag."""
    parse(parser(), data)
    if b"<!" not in data and data.find(b"<?", 1) < 0:
        return data
    return _NOT_PLAIN.sub(lambda found: escaped((found[1] or b"").decode()).encode(), data)


def _refuse_other_prefixes(data: bytes, prefix: bytes) -> None:
    """Raise BrokenPartError if strings have several prefixes: no writer does that, and we would miss some."""
    other = rb"<[^\s<>/:]+:si[\s/>]" if not prefix else rb"<(?!%b)(?:[^\s<>/:]+:)?si[\s/>]" % re.escape(prefix)
    if re.search(other, data):
        raise BrokenPartError("shared texts with several prefixes")


def _item(xml: bytes) -> bytes:
    """The string alone, without what stands behind the last of them, such as an extension."""
    close = xml.rfind(b"si>")
    return xml[: close + 3] if close >= 0 and b"</" in xml else xml[: xml.index(b">") + 1]


class _TextRun:
    """One string's texts, in order."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.unread = 0  # how many elements stand around whose texts are none of the string's
        self.parser = parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    @property
    def text(self) -> str:
        """The string."""
        return decoded("".join(self.parts))

    def start(self, name: str, _: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if self.unread or tag not in _READ:
            self.unread += 1
        elif tag == "t":
            self.parser.CharacterDataHandler = self.parts.append

    def end(self, name: str) -> None:
        self.parser.CharacterDataHandler = None
        if self.unread:
            self.unread -= 1
