"""A table of raw cells, and where each of them stands.

Hosts make tables out of files, ranges or messages; ``sheets`` reads and writes them. A value is what the cell holds,
not what it means: meaning, and every complaint, belongs to ``sheets``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol


class PaddedNumber(float):
    """A number cell that shows leading zeros (format ``00000``): 123 shown as ``00123``."""

    digits: int

    def __new__(cls, value: float, digits: int) -> PaddedNumber:
        """The number, and how many digits its cell shows."""
        number = super().__new__(cls, value)
        number.digits = digits
        return number

    def __repr__(self) -> str:
        """With its digits: as a code it differs from the same number without them."""
        return f"PaddedNumber({float(self)!r}, {self.digits})"


@dataclass(frozen=True)
class DateValue:
    """A date cell: the moment it stands for and the text that the spreadsheet shows."""

    moment: datetime
    shown: str


@dataclass(frozen=True)
class ErrorValue:
    """An error cell such as ``#N/A``."""

    code: str


@dataclass(frozen=True)
class NotCalculated:
    """A formula cell in which no value was saved."""


@dataclass(frozen=True)
class Formula:
    """A formula that we write (without the equals sign), with the value that it has for this plan."""

    text: str
    value: float | str


Value = float | str | bool | DateValue | ErrorValue | NotCalculated | Formula | None


class Block(NamedTuple):
    """Neighbouring cells of a table by the numbers of its corners, both included; -1 is the row of headers."""

    top: int
    left: int
    bottom: int
    right: int


class Places(Protocol):
    """Names the place of a cell, or of many, in the words of the host."""

    def header(self, column: int) -> str:
        """Place of the header of column ``column`` (0 is the first)."""

    def cell(self, row: int, column: int) -> str:
        """Place of the cell in data row ``row`` (0 is the first) and column ``column``."""

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Place of all cells of one or more blocks."""


class Nowhere:
    """Places of a table that has no cells, or about whose cells nothing is ever said."""

    def header(self, column: int) -> str:
        """No place of a header: an empty text."""
        return ""

    def cell(self, row: int, column: int) -> str:
        """No place of a cell: an empty text."""
        return ""

    def blocks(self, blocks: Sequence[Block]) -> str:
        """No place of blocks of cells: an empty text."""
        return ""


@dataclass(frozen=True)
class Table:
    """Headers and data rows of one table, as they stand (blank rows included, a totals row not).

    ``name`` is the table's own, as formulas give it. ``unsure`` lists the (row, column) of cells whose saved value may
    be old: formulas in a file that asks for a full calculation when it is opened. ``decided`` are the headers for which
    the workbook itself says which column of the contract they mean, "" where none.
    """

    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Value]]
    places: Places
    unsure: frozenset[tuple[int, int]] = field(default=frozenset())
    decided: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OutputTable:
    """A table that we write: its headers and rows, and how its formats follow when it grows or shrinks.

    The first ``lead`` and the last ``tail`` columns are fixed; between them stand the periods. A new row takes the
    formats of an old row with the same text in column ``format_by`` (a header; empty: of the last row), or if there is
    none, of one with the text ``format_else`` (empty: of the first row). Texts in the columns ``wraps`` take as many
    lines as they need. ``number_formats`` are those of columns, by header, that the table may not have yet, and
    ``looks_like`` the columns whose other formats these take, where that is not the neighbour.

    Columns ``unstated`` are ours too, but this plan has nothing for them: they go where the table has them.

    Charts of the whole table end with the row that begins with ``drawn_to`` (empty: with the last one). One of a row
    that is no longer there shows the same measure of ``leading``, what the first column has in the row to look at first
    (empty: the row that stands in its place).
    """

    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Value]]
    lead: int
    tail: int = 0
    format_by: str = ""
    format_else: str = ""
    wraps: tuple[str, ...] = ()
    number_formats: Mapping[str, str] = field(default_factory=dict)
    looks_like: Mapping[str, str] = field(default_factory=dict)
    unstated: tuple[str, ...] = ()
    drawn_to: str = ""
    leading: str = ""


@dataclass(frozen=True)
class Filling:
    """What a command that was told to fills into an input table; all its other cells stay (rule O5).

    ``rows`` holds by its key (the text in column ``key``) what each row gets in ``columns``; None makes a cell blank.
    Keys that the table lacks get a row below the others, columns that it lacks one at the right end; one that would be
    blank comes only with ``blank``. With ``periods`` the ``columns`` are names of periods and take the place of all
    that the table has: in a wide table these are columns, in a long one (Product, Period, Quantity) rows; a row whose
    key is not among ``rows`` stays, with its numbers in periods that stay and blank in the others, and so do the cells
    ``kept``, by key and period. A table that the workbook lacks is made. A formula where a value is to stand is
    refused, unless ``forced``.

    With ``over``, names of periods that are over, the table moves on: what it holds of these goes, be it columns of a
    wide table or rows of any other with a column Period; ``columns`` is the whole horizon to be; what is known of
    periods that stay moves with them, formulas included, and ``cells`` gives values by key and period. A formula
    elsewhere that names a period which leaves is refused, unless ``forced``: then it is its value from then on.
    """

    table: str
    key: str
    columns: Sequence[str]
    rows: Mapping[str, Sequence[Value]]
    periods: bool = False
    forced: bool = False
    kept: frozenset[tuple[str, str]] = frozenset()
    over: tuple[str, ...] = ()
    cells: Mapping[tuple[str, str], Value] = field(default_factory=dict)
    blank: bool = False
