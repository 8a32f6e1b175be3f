"""The charts beside a table of an open workbook: they follow it to its new rows and columns, as those of a file do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import xlwings as xw

from sop_excel.domain.table import Table
from sop_excel.spreadsheet.layout import Layout
from sop_excel.spreadsheet.moves import Moves

_CATEGORIES = 1  # the place of the categories among the arguments of a series


class ChartSeries:
    """The series of the charts on a table's sheet, with the cells that they show before the table changes."""

    def __init__(self, sheet: xw.Sheet, layout: Layout, lead: Table) -> None:
        self._layout, self._lead = layout, lead
        self._found = [(series, formula) for series in _all(sheet) if (formula := _formula(series))]

    def follow(self) -> None:
        """Point every series that shows cells of the table to where these are now."""
        moves = Moves(self._layout, self._lead)
        for series, formula in self._found:
            self._point(series, followed(formula, moves))

    def restore(self) -> None:
        """Point every series to what it showed before."""
        for series, formula in self._found:
            self._point(series, formula)

    def _point(self, series: Any, formula: str) -> None:
        if series.api.Formula != formula:
            series.api.Formula = formula


def _all(sheet: xw.Sheet) -> Iterator[Any]:
    for chart in sheet.charts:
        yield from chart.series


def _formula(series: Any) -> str:
    """What a series shows, ``=SERIES(name,categories,values,order)``; nothing where Excel does not say, as on a Mac."""
    with suppress(Exception):  # each kind of Excel has its own class of refusal
        return str(series.api.Formula)
    return ""


def followed(formula: str, moves: Moves) -> str:
    """The formula of a series after the table has changed."""
    head, _, rest = formula.partition("(")
    arguments = [
        moves.reference(argument, place == _CATEGORIES) or argument for place, argument in enumerate(split(rest))
    ]
    return f"{head}({','.join(arguments)}"


def split(arguments: str) -> list[str]:
    """The arguments of a formula, apart at commas that stand in no name, text, bracket or brace.

    >>> split("'Cost, all'!$A$1,(Plan!$B$1,Plan!$B$3),{1,2},1)")
    ["'Cost, all'!$A$1", '(Plan!$B$1,Plan!$B$3)', '{1,2}', '1)']
    """
    parts, depth, quote = [""], 0, ""
    for letter in arguments:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        else:
            depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(letter, 0)
        if letter == "," and not quote and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
