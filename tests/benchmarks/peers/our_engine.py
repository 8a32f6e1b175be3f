"""Ours: model, solver and read-back alone, as the peers have them."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.axes import PRODUCTS
from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.highs import highs
from tests.benchmarks.checking import PlannedUnits


def planned(problem: Problem) -> PlannedUnits:
    """The cheapest plan."""
    canonical, order = problem.canonical()
    outcome = highs(canonical, decisions(canonical))
    found, model = outcome.quantities, outcome.model
    if found is None or model is None:
        raise SolverError("no plan")
    cost = model.offset + sum(float(np.vdot(model.cost[at], found[name])) for name, at in model.at.items())
    back = order[PRODUCTS].argsort()
    made, kept, late, lost = found.production, found.inventory, found.backorders, found.lost_sales
    return PlannedUnits(made[back], kept[back], late[back], lost[back], cost)
