"""Answers of which a test knows what they are: a plan, or that there is none."""

from __future__ import annotations

from sop_excel.domain.plan import NoPlan, Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.solve import solve


def planned(problem: Problem, solver: str | None = None) -> Plan:
    """The plan of a problem that has one."""
    found = solve(problem, solver)
    assert isinstance(found, Plan), f"no plan exists: {found.notes}"
    return found


def not_planned(problem: Problem, solver: str | None = None) -> NoPlan:
    """What is told of a problem that has no plan."""
    found = solve(problem, solver)
    assert isinstance(found, NoPlan), f"a plan exists: {found.status}, {found.total_cost}"
    return found
