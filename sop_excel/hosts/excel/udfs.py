"""The worksheet functions as xlwings registers them: one Python function each, under the name that Excel shows.

This is the module for xlwings' own ``Import Functions``, whose wrappers hand over ranges, whose cells are asked of
Excel. Those of our add-in hand over plain values, and call ``served.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any

import xlwings
from xlwings.conversion import Accessor

from sop_excel.domain.table import ErrorValue
from sop_excel.functions import FUNCTIONS, Cells, WorksheetFunction
from sop_excel.functions.declare import CATEGORY, NOT_AVAILABLE, Argument, NoFigures
from sop_excel.functions.sentences import shortened
from sop_excel.hosts.excel.cells import RawCells
from sop_excel.session_log import LOGGER, start

Udf = Callable[..., list[list[float | str]]]


def udf(function: WorksheetFunction, reader: type[Accessor] = RawCells) -> Udf:
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
        registered = xlwings.arg(argument.name, convert=reader, most=argument.most_cells, doc=argument.about)(
            registered
        )
    registered = xlwings.ret(convert=Accessor)(registered)  # as it is: there are only texts and numbers in it
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
    return [[cell if type(cell) is float else _sent(cell) for cell in row] for row in cells]


def _sent(cell: float | str | ErrorValue | None) -> float | str:
    if isinstance(cell, ErrorValue):
        return cell.code
    return "" if cell is None else cell


for _function in FUNCTIONS:
    globals()[_function.name] = udf(_function)
