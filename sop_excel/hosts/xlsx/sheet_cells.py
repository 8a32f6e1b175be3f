"""The cells of a sheet part: read by expat, only the areas asked for; and values of ours as cells to be written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from math import isfinite
from xml.parsers.expat import ExpatError

from sop_excel.domain.table import DateValue, ErrorValue, Formula, NotCalculated, Value
from sop_excel.hosts.xlsx.faults import BrokenPartError, PlacedFaultError
from sop_excel.hosts.xlsx.markup import MAIN, STRICT, coded, decoded, escaped, parse, parser, utf8
from sop_excel.hosts.xlsx.plain_rows import PlainRows, plain_cells
from sop_excel.spreadsheet.areas import MAX_TEXT, Area, NotationError, column_number, letters, whole_number
from sop_excel.spreadsheet.number_formats import Converter, serial_of, shown

MAX_CELLS = 50_000_000


_NUMBER = "0123456789+-.eE"
_INDEX = re.compile("[0-9]{1,10}")


class _Finished(Exception):  # noqa: N818 - no error: the last row asked for is read
    pass


def number_of(raw: str) -> float:
    """The number in a number cell. Raises ValueError for what the format does not have, though Python reads it.

    >>> number_of("-1.5E3")
    -1500.0
    >>> number_of("1_000")
    Traceback (most recent call last):
    ValueError: no number
    """
    if raw.strip(_NUMBER):
        raise ValueError("no number")
    return float(raw)


def _yes_or_no(raw: str) -> bool:
    if raw not in ("0", "1", "false", "true"):
        raise BrokenPartError(f"'{raw[:20]}' in a yes/no cell")
    return raw in ("1", "true")


@dataclass
class Grid:
    """Values of the rows present, from column ``left`` on; and which of the cells hold formulas."""

    left: int
    rows: dict[int, list[Value]] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)

    def row(self, number: int, area: Area) -> Sequence[Value] | None:
        """Values of one row of an area, or None if the sheet has no such row."""
        values = self.rows.get(number)
        if values is None or len(values) == area.width:
            return values
        return values[area.left - self.left : area.right - self.left + 1]


class CellReader:
    """Reads sheet parts; ``strings`` gives the shared strings when the first of them is met."""

    def __init__(self, strings: Callable[[], Sequence[str]], converters: Callable[[], dict[str, Converter]]) -> None:
        self._strings = strings
        self.converters = converters

    def read(self, sheet: bytes, areas: Sequence[Area]) -> Grid:
        """The cells of the areas."""
        data = utf8(sheet)
        run = CellRun(self, areas, stops=all(area.height == 1 for area in areas))
        if not run.stops and (found := self._mostly_plain(data, areas)):
            return found
        with suppress(_Finished):
            parse(run.parser, data)
        return run.grid

    def _mostly_plain(self, data: bytes, areas: Sequence[Area]) -> Grid | None:
        """The cells of the areas, most of them from plain rows; None if there are none, or anything is wrong: what that
        is, a parser tells that sees all."""
        rows = PlainRows.of(data)
        if not rows.cells:
            return None
        run = CellRun(self, areas, stops=False)
        run.whole, run.plain = data, rows.cells
        try:
            parse(run.parser, rows.data)
        except (ValueError, NotationError, ExpatError):
            return None
        return run.grid

    def value(self, raw: str | None, kind: str, style: str | None, formula: bool) -> Value:
        """What a cell holds that is not a plain number; ValueError if its number is none."""
        if kind in ("n", ""):
            return self._number(raw, style, formula)
        if raw is None:
            return NotCalculated() if formula else None
        if kind == "s":
            return self._shared(raw)
        if kind in ("str", "inlineStr"):
            return decoded(raw)
        if kind == "b":
            return _yes_or_no(raw)
        if kind == "e":
            return ErrorValue(raw)
        if kind == "d":
            return self._iso(raw)
        raise BrokenPartError(f"a cell of the unknown type '{kind[:20]}'")

    def _number(self, raw: str | None, style: str | None, formula: bool) -> Value:
        if not raw or not raw.strip():
            return NotCalculated() if formula else None
        number = number_of(raw)
        converter = self.converters().get(style) if style else None
        return converter(number) if converter else number

    def _shared(self, raw: str) -> str:
        strings = self._strings()
        index = int(raw) if _INDEX.fullmatch(raw) else -1
        if not 0 <= index < len(strings):
            raise BrokenPartError(f"a cell with shared text {raw[:20]}, of {len(strings)}")
        return strings[index]

    def _iso(self, raw: str) -> Value:
        text = raw.strip().removesuffix("Z")
        try:
            moment = datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            return raw
        midnight = "T" not in text
        return DateValue(moment, shown(moment, "yyyy-mm-dd" if midnight else "yyyy-mm-dd hh:mm:ss", 0.0))


class CellRun:
    """One pass over one sheet part. Attributes are few and handlers short: they run for every cell."""

    def __init__(self, reader: CellReader, areas: Sequence[Area], stops: bool) -> None:
        self.reader = reader
        self.areas = areas
        self.stops = stops  # behind the last row asked for; else every row is seen to stand behind the one before
        self.left = min(area.left for area in areas)
        self.width = max(area.right for area in areas) - self.left + 1
        self.last = max(area.bottom for area in areas)
        self.grid = Grid(self.left)
        self.columns: dict[str, int] = {}
        self.number, self.number_text = 0, ""
        self.values: list[Value] = []
        self.active = False
        self.column = -1
        self.kind = ""
        self.style: str | None = None
        self.raw: str | None = None
        self.inline: str | None = None
        self.formula = self.phonetic = self.in_cell = False
        self.hidden = 0  # how many elements that we do not know stand around, within a cell
        self.special = reader.converters()
        self.whole, self.plain = b"", dict[int, tuple[int, int]]()  # what ``PlainRows`` has cut out of which part
        self.parts: list[str] = []
        self.parser = parser()
        self.parser.StartElementHandler = self.root

    def new_row(self, number: int) -> list[Value]:
        """The values of a row, to be filled."""
        if (len(self.grid.rows) + 1) * self.width > MAX_CELLS:
            raise BrokenPartError("a table with more than 50 million cells")
        row = self.grid.rows[number] = [None] * self.width
        return row

    def root(self, name: str, _: dict[str, str]) -> None:
        """The element around all: it tells the namespace."""
        space, _sep, root = name.rpartition(" ")
        if root != "worksheet" or space not in (MAIN, STRICT):
            raise BrokenPartError("a worksheet part that holds no worksheet")
        self.around_text = {f"{space} is", f"{space} r"}
        self.skipped_ends = self.around_text | {f"{space} f", f"{space} row"}
        tags = ("c", "row", "v", "f", "t", "rPh")
        self.c, self.sheet_row, self.v, self.f, self.t, self.phonetic_run = (f"{space} {tag}" for tag in tags)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == self.c:
            if self.active:
                self.start_cell(attributes)
        elif name == self.v or name == self.t:
            self.parts.clear()
        elif name == self.f:
            self.formula = self.formula or not self.hidden
        elif name == self.sheet_row:
            self.start_row(attributes)
        elif name == self.phonetic_run:
            self.phonetic = True
        elif self.in_cell and name not in self.around_text:
            self.hidden += 1

    def start_cell(self, attributes: dict[str, str]) -> None:
        """A cell begins, behind all others of its row."""
        address = attributes.get("r")
        if address is None:
            self.column += 1
        else:
            if not address.endswith(self.number_text):
                raise BrokenPartError(f"cell '{address[:20]}' in row {self.number}")
            name = address[: -len(self.number_text)]
            column = self.columns.get(name)
            if column is None:
                column = self.columns[name] = self.numbered(name)
            if column <= self.column:
                raise BrokenPartError(f"row {self.number} with a cell behind or on another")
            self.column = column
        self.kind = attributes.get("t", "")
        self.style = attributes.get("s")
        self.raw = self.inline = None
        self.formula = False
        self.in_cell, self.hidden = True, 0

    def numbered(self, name: str) -> int:
        """The column with these letters, counted from ``left``."""
        if not name:
            raise BrokenPartError(f"a cell without a column in row {self.number}")
        return column_number(name) - self.left

    def start_row(self, attributes: dict[str, str]) -> None:
        """A row begins, behind all others."""
        text = attributes.get("r")
        number = self.number + 1 if text is None else whole_number(text) or 0
        if number <= self.number:
            raise BrokenPartError(f"row '{(text or '')[:20]}' behind row {self.number}")
        self.number, self.number_text = number, str(number)
        self.column = -self.left
        if self.stops and number > self.last:
            raise _Finished
        self.active = any(area.top <= number <= area.bottom for area in self.areas)
        self.parser.CharacterDataHandler = self.parts.append if self.active else None
        if self.active:
            self.values = self.new_row(number)
            if span := self.plain.get(self.parser.CurrentByteIndex):
                self.plain_row(self.whole[slice(*span)])

    def plain_row(self, cells: bytes) -> None:
        """A row in which nothing but these plain cells stands. Raises ValueError if anything is wrong with one."""
        columns, values, width, special = self.columns, self.values, self.width, self.special
        for name, row, style, kind, raw, inline in plain_cells(cells):
            column = columns.get(name)
            if column is None:
                column = columns[name] = self.numbered(name)
            if row != self.number_text or column <= self.column or (kind == "inlineStr") is not bool(inline):
                raise BrokenPartError(f"row {self.number} with a cell that is not plain")
            self.column = column
            if not 0 <= column < width:
                continue
            if (not kind or kind == "n") and style not in special:
                values[column] = number_of(raw)
            else:
                values[column] = self.reader.value(inline or raw, kind, style or None, formula=False)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == self.c:
            self.in_cell = False
            if self.active and 0 <= self.column < self.width:
                self.end_cell()
        elif name == self.v:
            self.end_value()
        elif name == self.t:
            if not self.phonetic and not self.hidden:
                self.inline = (self.inline or "") + "".join(self.parts)
        elif name == self.phonetic_run:
            self.phonetic = False
        elif self.in_cell and name not in self.skipped_ends:
            self.hidden -= 1

    def end_value(self) -> None:
        """What stands in a cell counts, not what stands in something else there that we do not know."""
        if self.hidden or not self.in_cell:
            return
        if self.raw is not None:
            raise BrokenPartError(f"a cell with two values, {letters(self.column + self.left)}{self.number}")
        self.raw = "".join(self.parts)

    def end_cell(self) -> None:
        """A cell ends: its value goes into the row."""
        raw = self.inline if self.kind == "inlineStr" else self.raw
        try:
            if raw and self.style not in self.special and (not self.kind or self.kind == "n"):
                self.values[self.column] = number_of(raw)
            else:
                self.values[self.column] = self.reader.value(raw, self.kind, self.style, self.formula)
        except PlacedFaultError:
            raise
        except (ValueError, BrokenPartError) as fault:
            what = str(fault) if isinstance(fault, BrokenPartError) else f"{(raw or '')[:40]!r} in a number cell"
            raise BrokenPartError(f"{what}, {letters(self.column + self.left)}{self.number}") from fault
        if self.formula:
            self.grid.formulas.add((self.number, self.column + self.left))


def number_text(number: float) -> str:
    """A finite number as workbooks write it.

    >>> number_text(12.0), number_text(0.1), number_text(-0.0)
    ('12', '0.1', '0')
    """
    if not isfinite(number):
        raise ValueError(f"{number} is not a number that a cell can hold")
    whole = int(number)
    return str(whole) if whole == number and abs(whole) < 10**15 else repr(float(number))


@lru_cache(maxsize=1024)  # a code stands in many rows one after the other, and the name of a measure in all
def text_xml(text: str, prefix: str = "") -> str:
    """The element that holds text in a cell or a shared string."""
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - 1] + "…"
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<{prefix}t{space}>{escaped(coded(text))}</{prefix}t>"


def cell_xml(prefix: str, address: str, style: str | None, value: Value, epoch_1904: bool = False) -> str:
    """One cell; empty text for a cell that has neither value nor style.

    >>> cell_xml("", "B2", "3", 1.5)
    '<c r="B2" s="3"><v>1.5</v></c>'
    >>> cell_xml("x:", "A1", None, "=1+1")
    '<x:c r="A1" t="inlineStr"><x:is><x:t>=1+1</x:t></x:is></x:c>'
    """
    kind, body = _written(prefix, value, epoch_1904)
    named = f' s="{style}"' if style else ""
    if body:
        return f'<{prefix}c r="{address}"{named}{kind}>{body}</{prefix}c>'
    return f'<{prefix}c r="{address}"{named}/>' if style else ""


def _written(prefix: str, value: Value, epoch_1904: bool) -> tuple[str, str]:
    if value is None or value == "":
        return "", ""
    if isinstance(value, bool):
        return ' t="b"', f"<{prefix}v>{int(value)}</{prefix}v>"
    if isinstance(value, float | int):
        return "", f"<{prefix}v>{number_text(value)}</{prefix}v>"
    if isinstance(value, str):
        return ' t="inlineStr"', f"<{prefix}is>{text_xml(value, prefix)}</{prefix}is>"
    if isinstance(value, Formula):
        return _written_formula(prefix, value)
    if isinstance(value, DateValue):
        return "", f"<{prefix}v>{number_text(serial_of(value.moment, epoch_1904))}</{prefix}v>"
    if isinstance(value, ErrorValue):
        return ' t="e"', f"<{prefix}v>{escaped(value.code)}</{prefix}v>"
    raise TypeError(f"{value!r} is nothing that we write into a cell")


def _written_formula(prefix: str, formula: Formula) -> tuple[str, str]:
    kind, saved = "", formula.value
    if isinstance(saved, str):
        kind, text = ' t="str"', escaped(coded(saved))
    else:
        text = number_text(saved)
    return kind, f"<{prefix}f>{escaped(formula.text)}</{prefix}f><{prefix}v>{text}</{prefix}v>"
