"""The part of a problem that has no plan: what has nothing to do with it needs no change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import PRODUCTS, RESOURCES, Order
from sop_excel.domain.connected import connected, together
from sop_excel.domain.plan import PROVED, Found, Plan, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.elsewhere import shared_out
from sop_excel.model.engine.linear import OF_MODELS
from sop_excel.model.engine.separable import ModelPart, parts_of
from sop_excel.model.outcome import Ending
from sop_excel.model.repair.ways import Cost, Costing
from sop_excel.model.rules import AXES


@dataclass(frozen=True)
class Concerned:
    """The problem of what has no plan, and how the cost of a whole plan is found once that has one."""

    problem: Problem
    costing: Costing


def concerned(problem: Problem, costing: Costing, cheapest: Callable[[Problem], Found]) -> Concerned:
    """What of the problem has no plan; all of it where it hangs together, where something must be whole, or where goals
    come before the cost. ``cheapest`` finds the cheapest plan of the rest. May raise as that does."""
    whole = Concerned(problem, costing)
    chosen = decisions(problem)
    if chosen.whole or problem.policies.in_steps:
        return whole
    model = formulate(problem, chosen)
    parts = parts_of(model)
    if len(parts) == 1:
        return whole
    found = shared_out(OF_MODELS, parts, lambda part: part.model)
    lost = [part for part, own in zip(parts, found, strict=True) if own and own.ending is Ending.NO_PLAN]
    groups = connected(problem)
    items = _items_of(model, lost)
    without: list[Order] = []
    others: list[Order] = []
    for group in groups:
        (without if _has_any(group, items) else others).append(group)
    if not without or not others:
        return whole
    of_rest = cheapest(problem.in_order(together(others)))
    if not isinstance(of_rest, Plan):
        return whole
    rest = Cost(of_rest.total_cost, of_rest.gap <= PROVED)
    return Concerned(problem.in_order(together(without)), _with(costing, rest))


def _with(costing: Costing, rest: Cost) -> Costing:
    def cost(problem: Problem, start: Quantities | None) -> Cost | None:
        own = costing(problem, start)
        return own and replace(own, total=own.total + rest.total, is_least=own.is_least and rest.is_least)

    return cost


def _items_of(model: SparseModel, parts: list[ModelPart]) -> dict[str, NDArray[np.intp]]:
    """The products and resources of some parts of a model."""
    mine = np.zeros(model.cost.size, dtype=bool)
    for part in parts:
        mine[part.columns] = True
    families = [(axis, at) for axis in (PRODUCTS, RESOURCES) for name, at in model.at.items() if AXES[name] == axis]
    found: dict[str, NDArray[np.intp]] = {}
    for axis, at in families:
        found[axis] = np.union1d(found.get(axis, np.zeros(0, np.intp)), np.flatnonzero(mine[at].any(axis=1)))
    return found


def _has_any(group: Order, items: dict[str, NDArray[np.intp]]) -> bool:
    return any(np.isin(group[axis], own).any() for axis, own in items.items())
