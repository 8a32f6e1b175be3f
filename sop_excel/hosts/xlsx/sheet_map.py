"""Where the cells of some rows of a sheet part stand, and the part with other elements in the place of some of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.markup import Markup, head_end, parse, parser, prefix_in, utf8, with_attribute
from sop_excel.spreadsheet.areas import Area, column_number, letters, parse_area, whole_number

_DIGITS = "0123456789"
_CONTENTS = ("v", "f", "is")
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?worksheet[\s>]")
_ROWS_END = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?sheetData\s*>|<(?:[A-Za-z_][\w.-]*:)?sheetData\s*/>")
_PREFIX = 50  # bytes that a prefix may take; one that takes more only costs time
Place = tuple[int, int]  # row and column from 1


class CellSpan(NamedTuple):
    """The bytes where a cell's element stands, its style id and type, and whether it holds anything."""

    start: int
    end: int
    style: str | None
    kind: str
    is_filled: bool
    has_formula: bool


@dataclass(slots=True)
class MappedRow:
    """The bytes where a row's element stands, its own style, and its cells by their columns in order."""

    start: int
    head_end: int
    own_style: str | None
    tail: int = -1
    end: int = -1
    cells: dict[int, CellSpan] = field(default_factory=dict)


class SheetMap:
    """A sheet part and the cells of its rows from ``top`` to ``bottom``."""

    def __init__(self, sheet: bytes, top: int, bottom: int) -> None:
        self.data = utf8(sheet)
        self.top, self.bottom = top, bottom
        self.rows: dict[int, MappedRow] = {}
        self.arrays: list[Area] = []  # of formulas whose results fill several cells, wherever on the sheet
        self.root_end = 0
        self.sheet_data = (0, 0, 0)  # where its start tag begins and ends, where its end tag begins
        self.insert_at = -1  # where a row behind the last one that is mapped would stand
        self.dimension: tuple[int, int, str] | None = None
        self._shown: frozenset[int] = frozenset()
        self.unaddressed = False  # whether a cell does not say where it stands
        self.of_columns: list[tuple[int, int, str]] = []
        _MapRun(self).run()
        if self.insert_at < 0:
            self.insert_at = self.sheet_data[2]

    @property
    def prefix(self) -> str:
        """The prefix of the sheet's elements, colon included, or empty."""
        return prefix_in(self.data, self.sheet_data[0])

    def cell(self, row: int, column: int) -> CellSpan | None:
        """The cell there, if the part has one."""
        found = self.rows.get(row)
        return found.cells.get(column) if found else None

    def element(self, row: int, column: int) -> bytes:
        """The cell as it is written; empty where the part has none."""
        cell = self.cell(row, column)
        return self.data[cell.start : cell.end] if cell else b""

    def style(self, row: int, column: int) -> str | None:
        """The style id of a cell, or that of its row or column where the part has no such cell."""
        if cell := self.cell(row, column):
            return cell.style
        found = self.rows.get(row)
        if found and found.own_style:
            return found.own_style
        return next((style for first, last, style in self.of_columns if first <= column <= last), None)

    def filled(self, area: Area) -> Iterator[Place]:
        """The cells of an area that hold something, within the rows that are mapped."""
        for number in range(max(area.top, self.top), min(area.bottom, self.bottom) + 1):
            row = self.rows.get(number)
            for column, cell in row.cells.items() if row else ():
                if cell.is_filled and area.left <= column <= area.right:
                    yield number, column

    def result(self, changes: Mapping[Place, bytes], shown: Collection[int] = ()) -> bytes:
        """The part with these elements in the places of their cells; an empty one takes the cell out.

        Rows that are ``shown`` are hidden no longer.
        """
        by_row: dict[int, dict[int, bytes]] = {number: {} for number in shown}
        for (row, column), element in sorted(changes.items()):
            if not element and self.unaddressed:  # those behind it would move up
                element = f'<{self.prefix}c r="{letters(column)}{row}"/>'.encode()
            by_row.setdefault(row, {})[column] = element
        self._shown = frozenset(shown)
        numbers = list(self.rows)
        edits = [edit for number, cells in by_row.items() for edit in self._row_edits(number, cells, numbers)]
        if self.dimension and changes:
            edits.append(self._dimension(changes))
        pieces, at = list[bytes](), 0
        for start, end, new in sorted(edits, key=lambda edit: edit[:2]):  # stable: what stands in one place keeps order
            pieces += [self.data[at:start], new]
            at = end
        return self._opened(b"".join([*pieces, self.data[at:]]), changes)

    def _head(self, number: int, row: MappedRow, grows: bool) -> bytes:
        head = self.data[row.start : row.head_end]
        head = with_attribute(head, "spans", None) if grows else head
        return with_attribute(head, "hidden", None) if number in self._shown else head

    def _row_edits(self, number: int, cells: dict[int, bytes], numbers: list[int]) -> Iterator[tuple[int, int, bytes]]:
        row = self.rows.get(number)
        body, prefix = b"".join(cells.values()), self.prefix.encode()
        if row is None and body:
            after = bisect_left(numbers, number)
            at = self.rows[numbers[after]].start if after < len(numbers) else self.insert_at
            yield at, at, b'<%brow r="%d">%b</%brow>' % (prefix, number, body, prefix)
        elif row and row.tail != row.end:
            grows = any(element and column not in row.cells for column, element in cells.items())
            yield row.start, row.head_end, self._head(number, row, grows)
            yield from self._cell_edits(row, cells)
        elif row:  # <row/>
            head = self._head(number, row, bool(body))
            closed = head[:-2].rstrip() + b">" + body + b"</" + prefix + b"row>"
            yield row.start, row.end, closed if body else head

    def _cell_edits(self, row: MappedRow, cells: dict[int, bytes]) -> Iterator[tuple[int, int, bytes]]:
        columns = list(row.cells)
        for column, element in cells.items():
            if span := row.cells.get(column):
                yield span.start, span.end, element
            elif element:
                after = bisect_left(columns, column)
                at = row.cells[columns[after]].start if after < len(columns) else row.tail
                yield at, at, element

    def _dimension(self, changes: Mapping[Place, bytes]) -> tuple[int, int, bytes]:
        start, end, text = self.dimension or (0, 0, "")
        rows, columns = [row for row, _ in changes], [column for _, column in changes]
        whole = Area(min(rows), min(columns), max(rows), max(columns))
        head = self.data[start:end]
        if not text:
            return start, end, head
        known = parse_area(text)
        return start, end, head if whole.inside(known) else with_attribute(head, "ref", str(known.with_(whole)))

    def _opened(self, data: bytes, changes: Mapping[Place, bytes]) -> bytes:
        """The part with an element for its rows that can hold some, where it was written as empty."""
        start, head, tail = self.sheet_data
        if head != tail or self.data[head - 2] != 0x2F or not any(changes.values()):
            return data
        moved = len(data) - len(self.data)
        before = data.rfind(b"/>", 0, head) if not moved else data.index(b"/>", start)
        closing = f"</{self.prefix}sheetData>".encode()
        cut = before + 2
        inserted = moved - (before + 2 - head)
        return data[:before] + b">" + data[cut : cut + inserted] + closing + data[cut + inserted :]


