"""How the rows and columns of a table's new content follow from its old ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.hosts.xlsx.book import TablePart
from sop_excel.hosts.xlsx.refs import Area


def folded_name(name: str) -> str:
    """A header or measure as names are compared (rule R2).

    >>> folded_name("Lost sales") == folded_name("lost_Sales")
    True
    """
    return "".join(ch for ch in name.lower() if not ch.isspace() and ch not in "_-")


@dataclass(frozen=True)
class Layout:
    """A table of the workbook and the output that takes its place; columns and rows counted from 0 within it."""

    part: TablePart
    output: OutputTable

    @property
    def old(self) -> Area:
        """The table's area so far."""
        return self.part.area

    @cached_property
    def new(self) -> Area:
        """The table's area to be; an Excel Table has one data row at least."""
        top, left = self.old.top, self.old.left
        rows = max(len(self.output.rows), 1)
        return Area(top, left, top + rows, left + len(self.output.headers) - 1)

    @cached_property
    def columns(self) -> list[int]:
        """For each new column the old one whose formats and role it has."""
        old, new = self.old.width, self.new.width
        lead, tail = self.output.lead, self.output.tail
        last = max(old - tail - 1, 0)
        return [self._role(j, old, new, lead, tail, last) for j in range(new)]

    @staticmethod
    def _role(column: int, old: int, new: int, lead: int, tail: int, last: int) -> int:
        if column < lead:
            return min(column, old - 1)
        if column >= new - tail:
            return old - (new - column)
        return min(column, last)

    @cached_property
    def vanishing(self) -> list[str]:
        """Headers of the old columns that will be gone."""
        kept = {header.lower() for header in self.output.headers}
        return [header for header in self.part.headers if header.lower() not in kept]

    def row_sources(self, lead: Table) -> list[int]:
        """For each new data row the old one whose formats it has: itself, or one with its text in ``format_by``."""
        old = self._keys(self.part.headers, lead.rows)
        new = self._keys(self.output.headers, self.output.rows)
        first: dict[str, int] = {}
        for row, key in enumerate(old):
            first.setdefault(key, row)
        kept = set(new)
        return [self._row_source(row, key, old, first, kept) for row, key in enumerate(new)]

    def _row_source(self, row: int, key: str, old: list[str], first: dict[str, int], kept: set[str]) -> int:
        """Its own place if the same stood there or what did is gone; else a row of its kind, or a plain one."""
        if not self.output.format_by:
            return min(row, len(old) - 1)
        if row < len(old) and (old[row] == key or (key not in first and old[row] not in kept)):
            return row
        return first.get(key, first.get(folded_name(self.output.format_else), 0))

    def _keys(self, headers: Sequence[str], rows: Sequence[Sequence[Value]]) -> list[str]:
        wanted = folded_name(self.output.format_by)
        names = [folded_name(header) for header in headers[: self.output.lead]]
        if not wanted or wanted not in names:
            return [""] * len(rows)
        column = names.index(wanted)
        return [folded_name(value) if isinstance(value := row[column], str) else "" for row in rows]


def labels(rows: Sequence[Sequence[Value]], output: OutputTable) -> list[tuple[Value, ...]]:
    """What tells the rows of a table apart: the texts of their lead columns, or of the column that names them."""
    wide = output.lead + output.tail < len(output.headers)
    if output.format_by and not wide:
        named = output.headers.index(output.format_by)
        return [(row[named],) for row in rows]
    return [tuple(value if isinstance(value, str) else None for value in row[: output.lead]) for row in rows]
