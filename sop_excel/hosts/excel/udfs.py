"""The worksheet functions as xlwings registers them: one Python function each, under the name that Excel shows.

The add-in file names this module; its generated wrappers call the functions by these names.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any

import xlwings

from sop_excel.domain.table import ErrorValue
from sop_excel.functions import FUNCTIONS, Cells, WorksheetFunction
from sop_excel.functions.declare import CATEGORY, NOT_AVAILABLE, Argument, NoFigures, Shape, shortened
from sop_excel.hosts.excel.cells import RawCells
from sop_excel.session_log import LOGGER, start

# Cells that are read; a series of more periods than a plan can have is told so by the function.
MOST_OF_A_SERIES, MOST_OF_A_TABLE = 10_000, 500_000

Udf = Callable[..., list[list[float | str]]]


def udf(function: WorksheetFunction) -> Udf:
    """The function as xlwings wants it: named parameters, cells read as they stand, a plain table back."""

    def called(*values: Any) -> list[list[float | str]]:
        try:
            return _filled(function(*values))
        except Exception as error:  # the last line of defence: a cell never shows a traceback
            start("functions")
            LOGGER.exception("%s", function.name)
            told = shortened(f"unexpected {type(error).__name__}: {error} (please report it)")
            return _filled(function.without_figures(NoFigures(NOT_AVAILABLE, told), values))

    called.__name__, called.__doc__ = function.name, function.help
    called.__signature__ = Signature([_parameter(argument) for argument in function.arguments])  # type: ignore[attr-defined]
    registered: Any = called
    for argument in function.arguments:
        most = MOST_OF_A_TABLE if argument.shape is Shape.TABLE else MOST_OF_A_SERIES
        registered = xlwings.arg(argument.name, convert=RawCells, most=most, doc=argument.about)(registered)
    registered = xlwings.func(category=CATEGORY, call_in_wizard=False)(registered)  # last: every argument resets it
    done: Udf = registered
    return done


def _parameter(argument: Argument) -> Parameter:
    default = Parameter.empty if argument.required else None
    return Parameter(argument.name, Parameter.POSITIONAL_OR_KEYWORD, default=default)


def _filled(cells: Cells) -> list[list[float | str]]:
    """Empty texts in place of blanks, which a spilled formula would show as 0.

    An error value goes as its text, since xlwings' server has no way for the value itself: the wrapper in VBA makes one
    of the text.
    """
    return [[_sent(cell) for cell in row] for row in cells]


def _sent(cell: float | str | ErrorValue | None) -> float | str:
    if isinstance(cell, ErrorValue):
        return cell.code
    return "" if cell is None else cell


for _function in FUNCTIONS:
    globals()[_function.name] = udf(_function)
