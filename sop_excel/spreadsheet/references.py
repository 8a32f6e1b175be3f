"""References in formulas: to cells by their addresses, such as ``Plan!$C$5:E5``, and to columns of tables by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import NamedTuple

from sop_excel.errors import Issue
from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS, Area, column_number, letters
from sop_excel.spreadsheet.formulas import (
    MAX_LENGTH,
    QUOTED,
    SIGN,
    WORD,
    Token,
    columns,
    indirect,
    places,
    quoted_sheet,
    replaced,
    tokens,
    unquoted_sheet,
)

_CORNER = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]{0,7})\Z")
_REMEMBERED = 256  # formulas: cells that share one have the very same text


class Corner(NamedTuple):
    """One end of a reference; a row or column of 0 means all, ``fixed_*`` that a dollar sign holds it."""

    row: int
    column: int
    fixed_row: bool
    fixed_column: bool

    def __str__(self) -> str:
        column = f"{'$' * self.fixed_column}{letters(self.column)}" if self.column else ""
        return column + (f"{'$' * self.fixed_row}{self.row}" if self.row else "")


class CellReference(NamedTuple):
    """What a formula refers to: the sheet as it is named (empty: the formula's own), and two corners."""

    sheet: str
    first: Corner
    last: Corner

    def moved(self, rows: int, columns: int) -> CellReference:
        """The reference as a cell so many rows below and columns to the right has it."""
        return self._replace(first=_moved(self.first, rows, columns), last=_moved(self.last, rows, columns))

    def reach(self, height: int, width: int) -> tuple[Area, set[int]]:
        """Which cells it meets, and in which columns it begins or ends, when filled over so many cells."""
        ends = set()
        for corner in (self.first, self.last):
            if corner.column:
                ends |= set(range(corner.column, corner.column + (1 if corner.fixed_column else width)))
        rows = [corner.row + k for corner in (self.first, self.last) for k in _spread(corner, height)]
        top, bottom = (min(rows), max(rows)) if self.first.row else (1, MAX_ROWS)
        left, right = (min(ends), max(ends)) if ends else (1, MAX_COLUMNS)
        return Area(top, left, bottom, right), ends


def _spread(corner: Corner, height: int) -> tuple[int, int]:
    return (0, 0) if corner.fixed_row else (0, height - 1)


@lru_cache(maxsize=_REMEMBERED)
def references(formula: str) -> tuple[CellReference, ...]:
    """The references to cells of this workbook; a text refers to nothing, unless INDIRECT reads it.

    >>> [(r.sheet, r.first.column, r.last.column) for r in references("SUM(Plan!C5:$E5,B2)&'It''s'!C:C+[1]Plan!A1")]
    [('Plan', 3, 5), ('', 2, 2), ("It's", 3, 3)]
    """
    return tuple(_references(formula))


def _references(formula: str) -> Iterator[CellReference]:
    for place in places(formula):
        if corners := corners_of(place.address):
            yield CellReference(unquoted_sheet(place.sheet), corners[0], corners[-1])
    for text in indirect(formula):
        yield from references(text)


def corners_of(address: str) -> list[Corner]:
    """One or two; none if it is no reference, but for instance the name ``XFE1``, beyond the last column."""
    corners = [_corner(text) for text in address.split(":")]
    return corners if all(corner.row <= MAX_ROWS and corner.column <= MAX_COLUMNS for corner in corners) else []


def _corner(text: str) -> Corner:
    dollar, column, second, row = _parts(text)
    fixed_row = bool(second if column else dollar or second)
    return Corner(int(row or 0), column_number(column) if column else 0, fixed_row, bool(dollar and column))


def _parts(text: str) -> tuple[str, str, str, str]:
    found = _CORNER.match(text)
    return (found[1], found[2], found[3], found[4]) if found else ("", "", "", "")


def shifted(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads so many rows below and columns to the right of its cell.

    >>> shifted('A1+$B2&"A1"+Plan[A1]+Mine!C$3:D$4', 1, 2)
    'C2+$B3&"A1"+Plan[A1]+Mine!E$3:F$4'
    """

    changes = [
        (place, ":".join(map(str, (_moved(corner, rows, columns) for corner in corners))))
        for place in places(formula)
        if (corners := corners_of(place.address))
    ]
    return replaced(formula, changes)


def _moved(corner: Corner, rows: int, columns: int) -> Corner:
    """One corner moved; what leaves the sheet comes in again on the other side, as in spreadsheet programs."""
    row, column, fixed_row, fixed_column = corner
    if column and not fixed_column:
        column = (column - 1 + columns) % MAX_COLUMNS + 1
    if row and not fixed_row:
        row = (row - 1 + rows) % MAX_ROWS + 1
    return Corner(row, column, fixed_row, fixed_column)


def with_sheets(formula: str, sheets: Mapping[str, str]) -> str:
    """The formula with its sheets renamed: ``sheets`` gives new names by old ones in lower case.

    >>> with_sheets("SUM('Plan'!A1,Plan!B2)&\\"Plan!\\"", {"plan": "Plan (2)"})
    'SUM(\\'Plan (2)\\'!A1,\\'Plan (2)\\'!B2)&"Plan!"'
    """
    if "!" not in formula or len(formula) > MAX_LENGTH:
        return formula
    pieces = tokens(formula)
    return "".join(
        _renamed(one.text, sheets) if after.text == "!" and one.kind in (QUOTED, WORD) else one.text
        for one, after in zip_longest(pieces, pieces[1:], fillvalue=Token(SIGN, "", 0))
    )


def sheets_named(formula: str) -> list[str]:
    """The sheets that a formula names, be it in front of a cell or of a name.

    >>> sheets_named("SUM('Plan a'!A1,Checks!Overall)")
    ['Plan a', 'Checks']
    """
    pieces = tokens(formula) if "!" in formula else []
    return [
        unquoted_sheet(one.text) for one, mark in pairwise(pieces) if mark.text == "!" and one.kind in (QUOTED, WORD)
    ]


def _renamed(sheet: str, sheets: Mapping[str, str]) -> str:
    name = unquoted_sheet(sheet)
    new = sheets.get(name.lower(), name)
    return sheet if new == name else quoted_sheet(new)


@lru_cache(maxsize=_REMEMBERED)
def columns_used(formula: str) -> Mapping[str, tuple[str, ...]]:
    """The columns that a formula names, by table in lower case; a text names nothing, unless INDIRECT reads it.

    >>> columns_used("SUM(Plan[[2026-01]:[2026-03]]) + plan[@Total] + Plan[[#Totals],[It''s]] + Plan[#All]")
    {'plan': ('2026-01', '2026-03', 'Total', "It's")}
    """
    found: dict[str, dict[str, None]] = {}
    for text in (formula, *indirect(formula)):
        for table, column in columns(text):
            found.setdefault(table.lower(), {}).update({column: None} if column else {})
    return {table: tuple(names) for table, names in found.items()}


Said = Callable[[str, str, str, str], Issue]  # what is said of a formula at a place that refers to a column of a table


def vanished(
    place: str,
    formula: str,
    gone: Mapping[str, Mapping[str, str]],
    shown: Callable[[], str] | None = None,
    said: Said | None = None,
) -> Iterator[Issue]:
    """An issue for each column in a formula that is about to vanish; ``gone``: headers by table and lower case.

    ``shown`` gives the formula as it reads at ``place``, where it is another; ``said`` puts it into words.
    """
    used = columns_used(formula)
    for table, headers in gone.items():
        for column in used.get(table.lower(), ()):
            if header := headers.get(column.lower()):
                yield (said or no_column)(place, shown() if shown else formula, table, header)


def moving_column(place: str, formula: str, table: str, header: str) -> Issue:
    """The issue of a formula at ``place`` that refers by its address to a column which is about to move."""
    return Issue(
        place,
        "",
        f"no reference by its address to {table}[{header}], which moves, since columns come or go before it",
        f"={formula.removeprefix('=')[:80]}",
        f"name the column in the formula, {table}[{header}], or clear it and enter it again after this run",
    )


def no_column(place: str, formula: str, table: str, header: str) -> Issue:
    """The issue of a formula at ``place`` that refers to a column which is about to vanish."""
    return Issue(
        place,
        "",
        f"no reference to {table}[{header}], a column that this plan does not have",
        f"={formula.removeprefix('=')[:80]}",
        "change the formula, or keep the column's period in table Demand",
    )


def leaving_period(place: str, formula: str, table: str, header: str) -> Issue:
    """The issue of a formula at ``place`` that names a period which is over when the plan moves on."""
    return Issue(
        place,
        "",
        f"no reference by name to {table}[{header}], a period that leaves",
        f"={formula.removeprefix('=')[:80]}",
        "name one that stays, or its place such as INDEX(…,2); with --force the formula's value takes its place",
    )
