"""Firm production: what is firm is made at least; in frozen periods, and where a start comes too late, exactly that.

What limits it are bounds of products with one route; of those with several it is the sum (``routes.py``).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sop_excel.domain.axes import ROUTES
from sop_excel.domain.makings import has_routes
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.rule import (
    CEILINGS,
    FLOORS,
    LOWER,
    RAISE,
    Bound,
    Broken,
    Limit,
    Rule,
    attribute,
    quickest,
    with_other_routes,
)


def _bounds(problem: Problem) -> tuple[Bound, ...]:
    firm, fixed = problem.firm_production, problem.is_frozen | problem.starts_too_late
    most = np.where(fixed, firm, np.inf)
    if ROUTES in problem.others:
        alone = ~has_routes(problem)[:, None]
        firm, most = np.where(alone, firm, 0.0), np.where(alone, most, np.inf)
    return (Bound("production", "Firm production", firm, most),)


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    made, firm = with_other_routes(problem, plan), problem.firm_production
    periods = np.arange(problem.shape[1])
    frozen = periods < problem.policies.frozen_periods
    late = periods + quickest(problem)[:, None] >= problem.shape[1]
    yield Broken("the firm production", firm - made, firm)
    yield Broken("the frozen production", np.where(frozen, np.abs(made - firm), 0.0), firm)
    yield Broken("production too late for the horizon", np.where(late, made - firm, 0.0), firm)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    """In a frozen period more can be made firm, up to what can be made; anywhere less."""
    made, alone = problem.products.max_production, ~has_routes(problem)[:, None]
    firm = np.where(alone, problem.firm_production, 0.0)
    arrives = problem.is_frozen & ~problem.starts_too_late & alone
    room = np.where(arrives, np.maximum(made - firm, 0.0), 0.0)
    more, less = (attribute("firm_production", sign) for sign in (1, -1))
    return (
        Limit(RAISE, "firm production", CEILINGS, "production", firm, room, more, exact=True),
        Limit(LOWER, "firm production", FLOORS, "production", firm, firm, less, exact=True),
    )


RULE = Rule(bounds=_bounds, broken=_broken, limits=_limits)
