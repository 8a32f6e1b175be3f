"""Where everything stands in a sheet part, as far as a table that is about to change needs to know.

The sheet may have millions of cells: nothing but byte positions and style ids of the table's rows is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.markup import head_end, parse, parser, prefix_in, utf8
from sop_excel.spreadsheet.areas import Area, column_number, parse_area, whole_number

_DIGITS = "0123456789"
_NEVER = 10**9
MANY = 20  # so many cells in the way tell enough


@dataclass(slots=True)
class RowSpan:
    """A row that the old or new table crosses, and the bytes where its parts stand.

    ``ours`` is where the table's first cell begins, ``lead`` where its lead columns end and ``rest`` where the cells to
    the right of the table begin; ``tail`` is where the end tag begins.
    """

    number: int
    start: int
    head_end: int
    own_style: str | None
    styles: tuple[str | None, ...] = ()
    ours: int = -1
    lead: int = -1
    rest: int = -1
    tail: int = -1
    end: int = -1


@dataclass
class Scan:
    """What was found in a sheet part."""

    data: bytes
    old: Area
    new: Area
    rows: dict[int, RowSpan] = field(default_factory=dict)
    root_end: int = 0
    sheet_data: tuple[int, int, int] = (0, 0, 0)  # where its start tag begins and ends, where its end tag begins
    insert_at: int = -1
    dimension: tuple[int, int, str] | None = None
    merged: list[Area] = field(default_factory=list)
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)
    _of_columns: dict[int, str | None] = field(default_factory=dict)
    used: list[tuple[int, int]] = field(default_factory=list)
    texts: set[int] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)

    @property
    def prefix(self) -> str:
        """The prefix of the sheet's elements, colon included, or empty."""
        return prefix_in(self.data, self.sheet_data[0])

    def style(self, row: int, column: int) -> str | None:
        """The style id of a cell of the old table, or that of its row or column where the cell itself is absent."""
        span = self.rows.get(row)
        index = column - self.old.left
        if span and index < len(span.styles) and span.styles[index] != "":
            return span.styles[index]
        if span and span.own_style:
            return span.own_style
        if column not in self._of_columns:
            found = (style for first, last, style in self.column_styles if first <= column <= last)
            self._of_columns[column] = next(found, None)
        return self._of_columns[column]

    def lead_part(self) -> bytes:
        """The sheet cut down to the lead columns of the old table."""
        start, end, _ = self.sheet_data
        prefix = self.prefix.encode()
        pieces = [self.data[: self.root_end], self.data[start:end]]
        for number, span in self.rows.items():
            if self.old.top <= number <= self.old.bottom and span.tail != span.end:
                pieces += [self.data[span.start : span.head_end], self.data[span.ours : span.lead]]
                pieces.append(self.data[span.tail : span.end])
        return b"".join([*pieces, b"</", prefix, b"sheetData></", prefix, b"worksheet>"])


def scan_sheet(sheet: bytes, old: Area, new: Area, lead: int, watched: frozenset[int]) -> Scan:
    """Scan a sheet part for a table that moves from ``old`` to ``new`` (same first cell).

    ``watched`` are columns (from 1) of which to tell whether their data holds text or numbers.
    """
    data = utf8(sheet)
    run = _ScanRun(data, old, new, lead, watched)
    parse(run.parser, data)
    if run.found.insert_at < 0:
        run.found.insert_at = run.found.sheet_data[2]
    return run.found


