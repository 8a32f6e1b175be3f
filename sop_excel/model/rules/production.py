"""Production: what is made of each product by its default route, ``x``: up to its maximum, in whole units if asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.makings import makings
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.needs import SURELY, most_made
from sop_excel.model.rules.rule import (
    CEILINGS,
    RAISE,
    Broken,
    Decision,
    DecisionColumn,
    Limit,
    Rule,
    any_change,
    at_least_0,
    at_most,
    product_column,
)


def _decision(problem: Problem) -> Decision:
    upper = problem.products.max_production
    costs = {"production": problem.products.production_cost}
    return Decision(np.zeros(upper.shape), upper, costs, problem.policies.whole_units)


def _implied(problem: Problem, known: Mapping[str, Array]) -> Array:
    """What is firm is made whatever is needed, and so may be what was published."""
    return most_made(problem, makings(problem)[0]) * (1.0 + SURELY)


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    yield at_least_0("production", plan.production, problem.firm_production)
    yield at_most("the max production", plan.production, problem.products.max_production)
    if problem.policies.whole_units:
        off = np.abs(plan.production - np.rint(plan.production))
        yield Broken("whole production", off, np.zeros_like(off))


def _limits(problem: Problem) -> tuple[Limit, ...]:
    made = problem.products.max_production
    free = np.isfinite(made) & ~problem.is_frozen & ~makings(problem)[0].too_late(problem.shape[1])
    change = product_column("max_production", 1)
    return (Limit(RAISE, "max production", CEILINGS, "production", made, any_change(free), change),)


RULE = Rule(
    columns=(
        DecisionColumn(
            name="production",
            symbol="x",
            word="make",
            meaning="units of the product whose production starts in the period",
            floor="Firm production",
            ceiling="Max production",
            decision=_decision,
            implied=_implied,
        ),
    ),
    broken=_broken,
    limits=_limits,
)
