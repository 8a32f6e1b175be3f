"""Plain highspy: arrays into HiGHS as it comes, and its answer out again."""

from __future__ import annotations

import highspy
import numpy as np

from tests.benchmarks.checking import PlannedUnits
from tests.benchmarks.factory import Factory
from tests.benchmarks.linear_arrays import linear_arrays


def planned(factory: Factory) -> PlannedUnits:
    """The cheapest plan."""
    model = linear_arrays(factory)
    order = np.argsort(model.row, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(model.row, minlength=model.row_upper.size))])
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.passModel(
        model.cost.size, model.row_upper.size, order.size, int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize), 0.0, model.cost, model.lower, model.upper, model.row_lower, model.row_upper,
        starts.astype(np.int32), model.column[order].astype(np.int32), model.value[order], model.whole.astype(np.int32),
    )  # fmt: skip
    solver.run()
    return model.units(np.array(solver.getSolution().col_value), solver.getInfo().objective_function_value)
