"""Lots: which quantities can be made of a product in a period, by its min lot, its lot multiple and whole units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem

HARDLY = 1e-9  # of a lot: so little above a whole number of them is rounding


def has_lots(problem: Problem) -> bool:
    """Whether any product has a min lot or a lot multiple."""
    return bool(in_lots(problem).any())


def in_lots(problem: Problem) -> NDArray[np.bool_]:
    """(I,) the products with a min lot in any period, or a lot multiple."""
    lots: NDArray[np.bool_] = problem.products.min_lot.any(axis=1) | (problem.products.lot_multiple > 0)
    return lots


def steps(problem: Problem) -> Array:
    """(I, 1) units of which production is a whole multiple: the lot multiple, else 1 in whole units, else 0."""
    multiple = np.nan_to_num(problem.products.lot_multiple, nan=0.0)[:, None]
    return np.where(multiple > 0, multiple, 1.0 if problem.policies.whole_units else 0.0)


def in_steps(units: Array, step: Array, up: bool = True) -> Array:
    """The nearest multiple of each step that is no less than these units, or no more; themselves where it is 0.

    >>> in_steps(np.array([5.0, 5.0, 0.3]), np.array([4.0, 0.0, 0.1])).tolist()
    [8.0, 5.0, 0.30000000000000004]
    """
    size = np.where(step > 0, step, 1.0)
    count = np.ceil(units / size - HARDLY) if up else np.floor(units / size + HARDLY)
    return np.where(step > 0, count * size, units)


def lots_for(problem: Problem, units: Array) -> Array:
    """(..., I, T) the least that can be made in each period and is no less than these units; nothing for nothing."""
    least: Array = in_steps(np.maximum(units, problem.products.min_lot), steps(problem))
    return np.where(units > 0, least, 0.0)


def largest_step(problem: Problem) -> Array:
    """(I,) the most by which production must be less in any period, to be less at all."""
    least: Array = in_steps(problem.products.min_lot, steps(problem)).max(axis=1)
    return np.maximum(least, steps(problem)[:, 0])
