"""A sparse model in HiGHS, the options of a run, and its answer.

Every status is looked at: an option that HiGHS refuses would otherwise fall back to its default without a word.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import highspy
import numpy as np
from highspy import HighsModelStatus, HighsStatus

from sop_excel.domain.fields import Array
from sop_excel.errors import DeadlineError, SolverError
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.interruptible import NO_PLAN
from sop_excel.model.engine.quiet import Greeting
from sop_excel.model.engine.scale import Scale, one_scale
from sop_excel.model.outcome import Ending, Solution
from sop_excel.model.rules.rule import Indices

DROPPED = 1e-12  # HiGHS takes no smaller coefficient, nor would one count beside the largest of its row
TIGHT, USUAL = 1e-9, 1e-7  # feasibility tolerances: the first is tried first
SMALL = 500  # columns
_GREETING = Greeting()
_BY_COLUMN, _LEAST = int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize)
Options = dict[str, bool | int | float | str]


class _Spare(threading.local):
    """The solver of each thread that has nothing to do, with the options that it has (None: not known); ``changed``
    once any are set."""

    solver: tuple[highspy.Highs, Options | None] | None = None
    changed = False


_SPARE = _Spare()
ENDINGS = {
    HighsModelStatus.kOptimal: Ending.SOLVED,
    **dict.fromkeys(NO_PLAN, Ending.NO_PLAN),
    HighsModelStatus.kTimeLimit: Ending.STOPPED,
    HighsModelStatus.kSolutionLimit: Ending.STOPPED,  # of branches
    HighsModelStatus.kInterrupt: Ending.SETTLED,
}


def solver_name() -> str:
    """The solver and its version, e.g. ``HiGHS 1.16.0``."""
    version = f"{highspy.HIGHS_VERSION_MAJOR}.{highspy.HIGHS_VERSION_MINOR}.{highspy.HIGHS_VERSION_PATCH}"
    return f"HiGHS {version}"


def tolerances(tolerance: float) -> Options:
    """The options by which a run keeps rows and prices within this."""
    return {"primal_feasibility_tolerance": tolerance, "dual_feasibility_tolerance": tolerance}


def kept(model: SparseModel) -> tuple[highspy.Highs, Scale]:
    """A solver that holds a linear model, to be changed and run again; and by what its numbers are divided."""
    scale = one_scale(model)
    return loaded(model, scale, tolerances(TIGHT)), scale


def set_options(solver: highspy.Highs, options: Options) -> None:
    """Raises SolverError where one is refused."""
    _SPARE.changed = True
    for name, value in options.items():
        demanded(solver.setOptionValue(name, value) == HighsStatus.kOk, f"option {name} = {value}")


def exchanged_options(solver: highspy.Highs, options: Options) -> Options:
    """What these options were before they are set. Raises SolverError where one is refused."""
    before = {name: solver.getOptionValue(name)[1] for name in options}
    set_options(solver, options)
    return before


def loaded(model: SparseModel, scale: Scale, options: Options) -> highspy.Highs:
    """A solver that holds the model, divided by this scale, and works by these options."""
    return _given(_with(_new(), options), model, scale)


@contextmanager
def at_hand(model: SparseModel, scale: Scale, options: Options) -> Iterator[highspy.Highs]:
    """A solver as ``loaded`` gives it, for the body alone. Where the model is small, its solver takes the next one of
    this thread, which spares a fifth of the time; where the body fails, it is given up."""
    if model.cost.size > SMALL:
        yield loaded(model, scale, options)
        return
    (solver, known), _SPARE.solver = _SPARE.solver or (_new(), None), None
    solver.clearModel()
    if known != options:
        solver.resetOptions()
        _with(solver, options)
    _SPARE.changed = False
    yield _given(solver, model, scale)
    _SPARE.solver = solver, None if _SPARE.changed else options


def _new() -> highspy.Highs:
    with _GREETING.unheard():  # the first HiGHS of a process greets on standard output
        solver: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    return solver


def _with(solver: highspy.Highs, options: Options) -> highspy.Highs:
    always: Options = {
        "output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0, "small_matrix_value": DROPPED,
    }  # fmt: skip
    set_options(solver, always | options)
    return solver


def _given(solver: highspy.Highs, model: SparseModel, scale: Scale) -> highspy.Highs:
    columns, rows = scale.columns, scale.rows
    row, column, value = scaled_entries(model, scale)
    order = np.argsort(column, kind="stable")
    counts = np.bincount(column, minlength=model.cost.size)
    status = solver.passModel(
        model.cost.size,
        model.row_upper.size,
        order.size,
        _BY_COLUMN,
        _LEAST,
        model.offset / scale.money,
        model.cost * (columns / scale.money),
        model.lower / columns,
        model.upper / columns,
        model.row_lower / rows,
        model.row_upper / rows,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        row[order].astype(np.int32),
        value[order],
        model.whole.astype(np.int32),  # all zeros for a linear model: HiGHS must not be given an empty array
    )
    demanded(status == HighsStatus.kOk, "passModel")
    return solver


def scaled_entries(model: SparseModel, scale: Scale) -> tuple[Indices, Indices, Array]:
    """The rows, columns and values of the entries that HiGHS holds of the model at this scale."""
    entries = model.entries
    values = entries.value * scale.columns[entries.column] / scale.rows[entries.row]
    counts = np.abs(values) > DROPPED
    if counts.all():
        return entries.row, entries.column, values
    return entries.row[counts], entries.column[counts], values[counts]


def solution_of(solver: highspy.Highs, ending: Ending, scale: Scale, searched: bool = False) -> Solution:
    """Without values where the solver was stopped before it had any."""
    nothing, branches = np.zeros(0), max(1, _told(solver, "mip_node_count")) if searched else 0
    if ending is Ending.NO_PLAN:
        return Solution(ending, nothing, nothing, np.inf, branches)
    bound = solver.getObjectiveValue() if ending is Ending.SOLVED else -math.inf
    bound = (_told(solver, "mip_dual_bound") if searched else bound) * scale.money
    if _told(solver, "primal_solution_status") != highspy.kSolutionStatusFeasible:
        return Solution(ending, nothing, nothing, bound, branches)
    solution = solver.getSolution()
    return Solution(
        ending,
        np.array(solution.col_value) * scale.columns,
        np.array(solution.row_dual) * (scale.money / scale.rows),
        bound,
        branches,
    )


def _told(solver: highspy.Highs, name: str) -> Any:
    """One number of all that HiGHS tells of a run, of which a small model takes as long to copy as to solve."""
    status, value = solver.getInfoValue(name)
    demanded(status == HighsStatus.kOk, f"info {name}")
    return value


def in_time(found: Solution) -> Solution:
    """The answer; raises DeadlineError where it was ended before it had any."""
    if found.ending.is_early and not found.values.size:
        raise too_late()
    return found


def too_late() -> DeadlineError:
    """What is raised where nothing was found in time."""
    return DeadlineError("No plan was found within the time limit; raise the setting Time limit.")


def unsolved(solver: highspy.Highs, status: HighsModelStatus) -> SolverError:
    """What is raised where the solver came to no end."""
    return SolverError(f"HiGHS could not solve the model: {solver.modelStatusToString(status)}.")


def demanded(fine: bool, call: str) -> None:
    """Raises SolverError where HiGHS refused a call."""
    if not fine:
        raise SolverError(f"HiGHS refused a call ({call}).")
