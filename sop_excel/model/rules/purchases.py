"""Purchases: units bought outside, ``u``, in the periods that state their cost, up to the maximum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.needs import bought_anyway, most_needed
from sop_excel.model.rules.rule import (
    CEILINGS,
    RAISE,
    Broken,
    Decision,
    DecisionColumn,
    Limit,
    Rule,
    Told,
    any_change,
    at_least_0,
    at_most,
    or_zero,
    product_column,
)


def _decision(problem: Problem) -> Decision:
    cost = problem.products.subcontract_cost
    upper = np.where(np.isnan(cost), 0.0, problem.products.max_subcontract)
    return Decision(np.zeros_like(upper), upper, {"subcontract": or_zero(cost)}, problem.policies.whole_units)


def _implied(problem: Problem, known: Mapping[str, Array]) -> Array:
    """What limits of table Limits ask for is bought whatever is needed."""
    return most_needed(problem) + bought_anyway(problem)


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    bought = np.where(np.isnan(problem.products.subcontract_cost), 0.0, problem.products.max_subcontract)
    yield at_most("the max subcontract", plan.subcontract, bought)
    yield at_least_0("subcontract", plan.subcontract, np.zeros_like(bought))
    if problem.policies.whole_units:
        off = np.abs(plan.subcontract - np.rint(plan.subcontract))
        yield Broken("whole subcontract", off, np.zeros_like(off))


def _limits(problem: Problem) -> tuple[Limit, ...]:
    most = problem.products.max_subcontract
    allowed = np.isfinite(most) & ~np.isnan(problem.products.subcontract_cost)
    change = product_column("max_subcontract", 1)
    return (Limit(RAISE, "max subcontract", CEILINGS, "subcontract", most, any_change(allowed), change),)


RULE = Rule(
    columns=(
        DecisionColumn(
            name="subcontract",
            symbol="u",
            word="buy",
            meaning="units bought outside",
            floor="Max subcontract",
            ceiling="Max subcontract",
            decision=_decision,
            implied=_implied,
            told=Told("{units} of {item} are bought outside in {period}", "without them"),
        ),
    ),
    broken=_broken,
    limits=_limits,
)
