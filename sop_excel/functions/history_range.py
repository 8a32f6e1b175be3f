"""The history of a formula: what was sold of one product, in a row or a column, or of several in a row each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sop_excel.contract.units import magnitude_of
from sop_excel.demand.history import History
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.table import DateValue, Value
from sop_excel.domain.vocabulary import iso_text, shown
from sop_excel.errors import InputError, Issue
from sop_excel.functions.declare import Given

MOST_PRODUCTS = 100  # some seconds of a live cell
MOST_PAST = 5000  # periods: a history by day of more than ten years
_THE_PRODUCT = "the product"


@dataclass(frozen=True)
class Sold:
    """The history, and whether it is of several products."""

    history: History
    several: bool


@dataclass(frozen=True)
class _SoldRange:
    """A range as a row for each product, whichever way it lies; ``turned`` says that its columns were the rows."""

    given: Given
    rows: Sequence[Sequence[Value]]
    turned: bool
    top: int  # rows and columns of names
    side: int

    @property
    def names(self) -> list[str]:
        """The names of the products, or their numbers."""
        rows = self.rows[self.top :]
        if self.side:
            return [_name(row[0]) for row in rows]
        return [_THE_PRODUCT] if len(rows) == 1 else [str(n) for n in range(1, len(rows) + 1)]

    @property
    def periods(self) -> list[str]:
        """The names of the periods, or their numbers."""
        cells = self.rows[0][self.side :]
        return [_name(cell) for cell in cells] if self.top else [str(n) for n in range(1, len(cells) + 1)]

    @property
    def sold(self) -> list[tuple[int, int, Value]]:
        """(row, column, cell) of each number."""
        return [
            (n, t, cell)
            for n, row in enumerate(self.rows[self.top :], self.top)
            for t, cell in enumerate(row[self.side :], self.side)
        ]

    def place(self, row: int, column: int) -> str:
        """The place of a cell in the words of a message."""
        if self.turned:
            row, column = column, row
        if 1 in (len(self.given.rows), len(self.given.rows[0])):
            return self.given.at(max(row, column))
        return f"{self.given.place}, row {row + 1}, column {column + 1}"


def sold_in(given: Given) -> Sold:
    """What was sold, by the cells of a range.

    Names of periods may stand in the first row, or left of a single column; those of products in the first column.
    Names are texts or dates. Raises InputError with every cell that is no number, and for a range that is too large.
    """
    block = _lying(given)
    names, periods = block.names, block.periods
    if len(names) > MOST_PRODUCTS or len(periods) > MOST_PAST:
        most = f"at most {MOST_PRODUCTS} products and {MOST_PAST:,} periods"
        raise InputError([given.issue(given.size, "for more use sop-excel forecast", most)])
    issues = [_bad(block, n, t, cell) for n, t, cell in block.sold if not (is_blank(cell) or _is_number(cell))]
    if not issues and _are_years(block):
        issues = [Issue(block.place(0, 0), "", "sold quantities", "numbers that rise by one", "name periods by text")]
    if issues:
        raise InputError(issues)
    quantities = [float(cell) if isinstance(cell, float) else 0.0 for _, _, cell in block.sold]
    shape = len(names), len(periods)
    return Sold(History(tuple(names), tuple(periods), np.array(quantities).reshape(shape)), len(names) > 1)


def _lying(given: Given) -> _SoldRange:
    rows = given.rows
    left = [row[0] for row in rows]
    turned = len(rows) > 1 and (len(rows[0]) == 1 or (len(rows[0]) == 2 and _are_names(left[1:])))
    if turned:
        rows = list(zip(*rows, strict=True))
    end = max((n for row in rows for n, cell in enumerate(row, 1) if not is_blank(cell)), default=1)
    rows = [row[:end] for row in rows if not all(map(is_blank, row))]
    top = int(len(rows) > 1 and _are_names(rows[0][1:]))
    side = int(end > 1 and not turned and _are_names(row[0] for row in rows[top:]))
    return _SoldRange(given, rows, turned, top, side)


def _are_names(cells: Iterable[Value]) -> bool:
    told = list(cells)
    return bool(told) and all(isinstance(cell, DateValue) or (isinstance(cell, str) and cell.strip()) for cell in told)


def _name(cell: Value) -> str:
    return iso_text(cell) if isinstance(cell, DateValue) else text_of(cell) or ""


def _is_number(cell: Value) -> bool:
    return isinstance(cell, float) and not isinstance(cell, bool) and abs(cell) <= magnitude_of("units").most


def _bad(block: _SoldRange, row: int, column: int, cell: Value) -> Issue:
    magnitude = magnitude_of("units")
    size = abs(cell) if isinstance(cell, float) else 0.0
    header = (row, column) == (block.top, 0) and isinstance(cell, str)
    usual = "leave the header out of the range" if header else "type what was sold, 0 if nothing"
    expected = f"a number{magnitude.words(size)}"
    return Issue(block.place(row, column), "", expected, shown(cell), magnitude.advice(size) or usual)


def _are_years(block: _SoldRange) -> bool:
    """Whether the first of several rows is clearly no demand: numbers such as years, each one more than the last."""
    numbers = [cell for cell in block.rows[0] if isinstance(cell, float)]
    return not block.top and len(block.rows) > 1 and len(numbers) > 2 and all(b - a == 1 for a, b in pairwise(numbers))
