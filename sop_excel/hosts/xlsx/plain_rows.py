"""Rows of a sheet part that hold nothing but usual numbers and texts, which most do: read without a parser.

They are cut out of the part, of which a parser reads the rest. What is cut is well-formed by the pattern that finds it;
whatever looks otherwise the parser sees.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LEAST = 2**15  # bytes of a part that is worth it
_TEXT = "[ -%'-;=?-~]+"  # that XML holds as it is
_CELL = (
    '<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,6})")?(?: t="(n|s|inlineStr)")?>'
    f"(?:<v>({_TEXT})</v>|<is><t>({_TEXT})</t></is>)</c>"
)
_CELLS = re.compile(_CELL)
_ROW = re.compile(rf"(<row [^<>]*>)((?:{re.sub(r'[(](?=[^?])', '(?:', _CELL)})++)</row>".encode())


class PlainCell(NamedTuple):
    """A cell: the letters of its column, its row, its style and kind (empty: none), and what stands in its value or,
    if it has none, in itself."""

    column: str
    row: str
    style: str
    kind: str
    value: str
    inline: str


class PlainRows(NamedTuple):
    """A part without the cells of its plain rows, and where these stand in the whole, by where their row is left."""

    data: bytes
    cells: dict[int, tuple[int, int]]

    @classmethod
    def of(cls, part: bytes) -> PlainRows:
        """Cut them out; none where there may be comments, which may hide anything."""
        if len(part) < _LEAST or has_comments(part) or has_instructions(part):
            return cls(part, {})
        pieces, cells, at, left = [], dict[int, tuple[int, int]](), 0, 0
        for found in _ROW.finditer(part):
            start, end = found.span(2)
            cells[left + found.start() - at] = start, end
            pieces.append(part[at:start])
            left += start - at
            at = end
        return cls(b"".join([*pieces, part[at:]]), cells)


def plain_cells(cells: bytes) -> list[PlainCell]:
    """The cells of a plain row."""
    return [*map(PlainCell._make, _CELLS.findall(cells.decode("ascii")))]


def has_comments(data: bytes) -> bool:
    """Whether there is a comment, a CDATA section or a document type; one byte is found far sooner than two."""
    return b"!" in data and b"<!" in data


def has_instructions(data: bytes) -> bool:
    """Whether there is a processing instruction behind the XML declaration."""
    declared = data.find(b"?>") + 2 if data.startswith(b"<?") else 0
    return data.find(b"?", declared) >= 0 and data.find(b"<?", declared) >= 0
