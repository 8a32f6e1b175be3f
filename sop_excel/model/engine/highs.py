"""Our engine: HiGHS, fed with arrays in memory.

Every status is looked at: an option that HiGHS refuses would otherwise fall back to its default without a word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from itertools import product
from time import perf_counter

import highspy
import numpy as np
from highspy import HighsModelStatus, HighsStatus

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import KEPT
from sop_excel.domain.problem import Policies, Problem
from sop_excel.errors import DeadlineError, SolverError
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import Decisions
from sop_excel.model.engine.deadline import fair_share
from sop_excel.model.engine.interruptible import NO_PLAN, Better, Hearing, optimized
from sop_excel.model.engine.progress import searching
from sop_excel.model.engine.quiet import quiet_stdout
from sop_excel.model.engine.scale import Scale, item_scales, one_scale, unscaled
from sop_excel.model.engine.whole import Attempt, searched
from sop_excel.model.outcome import Ending, Outcome, Solution

DROPPED = 1e-12  # HiGHS takes no smaller coefficient, nor would one count beside the largest of its row
NOT_ITS_OWN = 1e-6  # of the cost: an optimum whose bound is further away than that and the gap has a wrong bound
TIGHT, USUAL = 1e-9, 1e-7  # feasibility tolerances: the first is tried first
Options = dict[str, bool | int | float | str]
SIMPLEX: tuple[Options, ...] = (  # ways to solve a linear model; the later ones, by HiGHS's other scales, for odd sizes
    {},
    {"simplex_scale_strategy": 4},  # by the largest of each row and column
    {"simplex_scale_strategy": 0},  # not at all, besides our own
)
MANY, PER_LINE = 10_000, 50  # iterations of the simplex method, and those for each row and column
_ENDINGS = {
    HighsModelStatus.kOptimal: Ending.SOLVED,
    **dict.fromkeys(NO_PLAN, Ending.NO_PLAN),
    HighsModelStatus.kTimeLimit: Ending.STOPPED,
    HighsModelStatus.kSolutionLimit: Ending.STOPPED,  # of branches
    HighsModelStatus.kInterrupt: Ending.SETTLED,
}


def highs(problem: Problem, decisions: Decisions) -> Outcome:
    """Solve the vectorised formulation with HiGHS.

    Raises SolverError when HiGHS breaks down, or finds no plan within the time limit.
    """
    model = formulate(problem, decisions)
    with searching() if model.whole.any() else nullcontext():
        solution = run(model, problem.policies)
    if solution.ending is Ending.NO_PLAN:
        return Outcome(solution.ending, solver_name())
    return Outcome(
        solution.ending,
        solver_name(),
        model.quantities(solution.values, decisions),
        model.prices(solution.duals),
        solution.bound if solution.branches else None,
    )


def solver_name() -> str:
    """The solver and its version, e.g. ``HiGHS 1.16.0``."""
    version = f"{highspy.HIGHS_VERSION_MAJOR}.{highspy.HIGHS_VERSION_MINOR}.{highspy.HIGHS_VERSION_PATCH}"
    return f"HiGHS {version}"


def run(
    model: SparseModel, policies: Policies, mostly_free: bool = False, most_branches: int | None = None
) -> Solution:
    """Minimise a sparse model. Only models with whole columns heed the time limit and the gap of the policies.

    Half of what the deadline in force leaves is kept for what comes after, such as the proof.
    Raises DeadlineError where nothing was found in time, SolverError when HiGHS breaks down.

    ``mostly_free``: most columns cost nothing, which HiGHS solves up to five times faster with Dantzig's edge weights.
    ``most_branches``: a search for whole numbers stops after so many, with or without values.
    """
    if not model.cost.size:
        return _without_columns(model)
    if not model.whole.any():
        return _linear(model, mostly_free)
    branching = _Branching(policies, most_branches)
    found = searched(model, lambda model: _linear(model, mostly_free), branching, in_parts=most_branches is None)
    return found if most_branches is not None else _in_time(found)


class _Branching:
    """Searches for whole numbers that share the time limit of the policies, each with half of what the deadline leaves
    at most."""

    def __init__(self, policies: Policies, most_branches: int | None) -> None:
        self._policies, self._most_branches, self._began = policies, most_branches, perf_counter()

    def __call__(
        self, model: SparseModel, attempt: Attempt, start: Array | None, better: Better | None = None
    ) -> Solution:
        left = self._began + self._policies.time_limit - perf_counter()
        seconds = min(max(0.0, left), fair_share())
        hearing = Hearing(better=better) if attempt.branches is None else None
        return _branched(model, self._options(attempt), start, seconds, hearing)

    def is_late(self, share: float) -> bool:
        return perf_counter() >= self._began + share * self._policies.time_limit

    def _options(self, attempt: Attempt) -> Options:
        most = attempt.branches if self._most_branches is None else self._most_branches
        options: Options = _tolerances(attempt.of_rows) | {
            "mip_feasibility_tolerance": attempt.of_whole,
            "mip_rel_gap": attempt.gap or self._policies.relative_gap,
            "mip_abs_gap": 1e-9,
            "presolve": "on" if attempt.presolved else "off",
            "mip_allow_restart": attempt.branches is None,  # a part is not worth a second start
        }
        return options if most is None else options | {"mip_max_nodes": most}


def _linear(model: SparseModel, mostly_free: bool) -> Solution:
    """The first answer that keeps the model's own rules, else the one that breaks them least."""
    failed, least, best = "", math.inf, None
    for told, found in _attempts(model, mostly_free):
        failed = told
        if found is None or (found.ending is Ending.NO_PLAN and best is not None):
            continue
        broken = 0.0 if found.ending is Ending.NO_PLAN else model.broken_by(found.values)
        if broken <= KEPT:
            return found
        if best is None or broken < least:
            least, best = broken, found
    if best is None:
        raise SolverError(failed)
    return best


