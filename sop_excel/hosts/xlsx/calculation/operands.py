"""What a formula computes with: single values, areas of cells, and arrays of values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sop_excel.spreadsheet.areas import Area

Scalar = float | str | bool | None
Rows = Sequence[Sequence[Scalar]]


class UnknownError(Exception):
    """A value that cannot be told: it depends on something that is not ours, or means what we never write."""


class FailedError(Exception):
    """An error value of the spreadsheet, such as ``#N/A``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Reference:
    """Cells of a sheet, which is named by its part."""

    sheet: str
    area: Area


@dataclass(frozen=True)
class Array:
    """Values in rows and columns."""

    rows: Rows


Operand = Scalar | Reference | Array


@dataclass(frozen=True)
class TablePlace:
    """Where a table stands, and its headers."""

    sheet: str
    area: Area
    headers: Sequence[str]


class Cells(Protocol):
    """The cells of a workbook."""

    def rows(self, reference: Reference) -> Rows:
        """The values of the cells. Raises UnknownError where one cannot be told, FailedError where one is an error."""

    def sheet(self, name: str) -> str:
        """The part of the sheet with this name."""

    def table(self, name: str) -> TablePlace:
        """A table by its name."""

    def named(self, name: str) -> Reference:
        """The cell with this defined name."""


def size(value: Operand) -> tuple[int, int]:
    """Rows and columns of an operand; (1, 1) for a single value."""
    if isinstance(value, Reference):
        return value.area.height, value.area.width
    if isinstance(value, Array):
        return len(value.rows), len(value.rows[0])
    return 1, 1


def single(value: Operand, cells: Cells) -> Scalar:
    """The one value of an operand. Raises UnknownError if there are several."""
    if size(value) != (1, 1):
        raise UnknownError
    return values(value, cells)[0][0]


def values(value: Operand, cells: Cells) -> Rows:
    """All values of an operand, row by row."""
    if isinstance(value, Reference):
        return cells.rows(value)
    return value.rows if isinstance(value, Array) else [[value]]


def numbers(value: Operand, cells: Cells) -> Iterator[float]:
    """The numbers among the values; a single text is no number, one in a cell is passed over."""
    if isinstance(value, Reference | Array):
        for row in values(value, cells):
            yield from (one for one in row if isinstance(one, float))
    else:
        yield number(value)


def number(value: Scalar) -> float:
    """A value as an operand of arithmetic: blank counts 0, a text fails."""
    if isinstance(value, str):
        raise FailedError("#VALUE!")
    return float(value or 0.0)


def text(value: Scalar) -> str:
    """A value as an operand of ``&``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else f"{value:.15g}"


def compared(left: Scalar, right: Scalar) -> int:
    """Below 0, 0 or above 0 as spreadsheets order values: numbers, texts whatever their case, yes and no."""
    first, second = _rank(left, right), _rank(right, left)
    return (first > second) - (first < second)


def _rank(value: Scalar, other: Scalar) -> tuple[int, float, str]:
    if value is None:  # counts as the blank of the other's kind
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0
    if isinstance(value, str):
        return 1, 0.0, value.lower()
    return (2 if isinstance(value, bool) else 0), float(value), ""
