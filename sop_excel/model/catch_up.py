"""Catching up: first the least that can be missing to all safety stocks together, then the cheapest plan with it.

Both steps are proved: the first by a lower bound on the total shortfall, the second like any plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import fsum

import numpy as np

from sop_excel.domain.plan import PROVED, gap
from sop_excel.domain.problem import Problem
from sop_excel.model.check import checked
from sop_excel.model.decisions import Decisions
from sop_excel.model.finish import Engine, finished
from sop_excel.model.proof import best_bound
from sop_excel.model.sparse import offset

ROOM = (0.0, 1e-9)  # how much more than the least may be missing, as a share of it: nothing, unless noise needs it


@dataclass(frozen=True)
class LeastShortfall:
    """The least total shortfall (units x periods), and what no plan can go below."""

    total: float
    lower_bound: float

    @property
    def is_proved(self) -> bool:
        """Whether the two are equal but for rounding."""
        return gap(self.total, self.lower_bound, 0.0) <= PROVED

    def held(self, decisions: Decisions) -> Iterator[Decisions]:
        """The same decisions with no more missing in all, to be tried in turn; a floor that can be kept is kept."""
        if self.total:
            for room in ROOM:
                yield replace(decisions, most_shortfall=self.total + room * max(1.0, self.total))
            return
        floor, inventory = decisions.shortfall.upper, decisions.inventory
        yield replace(
            decisions,
            inventory=replace(inventory, lower=np.maximum(inventory.lower, floor)),
            shortfall=replace(decisions.shortfall, upper=np.zeros_like(floor)),
        )


def least_shortfall(problem: Problem, decisions: Decisions, engine: Engine) -> LeastShortfall | None:
    """The first step; None where no plan exists however much is missing.

    Raises SolverError as the second step does.
    """
    problem = problem.replace(policies=replace(problem.policies, relative_gap=0.0))
    first = decisions.for_least_shortfall()
    outcome = engine(problem, first)
    if outcome.quantities is None:
        return None
    quantities = finished(problem, first, outcome.quantities, engine)
    checked(problem, quantities)
    total, constant = fsum(quantities.shortfall.ravel().tolist()), offset(problem)
    bound, _ = best_bound(problem, first, outcome, lambda bound: gap(total + constant, bound, 0.0))
    return LeastShortfall(total, min(bound - constant, total))
