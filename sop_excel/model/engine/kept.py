"""A linear model that is kept in its parts, to be solved again with other floors and ceilings.

A question runs only the parts that it touches, and each always from the basis of the unchanged model, so that no answer
depends on those before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from highspy import HighsModelStatus

from sop_excel.domain.axes import places
from sop_excel.domain.basis import Basis
from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.at_once import at_once
from sop_excel.model.engine.bases import basis_of
from sop_excel.model.engine.crash import Start
from sop_excel.model.engine.followed import FollowedBasis
from sop_excel.model.engine.interruptible import NO_PLAN, optimized
from sop_excel.model.engine.linear import start_for
from sop_excel.model.engine.loading import TIGHT, loaded, set_options, tolerances
from sop_excel.model.engine.ranging import Ranging
from sop_excel.model.engine.scale import Scale, one_scale
from sop_excel.model.engine.separable import ModelPart, parts_of
from sop_excel.model.engine.starting import DANTZIG, started
from sop_excel.model.rules.rule import Indices


@dataclass(frozen=True)
class Bounds:
    """Floors and ceilings of some columns and some rows of a model."""

    columns: Indices
    lower: Array
    upper: Array
    rows: Indices
    row_lower: Array
    row_upper: Array

    @staticmethod
    def changed(before: SparseModel, after: SparseModel) -> Bounds:
        """Those of the second model that are others than in the first, which has the same columns and rows."""
        columns = np.flatnonzero((after.lower != before.lower) | (after.upper != before.upper))
        rows = np.flatnonzero((after.row_lower != before.row_lower) | (after.row_upper != before.row_upper))
        return Bounds.of(after, columns, rows)

    @staticmethod
    def of(model: SparseModel, columns: Indices, rows: Indices) -> Bounds:
        """Those of some columns and rows in a model."""
        return Bounds(
            columns, model.lower[columns], model.upper[columns], rows, model.row_lower[rows], model.row_upper[rows]
        )

    def where(self, column: Indices, row: Indices) -> Bounds:
        """Those of the columns and rows that have a place here, at these places."""
        columns, rows = column[self.columns], row[self.rows]
        here, there = columns >= 0, rows >= 0
        return Bounds(
            columns[here], self.lower[here], self.upper[here], rows[there], self.row_lower[there], self.row_upper[there]
        )

    def __bool__(self) -> bool:
        return bool(self.columns.size or self.rows.size)


@dataclass(frozen=True)
class Values:
    """The values and reduced costs of the columns, and the duals of the rows, of a cheapest plan."""

    columns: Array
    reduced: Array
    duals: Array


@dataclass(frozen=True)
class Answer:
    """The least objective (money; ``inf``: no plan, ``nan``: none found) under other bounds; values if asked for."""

    objective: float
    values: Values | None = None


class KeptModel:
    """A model without whole columns, solved; ``objective`` is its least one (money), as of an answer.

    ``basis`` is where it, or one of the same columns and rows, was solved before.
    """

    def __init__(self, model: SparseModel, basis: Basis | None = None) -> None:
        self.model, scale = model, one_scale(model)
        fits = basis is not None and (basis.columns.size, basis.rows.size) == (model.cost.size, model.row_upper.size)
        start = basis if fits else start_for(model)
        self._parts = at_once(lambda part: _KeptPart(part, model, scale, start), parts_of(model))
        self.objective = _sum([part.objective for part in self._parts], model.offset)

    @property
    def cells(self) -> int:
        """The cells (products x periods) of the largest part."""
        return max(part.at.model.rows["balance"].size for part in self._parts)

    def asked(self, bounds: Bounds, in_full: bool = False) -> Answer:
        """The answer with these bounds instead of the model's own."""
        asked = [(part, own) for part in self._parts if (own := part.own(bounds))]
        answers = at_once(lambda one: one[0].asked(one[1], in_full), asked)
        told = {id(part): answer for (part, _), answer in zip(asked, answers, strict=True)}
        objectives = [told[id(part)].objective if id(part) in told else part.objective for part in self._parts]
        objective = _sum(objectives, self.model.offset)
        if not in_full or not math.isfinite(objective):
            return Answer(objective)
        every = [(told[id(part)].values if id(part) in told else None) or part.values for part in self._parts]
        return Answer(objective, self._joined(every))

    def holds(self, column: int, more: float) -> bool:
        """Whether the price of a column that lies at its ceiling, such as a capacity, holds for so many units more, or
        less."""
        for part in self._parts:
            if part.column[column] >= 0:
                return part.holds(int(part.column[column]), more)
        return False

    def followed(self, column: int, row: int, more: float) -> float:
        """By how much the objective changes (money) where the ceiling of a column, or of the row if there is one (not
        -1), rises by so much or falls, without another run; nan where it is not found that way."""
        for part in self._parts:
            own = part.row[row] if row >= 0 else part.column[column]
            if own >= 0:
                return part.followed(int(own), row >= 0, more)
        return math.nan

    def _joined(self, every: list[Values]) -> Values:
        columns, rows = self.model.cost.size, self.model.row_upper.size
        whole = Values(np.zeros(columns), np.zeros(columns), np.zeros(rows))
        for part, own in zip(self._parts, every, strict=True):
            whole.columns[part.at.columns], whole.reduced[part.at.columns] = own.columns, own.reduced
            whole.duals[part.at.rows] = own.duals
        return whole


