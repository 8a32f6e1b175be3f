"""Which formulas of a workbook are ours: those that read as one of the shipped templates does.

A planner may move them, and rename sheets; a spreadsheet program may write them in its own way. A formula that a
planner changed is the planner's from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.calculation.formula_cells import FormulaCell, Place, formula_cells
from sop_excel.hosts.xlsx.calculation.syntax import (
    Call,
    Cell,
    NotOursError,
    Operation,
    Shape,
    Token,
    Tree,
    parsed,
    shape,
    tokens,
)
from sop_excel.hosts.xlsx.encoding import utf8
from sop_excel.hosts.xlsx.package import Package
from sop_excel.shipped import in_every_language


@dataclass(frozen=True)
class Shipped:
    """The shapes of the templates' formulas outside of tables, and the words by which most of them can be told."""

    shapes: frozenset[Shape]
    words: frozenset[str]

    def may_stand_in(self, sheet: bytes) -> bool:
        """Whether a sheet part has any of the words."""
        return any(word.encode() in sheet for word in self.words)

    def tells(self, pieces: Sequence[Token]) -> bool:
        """Whether a formula names an output table or a cell of ours."""
        return any((text.partition("[")[0] + "[" if kind == "column" else text) in self.words for kind, text in pieces)


@dataclass(frozen=True)
class OurFormula:
    """A formula of ours: its cell and its tree."""

    cell: FormulaCell
    tree: Tree
    pieces: Sequence[Token] = field(repr=False)


def shipped(donor: Path, tables: Iterable[str]) -> Shipped:
    """What the template has, in every language."""
    shapes, words = set[Shape](), {f"{table}[" for table in tables}
    for template in in_every_language(donor):
        book = Book(Package(template))
        words |= {node.get("name") for node in book.names if not node.get("name").startswith("_xlnm.")}
        for sheet in book.sheets:
            areas = [table.area for table in book.tables_on(sheet)]
            for cell in formula_cells(utf8(book.parts.read(sheet.part))):
                if not any(area.holds(cell.row, cell.column) for area in areas):
                    shapes.add(_shape(cell))
    return Shipped(frozenset(shapes - {()}), frozenset(words))


def _shape(cell: FormulaCell) -> Shape:
    try:
        return shape(tokens(cell.formula))
    except NotOursError:
        return ()


def _parsed(cell: FormulaCell) -> Iterator[OurFormula]:
    """The formula with its tree; nothing if it has none."""
    try:
        pieces = tokens(cell.formula)
        yield OurFormula(cell, parsed(pieces), pieces)
    except NotOursError:
        return


def our_formulas(sheet: bytes, known: Shipped) -> list[OurFormula]:
    """The formulas of a sheet part that are ours.

    One that names no output table, such as ``IF(C9="","",B9)``, is ours if it stands on a page of ours and follows
    other formulas of ours there, and no other formula.
    """
    cells = formula_cells(sheet)
    alike = [one for cell in cells if _shape(cell) in known.shapes for one in _parsed(cell)]
    if not any(known.tells(one.pieces) for one in alike):
        return []
    others = {(cell.row, cell.column) for cell in cells}
    kept = {(one.cell.row, one.cell.column): one for one in alike}
    users: dict[Place, list[Place]] = {}
    for place, one in kept.items():
        for corner in _corners(one.tree):
            users.setdefault((corner.row, corner.column), []).append(place)
    waiting = list(kept)
    while waiting:  # of a formula that turns out to be none of ours, those that follow it are looked at again
        place = waiting.pop()
        if place in kept and not _stands(kept[place], kept, others, known):
            del kept[place]
            waiting += users.get(place, ())
    return list(kept.values())


def _stands(one: OurFormula, ours: Mapping[Place, OurFormula], formulas: set[Place], known: Shipped) -> bool:
    if known.tells(one.pieces):
        return True
    corners = set(_corners(one.tree))
    return not any(corner.sheet for corner in corners) and _follows(
        {(corner.row, corner.column) for corner in corners}, ours, formulas
    )


def _follows(places: set[Place], ours: Mapping[Place, OurFormula], formulas: set[Place]) -> bool:
    return any(place in ours for place in places) and all(place in ours for place in places & formulas)


def _corners(tree: Tree) -> Iterable[Cell]:
    """Every address in a formula."""
    if isinstance(tree, Cell):
        yield tree
    branches = tree.arguments if isinstance(tree, Call) else ()
    for branch in (tree.left, tree.right) if isinstance(tree, Operation) else branches:
        yield from _corners(branch)
