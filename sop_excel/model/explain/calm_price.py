"""The cost of calm: the plan beside the cheapest one that may differ from the published plan for nothing."""

from __future__ import annotations

from dataclasses import replace

from sop_excel.domain.cost_of_calm import Calm, calm_of
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.moves import moves
from sop_excel.domain.plan import Plan
from sop_excel.model.engine.highs import highs
from sop_excel.model.solve import cheapest


def cost_of_calm(plan: Plan) -> Calm | None:
    """What the change penalty costs, by one solve without it; None where it has no effect on what may be planned.

    Raises SolverError where that solve breaks down.
    """
    problem = plan.problem
    if not problem.change_counts.any():
        return None
    free = cheapest(problem.replace(policies=replace(problem.policies, change_penalty=0.0)), highs)
    if not isinstance(free, Plan):
        return None
    more, less = moves(problem, free.production)
    return calm_of(plan, free, more + less)


def told(calm: Calm | None) -> list[Sentence]:
    """The cost of calm as a sentence."""
    return [] if calm is None else [Sentence("calm", "", "", calm.what, calm.why, calm.cost, calm.figures)]
