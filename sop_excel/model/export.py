"""The reference formulation as an LP or MPS file, under names that a person can read.

PuLP writes the file under its index names (it would mangle others); they are then exchanged. Names keep to what every
reader of these formats takes: ASCII letters, digits and ``_ . ( ) ,``, at most 100 signs, no two alike.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from sop_excel.domain.axes import WORDS
from sop_excel.domain.problem import Problem
from sop_excel.extras import needs
from sop_excel.model.decisions import Decisions, Held, decisions
from sop_excel.model.engine.deadline import for_plan
from sop_excel.model.engine.highs import highs
from sop_excel.model.goals import reached
from sop_excel.model.prices import HELD
from sop_excel.model.rules import COLUMNS, ROWS, SYMBOLS
from sop_excel.running_step import running

MEANINGS = {column.name: (column.word, column.meaning) for column in COLUMNS}
RULES = {row.name: row.meaning for row in ROWS} | {
    HELD: "of what comes before the cost (service, shortfall, penalties) no more than steps before have found"
}
CONSTANT = "revenue_of_all_demand"
AXES = {one.symbol: one.axis for one in COLUMNS} | {row.name: row.axis for row in ROWS}  # of index names
LONGEST = 40  # signs of a product, resource or period in a name
WIDEST = 200  # signs of a line of an LP file; some readers end at 255
_NAME = re.compile(rf"\b({'|'.join([*SYMBOLS.values(), *RULES])})_(\d+)_(\d+)\b")


@running("writing the model")
def exported(problem: Problem, kind: Literal["lp", "mps"]) -> str:
    """The text of the file. Raises SolverError as ``solve`` does where something comes before the cost, and
    MissingPackageError without PuLP."""
    needs("pulp")
    from sop_excel.model.printed import reference

    with for_plan(problem.policies):
        chosen = _allowed(problem)
    model = reference(problem, chosen).model
    _with_constant(model)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model")
        if kind == "lp":
            model.writeLP(str(path))
        else:
            model.writeMPS(str(path))
        text = path.read_text()
    names = _Names(problem, chosen.held)
    body = "\n".join(line for line in text.splitlines() if not line.startswith(("\\", "*")))
    body = _NAME.sub(names.readable, body)
    if kind == "lp":
        body = "\n".join(part for line in body.splitlines() for part in _wrapped(line))
    mark = "\\" if kind == "lp" else "*"
    return "\n".join([*(f"{mark} {line}".rstrip() for line in _header(problem, names)), body, ""])


def _allowed(problem: Problem) -> Decisions:
    """The decisions; where something comes before the cost, those of the last step."""
    chosen = decisions(problem)
    steps = reached(problem, chosen, highs) if problem.policies.in_steps else None
    return chosen if steps is None else steps.with_room(chosen)


def _with_constant(model: Any) -> None:
    """Put the objective's constant, which no such file may have, on a decision that can only be 1."""
    constant = model.objective.constant
    if constant:
        one = model.add_variable(CONSTANT, 1, 1)
        model.setObjective(model.objective - constant + constant * one)


class _Names:
    """From index names such as ``x_1_3`` to ``make(Fan,2026_03)``."""

    def __init__(self, problem: Problem, held: Sequence[Held]) -> None:
        self._held = [what.name for what in held]
        self.items = {axis: unique(problem.codes(axis)) for axis in dict.fromkeys(AXES.values())}
        self.periods = unique(problem.periods)
        self._words = {symbol: MEANINGS[family][0] for family, symbol in SYMBOLS.items()}

    def readable(self, found: re.Match[str]) -> str:
        symbol, item, period = found[1], int(found[2]) - 1, int(found[3]) - 1
        word = self._words.get(symbol, symbol)
        if word == HELD:
            return f"{word}({self._held[item]})"
        return f"{word}({self.items[AXES[symbol]][item]},{self.periods[period]})"


def unique(codes: Sequence[str]) -> list[str]:
    """Each code in signs that LP files take, no two alike.

    >>> unique(["Fan", "Lüfter 2", "Lufter-2", "2026-03"])
    ['Fan', 'Lufter_2', 'Lufter_2_2', '2026_03']
    """
    taken: dict[str, None] = {}
    for code in codes:
        plain = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode()
        name = wanted = re.sub(r"[^A-Za-z0-9_.]+", "_", plain)[:LONGEST] or "_"
        count = 2
        while name in taken:
            name, count = f"{wanted}_{count}", count + 1
        taken[name] = None
    return list(taken)


def _header(problem: Problem, names: _Names) -> Iterator[str]:
    yield f"{_line(problem.name)}: the cheapest production plan, written by sop-excel"
    yield f"Minimise total cost less revenue ({_line(problem.currency) or 'money'}). Numbers have up to 12 digits."
    yield "Decisions, by product or resource, and period:"
    yield from (f"  {word}: {meaning}" for word, meaning in MEANINGS.values())
    yield f"  {CONSTANT}: always 1, where products have a price; lost demand costs its price"
    yield "Rules:"
    yield from (f"  {row}: {meaning}" for row, meaning in RULES.items())
    changed = [
        (kind, name, code)
        for kind, codes, given in (
            *((WORDS[axis], problem.codes(axis), given) for axis, given in names.items.items()),
            ("period", problem.periods, names.periods),
        )
        for code, name in zip(codes, given, strict=True)
        if code != name
    ]
    if changed:
        yield "Spelt otherwise in the workbook:"
        yield from (f"  {name}: {kind} {_line(code)}" for kind, name, code in changed)
    yield ""


def _line(text: str) -> str:
    """The text on one line, in ASCII, as these formats know nothing else."""
    return " ".join(text.split()).encode("ascii", "backslashreplace").decode()


def _wrapped(line: str) -> Iterator[str]:
    """The line in pieces that are not too wide, broken at spaces."""
    while len(line) > WIDEST:
        at = line.rfind(" ", 1, WIDEST)
        if at <= 0:
            break
        yield line[:at]
        line = line[at:]
    yield line
