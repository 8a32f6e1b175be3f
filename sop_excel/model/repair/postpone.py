"""Demand that comes later: the least that must be moved to later periods for a plan to exist."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.demand_classes import in_classes
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.assembly import formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.repair.search import Search
from sop_excel.model.repair.work import Work
from sop_excel.model.rules.balance import lower_demand, may_be_lost
from sop_excel.model.rules.rule import NEEDS, Limit

POSTPONE = "Postpone"
NOISE = 1e-9


def postponed(problem: Problem) -> Limit:
    """Demand as a limit that gives way to the period after. Demand that may be lost or be late anyway stays."""
    ordered = np.cumsum(problem.demand, axis=1)
    most = np.where(_fixed(problem), ordered, 0.0)
    most[:, -1] = 0.0
    return Limit(POSTPONE, "demand", NEEDS, "", problem.demand, most, _postpone, exact=True)


def least_postponed(problem: Problem, work: Work) -> tuple[Array, Quantities] | None:
    """By how much (I, T) demand must come later at least, weighed by the mean demand, and a plan that goes with it.

    What is moved on from a period may have been moved into it. None where that makes no plan possible.
    Raises OutOfWorkError, DeadlineError or SolverError where it was not found.
    """
    fixed = _fixed(problem)
    if not postponed(problem).most.any():
        return None
    chosen = decisions(_where_it_may_wait(problem, fixed))
    model = formulate(problem, chosen)
    weights = np.zeros(model.cost.size)
    sizes = np.maximum(np.mean(problem.demand, axis=1, keepdims=True), NOISE)
    weights[model.at["backorders"]] = fixed / sizes
    values, _ = Search(model, np.zeros_like(weights), weights, problem.policies, work).least(model.upper)
    if values is None:
        return None
    plan = model.quantities(values, chosen)
    return np.where(fixed, plan.backorders, 0.0), plan


def _where_it_may_wait(problem: Problem, fixed: NDArray[np.bool_]) -> Problem:
    """The problem in which what is fixed may be late; what is postponed is no late demand, whatever may be late."""
    products = problem.products
    cost, free = np.where(fixed, 0.0, products.backorder_cost), fixed.all(axis=1)
    most = np.where(free, np.inf, products.max_periods_late)
    stays = np.where(fixed[:, -1], np.nan, products.open_order_cost)
    changed = products.replace(backorder_cost=cost, max_periods_late=most, open_order_cost=stays)
    return problem.replace(products=changed)


def _fixed(problem: Problem) -> NDArray[np.bool_]:
    """(I, T) where demand may be neither late nor lost; of which class it would be is nobody's to say."""
    fixed: NDArray[np.bool_] = np.isnan(problem.products.backorder_cost) & (may_be_lost(problem) == 0)
    return fixed & ~in_classes(problem)[:, None]


def _postpone(problem: Problem, amounts: Array) -> Problem:
    """Raises SolverError where more is moved on than there is."""
    into = np.hstack([np.zeros((len(amounts), 1)), amounts[:, :-1]])
    left = problem.demand - amounts + into
    size = np.maximum(1.0, problem.demand + into)
    if np.any(left < -NOISE * size):
        raise SolverError("More demand is postponed than there is.")
    return lower_demand(problem, problem.demand - np.where(left <= NOISE * size, 0.0, left))
