"""What the templates' formulas look like, by which those that came from a template are told in any workbook.

That is looked up where the templates were built: reading two of them takes a tenth of what a small plan takes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.calculation.syntax import MAX_FORMULA, NotOursError, Piece, ReadFormula, Shape, read
from sop_excel.hosts.xlsx.markup import utf8
from sop_excel.hosts.xlsx.package import Package
from sop_excel.hosts.xlsx.sheet_formulas import FormulaCell, formula_cells
from sop_excel.shipped import FORMULAS, in_every_language, resource


@dataclass(frozen=True)
class Shipped:
    """The shapes of the templates' formulas outside of tables, and the words by which most of them can be told."""

    shapes: frozenset[Shape]
    words: frozenset[str]

    def may_stand_in(self, sheet: bytes) -> bool:
        """Whether a sheet part has a formula, which ends in ``f>`` whatever its prefix, and any of the words."""
        return b"f>" in sheet and any(word.encode() in sheet for word in self.words)

    def tells(self, pieces: Sequence[Piece]) -> bool:
        """Whether a formula names an output table or a cell of ours."""
        return any((text.partition("[")[0] + "[" if kind == "column" else text) in self.words for kind, text in pieces)


def shipped(donor: Path, tables: Iterable[str]) -> Shipped:
    """What the template has, in every language."""
    templates = [_of_template(path, path.read_bytes()) for path in in_every_language(donor)]
    shapes = (one.shapes for one in templates)
    words = (one.words for one in templates)
    return Shipped(frozenset().union(*shapes), frozenset(f"{table}[" for table in tables).union(*words))


@lru_cache(maxsize=8)  # the same for every scenario, and for every workbook of a session
def _of_template(path: Path, content: bytes) -> Shipped:
    """What one of them has, but for the names of its tables: looked up, or read where it was changed since."""
    found = _looked_up().get(sha256(content).hexdigest())
    return read_template(path, content) if found is None else found


@lru_cache(maxsize=1)
def _looked_up() -> dict[str, Shipped]:
    told = json.loads(resource(FORMULAS).read_bytes())
    return {
        digest: Shipped(frozenset(tuple(shape) for shape in one["shapes"]), frozenset(one["words"]))
        for digest, one in told.items()
    }


def read_template(path: Path, content: bytes) -> Shipped:
    """What a template has, but for the names of its tables."""
    book = Book(Package(path, content))
    words = {node.get("name") for node in book.names if not node.get("name").startswith("_xlnm.")}
    shapes = set[Shape]()
    for sheet in book.sheets:
        areas = [table.area for table in book.tables_on(sheet)]
        for cell in formula_cells(utf8(book.parts.read(sheet.part))):
            formula = None if any(area.holds(cell.row, cell.column) for area in areas) else formula_of(cell)
            if formula is not None:
                shapes.add(formula.words.shape)
    return Shipped(frozenset(shapes), frozenset(words))


def told_of(donors: Iterable[Path]) -> str:
    """What these templates have, each by the digest of its content, as it is looked up."""
    contents = [(donor, donor.read_bytes()) for donor in donors]
    found = {sha256(content).hexdigest(): read_template(donor, content) for donor, content in contents}
    told = {digest: {"shapes": sorted(one.shapes), "words": sorted(one.words)} for digest, one in found.items()}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def formula_of(cell: FormulaCell) -> ReadFormula | None:
    """What the cell's formula says; nothing if it keeps not to the grammar."""
    if len(cell.placed.text) > MAX_FORMULA:  # told before it is moved, since thousands of cells may share it
        return None
    try:
        return read(cell.formula)
    except NotOursError:
        return None
