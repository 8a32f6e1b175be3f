"""The formulas of a sheet part, in cells and in rules, shared ones as each cell has them; and their saved values."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple, Protocol

from sop_excel.domain.table import ErrorValue
from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.markup import coded, escaped, head_end, parse, parser, utf8, with_attribute
from sop_excel.hosts.xlsx.plain_rows import has_comments, has_instructions
from sop_excel.hosts.xlsx.sheet_cells import number_text
from sop_excel.spreadsheet.areas import Area, letters, parse_cell, whole_number
from sop_excel.spreadsheet.references import CellReference, references, shifted

_FORMULAS = ("f", "formula", "formula1", "formula2")
_RULES = ("conditionalFormatting", "dataValidation")
_ROWS = b"<sheetData>"
_MOST_STATED = 2**26  # characters that the formulas of cells may have which share one no longer
_NO_FORMULA = "sparkline"  # its range is a picture's, as that of a chart
Saved = float | str | bool | ErrorValue | None  # None: no value is saved, so that every program computes it
Place = tuple[int, int]  # row and column from 1


class PlacedFormula(NamedTuple):
    """A formula: the cells that it is for, its text in the first of them or in the cell that shares it with them.

    ``moved`` tells how many rows and columns the cell stands away from that one, ``of_rule`` whether it is that of a
    conditional format or a validation.
    """

    cells: Area
    text: str
    moved: tuple[int, int] = (0, 0)
    of_rule: bool = False

    @property
    def place(self) -> str:
        """The first cell's address."""
        return f"{letters(self.cells.left)}{self.cells.top}"

    @property
    def formula(self) -> str:
        """The formula as its first cell has it."""
        return shifted(self.text, *self.moved) if any(self.moved) else self.text

    @property
    def references(self) -> Sequence[CellReference]:
        """What it refers to by addresses; the text that cells share is read once for all of them."""
        found = references(self.text)
        return [one.moved(*self.moved) for one in found] if any(self.moved) else found


class FormulaCell(NamedTuple):
    """A cell with a formula of its own, or its share of one, and the bytes where its element stands."""

    row: int
    column: int
    placed: PlacedFormula
    start: int
    end: int

    @property
    def formula(self) -> str:
        """The formula as the cell has it."""
        return self.placed.formula


def formulas(sheet: bytes) -> list[PlacedFormula]:
    """All formulas of the sheet's cells, conditional formats and validations, in the order of the part."""
    return _run_over(_Cut.of(utf8(sheet)).data).found


def formula_cells(sheet: bytes) -> list[FormulaCell]:
    """The cells with formulas, but for those of arrays.

    None at all where the part has comments, or cells without addresses: no usual program writes such sheets.
    """
    cut = _Cut.of(sheet)
    run = _run_over(cut.data)
    if run.unaddressed or (cut.data is sheet and has_comments(sheet)):  # what is cut has none
        return []
    return [
        FormulaCell(row, column, placed, cut.origin(start), cut.origin(end - 1) + 1)
        for row, column, placed, start, end in run.cells
    ]


def _run_over(data: bytes) -> _FormulaRun:
    run = _FormulaRun(data)
    parse(run.parser, data)
    return run


@dataclass(frozen=True)
class _Cut:
    """What is left of a sheet part without most of its cells; ``starts`` tells where its pieces begin in either."""

    data: bytes
    starts: Sequence[tuple[int, int]] = ((0, 0),)

    @classmethod
    def of(cls, data: bytes) -> _Cut:
        """The sheet with no cells but those with a formula, of which there are few; whole if they are hard to tell.

        Where a part holds no comment, CDATA section or processing instruction, every ``<`` begins a tag.
        """
        start, end = data.find(_ROWS), data.rfind(b"</sheetData>")
        if not 0 <= start < end or has_comments(data) or has_instructions(data):
            return cls(data)
        last = start + len(_ROWS)  # up to where the cells have been looked at
        spans, at = [(0, last)], data.find(b"><f", start, end)
        while at >= 0:
            begin, stop = data.rfind(b"<c ", last, at), data.find(b"</c>", at, end) + len(b"</c>")
            if not data.startswith(b'<c r="', max(begin, last)) or stop <= at:
                return cls(data)
            spans.append((begin, stop))
            last = stop
            at = data.find(b"><f", stop, end)
        spans.append((end, len(data)))
        lengths = accumulate((stop - begin for begin, stop in spans[:-1]), initial=0)
        starts = [(length, begin) for length, (begin, _) in zip(lengths, spans, strict=True)]
        return cls(b"".join([data[begin:stop] for begin, stop in spans]), starts)

    def origin(self, place: int) -> int:
        """Where in the part a byte of what is left stands."""
        start, begin = self.starts[bisect_right(self.starts, place, key=itemgetter(0)) - 1]
        return begin + place - start


