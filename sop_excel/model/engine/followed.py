"""The least objective with one limit moved, without a run of the solver: its optimal basis is followed.

While the limit moves, the basic variables move with it, and the objective changes by the limit's price for each unit.
Where one of them comes to a bound of its own it leaves the basis there, the variable whose reduced cost comes to 0
first enters it, and the price is another one from there on: the dual simplex method for a right-hand side that moves. A
run of HiGHS for the same one or two steps looks at the whole model several times.

A row ``i`` is a variable too here, minus what it comes to, after the columns: ``[A I] (z, -A z) = 0``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import highspy
import numpy as np
from highspy import HighsStatus

from sop_excel.domain.distinct import distinct
from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.bases import basic_variables, is_at_upper
from sop_excel.model.engine.loading import TIGHT, scaled_entries
from sop_excel.model.engine.scale import Scale
from sop_excel.model.rules.rule import Indices, Mask

MOST_STEPS = 10  # of one question, from the optimal basis on
NOTHING = 1e-9  # a smaller part of a direction is rounding
TIE = 1e-12  # two variables come to their bounds at once


class _LostError(Exception):
    """The basis cannot be followed any further; the solver has to be asked."""


@dataclass(frozen=True)
class _FewEntries:
    """A vector by the places where it is not 0, in ascending order, and its values there (K,)."""

    at: Indices
    value: Array

    @classmethod
    def sum_of(cls, vectors: Sequence[_FewEntries], weights: Sequence[float]) -> Self:
        """The sum of vectors, each times its weight."""
        places = np.concatenate([vector.at for vector in vectors])
        amounts = np.concatenate([vector.value * w for vector, w in zip(vectors, weights, strict=True)])
        at = distinct(places)
        return cls(at, np.bincount(np.searchsorted(at, places), amounts, at.size).astype(np.float64))

    @classmethod
    def of(cls, vector: Array) -> Self:
        """Those of a vector in full."""
        at = np.flatnonzero(vector)
        return cls(at, vector[at])

    def __getitem__(self, place: int) -> float:
        k = int(np.searchsorted(self.at, place))
        return float(self.value[k]) if k < self.at.size and self.at[k] == place else 0.0

    def exchanged(self, place: int, entered: _FewEntries) -> _FewEntries:
        """This direction in the basis in which the variable of that direction has come to a place."""
        share = self[place] / entered[place]
        after = _FewEntries.sum_of((self, entered), (1.0, -share))
        after.value[np.searchsorted(after.at, place)] = share
        return after


@dataclass(frozen=True)
class _Matrix:
    """The entries of ``[A I]`` in one order, those of row or column ``k`` from ``starts[k]`` to ``starts[k + 1]``."""

    starts: Indices
    other: Indices
    value: Array

    @classmethod
    def by(cls, key: Indices, other: Indices, value: Array, count: int) -> Self:
        """The entries by these keys."""
        order = np.argsort(key, kind="stable")
        return cls(np.concatenate([[0], np.cumsum(np.bincount(key, minlength=count))]), other[order], value[order])

    def of(self, key: int) -> tuple[Indices, Array]:
        """Where the entries of one key are, and what they are."""
        here = slice(self.starts[key], self.starts[key + 1])
        return self.other[here], self.value[here]

    def summed(self, keys: _FewEntries) -> _FewEntries:
        """The sum of all keys' entries, each times its weight."""
        lengths = self.starts[keys.at + 1] - self.starts[keys.at]
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1] if ends.size else 0) + np.repeat(self.starts[keys.at] - (ends - lengths), lengths)
        return _FewEntries.sum_of(
            [_FewEntries(self.other[places], self.value[places] * np.repeat(keys.value, lengths))], [1.0]
        )


