"""Ours: model, solver and read-back alone, as the peers have them."""

from __future__ import annotations

from sop_excel.domain.axes import PRODUCTS
from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.finish import cost_lines
from sop_excel.model.engine.highs import highs
from tests.benchmarks.checking import PlannedUnits


def planned(problem: Problem) -> PlannedUnits:
    """The cheapest plan."""
    canonical, order = problem.canonical()
    chosen = decisions(canonical)
    found = highs(canonical, chosen).quantities
    if found is None:
        raise SolverError("no plan")
    back = order[PRODUCTS].argsort()
    return PlannedUnits(
        found.production[back], found.inventory[back], found.backorders[back], found.lost_sales[back],
        sum(cost_lines(chosen, found).values()),
    )  # fmt: skip
