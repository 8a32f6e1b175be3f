"""What the cheapest plan of a changed problem costs, by a solve from nothing, to hold what-if answers against."""

from __future__ import annotations

from dataclasses import replace
from math import fsum, inf
from typing import Any

from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import formulate
from sop_excel.model.decisions import Decisions, decisions
from sop_excel.model.engine.finish import cost_lines, revenue
from sop_excel.model.engine.highs import highs, run
from sop_excel.model.goals import outcomes_of
from sop_excel.model.outcome import Ending


def decided(problem: Problem, plan: Plan) -> Decisions:
    """Floors, ceilings and costs of the problem, with service no worse, and no more missing to safety
    stocks, than in the plan: by nothing, or where only the noise of numbers stands in the way by as much as that is."""
    chosen = decisions(problem)
    if not problem.policies.in_steps:
        return chosen
    tried = list(outcomes_of(plan.problem, decisions(plan.problem), plan.quantities).held(chosen))
    return next((one for one in tried if objective(problem, one) < inf), tried[-1])


def objective(problem: Problem, chosen: Decisions) -> float:
    """Total cost less revenue of the cheapest plan; ``inf`` where there is none."""
    quantities = None if chosen.contradictory else highs(problem, chosen).quantities
    if quantities is None:
        return inf
    return fsum([*cost_lines(chosen, quantities).values(), -revenue(problem, quantities)])


def with_hours(problem: Problem, chosen: Decisions, at: tuple[int, int], more: float) -> float:
    """Total cost less revenue of the cheapest plan where a workforce has so many hours more; ``inf`` for none."""
    model = formulate(problem, chosen)
    upper = model.row_upper.copy()
    upper[model.rows["hours"][at]] += more
    found = run(replace(model, row_upper=upper), replace(problem.policies, relative_gap=0.0))
    if found.ending is Ending.NO_PLAN:
        return inf
    return fsum([*(model.cost * found.values).tolist(), model.offset])


def of_products(problem: Problem, field: str, at: Any, value: Any) -> Problem:
    """The problem with another number in one cell, or one row, of a field of its products."""
    return problem.replace(products=problem.products.replace(**{field: _with(problem.products[field], at, value)}))


def of_resources(problem: Problem, field: str, at: Any, value: Any) -> Problem:
    """The problem with another number in one cell of a field of its resources."""
    return problem.replace(resources=problem.resources.replace(**{field: _with(problem.resources[field], at, value)}))


def bounded(chosen: Decisions, family: str, side: str, at: Any, value: Any) -> Decisions:
    """The decisions with another floor or ceiling (``lower`` or ``upper``) of one cell, or one row, of a family."""
    decision = chosen[family]
    changed = replace(decision, **{side: _with(getattr(decision, side), at, value)})
    return chosen.exchanged({family: changed})


def _with(array: Any, at: Any, value: Any) -> Any:
    changed = array.copy()
    changed[at] = value
    return changed
