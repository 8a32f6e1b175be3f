"""The reference of the worksheet functions as Markdown, written from their declarations."""

from __future__ import annotations

from collections.abc import Iterator

from sop_excel.functions import FUNCTIONS, WorksheetFunction
from sop_excel.functions.declare import Argument

HEAD = """# The worksheet functions

Each takes cells and answers with a table that spills (Excel 365 and 2021; in Excel 2019 select the range, type the
formula and press Ctrl+Shift+Enter). An argument in square brackets may be left out. A row serves as well as a column.
Tables are given with their headers: `Products[[#Headers],[#Data]]` (`Products` alone is the data without them, and
`Products[#All]` has a totals row too). Formulas on the same cells share one solve.

Where there is no figure, a function of figures answers with an error value, so that no `SUM` takes a refused plan for
0: `#VALUE!` for a mistake in its cells, `#NUM!` where no plan exists, `#N/A` where none is to be had now (the time
limit, or no Python). The sentence that names argument, position and what was expected is what `PLAN_STATUS` or
`PLANS_STATUS` answers for the same cells, as in `=IFERROR(OPTIMIZE_PLAN(...), PLAN_STATUS(...))`; or the formula itself
answers with it where its last argument, `messages`, is TRUE. This page is written from the program's own declarations
by `make docs`.
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(block for function in FUNCTIONS for block in _function(function))])


def signature(function: WorksheetFunction) -> str:
    """The function as one types it.

    >>> signature(FUNCTIONS[-1])
    'FORECAST_DEMAND(history, horizon, [level], [season_length], [messages])'
    """
    return f"{function.name}({', '.join(map(_typed, function.arguments))})"


def _typed(argument: Argument) -> str:
    return argument.name if argument.required else f"[{argument.name}]"


def _function(function: WorksheetFunction) -> Iterator[str]:
    yield f"## `={signature(function)}`\n"
    yield f"{function.help}\n"
    if function.details:
        yield f"{function.details}\n"
    rows = ["| argument | takes | unit | left out | meaning |", "|---|---|---|---|---|"]
    yield "\n".join([*rows, *map(_row, function.arguments)]) + "\n"


def _row(argument: Argument) -> str:
    name = f"**{argument.name}**" if argument.required else argument.name
    return f"| {name} | {argument.expected} | {argument.unit} | {argument.default or 'error'} | {argument.help} |"


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201 - the page goes to standard output
