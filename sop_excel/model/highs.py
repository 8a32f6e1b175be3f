"""Our engine: HiGHS, fed with arrays in memory.

Every status is looked at: an option that HiGHS refuses would otherwise fall back to its default without a word.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import highspy
import numpy as np
from highspy import HighsModelStatus, HighsStatus

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Policies, Problem
from sop_excel.errors import DeadlineError, SolverError
from sop_excel.model.deadline import optimized, seconds_left
from sop_excel.model.decisions import Decisions
from sop_excel.model.outcome import Ending, Outcome
from sop_excel.model.quiet import quiet_stdout
from sop_excel.model.sparse import SparseModel, formulate

TIGHT, USUAL = 1e-9, 1e-7  # feasibility tolerances: the first is tried first
TYPICAL_QUANTITY = 128.0  # the size to which a linear model's quantities are scaled
_ENDINGS = {
    HighsModelStatus.kOptimal: Ending.SOLVED,
    HighsModelStatus.kInfeasible: Ending.NO_PLAN,
    # costs are never negative, so of these two it can only be the latter
    HighsModelStatus.kUnboundedOrInfeasible: Ending.NO_PLAN,
    HighsModelStatus.kTimeLimit: Ending.STOPPED,
}


@dataclass(frozen=True)
class Solution:
    """The answer to a sparse model: values of its columns, duals of its rows, and HiGHS's own lower bound."""

    ending: Ending
    values: Array
    duals: Array
    bound: float


def highs(problem: Problem, decisions: Decisions) -> Outcome:
    """Solve the vectorised formulation with HiGHS.

    Raises SolverError when HiGHS breaks down, or finds no plan within the time limit.
    """
    model = formulate(problem, decisions)
    solution = run(model, problem.policies)
    if solution.ending is Ending.NO_PLAN:
        return Outcome(solution.ending, solver_name())
    return Outcome(
        solution.ending,
        solver_name(),
        model.quantities(solution.values, decisions),
        model.prices(solution.duals) if not model.whole.any() else None,
        solution.bound if model.whole.any() else None,
    )


def solver_name() -> str:
    """The solver and its version, e.g. ``HiGHS 1.16.0``."""
    version = f"{highspy.HIGHS_VERSION_MAJOR}.{highspy.HIGHS_VERSION_MINOR}.{highspy.HIGHS_VERSION_PATCH}"
    return f"HiGHS {version}"


def run(model: SparseModel, policies: Policies, mostly_free: bool = False) -> Solution:
    """Minimise a sparse model. Only models with whole columns heed the time limit and the gap of the policies.

    Half of what the deadline in force leaves is kept for what comes after, such as the proof.
    Raises DeadlineError where nothing was found in time, SolverError when HiGHS breaks down.

    ``mostly_free``: most columns cost nothing, which HiGHS solves up to five times faster with Dantzig's edge weights.
    """
    if not model.cost.size:
        return _without_columns(model)
    scale = _Scale.of(model)
    for tolerance in (TIGHT, USUAL):
        options = _options(model, policies, tolerance)
        solver = _loaded(model, scale, options | ({"simplex_dual_edge_weight_strategy": 0} if mostly_free else {}))
        status = optimized(solver, search_seconds(model, policies), bool(model.whole.any()))
        if status in _ENDINGS:
            return _read(solver, _ENDINGS[status], scale)
    raise SolverError(f"HiGHS could not solve the model: {solver.modelStatusToString(status)}.")


def search_seconds(model: SparseModel, policies: Policies) -> float:
    """How long one search may take: whole numbers as long as the planner lets them, and nothing more than half of all
    that is left, so that the rest is there for the proof."""
    own = policies.time_limit if model.whole.any() else math.inf
    return min(own, seconds_left() / 2)


@dataclass(frozen=True)
class _Scale:
    """Powers of two by which quantities and money are divided, so that fixed tolerances suit any plan."""

    quantity: float
    money: float

    @staticmethod
    def of(model: SparseModel) -> _Scale:
        quantity = 1.0
        if not model.whole.any():
            quantity = _power_of_two(np.concatenate([model.row_upper, model.lower]), TYPICAL_QUANTITY)
        return _Scale(quantity, quantity * _power_of_two(model.cost, 1.0))


