"""Formulas as a planner types them: by function name and arguments, cells as lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sop_excel.domain.table import ErrorValue, Value
from sop_excel.functions import FUNCTIONS, Cells

BY_NAME = {function.name: function for function in FUNCTIONS}

ARTICLE = [191.0, 0.0, 0.0, 0.0, 8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.0]


def formula(name: str, *arguments: Any) -> Cells:
    """The answer of ``=NAME(arguments)``: a cell, a column (a list) or rows (lists in a list); None is left out."""
    return BY_NAME[name](*(None if one is None else rows(one) for one in arguments))


def told(name: str, *arguments: Any) -> str:
    """The sentence that the formula answers with, asked for it; fails where it answers with anything else."""
    count = len(BY_NAME[name].arguments) - 1
    words = [*[None] * (count - len(arguments)), True] if BY_NAME[name].has_figures else []
    answer = formula(name, *arguments, *words)
    assert len(answer) == 1
    assert len(answer[0]) == 1
    assert isinstance(answer[0][0], str)
    return answer[0][0]


def column(answer: Cells, header: str) -> list[float]:
    """The numbers below a header of the answer."""
    at = answer[0].index(header)
    return [number(row[at]) for row in answer[1:]]


def number(cell: float | str | ErrorValue | None) -> float:
    """A cell of an answer as a number, 0 where it is blank; fails for an error value."""
    assert not isinstance(cell, ErrorValue), cell
    return float(cell or 0.0)


def rows(argument: Any) -> list[list[Value]]:
    """The cells of an argument, row by row, whole numbers as a spreadsheet has them."""
    if not isinstance(argument, Sequence) or isinstance(argument, str):
        return [[_cell(argument)]]
    return [[_cell(cell) for cell in row] if _is_row(row) else [_cell(row)] for row in argument]


def _is_row(row: object) -> bool:
    return isinstance(row, Sequence) and not isinstance(row, str)


def _cell(cell: Any) -> Value:
    value: Value = float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell
    return value
