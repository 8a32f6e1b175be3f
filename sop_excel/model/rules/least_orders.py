"""Least orders: what is bought of a product in a period is nothing, or at least its least order.

``m z <= u <= M z``, where ``z`` says whether anything is bought. ``M`` is what may be bought, and no more than some
cheapest plan buys in one period: more than can be needed at all could be left out down to the least order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.needs import bought_anyway, floors, most_needed
from sop_excel.model.rules.purchases import too_late
from sop_excel.model.rules.rule import (
    AT_LEAST,
    AT_MOST,
    FLOORS,
    LOWER,
    Broken,
    Decision,
    DecisionColumn,
    Entries,
    Families,
    Indices,
    Limit,
    Mask,
    Numbers,
    Part,
    Row,
    Rule,
    Terms,
    Values,
    product_column,
    total,
)


def _is_used(problem: Problem) -> bool:
    return bool(problem.products.min_subcontract.any())


def _has_least(problem: Problem) -> Mask:
    allowed = ~np.isnan(problem.products.subcontract_cost) & ~too_late(problem)
    return allowed & (problem.products.min_subcontract > 0)


def _decision(problem: Problem) -> Decision:
    upper = np.where(_has_least(problem), 1.0, 0.0)
    return Decision(np.zeros_like(upper), upper, {}, whole=bool(upper.any()))


def _limited(problem: Problem, known: Mapping[str, Array]) -> Array:
    """One order in a period is the most."""
    return np.zeros(problem.shape)


def _follows(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """An order wherever something is bought."""
    return numbers.of(np.where((values["subcontract"] > 0) & _has_least(problem), 1.0, 0.0))


def _there(problem: Problem, families: Families) -> Mask:
    return _has_least(problem) & (families["subcontract"].upper > 0)


def _nothing(problem: Problem, families: Families) -> tuple[Part, ...]:
    return ()


def _least(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``u - m z``."""
    if "subcontract" not in at or "order" not in at:
        return ()
    least = problem.products.min_subcontract
    return [Entries.of(row, at["order"], -least), Entries.of(row, at["subcontract"], 1.0)]


def _bought(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``u``."""
    return [Entries.of(row, at["subcontract"], 1.0)] if "subcontract" in at else ()


def _bounded(problem: Problem, families: Families, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``- M z``."""
    if "order" not in at or not (row >= 0).any():
        return ()
    raised = np.maximum(families["inventory"].lower - floors(problem), 0.0).max(axis=1, keepdims=True)
    needed = most_needed(problem) + bought_anyway(problem) + raised
    most = np.minimum(families["subcontract"].upper, np.maximum(needed, np.ceil(problem.products.min_subcontract)))
    return [Entries.of(row, at["order"], -most)]


def _printed_least(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``u[t] - m z[t] >= 0``, of products that have a least order."""
    u, z, least = terms["subcontract"], terms["order"], problem.products.min_subcontract
    for i, t in _ordered(problem, terms):
        yield (i, t), total([u[i, t], -float(least[i, t]) * z[i, t]]) >= 0


def _printed_most(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``u[t] - M z[t] <= 0``, where ``M`` is the least of the ceiling of ``u`` and what is needed."""
    u, z, s = terms["subcontract"], terms["order"], terms["inventory"]
    needed, asked = most_needed(problem) + bought_anyway(problem), floors(problem)
    for i, t in _ordered(problem, terms):
        above = [_floor(s[i, k]) - float(asked[i, k]) for k in range(problem.shape[1])]
        most = max(float(needed[i, t]) + max(0.0, *above), float(np.ceil(problem.products.min_subcontract[i, t])))
        if u[i, t].upBound is not None:
            most = min(most, float(u[i, t].upBound))
        yield (i, t), total([u[i, t], -most * z[i, t]]) <= 0


def _ordered(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[int, int]]:
    for i, t in np.ndindex(problem.shape):
        if problem.products.min_subcontract[i, t] > 0 and not isinstance(terms["subcontract"][i, t], float):
            yield i, t


def _floor(stock: Any) -> float:
    return stock if isinstance(stock, float) else float(stock.lowBound)


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    bought, least = plan.subcontract > 0, problem.products.min_subcontract
    yield Broken("the min subcontract", np.where(bought, least - plan.subcontract, 0.0), least)
    orders = np.where(bought & (least > 0), 1.0, 0.0)
    yield Broken("orders, of which there is one or none", np.abs(plan.order - orders), orders)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    """A smaller order may be placed."""
    least, less = problem.products.min_subcontract, product_column("min_subcontract", -1)
    most = np.where(_has_least(problem), least, 0.0)
    return (Limit(LOWER, "min subcontract", FLOORS, "", least, most, less, rows=("least_order",), is_level=True),)


RULE = Rule(
    columns=(
        DecisionColumn(
            name="order",
            symbol="z",
            word="order",
            meaning="1 where anything of a product with a least order is bought in the period, else 0",
            floor="Orders outside",
            ceiling="Orders outside",
            decision=_decision,
            implied=_limited,
            follows=_follows,
            counted="whole orders",
        ),
    ),
    rows=(
        Row(
            name="least_order",
            meaning="what is bought is at least the least order",
            side=AT_LEAST,
            there=_there,
            parts=_nothing,
            entries=_least,
            printed=_printed_least,
        ),
        Row(
            name="order",
            meaning="nothing is bought without an order",
            side=AT_MOST,
            there=_there,
            parts=_nothing,
            entries=_bought,
            bounded=_bounded,
            printed=_printed_most,
        ),
    ),
    broken=_broken,
    limits=_limits,
    used=_is_used,
)
