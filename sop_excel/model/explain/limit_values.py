"""What one unit more of the maximum of a limit, or one less of its minimum, saves: each by a solve."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sop_excel.domain.axes import LIMITS
from sop_excel.domain.combined_limits import STATED_AS, added_up, period_name
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import FULL, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import Said, say
from sop_excel.domain.vocabulary import listed, money, units, whole
from sop_excel.model.engine.what_if import WhatIf
from sop_excel.model.explain.case import Case
from sop_excel.model.rules.sums import with_limit

MOST_SOLVES, MOST_WHOLE_SOLVES = 60, 10  # a fixed count, never a time, which would make the output random
MOST_TOLD = 3
SIDES = (("maximum", 1.0), ("minimum", -1.0))


def limit_values(problem: Problem, plan: Quantities, what_if: WhatIf) -> tuple[Array, tuple[str, ...]]:
    """(K, T) what one unit of room saves at each limit (money), nan where it is not known or there is no limit; and
    why some are not.

    A linear plan saves nothing by room at a limit that it does not reach. In whole numbers room may be of use all the
    same, so that each is asked.
    """
    saved, left = np.full(problem.extent(LIMITS), math.nan), MOST_WHOLE_SOLVES if what_if.whole else MOST_SOLVES
    value, skipped = added_up(problem, plan), 0
    for name, sign in SIDES if saved.size else ():
        stated = problem.items(LIMITS).fields[name]
        for k, t in np.argwhere(~np.isnan(stated)).tolist():
            room = sign * (stated[k, t] - value[k, t])
            if room > FULL * max(1.0, abs(stated[k, t])) and not what_if.whole:
                amount = 0.0
            elif left:
                left, amount = left - 1, _saved(problem, what_if, name, (k, t, sign))
            else:
                skipped, amount = skipped + 1, math.nan
            saved[k, t] = amount if math.isnan(saved[k, t]) else max(saved[k, t], amount)
    note = say(
        "Value of one unit in LimitUse is blank for {count} more: so many are not solved for.", count=whole(skipped)
    )
    return saved, (note,) if skipped else ()


def unknown(problem: Problem, why: str) -> tuple[Array, tuple[str, ...]]:
    """No values at all, and why."""
    nothing = np.full(problem.extent(LIMITS), math.nan)
    return nothing, (say("Value of one unit in LimitUse is blank: {why}.", why=why),) if nothing.size else ()


def _saved(problem: Problem, what_if: WhatIf, name: str, at: tuple[int, int, float]) -> float:
    k, t, sign = at
    moved = problem.items(LIMITS).fields[name].copy()
    moved[k, t] += sign
    more = what_if.with_problem(with_limit(problem, name, moved), what_if.decisions)
    return 0.0 - more if math.isfinite(more) else math.nan


def limits(case: Case) -> list[Sentence]:
    """The limits of which one unit of room saves most."""
    values = case.marginals.of_limits
    if values is None or not values.size:
        return []
    worth = np.nan_to_num(values, nan=0.0)
    cells = [(int(k), int(t)) for k, t in np.argwhere(worth > 0).tolist()]
    return [_told(case, cell, float(worth[cell])) for cell in sorted(cells, key=lambda c: (-worth[c], c))[:MOST_TOLD]]


def _told(case: Case, cell: tuple[int, int], saved: float) -> Sentence:
    problem, limit = case.problem, case.problem.codes(LIMITS)[cell[0]]
    value, period = float(added_up(problem, case.quantities)[cell]), period_name(problem, LIMITS, cell)
    stated_as = problem.items(LIMITS).texts[STATED_AS][cell[0]]
    what = say("{room} saves {amount}", room=_room(case, cell, limit, period, stated_as), amount=money(saved))
    stated = listed(_stated(problem, cell, stated_as))
    why = say("it comes to {value}, where {stated}", value=units(value), stated=stated)
    return Sentence("limit", limit, period, what, why, saved, {"saved": saved, "value": value})


def _room(case: Case, cell: tuple[int, int], limit: str, period: str, stated_as: str) -> Said:
    """One unit of room in the limit, or of one of another table one unit more or less of it."""
    where = say("{limit} in {period}", limit=limit, period=period) if period else limit
    if not stated_as:
        return say("One unit of room in the limit {limit}", limit=where)
    return (
        say("One unit less of {limit}", limit=where)
        if _is_floor(case, cell)
        else say("One unit more of {limit}", limit=where)
    )


def _is_floor(case: Case, cell: tuple[int, int]) -> bool:
    """Whether a limit of another table leaves more room where it is less, as a floor, and not as a ceiling."""
    fields, below = case.problem.items(LIMITS).fields, case.quantities.below
    return bool(math.isnan(fields.maximum[cell]) or (not math.isnan(fields.minimum[cell]) and below[cell] > 0))


def _stated(problem: Problem, cell: tuple[int, int], stated_as: str) -> Iterator[str]:
    """The least and the most that are asked for; of a limit of another table the number that stands there."""
    fields = problem.items(LIMITS).fields
    least, most = float(fields.minimum[cell]), float(fields.maximum[cell])
    if stated_as:
        yield from (say("{value} are stated", value=units(one)) for one in {least: 0, most: 0} if not math.isnan(one))
        return
    if not math.isnan(least) and least != most:
        yield say("its Min is {value}", value=units(least))
    if not math.isnan(most):
        yield say("its Max is {value}", value=units(most))
