"""The formula cells of a sheet part, and the same part with other values in them: no other byte changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from sop_excel.hosts.xlsx.calculation.syntax import MAX_FORMULA
from sop_excel.hosts.xlsx.markup import coded, escaped, head_end, with_attribute
from sop_excel.hosts.xlsx.values import number_text
from sop_excel.spreadsheet.areas import parse_cell
from sop_excel.spreadsheet.references import shifted

_ROOT = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)worksheet[\s>]")
_ATTRIBUTE = re.compile(rb"""\s([\w.]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

_BEHIND_A_NAME = (b" ", b">", b"/", b"\t", b"\r", b"\n")

Place = tuple[int, int]  # row and column from 1


@dataclass(frozen=True)
class Error:
    """An error value, such as ``#N/A``."""

    code: str


Saved = float | str | bool | Error | None  # None: no value is saved, so that every program computes it


@dataclass(frozen=True)
class FormulaCell:
    """A cell with a formula of its own: where it stands, its text, and the bytes of the element."""

    row: int
    column: int
    formula: str
    start: int
    end: int


def formula_cells(data: bytes) -> list[FormulaCell]:
    """The cells with formulas, but for those of arrays.

    None at all where the part has comments or other things in which a ``<`` begins no element, or cells without
    addresses: no usual program writes such sheets.
    """
    root = _ROOT.search(data, 0, 10_000)
    if root is None or b"<!" in data:
        return []
    prefix = root[1]
    found, masters = [], dict[bytes, tuple[int, int, str]]()
    for start, head, formula, end in _elements(data, prefix):
        attributes = _attributes(data[start:head])
        if b"r" not in attributes:
            return []
        row, column = parse_cell(attributes[b"r"].decode())
        text = _text(data, formula, row, column, masters)
        if text:
            found.append(FormulaCell(row, column, text, start, end))
    return found


def _elements(data: bytes, prefix: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Where each cell with a formula begins, where its head ends, where its formula begins, and where it ends."""
    needle, opening, closing = b"<" + prefix + b"f", b"<" + prefix + b"c", b"</" + prefix + b"c>"
    stop = data.rfind(b"</" + prefix + b"sheetData>")
    at = data.find(needle, 0, max(stop, 0))
    while at >= 0:
        start = data.rfind(opening, 0, at)
        head = head_end(data, start) if start >= 0 else 0
        end = data.find(closing, at, stop)
        behind = data[at + len(needle) : at + len(needle) + 1]
        if not 0 < head <= at or data[head:at].strip() or end < 0 or behind not in _BEHIND_A_NAME:
            return
        yield start, head, at, end + len(closing)
        at = data.find(needle, end, stop)


def _attributes(head: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(head)}


def _text(data: bytes, at: int, row: int, column: int, masters: dict[bytes, tuple[int, int, str]]) -> str:
    """The formula as its cell has it: its own, or that of the cell that shares one with it."""
    head = head_end(data, at)
    attributes = _attributes(data[at:head])
    closed = data[head - 2 : head - 1] == b"/"
    text = "" if closed else unescape(data[head : data.index(b"<", head)].decode("utf-8", "replace"))
    kind, group = attributes.get(b"t", b"normal"), attributes.get(b"si", b"")
    if kind == b"normal":
        return text
    if kind != b"shared":
        return ""
    if text:
        masters[group] = (row, column, text)
        return text
    top, left, shared = masters.get(group, (0, 0, ""))
    if len(shared) > MAX_FORMULA:  # none of ours, and thousands of cells may share it
        return ""
    return shifted(shared, row - top, column - left)


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
    kind, text = _saved(value)
    opened = with_attribute(cell[:head], "t", kind)
    if text is None:
        return opened + body
    formula = re.match(rb"\s*<%sf(?:\s[^<>]*)?(?:/>|>[^<]*</%sf>)" % (re.escape(prefix), re.escape(prefix)), body)
    cut = formula.end() if formula else 0
    shown = b"<" + prefix + b"v>" + text.encode() + b"</" + prefix + b"v>"
    return opened + body[:cut] + shown + body[cut:]


def _saved(value: Saved) -> tuple[str | None, str | None]:
    """The kind of the cell and what stands in its value."""
    if value is None:
        return None, None
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, str):
        return "str", escaped(coded(value))
    if isinstance(value, Error):
        return "e", value.code
    return None, number_text(value)
