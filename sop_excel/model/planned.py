"""From the answer of an engine to a whole plan: finished, priced, checked, proved, and with its notes."""

from __future__ import annotations

import math
from time import perf_counter

from sop_excel.domain.plan import FEASIBLE, OPTIMAL, PROVED, WITHIN_GAP, Found, NoPlan, Plan, Quantities, gap
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import Decisions
from sop_excel.model.engine.finish import Engine, cost_lines, finished, product_costs, revenue
from sop_excel.model.goal_notes import goals_reached
from sop_excel.model.goals import Reached
from sop_excel.model.mishap import NONE, attempted
from sop_excel.model.notes import notes, unproved
from sop_excel.model.priority import by_priority
from sop_excel.model.proof import proof


class Clock:
    """Seconds by step, in the order in which the steps end; of a step that is tried again, all of them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, step: str) -> None:
        """Enter what has passed since the step before as the step's."""
        now = perf_counter()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self._last
        self._last = now


def planned(problem: Problem, chosen: Decisions, engine: Engine, clock: Clock, steps: Reached | None = None) -> Found:
    """The cheapest plan that these decisions leave, or only that they leave none.

    ``steps`` are those that found what the decisions hold. Raises SolverError as ``solve`` does.
    """
    outcome = engine(problem, chosen)
    if outcome.quantities is None:
        clock.lap("solve")
        return NoPlan(problem, outcome.solver, seconds=clock.seconds)
    quantities = finished(problem, chosen, outcome.quantities, engine)
    quantities = by_priority(problem, chosen, quantities, outcome.prices, engine)
    clock.lap("solve")
    costs, income = cost_lines(chosen, quantities), revenue(problem, quantities)
    total, objective = math.fsum(costs.values()), math.fsum([*costs.values(), -income])
    proven = proof(problem, chosen, quantities, outcome, total, objective)
    clock.lap("certify")
    whole = bool(chosen.whole)
    allowed = problem.policies.relative_gap if whole else 0.0
    status = _status(max(0.0, gap(objective, proven.lower_bound, total)), allowed)
    told = _notes(problem, quantities, steps)
    if status == FEASIBLE:
        told += (unproved(outcome.solver, objective - proven.lower_bound, outcome.ending),)
    clock.lap("explain")
    own = product_costs(problem, chosen, quantities)
    return Plan(
        problem, status, outcome.solver, quantities, costs, income, proven, own, clock.seconds, told, whole,
        basis=outcome.basis,
    )  # fmt: skip


def _status(apart: float, allowed: float) -> str:
    """By what is proved, never by what a solver says of itself."""
    if apart <= PROVED:
        return OPTIMAL
    return WITHIN_GAP if apart <= allowed else FEASIBLE


def _notes(problem: Problem, quantities: Quantities, steps: Reached | None) -> tuple[str, ...]:
    told, missing = attempted(
        "A note", lambda: (*goals_reached(problem.policies, steps), *notes(problem, quantities)), NONE
    )
    return (*told, *missing)
