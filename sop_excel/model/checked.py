"""Is it a plan? Every rule of the problem, recomputed from the problem and the plan's numbers alone.

Nothing here comes from a formulation or a solver: what both have wrong is found all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sop_excel.domain.combined_limits import period_name
from sop_excel.domain.plan import KEPT, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.errors import WrongAnswerError
from sop_excel.model.rules import RULES, in_use
from sop_excel.model.rules.rule import Broken


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
    used = in_use(problem)
    for rule in used:
        yield from rule.broken(problem, plan)
    for rule in RULES if len(used) < len(RULES) else ():
        for column in rule.columns if rule not in used else ():
            values = plan[column.name]
            if values.any():
                yield Broken(f"no {column.meaning}", np.abs(values), np.zeros_like(values), axis=column.axis)


def worst_violation(problem: Problem, plan: Quantities) -> Violation:
    """The worst violation of any rule of the problem by the plan, measured relative to the numbers in the rule."""
    worst = Violation(0.0, 0.0, "none")
    for broken in broken_rules(problem, plan):
        if not broken.excess.size:
            continue
        excess = np.where(np.isnan(broken.excess), np.inf, broken.excess)
        relative = excess / np.maximum(1.0, broken.size)
        at = np.unravel_index(int(np.argmax(relative)), relative.shape)
        if relative[at] > worst.relative:
            when = period_name(problem, broken.axis, (int(at[0]), int(at[1])))
            where = f"{broken.name} of {problem.codes(broken.axis)[at[0]]}{f' in {when}' if when else ''}"
            worst = Violation(float(excess[at]), float(relative[at]), where)
    return worst


def checked(problem: Problem, plan: Quantities) -> Violation:
    """The worst violation; WrongAnswerError when it is beyond the tolerance, for then it is no plan."""
    worst = worst_violation(problem, plan)
    if worst.relative > KEPT:
        raise WrongAnswerError(f"The solver's plan breaks a rule by {worst.amount:.6g}: {worst.rule}.")
    return worst
