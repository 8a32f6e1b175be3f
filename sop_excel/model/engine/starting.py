"""How a linear model is solved that has a start: from it or not, and by which edge weights of the dual simplex method.

Where costs vary, the cheapest plan without limits makes for many periods at once in the few that are cheapest: most of
what is needed is carried there, far from a plan with limits. Measured on 50 to 10,000 products by 52 periods,
Dantzig's weights are the fastest from every other start, and from these too as long as lines have room; steepest edges
are, where products have limits of their own; and of models that are not too large nothing is gained by such a start
once the lines are full.

HiGHS scales the entries of a model and perturbs its costs before it begins. With Dantzig's weights from a start it is a
tenth faster without both, and up to six times where products have the same costs; without perturbation alone it may be
eight times slower then.
"""

from __future__ import annotations

import highspy
import numpy as np
from highspy import HighsModelStatus, HighsStatus

from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.bases import BETWEEN, basis_of
from sop_excel.model.engine.crash import Start
from sop_excel.model.engine.deadline import fair_share
from sop_excel.model.engine.interruptible import optimized
from sop_excel.model.engine.loading import Options, exchanged_options, set_options
from sop_excel.model.engine.scale import has_even_entries

WEIGHTS = "simplex_dual_edge_weight_strategy"
DANTZIG: Options = {WEIGHTS: 0}
STEEPEST: Options = {WEIGHTS: 2}
AS_THEY_ARE: Options = {"simplex_scale_strategy": 0, "dual_simplex_cost_perturbation_multiplier": 0.0}
LIMIT = "simplex_iteration_limit"
FROM_START = 3  # iterations for each row and column from a good start; one that takes more was none
MOSTLY = 0.5  # of the rows: where more of them are carried, a start is far from any plan
FULL = 0.8  # of the lines' hours
LIMITED = 0.5  # of what is made: where more of it is capped, products have limits of their own
TOO_LARGE = 150_000  # columns: from there on it takes longer to begin with nothing than with any start


def started(solver: highspy.Highs, model: SparseModel, start: Start) -> bool:
    """Whether a run of this model from the start comes to the best values; the solver goes on by the same options then.
    Else it is as it was before, but for edge weights that suit the model."""
    weights = weights_from(model, start)
    if weights is None:
        set_options(solver, DANTZIG)
        return False
    as_they_are = AS_THEY_ARE if weights == DANTZIG and has_even_entries(model) else {}
    most = FROM_START * (model.cost.size + model.row_upper.size)
    before = exchanged_options(solver, {**weights, **as_they_are, LIMIT: most})
    begun = solver.setBasis(basis_of(start.columns, start.rows, is_sound=True)) == HighsStatus.kOk
    is_best_there = begun and optimized(solver, fair_share()) == HighsModelStatus.kOptimal
    if not is_best_there:
        solver.clearSolver()
        set_options(solver, before)
    set_options(solver, {LIMIT: before[LIMIT]})
    return is_best_there


def weights_from(model: SparseModel, start: Start) -> Options | None:
    """The edge weights to begin with from the start; None where it is better to begin with nothing."""
    stated = start.rows != BETWEEN
    if np.count_nonzero(start.carried) <= MOSTLY * np.count_nonzero(stated):
        return DANTZIG
    lines = start.room > 0
    if np.count_nonzero(start.capped) > LIMITED * np.count_nonzero(stated & ~start.carried & ~lines):
        return STEEPEST
    full = float(start.needed.sum()) > FULL * float(start.room.sum())
    return None if full and model.cost.size < TOO_LARGE else DANTZIG
