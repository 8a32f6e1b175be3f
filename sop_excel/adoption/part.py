"""A planning table out of a range: which one, which of its columns are read as what, and which rows belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from sop_excel.adoption.adopted import EXACT, NOT_READ, PERIODS, SHAPE
from sop_excel.adoption.columns import CERTAIN, SURE, Guess
from sop_excel.adoption.heads import Head
from sop_excel.adoption.ranges import Range
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.vocabulary import listed, shown
from sop_excel.spreadsheet.areas import letters

EXAMPLES, MOST_OF_ROW = 3, 6  # cells that a question shows, of a column and of a row
KEYS = ("Product", "Resource")


@dataclass(frozen=True)
class Part:
    """A planning table out of a range: all of it, or some of its columns and rows.

    ``guesses`` says what each column is, by its number on the sheet; ``choices`` are the tables that it may be instead.
    ``rows`` are those of the range that belong to it. ``codes`` are the keys by row where a blank cell means the key
    above. ``measures`` are rows among which one kind has to be chosen, by what they are called, and ``kind`` is the one
    that was. ``joined`` are other parts, with more columns for the same keys. ``decimal`` is the decimal sign of its
    texts where it was decided before (``comma`` or ``point``). ``is_transposed`` where its rows are the periods and
    its headers the products, ``is_elsewhere`` where its title says something else, so that it is asked about only
    where no other range is that table.
    """

    source: Range
    table: str
    certainty: float
    by: str
    why: str
    guesses: dict[int, Guess]
    choices: tuple[str, ...] = ()
    rows: tuple[int, ...] = field(default=())
    codes: Mapping[int, str] = field(default_factory=dict)
    measures: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    joined: tuple[Part, ...] = ()
    decimal: str = ""
    kind: str = ""
    is_transposed: bool = False
    is_elsewhere: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether nobody has to be asked which table it is."""
        return self.certainty >= SURE

    @property
    def is_wide(self) -> bool:
        """Whether it has columns of periods."""
        return any(guess.column == PERIODS for guess in self.guesses.values())

    @property
    def id(self) -> str:
        """The range, and where that holds several tables the first column and row of this one's own."""
        periods = [n for n, guess in self.guesses.items() if guess.column == PERIODS]
        own = "" if self.rows == self.source.rows or not self.rows else str(self.rows[0])
        return f"{self.source.id} {letters(periods[0])}{own}" if periods else self.source.id

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return self.source.id

    @property
    def read(self) -> dict[int, str]:
        """The columns that are read, and as what."""
        return {n: guess.column for n, guess in self.guesses.items() if guess.column != NOT_READ}

    @property
    def key(self) -> int | None:
        """The column of the key, where there is just one."""
        keys = [n for n, name in self.read.items() if name in KEYS]
        return keys[0] if len(keys) == 1 else None

    def of_kind(self, kind: str) -> Part:
        """The part with the rows of one kind alone, if it has them."""
        return replace(self, rows=self.measures[kind], measures={}, kind=kind) if kind in self.measures else self

    def examples(self, column: int) -> str:
        """The first cells of a column that are filled, in words; empty where none is."""
        cells = (self.source.cells.at(row, column) for row in self.rows)
        return listed(shown(cell) for cell in islice(filter(lambda cell: not is_blank(cell), cells), EXAMPLES))

    @property
    def own_heads(self) -> list[Head]:
        """The headers that a question about it shows: all, and of a wide one those of its own periods and its key."""
        return [head for head in self.source.heads if not self.is_wide or head.column in self.read]

    @property
    def first_row(self) -> str:
        """The first cells of its first row, in words; empty where it has no rows."""
        columns = [head.column for head in self.own_heads]
        cells = [self.source.cells.at(row, column) for row in self.rows[:1] for column in columns]
        return ", ".join(shown(cell) for cell in [cell for cell in cells if not is_blank(cell)][:MOST_OF_ROW])

    def code(self, row: int) -> str:
        """The key of a row; empty where it has none."""
        if self.key is None:
            return ""
        return self.codes.get(row) or text_of(self.source.cells.at(row, self.key)) or ""


def with_joined(parts: Iterable[Part]) -> list[Part]:
    """The parts and those that are joined to them."""
    return [one for part in parts for one in (part, *part.joined)]


def unread(why: str) -> Guess:
    """A column that is surely nothing that is planned with."""
    return Guess(NOT_READ, CERTAIN[EXACT], SHAPE, why)
