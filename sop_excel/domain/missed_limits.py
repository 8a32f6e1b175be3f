"""Limits that are missed at a price, in words: which, by how much, and what that costs.

Those of table Limits, limits of other tables with a penalty, and targets of stocks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import numpy as np

from sop_excel.domain.axes import LIMITS
from sop_excel.domain.combined_limits import STATED_AS, period_name
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import Said, say
from sop_excel.domain.soft_limits import FINAL_INVENTORY, SAFETY_STOCK, TARGET_STOCK
from sop_excel.domain.vocabulary import counted, first_few, listed, money, units, whole

MOST = 5  # sentences on limits that are stated in one column
NAMED = 3  # periods of a limit, and limits in a line
_FLOORS = (SAFETY_STOCK, FINAL_INVENTORY)
BELOW, ABOVE = "below", "above"


class Missed(NamedTuple):
    """A limit ``k`` that is missed on one side: by how much in which period ("" of one in total), and what that costs
    (money)."""

    k: int
    side: str
    by: tuple[tuple[str, float], ...]
    cost: float

    @property
    def total(self) -> float:
        """By how much in all periods together."""
        return math.fsum(amount for _, amount in self.by)


def missed(problem: Problem, plan: Quantities) -> list[Missed]:
    """Every limit that is missed, the dearest first."""
    fields = problem.items(LIMITS).fields
    sides = ((ABOVE, plan.above, "above_cost"), (BELOW, plan.below, "below_cost"))
    found = []
    for side, beyond, cost in sides:
        for k in np.flatnonzero((beyond > 0).any(axis=1)).tolist():
            periods = np.flatnonzero(beyond[k] > 0).tolist()
            by = tuple((period_name(problem, LIMITS, (k, t)), float(beyond[k, t])) for t in periods)
            paid = math.fsum(float(beyond[k, t] * np.nan_to_num(fields[cost][k, t])) for t in periods)
            found.append(Missed(k, side, by, paid))
    return sorted(found, key=lambda one: -one.cost)


def what_is_missed(problem: Problem, k: int, side: str) -> str:
    """That a limit is missed, in the words of the table that states it."""
    limits = problem.items(LIMITS)
    name, stated_as = limits.codes[k], limits.texts[STATED_AS][k]
    if not stated_as:
        if side == ABOVE:
            return say("Limit {limit} is above its Max", limit=name)
        return say("Limit {limit} is below its Min", limit=name)
    if stated_as in _FLOORS:
        return say("{limit} is missed", limit=name)
    return say("{limit} is exceeded", limit=name) if side == ABOVE else say("{limit} is not reached", limit=name)


def sentences(problem: Problem, plan: Quantities) -> Iterator[str]:
    """What is missed, one sentence a limit; of many that are stated in one column the dearest, then the others."""
    if not len(problem.items(LIMITS)):
        return
    stated_as = problem.items(LIMITS).texts[STATED_AS]

    def column(one: Missed) -> tuple[str, str]:
        return stated_as[one.k], one.side

    for _, group in groupby(sorted(missed(problem, plan), key=column), column):
        same = list(group)
        for one in same[:MOST]:
            what = what_is_missed(problem, one.k, one.side)
            price = _price(problem, one, [one])
            yield say("{what} by {where}, at {price}.", what=what, where=_where(one), price=price)
        if rest := same[MOST:]:
            told = {
                "limits": counted(len(rest), f"more {stated_as[rest[0].k] or 'limit'}"),
                "by": units(math.fsum(one.total for one in rest), small=True),
                "price": _price(problem, rest[0], rest),
            }
            if rest[0].side == ABOVE:
                yield say("{limits} are exceeded by {by} in all, at {price}.", **told)
            else:
                yield say("{limits} are missed by {by} in all, at {price}.", **told)


def in_one_line(problem: Problem, plan: Quantities) -> str:
    """All that is missed in one line, the dearest first; "" where nothing is."""
    found = missed(problem, plan)
    if not found:
        return ""
    names = [
        say("{limit} by {units}", limit=problem.codes(LIMITS)[one.k], units=units(one.total, small=True))
        for one in found
    ]
    told = {"limits": first_few(names, NAMED), "cost": _paid(problem, found)}
    return say("Limits that are missed: {limits}, at a cost of {cost}", **told)


def _where(one: Missed) -> str:
    if len(one.by) > NAMED:
        period, most = max(one.by, key=lambda cell: cell[1])
        return say(
            "{units} in {count} periods, most in {period} ({most})",
            units=units(one.total, small=True), count=whole(len(one.by)), period=period, most=units(most, small=True),
        )  # fmt: skip
    return listed(
        [
            say("{units} in {period}", units=units(amount, small=True), period=period)
            if period
            else units(amount, small=True)
            for period, amount in one.by
        ]
    )


def _price(problem: Problem, one: Missed, paid: list[Missed]) -> Said:
    if problem.items(LIMITS).texts[STATED_AS][one.k] == TARGET_STOCK:
        return say("a cost of {cost}", cost=_paid(problem, paid))
    return say("a penalty of {cost}", cost=_paid(problem, paid))


def _paid(problem: Problem, some: list[Missed]) -> Said:
    cost = money(math.fsum(one.cost for one in some))
    return say("{amount} {currency}", amount=cost, currency=problem.currency)
