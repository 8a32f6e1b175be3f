"""Setups that last though nothing is made after them: as a part of a load that somebody asks for.

What a setup takes of a resource counts in its load, which may be too small without it: for a min load, or for a limit
of table Limits that has a minimum of the load, or a maximum from which the load is subtracted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import LIMITS, RESOURCES
from sop_excel.domain.combined_limits import LOAD, measured
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.rule import Mask


def part_of_a_load(problem: Problem, item: NDArray[np.intp], resource: NDArray[np.intp], setups: Any) -> Mask:
    """(K, T) which setups (K, T) are a part of a load that is asked for: those of ``item[n]`` take of ``resource[n]``.

    The setups may be floats or fractions; half of one is one.
    """
    lasting = np.zeros(setups.shape, dtype=np.bool_)
    asked = _asked_for(problem)
    if asked.any():
        np.logical_or.at(lasting, item, asked[resource])
        lasting &= np.asarray(setups > 0.5, dtype=np.bool_)
    return lasting


def _asked_for(problem: Problem) -> Mask:
    """(R, T) of which resources a least load is asked for."""
    asked = np.broadcast_to(problem.resources.min_load > 0, problem.extent(RESOURCES)).copy()
    cells = measured(problem).get(LOAD)
    if cells is not None:
        fields, at = problem.items(LIMITS).fields, (cells.limit, cells.row)
        more = np.where(cells.coefficient > 0, fields.minimum[at], fields.maximum[at])
        asked[cells.item, cells.period] |= ~np.isnan(more)
    return asked
