"""Formulas as trees: the grammar that our own formulas use, read once from left to right.

A page has many formulas in the same words, which differ in their addresses alone: the words are read once for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from sop_excel.spreadsheet.areas import NotationError, parse_cell
from sop_excel.spreadsheet.formulas import unquoted_sheet

MAX_FORMULA = 2048  # characters: ours have less than half of that, and a workbook may have many of Excel's 8,192

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"]|"")*")
    | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<column>[^\W\d][\w.]*\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\])
    | (?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)
    | (?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?![\w.(]))
    | (?P<call>[A-Za-z][\w.]*)\(
    | (?P<name>[^\W\d][\w.]*)
    | (?P<sign><=|>=|<>|[-+*/&=<>():,])
    )\s*""",
    re.VERBOSE,
)
_SIGNS = ("= <> < > <= >=", "&", "+ -", "* /", ":")  # the loosest first
_LEVELS = {sign: level for level, signs in enumerate(_SIGNS) for sign in signs.split()}
_CELL = "·"  # stands for every address in a shape
_ANY_CELL = "A1"  # stands for every address in the words that formulas share; none is shorter
_ADDRESS = re.compile(
    r"""("(?:[^"]|"")*"|'(?:[^']|'')+'!|\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\])
    | (?<![\w.$])(\$?[A-Za-z]{1,3}\$?[0-9]{1,7})(?![\w.(\[!])""",
    re.VERBOSE,
)


class Piece(NamedTuple):
    """A piece of a formula: what it is and its text."""

    kind: str
    text: str


@dataclass(frozen=True)
class Literal:
    """A number or a text that stands in the formula."""

    value: float | str


@dataclass(frozen=True)
class Cell:
    """The cell at one of the formula's addresses, by its number, on the sheet of that name (empty: its own)."""

    sheet: str
    number: int


@dataclass(frozen=True)
class Name:
    """A defined name."""

    name: str


@dataclass(frozen=True)
class Columns:
    """Columns of a table: the name of the table, the parts of it (``#Headers``; none for the data), its columns."""

    table: str
    parts: tuple[str, ...]
    first: str
    last: str


@dataclass(frozen=True)
class Call:
    """A function and its arguments."""

    name: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True)
class Operation:
    """Two operands and the sign between them."""

    sign: str
    left: Tree
    right: Tree


Tree = Literal | Cell | Name | Columns | Call | Operation
Shape = tuple[str, ...]
Place = tuple[int, int]  # row and column from 1


class NotOursError(Exception):
    """A formula beyond the grammar."""


