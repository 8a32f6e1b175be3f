"""Settings that stand in the way of a plan: with another value of one of them alone there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from sop_excel.domain.plan import OtherSetting
from sop_excel.domain.problem import CATCH_UP, HARD, Problem
from sop_excel.errors import DeadlineError, SolverError
from sop_excel.model.repair.ways import Cost, Costing, in_fractions
from sop_excel.model.repair.work import OutOfWorkError


def other_settings(problem: Problem, costing: Costing) -> Iterator[OtherSetting]:
    """Each setting of which another value alone makes a plan possible, the frozen periods first.

    Fewer periods are frozen by no more than is needed. Raises OutOfWorkError or DeadlineError.
    """
    frozen = problem.policies.frozen_periods
    if frozen and (found := _fewest(problem, costing, frozen)):
        yield OtherSetting("Frozen periods", str(frozen), str(found[0]), found[1].total, found[1].is_least)
    for setting, now, value, policies in _switches(problem):
        cost = _cost(_with(problem, **policies), costing)
        if cost is not None:
            yield OtherSetting(setting, now, value, cost.total, cost.is_least)


def _switches(problem: Problem) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """(setting, its value, another value, the policy) where the other value can make a difference."""
    policies = problem.policies
    if policies.demand_must_be_met and not np.isnan(problem.products.price).all():
        yield "Demand must be met", "yes", "no", {"demand_must_be_met": False}
    if policies.safety_stock_rule == HARD and not policies.order_of_goals and problem.products.safety_stock.any():
        yield "Safety stock rule", HARD, CATCH_UP, {"safety_stock_rule": CATCH_UP}
    if policies.whole_units:
        yield "Whole units", "yes", "no", {"whole_units": False}


def _fewest(problem: Problem, costing: Costing, frozen: int) -> tuple[int, Cost] | None:
    """The largest number of frozen periods with which there is a plan, and its cost: fewer periods never harm."""
    low, high = 0, min(frozen, problem.shape[1])  # with the first there is a plan, with the second there is none
    cost = _cost(_with(problem, frozen_periods=0), costing)
    if cost is None:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        other = _cost(_with(problem, frozen_periods=middle), costing)
        if other is None:
            high = middle
        else:
            low, cost = middle, other
    return low, cost


def _with(problem: Problem, **policies: Any) -> Problem:
    return problem.replace(policies=replace(problem.policies, **policies))


def _cost(problem: Problem, costing: Costing) -> Cost | None:
    """The cost of the cheapest plan; None where there is none, or none was found. Fractions are looked at first."""
    try:
        if problem.policies.whole_units and costing(in_fractions(problem), None) is None:
            return None
        return costing(problem, None)
    except (OutOfWorkError, DeadlineError):
        raise
    except SolverError:
        return None
