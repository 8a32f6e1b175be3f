"""Addresses of cells: areas with rows and columns counted from 1, as spreadsheets count them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
MAX_TEXT = 32_767  # characters in a cell
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z")

_LETTERS, _WHOLE = re.compile("[A-Za-z]{0,3}"), re.compile("[0-9]{1,10}")


class NotationError(Exception):
    """A text that is not written as spreadsheets write what belongs there; it says what was found."""


@cache
def letters(column: int) -> str:
    """Letters of a column counted from 1.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def whole_number(text: str) -> int | None:
    """The number that these digits are; None for anything else, such as the digits of another script.

    >>> whole_number(" 12 "), whole_number("x"), whole_number("\u00b2")
    (12, None, None)
    """
    return int(text) if _WHOLE.fullmatch(text.strip()) else None


@cache
def column_number(name: str) -> int:
    """Number of the column with these letters; 0 without letters. Raises NotationError for anything else.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    if not _LETTERS.fullmatch(name):
        raise NotationError(f"'{name[:20]}' where the letters of a column belong")
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number


class Area(NamedTuple):
    """A rectangle of cells, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def width(self) -> int:
        """How many columns it has."""
        return self.right - self.left + 1

    @property
    def height(self) -> int:
        """How many rows it has."""
        return self.bottom - self.top + 1

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    @property
    def is_empty(self) -> bool:
        """Whether it has no cell at all."""
        return self.bottom < self.top or self.right < self.left

    def inside(self, other: Area) -> bool:
        """Whether every cell of it is a cell of ``other``."""
        return other.holds(self.top, self.left) and other.holds(self.bottom, self.right)

    def with_(self, other: Area) -> Area:
        """The smallest area that holds both."""
        return Area(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def beyond(self, other: Area) -> list[Area]:
        """The cells right of and below ``other``, which has the same first cell: at most two areas."""
        beside = Area(self.top, other.right + 1, self.bottom, self.right)
        below = Area(other.bottom + 1, self.left, self.bottom, min(self.right, other.right))
        return [area for area in (beside, below) if not area.is_empty]

    def __str__(self) -> str:
        first = f"{letters(self.left)}{self.top}"
        last = f"{letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


def parse_cell(text: str) -> tuple[int, int]:
    """Row and column of a cell's address, with or without dollar signs. Raises NotationError for any other text.

    >>> parse_cell("$B$7")
    (7, 2)
    """
    found = _CELL.match(text)
    if not found:
        raise NotationError(f"'{text[:40]}' where a cell address belongs")
    row, column = int(found[2]), column_number(found[1])
    if not (1 <= row <= MAX_ROWS and column <= MAX_COLUMNS):
        raise NotationError(f"'{text}', an address beyond the sheet's last cell")
    return row, column


def parse_area(text: str) -> Area:
    """The area with this address, as of one cell or of two corners. Raises NotationError for any other text.

    >>> parse_area("A1:C5")
    Area(top=1, left=1, bottom=5, right=3)
    >>> str(parse_area("$C$5:$A$1")), str(parse_area("B2"))
    ('A1:C5', 'B2')
    """
    first, _, last = text.partition(":")
    (row, column), (row2, column2) = parse_cell(first), parse_cell(last or first)
    return Area(min(row, row2), min(column, column2), max(row, row2), max(column, column2))
