"""What single cells mean: text, numbers, yes or no, one of a list; nothing is ever parsed out of text."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import Protocol

import numpy as np

from sop_excel.contract.kinds import Kind
from sop_excel.contract.units import Magnitude
from sop_excel.domain.cell_values import is_blank, text_of, yes_or_no
from sop_excel.domain.fields import Array
from sop_excel.domain.table import Value


class Rule(Protocol):
    """What a cell must hold: a column or a setting of the contract."""

    @property
    def kind(self) -> Kind:
        """Kind of value."""

    @property
    def positive(self) -> bool:
        """Whether 0 is refused."""

    @property
    def magnitude(self) -> Magnitude:
        """The numbers that it may be."""

    @property
    def choices(self) -> tuple[str, ...]:
        """The list, where it must be one of a list."""


def number_of(value: Value, rule: Rule) -> float | None:
    """A cell as a number that its column or setting allows (rules R9 and R11); None where it is none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    if not rule.magnitude.holds(value):
        return None
    if (rule.kind is Kind.WHOLE and value != int(value)) or (rule.positive and not value):
        return None
    return float(value) + 0.0


def texts(cells: Sequence[Value]) -> tuple[list[str], list[int]]:
    """Codes of many cells (blank is ""), and the positions of cells that are no code."""
    codes = [cell.strip() if type(cell) is str else "" for cell in cells]
    wrong = []
    for n, cell in enumerate(cells):
        if not codes[n] and not is_blank(cell):
            code = text_of(cell)
            if code is None:
                wrong.append(n)
            else:
                codes[n] = code
    return codes, wrong


def numbers(cells: Sequence[Value], rule: Rule) -> tuple[Array, list[int]]:
    """Numbers of many cells (nan where blank or wrong), and the positions of cells that are wrong."""
    values = np.array([cell if type(cell) is float else nan for cell in cells], dtype=np.float64) + 0.0
    clean = (values == 0) | ((values >= rule.magnitude.least) & (values <= rule.magnitude.most))
    if rule.positive:
        clean &= values > 0
    if rule.kind is Kind.WHOLE:
        clean &= values == np.floor(values)
    wrong = []
    for n in np.flatnonzero(~clean).tolist():
        cell = cells[n]
        if cell is None:
            continue
        number = number_of(cell, rule)
        values[n] = nan if number is None else number
        if number is None and not is_blank(cell):
            wrong.append(n)
    return values, wrong


def answers(cells: Sequence[Value]) -> tuple[Array, list[int]]:
    """Yes (1) and no (0) of many cells (nan where blank or wrong), and the positions of cells that are wrong."""
    found = [yes_or_no(cell) for cell in cells]
    wrong = [n for n, cell in enumerate(cells) if found[n] is None and not is_blank(cell)]
    return np.array([nan if answer is None else float(answer) for answer in found], dtype=np.float64), wrong
