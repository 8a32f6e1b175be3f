"""The formulas of a sheet part, in cells and in rules; those that cells share, as each cell has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sop_excel.hosts.xlsx.encoding import utf8
from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.markup import escaped, head_end, parse, parser, with_attribute
from sop_excel.spreadsheet.areas import Area, letters, parse_cell, whole_number
from sop_excel.spreadsheet.references import Reference, references, shifted

_FORMULAS = ("f", "formula", "formula1", "formula2")
_RULES = ("conditionalFormatting", "dataValidation")
_ROWS = b"<sheetData>"
_MOST_STATED = 2**26  # characters that the formulas of cells may have which share one no longer
_NO_FORMULA = "sparkline"  # its range is a picture's, as that of a chart


@dataclass(frozen=True)
class Written:
    """A formula: the cells that it is for, its text in the first of them or in the cell that shares it with them.

    ``moved`` tells how many rows and columns the cell stands away from that one.
    """

    cells: Area
    text: str
    moved: tuple[int, int] = (0, 0)

    @property
    def place(self) -> str:
        """The first cell's address."""
        return f"{letters(self.cells.left)}{self.cells.top}"

    @property
    def formula(self) -> str:
        """The formula as its first cell has it."""
        return shifted(self.text, *self.moved) if any(self.moved) else self.text

    @property
    def references(self) -> Sequence[Reference]:
        """What it refers to by addresses; the text that cells share is read once for all of them."""
        found = references(self.text)
        return [one.moved(*self.moved) for one in found] if any(self.moved) else found


def formulas(sheet: bytes) -> list[Written]:
    """All formulas of the sheet's cells, conditional formats and validations, in the order of the part."""
    run = _Run(_with_formulas(utf8(sheet)))
    parse(run.parser, run.data)
    return run.found


def _with_formulas(data: bytes) -> bytes:
    """The sheet with no cells but those that hold a formula, of which there are few; whole if they are hard to tell.

    Where a part holds no comment, CDATA section or processing instruction, every ``<`` begins a tag.
    """
    start, end = data.find(_ROWS), data.rfind(b"</sheetData>")
    if not 0 <= start < end or b"<!" in data or data.find(b"<?", 1) >= 0:
        return data
    last = start + len(_ROWS)  # up to where the cells have been looked at
    pieces, at = [data[:last]], data.find(b"><f", start, end)
    while at >= 0:
        begin, stop = data.rfind(b"<c ", last, at), data.find(b"</c>", at, end) + len(b"</c>")
        if not data.startswith(b'<c r="', max(begin, last)) or stop <= at:
            return data
        pieces.append(data[begin:stop])
        last = stop
        at = data.find(b"><f", stop, end)
    return b"".join([*pieces, data[end:]])


@dataclass(frozen=True)
class _Shared:
    """A cell's share of a formula that another cell states, and the bytes of the element that says so."""

    row: int
    column: int
    origin: tuple[int, int]
    text: str
    start: int
    end: int


def unshared(sheet: bytes, area: Area) -> bytes:
    """The sheet in which no cell outside of ``area`` shares the formula of a cell within: it states it itself."""
    data = utf8(sheet)
    if b'"shared"' not in data and b"'shared'" not in data:
        return sheet
    run = _Run(data)
    parse(run.parser, data)
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


class _Run:
    """One pass over a sheet part."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.found: list[Written] = []
        self.shared: list[_Shared] = []
        self.masters: dict[str, tuple[int, int, str]] = {}
        self.row = self.column = 0
        self.rule: Area | None = None
        self.waiting = -1  # since which formula the cells of a rule are to follow it
        self.attributes: dict[str, str] = {}
        self.start_byte = 0
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
            self.found.append(Written(self.rule, attributes.get("val", "")))

    def start_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        self.row, self.column = parse_cell(address) if address else (self.row, self.column + 1)

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
        else:
            return
        self.parser.CharacterDataHandler = None

    def end_cells(self) -> None:
        if self.waiting >= 0:
            cells = _first_cells("".join(self.parts))
            self.found[self.waiting :] = [replace(one, cells=cells) for one in self.found[self.waiting :]]

    def end_formula(self, text: str) -> None:
        if self.rule:
            self.found.append(Written(self.rule, text))
            return
        here = Area(self.row, self.column, self.row, self.column)
        group = self.attributes.get("si", "") if self.attributes.get("t") == "shared" else ""
        if group and text:
            self.masters[group] = (self.row, self.column, text)
        if text or group not in self.masters:
            self.found.append(Written(here, text))
            return
        row, column, shared = self.masters[group]
        self.found.append(Written(here, shared, (self.row - row, self.column - column)))
        self.shared.append(_Shared(self.row, self.column, (row, column), shared, self.start_byte, self.end_byte()))

    def end_byte(self) -> int:
        """Where the formula's element that has just ended ends."""
        head = head_end(self.data, self.start_byte)
        if self.data[head - 2] == 0x2F:  # not <f .../>
            return head
        return self.data.index(b">", self.parser.CurrentByteIndex) + 1


def _first_cells(places: str) -> Area:
    """The first of the areas for which a rule is, be it whole columns; the sheet's first cell if there is none."""
    first = next(iter(references(places.partition(" ")[0])), None)
    return first.reach(1, 1)[0] if first else Area(1, 1, 1, 1)
