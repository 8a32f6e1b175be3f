"""scipy's linprog: sparse rows, its own HiGHS."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tests.benchmarks.checking import PlannedUnits
from tests.benchmarks.factory import Factory
from tests.benchmarks.linear_arrays import linear_arrays


def planned(factory: Factory) -> PlannedUnits:
    """The cheapest plan."""
    model = linear_arrays(factory)
    at_least = np.isinf(model.row_upper)
    sign = np.where(at_least, -1.0, 1.0)
    shape = (model.row_upper.size, model.cost.size)
    rows = csr_array((model.value * sign[model.row], (model.row, model.column)), shape=shape)
    most = np.where(at_least, -model.row_lower, model.row_upper)
    equal = model.equal
    found = linprog(
        model.cost, rows[equal:], most[equal:], rows[:equal], most[:equal],
        bounds=np.column_stack([model.lower, model.upper]), method="highs",
        integrality=model.whole.astype(np.intp) if model.whole.any() else None,
    )  # fmt: skip
    return model.units(found.x, float(found.fun))
