"""Of plans that cost the same, one that serves classes of demand in the order of their priorities.

Cost decides how much is late or lost. Only where several plans are equally cheap, as where classes have the same costs,
what is late and lost of the classes with the smallest number is brought to its least (unit-periods late and units
lost), then that of the next, each while the cost and those before it are held. Classes without a number come last.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sop_excel.domain.demand_classes import class_field
from sop_excel.domain.goal_words import PRIORITY_GOAL
from sop_excel.domain.plan import KEPT, Quantities, stake
from sop_excel.domain.problem import Problem
from sop_excel.errors import DeadlineError, SolverError
from sop_excel.model.checked import checked
from sop_excel.model.decisions import Decisions, Held, Weights, amount
from sop_excel.model.duality import worth
from sop_excel.model.engine.finish import Engine, finished
from sop_excel.model.engine.progress import aiming_at
from sop_excel.model.prices import Prices

COST, AIM = "cost", "demand of the first classes that is late or lost"
DUST = 1e-11  # of the cost: by no more may a plan with the first classes served better seem dearer


def by_priority(
    problem: Problem, chosen: Decisions, plan: Quantities, prices: Prices | None, engine: Engine
) -> Quantities:
    """The plan, or one as cheap that serves the first classes better; ``prices`` are those of the plan's model, as far
    as they are known. Raises DeadlineError."""
    levels = _levels(problem, chosen)
    if not any(amount(weights, plan) for weights in levels):
        return plan
    try:
        found = _served_first(problem, chosen, _ties(problem, chosen, plan, prices), plan, levels, engine)
    except DeadlineError:
        raise
    except SolverError:
        return plan  # as cheap, and proved; only not in the order of priorities
    return plan if found is None else found


def _levels(problem: Problem, chosen: Decisions) -> list[Weights]:
    """For each priority but the last, in their order, what counts as short of its classes; nothing where all classes
    have the same, or priority is a goal that comes before the cost."""
    if not chosen.short or PRIORITY_GOAL in problem.policies.order_of_goals:
        return []
    levels = list(chosen.short.values())
    return levels if np.isnan(class_field(problem, "priority")).any() else levels[:-1]


def _ties(problem: Problem, chosen: Decisions, plan: Quantities, prices: Prices | None) -> Decisions:
    """The decisions in which plans of the same cost can differ, all others as in the plan.

    At optimal prices every cheapest plan has each decision that costs more, or less, than it is worth at the same
    floor or ceiling. That leaves a small model; where prices are not known or not right, only fewer plans are found.
    """
    fixed = chosen.with_whole_fixed(plan)
    if prices is None or chosen.whole:
        return fixed
    found, tied = worth(problem, chosen, prices), {}
    for name, at in found.model.at.items():
        settled = np.abs(found.reduced[at]) > KEPT * np.maximum(1.0, np.abs(chosen[name].unit_cost))
        lower, upper = (np.where(settled, plan[name], side) for side in (chosen[name].lower, chosen[name].upper))
        tied[name] = replace(chosen[name], lower=lower, upper=upper, summed=None)
    return fixed.exchanged(tied)


def _served_first(
    problem: Problem, chosen: Decisions, fixed: Decisions, plan: Quantities, levels: list[Weights], engine: Engine
) -> Quantities | None:
    """Another plan, as cheap and better at the first level at which they differ; None where none is found."""
    raw = _least_short(problem, fixed, plan, levels, engine)
    if raw is None:
        return None
    other = finished(problem, fixed, raw, engine)
    checked(problem, other)
    before, after = (amount(chosen.unit_costs, one) for one in (plan, other))
    short, less = ([amount(weights, one) for weights in levels] for one in (plan, other))
    return other if after <= before + DUST * stake(before, before) and _is_less(less, short) else None


def _least_short(
    problem: Problem, fixed: Decisions, plan: Quantities, levels: list[Weights], engine: Engine
) -> Quantities | None:
    """The raw numbers of a plan that costs no more, level by level with the least that is short; None where nothing is
    less than in the plan, or the solver loses it."""
    costs, best, raw = fixed.unit_costs, plan, None
    held = fixed.holding(Held(COST, costs, amount(costs, plan)))
    for number, weights in enumerate(levels):
        if amount(weights, best):
            with aiming_at(AIM):
                raw = engine(problem, held.minimising(weights)).quantities
            if raw is None:
                return None
            best = raw
        least = amount(weights, best)
        held = held.holding(Held(f"class {number}", weights, least if least > DUST else 0.0))
    return raw


def _is_less(one: list[float], other: list[float]) -> bool:
    """Whether the first of the numbers that differ by more than noise is the smaller one."""
    for mine, theirs in zip(one, other, strict=True):
        if abs(mine - theirs) > KEPT * max(1.0, theirs):
            return mine < theirs
    return False
