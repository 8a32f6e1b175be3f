"""Known names, and the nearest of them to one that is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from sop_excel.sheets.reading.wording import distance, quoted

COMPARISONS = 1_000_000  # how many names are compared letter by letter before only near misses are told
LETTERS = 40  # how much of a long name is compared

_NUMBER = re.compile(r"0*([0-9]+?)(?:\.0*|(\.[0-9]*?)0*)?")


class Names:
    """Known names of one sort ("product"), standing in one table, with their positions.

    ``complete`` is false where the table could not be read: then nothing can be said about a name it lacks.
    """

    def __init__(self, sort: str, table: str, names: Iterable[str], complete: bool = True) -> None:
        self.sort = sort
        self.table = table
        self.complete = complete
        self.position: dict[str, int] = {}
        for n, name in enumerate(names):
            if name:
                self.position.setdefault(name, n)
        self._comparisons = COMPARISONS

    def hint(self, name: str) -> str:
        """The nearest known name in words, with what sets it apart from ``name`` (rules R6 and R7); "" if unknown.

        >>> Names("product", "Products", ["123", "Press"]).hint("00123")
        "the nearest product is '123', without leading zeros"
        >>> Names("product", "Products", ["123", "Press"]).hint("Pres")
        "the nearest product is 'Press'"
        """
        near = self._near_misses.get(_skeleton(name))
        if near is not None:
            return f"the nearest {self.sort} is {quoted(near)}, {_difference(name, near)}"
        near = self._nearest(name)
        return "" if near is None else f"the nearest {self.sort} is {quoted(near)}"

    @cached_property
    def _near_misses(self) -> dict[str, str]:
        return {_skeleton(name): name for name in reversed(self.position)}

    def _nearest(self, name: str) -> str | None:
        """The first of the names with the least edit distance, as long as the allowance of comparisons lasts."""
        if self._comparisons < len(self.position):
            return None
        self._comparisons -= len(self.position)
        wanted, nearest, least = name[:LETTERS].casefold(), None, 2 * LETTERS
        for known in self.position:
            far = distance(wanted, known[:LETTERS].casefold(), least - 1)
            if far < least:
                nearest, least = known, far
        return nearest


def repeated(keys: Iterable[object]) -> Iterator[tuple[int, int]]:
    """(position, first position) of every key that came before; empty keys do not count.

    >>> list(repeated(["A", "B", "A", "", ""]))
    [(2, 0)]
    """
    first: dict[object, int] = {}
    for n, key in enumerate(keys):
        if key and first.setdefault(key, n) != n:
            yield n, first[key]


def _bare(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable() and not letter.isspace())


def _skeleton(name: str) -> str:
    """What is left of a name without case, spaces, invisible characters and the ways to write a number."""
    bare = _bare(name).casefold()
    number = _NUMBER.fullmatch(bare)
    return number[1] + (number[2] or "") if number else bare.lstrip("0")


def _difference(name: str, near: str) -> str:
    """What sets two names with the same skeleton apart."""
    if name.casefold() == near.casefold():
        return "which differs in upper and lower case"
    if _bare(name) == _bare(near):
        return "which differs in spaces or invisible characters"
    if name.lstrip("0") == near:
        return "without leading zeros"
    if near.lstrip("0") == name:
        return "with leading zeros"
    return "which is written differently"
