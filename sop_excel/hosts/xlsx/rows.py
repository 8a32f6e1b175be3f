"""The rows of a sheet part with a table's new content spliced in, as high as their texts need."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from math import ceil

from sop_excel.domain.table import Formula, Value
from sop_excel.hosts.xlsx.markup import with_attribute
from sop_excel.hosts.xlsx.scan import RowSpan, Scan
from sop_excel.hosts.xlsx.sheet_cells import cell_xml, number_text
from sop_excel.spreadsheet.areas import letters, parse_area
from sop_excel.spreadsheet.layout import Layout

ShownAs = Callable[[str | None, str], str]

_MOST_KEPT = 2**16  # texts of numbers
_PLAIN = 1e15  # below it, Python and spreadsheets write whole numbers alike
LINE_POINTS, EDGE_POINTS = 14.0, 1.0  # of a line in the size that our sheets have, and of what stands around a text
MOST_POINTS = 405.0  # a row is at most 409.5 points high
_INDENT = 1.7  # characters that a cell's margin and indent take
_SURE = 0.96  # of a column is counted on: letters on a screen are a little wider than on paper
_USUAL_WIDTH = 9.0  # of a column that says nothing else
# The widths of letters as parts of a digit's, in Calibri; its ideographs take two digits.
_LETTERS = {**dict.fromkeys("ijl.,:;'|! ", 0.5), **dict.fromkeys("ftrI()[]-/", 0.7), **dict.fromkeys("mwMW@%—…", 1.6)}
_OURS = 0.5  # points within which a height is one of ours: programs save what the screen's dots make of it
_DEFAULT = re.compile(rb"""\sdefaultRowHeight\s*=\s*["']([0-9.]+)["']""")
_HEIGHT = re.compile(rb"""\sht\s*=\s*["']([0-9.]+)["']""")
_CHOSEN = re.compile(rb"""\scustomHeight\s*=\s*["'](?:1|true)["']""")
_COLUMN = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?col(\s[^<>]*)/?>")
_NUMBERS = {name: re.compile(rb"\s" + name + rb"""\s*=\s*["']([0-9.]+)["']""") for name in (b"min", b"max", b"width")}


class _NumberTexts(dict[float, str]):
    """How each number is written; most stand in a table again and again."""

    def __missing__(self, number: float) -> str:
        text = repr(number + 0.0).removesuffix(".0") if -_PLAIN < number < _PLAIN else number_text(number)
        if len(self) < _MOST_KEPT:
            self[number] = text
        return text


def _style(style: str | None) -> str:
    return f' s="{style}"' if style else ""


class RowWriter:
    """Writes the rows that the old or the new table crosses; all other bytes of the sheet stay.

    ``shown_as`` gives the id of a style with another number format; without it new columns look as those beside them.
    """

    def __init__(
        self, scan: Scan, layout: Layout, sources: list[int], unhide: bool, epoch_1904: bool, shown_as: ShownAs | None
    ) -> None:
        self.scan, self.layout, self.sources = scan, layout, sources
        self.unhide, self.epoch_1904 = unhide, epoch_1904
        self.shown_as = shown_as
        self.prefix = scan.prefix
        old, new = layout.old, layout.new
        self.columns = [old.left + column for column in layout.columns]
        self.letters = [letters(column) for column in range(new.left, new.right + 1)]
        self.heights = RowHeights(scan, layout) if layout.output.wraps else None
        self._texts, self._rows_of_numbers = _NumberTexts(), dict[tuple[int, tuple[str | None, ...]], str]()
        self._styles: dict[tuple[str | None, ...], list[str | None]] = {}

    def sheet(self) -> bytes:
        """The whole sheet part."""
        scan = self.scan
        start, head, tail = scan.sheet_data
        body = self._body()
        before = bytearray(scan.data[:start])
        if scan.dimension:
            self._dimension(before)
        opening, closing = scan.data[start:head], b""
        if opening.endswith(b"/>"):
            opening = opening[:-2].rstrip() + b">"
            closing = f"</{self.prefix}sheetData>".encode()
            return b"".join([before, opening, body, closing, scan.data[tail:]])
        first, last = self._band()
        return b"".join([before, opening, scan.data[head:first], body, scan.data[last:]])

    def _band(self) -> tuple[int, int]:
        spans = list(self.scan.rows.values())
        if not spans:
            return self.scan.insert_at, self.scan.insert_at
        return spans[0].start, spans[-1].end

    def _body(self) -> bytes:
        pieces: list[bytes] = []
        at = -1
        for number in range(self.layout.old.top, max(self.layout.old.bottom, self.layout.new.bottom) + 1):
            span = self.scan.rows.get(number)
            cells = self._cells(number).encode()
            if span:
                pieces += [self.scan.data[at : span.start] if at >= 0 else b"", *self._row(span, cells)]
                at = span.end
            elif cells:
                pieces.append(self._new_row(number) + cells + f"</{self.prefix}row>".encode())
        return b"".join(pieces)

    def _new_row(self, number: int) -> bytes:
        head = f'<{self.prefix}row r="{number}">'.encode()
        return self.heights.head(head, number) if self.heights else head

    def _row(self, span: RowSpan, cells: bytes) -> list[bytes]:
        data = self.scan.data
        head = with_attribute(data[span.start : span.head_end], "spans", None)
        if self.heights:
            head = self.heights.head(head, span.number)
        grown_into = self.layout.old.bottom < span.number <= self.layout.new.bottom
        if grown_into or (self.unhide and span.number <= self.layout.old.bottom):
            head = with_attribute(head, "hidden", None)
        if span.tail == span.end:
            return [head[:-2].rstrip() + b">", cells, f"</{self.prefix}row>".encode()] if cells else [head]
        return [head, data[span.head_end : span.ours], cells, data[span.rest : span.end]]

    def _cells(self, number: int) -> str:
        if number > self.layout.new.bottom:
            return ""
        values, styles = self._values(number), self._row_styles(number)
        kinds = [*map(type, values)]
        first = kinds.index(float) if float in kinds else len(kinds)
        end = first + kinds.count(float)  # of the numbers, if nothing stands between them
        written = self._numbers(first, end, styles) if kinds[first:end].count(float) == end - first else ""
        if not written:
            first = end = len(kinds)
        pieces = [self._cell(number, k, styles[k], values[k]) for k in range(first)]
        if written:  # nearly every cell: none is looked at by itself
            texts = self._texts
            numbers = tuple([texts[value] for value in values[first:end]])  # type: ignore[index]
            pieces.append(written.replace("#", str(number)) % numbers)
        pieces += [self._cell(number, k, styles[k], values[k]) for k in range(end, len(kinds))]
        return "".join(pieces)

    def _cell(self, number: int, column: int, style: str | None, value: Value) -> str:
        return cell_xml(self.prefix, f"{self.letters[column]}{number}", style, value, self.epoch_1904)

    def _numbers(self, first: int, end: int, styles: Sequence[str | None]) -> str:
        """Cells of numbers in these columns: ``#`` stands for the row, ``%s`` for a number. Empty where there are none,
        or the style of one is no number, as no program writes it."""
        own = tuple(styles[first:end])
        if (first, own) not in self._rows_of_numbers:
            usual = all(style is None or style.isdecimal() for style in own)
            p, cells = self.prefix, zip(self.letters[first:end], own, strict=True)
            self._rows_of_numbers[first, own] = "".join(
                f'<{p}c r="{column}#"{_style(style)}><{p}v>%s</{p}v></{p}c>' for column, style in cells if usual
            )
        return self._rows_of_numbers[first, own]

    def _values(self, number: int) -> list[Value]:
        output, index = self.layout.output, number - self.layout.new.top - 1
        if index < 0:
            return list(output.headers)
        return list(output.rows[index]) if output.rows else [None] * len(output.headers)

    def _row_styles(self, number: int) -> list[str | None]:
        """Style ids of a row's cells: in a column that is new they show its own kind of number."""
        styles, added = self._styles_before(number), self.layout.added
        if not (added and self.shown_as) or number == self.layout.new.top:
            return styles
        styles, output = list(styles), self.layout.output
        for column in added:
            if code := output.number_formats.get(output.headers[column]):
                styles[column] = self.shown_as(styles[column], code)
        return styles

    def _styles_before(self, number: int) -> list[str | None]:
        """Style ids of the cells from which a row takes its formats; rows that look alike share one list."""
        old = self.layout.old
        index = number - old.top - 1
        if index >= 0 and self.sources:
            number = old.top + 1 + self.sources[index]
        elif index >= 0:
            number = min(number, old.bottom)
        span = self.scan.rows.get(number)
        if span is None or "" in span.styles:
            return [self.scan.style(number, column) for column in self.columns]
        if span.styles not in self._styles:
            self._styles[span.styles] = [span.styles[column] for column in self.layout.columns]
        return self._styles[span.styles]

    def _dimension(self, before: bytearray) -> None:
        start, end, text = self.scan.dimension or (0, 0, "")
        whole = parse_area(text).with_(self.layout.new) if text else self.layout.new
        before[start:end] = with_attribute(bytes(before[start:end]), "ref", str(whole))


class RowHeights:
    """The heights of a table's rows, some of whose columns wrap: stated where a text needs more than a usual row."""

    def __init__(self, scan: Scan, layout: Layout) -> None:
        output, area = layout.output, layout.new
        wrapped = [position for position, header in enumerate(output.headers) if header in output.wraps]
        head = scan.data[: scan.sheet_data[0]]
        widths = column_widths(head, [area.left + position for position in wrapped])
        usual = _DEFAULT.search(head)
        self.usual = float(usual[1]) if usual else LINE_POINTS + EDGE_POINTS
        self.table, self.points = layout.old.with_(area), dict[int, float]()
        for number, row in enumerate(output.rows, area.top + 1):
            self.points[number] = points([row[position] for position in wrapped], widths)

    def head(self, head: bytes, number: int) -> bytes:
        """The start tag of a row with its height; one that needs no more than others gets none of its own.

        A height that the planner chose stays where the text needs no more than that.
        """
        needed, chosen = self.points.get(number, 0.0), _chosen(head)
        if number == self.table.top or (chosen and not max(chosen, self.usual) < needed):
            return head
        height = f"{needed:g}" if needed > self.usual else None
        return with_attribute(with_attribute(head, "ht", height), "customHeight", "1" if height else None)


def _chosen(head: bytes) -> float:
    """The height that a planner gave a row; 0 where it has none, or one that a program or an earlier run found."""
    found = _HEIGHT.search(head)
    if not (found and _CHOSEN.search(head)):
        return 0.0
    height = float(found[1])
    lines = max(round((height - EDGE_POINTS) / LINE_POINTS), 1)
    ours = min(lines * LINE_POINTS + EDGE_POINTS, MOST_POINTS)
    return 0.0 if abs(height - ours) <= _OURS else height


def column_widths(head: bytes, columns: Sequence[int]) -> list[float]:
    """The widths of columns (from 1), in characters; ``head`` is what stands in the sheet's part before its rows."""
    stated = []
    for found in _COLUMN.finditer(head):
        numbers = [pattern.search(found[1]) for pattern in _NUMBERS.values()]
        if all(numbers):
            stated.append([float(number[1]) for number in numbers if number])
    return [
        next((width for first, last, width in stated if first <= column <= last), _USUAL_WIDTH) for column in columns
    ]


def points(values: Sequence[Value], widths: Sequence[float]) -> float:
    """The height of a row whose cells hold these values, in columns of these widths."""
    lines = max((_lines(_shown(value), width) for value, width in zip(values, widths, strict=True)), default=1)
    return min(lines * LINE_POINTS + EDGE_POINTS, MOST_POINTS)


def _shown(value: Value) -> str:
    text = value.value if isinstance(value, Formula) else value
    return text if isinstance(text, str) else ""


@lru_cache(maxsize=4096)
def _lines(text: str, width: float) -> int:
    """How many lines a text takes that breaks behind spaces and hyphens, and within words too long for one."""
    room = max(_SURE * width - _INDENT, 1.0)
    return sum(_of_paragraph(paragraph, room) for paragraph in text.split("\n"))


def _of_paragraph(text: str, room: float) -> int:
    lines, used = 1, 0.0
    for piece in re.findall(r"[^ -]+[ -]?|[ -]", text):
        length = _length(piece.rstrip())
        if used and used + length > room:
            lines, used = lines + 1, 0.0
        more = max(ceil(length / room) - 1, 0)
        lines, used = lines + more, used - more * room + _length(piece)
    return lines


def _length(word: str) -> float:
    """How long a word is, in widths of a digit."""
    return sum(_LETTERS.get(char) or (2.0 if char > "\u2e7f" else 1.12 if char.isupper() else 1.0) for char in word)
