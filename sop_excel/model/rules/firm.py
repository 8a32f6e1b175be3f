"""Firm production: what is firm is made at least; in frozen periods, and where a start comes too late, exactly that."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.rule import CEILINGS, FLOORS, LOWER, RAISE, Bound, Broken, Limit, Rule, attribute


def _bounds(problem: Problem) -> tuple[Bound, ...]:
    firm = problem.firm_production
    fixed = problem.is_frozen | problem.starts_too_late
    return (Bound("production", "Firm production", firm, np.where(fixed, firm, np.inf)),)


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    made, firm = plan.production, problem.firm_production
    periods = np.arange(problem.shape[1])
    frozen = np.broadcast_to(periods < problem.policies.frozen_periods, made.shape)
    late = periods + problem.products.lead_time[:, None] >= problem.shape[1]
    yield Broken("the firm production", firm - made, firm)
    yield Broken("the frozen production", np.where(frozen, np.abs(made - firm), 0.0), firm)
    yield Broken("production too late for the horizon", np.where(late, made - firm, 0.0), firm)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    """In a frozen period more can be made firm, up to what can be made; anywhere less."""
    firm, made = problem.firm_production, problem.products.max_production
    arrives = problem.is_frozen & ~problem.starts_too_late
    room = np.where(arrives, np.maximum(made - firm, 0.0), 0.0)
    more, less = (attribute("firm_production", sign) for sign in (1, -1))
    return (
        Limit(RAISE, "firm production", CEILINGS, "production", firm, room, more, exact=True),
        Limit(LOWER, "firm production", FLOORS, "production", firm, firm, less, exact=True),
    )


RULE = Rule(bounds=_bounds, broken=_broken, limits=_limits)
