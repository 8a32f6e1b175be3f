"""The demand of a formula: one number a period, in a row or a column, perhaps with the names of the periods beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sop_excel.contract.headers import is_own
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.table import DateValue, Value
from sop_excel.domain.vocabulary import iso_text, shown
from sop_excel.errors import InputError, Issue
from sop_excel.functions.declare import Given

MOST_PERIODS = 1000  # a plan by day for almost three years; beyond it a range was given that is no horizon


@dataclass(frozen=True)
class DemandSeries:
    """The periods: their names for the model, what the answer shows for each, and the cells of the demand."""

    names: tuple[str, ...]
    labels: tuple[float | str, ...]
    demand: Sequence[Value]


def horizon(given: Given) -> DemandSeries:
    """The periods and the demand.

    Blank cells after the last demand are no periods; before it they are periods without demand. Raises InputError where
    the range is neither a row or column nor two, where a name is no name of a period, and for too many periods.
    """
    given = replace(given, rows=without_blank_end(given.rows))
    rows = given.rows
    if (periods := max(len(rows), len(rows[0]))) > MOST_PERIODS:
        expected, advice = f"at most {MOST_PERIODS:,} periods", "give the cells of the periods alone"
        raise InputError([given.issue(f"{periods:,}", advice, expected)])
    height, width = len(rows), len(rows[0])
    if 1 in (height, width):
        cells = given.cells
        _refuse_header(given, cells, ())
        return DemandSeries(
            tuple(f"period {t}" for t in range(1, len(cells) + 1)),
            tuple(float(t) for t in range(1, len(cells) + 1)),
            cells,
        )
    if 2 not in (height, width):
        several = "for several products use OPTIMIZE_PLANS"
        raise InputError([given.issue(given.size, f"give one row or one column; {several}")])
    labels, demand = _two(given)
    return _labelled(given, labels, demand)


def without_blank_end(rows: Sequence[Sequence[Value]]) -> Sequence[Sequence[Value]]:
    """The cells without the blank ones at the end of the longer side; one row or column is always left.

    >>> without_blank_end([[1.0], [None], [2.0], [None], [" "]])
    [[1.0], [None], [2.0]]
    >>> without_blank_end([["Jan", "Feb", None], [1.0, 2.0, None]])
    [['Jan', 'Feb'], [1.0, 2.0]]
    """
    lines = rows if len(rows) >= len(rows[0]) else list(zip(*rows, strict=True))
    end = next((n for n in range(len(lines), 1, -1) if not all(map(is_blank, lines[n - 1]))), 1)
    return rows[:end] if lines is rows else [row[:end] for row in rows]


def _two(given: Given) -> tuple[Sequence[Value], Sequence[Value]]:
    """(names, demand) of a range two wide; where it is two by two, the names are where the text or the dates are."""
    rows = given.rows
    across = list(zip(*rows, strict=True))
    beside, above = across if len(rows[0]) == 2 else None, rows if len(rows) == 2 else None
    if beside and above:
        by_side, on_top = (any(_texts(cells) for cells in lines) for lines in (beside, above))
        if by_side == on_top:
            advice = "put the names of the periods as text into the first row or the first column"
            raise InputError([given.issue("2 x 2 cells of which none is clearly a name", advice)])
        beside = beside if by_side else None
    first, second = beside or rows
    return (second, first) if _texts(second) and not _texts(first) else (first, second)


def _are_names(cells: Sequence[Value]) -> bool:
    """Whether cells are clearly names of periods: texts or dates, or numbers that rise by one, such as years."""
    if _texts(cells):
        return True
    numbers = [cell for cell in cells if isinstance(cell, float) and not isinstance(cell, bool)]
    return len(numbers) == len(cells) and all(later - earlier == 1 for earlier, later in pairwise(numbers))


def _texts(cells: Sequence[Value]) -> bool:
    return all(isinstance(cell, str | DateValue) for cell in cells)


def _refuse_header(given: Given, demand: Sequence[Value], others: Sequence[Value]) -> None:
    """A text above numbers is the header of the column, which was taken along."""
    first, *rest = demand
    if isinstance(first, str) and first.strip() and rest and not any(isinstance(cell, str) for cell in rest):
        position = 0 if not others else list(others).index(others[0])
        advice = "leave the header out of the range"
        raise InputError([Issue(given.at(position), "", "a number >= 0", shown(first), advice)])


def _labelled(given: Given, labels: Sequence[Value], demand: Sequence[Value]) -> DemandSeries:
    _refuse_header(given, demand, labels)
    if not _are_names(labels) and all(isinstance(label, float) for label in labels):
        advice = "name the periods by text; for several products use OPTIMIZE_PLANS"
        raise InputError([given.issue(f"{given.size} of numbers, neither row or column clearly names", advice)])
    names = [text_of(label) or "" for label in labels]
    issues = [
        Issue(given.at(t), "", "the name of a period", shown(labels[t]), "type its name, or leave the cell out")
        for t, name in enumerate(names)
        if not name or is_own(name)
    ]
    if issues:
        raise InputError(issues)
    shown_labels = [
        iso_text(label) if isinstance(label, DateValue) else label if isinstance(label, float) else name
        for label, name in zip(labels, names, strict=True)
    ]
    return DemandSeries(tuple(names), tuple(shown_labels), demand)
