"""Whether the prices of the optimal basis hold for a whole unit more or less of a capacity, without another solve.

A nonbasic column ``j`` at its bound that moves by ``delta`` moves the basic variables by ``-delta B^-1 a_j``. While
they stay within their bounds the basis stays optimal, and the objective changes by ``delta`` times the reduced cost.
"""

from __future__ import annotations

import highspy
import numpy as np
from highspy import HighsBasisStatus, HighsStatus

from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.loading import TIGHT
from sop_excel.model.engine.scale import Scale


class Ranging:
    """The optimal basis of a linear model that the solver has just found, in numbers of this scale."""

    def __init__(self, solver: highspy.Highs, model: SparseModel, scale: Scale) -> None:
        self._solver, self._model, self._scale = solver, model, scale
        status, basic = solver.getBasicVariables()  # type: ignore[attr-defined]
        self.is_known = status == HighsStatus.kOk
        solution, of_rows = solver.getSolution(), basic < 0
        values = np.concatenate([np.array(solution.col_value), np.array(solution.row_value)])
        at = np.where(of_rows, model.cost.size - 1 - basic, basic)
        self._sign = np.where(of_rows, 1.0, -1.0)  # a row's own variable counts with the opposite sign
        lower = np.concatenate([model.lower / scale.columns, model.row_lower / scale.rows])[at]
        upper = np.concatenate([model.upper / scale.columns, model.row_upper / scale.rows])[at]
        self._down, self._up = lower - TIGHT - values[at], upper + TIGHT - values[at]
        self.prices: Array = np.array(solution.col_dual)
        self._status = solver.getBasis().col_status
        self._moved: tuple[int, Array | None] = (-1, None)  # the column last asked for, and what it moves

    def holds(self, column: int, row: int, more: float) -> bool:
        """Whether the price of a capacity that is used up, a column that counts once in its row of loads, holds for so
        many units more (or less)."""
        if not self.is_known or self._status[column] == HighsBasisStatus.kBasic or self.prices[column] >= 0:
            return False
        direction = self._direction(column, row)
        if direction is None:
            return False
        moved = direction * (more / self._scale.columns[column])
        return bool(np.all(moved >= self._down) and np.all(moved <= self._up))

    def _direction(self, column: int, row: int) -> Array | None:
        """How the basic variables move with one unit of the column; None where the solver does not say."""
        if self._moved[0] != column:
            load = np.zeros(self._model.row_upper.size)
            load[row] = 1.0
            status, direction = self._solver.getBasisSolve(load)  # type: ignore[attr-defined]
            self._moved = column, self._sign * direction if status == HighsStatus.kOk else None
        return self._moved[1]
