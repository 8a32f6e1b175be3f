"""Ours with all that follows: the plan finished, checked, proved by a lower bound, and with its notes."""

from __future__ import annotations

from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.solve import solve
from tests.benchmarks.checking import PlannedUnits


def planned(problem: Problem) -> PlannedUnits:
    """The cheapest plan."""
    plan = solve(problem)
    if not isinstance(plan, Plan):
        raise SolverError("no plan")
    units = plan.quantities
    return PlannedUnits(units.production, units.inventory, units.backorders, units.lost_sales, plan.objective)
