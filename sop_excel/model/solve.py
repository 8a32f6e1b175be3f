"""The one door to the mathematics: a problem goes in, a proven plan comes out."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.plan import FEASIBLE, INFEASIBLE, OPTIMAL, PROVED, WITHIN_GAP, Plan
from sop_excel.domain.problem import CATCH_UP, Problem
from sop_excel.model.catch_up import CaughtUp, catch_up, first_proved, lost
from sop_excel.model.deadline import for_plan
from sop_excel.model.decisions import Decisions, decisions
from sop_excel.model.diagnosis import diagnosed
from sop_excel.model.finish import Engine, cost_lines, finished, product_costs, revenue
from sop_excel.model.highs import highs
from sop_excel.model.mishap import NONE, attempted
from sop_excel.model.notes import caught_up, notes, unproved
from sop_excel.model.outcome import Ending
from sop_excel.model.proof import proof


def solve(problem: Problem, solver: str | None = None) -> Plan:
    """The cheapest plan of the problem, checked and proved; or, where there is none, what would make one possible.

    ``solver`` names a solver of PuLP's to be used instead of our engine. The plan does not depend on the order of
    products and resources, to the last bit.

    Raises InputError for a solver that cannot run here; SolverError when the solver breaks down, finds no plan within
    the time limit, or gives an answer that does not stand our check.
    """
    with for_plan(problem.policies):
        plan = cheapest(problem, _engine(solver))
        return plan if plan.quantities is not None else diagnosed(plan, cheapest)


def cheapest(problem: Problem, engine: Engine) -> Plan:
    """The cheapest plan that the engine finds, checked and proved; or only that there is none."""
    clock = _Clock()
    canonical, by_product, by_resource = problem.canonical()
    chosen, steps = decisions(canonical), None
    if canonical.policies.safety_stock_rule == CATCH_UP:
        steps = catch_up(canonical, chosen, engine)

    if steps is None:
        plan = _planned(canonical, chosen, steps, engine, clock)
    else:
        held = first_proved(
            steps.held(chosen), lambda one: _some(_planned(canonical, one, steps, engine, clock)), _is_settled
        )
        if held is None:
            raise lost()
        plan = held
    return _of(problem, plan, np.argsort(by_product), np.argsort(by_resource))


def _of(problem: Problem, plan: Plan, products: NDArray[np.intp], resources: NDArray[np.intp]) -> Plan:
    """The plan with its rows in the order of the planner's problem."""
    if plan.quantities is None or plan.product_costs is None:
        return replace(plan, problem=problem)
    quantities = plan.quantities.rows(products, resources)
    return replace(plan, problem=problem, quantities=quantities, product_costs=plan.product_costs[products])


def _planned(canonical: Problem, chosen: Decisions, steps: CaughtUp | None, engine: Engine, clock: _Clock) -> Plan:
    """The cheapest plan that these decisions leave."""
    outcome = engine(canonical, chosen)
    if outcome.quantities is None:
        clock.lap("solve")
        return Plan(canonical, INFEASIBLE, outcome.solver, seconds=clock.seconds)
    quantities = finished(canonical, chosen, outcome.quantities, engine)
    clock.lap("solve")
    costs, income = cost_lines(chosen, quantities), revenue(canonical, quantities)
    proven = proof(canonical, chosen, quantities, outcome)
    clock.lap("certify")
    told, missing = attempted("A note", lambda: (*caught_up(steps), *notes(canonical, quantities)), NONE)
    clock.lap("explain")
    return _with_status(
        outcome.ending,
        Plan(
            problem=canonical,
            status=FEASIBLE,
            solver=outcome.solver,
            quantities=quantities,
            costs=costs,
            revenue=income,
            proof=proven,
            seconds=clock.seconds,
            notes=(*told, *missing),
            product_costs=product_costs(chosen, quantities),
        ),
    )


def _some(plan: Plan) -> Plan | None:
    return None if plan.quantities is None else plan


def _is_settled(plan: Plan) -> bool:
    """Whether another attempt would be of no use: a search for whole numbers would not prove more in as much time."""
    return plan.status != FEASIBLE or plan.problem.policies.whole_units


class _Clock:
    """Seconds by step, in the order in which the steps end; of a step that is tried again, all of them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self._last
        self._last = now


def _engine(solver: str | None) -> Engine:
    if solver is None:
        return highs
    from sop_excel.model.pulp_solvers import pulp_engine  # PuLP takes long to load, and is rarely wanted

    return pulp_engine(solver)


def _with_status(ending: Ending, plan: Plan) -> Plan:
    """By what is proved, never by what a solver says of itself; where that is too little, a note says why."""
    if plan.gap <= PROVED:
        return replace(plan, status=OPTIMAL)
    if plan.problem.policies.whole_units and plan.gap <= plan.problem.policies.relative_gap:
        return replace(plan, status=WITHIN_GAP)
    return replace(plan, notes=(*plan.notes, unproved(plan, ending)))
