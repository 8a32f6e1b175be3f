"""How good is the plan? A cost that no plan can go below, computed from prices by us, whatever a solver says.

For any prices ``y`` of the rows, with the sign that each must have, no plan costs less than

    sum of y x (right-hand side) + sum over every decision of the least of d x (its floor, its ceiling) + constants

where ``d = cost - sum of y x (coefficients)`` is what a unit costs at these prices (Lagrangian relaxation; Geoffrion
1974). Of a decision without a ceiling a negative ``d`` counts with the ceiling that some cheapest plan keeps anyway
(``rules``: implied). The bound, the certificate and the proof without rounding are this one sum.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import SparseModel, constants, formulate
from sop_excel.model.decisions import Decisions
from sop_excel.model.prices import HELD, Prices
from sop_excel.model.rules import COLUMNS, in_use
from sop_excel.model.rules.rule import Mask, Rational

OWN_ROUNDING = 8 * 2.0**-53  # of the numbers in a sum of few terms
ZERO: Any = Fraction(0)


@dataclass(frozen=True)
class Worth:
    """What everything is worth at prices: ``duals`` of the rows, and ``reduced``, what a unit of each column costs.

    ``ceiling`` are those of the columns, the implied ones where ``endless`` ones pay; ``spare`` is the least that a
    unit of any of these costs. What may be the rounding of a sum is 0 in both, but where it takes from the bound.
    """

    model: SparseModel
    duals: Array
    reduced: Array
    ceiling: Array
    endless: Mask
    spare: float

    @property
    def columns(self) -> Array:
        """What each column adds to the bound: the least of its cost at floor and ceiling (money)."""
        least: Array = np.where(self.reduced < 0, self.reduced * self.ceiling, self.reduced * self.model.lower)
        return least

    @property
    def rounding(self) -> float:
        """What decisions without a limit take from the bound, which is noise of the prices of a cheapest plan."""
        return math.fsum(self.columns[self.endless & (self.reduced < 0)].tolist())

    @property
    def bound(self) -> float:
        """A lower bound on total cost less revenue (money)."""
        side = np.where(np.isinf(self.model.row_upper), self.model.row_lower, self.model.row_upper)
        return math.fsum([self.model.offset, *(self.duals * side).tolist(), *self.columns.tolist()])


def worth(problem: Problem, decisions: Decisions, prices: Prices, model: SparseModel | None = None) -> Worth:
    """What the ``model`` of the problem (by default it is formulated) is worth at any finite prices."""
    model = formulate(problem, decisions) if model is None else model
    duals = model.duals(prices)
    endless = np.isinf(model.upper)
    reduced, noise = _reduced(model, duals)
    ceiling = _ceilings(problem, model, endless, pays=reduced < 0)
    if np.isinf(ceiling).any():  # at no prices nothing pays, however much there may be of it
        duals, ceiling = np.zeros_like(duals), np.where(np.isinf(ceiling), 0.0, ceiling)
        reduced, noise = _reduced(model, duals)
    may_be_0 = np.abs(reduced) <= noise
    takes = endless & (reduced < 0)  # what takes from the bound does so however little it is
    spare = np.where(may_be_0, 0.0, reduced)[endless].min(initial=math.inf)
    return Worth(model, duals, np.where(may_be_0 & ~takes, 0.0, reduced), ceiling, endless, float(spare))


def _ceilings(problem: Problem, model: SparseModel, endless: Mask, pays: Mask) -> Array:
    """The ceilings of the columns, the implied ones where they are endless; of these 0 where none of them pays, so that
    none is asked for, and all are known to be finite, as where no change of a load has a price (``rules/needs.py``)."""
    if not endless.any():
        return model.upper
    if problem.load_change_counts.any() or (endless & pays).any():
        return np.where(endless, implied(problem, model), model.upper)
    return np.where(endless, 0.0, model.upper)


def lower_bound(problem: Problem, decisions: Decisions, prices: Prices, model: SparseModel | None = None) -> float:
    """A lower bound on total cost less revenue (money), valid for any finite prices; ``model`` as of ``worth``."""
    return worth(problem, decisions, prices, model).bound


def _reduced(model: SparseModel, duals: Array) -> tuple[Array, Array]:
    """``d = c - y A``, and what of it may be no more than the rounding of this very sum."""
    entries, count = model.entries, model.cost.size
    paid = entries.value * duals[entries.row]
    reduced = model.cost - np.bincount(entries.column, paid, count)
    size: Array = np.abs(model.cost) + np.bincount(entries.column, np.abs(paid), count)
    return reduced, size * OWN_ROUNDING


def implied(problem: Problem, model: SparseModel) -> Array:
    """The ceiling of every column that some cheapest plan keeps, whether it has one of its own or not."""
    known: dict[str, Array] = {}
    ceiling = np.zeros(model.cost.size)
    brought = {column.name for rule in in_use(problem) for column in rule.columns}
    for column in COLUMNS:
        there = column.name in brought
        known[column.name] = column.implied(problem, known) if there else np.zeros(problem.extent(column.axis))
        if column.name in model.at:
            ceiling[model.at[column.name]] = known[column.name]
    return ceiling


def exactly(values: Array) -> Rational:
    """The numbers as fractions, without any further rounding; none may be infinite."""
    return np.vectorize(Fraction, otypes=[object])(values)


@dataclass(frozen=True)
class ExactModel:
    """The model in rational numbers over the doubles of the problem, so that nothing rounds.

    ``sides`` of the rows, ``floor`` and ``ceiling`` of the columns (0 where ``endless``), ``cost``, and the constant.
    """

    model: SparseModel
    sides: Rational
    floor: Rational
    ceiling: Rational
    endless: Mask
    cost: Rational
    constant: Fraction

    def rows(self, values: Rational) -> Rational:
        """What the columns' values (as many as columns) come to in each row."""
        sums: Rational = np.full(self.model.row_upper.size, ZERO, dtype=object)
        entries = self.model.entries
        for row, column, value in zip(entries.row, entries.column, entries.value.tolist(), strict=True):
            sums[row] += Fraction(value) * values[column]
        return sums

    def values(self, families: Mapping[str, Rational]) -> Rational:
        """The values of the columns, by family of decisions."""
        values: Rational = np.full(self.model.cost.size, ZERO, dtype=object)
        for name, at in self.model.at.items():
            values[at] = families[name]
        return values

    def holding(self, values: Rational) -> ExactModel:
        """This model where what earlier steps have found is what these values have of it, if that is more."""
        sides, found = self.sides.copy(), self.rows(values)
        for row in self.model.rows[HELD].tolist():
            sides[row] = max(sides[row], found[row])
        return ExactModel(self.model, sides, self.floor, self.ceiling, self.endless, self.cost, self.constant)