class _Solver:
    """What HiGHS's factors of the optimal basis answer, each question asked once: its solves take as long for a vector
    of one entry as for a full one, and what limits have in common is many of them."""

    def __init__(self, solver: highspy.Highs, model: SparseModel, scale: Scale) -> None:
        self._solver, self._columns, self._rows = solver, model.cost.size, model.row_upper.size
        row, column, value = scaled_entries(model, scale)
        self._by_row = _Matrix.by(row, column, value, self._rows)
        self._by_column = _Matrix.by(column, row, value, self._columns)
        self._directions: dict[int, _FewEntries] = {}
        self._rows_of: dict[int, _FewEntries] = {}

    def direction(self, variable: int) -> _FewEntries:
        """(M,) by how much the basic variables fall for each unit that a variable rises."""
        if variable not in self._directions:
            self._directions[variable] = self._new_direction(variable)
        return self._directions[variable]

    def row(self, place: int) -> _FewEntries:
        """(N,) by how much the basic variable at a place falls for each unit that every other one rises."""
        if place not in self._rows_of:
            self._rows_of[place] = self._new_row(place)
        return self._rows_of[place]

    def _new_direction(self, variable: int) -> _FewEntries:
        column, more = np.zeros(self._rows), variable - self._columns
        if more >= 0:
            column[more] = 1.0
        else:
            rows, values = self._by_column.of(variable)
            column[rows] = values
        return _found(self._solver.getBasisSolve(column))  # type: ignore[attr-defined]  # not in its stubs

    def _new_row(self, place: int) -> _FewEntries:
        unit = np.zeros(self._rows)
        unit[place] = 1.0
        weights = _found(self._solver.getBasisTransposeSolve(unit))  # type: ignore[attr-defined]
        of_columns = self._by_row.summed(weights)
        return _FewEntries(
            np.concatenate([of_columns.at, self._columns + weights.at]),
            np.concatenate([of_columns.value, weights.value]),
        )


@dataclass
class _State:
    """Where all variables are (N,), while one limit moves, and which may enter the basis ``basic`` (M,); ``steps`` are
    its changes so far: the place (of M) that was changed, and the direction of the variable that came to it."""

    values: Array
    reduced: Array
    basic: Indices
    at_upper: Mask
    can_enter: Mask
    steps: list[tuple[int, _FewEntries]] = field(default_factory=list)

    def copied(self) -> _State:
        """A state like this one before any step, to be changed."""
        values, reduced, basic = self.values.copy(), self.reduced.copy(), self.basic.copy()
        return _State(values, reduced, basic, self.at_upper.copy(), self.can_enter.copy())