class _ScanRun:
    def __init__(self, data: bytes, old: Area, new: Area, lead: int, watched: frozenset[int]) -> None:
        self.found = Scan(data, old, new)
        self.data, self.old, self.new, self.watched = data, old, new, watched
        self.left, self.lead_end = old.left, old.left + lead
        self.last = max(old.bottom, new.bottom)
        self.number = self.column = 0
        self.row: RowSpan | None = None
        self.styles: list[str | None] = []
        self.known: dict[tuple[str | None, ...], tuple[str | None, ...]] = {}
        self.bounds: list[int] = []
        self.marks: list[int] = []
        self.next_bound = _NEVER
        self.kind = ""
        self.foreign = False
        self.parser = parser()
        self.parser.StartElementHandler = self.root

    def root(self, name: str, _: dict[str, str]) -> None:
        space = name.rpartition(" ")[0]
        self.c, self.sheet_row, self.sheet_data = f"{space} c", f"{space} row", f"{space} sheetData"
        self.others = {f"{space} dimension": self.dimension, f"{space} mergeCell": self.merge, f"{space} col": self.col}
        self.contents = {f"{space} v", f"{space} f", f"{space} is"}
        self.found.root_end = head_end(self.data, self.parser.CurrentByteIndex)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.c:
            if self.row:
                self.start_cell(attributes)
        elif name in self.contents:
            if self.foreign:
                self.content()
        elif name == self.sheet_row:
            self.start_row(attributes)
        elif name == self.sheet_data:
            start = self.parser.CurrentByteIndex
            end = head_end(self.data, start)
            self.found.sheet_data = (start, end, end)
        elif name in self.others:
            self.others[name](attributes)

    def start_row(self, attributes: dict[str, str]) -> None:
        text = attributes.get("r")
        number = self.number + 1 if text is None else whole_number(text) or 0
        if number <= self.number:
            raise BrokenPartError(f"row '{(text or '')[:20]}' behind row {self.number}")
        self.number, self.column = number, 0
        if number < self.old.top:
            return
        start = self.parser.CurrentByteIndex
        if number > self.last:
            if self.found.insert_at < 0:
                self.found.insert_at = start
            return
        styled = attributes.get("customFormat") in ("1", "true")
        self.begin_row(RowSpan(number, start, head_end(self.data, start), attributes.get("s") if styled else None))

    def begin_row(self, row: RowSpan) -> None:
        self.row, number = row, row.number
        self.found.rows[number] = row
        self.bounds = [self.left, self.lead_end, self.right_end(number) + 1]
        self.marks = []
        self.next_bound = self.left
        self.styles = [""] * self.old.width

    def right_end(self, number: int) -> int:
        """The last column of this row that is the table's, before or after."""
        ends = [area.right for area in (self.old, self.new) if number <= area.bottom]
        return max(ends)

    def start_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        column = self.column + 1
        if address:
            letters = address.rstrip(_DIGITS)
            if address[len(letters) :] != str(self.number):
                raise BrokenPartError(f"cell '{address[:20]}' in row {self.number}")
            column = column_number(letters)
        if column <= self.column:
            raise BrokenPartError(f"cell {address or column} behind column {self.column}")
        self.column = column
        if column >= self.next_bound:
            self.mark(column, self.parser.CurrentByteIndex)
        index = column - self.left
        if 0 <= index < len(self.styles) and self.number <= self.old.bottom:
            self.styles[index] = attributes.get("s")
            self.foreign = column in self.watched and self.number > self.old.top
            self.kind = attributes.get("t", "n")
        else:
            self.foreign = self.new.holds(self.number, column)
            self.kind = ""

    def mark(self, column: int, start: int) -> None:
        while len(self.marks) < len(self.bounds) and column >= self.bounds[len(self.marks)]:
            self.marks.append(start)
        left = self.bounds[len(self.marks) :]
        self.next_bound = left[0] if left else _NEVER

    def content(self) -> None:
        """A value in a watched column, or where the table is about to grow."""
        if not self.kind:
            if len(self.found.used) < MANY and self.found.used[-1:] != [(self.number, self.column)]:
                self.found.used.append((self.number, self.column))
        elif self.kind == "n":
            self.found.numbers.add(self.column)
        else:
            self.found.texts.add(self.column)

    def end(self, name: str) -> None:
        if name == self.sheet_row:
            if self.row:
                self.end_row(self.row)
        elif name == self.sheet_data:
            start, head, _ = self.found.sheet_data
            tail = head if self.data[head - 2] == 0x2F else self.parser.CurrentByteIndex
            self.found.sheet_data = (start, head, tail)

    def end_row(self, row: RowSpan) -> None:
        if self.data[row.head_end - 2] == 0x2F:  # <row/>
            self.finish_row(row, row.head_end, row.head_end)
        else:
            tail = self.parser.CurrentByteIndex
            self.finish_row(row, tail, self.data.index(b">", tail) + 1)

    def finish_row(self, row: RowSpan, tail: int, end: int) -> None:
        row.tail, row.end = tail, end
        row.ours, row.lead, row.rest = (*self.marks, row.tail, row.tail, row.tail)[:3]
        styles = tuple(self.styles)
        row.styles = self.known.setdefault(styles, styles)
        self.row, self.foreign = None, False

    def dimension(self, attributes: dict[str, str]) -> None:
        start = self.parser.CurrentByteIndex
        self.found.dimension = (start, head_end(self.data, start), attributes.get("ref", ""))

    def merge(self, attributes: dict[str, str]) -> None:
        self.found.merged.append(parse_area(attributes.get("ref", "")))

    def col(self, attributes: dict[str, str]) -> None:
        if style := attributes.get("style"):
            first, last = (whole_number(attributes.get(name, "")) or 0 for name in ("min", "max"))
            self.found.column_styles.append((first, last, style))
