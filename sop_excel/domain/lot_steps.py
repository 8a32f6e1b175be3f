"""Lots: which quantities can be made of a product in a period, by its min lot, its lot multiple and whole units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from sop_excel.domain.makings import Making, default_route, makings
from sop_excel.domain.problem import Problem
from sop_excel.domain.remembered import remembered

HARDLY = 1e-9  # of a lot: so little above a whole number of them is rounding


@remembered
def has_lots(problem: Problem) -> bool:
    """Whether any product has a min lot or a lot multiple, by any of its routes."""
    return any(bool(_of_lots(making).any()) for making in makings(problem))


def in_lots(problem: Problem) -> NDArray[np.bool_]:
    """(I,) the products with a min lot in any period, or a lot multiple, by any of their routes."""
    lots = np.zeros(problem.shape[0], dtype=np.bool_)
    for making in makings(problem):
        lots[making.product[_of_lots(making)]] = True
    return lots


def _of_lots(making: Making) -> NDArray[np.bool_]:
    """(K,) which ways have a min lot in any period, or a lot multiple."""
    own: NDArray[np.bool_] = making.fields.min_lot.any(axis=1) | (making.fields.lot_multiple > 0)
    return own


def multiples(making: Making) -> Array:
    """(K, 1) the lot multiple of each way to make a product, 0 where it has none."""
    return np.nan_to_num(making.fields.lot_multiple, nan=0.0)[:, None]


def steps(problem: Problem) -> Array:
    """(I, 1) units of which production by the default route is a whole multiple."""
    return steps_of(problem, default_route(problem))


def steps_of(problem: Problem, making: Making) -> Array:
    """(K, 1) units of which production is a whole multiple: the lot multiple, else 1 in whole units, else 0."""
    multiple = multiples(making)
    return np.where(multiple > 0, multiple, 1.0 if problem.policies.whole_units else 0.0)


def in_steps(units: Array, step: Array, up: bool = True) -> Array:
    """The nearest multiple of each step that is no less than these units, or no more; themselves where it is 0.

    >>> in_steps(np.array([5.0, 5.0, 0.3]), np.array([4.0, 0.0, 0.1])).tolist()
    [8.0, 5.0, 0.30000000000000004]
    """
    size = np.where(step > 0, step, 1.0)
    count = np.ceil(units / size - HARDLY) if up else np.floor(units / size + HARDLY)
    return np.where(step > 0, count * size, units)


def lots_for(problem: Problem, making: Making, units: Array) -> Array:
    """(..., K, T) the least that can be made in each period and is no less than these units; nothing for nothing."""
    least: Array = in_steps(np.maximum(units, making.fields.min_lot), steps_of(problem, making))
    return np.where(units > 0, least, 0.0)


@remembered
def largest_step(problem: Problem) -> Array:
    """(I,) the most by which production by any route must be less in any period, to be less at all."""
    largest: Array = np.zeros(problem.shape[0])
    for making in makings(problem):
        step = steps_of(problem, making)
        np.maximum.at(largest, making.product, np.maximum(in_steps(making.fields.min_lot, step), step).max(axis=1))
    return largest
