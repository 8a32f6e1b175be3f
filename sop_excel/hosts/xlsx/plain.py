"""Sheet parts as the usual writers write them, cut into rows and cells without a call per element.

Where a part holds no comment, CDATA section or processing instruction, every ``<`` begins a tag, so patterns find
exactly the tags that a parser would. What they do not match in full is left for the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import ge

from sop_excel.hosts.xlsx.markup import MAIN, parse, parser

_HEAD = re.compile(rb'(?:<\?xml[^<>]*\?>\s*)?<worksheet(?=\s)[^<>]*\sxmlns="([^"]*)"[^<>]*>')
_HEAD_WITHIN = 10_000  # bytes: the pattern takes long over a long tag that it does not match
_ROW = re.compile(rb'<row r="([0-9]{1,7})"(?:\s+[\w:.]+="[^"<>]*")*\s*(/?)>')
_ANY_ROW = re.compile(rb"<row[\s/>]")
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]+)"(?: s="(\d+)")?(?: t="([a-zA-Z]+)")?(?:/>|>(?:<v>([^<&\r]+)</v>)?</c>)'
)
_STYLE, _STYLED = re.compile(rb'\ss="([0-9]+)"'), re.compile(rb'\scustomFormat="(?:1|true)"')
_CELL_HEAD = re.compile(rb'<c r="([A-Z]{1,3})([0-9]+)"(?: s="([0-9]+)")?(?: t="[a-zA-Z]+")?(?=/?>)')
_ANY_CELL = re.compile(rb"<c[\s/>]")

Cell = tuple[bytes, bytes, bytes, bytes, bytes]  # letters, row, style, type, value: empty where absent
Head = tuple[int, bytes, bytes | None]


def rows_part(sheet: bytes) -> tuple[int, int] | None:
    """Where the content of ``sheetData`` begins and ends; None if the part is not of the plain kind.

    Raises ExpatError if it is not well-formed.
    """
    head = _HEAD.match(sheet, 0, _HEAD_WITHIN)
    start, end = sheet.find(b"<sheetData>"), sheet.rfind(b"</sheetData>")
    if not head or head[1] != MAIN.encode() or not 0 <= start < end or sheet.find(b"<!") >= 0:
        return None
    if sheet.find(b"<?", 1) >= 0:
        return None
    start += len(b"<sheetData>")
    numbers = [int(number) for number, _ in _ROW.findall(sheet, start, end)]
    if len(numbers) != len(_ANY_ROW.findall(sheet, start, end)) or any(map(ge, [0, *numbers], numbers)):
        return None
    parse(parser(), sheet)
    return start, end


def rows(sheet: bytes, start: int, end: int) -> Iterator[tuple[int, bytes, list[Cell] | None]]:
    """The rows: number, text, and cells if every one of them is plain, else None."""
    for found in _ROW.finditer(sheet, start, end):
        if found[2]:
            yield int(found[1]), found[0], []
            continue
        close = sheet.index(b"</row>", found.end()) + len(b"</row>")
        text = sheet[found.start() : close]
        cells = _CELL.findall(text)
        plain = len(cells) == len(_ANY_CELL.findall(text)) and {cell[1] for cell in cells} <= {found[1]}
        yield int(found[1]), text, cells if plain else None


def spans(sheet: bytes, start: int, end: int, first: int) -> Iterator[tuple[int, int, int, int, int, list[Head]]]:
    """Rows from number ``first`` on: number, where it, its start tag and its content end, and the heads of its cells.

    The heads are (position, letters, style). Raises ValueError at a cell that is not plain.
    """
    for found in _ROW.finditer(sheet, start, end):
        number, content = int(found[1]), found.end()
        if number < first:
            continue
        if found[2]:
            yield number, found.start(), content, content, content, []
            continue
        tail = sheet.index(b"</row>", content)
        heads = [
            (cell.start(), cell[1], cell[3])
            for cell in _CELL_HEAD.finditer(sheet, content, tail)
            if cell[2] == found[1]  # of another row: not plain, and told by the parser
        ]
        if len(heads) != len(_ANY_CELL.findall(sheet, content, tail)):
            raise ValueError
        yield number, found.start(), content, tail, tail + len(b"</row>"), heads


def own_style(row: bytes) -> str | None:
    """The style id that a row's start tag gives to its absent cells.

    >>> own_style(b'<row r="1" s="4" customFormat="1">'), own_style(b'<row r="1" s="4">')
    ('4', None)
    """
    style = _STYLE.search(row) if _STYLED.search(row) else None
    return style[1].decode() if style else None
