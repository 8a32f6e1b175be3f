"""The rows of a sheet part with a table's new content spliced in."""

from __future__ import annotations

from sop_excel.domain.table import Value
from sop_excel.hosts.xlsx.heights import RowHeights
from sop_excel.hosts.xlsx.markup import with_attribute
from sop_excel.hosts.xlsx.scan import RowSpan, Scan
from sop_excel.hosts.xlsx.values import cell_xml
from sop_excel.spreadsheet.areas import letters, parse_area
from sop_excel.spreadsheet.layout import Layout

_PLAIN = 1e15  # below it, Python and spreadsheets write whole numbers alike


class _StyleNames(dict[str | None, str]):
    """The attribute for each style id."""

    def __missing__(self, style: str | None) -> str:
        self[style] = text = f' s="{style}"' if style else ""
        return text


class RowWriter:
    """Writes the rows that the old or the new table crosses; all other bytes of the sheet stay."""

    def __init__(self, scan: Scan, layout: Layout, sources: list[int], unhide: bool, epoch_1904: bool) -> None:
        self.scan, self.layout, self.sources = scan, layout, sources
        self.unhide, self.epoch_1904 = unhide, epoch_1904
        self.prefix = scan.prefix
        old, new = layout.old, layout.new
        self.columns = [old.left + column for column in layout.columns]
        self.letters = [letters(column) for column in range(new.left, new.right + 1)]
        self.heights = RowHeights(scan, layout) if layout.output.wraps else None
        self._names = _StyleNames()
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
        prefix, epoch, names = self.prefix, self.epoch_1904, self._names
        pieces = []
        for column, style, value in zip(self.letters, self._row_styles(number), self._values(number), strict=True):
            if type(value) is float and -_PLAIN < value < _PLAIN and value:  # nearly every cell: no calls, no tests
                text = repr(value).removesuffix(".0")
                pieces.append(
                    f'<{prefix}c r="{column}{number}"{names[style]}><{prefix}v>{text}</{prefix}v></{prefix}c>'
                )
            else:
                pieces.append(cell_xml(prefix, f"{column}{number}", style, value, epoch))
        return "".join(pieces)

    def _values(self, number: int) -> list[Value]:
        output, index = self.layout.output, number - self.layout.new.top - 1
        if index < 0:
            return list(output.headers)
        return list(output.rows[index]) if output.rows else [None] * len(output.headers)

    def _row_styles(self, number: int) -> list[str | None]:
        """Style ids of a row's cells; rows that look alike share one list."""
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
