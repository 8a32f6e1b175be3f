"""An engine with little work: it starts from a plan that is known, and ends with the best that it has found."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import KEPT, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import Decisions
from sop_excel.model.engine.finish import Engine
from sop_excel.model.engine.highs import highs
from sop_excel.model.engine.loading import solver_name
from sop_excel.model.outcome import Ending, Outcome
from sop_excel.model.repair.search import SearchResult, searched
from sop_excel.model.repair.work import FEW, Work
from sop_excel.model.rules.rule import Decision


def started(start: Quantities | None, work: Work) -> Engine:
    """The engine; ``start`` need not be a plan of what it is asked: only its whole numbers are tried.

    The engine raises OutOfWorkError where it may not begin, SolverError where it found no plan in as much work.
    """

    def engine(problem: Problem, chosen: Decisions) -> Outcome:
        model = formulate(problem, chosen)
        work.solved(model)
        if not model.whole.any():
            return highs(problem, chosen)
        known = _around(problem, chosen, start)
        branches = work.branches(model, FEW)
        if known is not None and not branches:
            return Outcome(Ending.STOPPED, solver_name(), known)
        found = searched(model, problem.policies, branches, problem.policies.relative_gap)
        if known is not None and _is_better(model, known, found):
            return Outcome(Ending.STOPPED, solver_name(), known, None, found.bound)
        if found.values is None and found.is_proved:
            return Outcome(Ending.NO_PLAN, solver_name())
        if found.values is None:
            raise SolverError("No plan was found in the work that may be done where no plan exists.")
        ending = Ending.SOLVED if found.is_proved else Ending.STOPPED
        return Outcome(ending, solver_name(), model.quantities(found.values, chosen), None, found.bound)

    return engine


def _is_better(model: SparseModel, known: Quantities, found: SearchResult) -> bool:
    if found.values is None:
        return True
    return not found.is_proved and float(model.cost @ _values(model, known)) < float(model.cost @ found.values)


def _around(problem: Problem, chosen: Decisions, start: Quantities | None) -> Quantities | None:
    """The cheapest plan with the whole numbers of the start; None where there is none."""
    if start is None or not all(_allows(chosen[name], start[name]) for name in chosen.whole):
        return None
    return highs(problem, chosen.with_whole_fixed(start)).quantities


def _allows(decision: Decision, values: Array) -> bool:
    whole = np.rint(values)
    return bool(np.all(whole >= decision.lower - KEPT) and np.all(whole <= decision.upper + KEPT))


def _values(model: SparseModel, quantities: Quantities) -> Array:
    """The columns of the model as the quantities have them."""
    values = np.zeros(model.cost.size)
    for name, at in model.at.items():
        values[at] = quantities[name]
    return values
