"""Where something stands that is no cell: the row and column of a frame, or one of the changes of a scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sop_excel.domain.table import Block
from sop_excel.domain.vocabulary import quoted


def argument_of(table: str) -> str:
    """The name of the argument that a table is given as.

    >>> argument_of("BillOfMaterials"), argument_of("Demand")
    ('bill_of_materials', 'demand')
    """
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in table).lstrip("_")


def row_name(label: object, position: int, *, alone: bool) -> str:
    """A row by its label; one that is not ``alone`` in having it by its position besides, which counts from 0.

    >>> row_name("A", 0, alone=True), row_name("A", 2, alone=False), row_name(("A", 1), 0, alone=True)
    ("row 'A'", "row 'A' (position 2)", "row ('A', 1)")
    """
    if isinstance(label, str):
        named = f"row {quoted(label)}"
    elif isinstance(label, tuple):
        named = f"row ({', '.join(quoted(one) if isinstance(one, str) else str(one) for one in label)})"
    else:
        named = f"row {label}"
    return named if alone else f"{named} (position {position})"


@dataclass(frozen=True)
class FramePlaces:
    """Places in a frame: ``products, row 'A', column 'Holding cost'``.

    ``frame`` is the argument's name, ``headers`` are its columns as texts, ``labels`` gives the labels of its rows,
    which are asked for only where something is said of one.
    """

    frame: str
    headers: Sequence[str]
    labels: Callable[[], Sequence[object]]

    @cached_property
    def _rows(self) -> list[str]:
        labels = list(self.labels())
        seen = Counter(map(repr, labels))
        return [row_name(one, n, alone=seen[repr(one)] == 1) for n, one in enumerate(labels)]

    def header(self, column: int) -> str:
        """The place of a column; of one that is not there the frame itself."""
        return self.cell(-1, column)

    def cell(self, row: int, column: int) -> str:
        """The place of a value."""
        rows = [self._rows[row]] if row >= 0 else []
        columns = [f"column {quoted(self.headers[column])}"] if column < len(self.headers) else []
        return ", ".join([self.frame, *rows, *columns])

    def blocks(self, blocks: Sequence[Block]) -> str:
        """The place of many values, block by block."""
        return f"{self.frame}, {'; '.join(map(self._block, blocks))}"

    def _block(self, block: Block) -> str:
        columns = _span("column", [quoted(self.headers[n]) for n in (block.left, block.right)])
        if block.bottom < 0:
            return columns
        rows = [self._rows[max(n, 0)].removeprefix("row ") for n in (block.top, block.bottom)]
        return f"{_span('row', rows)}, {columns}"


def _span(noun: str, ends: Sequence[str]) -> str:
    """One thing, or the first and the last of several.

    >>> _span("row", ["'A'", "'A'"]), _span("row", ["'A'", "'C'"])
    ("row 'A'", "rows 'A' to 'C'")
    """
    first, last = ends
    return f"{noun} {first}" if first == last else f"{noun}s {first} to {last}"


@dataclass(frozen=True)
class ChangePlaces:
    """Places among the changes that somebody wrote for a scenario: ``scenario 'High', changes['Demand', 'A']``."""

    scenario: str
    keys: Sequence[str]

    def header(self, column: int) -> str:
        """The changes as a whole."""
        return f"scenario {quoted(self.scenario)}"

    def cell(self, row: int, column: int) -> str:
        """One change, whichever part of it."""
        return f"{self.header(column)}, {self.keys[row]}" if row >= 0 else self.header(column)

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Many changes."""
        keys = dict.fromkeys(self.keys[row] for block in blocks for row in range(block.top, block.bottom + 1))
        return f"{self.header(0)}, {', '.join(keys)}"
