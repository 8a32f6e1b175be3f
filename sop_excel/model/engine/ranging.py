"""Whether the prices of the optimal basis hold for a whole unit more or less of a capacity, without another solve.

A nonbasic column at its bound that moves takes the basic variables with it. While they stay within their bounds the
basis stays optimal, and the objective changes by the reduced cost for each unit. How far each column may move HiGHS
finds for all of them at once.
"""

from __future__ import annotations

import highspy
import numpy as np
from highspy import HighsStatus

from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.bases import basic_variables
from sop_excel.model.engine.loading import TIGHT
from sop_excel.model.engine.scale import Scale


class Ranging:
    """The optimal basis of a linear model that the solver has just found, in numbers of this scale."""

    def __init__(self, solver: highspy.Highs, model: SparseModel, scale: Scale) -> None:
        status, ranging = solver.getRanging()
        self.is_known = status == HighsStatus.kOk
        self._ceilings, self._units = model.upper / scale.columns, scale.columns
        if self.is_known:
            self._least, self._most = np.array(ranging.col_bound_dn.value_), np.array(ranging.col_bound_up.value_)
        basic = basic_variables(solver, model.cost.size)
        self._is_basic = np.zeros(model.cost.size, dtype=np.bool_)
        if basic is None:
            self.is_known = False
        else:
            self._is_basic[basic[basic < model.cost.size]] = True
        self.prices: Array = np.array(solver.getSolution().col_dual)

    def holds(self, column: int, more: float) -> bool:
        """Whether the price of a capacity that is used up, a column at its ceiling, holds for so many units more (or
        less)."""
        if not self.is_known or self._is_basic[column] or self.prices[column] >= 0:
            return False
        ceiling = self._ceilings[column] + more / self._units[column]
        return bool(self._least[column] - TIGHT <= ceiling <= self._most[column] + TIGHT)
