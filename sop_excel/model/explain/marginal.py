"""Marginal values: what one unit more of a regular capacity saves, and what one unit less costs, each by a solve.

A bare dual is not unique at a kink, where the two differ. What is known without a solve is not solved: a capacity that
is not used up, or that has no price, saves nothing when there is more of it; one with a unit to spare costs nothing
when there is one less; and where the optimal basis stays optimal for a whole unit, its price is the value.
"""

from __future__ import annotations

import math

import numpy as np

from sop_excel.domain.capacity_use import given_capacity, regular_capacity
from sop_excel.domain.explanation import Marginals
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities, is_full
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say, together
from sop_excel.domain.vocabulary import whole
from sop_excel.model.engine.what_if import WhatIf
from sop_excel.model.notes import impossible

MOST_SOLVES, MOST_WHOLE_SOLVES = 200, 20  # a fixed count, never a time, which would make the output random
NAMED = 6  # cells that a note names
RUN, FOLLOWED = 5, 2  # the work of a run, and of an answer that is found without one
FREE = 1e-12  # of the largest price: a smaller one is noise


def unknown(problem: Problem, why: str) -> Marginals:
    """No values at all, and why."""
    nothing = np.full((len(problem.resource_codes), problem.shape[1]), np.nan)
    limited = np.isfinite(problem.resources.capacity).any() or problem.is_workforce.any()
    note = say("Value of one more and Value of one less in CapacityUse are blank: {why}.", why=why)
    return Marginals(nothing, nothing, (note,) if limited else ())


def marginals(problem: Problem, plan: Quantities, what_if: WhatIf, most: int | None = None) -> Marginals:
    """The values for every capacity (R, T), by resource and period as far as ``most`` solves go (or the usual count).

    Of a workforce they are those of an hour that is there, or is not, whoever the workers are; of shifts those of a
    unit besides them.
    Where safety stock is caught up, the outcomes of the steps before the last are held.
    """
    capacity = regular_capacity(problem, plan)
    one_more, one_less = _at_once(capacity, plan.regular, what_if)
    can_lose = given_capacity(problem, plan) >= 1.0
    one_less[~can_lose] = np.nan
    usual = MOST_WHOLE_SOLVES if what_if.whole else MOST_SOLVES
    asked = _Asked(what_if, capacity, usual if most is None else most)
    for cell in _cells(np.isfinite(capacity)):
        if math.isnan(one_more[cell]):
            one_more[cell] = asked.saved(cell, 1.0)
        if math.isnan(one_less[cell]) and can_lose[cell]:
            one_less[cell] = 0.0 - asked.saved(cell, -1.0)
    impossible = np.isinf(one_less)
    one_less[impossible] = np.nan
    return Marginals(one_more, one_less, (*_skipped(asked, capacity), *_impossible(problem, _cells(impossible))))


def _at_once(capacity: Array, used: Array, what_if: WhatIf) -> tuple[Array, Array]:
    """The values that need no solve: 0; ``nan`` where one is needed, or where there is no limit.

    Whole numbers may use the spare part of a capacity only together with one unit more.
    """
    slack = np.where(np.isfinite(capacity), capacity - used, np.nan)
    one_more, one_less = np.full(capacity.shape, np.nan), np.where(slack >= 1.0, 0.0, np.nan)
    prices = what_if.answer(what_if.decisions).prices if capacity.size and not what_if.whole else None
    if prices is not None:
        free = prices <= FREE * prices.max(initial=0.0)
        full = is_full(used, capacity)
        one_more[np.isfinite(slack) & (free | ~full)] = 0.0
        _at_their_price(what_if, np.where(full, capacity, np.nan), prices, (one_more, one_less))
    return one_more, one_less


def _at_their_price(what_if: WhatIf, used_up: Array, prices: Array, values: tuple[Array, Array]) -> None:
    """Enter the price of every capacity that is used up where it holds for a whole unit."""
    sides = (1.0, -1.0)
    holds = np.zeros((len(sides), *used_up.shape), dtype=np.bool_)
    for cell in _cells(np.isfinite(used_up)):
        for k, (known, more) in enumerate(zip(values, sides, strict=True)):
            if math.isnan(known[cell]) and used_up[cell] + more >= 0:
                holds[k, *cell] = what_if.price_holds(cell, more)
    for known, here in zip(values, holds, strict=True):
        known[here] = what_if.cleaned(prices[here])


class _Asked:
    """Solves up to the work of a fixed count of runs, and the cells for which none was left or no answer was found."""

    def __init__(self, what_if: WhatIf, capacity: Array, most: int) -> None:
        self._what_if, self._capacity, self._left = what_if, capacity, most * RUN
        self.whole, self.count = what_if.whole, 0
        self.skipped: set[tuple[int, int]] = set()

    def saved(self, cell: tuple[int, int], more: float) -> float:
        """Money saved by so many units more; never negative for more, never positive for less."""
        amount = math.nan
        if self._left > 0:
            found = self._what_if.with_more(cell, more, in_full=False)
            self._left -= FOLLOWED if found.followed else RUN
            self.count += 1
            amount = 0.0 - self._what_if.dearer(found.objective)
        if math.isnan(amount):
            self.skipped.add(cell)
            return amount
        return max(amount, 0.0) if more > 0 else min(amount, 0.0)


def _cells(mask: Array) -> list[tuple[int, int]]:
    return [(int(r), int(t)) for r, t in np.argwhere(mask).tolist()]


def _skipped(asked: _Asked, capacity: Array) -> tuple[str, ...]:
    if not asked.skipped:
        return ()
    why = say("only {count} of them are solved for", count=whole(asked.count))
    if asked.whole:
        why = say("in whole numbers each takes a search of its own, of which few are made")
    note = say(
        "Value of one more and Value of one less in CapacityUse are blank for {count} of {all} capacities: {why}.",
        count=whole(len(asked.skipped)), all=whole(int(np.count_nonzero(np.isfinite(capacity)))), why=why,
    )  # fmt: skip
    return (note,)


def _impossible(problem: Problem, cells: list[tuple[int, int]]) -> tuple[str, ...]:
    if not cells:
        return ()
    named: str = together(
        (
            say("{resource} in {period}", resource=problem.resource_codes[r], period=problem.periods[t])
            for r, t in cells[:NAMED]
        ),
        ", ",
    )
    if len(cells) > NAMED:
        named = say("{names} and of {count} more", names=named, count=whole(len(cells) - NAMED))
    note = say(
        "With one unit less of {names} {lost}; Value of one less is blank there.",
        names=named, lost=impossible(problem),
    )  # fmt: skip
    return (note,)