class _KeptPart:
    """A part in a solver of its own, and the basis of its best values."""

    def __init__(self, part: ModelPart, whole: SparseModel, scale: Scale, start: Start | Basis | None) -> None:
        self.at = part
        self._scale = Scale(scale.columns[part.columns], scale.rows[part.rows], scale.money)
        self._solver = loaded(part.model, self._scale, tolerances(TIGHT))
        self.column = places(part.columns, np.arange(whole.cost.size))
        self.row = places(part.rows, np.arange(whole.row_upper.size))
        if isinstance(start, Basis):
            set_options(self._solver, DANTZIG)
            self._solver.setBasis(basis_of(start.columns[part.columns], start.rows[part.rows]))
        elif start is not None:
            started(self._solver, part.model, start.of(part.columns, part.rows))
        self.objective = self._solved()
        self._basis = self._solver.getBasis()
        self._is_moved = False
        self._ranging: Ranging | None = None
        self._followed: FollowedBasis | None = None

    def own(self, bounds: Bounds) -> Bounds:
        """What of the bounds belongs to this part, at its own places."""
        return bounds.where(self.column, self.row)

    def asked(self, bounds: Bounds, in_full: bool) -> Answer:
        """The answer with these bounds; the part is as it was after that."""
        self._bound(bounds)
        self._is_moved, self._followed = True, None  # the order of a basis does not outlast another run
        try:
            objective = self._solved()
            return Answer(objective, self._read() if in_full and math.isfinite(objective) else None)
        finally:
            self._bound(Bounds.of(self.at.model, bounds.columns, bounds.rows))
            self._solver.setBasis(self._basis)

    @cached_property
    def values(self) -> Values:
        """Those of the unchanged part."""
        self._settle()
        return self._read()

    def holds(self, column: int, more: float) -> bool:
        """As of the whole model, at its own place."""
        if self._ranging is None:
            self._settle()
            self._ranging = Ranging(self._solver, self.at.model, self._scale)
        return self._ranging.holds(column, more)

    def followed(self, at: int, is_row: bool, more: float) -> float:
        """As of the whole model, at its own place."""
        if self._followed is None:
            self._settle()
            self._followed = FollowedBasis(self._solver, self.at.model, self._scale)
        if is_row:
            return self._followed.of_row(at, more / self._scale.rows[at]) * self._scale.money
        return self._followed.of_column(at, more / self._scale.columns[at]) * self._scale.money

    def _settle(self) -> None:
        """Go back to the values of the unchanged part."""
        if self._is_moved:
            self._solved()
            self._is_moved = False

    def _solved(self) -> float:
        """The objective as the part now stands."""
        status = optimized(self._solver)
        if status in NO_PLAN:
            return math.inf
        found = status == HighsModelStatus.kOptimal
        return float(self._solver.getInfo().objective_function_value) * self._scale.money if found else math.nan

    def _read(self) -> Values:
        solution, scale = self._solver.getSolution(), self._scale
        return Values(
            np.array(solution.col_value) * scale.columns,
            np.array(solution.col_dual) * (scale.money / scale.columns),
            np.array(solution.row_dual) * (scale.money / scale.rows),
        )

    def _bound(self, to: Bounds) -> None:
        columns, rows, solver = self._scale.columns[to.columns], self._scale.rows[to.rows], self._solver
        if to.columns.size:
            solver.changeColsBounds(
                to.columns.size, to.columns.astype(np.int32), to.lower / columns, to.upper / columns
            )
        for row, lower, upper in zip(
            to.rows.tolist(), (to.row_lower / rows).tolist(), (to.row_upper / rows).tolist(), strict=True
        ):
            solver.changeRowBounds(row, lower, upper)


def _sum(objectives: list[float], offset: float) -> float:
    """Of all parts; ``inf`` where one has no plan, ``nan`` where none was found of one."""
    if math.inf in objectives:
        return math.inf
    return math.fsum([*objectives, offset]) if all(map(math.isfinite, objectives)) else math.nan
