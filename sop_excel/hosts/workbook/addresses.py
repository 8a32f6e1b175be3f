"""References to cells by their addresses, such as ``Plan!$C$5:E5``, in formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sop_excel.hosts.workbook.refs import MAX_COLUMNS, MAX_ROWS, Area, column_number, letters

# Texts, brackets of structured references, and references to cells, columns or rows with the sheet that they name.
_TOKEN = re.compile(
    r"""
      "(?:[^"]|"")*"
    | (?<=[\w.])\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\]
    | (?<![\w.$!\]#])
      (?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!)?
      (?P<address>
          \$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?
        | \$?[A-Z]{1,3}:\$?[A-Z]{1,3}
        | \$?[0-9]{1,7}:\$?[0-9]{1,7}
      )(?![\w.(!\[])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INDIRECT = re.compile(r'(\bINDIRECT\()"((?:[^"]|"")*)"', re.IGNORECASE)
_CORNER = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]{0,7})\Z")


class Corner(NamedTuple):
    """One end of a reference; a row or column of 0 means all, ``fixed_*`` that a dollar sign holds it."""

    row: int
    column: int
    fixed_row: bool
    fixed_column: bool


class Reference(NamedTuple):
    """What a formula refers to: the sheet as it is named (empty: the formula's own), and two corners."""

    sheet: str
    first: Corner
    last: Corner

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


def references(formula: str) -> Iterator[Reference]:
    """The references to cells of this workbook; a text refers to nothing, unless INDIRECT reads it.

    >>> [(r.sheet, r.first.column, r.last.column) for r in references("SUM(Plan!C5:$E5,B2)&'It''s'!C:C+[1]Plan!A1")]
    [('Plan', 3, 5), ('', 2, 2), ("It's", 3, 3)]
    """
    for found in _TOKEN.finditer(_INDIRECT.sub(r"\1\2", formula)):
        if corners := _corners(found):
            yield Reference(_plain(found["sheet"] or ""), corners[0], corners[-1])


def _plain(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def _corners(found: re.Match[str]) -> list[Corner]:
    """One or two; none if it is no reference, but for instance the name ``XFE1``, beyond the last column."""
    corners = [_corner(text) for text in (found["address"] or "").split(":") if text]
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

    def change(found: re.Match[str]) -> str:
        if not _corners(found):
            return found[0]
        moved = ":".join(_moved(corner, rows, columns) for corner in found["address"].split(":"))
        return f"{found['sheet']}!{moved}" if found["sheet"] else moved

    return _TOKEN.sub(change, formula)


def _moved(text: str, rows: int, columns: int) -> str:
    """One corner moved; what leaves the sheet comes in again on the other side, as in spreadsheet programs."""
    dollar, column, second, row = _parts(text)
    corner = _corner(text)
    if column and not corner.fixed_column:
        column = letters((corner.column - 1 + columns) % MAX_COLUMNS + 1)
    if row and not corner.fixed_row:
        row = str((corner.row - 1 + rows) % MAX_ROWS + 1)
    return f"{dollar}{column}{second}{row}"
