"""How high a row must be for the text that wraps in its cells, by an estimate that no font can surprise much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

from sop_excel.domain.table import Formula, Value
from sop_excel.hosts.xlsx.markup import with_attribute
from sop_excel.hosts.xlsx.scan import Scan
from sop_excel.spreadsheet.layout import Layout

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
    """Of a word, in digits."""
    return sum(_LETTERS.get(char) or (2.0 if char > "\u2e7f" else 1.12 if char.isupper() else 1.0) for char in word)
