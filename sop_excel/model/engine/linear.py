"""Linear models: in parts, from a start that knows what they are about; else as a whole, one way after another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, product

import highspy
import numpy as np
from highspy import HighsModelStatus, HighsStatus

from sop_excel.domain.basis import Basis
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import KEPT
from sop_excel.errors import SolverError
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.bases import basis_found, joined_bases
from sop_excel.model.engine.crash import STARTED_BY, Start, start_of
from sop_excel.model.engine.deadline import fair_share
from sop_excel.model.engine.elsewhere import Errand, shared_out
from sop_excel.model.engine.first_plans import Bounded
from sop_excel.model.engine.interruptible import optimized
from sop_excel.model.engine.is_best import is_best
from sop_excel.model.engine.loading import (
    ENDINGS,
    SMALL,
    TIGHT,
    USUAL,
    Options,
    at_hand,
    demanded,
    in_time,
    kept,
    loaded,
    set_options,
    solution_of,
    tolerances,
    unsolved,
)
from sop_excel.model.engine.scale import Scale, is_even, item_scales, one_scale
from sop_excel.model.engine.separable import WORTH_IT, ModelPart, parts_of
from sop_excel.model.engine.starting import DANTZIG, started
from sop_excel.model.outcome import Ending, Solution
from sop_excel.model.rules.rule import Entries, Indices

SIMPLEX: tuple[Options, ...] = (  # ways to solve a linear model; the later ones, by HiGHS's other scales, for odd sizes
    {},
    {"simplex_scale_strategy": 4},  # by the largest of each row and column
    {"simplex_scale_strategy": 0},  # not at all, besides our own
)
AS_IT_IS: Options = {**DANTZIG, "presolve": "off"}  # halves the time of a small model of even sizes
MANY, PER_LINE = 10_000, 50  # iterations of the simplex method, and those for each row and column


def solved(model: SparseModel, mostly_free: bool = False) -> Solution:
    """The first answer that keeps the model's own rules, else the one that breaks them least.

    ``mostly_free``: most columns cost nothing, which HiGHS solves up to five times faster with Dantzig's edge weights.
    Raises SolverError where HiGHS breaks down, DeadlineError where nothing was found in time.
    """
    if not model.cost.size:
        return _without_columns(model)
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
    usual: Options = {"simplex_iteration_limit": MANY + PER_LINE * _lines(model)}
    if mostly_free:
        usual |= DANTZIG
    if model.cost.size >= WORTH_IT:
        yield "", _in_parts(model, usual)
    ways = product((TIGHT, USUAL), SIMPLEX, (one_scale, item_scales))
    first = [(TIGHT, AS_IT_IS, one_scale)] if _needs_no_presolve(model) else []
    for tolerance, options, scaled in chain(first, ways):
        scale = scaled(model)
        with at_hand(model, scale, usual | options | tolerances(tolerance)) as solver:
            status = _ended(solver, tolerance)
            ending = ENDINGS.get(status)
            found = None if ending is None else in_time(solution_of(solver, ending, scale))
            stands = found is not None and (found.values.size or ending is Ending.NO_PLAN)
            failed = "" if stands else str(unsolved(solver, status))
        yield failed, found if stands else None


def _needs_no_presolve(model: SparseModel) -> bool:
    """Whether it is small, of even sizes, and has nothing that presolve takes out: columns that are fixed at anything,
    such as the whole numbers that a search has found."""
    if model.cost.size > SMALL or ((model.lower == model.upper) & (model.lower != 0)).any():
        return False
    return is_even(model)


def again(model: SparseModel) -> Bounded:
    """A linear model to be solved with other bounds, each time from the basis of the time before; without values where
    there is no plan, or none was found."""
    solver, scale = kept(model)
    every = np.arange(model.cost.size, dtype=np.int32)

    def best(lower: Array, upper: Array) -> Solution:
        bounds = every.size, every, lower / scale.columns, upper / scale.columns
        demanded(solver.changeColsBounds(*bounds) == HighsStatus.kOk, "changeColsBounds")
        is_best = optimized(solver, fair_share()) == HighsModelStatus.kOptimal
        return solution_of(solver, Ending.SOLVED if is_best else Ending.NO_PLAN, scale)

    return best


def _lines(model: SparseModel) -> int:
    return int(model.cost.size + model.row_upper.size)


def _ended(solver: highspy.Highs, tolerance: float) -> HighsModelStatus:
    """How the run ends; that there is no plan is asked again at the usual tolerances, and with presolve."""
    status = optimized(solver, fair_share())
    if ENDINGS.get(status) is Ending.NO_PLAN and tolerance != USUAL:
        solver.clearSolver()
        set_options(solver, tolerances(USUAL) | {"presolve": "choose"})
        status = optimized(solver, fair_share())
    return status


def start_for(model: SparseModel) -> Start | None:
    """Where to start from; None for a model that is solved as fast without, or has no start."""
    return start_of(model) if model.cost.size >= WORTH_IT else None


def _in_parts(model: SparseModel, usual: Options) -> Solution | None:
    """The answer put together from those of the parts; None where one has none."""
    parts, scale = parts_of(model, keep=STARTED_BY), one_scale(model)
    start = start_for(model) if len(parts) == 1 else None
    if len(parts) == 1 and start is None:
        return None
    values, duals, bounds = np.zeros(model.cost.size), np.zeros(model.row_upper.size), [model.offset]
    bases: list[Basis | None] = []
    ready = partial(PartToSolve.of, whole=scale, start=start, usual=usual)
    for part, found in zip(parts, shared_out(OF_PARTS, parts, ready), strict=True):
        if found is None or found.ending is Ending.NO_PLAN:
            return found
        values[part.columns], duals[part.rows] = found.values, found.duals
        bounds.append(found.bound)
        bases.append(found.basis)
    basis = joined_bases([(part.columns, part.rows) for part in parts], bases)
    return Solution(Ending.SOLVED, values, duals, math.fsum(bounds), basis=basis)


@dataclass(frozen=True)
class PartToSolve:
    """All that is needed to solve a part of a model, wherever that is done; one that ``seeks`` its start finds it
    there, since several do so at once."""

    model: SparseModel
    scale: Scale
    start: Start | None
    usual: Options
    seeks: bool = False

    @staticmethod
    def of(part: ModelPart, whole: Scale, start: Start | None, usual: Options) -> PartToSolve:
        """Those of a part, with its share of what belongs to the whole model."""
        columns, rows, model, entries = part.columns, part.rows, part.model, part.model.entries
        narrow = Entries(entries.row.astype(np.int32), entries.column.astype(np.int32), entries.value)
        at, grids = ({}, {}) if start else (_narrow(model.at), _narrow(model.rows))
        return PartToSolve(
            replace(model, entries=narrow, at=at, rows=grids),
            Scale(whole.columns[columns], whole.rows[rows], whole.money),
            start,
            usual,
            seeks=start is None,
        )


def _narrow(places: Mapping[str, Indices]) -> Mapping[str, Indices]:
    return {name: at.astype(np.int32) for name, at in places.items() if name in STARTED_BY}


def _solved_part(part: PartToSolve) -> Solution | None:
    """The answer of a part from its start, else without one; None where the solver comes to no end."""
    start = start_of(part.model) if part.seeks else part.start
    solver = loaded(part.model, part.scale, part.usual | tolerances(TIGHT))
    if start is None or not started(solver, part.model, start):
        set_options(solver, part.usual)
        status = _ended(solver, TIGHT)
    else:
        status = solver.getModelStatus()
    ending = ENDINGS.get(status)
    found = None if ending is None else solution_of(solver, ending, part.scale)
    stands = found is not None and (ending is Ending.NO_PLAN or (ending is Ending.SOLVED and found.values.size))
    if found is None or not stands:
        return None
    if not found.values.size:
        return found
    return replace(found, basis=basis_found(solver, part.model, part.scale, found.values))


def _columns(part: PartToSolve) -> int:
    return int(part.model.cost.size)


def _stands(part: PartToSolve, found: Solution) -> bool:
    return is_best(part.model, found)


def _size(model: SparseModel) -> int:
    return int(model.cost.size)


OF_PARTS, OF_MODELS = Errand(_solved_part, _columns, _stands), Errand(solved, _size, is_best)


def _without_columns(model: SparseModel) -> Solution:
    """HiGHS calls a model without columns empty, whether its rows can hold or not."""
    holds = bool(np.all(model.row_lower <= TIGHT) and np.all(model.row_upper >= -TIGHT))
    ending = Ending.SOLVED if holds else Ending.NO_PLAN
    return Solution(ending, np.zeros(0), np.zeros(model.row_upper.size), model.offset)