def _attempts(model: SparseModel, mostly_free: bool) -> Iterator[tuple[str, Solution | None]]:
    """Ways to solve a linear model, in turn: what is to be said where it failed, and the answer where it did not.

    Tolerances are the last thing to be widened, for an answer within wider ones may be far from the best. But that
    there is no plan is only said when they say it too.
    """
    usual: Options = {"simplex_iteration_limit": _most_iterations(model)}
    if mostly_free:
        usual["simplex_dual_edge_weight_strategy"] = 0
    for tolerance, options, scaled in product((TIGHT, USUAL), SIMPLEX, (one_scale, item_scales)):
        scale = scaled(model)
        solver = _loaded(model, scale, usual | options | _tolerances(tolerance))
        status = optimized(solver, fair_share())
        if _ENDINGS.get(status) is Ending.NO_PLAN and tolerance != USUAL:
            solver.clearSolver()
            _set(solver, _tolerances(USUAL))
            status = optimized(solver, fair_share())
        ending = _ENDINGS.get(status)
        found = None if ending is None else _in_time(solution_of(solver, ending, scale))
        stands = found is not None and (found.values.size or ending is Ending.NO_PLAN)
        yield str(_unsolved(solver, status)), found if stands else None


def _most_iterations(model: SparseModel) -> int:
    """Many more than a linear model takes of which the simplex method does not lose its way among very mixed sizes."""
    return MANY + PER_LINE * (model.cost.size + model.row_upper.size)


def _in_time(found: Solution) -> Solution:
    if found.ending.is_early and not found.values.size:
        raise _too_late()
    return found


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
    solver = _loaded(model, scale, options)
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = start.tolist()
        _demand(solver.setSolution(known) != HighsStatus.kError, "setSolution")
    status = optimized(solver, seconds, whole=True, hearing=hearing and replace(hearing, money=scale.money))
    if status not in _ENDINGS:
        raise _unsolved(solver, status)
    found = solution_of(solver, _ENDINGS[status], scale, searched=True)
    if found.ending is Ending.SOLVED and not found.values.size:
        raise _unsolved(solver, status)
    return found


def _tolerances(tolerance: float) -> Options:
    return {"primal_feasibility_tolerance": tolerance, "dual_feasibility_tolerance": tolerance}


def kept(model: SparseModel) -> tuple[highspy.Highs, Scale]:
    """A solver that holds a linear model, to be changed and run again; and by what its numbers are divided."""
    scale = one_scale(model)
    return _loaded(model, scale, _tolerances(TIGHT)), scale


def _set(solver: highspy.Highs, options: Options) -> None:
    for name, value in options.items():
        _demand(solver.setOptionValue(name, value) == HighsStatus.kOk, f"option {name} = {value}")


def _loaded(model: SparseModel, scale: Scale, options: Options) -> highspy.Highs:
    with quiet_stdout():  # the first HiGHS of a process greets on standard output
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
    always: Options = {
        "output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0, "small_matrix_value": DROPPED,
    }  # fmt: skip
    _set(solver, always | options)
    columns, rows = scale.columns, scale.rows
    entries = model.entries.value * columns[model.entries.column] / rows[model.entries.row]
    kept = np.flatnonzero(np.abs(entries) > DROPPED)
    order = kept[np.argsort(model.entries.column[kept], kind="stable")]
    counts = np.bincount(model.entries.column[kept], minlength=model.cost.size)
    status = solver.passModel(
        model.cost.size,
        model.row_upper.size,
        order.size,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        model.offset / scale.money,
        model.cost * (columns / scale.money),
        model.lower / columns,
        model.upper / columns,
        model.row_lower / rows,
        model.row_upper / rows,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        model.entries.row[order].astype(np.int32),
        entries[order],
        model.whole.astype(np.int32),  # all zeros for a linear model: HiGHS must not be given an empty array
    )
    _demand(status == HighsStatus.kOk, "passModel")
    return solver


def solution_of(solver: highspy.Highs, ending: Ending, scale: Scale, searched: bool = False) -> Solution:
    """Without values where the solver was stopped before it had any."""
    info, solution, nothing = solver.getInfo(), solver.getSolution(), np.zeros(0)
    branches = max(1, info.mip_node_count) if searched else 0
    if ending is Ending.NO_PLAN:
        return Solution(ending, nothing, nothing, np.inf, branches)
    bound = info.objective_function_value if ending is Ending.SOLVED else -math.inf
    bound = (info.mip_dual_bound if searched else bound) * scale.money
    if info.primal_solution_status != highspy.kSolutionStatusFeasible:
        return Solution(ending, nothing, nothing, bound, branches)
    return Solution(
        ending,
        np.array(solution.col_value) * scale.columns,
        np.array(solution.row_dual) * (scale.money / scale.rows),
        bound,
        branches,
    )


def _without_columns(model: SparseModel) -> Solution:
    """HiGHS calls a model without columns empty, whether its rows can hold or not."""
    holds = bool(np.all(model.row_lower <= TIGHT) and np.all(model.row_upper >= -TIGHT))
    ending = Ending.SOLVED if holds else Ending.NO_PLAN
    return Solution(ending, np.zeros(0), np.zeros(model.row_upper.size), model.offset)


def _too_late() -> DeadlineError:
    return DeadlineError("No plan was found within the time limit; raise the setting Time limit.")


def _unsolved(solver: highspy.Highs, status: HighsModelStatus) -> SolverError:
    return SolverError(f"HiGHS could not solve the model: {solver.modelStatusToString(status)}.")


def _demand(fine: bool, call: str) -> None:
    if not fine:
        raise SolverError(f"HiGHS refused a call ({call}).")