class FollowedBasis:
    """The optimal basis that a solver has just found of a linear model, in numbers of this scale."""

    def __init__(self, solver: highspy.Highs, model: SparseModel, scale: Scale) -> None:
        self._solver, self._columns = _Solver(solver, model, scale), model.cost.size
        self._lower = np.concatenate([model.lower / scale.columns, -model.row_upper / scale.rows])
        self._upper = np.concatenate([model.upper / scale.columns, -model.row_lower / scale.rows])
        solution = solver.getSolution()
        values = np.concatenate([solution.col_value, -np.array(solution.row_value)])
        reduced = np.concatenate([solution.col_dual, -np.array(solution.row_dual)])
        basic = basic_variables(solver, self._columns)
        self.is_known = basic is not None
        basic = np.arange(model.row_upper.size) if basic is None else basic
        self._movable = self._lower < self._upper  # what has one value only never enters a basis
        self._is_basic = np.zeros(values.size, dtype=np.bool_)
        self._is_basic[basic] = True
        at_upper = is_at_upper(values, self._lower, self._upper)
        self._optimum = _State(values, reduced, basic, at_upper, self._movable & ~self._is_basic)

    def of_column(self, column: int, more: float) -> float:
        """By how much the objective changes if the ceiling of a column rises by so much (or falls); nan where that is
        not known."""
        return self._moved(column, True, more)

    def of_row(self, row: int, more: float) -> float:
        """By how much the objective changes if the most that a row may come to rises by so much (or falls); nan where
        that is not known."""
        return self._moved(self._columns + row, False, -more)

    def _moved(self, variable: int, is_upper: bool, by: float) -> float:
        price, limit = self._optimum.reduced[variable], (self._upper if is_upper else self._lower)[variable]
        room = float(limit - self._optimum.values[variable]) * (1.0 if is_upper else -1.0)
        lies_there = room >= -TIGHT and (self._is_basic[variable] or room <= TIGHT)
        if not (self.is_known and lies_there) or (price > 0 if is_upper else price < 0):
            return math.nan
        try:
            if not self._is_basic[variable]:
                return self._followed(self._optimum, variable, is_upper, by)
            relaxes, left = (by > 0) == is_upper, abs(by) - max(room, 0.0)
            if relaxes or left <= 0:
                return 0.0
            return self._followed(self._without(variable, is_upper), variable, is_upper, math.copysign(left, by))
        except _LostError:
            return math.nan

    def _without(self, variable: int, is_upper: bool) -> _State:
        """The state where the limit of a basic variable has come to where that lies, so that another is basic."""
        state = self._optimum.copied()
        self._exchanged(state, int(np.flatnonzero(state.basic == variable)[0]), is_upper, variable)
        return state

    def _followed(self, state: _State, variable: int, is_upper: bool, by: float) -> float:
        changes, left, sign = [], abs(by), math.copysign(1.0, by)
        relaxes, direction = (by > 0) == is_upper, self._direction(state, variable)
        while len(state.steps) < MOST_STEPS:
            rate = _FewEntries(direction.at, direction.value * -sign)
            place, length = self._first_at_its_bound(state, rate)
            changes.append(float(state.reduced[variable]) * sign * min(length, left))
            if length >= left:
                return math.fsum(changes)
            left -= length
            if state is self._optimum:  # most limits move so far without a change of it
                state = state.copied()
                state.at_upper[variable], state.can_enter[variable] = is_upper, True
            state.values[state.basic[rate.at]] += rate.value * length
            entering = self._exchanged(state, place, rate[place] > 0, variable)
            if entering == variable:
                if not relaxes:
                    raise _LostError
                return math.fsum(changes)  # more of it is worth nothing any more
            direction = direction.exchanged(*state.steps[-1])
        raise _LostError

    def _first_at_its_bound(self, state: _State, rate: _FewEntries) -> tuple[int, float]:
        """The place of the basic variable that comes to a bound first, and how far the limit moves until then."""
        is_moving = np.abs(rate.value) > NOTHING
        if not is_moving.any():
            return -1, math.inf
        moving, velocity = rate.at[is_moving], rate.value[is_moving]
        basic, speed = state.basic[moving], np.abs(velocity)
        values = state.values[basic]
        room = np.where(velocity > 0, self._upper[basic] - values, values - self._lower[basic])
        lengths = np.maximum(room, 0.0) / speed
        length = float(lengths.min())
        first = np.flatnonzero(lengths <= length + TIE)
        return int(moving[first[np.argmax(speed[first])]]), length

    def _exchanged(self, state: _State, place: int, is_upper: bool, moved: int) -> int:
        """The variable that enters the basis for the one at this place, which leaves at its upper bound (or lower)."""
        row, leaving = self._row(state, place), int(state.basic[place])
        away = row.value if is_upper else -row.value
        can = state.can_enter[row.at] & np.where(state.at_upper[row.at], away < -NOTHING, away > NOTHING)
        candidates, away = row.at[can], away[can]
        if not candidates.size:
            raise _LostError  # there may be no plan
        ratios = np.maximum(state.reduced[candidates] / away, 0.0)
        first = np.flatnonzero(ratios <= float(ratios.min()) + TIE)
        entering = int(candidates[first[np.argmax(np.abs(away[first]))]])
        price = state.reduced[entering] / row[entering]
        state.reduced[row.at] -= price * row.value
        state.reduced[entering], state.reduced[leaving] = 0.0, -price
        state.at_upper[leaving] = is_upper
        state.values[leaving] = (self._upper if is_upper else self._lower)[leaving]
        if entering != moved:
            state.steps.append((place, self._direction(state, entering)))
            state.basic[place] = entering
            state.can_enter[entering], state.can_enter[leaving] = False, self._movable[leaving]
        return entering

    def _direction(self, state: _State, variable: int) -> _FewEntries:
        """(M,) by how much the basic variables fall for each unit that a variable rises."""
        falls = self._solver.direction(variable)
        for step in state.steps:
            falls = falls.exchanged(*step)
        return falls

    def _row(self, state: _State, place: int) -> _FewEntries:
        """(N,) by how much the basic variable at this place falls for each unit that every other one rises."""
        weights = {place: 1.0}
        for changed, entered in reversed(state.steps):
            others = math.fsum(weight * entered[at] for at, weight in weights.items() if at != changed)
            weights[changed] = (weights.get(changed, 0.0) - others) / entered[changed]
        return _FewEntries.sum_of([self._solver.row(at) for at in weights], list(weights.values()))


def _found(answer: tuple[HighsStatus, Array]) -> _FewEntries:
    status, found = answer
    if status != HighsStatus.kOk:
        raise _LostError
    return _FewEntries.of(np.asarray(found))