def kept(
    model: SparseModel, policies: Policies, **options: bool | int | float | str
) -> tuple[highspy.Highs, float, float]:
    """A solver that holds the model, to be changed and run again; and by what its quantities and money are divided."""
    scale = _Scale.of(model)
    return _loaded(model, scale, _options(model, policies, TIGHT) | options), scale.quantity, scale.money


def _power_of_two(numbers: Array, typical: float) -> float:
    """The power of two that brings the geometric mean of the numbers that are not 0 closest to ``typical``.

    >>> _power_of_two(np.array([0.0, 100.0, 400.0]), 50.0)
    4.0
    """
    sizes = np.abs(numbers[np.isfinite(numbers) & (numbers != 0)])
    return float(2.0 ** np.rint(np.mean(np.log2(sizes)) - np.log2(typical))) if sizes.size else 1.0


def _options(model: SparseModel, policies: Policies, tolerance: float) -> dict[str, bool | int | float | str]:
    options: dict[str, bool | int | float | str] = {
        "threads": 1,
        "parallel": "off",
        "random_seed": 0,
        "primal_feasibility_tolerance": tolerance,
        "dual_feasibility_tolerance": tolerance,
    }
    if model.whole.any():
        # a whole model is not scaled, so its tolerance grows with its numbers
        options |= {
            "mip_rel_gap": policies.relative_gap,
            "mip_abs_gap": 1e-9,
            "mip_feasibility_tolerance": max(tolerance, min(1e-6, 1e-13 * _largest(model))),
        }
    return options


def _largest(model: SparseModel) -> float:
    sizes = np.abs(np.concatenate([model.row_upper, model.lower]))
    return float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))


def _loaded(model: SparseModel, scale: _Scale, options: dict[str, bool | int | float | str]) -> highspy.Highs:
    with quiet_stdout():  # the first HiGHS of a process greets on standard output
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in ({"output_flag": False} | options).items():
        _demand(solver.setOptionValue(name, value) == HighsStatus.kOk, f"option {name} = {value}")
    q = scale.quantity
    order = np.argsort(model.entries.column, kind="stable")
    counts = np.bincount(model.entries.column, minlength=model.cost.size)
    status = solver.passModel(
        model.cost.size,
        model.row_upper.size,
        order.size,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        model.offset / scale.money,
        model.cost * (q / scale.money),
        model.lower / q,
        model.upper / q,
        model.row_lower / q,
        model.row_upper / q,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        model.entries.row[order].astype(np.int32),
        model.entries.value[order],
        model.whole.astype(np.int32),  # all zeros for a linear model: HiGHS must not be given an empty array
    )
    _demand(status == HighsStatus.kOk, "passModel")
    return solver


def _read(solver: highspy.Highs, ending: Ending, scale: _Scale) -> Solution:
    if ending is Ending.NO_PLAN:
        return Solution(ending, np.zeros(0), np.zeros(0), np.inf)
    info, solution = solver.getInfo(), solver.getSolution()
    if info.primal_solution_status != highspy.kSolutionStatusFeasible:
        raise DeadlineError("No plan was found within the time limit; raise the setting Time limit.")
    return Solution(
        ending,
        np.array(solution.col_value) * scale.quantity,
        np.array(solution.row_dual) * (scale.money / scale.quantity),
        info.mip_dual_bound * scale.money,
    )


def _without_columns(model: SparseModel) -> Solution:
    """HiGHS calls a model without columns empty, whether its rows can hold or not."""
    holds = bool(np.all(model.row_lower <= TIGHT) and np.all(model.row_upper >= -TIGHT))
    ending = Ending.SOLVED if holds else Ending.NO_PLAN
    return Solution(ending, np.zeros(0), np.zeros(model.row_upper.size), model.offset)


def _demand(fine: bool, call: str) -> None:
    if not fine:
        raise SolverError(f"HiGHS refused a call ({call}).")
