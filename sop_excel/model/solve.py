"""The one door to the mathematics: a problem goes in, a proven plan comes out."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.axes import all_backwards
from sop_excel.domain.plan import FEASIBLE, Found, NoPlan, Plan
from sop_excel.domain.problem import Problem
from sop_excel.extras import needs
from sop_excel.model.decisions import Decisions, decisions
from sop_excel.model.engine.deadline import for_plan
from sop_excel.model.engine.finish import Engine
from sop_excel.model.engine.highs import highs
from sop_excel.model.engine.progress import COST, NET_COST, aiming_at
from sop_excel.model.goals import first_proved, lost, reached
from sop_excel.model.planned import Clock, planned
from sop_excel.model.repair.diagnosis import diagnosed
from sop_excel.running_step import SOLVING, running


def solve(problem: Problem, solver: str | None = None, diagnosis: bool = True) -> Found:
    """The cheapest plan of the problem, checked and proved; or, where there is none, what would make one possible.

    Without a ``diagnosis`` only that there is none is found, which takes a small part of the time (``why_none`` tells
    the rest). ``solver`` names a solver of PuLP's to be used instead of our engine. The plan does not depend on the
    order of products and resources, to the last bit.

    Raises InputError for a solver that cannot run here, MissingPackageError for any where PuLP is missing; SolverError
    when the solver breaks down, finds no plan within the time limit, or gives an answer that does not stand our check;
    ValueError with all faults of a problem that was built and not read.
    """
    if problem.faults:
        raise ValueError(f"the problem {problem.name!r} cannot be planned: {'; '.join(problem.faults)}")
    with for_plan(problem.policies):
        with running(SOLVING), aiming_at(COST if np.isnan(problem.products.price).all() else NET_COST):
            found = cheapest(problem, _engine(solver))
        return _with_reasons(found) if isinstance(found, NoPlan) and diagnosis else found


def why_none(plan: NoPlan) -> NoPlan:
    """The answer to a problem without a plan, with what would make one possible."""
    with for_plan(plan.problem.policies):
        return _with_reasons(plan)


def _with_reasons(plan: NoPlan) -> NoPlan:
    with running("looking for what makes a plan possible"):
        return diagnosed(plan, cheapest)


def cheapest(problem: Problem, engine: Engine) -> Found:
    """The cheapest plan that the engine finds, checked and proved; or only that there is none."""
    clock = Clock()
    canonical, order = problem.canonical()
    chosen = decisions(canonical)
    if canonical.policies.in_steps:
        found = _in_steps(canonical, chosen, engine, clock)
    else:
        found = planned(canonical, chosen, engine, clock)
    if isinstance(found, Plan):
        return found if canonical is problem else found.in_order(problem, all_backwards(order))
    return NoPlan(problem, found.solver, seconds=found.seconds)


def _in_steps(problem: Problem, chosen: Decisions, engine: Engine, clock: Clock) -> Found:
    """The cheapest plan that has no more of what comes before its cost than the steps before found."""
    steps = reached(problem, chosen, engine)
    if steps is None or not steps.least:
        return planned(problem, chosen, engine, clock, steps)

    def attempt(held: Decisions) -> Plan | None:
        found = planned(problem, held, engine, clock, steps)
        return found if isinstance(found, Plan) else None

    plan = first_proved(steps.held(chosen), attempt, _is_settled)
    if plan is None:
        raise lost()
    return plan


def _is_settled(plan: Plan) -> bool:
    """Whether another attempt would be of no use: a search for whole numbers would not prove more in as much time."""
    return plan.status != FEASIBLE or plan.is_whole


def _engine(solver: str | None) -> Engine:
    if solver is None:
        return highs
    needs("pulp")
    from sop_excel.model.engine.pulp_solvers import pulp_engine  # PuLP takes long to load, and is rarely wanted

    return pulp_engine(solver)
