"""Why no plan exists: the smallest set of limits that cannot hold together, in words.

Found by filtering (Chinneck, Feasibility and Infeasibility in Optimization, 2008): limits that give way in the elastic
model are held one after the other until nothing helps any more; then each that can be let go is let go.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sop_excel.domain.axes import WORDS
from sop_excel.domain.combined_limits import period_name
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say, the, together, word
from sop_excel.domain.vocabulary import counted, figure, listed, spans
from sop_excel.errors import SolverError
from sop_excel.model.decisions import decisions
from sop_excel.model.repair.elastic import Elastic, elastic
from sop_excel.model.repair.search import Search
from sop_excel.model.repair.work import OutOfWorkError, Work
from sop_excel.model.rules import COLUMNS, limits
from sop_excel.model.rules.rule import Limit

LARGE = 60_000  # cells (products x periods) from which on the set is not looked for, as that takes too long
MOST_HELD = 4_000  # limits of single periods that are held before the search is given up
SHARE = 0.25  # of the work that is left, for making the set smaller
ITEMS_TOLD = 3  # products or resources of one kind of limit that are named one by one


@dataclass(frozen=True)
class HeldLimit:
    """A limit in one cell that is held: which one, where, and its column in the elastic model."""

    limit: int
    cell: tuple[int, int]
    column: int


def conflict(problem: Problem, work: Work | None = None) -> tuple[str, ...]:
    """One sentence on the limits that cannot hold together; none where they were not found in the work that is left."""
    if problem.demand.size >= LARGE:
        return ()
    problem, _ = problem.canonical()
    everything = limits(problem)
    try:
        held = _smallest(_Filtering(problem, elastic(problem, everything), work or Work(problem.policies)))
    except SolverError:  # a plan is no less impossible because HiGHS cannot say why
        return ()
    if held is None:
        return ()
    if not held:
        return (say("In fractions a plan exists; it is {whole} that no plan can keep to.", whole=_counted(problem)),)
    return (say("These cannot hold together: {limits}.", limits=listed(_groups(problem, everything, held))),)


def _counted(problem: Problem) -> str:
    """What must be whole numbers, e.g. ``whole units and whole setups``."""
    whole = decisions(problem).whole
    return listed(dict.fromkeys(word(column.counted) for column in COLUMNS if column.name in whole))


class _Filtering:
    """The elastic model in fractions, with some of its limits held."""

    def __init__(self, problem: Problem, model: Elastic, work: Work) -> None:
        self._model = model.model
        self._prices, self._nothing = model.prices, np.zeros_like(model.prices)
        self._search = Search(model.model, self._nothing, model.prices, problem.policies, work)
        self._changes, self.work = model.changes, work

    def changed(self, held: Sequence[HeldLimit]) -> list[HeldLimit] | None:
        """The limits that give way while these are held; None where nothing helps."""
        values = self._solved(held, self._prices)
        if values is None:
            return None
        found = []
        for number, change in enumerate(self._changes):
            more = np.flatnonzero(values[change.columns] > change.limit.negligible[change.cells])
            for k in more.tolist():
                found.append(
                    HeldLimit(number, (int(change.cells[0][k]), int(change.cells[1][k])), int(change.columns[k]))
                )
        return found

    def helps(self, held: Sequence[HeldLimit]) -> bool:
        """Whether any changes of the other limits help while these are held."""
        return self._solved(held, self._nothing) is not None

    def _solved(self, held: Sequence[HeldLimit], cost: Array) -> Array | None:
        upper = self._model.upper.copy()
        upper[[one.column for one in held]] = 0.0
        return self._search.linear.least(cost, self._model.lower, upper)


def _smallest(search: _Filtering) -> list[HeldLimit] | None:
    """An irreducible set, or as much of one as the work that is left allows; none in it where a plan exists in
    fractions, None where the search was given up."""
    held: list[HeldLimit] = []
    while (changed := search.changed(held)) is not None:
        if not changed:
            return []
        held += changed
        if len(held) > MOST_HELD:
            return None
    smallest = list(_fewer(search, held))[-1:]
    return sorted(smallest[0] if smallest else held, key=lambda one: (-one.limit, one.cell))


def _fewer(search: _Filtering, held: list[HeldLimit]) -> Iterator[list[HeldLimit]]:
    """Smaller and smaller sets that cannot hold together: without all that one limit says of one item, then without
    halves of what is left, and so on to single cells. It ends where the work does that is meant for it."""
    enough = (1.0 - SHARE) * search.work.left
    try:
        for item in dict.fromkeys((one.limit, one.cell[0]) for one in reversed(held)):  # the last were needed least
            fewer = [one for one in held if (one.limit, one.cell[0]) != item]
            if not search.helps(fewer):
                yield (held := fewer)
        some = len(held) // 2
        while some:
            for first in range(len(held) - some, -1 - some, -some):
                fewer = [one for k, one in enumerate(held) if not first <= k < first + some]
                if search.work.left < enough:
                    return
                if len(fewer) < len(held) and not search.helps(fewer):
                    yield (held := fewer)
            some //= 2
    except OutOfWorkError:
        return


def _groups(problem: Problem, everything: Sequence[Limit], held: Sequence[HeldLimit]) -> list[str]:
    """The limits by kind and item, with their periods and figures: needs first."""
    told = []
    for number in dict.fromkeys(one.limit for one in held):
        cells = [one.cell for one in held if one.limit == number]
        items = list(dict.fromkeys(item for item, _ in cells))
        parts = [[cell for cell in cells if cell[0] == item] for item in items]
        told += [_told(problem, everything[number], part) for part in (parts if len(items) <= ITEMS_TOLD else [cells])]
    return told


def _told(problem: Problem, limit: Limit, cells: Sequence[tuple[int, int]]) -> str:
    """E.g. ``the demand of Fan in Jan to Mar (420 in all)``."""
    codes = problem.codes(limit.axis)
    items = list(dict.fromkeys(codes[item] for item, _ in cells))
    count = counted(len(items), WORDS[limit.axis])
    who: str = items[0]
    if len(items) > 1:
        who = say("{count} ({items}, ...)", count=count, items=together(items[:ITEMS_TOLD], ", "))
    values = np.array([limit.value[cell] for cell in cells])
    figures: str = figure(float(values[0]))
    if len(cells) > 1 and limit.is_level:
        figures = _range(values)
    elif len(cells) > 1:
        figures = say("{units} in all", units=figure(math.fsum(values.tolist())))
    taken = _taken(problem, cells[0][0]) if limit.family == "regular" and len(items) == 1 else ""
    when = "" if limit.name == "initial backorders" else _when(problem, limit, cells)
    told = {"limit": the(limit.name), "who": who, "when": when, "figures": figures, "taken": taken}
    return say("{limit} of {who}{when} ({figures}{taken})", **told)


def _when(problem: Problem, limit: Limit, cells: Sequence[tuple[int, int]]) -> str:
    """The periods of the cells; limits for all of their periods together have none."""
    periods = sorted({t for k, t in cells if period_name(problem, limit.axis, (k, t))})
    return say(" in {periods}", periods=spans(problem.periods, periods)) if periods else ""


def _taken(problem: Problem, resource: int) -> str:
    """What a unit takes of a capacity, where that is not 1: demand is in units, and the capacity may not be.

    ``, of which a unit takes 0.8 to 1.2``
    """
    usage = problem.routings.usage[problem.routings.resource == resource]
    if not usage.size or (usage == 1).all():
        return ""
    return say(", of which a unit takes {usage}", usage=_range(usage))


def _range(values: Array) -> str:
    least, most = figure(float(values.min())), figure(float(values.max()))
    return least if least == most else say("{least} to {most}", least=least, most=most)