class _MapRun:
    """One pass over a sheet part."""

    def __init__(self, found: SheetMap) -> None:
        self.found, self.data = found, found.data
        self.number = self.column = 0
        self.row: MappedRow | None = None
        self.start_byte, self.kind = -1, ""
        self.style: str | None = None
        self.is_filled = self.has_formula = self.has_children = self.in_cell = False
        self.parser = parser()
        self.parser.StartElementHandler = self.root
        self.parser.EndElementHandler = self.end

    def run(self) -> None:
        parse(self.parser, self.data)

    def root(self, name: str, _: dict[str, str]) -> None:
        self.space = name.rpartition(" ")[0]
        self.found.root_end = head_end(self.data, self.parser.CurrentByteIndex)
        handlers = {"row": self.start_row, "c": self.start_cell, "sheetData": self.start_rows}
        handlers |= {"dimension": self.dimension, "col": self.col} | dict.fromkeys(_CONTENTS, self.content)
        self.handlers = {f"{self.space} {tag}": handler for tag, handler in handlers.items()}
        self.formula_tag = f"{self.space} f"
        self.ends = {f"{self.space} c": self.end_cell, f"{self.space} row": self.end_row}
        self.ends[f"{self.space} sheetData"] = self.end_rows
        self.parser.StartElementHandler = self.start

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.has_children = True
        if handler := self.handlers.get(name):
            handler(attributes)
            if name == self.formula_tag and self.in_cell:
                self.formula(attributes)

    def end(self, name: str) -> None:
        if handler := self.ends.get(name):
            handler()

    def start_rows(self, _: dict[str, str]) -> None:
        start = self.parser.CurrentByteIndex
        end = head_end(self.data, start)
        self.found.sheet_data = (start, end, end)

    def end_rows(self) -> None:
        start, head, _ = self.found.sheet_data
        tail = head if self.data[head - 2] == 0x2F else self.parser.CurrentByteIndex
        self.found.sheet_data = (start, head, tail)

    def start_row(self, attributes: dict[str, str]) -> None:
        text = attributes.get("r")
        number = self.number + 1 if text is None else whole_number(text) or 0
        if number <= self.number:
            raise BrokenPartError(f"row '{(text or '')[:20]}' behind row {self.number}")
        self.number, self.column = number, 0
        found, start = self.found, self.parser.CurrentByteIndex
        if number > found.bottom and found.insert_at < 0:
            found.insert_at = start
        if found.top <= number <= found.bottom:
            styled = attributes.get("customFormat") in ("1", "true")
            self.row = MappedRow(start, head_end(self.data, start), attributes.get("s") if styled else None)
            found.rows[number] = self.row

    def end_row(self) -> None:
        row, self.row = self.row, None
        if row is None:
            return
        closed = self.data[row.head_end - 2] == 0x2F
        row.tail = row.head_end if closed else self.parser.CurrentByteIndex
        row.end = row.tail if closed else self.data.index(b">", row.tail) + 1

    def start_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        column = self.column + 1
        self.found.unaddressed |= not address
        if address:
            name = address.rstrip(_DIGITS)
            if address[len(name) :] != str(self.number):
                raise BrokenPartError(f"cell '{address[:20]}' in row {self.number}")
            column = column_number(name)
        if column <= self.column:
            raise BrokenPartError(f"cell {address or column} behind column {self.column}")
        self.column, self.start_byte = column, self.parser.CurrentByteIndex
        self.style, self.kind = attributes.get("s"), attributes.get("t", "n")
        self.is_filled = self.has_formula = self.has_children = False
        self.in_cell = True

    def content(self, _: dict[str, str]) -> None:
        self.is_filled = self.in_cell

    def formula(self, attributes: dict[str, str]) -> None:
        self.has_formula = True
        if attributes.get("t") in ("array", "dataTable") and attributes.get("ref"):
            area = parse_area(attributes["ref"])
            if area.width * area.height > 1:
                self.found.arrays.append(area)

    def end_cell(self) -> None:
        self.in_cell = False
        if self.row is None:
            return
        end = -1 if self.has_children else head_end(self.data, self.start_byte)
        if end < 0 or self.data[end - 2] != 0x2F:  # no <c/>
            end = self.data.index(b">", self.parser.CurrentByteIndex) + 1
        self.row.cells[self.column] = CellSpan(
            self.start_byte, end, self.style, self.kind, self.is_filled, self.has_formula
        )

    def dimension(self, attributes: dict[str, str]) -> None:
        start = self.parser.CurrentByteIndex
        self.found.dimension = (start, head_end(self.data, start), attributes.get("ref", ""))

    def col(self, attributes: dict[str, str]) -> None:
        if style := attributes.get("style"):
            first, last = (whole_number(attributes.get(name, "")) or 0 for name in ("min", "max"))
            self.found.of_columns.append((first, last, style))


class Around:
    """What stands around the rows of a sheet part, of which there may be millions: parsed, changed and put back."""

    def __init__(self, sheet: bytes) -> None:
        self.data = utf8(sheet)
        self._head, self._behind = _rows_of(self.data)
        self.markup = Markup(self.data[: self._head] + self.data[self._behind :])

    def result(self) -> bytes:
        """The part with the changes of ``markup``, of whose root the start tag must stay as it is."""
        return self.data[: self._behind] + self.markup.result()[self._head :]


def _rows_of(data: bytes) -> tuple[int, int]:
    """Where the start tag of the sheet ends, and the element with its rows.

    Where a part holds no comment or CDATA section, every ``<`` begins a tag.
    """
    root = _ROOT.search(data)
    rows = _ROWS_END.search(data, max(0, data.rfind(b"sheetData") - _PREFIX))
    if b"<!" not in data and root and rows:
        return head_end(data, root.start()), rows.end()
    found = SheetMap(data, 1, 0)
    if not found.sheet_data[1]:
        raise BrokenPartError("a worksheet part that holds no worksheet")
    _, head, tail = found.sheet_data
    return found.root_end, head if head == tail else data.index(b">", tail) + 1
