"""Demand that comes later: the least that must be moved to later periods for a plan to exist."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.decisions import decisions, may_be_lost
from sop_excel.model.elastic import solved
from sop_excel.model.limits import Limit, lower_demand
from sop_excel.model.sparse import formulate

POSTPONE = "Postpone"
NOISE = 1e-9


def postponed(problem: Problem) -> tuple[Limit, Array]:
    """Demand as a limit that gives way to the period after, and by how much (I, T) it must: 0 where that is no help.

    What is moved on from a period may have been moved into it. Demand that may be lost or be late anyway stays.
    """
    fixed = np.isnan(problem.products.backorder_cost) & (may_be_lost(problem) == 0)
    ordered = np.cumsum(problem.demand, axis=1)
    most = np.where(fixed, ordered, 0.0)
    most[:, -1] = 0.0
    later = Limit(POSTPONE, "demand", "", problem.demand, most, _postpone, last=True, exact=True)
    return later, _least(problem, fixed.astype(np.float64), most)


def _least(problem: Problem, fixed: Array, most: Array) -> Array:
    """The least backorders where none are allowed, weighed by mean demand."""
    none = np.zeros_like(most)
    if not most.any():
        return none
    cost = np.where(fixed > 0, 0.0, problem.products.backorder_cost)
    chosen = decisions(problem.replace(products=problem.products.replace(backorder_cost=cost)))
    weights = fixed / np.maximum(np.mean(problem.demand, axis=1, keepdims=True), NOISE)
    free: dict[str, Any] = {name: replace(decision, costs={}) for name, decision in chosen.items()}
    free["backorders"] = replace(chosen.backorders, costs={"later": weights})
    model = replace(formulate(problem, replace(chosen, **free)), offset=0.0)
    try:
        values = solved(model, problem)
    except SolverError:  # the time limit came first
        return none
    return none if values is None else np.where(fixed > 0, model.quantities(values, chosen).backorders, 0.0)


def _postpone(problem: Problem, amounts: Array) -> Problem:
    """Raises SolverError where more is moved on than there is."""
    into = np.hstack([np.zeros((len(amounts), 1)), amounts[:, :-1]])
    left = problem.demand - amounts + into
    size = np.maximum(1.0, problem.demand + into)
    if np.any(left < -NOISE * size):
        raise SolverError("More demand is postponed than there is.")
    return lower_demand(problem, problem.demand - np.where(left <= NOISE * size, 0.0, left))