def exact_model(problem: Problem, decisions: Decisions) -> ExactModel:
    """The model of the problem without rounding."""
    model = formulate(problem, decisions)
    endless = np.isinf(model.upper)
    ceiling: Rational = exactly(np.where(endless, 0.0, model.upper))
    cost: Rational = exactly(np.zeros(model.cost.size))
    for name, at in model.at.items():
        decision = decisions[name]
        cost[at] = sum((exactly(line) for line in decision.costs.values()), exactly(np.zeros(at.shape)))
        if decision.summed is not None:
            sums = np.cumsum(exactly(decision.summed), axis=1)
            ceiling[at] = np.where(decision.upper > 0, sums, exactly(decision.upper))
    constant = sum(((exactly(part.quantity) * exactly(_signs(part.sign, part.quantity))).sum()
                    for part in constants(problem)), ZERO)  # fmt: skip
    return ExactModel(
        model, _exact_sides(problem, decisions, model), exactly(model.lower), ceiling, endless, cost, Fraction(constant)
    )


def _signs(sign: float | Array, quantity: Array) -> Array:
    return np.broadcast_to(np.asarray(sign, dtype=np.float64), quantity.shape)


def _exact_sides(problem: Problem, decisions: Decisions, model: SparseModel) -> Rational:
    sides: Rational = np.full(model.row_upper.size, ZERO, dtype=object)
    for row in decisions.rows:
        at = model.rows[row.name]
        for part in row.parts(problem, decisions):
            quantity = sum((exactly(one) for one in part.summed[1:]), exactly(part.summed[0])) if part.summed else None
            signed = (exactly(part.quantity) if quantity is None else quantity) * exactly(
                _signs(part.sign, part.quantity)
            )
            sides[at[at >= 0]] += signed[at >= 0]
    for at, held in zip(model.rows[HELD].tolist(), decisions.held, strict=True):
        sides[at] = Fraction(held.most)
    return sides


def exact_bound(problem: Problem, exact: ExactModel, prices: Prices) -> Fraction:
    """The bound in rational numbers: that of the prices as they are, or of their first twelve digits, whichever is
    higher; both hold."""
    most = implied(problem, exact.model)
    ceiling = exact.ceiling.copy()
    ceiling[exact.endless] = exactly(np.where(np.isinf(most), 0.0, most))[exact.endless]
    duals = exact.model.duals(prices)
    if np.isinf(most[exact.endless]).any():  # at no prices nothing pays, however much there may be of it
        duals = np.zeros_like(duals)
    short = np.array([float(f"{dual:.12g}") for dual in duals.tolist()])
    return max(_exact_bound(exact, ceiling, exactly(some)) for some in (duals, short))


def _exact_bound(exact: ExactModel, ceiling: Rational, duals: Rational) -> Fraction:
    reduced, entries = exact.cost.copy(), exact.model.entries
    for row, column, value in zip(entries.row, entries.column, entries.value.tolist(), strict=True):
        reduced[column] -= Fraction(value) * duals[row]
    least = np.where((reduced < 0).astype(bool), reduced * ceiling, reduced * exact.floor)
    return Fraction(exact.constant + (duals * exact.sides).sum() + least.sum())
