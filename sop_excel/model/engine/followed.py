"""The least objective with one limit moved, without a run of the solver: its optimal basis is followed.

While the limit moves, the basic variables move with it, and the objective changes by the limit's price for each unit.
Where one of them comes to a bound of its own it leaves the basis there, the variable whose reduced cost comes to 0
first enters it, and the price is another one from there on: the dual simplex method for a right-hand side that moves. A
run of HiGHS for the same one or two steps looks at the whole model several times.

A row ``i`` is a variable too here, minus what it comes to, after the columns: ``[A I] (z, -A z) = 0``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Self

import highspy
import numpy as np
from highspy import HighsStatus

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

    def summed(self, weights: Array, count: int) -> Array:
        """(count,) the sum of all keys' entries, each times its weight."""
        some = np.flatnonzero(weights)
        lengths = self.starts[some + 1] - self.starts[some]
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1] if some.size else 0) + np.repeat(self.starts[some] - (ends - lengths), lengths)
        amounts = self.value[places] * np.repeat(weights[some], lengths)
        return np.bincount(self.other[places], amounts, count).astype(np.float64)


@dataclass
class _State:
    """Where all variables are (N,), while one limit moves; ``steps`` are the changes of the basis so far: the place
    (of M) that was changed, and the direction of the variable that came to it."""

    values: Array
    reduced: Array
    basic: Indices
    at_upper: Mask
    steps: list[tuple[int, Array]] = field(default_factory=list)

    def copied(self) -> _State:
        """A state like this one before any step, to be changed."""
        return _State(self.values.copy(), self.reduced.copy(), self.basic.copy(), self.at_upper.copy())


