"""References to table columns in formulas and names, such as ``Plan[2026-03]``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sop_excel.errors import Issue

# Text in a formula refers to nothing, unless INDIRECT reads it.
_TEXT = re.compile(r'(?<!INDIRECT\()"(?:[^"]|"")*"', re.IGNORECASE)


def columns_used(formula: str, table: str) -> list[str]:
    """The columns of a table that a formula names.

    >>> columns_used("SUM(Plan[[2026-01]:[2026-03]]) + plan[@Total] + Plan[[#Totals],[It''s]]", "Plan")
    ['2026-01', '2026-03', 'Total', "It's"]
    """
    found: list[str] = []
    formula = _TEXT.sub('""', formula)
    for start in re.finditer(rf"(?<![\w.]){re.escape(table)}\[", formula, re.IGNORECASE):
        found += _inside(formula, start.end())
    return found


def _inside(formula: str, at: int) -> Iterator[str]:
    """The names within the brackets that open before ``at``; an apostrophe makes the next character plain."""
    depth, word = 1, ""
    while at < len(formula) and depth:
        char = formula[at]
        if char == "'" and at + 1 < len(formula):
            at += 1
            word += formula[at]
        elif char in "[]":
            depth += 1 if char == "[" else -1
            if char == "]" and word and not word.startswith("#"):
                yield word.removeprefix("@")
            word = ""
        elif depth == 2 or char not in "@,: " or word:
            word += char
        at += 1


def vanished(place: str, formula: str, gone: Mapping[str, Mapping[str, str]]) -> Iterator[Issue]:
    """An issue for each column in a formula that is about to vanish; ``gone``: headers by table and lower case."""
    for table, headers in gone.items():
        for column in dict.fromkeys(columns_used(formula, table)):
            if header := headers.get(column.lower()):
                yield no_column(place, formula, table, header)


def no_column(place: str, formula: str, table: str, header: str) -> Issue:
    """The issue of a formula at ``place`` that refers to a column which is about to vanish."""
    return Issue(
        place,
        "",
        f"no reference to {table}[{header}], a column that this plan does not have",
        f"={formula.removeprefix('=')[:80]}",
        "change the formula, or keep the column's period in table Demand",
    )
