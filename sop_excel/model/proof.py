"""The certificate of a plan: that it is one, and how far from the cheapest it can be at most."""

from __future__ import annotations

import math
from collections.abc import Callable

from sop_excel.domain.plan import PROVED, Proof, Quantities, gap
from sop_excel.domain.problem import Problem
from sop_excel.errors import WrongAnswerError
from sop_excel.model.checked import checked
from sop_excel.model.decisions import Decisions
from sop_excel.model.duality import lower_bound
from sop_excel.model.engine.highs import highs
from sop_excel.model.outcome import Ending, Outcome
from sop_excel.model.prices import Prices

LINEAR, RELAXED, SOLVERS = "duals of the linear model", "duals of the linear relaxation", "solver's dual bound"
CLAIMED = "solver's own word that it is optimal"


def proof(
    problem: Problem, decisions: Decisions, quantities: Quantities, outcome: Outcome, costs: float, objective: float
) -> Proof:
    """The worst violation of any rule, and the highest lower bound at hand; ``costs`` and ``objective`` (money) are
    those of the quantities.

    Raises WrongAnswerError when the plan breaks a rule, or costs less than a bound allows: then one of them is wrong.
    """
    violation = checked(problem, quantities)
    bound, source = best_bound(problem, decisions, outcome, lambda bound: gap(objective, bound, costs))
    if gap(objective, bound, costs) < -PROVED:
        raise WrongAnswerError(f"The plan at {objective:.6f} costs less than the lower bound {bound:.6f} ({source}).")
    return Proof(violation.relative, violation.rule, min(bound, objective), source)


def best_bound(
    problem: Problem, decisions: Decisions, outcome: Outcome, gap_to: Callable[[float], float]
) -> tuple[float, str]:
    """The highest lower bound at hand and where it is from: our own wherever it is as good as the solver's.

    ``gap_to`` tells how far the plan is from a bound.
    """
    bounds = []
    if outcome.prices is not None:
        source = RELAXED if decisions.whole else LINEAR
        bounds.append((lower_bound(problem, decisions, outcome.prices, outcome.model), source))
    if not bounds or (not decisions.whole and gap_to(bounds[0][0]) > PROVED):
        bounds += [*_relaxation(problem, decisions), *_nothing(problem, decisions)]
    if outcome.bound is not None and math.isfinite(outcome.bound):
        bounds.append((outcome.bound, CLAIMED if outcome.claimed else SOLVERS))
    return max(bounds, key=lambda entry: entry[0], default=(-math.inf, "none"))


def _nothing(problem: Problem, decisions: Decisions) -> list[tuple[float, str]]:
    """The bound at no prices: where next to nothing need be done, noise in large prices is more than that."""
    bound = lower_bound(problem, decisions, Prices({}))
    return [(bound, RELAXED if decisions.whole else LINEAR)]


def _relaxation(problem: Problem, decisions: Decisions) -> list[tuple[float, str]]:
    outcome = highs(problem, decisions.relaxed())
    if outcome.ending is not Ending.SOLVED or outcome.prices is None:
        return []
    source = RELAXED if decisions.whole else LINEAR
    return [(lower_bound(problem, decisions, outcome.prices), source)]
