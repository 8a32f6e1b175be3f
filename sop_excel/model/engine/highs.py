"""Our engine: HiGHS, fed with arrays in memory."""

from __future__ import annotations

import math
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

import highspy
import numpy as np
from highspy import HighsStatus

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import PROVED
from sop_excel.domain.problem import Policies, Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import Decisions
from sop_excel.model.engine.attempts import Attempt
from sop_excel.model.engine.best_plan import Linear
from sop_excel.model.engine.deadline import fair_share
from sop_excel.model.engine.elsewhere import Errand, sent_whole
from sop_excel.model.engine.interruptible import Better, Hearing, optimized
from sop_excel.model.engine.is_best import fits, is_best
from sop_excel.model.engine.linear import again, solved
from sop_excel.model.engine.loading import (
    ENDINGS,
    Options,
    demanded,
    in_time,
    loaded,
    solution_of,
    solver_name,
    tolerances,
    unsolved,
)
from sop_excel.model.engine.progress import searching
from sop_excel.model.engine.scale import unscaled
from sop_excel.model.engine.whole import Apart, searched
from sop_excel.model.engine.whole_parts import searched_apart
from sop_excel.model.outcome import Ending, Outcome, Solution

WHOLE = 1e-4  # how far a whole number of an answer may be from one: more than any search allows
NOT_ITS_OWN = 1e-6  # of the cost: an optimum whose bound is further away than that and the gap has a wrong bound


def highs(problem: Problem, decisions: Decisions) -> Outcome:
    """Solve the vectorised formulation with HiGHS.

    Raises SolverError when HiGHS breaks down, or finds no plan within the time limit.
    """
    model = formulate(problem, decisions)
    solution = sent_whole(SEARCH if model.has_whole else LINEAR, _WholeModel(model, problem.policies))
    assert solution is not None  # noqa: S101 - neither errand ends without
    if solution.ending is Ending.NO_PLAN:
        return Outcome(solution.ending, solver_name())
    return Outcome(
        solution.ending,
        solver_name(),
        model.quantities(solution.values, decisions),
        model.prices(solution.duals),
        solution.bound if solution.branches or solution.beyond_duals else None,
        model=model,
        basis=solution.basis,
    )


@dataclass(frozen=True)
class _WholeModel:
    """All that is needed to solve a model, wherever that is done."""

    model: SparseModel
    policies: Policies


def _solved_whole(task: _WholeModel) -> Solution:
    with searching() if task.model.has_whole else nullcontext():
        return run(task.model, task.policies)


def _columns(task: _WholeModel) -> int:
    return int(task.model.cost.size)


def _is_best(task: _WholeModel, found: Solution) -> bool:
    return is_best(task.model, found)


def _is_plan(task: _WholeModel, found: Solution) -> bool:
    """Whether it has the values of a plan. That none is cheaper is what a search says of itself, here as elsewhere."""
    model = task.model
    if found.ending is Ending.NO_PLAN or not fits(model, found):
        return False
    whole, cost = found.values[model.whole], float(model.cost @ found.values) + model.offset
    is_whole = bool(np.all(np.abs(whole - np.rint(whole)) <= WHOLE))
    return is_whole and found.bound <= cost + PROVED * max(1.0, abs(cost))


LINEAR, SEARCH = Errand(_solved_whole, _columns, _is_best), Errand(_solved_whole, _columns, _is_plan, search=True)


def run(
    model: SparseModel, policies: Policies, mostly_free: bool = False, most_branches: int | None = None
) -> Solution:
    """Minimise a sparse model. Only models with whole columns heed the time limit and the gap of the policies.

    Half of what the deadline in force leaves is kept for what comes after, such as the proof.
    Raises DeadlineError where nothing was found in time, SolverError when HiGHS breaks down.

    ``mostly_free``: most columns cost nothing, which HiGHS solves up to five times faster with Dantzig's edge weights.
    ``most_branches``: a search for whole numbers stops after so many, with or without values.
    """
    if not model.has_whole:
        return solved(model, mostly_free)
    linear = partial(solved, mostly_free=mostly_free)
    if most_branches is not None:
        return searched(model, linear, _Branching(policies, most_branches), in_parts=False, again=again)
    apart = _by_parts(policies, linear)
    return in_time(searched(model, linear, _Branching(policies, None), again=again, apart=apart))


def _by_parts(policies: Policies, linear: Linear) -> Apart:
    """Searches of parts that share the time limit of the policies, from now on, and their gap."""
    end = perf_counter() + policies.time_limit

    def search(part: SparseModel, seconds: float, gap: float) -> Solution:
        own = replace(policies, time_limit=seconds, relative_gap=gap * policies.relative_gap)
        return searched(part, linear, _Branching(own, None), again=again)

    return lambda model, known: searched_apart(model, known, max(0.0, end - perf_counter()), search)


class _Branching:
    """Searches for whole numbers that share the time limit of the policies, each with half of what the deadline leaves
    at most."""

    def __init__(self, policies: Policies, most_branches: int | None) -> None:
        self._policies, self._most_branches, self._began = policies, most_branches, perf_counter()

    def __call__(
        self, model: SparseModel, attempt: Attempt, start: Array | None, better: Better | None = None
    ) -> Solution:
        left = self._began + attempt.until * self._policies.time_limit - perf_counter()
        seconds = min(max(0.0, left), fair_share())
        hearing = Hearing(better=better) if attempt.branches is None else None
        return _branched(model, self._options(attempt), start, seconds, hearing)

    def is_late(self, share: float) -> bool:
        return perf_counter() >= self._began + share * self._policies.time_limit

    def _options(self, attempt: Attempt) -> Options:
        most = attempt.branches if self._most_branches is None else self._most_branches
        options: Options = tolerances(attempt.of_rows) | {
            "mip_feasibility_tolerance": attempt.of_whole,
            "mip_rel_gap": attempt.gap or self._policies.relative_gap,
            "mip_abs_gap": 1e-9,
            "presolve": "on" if attempt.presolved else "off",
            "mip_allow_restart": attempt.branches is None,  # a part is not worth a second start
        }
        options |= {"mip_max_improving_sols": 1} if attempt.gap == math.inf else {}
        return options if most is None else options | {"mip_max_nodes": most}


def _branched(
    model: SparseModel, options: Options, start: Array | None, seconds: float, hearing: Hearing | None
) -> Solution:
    """One search for whole numbers; it stops without values where it has found none.

    Given values to start from that its presolve finds to be the best, HiGHS 1.16 calls them optimal with a bound that
    lacks what presolve took out of the cost; it then searches once more without them.
    """
    found = _search(model, options, start, seconds, hearing)
    if start is None or found.ending is not Ending.SOLVED:
        return found
    cost = math.fsum([*(model.cost * found.values).tolist(), model.offset])
    allowed = float(options["mip_rel_gap"]) * abs(cost) + NOT_ITS_OWN * max(1.0, abs(cost))
    return found if cost - found.bound <= allowed else _search(model, options, None, seconds, hearing)


def _search(
    model: SparseModel, options: Options, start: Array | None, seconds: float, hearing: Hearing | None
) -> Solution:
    scale = unscaled(model)
    solver = loaded(model, scale, options)
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = start.tolist()
        demanded(solver.setSolution(known) != HighsStatus.kError, "setSolution")
    status = optimized(solver, seconds, whole=True, hearing=hearing and replace(hearing, money=scale.money))
    if status not in ENDINGS:
        raise unsolved(solver, status)
    found = solution_of(solver, ENDINGS[status], scale, searched=True)
    if found.ending is Ending.SOLVED and not found.values.size:
        raise unsolved(solver, status)
    return found