@dataclass(frozen=True)
class _Shared:
    """A cell's share of a formula that another cell states, and the bytes of the element that says so."""

    row: int
    column: int
    origin: tuple[int, int]
    text: str
    start: int
    end: int


class Holds(Protocol):
    """Cells, such as an area."""

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is one of them."""


def unshared(sheet: bytes, area: Holds) -> bytes:
    """The sheet in which no cell outside of ``area`` shares the formula of a cell within: it states it itself."""
    data = utf8(sheet)
    if b'"shared"' not in data and b"'shared'" not in data:
        return sheet
    run = _run_over(data)
    orphans = [one for one in run.shared if area.holds(*one.origin) and not area.holds(one.row, one.column)]
    if sum(len(one.text) for one in orphans) > _MOST_STATED:
        raise BrokenPartError(f"{len(orphans):,} cells that share long formulas of cells in an output table")
    pieces: list[bytes] = []
    at = 0
    for one in orphans:
        pieces += [data[at : one.start], _stated(data, one)]
        at = one.end
    return b"".join([*pieces, data[at:]]) if orphans else sheet


def _stated(data: bytes, one: _Shared) -> bytes:
    head = data[one.start : head_end(data, one.start)]
    for name in ("t", "si", "ref"):
        head = with_attribute(head, name, None)
    if head.endswith(b"/>"):
        head = head[:-2].rstrip() + b">"
    tag = re.split(rb"[\s>]", head[1:], maxsplit=1)[0]
    text = shifted(one.text, one.row - one.origin[0], one.column - one.origin[1])
    return head + escaped(text).encode() + b"</" + tag + b">"


class _FormulaRun:
    """One pass over a sheet part."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.found: list[PlacedFormula] = []
        self.cells: list[FormulaCell] = []
        self.shared: list[_Shared] = []
        self.unaddressed = False  # whether a cell does not say where it stands
        self.masters: dict[str, tuple[int, int, str]] = {}
        self.row = self.column = 0
        self.rule: Area | None = None
        self.waiting = -1  # since which formula the cells of a rule are to follow it
        self.attributes: dict[str, str] = {}
        self.start_byte = self.cell_start = 0
        self.of_cell: PlacedFormula | None = None
        self.parts: list[str] = []
        self.parser = parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self.start_cell(attributes)
        elif tag == "row":
            self.row, self.column = whole_number(attributes.get("r", "")) or self.row + 1, 0
        elif tag in _FORMULAS or tag == "sqref":
            self.attributes, self.start_byte = attributes, self.parser.CurrentByteIndex
            self.parts = []
            self.parser.CharacterDataHandler = self.parts.append
        elif tag in _RULES or tag == _NO_FORMULA:
            self.start_rule(attributes)
        elif tag == "cfvo" and self.rule:
            self.found.append(PlacedFormula(self.rule, attributes.get("val", ""), of_rule=True))

    def start_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        self.row, self.column = parse_cell(address) if address else (self.row, self.column + 1)
        self.unaddressed |= not address
        self.cell_start, self.of_cell = self.parser.CurrentByteIndex, None

    def start_rule(self, attributes: dict[str, str]) -> None:
        """The cells are named here, or, in extensions of the format, behind the formulas."""
        text = attributes.get("sqref", "")
        self.rule = _first_cells(text)
        self.waiting = -1 if text.strip() else len(self.found)

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in _RULES:
            self.rule, self.waiting = None, -1
        elif tag == _NO_FORMULA:
            del self.found[self.waiting :]
            self.rule, self.waiting = None, -1
        elif tag == "sqref":
            self.end_cells()
        elif tag in _FORMULAS and self.parser.CharacterDataHandler:
            self.end_formula("".join(self.parts))
        elif tag == "c" and self.of_cell:
            self.cells.append(FormulaCell(self.row, self.column, self.of_cell, self.cell_start, self.end_byte()))
        else:
            return
        self.parser.CharacterDataHandler = None

    def end_cells(self) -> None:
        if self.waiting >= 0:
            cells = _first_cells("".join(self.parts))
            self.found[self.waiting :] = [one._replace(cells=cells) for one in self.found[self.waiting :]]

    def end_formula(self, text: str) -> None:
        if self.rule:
            self.found.append(PlacedFormula(self.rule, text, of_rule=True))
            return
        kind = self.attributes.get("t", "normal")
        self.found.append(self.placed(text, self.attributes.get("si", "") if kind == "shared" else ""))
        if kind in ("normal", "shared") and self.found[-1].text:
            self.of_cell = self.found[-1]

    def placed(self, text: str, group: str) -> PlacedFormula:
        """The formula of the cell at hand: its own, or its share of one that the first cell of the group states."""
        here = Area(self.row, self.column, self.row, self.column)
        if group and text:
            self.masters[group] = (self.row, self.column, text)
        if text or group not in self.masters:
            return PlacedFormula(here, text)
        row, column, shared = self.masters[group]
        head = head_end(self.data, self.start_byte)
        end = head if self.data[head - 2] == 0x2F else self.end_byte()  # <f .../>
        self.shared.append(_Shared(self.row, self.column, (row, column), shared, self.start_byte, end))
        return PlacedFormula(here, shared, (self.row - row, self.column - column))

    def end_byte(self) -> int:
        """Where the end tag ends that is just read."""
        return self.data.index(b">", self.parser.CurrentByteIndex) + 1


