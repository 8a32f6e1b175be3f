"""Ranges that may be tables: their headers, however many rows these take, their data, and what is neither."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from sop_excel.adoption.blocks import Cells, blocks_of, is_number, names_periods
from sop_excel.adoption.heads import Head, heads_of
from sop_excel.adoption.rows import LeftOut, sort_rows
from sop_excel.adoption.words import is_known
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.period_names import meaning
from sop_excel.domain.table import DateValue, Value
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.raw_sheet import RawSheet

DEEPEST = 30  # rows of a block among which its headers are sought
LOOK = 6  # rows below a header that tell what stands there


@dataclass(frozen=True)
class Range:
    """A range that may be a table: ``area`` is its last row of headers and all rows down to the last one with data.

    ``rows`` are the rows of the sheet that hold data, ``left_out`` those within or below that do not; ``title`` is what
    stands above it, ``table`` the name of the Excel Table that it is already, ``names`` are defined names of it.
    """

    cells: Cells
    area: Area
    heads: tuple[Head, ...]
    rows: tuple[int, ...]
    left_out: tuple[LeftOut, ...] = ()
    title: str = ""
    table: str = ""
    names: tuple[str, ...] = ()

    @property
    def sheet(self) -> RawSheet:
        """The sheet that it stands on."""
        return self.cells.sheet

    def values(self, column: int) -> list[Value]:
        """What its data rows hold in a column of the sheet."""
        return [self.cells.at(row, column) for row in self.rows]

    @cached_property
    def is_plain(self) -> bool:
        """Whether all its rows are data or blank, so that it can be a Table where it stands."""
        return not any(self.area.top < row <= self.area.bottom for row, _, _ in self.left_out)

    @property
    def place(self) -> str:
        """The name of the Excel Table, or the address."""
        return self.table or str(self.area)

    @property
    def id(self) -> str:
        """The sheet and the place."""
        return f"{self.sheet.name}!{self.place}"


class Unread(NamedTuple):
    """What is on a sheet and is not read, and why."""

    sheet: str
    range: str
    why: str


def ranges_of(sheet: RawSheet, ours: frozenset[str] = frozenset()) -> tuple[list[Range], list[Unread]]:
    """All ranges of a sheet that may be tables, and what may not; Excel Tables named in ``ours`` are passed over."""
    cells = Cells(sheet)
    ranges, unread = [], []
    for table in sheet.tables:
        if table.name.casefold() in ours:
            continue
        body = table.area._replace(bottom=table.area.bottom - table.totals)
        if table.headers != 1:
            unread.append(Unread(sheet.name, table.name, "its header row is switched off"))
        elif body.height < 2:
            unread.append(Unread(sheet.name, table.name, "it has no rows"))
        else:
            heads = heads_of(cells, body, (), body.top)
            rows, left_out = sort_rows(cells, body, body.top, heads)
            ranges.append(Range(cells, body, heads, rows, left_out, "", table.name))
    texts: list[Area] = []
    for block in blocks_of(cells, [table.area for table in sheet.tables]):
        found = list(_ranges_in(cells, block))
        ranges += found
        if not found:
            texts.append(block)
    unread += [Unread(sheet.name, str(area), _why_none(cells, area)) for area in texts]
    return [_named(one, texts) for one in ranges], unread


def _why_none(cells: Cells, area: Area) -> str:
    if any(is_number(value) for row in range(area.top, area.bottom + 1) for value in cells.row(row, area)):
        return "it has no row of headers above its numbers"
    return "it is text"


def _ranges_in(cells: Cells, block: Area) -> Iterator[Range]:
    """The ranges of a block: one, or several below one another."""
    top = block.top
    while top < block.bottom:
        part = block._replace(top=top)
        header = header_row(cells, part)
        if header is None:
            return
        bottom = _next_header(cells, part, header)
        above = tuple(range(part.top, header))
        if bottom is None:
            yield from _range(cells, part, above, header)
            return
        start = bottom
        while start > header + 2 and _is_title(cells, start - 1, part):
            start -= 1
        yield from _range(cells, part._replace(bottom=start - 1), above, header)
        top = start


def _range(cells: Cells, block: Area, above: Sequence[int], header: int) -> Iterator[Range]:
    """The range below a row of headers; a second one below it may hold units, or the months below a year."""
    second = _is_second_header(cells, block, header)
    last = header + 1 if second else header
    area = block._replace(top=last)
    uppers = [row for row in above if not _is_title(cells, row, block)][-1:]
    if second and len({text_of(value) for value in cells.row(last, area) if _is_known(value)}) > 1:
        heads = heads_of(cells, area, (*uppers, header), last)
    else:
        heads = heads_of(cells, area, tuple(uppers), header)
        heads = tuple(_with_unit(cells, head, last) for head in heads) if second else heads
    rows, left_out = sort_rows(cells, area, last, heads)
    filled = [head.column for head in heads if head.text or any(cells.at(r, head.column) is not None for r in rows)]
    if not rows or not filled:
        return
    area = Area(last, min(filled), max(rows), max(filled))
    heads = tuple(head for head in heads if area.left <= head.column <= area.right)
    titles = [row for row in above if row not in uppers]
    title = " ".join(str(value) for row in titles for value in cells.row(row, block) if isinstance(value, str))
    yield Range(cells, area, heads, rows, left_out, title)


def _with_unit(cells: Cells, head: Head, row: int) -> Head:
    """A header above its unit, in whose cell it is to stand."""
    return replace(head, value=None, unit=text_of(cells.at(row, head.column)) or "")


def _is_title(cells: Cells, row: int, area: Area) -> bool:
    """Whether a row holds one text, or a few with their values, and nothing that heads columns of numbers."""
    filled = [c for c in range(area.left, area.right + 1) if cells.at(row, c) is not None]
    if not filled:
        return True
    wide = [
        m for m in cells.sheet.merged if m.top == m.bottom == row and m.left in filled and m.width >= area.width - 1
    ]
    if len(filled) == 1:
        value = cells.at(row, filled[0])
        merged = any(m.top == row and m.left == filled[0] and m.width > 1 for m in cells.sheet.merged)
        return bool(wide) or (not merged and isinstance(value, str) and filled[0] <= area.left + 1)
    return len(filled) < 4 and isinstance(cells.at(row, filled[0]), str) and str(cells.at(row, filled[0])).endswith(":")


def header_row(cells: Cells, area: Area) -> int | None:
    """The row of an area that most looks like one of headers; None where none does."""
    best, most = None, 1.0
    for row in range(area.top, min(area.bottom, area.top + DEEPEST)):
        score = _score(cells, area, row)
        if score > most:
            best, most = row, score
    return best


def _score(cells: Cells, area: Area, row: int) -> float:
    """How much a row looks like headers: known ones, texts above numbers, and no numbers but names of periods."""
    values = cells.row(row, area)
    filled = [(n, value) for n, value in enumerate(values) if value is not None]
    if len(filled) < min(2, area.width):
        return 0.0
    periods = names_periods(values)
    known = len({text_of(value) for _, value in filled if _is_known(value)})  # units below each period are one
    numbers = sum(is_number(value) and not (isinstance(value, str) and is_known(value)) for _, value in filled)
    over = sum(_over_numbers(cells, area, row, area.left + n) for n, value in filled if not is_number(value) or periods)
    return 2.0 * known + over - (0.0 if periods else 3.0 * numbers) - 0.05 * (row - area.top)


def _is_known(value: Value) -> bool:
    return isinstance(value, DateValue) or (isinstance(value, str) and is_known(value))


def _over_numbers(cells: Cells, area: Area, row: int, column: int) -> bool:
    """Whether there are mostly numbers just below a cell."""
    below = [cells.at(r, column) for r in range(row + 1, min(row + 1 + LOOK, area.bottom + 1))]
    filled = [value for value in below if value is not None]
    return bool(filled) and sum(map(is_number, filled)) * 2 > len(filled)


def _is_second_header(cells: Cells, area: Area, header: int) -> bool:
    """Whether the row below a row of headers belongs to it: units, or the months below a year."""
    row = header + 1
    if row >= area.bottom:
        return False
    numeric = [c for c in range(area.left, area.right + 1) if _over_numbers(cells, area, row, c)]
    values = [cells.at(row, c) for c in numeric]
    texts = [v for v in values if v is not None and not is_number(v)]
    return len(numeric) > 0 and len(texts) >= max(1, 0.6 * len(numeric)) and all(isinstance(v, str) for v in texts)


def _next_header(cells: Cells, area: Area, header: int) -> int | None:
    """The row of another table's headers further down; a row that repeats these headers is none."""
    first = [_folded(value) for value in cells.row(header, area)]
    for row in range(header + 3, area.bottom):
        values = cells.row(row, area)
        texts = [value for value in values if isinstance(value, str) and not is_number(value)]
        if len(texts) < 2 or sum(map(is_known, texts)) < 2 or [_folded(v) for v in values] == first:
            continue
        if _score(cells, area, row) >= 4 and _score(cells, area, row) > _score(cells, area, row + 1):
            return row
    return None


def _folded(value: Value) -> str:
    return (text_of(value) or "").casefold()


def _named(one: Range, texts: Sequence[Area]) -> Range:
    """The range with the text just above it and with the names that refer to it."""
    names = tuple(n for n, area in one.sheet.names.items() if area.inside(one.area) or one.area.inside(area))
    above = [
        area
        for area in texts
        if area.bottom < one.area.top <= area.bottom + 5 and area.left <= one.area.right and one.area.left <= area.right
    ]
    words = [
        str(value)
        for area in above
        for row in range(area.top, area.bottom + 1)
        for value in one.cells.row(row, area)
        if isinstance(value, str) and meaning(value) is None
    ]
    return replace(one, names=names, title=" ".join([*words, one.title]).strip())
