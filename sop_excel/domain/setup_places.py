"""Where products are set up: of which of them only one can be left set up from one period to the next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.makings import default_route
from sop_excel.domain.problem import Problem


def set_up_on(problem: Problem) -> NDArray[np.bool_]:
    """(R, I) true where the default route of the product is set up on the resource: on all on which a setup takes
    anything; where there is none of these, on all on which it is made. Without resources it is set up on its own."""
    shape = len(problem.resource_codes), problem.shape[0]
    routings, _ = default_route(problem).routings(problem)
    takes, made = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    made[routings.resource, routings.product] = True
    prepared = routings.rows(np.flatnonzero(routings.setup_usage))
    takes[prepared.resource, prepared.product] = True
    there: NDArray[np.bool_] = np.where(takes.any(axis=0), takes, made) & problem.is_set_up
    return there


def rivals(problem: Problem) -> NDArray[np.bool_]:
    """(I, I) true for two products that are set up on one resource."""
    there = set_up_on(problem).astype(np.int64)
    both: NDArray[np.bool_] = (there.T @ there) > 0
    np.fill_diagonal(both, val=False)
    return both
