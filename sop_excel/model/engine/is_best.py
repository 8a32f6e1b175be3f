"""Whether an answer to a linear model is a cheapest one: shown with its duals, without a solver."""

from __future__ import annotations

import math

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import KEPT, PROVED
from sop_excel.model.assembly import SparseModel
from sop_excel.model.outcome import Ending, Solution

NOISE = 1e-7  # of the largest cost: what pays no more does not pay


def is_best(model: SparseModel, found: Solution) -> bool:
    """Whether the values keep all rows and bounds of a model without whole columns, and none cost less.

    That is shown where it says True; an answer of which it is False may still be right.
    """
    if found.ending is not Ending.SOLVED or found.branches or found.beyond_duals or not fits(model, found):
        return False
    costs = model.cost * found.values
    cost = math.fsum([*costs.tolist(), model.offset])
    allowed = PROVED * max(1.0, float(np.abs(costs).sum()))
    return abs(cost - found.bound) <= allowed and cost - _bound(model, found.duals) <= allowed


def fits(model: SparseModel, found: Solution) -> bool:
    """Whether values and duals are as many finite numbers as the model has columns and rows, and keep what it says."""
    lines = ((found.values, model.cost.size), (found.duals, model.row_upper.size))
    numbers = all(isinstance(one, np.ndarray) and one.dtype == np.float64 and one.shape == (n,) for one, n in lines)
    finite = numbers and all(bool(np.isfinite(one).all()) for one, _ in lines)
    return finite and model.broken_by(found.values) <= KEPT


def _bound(model: SparseModel, duals: Array) -> float:
    """What no values cost less than, at these prices of the rows; ``-inf`` where something pays without end."""
    duals = np.where(np.isinf(model.row_lower), np.minimum(duals, 0.0), duals)
    duals = np.where(np.isinf(model.row_upper), np.maximum(duals, 0.0), duals)
    entries = model.entries
    reduced = model.cost - np.bincount(entries.column, entries.value * duals[entries.row], model.cost.size)
    noise = NOISE * float(np.abs(model.cost).max(initial=0.0))
    endless = np.where(reduced > 0, np.isinf(model.lower), np.isinf(model.upper)) & (reduced != 0)
    if np.any(np.abs(reduced[endless]) > noise):
        return -math.inf
    parts = [_least(duals, model.row_lower, model.row_upper), _least(reduced, model.lower, model.upper)]
    return math.fsum([*np.concatenate(parts).tolist(), model.offset])


def _least(prices: Array, lower: Array, upper: Array) -> Array:
    """The least that each price comes to between the limits; 0 where there is none."""
    limit = np.where(prices > 0, lower, upper)
    worth: Array = prices * np.where((prices != 0) & np.isfinite(limit), limit, 0.0)
    return worth
