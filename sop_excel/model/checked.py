"""Is it a plan? Every rule of the problem, recomputed from the problem and the plan's numbers alone.

Nothing here comes from a formulation or a solver: what both have wrong is found all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sop_excel.domain.combined_limits import period_name
from sop_excel.domain.plan import KEPT, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say, word
from sop_excel.errors import WrongAnswerError
from sop_excel.model.rules import RULES, in_use
from sop_excel.model.rules.rule import Broken, Rule

_KNOWN = "_violation known"  # beside the fields of a plan's quantities


@dataclass(frozen=True)
class Violation:
    """The worst violation of any rule: its amount (units or resource units), relative to the rule's numbers, and where.

    ``rule`` is ``none`` when every rule holds to the last bit.
    """

    amount: float
    relative: float
    rule: str


def broken_rules(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    """Every rule of the model, and how far the plan breaks it in each cell; and what it decides of a rule of which the
    problem has nothing."""
    used, decided = in_use(problem), _decided(plan)
    for rule in used:
        yield from rule.broken(problem, plan)
    if decided <= {column.name for rule in used for column in rule.columns}:
        return
    for rule in RULES:
        if rule not in used:
            yield from _unasked(problem, plan, rule, decided)


def _decided(plan: Quantities) -> frozenset[str]:
    """The families of which a plan decides anything. Those that are left out mostly share one array of zeros, which is
    looked at once."""
    filled: dict[int, bool] = {}
    decided = []
    for name, values in plan.families.items():
        array = id(values)
        if array not in filled:
            filled[array] = bool(values.any())
        if filled[array]:
            decided.append(name)
    return frozenset(decided)


def _unasked(problem: Problem, plan: Quantities, rule: Rule, families: frozenset[str]) -> Iterator[Broken]:
    """What a plan decides of a rule of which the problem has nothing; ``families`` are those of which it decides
    anything."""
    decided = [column for column in rule.columns if column.name in families]
    if decided and rule.own_words:
        yield from rule.broken(problem, plan)
        return
    for column in decided:
        values = plan[column.name]
        yield Broken(f"no {column.meaning}", np.abs(values), np.zeros_like(values), axis=column.axis)


def worst_violation(problem: Problem, plan: Quantities) -> Violation:
    """The worst violation of any rule of the problem by the plan, measured relative to the numbers in the rule.

    What was found of a plan is remembered with it, as nobody may change its numbers.
    """
    known = vars(plan).get(_KNOWN)
    if known is None or known[0] is not problem:
        vars(plan)[_KNOWN] = known = problem, _worst_violation(problem, plan)
    worst: Violation = known[1]
    return worst


def _worst_violation(problem: Problem, plan: Quantities) -> Violation:
    """In one sweep over all cells of all rules, of which the first of the worst counts."""
    checks = [broken for broken in broken_rules(problem, plan) if broken.excess.size]
    excess = np.concatenate([np.zeros(1), *(broken.excess.ravel() for broken in checks)])
    sizes = np.concatenate([np.ones(1), *(one.size_of_each.ravel() for one in checks)])
    excess[np.isnan(excess)] = np.inf
    relative = excess / np.maximum(1.0, sizes)
    relative[np.isnan(relative)] = 0.0
    worst = int(np.argmax(relative))
    if worst == 0:
        return Violation(0.0, 0.0, word("none"))
    at, broken = _cell(checks, worst - 1)
    when = period_name(problem, broken.axis, at)
    told = {"rule": word(broken.name), "item": problem.codes(broken.axis)[at[0]]}
    where = say("{rule} of {item}", **told)
    if when:
        where = say("{rule} of {item} in {period}", **told, period=when)
    return Violation(float(excess[worst]), float(relative[worst]), where)


def _cell(checks: Sequence[Broken], place: int) -> tuple[tuple[int, int], Broken]:
    """Row and period of the cell at this place of all, and the check in which it stands."""
    for broken in checks:
        if place < broken.excess.size:
            at = np.unravel_index(place, broken.excess.shape)
            return (int(at[0]), int(at[1])), broken
        place -= broken.excess.size
    raise IndexError(place)


def checked(problem: Problem, plan: Quantities) -> Violation:
    """The worst violation; WrongAnswerError when it is beyond the tolerance, for then it is no plan."""
    worst = worst_violation(problem, plan)
    if worst.relative > KEPT:
        raise WrongAnswerError(f"The solver's plan breaks a rule by {worst.amount:.6g}: {worst.rule}.")
    return worst