class FollowedBasis:
    """The optimal basis that a solver has just found of a linear model, in numbers of this scale."""

    def __init__(self, solver: highspy.Highs, model: SparseModel, scale: Scale) -> None:
        self._solver, self._columns, self._rows = solver, model.cost.size, model.row_upper.size
        row, column, value = scaled_entries(model, scale)
        self._by_row = _Matrix.by(row, column, value, self._rows)
        self._by_column = _Matrix.by(column, row, value, self._columns)
        self._lower = np.concatenate([model.lower / scale.columns, -model.row_upper / scale.rows])
        self._upper = np.concatenate([model.upper / scale.columns, -model.row_lower / scale.rows])
        solution = solver.getSolution()
        values = np.concatenate([solution.col_value, -np.array(solution.row_value)])
        reduced = np.concatenate([solution.col_dual, -np.array(solution.row_dual)])
        basic = basic_variables(solver, self._columns)
        self.is_known = basic is not None
        basic = np.arange(self._rows) if basic is None else basic
        self._movable = self._lower < self._upper  # what has one value only never enters a basis
        self._optimum = _State(values, reduced, basic, is_at_upper(values, self._lower, self._upper))
        self._is_basic = np.zeros(values.size, dtype=np.bool_)
        self._is_basic[basic] = True
        self._first: tuple[int, Array] = (-1, np.zeros(0))  # the limit that was moved last, and its direction

    def of_column(self, column: int, more: float) -> float:
        """By how much the objective changes if the ceiling of a column that lies there rises by so much (or falls);
        nan where that is not known."""
        return self._moved(column, True, more)

    def of_row(self, row: int, more: float) -> float:
        """By how much the objective changes if the most that a row may come to rises by so much (or falls), where it
        comes to that; nan where that is not known."""
        return self._moved(self._columns + row, False, -more)

    def _moved(self, variable: int, is_upper: bool, by: float) -> float:
        price, limit = self._optimum.reduced[variable], (self._upper if is_upper else self._lower)[variable]
        lies_there = not self._is_basic[variable] and abs(self._optimum.values[variable] - limit) <= TIGHT
        if not (self.is_known and lies_there) or (price > 0 if is_upper else price < 0):
            return math.nan
        try:
            return self._followed(variable, is_upper, by)
        except _LostError:
            return math.nan

    def _followed(self, variable: int, is_upper: bool, by: float) -> float:
        changes, left, sign = [], abs(by), math.copysign(1.0, by)
        relaxes, state = (by > 0) == is_upper, self._optimum
        direction = self._first_direction(variable)
        for step in range(MOST_STEPS):
            rate = direction * -sign
            place, length = self._first_at_its_bound(state, rate)
            changes.append(float(state.reduced[variable]) * sign * min(length, left))
            if length >= left:
                return math.fsum(changes)
            left -= length
            if step == 0:  # most limits move so far without one
                state = state.copied()
                state.at_upper[variable] = is_upper
            state.values[state.basic] += rate * length
            entering = self._exchanged(state, place, bool(rate[place] > 0), variable)
            if entering == variable:
                if not relaxes:
                    raise _LostError
                return math.fsum(changes)  # more of it is worth nothing any more
            share = direction[place] / state.steps[-1][1][place]
            direction = direction - share * state.steps[-1][1]
            direction[place] = share
        raise _LostError

    def _first_at_its_bound(self, state: _State, rate: Array) -> tuple[int, float]:
        """The place of the basic variable that comes to a bound first, and how far the limit moves until then."""
        moving = np.flatnonzero(np.abs(rate) > NOTHING)
        if not moving.size:
            return -1, math.inf
        basic, rises, speed = state.basic[moving], rate[moving] > 0, np.abs(rate[moving])
        values = state.values[basic]
        room = np.where(rises, self._upper[basic] - values, values - self._lower[basic])
        lengths = np.maximum(room, 0.0) / speed
        length = float(lengths.min())
        first = np.flatnonzero(lengths <= length + TIE)
        return int(moving[first[np.argmax(speed[first])]]), length

    def _exchanged(self, state: _State, place: int, is_upper: bool, moved: int) -> int:
        """The variable that enters the basis for the one at this place, which leaves at its upper bound (or lower)."""
        row, leaving = self._row(state, place), int(state.basic[place])
        away = row if is_upper else -row
        movable = self._movable.copy()
        movable[moved], movable[state.basic] = True, False
        can = movable & np.where(state.at_upper, away < -NOTHING, away > NOTHING)
        candidates = np.flatnonzero(can)
        if not candidates.size:
            raise _LostError  # there may be no plan
        ratios = np.maximum(state.reduced[candidates] / away[candidates], 0.0)
        least = float(ratios.min())
        first = candidates[ratios <= least + TIE]
        entering = int(first[np.argmax(np.abs(away[first]))])
        price = state.reduced[entering] / row[entering]
        state.reduced -= price * row
        state.reduced[entering], state.reduced[leaving] = 0.0, -price
        state.at_upper[leaving] = is_upper
        state.values[leaving] = (self._upper if is_upper else self._lower)[leaving]
        if entering != moved:
            state.steps.append((place, self._direction(state, entering)))
            state.basic[place] = entering
        return entering

    def _first_direction(self, variable: int) -> Array:
        """From the optimal basis; kept, as a limit is mostly moved up and down."""
        if self._first[0] != variable:
            self._first = variable, self._direction(self._optimum, variable)
        return self._first[1]

    def _direction(self, state: _State, variable: int) -> Array:
        """(M,) by how much the basic variables fall for each unit that a variable rises."""
        column, more = np.zeros(self._rows), variable - self._columns
        if more >= 0:
            column[more] = 1.0
        else:
            rows, values = self._by_column.of(variable)
            column[rows] = values
        falls = _found(self._solver.getBasisSolve(column))  # type: ignore[attr-defined]  # not in its stubs
        for place, entered in state.steps:
            share = falls[place] / entered[place]
            falls = falls - share * entered
            falls[place] = share
        return falls

    def _row(self, state: _State, place: int) -> Array:
        """(N,) by how much the basic variable at this place falls for each unit that every other one rises."""
        weights = np.zeros(self._rows)
        weights[place] = 1.0
        for changed, entered in reversed(state.steps):
            some = np.flatnonzero(weights)  # a product of two whole ones would start a thread, which waits for more
            others = float(np.sum(weights[some] * entered[some])) - weights[changed] * entered[changed]
            weights[changed] = (weights[changed] - others) / entered[changed]
        weights = _found(self._solver.getBasisTransposeSolve(weights))  # type: ignore[attr-defined]
        row = self._by_row.summed(weights, self._columns)
        return np.concatenate([row, weights])


def _found(answer: tuple[HighsStatus, Array]) -> Array:
    status, found = answer
    if status != HighsStatus.kOk:
        raise _LostError
    return np.asarray(found)