@dataclass(frozen=True, eq=False)
class Words:
    """What formulas share that differ in their addresses alone; what is asked of it is told once."""

    pieces: tuple[Piece, ...]

    @cached_property
    def shape(self) -> Shape:
        """What stays of such a formula wherever it stands."""
        return shape(self.pieces)

    @cached_property
    def tree(self) -> Tree:
        """Raises NotOursError if it does not keep to the grammar."""
        return parsed(self.pieces)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell in it. Raises NotOursError if it does not keep to the grammar."""
        return tuple(_cells(self.tree))


class ReadFormula(NamedTuple):
    """A formula: its words, and row and column of each address in it, in their order."""

    words: Words
    places: tuple[Place, ...]


@lru_cache(4096)  # a page has the formulas of its template, and those of the run before
def read(formula: str) -> ReadFormula:
    """A formula, read once however often it is met.

    Raises NotOursError if a piece is none of the grammar's, or an address beyond all sheets.
    """
    if len(formula) > MAX_FORMULA:
        raise NotOursError
    addresses: list[str] = []

    def apart(found: re.Match[str]) -> str:
        if found[2] is None:
            return found[1]
        addresses.append(found[2])
        return _ANY_CELL

    shared = _ADDRESS.sub(apart, formula)
    known = _words_of(shared)
    if known is None or _addresses(known.pieces) != [_ANY_CELL] * len(addresses):  # such as with no sign between them
        known = Words(tokens(formula))
        addresses = _addresses(known.pieces)
    return ReadFormula(known, tuple(map(_place, addresses)))


@lru_cache(4096)
def _words_of(formula: str) -> Words | None:
    try:
        return Words(tokens(formula))
    except NotOursError:
        return None


def _addresses(pieces: Iterable[Piece]) -> list[str]:
    return [text for kind, text in pieces if kind == "cell"]


@lru_cache(4096)
def _place(address: str) -> Place:
    try:
        return parse_cell(address)
    except NotationError:
        raise NotOursError from None


def tokens(formula: str) -> tuple[Piece, ...]:
    """The pieces of a formula. Raises NotOursError if there is anything else in it."""
    if len(formula) > MAX_FORMULA:
        raise NotOursError
    found, at = [], 0
    while at < len(formula):
        match = _TOKEN.match(formula, at)
        if match is None or match.lastgroup is None:
            raise NotOursError
        found.append(Piece(match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return tuple(found)


def shape(pieces: Sequence[Piece]) -> Shape:
    """What stays of a formula wherever it stands and whatever its sheets are called.

    >>> shape(tokens("IF('My checks'!ChecksOverall=\\"\\",$B$4,A1)")) == shape(tokens('IF(ChecksOverall="",C7,D9)'))
    True
    """
    return tuple(
        _CELL if kind == "cell" else text if kind == "text" else text.lower()
        for kind, text in pieces
        if kind != "sheet"
    )


def parsed(pieces: Sequence[Piece]) -> Tree:
    """The formula as a tree. Raises NotOursError if it does not keep to the grammar."""
    reader = _Reader(pieces)
    tree = reader.expression()
    if reader.at < len(pieces):
        raise NotOursError
    return tree


def _cells(tree: Tree) -> Iterator[Cell]:
    if isinstance(tree, Cell):
        yield tree
    branches = tree.arguments if isinstance(tree, Call) else ()
    for branch in (tree.left, tree.right) if isinstance(tree, Operation) else branches:
        yield from _cells(branch)


class _Reader:
    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces, self.at, self.cells = pieces, 0, 0

    def take(self) -> Piece:
        if self.at >= len(self.pieces):
            raise NotOursError
        self.at += 1
        return self.pieces[self.at - 1]

    def sign(self) -> str:
        """The sign that comes next; empty if it is none."""
        kind, text = self.pieces[self.at] if self.at < len(self.pieces) else ("", "")
        return text if kind == "sign" else ""

    def expression(self, loosest: int = 0) -> Tree:
        """What stands between here and a sign that binds less."""
        tree = self.operand()
        while (level := _LEVELS.get(self.sign(), -1)) >= loosest:
            tree = Operation(self.take().text, tree, self.expression(level + 1))
        return tree

    def operand(self, sheet: str = "") -> Tree:
        kind, text = self.take()
        if kind == "sheet":
            return self.operand(unquoted_sheet(text[:-1]))
        if kind == "cell":
            self.cells += 1
            return Cell(sheet, self.cells - 1)
        if kind == "name":
            return Name(text)
        if sheet:
            raise NotOursError
        return self.other(kind, text)

    def other(self, kind: str, text: str) -> Tree:
        if kind == "number":
            return Literal(float(text))
        if kind == "text":
            return Literal(text[1:-1].replace('""', '"'))
        if kind == "column":
            return _columns(text)
        if kind == "call":
            return Call(text.upper(), self.arguments())
        if text != "(":
            raise NotOursError
        tree = self.expression()
        self.close()
        return tree

    def arguments(self) -> tuple[Tree, ...]:
        found = [self.expression()]
        while self.sign() == ",":
            self.take()
            found.append(self.expression())
        self.close()
        return tuple(found)

    def close(self) -> None:
        if self.take() != ("sign", ")"):
            raise NotOursError


_COLUMN = re.compile(r"\[((?:'.|[^\[\]'])*)\]")


def _columns(text: str) -> Columns:
    """A structured reference such as ``Plan[]``, ``Plan[Total]`` or ``Plan[[#Headers],[Product]:[Total]]``."""
    table, _, inside = text.partition("[")
    inside = inside[:-1]
    items = _COLUMN.findall(inside) if inside.startswith("[") else [inside] if inside else []
    parts = tuple(item.lower() for item in items if item.startswith("#"))
    columns = [re.sub("'(.)", r"\1", item) for item in items if not item.startswith("#")]
    if len(columns) > 2 or any(column.startswith("@") for column in columns):
        raise NotOursError
    return Columns(table, parts, columns[0] if columns else "", columns[-1] if columns else "")