def _first_cells(places: str) -> Area:
    """The first of the areas for which a rule is, be it whole columns; the sheet's first cell if there is none."""
    first = next(iter(references(places.partition(" ")[0])), None)
    return first.reach(1, 1)[0] if first else Area(1, 1, 1, 1)


def with_formulas(data: bytes, area: Holds, changed: Callable[[str], str]) -> bytes:
    """The part in which the formulas of the cells of an area are what ``changed`` makes of them."""
    data = unshared(data, area)
    pieces, at = [], 0
    for cell in formula_cells(data):
        text = cell.formula
        if area.holds(cell.row, cell.column) and (new := changed(text)) != text:
            pieces += [data[at : cell.start], restated(data[cell.start : cell.end], new)]
            at = cell.end
    return b"".join([*pieces, data[at:]])


def restated(cell: bytes, formula: str) -> bytes:
    """The cell's element with this formula of its own, in the place of the one that it has."""
    root = re.match(rb"<((?:[A-Za-z_][\w.-]*:)?)c", cell)
    p = re.escape(root[1]) if root else b""
    new = (root[1] if root else b"").join([b"<", b"f>" + escaped(formula).encode() + b"</", b"f>"])
    return re.sub(rb"<%bf(?:\s[^<>]*)?(?:/>|>[^<]*</%bf>)" % (p, p), lambda _: new, cell, count=1)


def with_values(data: bytes, cells: Mapping[FormulaCell, Saved]) -> bytes:
    """The part with these values in these cells."""
    pieces, at = [], 0
    for cell, value in sorted(cells.items(), key=lambda item: item[0].start):
        pieces += [data[at : cell.start], _element(data[cell.start : cell.end], value)]
        at = cell.end
    return b"".join([*pieces, data[at:]])


def _element(cell: bytes, value: Saved) -> bytes:
    """The cell's element with another value."""
    root = re.match(rb"<((?:[A-Za-z_][\w.-]*:)?)c", cell)
    prefix = root[1] if root else b""
    head = head_end(cell, 0)
    old = rb"<%sv(?:\s[^<>]*)?(?:/>|>[^<]*</%sv>)" % (re.escape(prefix), re.escape(prefix))
    body = re.sub(old, b"", cell[head:])
    kind, text = _saved_as(value)
    opened = with_attribute(cell[:head], "t", kind)
    if text is None:
        return opened + body
    formula = re.match(rb"\s*<%sf(?:\s[^<>]*)?(?:/>|>[^<]*</%sf>)" % (re.escape(prefix), re.escape(prefix)), body)
    cut = formula.end() if formula else 0
    shown = b"<" + prefix + b"v>" + text.encode() + b"</" + prefix + b"v>"
    return opened + body[:cut] + shown + body[cut:]


def _saved_as(value: Saved) -> tuple[str | None, str | None]:
    """The kind of the cell and what stands in its value."""
    if value is None:
        return None, None
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, str):
        return "str", escaped(coded(value))
    if isinstance(value, ErrorValue):
        return "e", value.code
    return None, number_text(value)
