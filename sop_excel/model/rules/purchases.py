"""Purchases: units bought outside, ``u``, in the periods that state their cost, up to the maximum.

They count in the period of the order, and arrive a lead time of their own later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

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
    Indices,
    Limit,
    Mask,
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
    upper = np.where(np.isnan(cost) | too_late(problem), 0.0, problem.products.max_subcontract)
    return Decision(np.zeros_like(upper), upper, {"subcontract": or_zero(cost)}, problem.policies.whole_units)


def _may_be_bought(problem: Problem) -> bool:
    return not np.isnan(problem.products.subcontract_cost).all()


def too_late(problem: Problem) -> Mask:
    """(I, T) where an order would arrive after the horizon."""
    late: Mask = np.arange(problem.shape[1]) + problem.products.subcontract_lead_time[:, None] >= problem.shape[1]
    return late


def arriving(problem: Problem, bought: Any) -> Any:
    """(I, T) what is bought, floats or fractions, in the period in which it arrives."""
    return _later(problem, bought, 0)


def rows_of_arrival(problem: Problem, row: Indices) -> Indices:
    """(I, T) of the rows of a product those of the period in which an order arrives, -1 after the horizon."""
    rows: Indices = _later(problem, row[:, ::-1], -1)[:, ::-1]
    return rows


def _later(problem: Problem, values: Any, elsewhere: int) -> Any:
    lead, periods = problem.products.subcontract_lead_time, problem.shape[1]
    if not lead.any():
        return values
    moved = np.full_like(values, elsewhere)
    for i, wait in enumerate(np.minimum(lead, periods).astype(int).tolist()):
        moved[i, wait:] = values[i, : periods - wait]
    return moved


def _implied(problem: Problem, known: Mapping[str, Array]) -> Array:
    """What limits of table Limits ask for is bought whatever is needed."""
    return most_needed(problem) + bought_anyway(problem)


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    bought = np.where(np.isnan(problem.products.subcontract_cost), 0.0, problem.products.max_subcontract)
    yield at_most("the max subcontract", plan.subcontract, bought)
    last = problem.shape[1] - 1 - problem.products.subcontract_lead_time  # in which an order arrives in time
    late = np.where(np.arange(problem.shape[1]) > last[:, None], plan.subcontract, 0.0)
    yield Broken("subcontract too late for the horizon", late, np.zeros_like(late))
    yield at_least_0("subcontract", plan.subcontract, np.zeros_like(bought))
    if problem.policies.whole_units:
        off = np.abs(plan.subcontract - np.rint(plan.subcontract))
        yield Broken("whole subcontract", off, np.zeros_like(off))


def _limits(problem: Problem) -> tuple[Limit, ...]:
    most = problem.products.max_subcontract
    allowed = np.isfinite(most) & ~np.isnan(problem.products.subcontract_cost) & ~too_late(problem)
    change = product_column("max_subcontract", 1)
    return (Limit(RAISE, "max subcontract", CEILINGS, "subcontract", most, any_change(allowed), change),)


RULE = Rule(
    columns=(
        DecisionColumn(
            name="subcontract",
            symbol="u",
            word="buy",
            meaning="units ordered outside in the period",
            floor="Max subcontract",
            ceiling="Max subcontract",
            decision=_decision,
            implied=_implied,
            told=Told("{units} of {item} are bought outside in {period}", "without them"),
        ),
    ),
    broken=_broken,
    used=_may_be_bought,
    own_words=True,
    limits=_limits,
)
