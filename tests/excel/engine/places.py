"""Rectangles of cells and their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries


class Area(NamedTuple):
    """A rectangle of cells, counted from 1, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def shape(self) -> tuple[int, int]:
        """Its numbers of rows and columns."""
        return self.bottom - self.top + 1, self.right - self.left + 1

    def places(self) -> Iterator[tuple[int, int]]:
        """Its cells (row, column), row by row."""
        columns = range(self.left, self.right + 1)
        return ((row, column) for row in range(self.top, self.bottom + 1) for column in columns)

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def joined(self, other: Area) -> Area:
        """The smallest rectangle that holds both."""
        low = min(self.top, other.top), min(self.left, other.left)
        return Area(*low, max(self.bottom, other.bottom), max(self.right, other.right))

    def address(self, absolute: str = "$", absolute_row: str = "$") -> str:
        """``$A$1:$B$2``, or one cell alone."""
        first = f"{absolute}{get_column_letter(self.left)}{absolute_row}{self.top}"
        last = f"{absolute}{get_column_letter(self.right)}{absolute_row}{self.bottom}"
        return first if self.shape == (1, 1) else f"{first}:{last}"


def address_area(text: str, rows: int, columns: int) -> Area | None:
    """The rectangle of an address such as ``A1``, ``$A$1:B2``, ``A:C`` or ``1:3``; None for anything else."""
    if ":" not in text and not any(letter.isdigit() for letter in text):
        return None
    try:
        left, top, right, bottom = range_boundaries(text.strip().upper())
    except (ValueError, TypeError):
        return None
    return Area(top or 1, left or 1, bottom or rows, right or columns)
