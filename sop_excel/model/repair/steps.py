"""The steps of a way to a plan: changes of cells of limits, with amounts no more exact than their proof needs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sop_excel.domain.changes import Change
from sop_excel.domain.combined_limits import period_name
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import Figure, Word, say, word
from sop_excel.domain.vocabulary import plain_decimal
from sop_excel.model.engine.finish import snapped
from sop_excel.model.repair.elastic import sizes
from sop_excel.model.repair.postpone import POSTPONE
from sop_excel.model.rules.rule import Limit

DIGITS, MORE_DIGITS, MOST_DIGITS = 7, 9, 12  # of amounts that are no short decimals
ENLARGED = 1e-6
NOISE = 2e-8
FLOAT = 1e-14  # of a number: so far may the digits that a planner typed be from what was computed of them


@dataclass(frozen=True)
class Step:
    """One change of one cell of one limit."""

    limit: Limit
    cell: tuple[int, int]
    amount: float

    def by(self, amount: float) -> Step:
        """This change by another amount, as far as the limit allows it."""
        most = float(self.limit.most[self.cell])
        return replace(self, amount=amount if amount < most else _in_digits(most))

    def size(self, problem: Problem) -> float:
        """The amount as a share of the limit."""
        return self.amount / float(sizes(problem, self.limit)[self.cell])

    def told(self, problem: Problem) -> Change:
        """The change in the planner's words; the number in them is the amount to the last bit."""
        codes, items = problem.codes(self.limit.axis), self.limit.axis
        item, period = codes[self.cell[0]], period_name(problem, self.limit.axis, self.cell)
        lever = say(
            "{action} {limit}", action=word(self.limit.action), limit=Word(self.limit.name, f"the {self.limit.name}")
        )
        when: str = say(" in {period}", period=period) if period else ""
        if self.limit.name == "initial backorders":
            when, period = "", ""
        elif self.limit.action == POSTPONE:
            when = say(" from {period} to {next}", period=period, next=problem.periods[self.cell[1] + 1])
        amount = Figure(plain_decimal(self.amount))
        what = say("{lever} of {item}{when} by {amount}", lever=lever, item=item, when=when, amount=amount)
        return Change(what, item, period, self.amount, lever, items, self.size(problem), self.limit.is_level)


def steps_of(limit: Limit, amounts: Array) -> list[Step]:
    """The changes that are more than noise."""
    cells = np.argwhere(amounts > limit.negligible).tolist()
    return [Step(limit, (i, t), 0.0).by(float(amounts[i, t])) for i, t in cells]


def applied(problem: Problem, steps: list[Step]) -> Problem:
    """The problem once the steps are taken."""
    for limit in dict.fromkeys(step.limit for step in steps):
        amounts = np.zeros_like(limit.value)
        for step in steps:
            if step.limit is limit:
                amounts[step.cell] = step.amount
        problem = limit.changed(problem, amounts)
    return problem


def tried(exact: list[Step], whole_units: bool) -> Iterator[list[Step]]:
    """Sets of amounts, the plainest first.

    Of most limits a little more than needed does no harm. Of the others, such as demand, it may: those are tried with
    less and less rounding, and at last the rest a little larger than needed, for when noise left it too small. What is
    0 once it is rounded was noise.
    """
    if whole_units:
        exact = [step.by(round(step.amount)) if _is_whole(step.limit) else step for step in exact]
        exact = [step for step in exact if step.amount > 0]
    plain = [step.by(_rounded_up(_short(step))) for step in exact]
    nearly = [step.by(float(f"{step.amount:.{MORE_DIGITS}g}")) for step in exact]
    hardly = [step.by(float(f"{step.amount:.{MOST_DIGITS}g}")) for step in exact]
    larger = [step.by(_rounded_up(step.amount * (1 + ENLARGED) + ENLARGED)) for step in exact]
    sets: list[list[Step]] = []
    for strict, others in ((plain, plain), (nearly, plain), (hardly, plain), (plain, larger), (hardly, larger)):
        steps = [one if one.limit.exact else other for one, other in zip(strict, others, strict=True)]
        if steps and steps not in sets:
            sets.append(steps)
            yield steps


def _is_whole(limit: Limit) -> bool:
    """Whether a change of the limit changes a number of units that are made, which may have to be whole."""
    return limit.exact and not limit.last


def _short(step: Step) -> float:
    """The amount without noise."""
    amount, most = np.array(step.amount), np.array(step.limit.most[step.cell])
    for noise in (float(step.limit.negligible[step.cell]), NOISE):  # the wider one takes no decimals of large limits
        amount = snapped(amount, np.zeros(()), most, noise, short=3)
    return float(amount)


def _in_digits(most: float) -> float:
    """The most of a change without the dust of how it was computed, and never more than that but for dust.

    >>> _in_digits(9.990000000000002), _in_digits(200 / 3)
    (9.99, 66.6666666666)
    """
    near = float(f"{most:.{MOST_DIGITS}g}")
    if near <= most * (1 + FLOAT):
        return near
    last = 10.0 ** (math.floor(math.log10(most)) + 1 - MOST_DIGITS)
    return float(f"{near - last:.{MOST_DIGITS}g}")


def _rounded_up(amount: float) -> float:
    """The amount as it is when short or whole, else the next one of 7 digits.

    >>> _rounded_up(120.5), _rounded_up(100 / 3), _rounded_up(123456789.0)
    (120.5, 33.33334, 123456789.0)
    """
    places = max(DIGITS - 1 - math.floor(math.log10(amount)), 0)
    if round(amount, places) == amount:
        return amount
    return round(math.ceil(amount * 10.0**places) / 10.0**places, places)
