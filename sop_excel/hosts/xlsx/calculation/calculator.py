"""The value of a formula's tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sop_excel.hosts.xlsx.calculation.known_functions import (
    FUNCTIONS,
    Array,
    CellRange,
    Cells,
    FailedError,
    Operand,
    Rows,
    Scalar,
    UnknownError,
    compared,
    number,
    single,
    size,
    text,
    values,
)
from sop_excel.hosts.xlsx.calculation.syntax import Call, Cell, Columns, Literal, Name, Operation, ReadFormula, Tree
from sop_excel.spreadsheet.areas import Area

Kept = dict[Tree, Operand]  # what is the same in whichever formula it stands


def value_of(formula: ReadFormula, sheet: str, cells: Cells, kept: Kept) -> float | str | bool:
    """What a formula on this sheet (its part) shows; a blank shows 0. What is computed once may be ``kept``.

    Raises FailedError where it is an error value, UnknownError where it cannot be told.
    """
    found = single(_Calculator(formula, sheet, cells, kept).operand(formula.words.tree, False), cells)
    return 0.0 if found is None else found


def _divided(left: Scalar, right: Scalar) -> float:
    if not number(right):
        raise FailedError("#DIV/0!")
    return number(left) / number(right)


def _times(left: Scalar, right: Scalar) -> Scalar:
    """Most of what is computed in arrays."""
    if type(left) in _COUNTED and type(right) in _COUNTED:
        return float((left or 0.0) * (right or 0.0))  # type: ignore[operator]
    return number(left) * number(right)


_COUNTED = {float, bool, type(None)}
_SIGNS: dict[str, Callable[[Scalar, Scalar], Scalar]] = {
    "=": lambda left, right: compared(left, right) == 0,
    "<>": lambda left, right: compared(left, right) != 0,
    "<": lambda left, right: compared(left, right) < 0,
    ">": lambda left, right: compared(left, right) > 0,
    "<=": lambda left, right: compared(left, right) <= 0,
    ">=": lambda left, right: compared(left, right) >= 0,
    "&": lambda left, right: text(left) + text(right),
    "+": lambda left, right: number(left) + number(right),
    "-": lambda left, right: number(left) - number(right),
    "*": _times,
    "/": _divided,
}


class _Calculator:
    def __init__(self, formula: ReadFormula, sheet: str, cells: Cells, kept: Kept) -> None:
        self.places, self.sheet, self.cells, self.kept = formula.places, sheet, cells, kept

    def operand(self, tree: Tree, arrays: bool) -> Operand:
        """What a branch comes to; ``arrays`` tells whether areas are computed with cell by cell."""
        return _BRANCHES[type(tree)](self, tree, arrays)

    def literal(self, tree: Literal, _: bool) -> Operand:
        return tree.value

    def cell(self, tree: Cell, _: bool) -> Operand:
        sheet = self.cells.sheet(tree.sheet) if tree.sheet else self.sheet
        return CellRange(sheet, Area(*self.places[tree.number] * 2))

    def name(self, tree: Name, _: bool) -> Operand:
        return self.cells.named(tree.name)

    def columns(self, tree: Columns, _: bool) -> Operand:
        if tree not in self.kept:
            self.kept[tree] = self.cells_under(tree)
        return self.kept[tree]

    def cells_under(self, tree: Columns) -> CellRange:
        place = self.cells.table(tree.table)
        names, area = [header.lower() for header in place.headers], place.area
        if tree.first:
            try:
                first, last = names.index(tree.first.lower()), names.index(tree.last.lower())
            except ValueError:
                raise UnknownError from None
            area = area._replace(left=area.left + first, right=area.left + last)
        if tree.parts == ("#headers",):
            return CellRange(place.sheet.part, area._replace(bottom=area.top))
        if tree.parts not in ((), ("#data",)):
            raise UnknownError
        return CellRange(place.sheet.part, area._replace(top=area.top + 1))

    def call(self, tree: Call, arrays: bool) -> Operand:
        if tree.name == "IF":
            return self.choice(tree, arrays)
        if tree.name == "IFERROR":
            try:
                return single(self.operand(tree.arguments[0], arrays), self.cells)
            except FailedError:
                return self.operand(tree.arguments[1], arrays)
        arrays = arrays or tree.name == "SUMPRODUCT"
        if tree.name not in FUNCTIONS:
            raise UnknownError
        return FUNCTIONS[tree.name](self.cells, *(self.operand(one, arrays) for one in tree.arguments))

    def choice(self, tree: Call, arrays: bool) -> Operand:
        test, yes, no = tree.arguments
        return self.operand(yes if number(single(self.operand(test, arrays), self.cells)) else no, arrays)

    def operation(self, tree: Operation, arrays: bool) -> Operand:
        again = {type(tree.left), type(tree.right)} == {Columns, Literal}
        if again and tree in self.kept:
            return self.kept[tree]
        left, right = self.operand(tree.left, arrays), self.operand(tree.right, arrays)
        if tree.sign == ":":
            return _joined(left, right)
        if size(left) == size(right) == (1, 1):
            return _SIGNS[tree.sign](single(left, self.cells), single(right, self.cells))
        if not arrays:
            raise UnknownError
        found = self.cell_by_cell(_SIGNS[tree.sign], left, right)
        if again:
            self.kept[tree] = found
        return found

    def cell_by_cell(self, sign: Callable[[Scalar, Scalar], Scalar], left: Operand, right: Operand) -> Array:
        """The sign between each two values; a single value, row or column goes with every one."""
        (rows, columns), (other_rows, other_columns) = size(left), size(right)
        height, width = max(rows, other_rows), max(columns, other_columns)
        if {rows, other_rows} - {1, height} or {columns, other_columns} - {1, width}:
            raise FailedError("#N/A")
        first = _stretched(values(left, self.cells), height, width)
        second = _stretched(values(right, self.cells), height, width)
        return Array([[*map(sign, *both)] for both in zip(first, second, strict=True)])


def _stretched(rows: Rows, height: int, width: int) -> Rows:
    """A single row, column or value again and again."""
    if len(rows[0]) < width:
        rows = [[*row] * width for row in rows]
    return rows if len(rows) == height else [rows[0]] * height


_BRANCHES: dict[type[Tree], Callable[[_Calculator, Any, bool], Operand]] = {
    Literal: _Calculator.literal,
    Cell: _Calculator.cell,
    Name: _Calculator.name,
    Columns: _Calculator.columns,
    Call: _Calculator.call,
    Operation: _Calculator.operation,
}


def _joined(left: Operand, right: Operand) -> CellRange:
    """All cells from one reference to another."""
    if not (isinstance(left, CellRange) and isinstance(right, CellRange) and left.sheet == right.sheet):
        raise UnknownError
    return CellRange(left.sheet, left.area.with_(right.area))
