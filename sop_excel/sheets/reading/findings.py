"""What was found wrong while reading: collected all through and told once, like faults of many cells in one line.

Faults are like where the same is said of the same column; the periods of a wide table count as one column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sop_excel.domain.said import say
from sop_excel.domain.table import Block, Nowhere, Places
from sop_excel.domain.vocabulary import counted, one_line, runs, whole
from sop_excel.errors import InputError, Issue

MOST_SINGLE = 5  # so many like faults have a line each; more have one together
MOST_BLOCKS = 25  # so many blocks of cells are named; of more, only the range around all of them


@dataclass(frozen=True)
class Spot:
    """Where an issue stands: its place, and the table and column there; ``cell`` is None where it is no single cell."""

    place: str
    subject: str
    cell: TableCell | None = field(default=None, compare=False)

    def issue(self, expected: str, found: str, advice: str, common: Common | None = None) -> Issue:
        """An issue at this spot; whatever the planner typed, it stays on one line.

        ``common`` is what is said of many such cells at once, where that is not the same for each of them.
        """
        place, subject, expected, found, advice = map(one_line, (self.place, self.subject, expected, found, advice))
        if self.cell is None:
            return Issue(place, subject, expected, found, advice)
        common = common or Common(expected, say("in each of them: {advice}", advice=advice))
        return CellIssue(place, subject, expected, found, advice, self.cell, common)


def spot_of(places: Places, row: int, column: int, table: str, header: str, *, wide: bool = False) -> Spot:
    """The spot of a cell of a table, -1 for the row of its headers; ``wide`` where its column is one of the periods."""
    place = places.header(column) if row < 0 else places.cell(row, column)
    return Spot(place, f"{table}[{header.strip()}]", TableCell(places, row, column, table, header.strip(), wide))


class Findings:
    """Errors and warnings in the order in which they were found."""

    def __init__(self) -> None:
        self.errors: list[Issue] = []
        self.warnings: list[Issue] = []

    def error(self, issue: Issue) -> None:
        """Note what makes planning impossible."""
        self.errors.append(issue)

    def warn(self, issue: Issue) -> None:
        """Note what the planner should know."""
        self.warnings.append(issue)

    def copy(self) -> Findings:
        """The errors and warnings so far, in findings of their own."""
        copied = Findings()
        copied.errors, copied.warnings = list(self.errors), list(self.warnings)
        return copied

    def add(self, others: Findings) -> None:
        """Add the errors and warnings that others have found."""
        self.errors += others.errors
        self.warnings += others.warnings

    def raise_errors(self) -> None:
        """Raise one InputError with all errors, if there are any; like faults are one of them."""
        if self.errors:
            raise InputError(gathered(self.errors))

    def told(self) -> tuple[Issue, ...]:
        """The warnings, like ones as one of them."""
        return gathered(self.warnings)


class TableCell(NamedTuple):
    """A cell of a table (row -1 is that of the headers); ``wide`` where its column is one of many periods."""

    places: Places
    row: int
    column: int
    table: str
    header: str
    wide: bool

    @property
    def column_of_faults(self) -> tuple[str, int | str]:
        """What stands for a column: the headers, all periods of a wide table, or a single column."""
        return self.table, "headers" if self.row < 0 else "periods" if self.wide else self.column


class Common(NamedTuple):
    """What is said of many like cells at once; ``shows_first`` where the advice for the first is an example for all."""

    expected: str
    advice: str
    shows_first: bool = False


@dataclass(frozen=True)
class CellIssue(Issue):
    """A problem of a single cell, with what is said where many have it."""

    cell: TableCell = field(default=TableCell(Nowhere(), 0, 0, "", "", wide=False), compare=False, repr=False)
    common: Common = field(default=Common("", ""), compare=False, repr=False)


def gathered(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """The issues in their order, each once; of many like ones, one for all in the place of the first."""
    once = list(dict.fromkeys(issues))  # one cell may be wrong in every period that it states
    likes: dict[object, list[CellIssue]] = {}
    for issue in once:
        if isinstance(issue, CellIssue):
            likes.setdefault((issue.cell.column_of_faults, issue.common), []).append(issue)
    many = {id(like): alike for alike in likes.values() if len(alike) > MOST_SINGLE for like in alike}
    heads = {id(alike[0]) for alike in likes.values()}
    told = (many.get(id(issue), issue) for issue in once if id(issue) in heads or id(issue) not in many)
    return tuple(_together(one) if isinstance(one, list) else one for one in told)


def _together(alike: list[CellIssue]) -> Issue:
    """One issue for all."""
    alike = sorted(alike, key=lambda issue: (issue.cell.row, issue.cell.column))
    places, first, last = alike[0].cell.places, alike[0], alike[-1]
    cells = {(issue.cell.row, issue.cell.column) for issue in alike}
    blocks, count = _blocks(cells), counted(len(cells), "header" if first.cell.row < 0 else "cell")
    if len(blocks) > MOST_BLOCKS:
        blocks = [_around(cells)]
        count = say("{count} of the {size} there", count=count, size=whole(_size(blocks[0])))
    found = say("{found} in {count}", found=first.found, count=count)
    if any(issue.found != first.found for issue in alike):
        found = say(
            "{count}, the first {first} with {found}, the last {last} with {other}",
            count=count,
            first=first.place,
            found=first.found,
            last=last.place,
            other=last.found,
        )
    expected, advice, shows_first = first.common
    if shows_first:
        advice = say("{advice}; for the first, {example}", advice=advice, example=first.advice)
    return Issue(places.blocks(blocks), one_line(_subject(alike)), expected, found, advice)


def _subject(alike: Sequence[CellIssue]) -> str:
    """Table and column; of several columns the first and the last, as Excel writes them in a formula."""
    cells = [issue.cell for issue in alike]
    first, last = min(cells, key=lambda cell: cell.column), max(cells, key=lambda cell: cell.column)
    if first.column == last.column:
        return f"{first.table}[{first.header}]"
    return f"{first.table}[[{first.header}]:[{last.header}]]"


def _blocks(cells: Iterable[tuple[int, int]]) -> list[Block]:
    """The cells as blocks, from top to bottom: runs in a row, joined with equal ones in the rows below."""
    blocks: list[Block] = []
    open_: dict[tuple[int, int], int] = {}  # (left, right): the block that a run in the next row would lengthen
    for row, left, right in _in_rows(sorted(cells)):
        n = open_.get((left, right))
        if n is not None and blocks[n].bottom == row - 1:
            blocks[n] = blocks[n]._replace(bottom=row)
        else:
            open_[left, right] = len(blocks)
            blocks.append(Block(row, left, row, right))
    return blocks


def _in_rows(cells: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """(row, first column, last column) of neighbours in a row."""
    for row, same in groupby(cells, key=itemgetter(0)):
        for left, right in runs(column for _, column in same):
            yield row, left, right


def _around(cells: Iterable[tuple[int, int]]) -> Block:
    rows, columns = zip(*cells, strict=True)
    return Block(min(rows), min(columns), max(rows), max(columns))


def _size(block: Block) -> int:
    return (block.bottom - block.top + 1) * (block.right - block.left + 1)
