"""The vectorised formulation: the planning model as sparse arrays, assembled from the rules without a loop over cells.

Every floor or ceiling of a single decision is a bound of its column; the rows are those of the rules, and last

- held: ``sum weight x decision <= most``, for what earlier steps have found, such as the least shortfall
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import Decisions, Held
from sop_excel.model.prices import HELD, Prices
from sop_excel.model.rules import AXES, COLUMNS, ROWS, in_use
from sop_excel.model.rules.rule import (
    AT_LEAST,
    AT_MOST,
    PLAIN,
    Decision,
    Entries,
    Indices,
    Mask,
    Numbers,
    Part,
    Row,
    Values,
)

_AXES_OF_ROWS = tuple(dict.fromkeys(row.axis for row in ROWS))


@dataclass(frozen=True)
class SparseModel:
    """Minimise ``cost @ z + offset`` subject to ``row_lower <= A z <= row_upper`` and ``lower <= z <= upper``.

    ``entries`` are those of A; ``whole`` marks the columns that must be whole. ``at`` tells the column of every
    decision (K, T), for the families that are kept or not all fixed at 0; ``rows`` the row of every rule, -1
    where there is none, and under ``held`` those of what earlier steps have found; ``stated`` are the rules with rows.
    """

    cost: Array
    lower: Array
    upper: Array
    whole: Mask
    row_lower: Array
    row_upper: Array
    entries: Entries
    offset: float
    at: Mapping[str, Indices]
    rows: Mapping[str, Indices]
    held: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()

    @cached_property
    def has_whole(self) -> bool:
        """Whether any column must be whole."""
        return bool(self.whole.any())

    def quantities(self, values: Array, decisions: Decisions) -> Quantities:
        """The values of the columns as decisions; a family that was left out is 0."""
        return quantities_of(
            {name: values[self.at[name]] if name in self.at else decision.lower for name, decision in decisions.items()}
        )

    def broken_by(self, values: Array) -> float:
        """How far the values of the columns break a bound or a row at most, as a share of its numbers, as a plan's
        rules are measured (``checked.py``); infinite for values that are no numbers."""
        parts, count = self.entries.value * values[self.entries.column], self.row_upper.size
        sums = np.bincount(self.entries.row, parts, count)
        sizes = np.bincount(self.entries.row, np.abs(parts), count)
        excess = [
            np.maximum(self.row_lower - sums, sums - self.row_upper) / np.maximum(1.0, sizes),
            np.maximum(self.lower - values, values - self.upper) / np.maximum(1.0, np.abs(values)),
        ]
        worst = float(np.max(np.concatenate(excess), initial=0.0))
        return math.inf if math.isnan(worst) else worst

    def prices(self, duals: Array) -> Prices:
        """The duals of the rows (money per unit of right-hand side) as prices by rule; 0 where there is no row."""
        or_none = np.concatenate([duals, [0.0]])  # the last, at -1, where there is no row
        of_rules = {name: or_none[self.rows[name]] for name in self.stated}
        return Prices(of_rules, dict(zip(self.held, duals[self.rows[HELD]].tolist(), strict=True)))

    def duals(self, prices: Prices) -> Array:
        """The duals of the rows at these prices, each with the sign it must have; 0 where a price is not known."""
        or_none = np.zeros(self.row_upper.size + 1)  # the last, at -1, where there is no row
        for name in self.stated:
            if name in prices.of_rows:
                or_none[self.rows[name]] = prices.of_rows[name]
        duals = or_none[:-1]
        duals[self.rows[HELD]] = [prices.held.get(name, 0.0) for name in self.held]
        duals = np.where(np.isinf(self.row_lower), np.minimum(duals, 0.0), duals)
        return np.where(np.isinf(self.row_upper), np.maximum(duals, 0.0), duals) + 0.0


def quantities_of(families: Mapping[str, Array]) -> Quantities:
    """The values of all families as quantities."""
    return Quantities(families, AXES)


def derived(problem: Problem, decisions: Decisions, values: Values, numbers: Numbers) -> dict[str, Any]:
    """The values of all families: ``values`` of those that are decided, and what follows from them."""
    known = dict(values)
    for column in COLUMNS:
        if column.follows is not None and column.name in decisions.brought:
            known[column.name] = column.follows(problem, decisions, known, numbers)
    return known


def completed(problem: Problem, decisions: Decisions, known: Mapping[str, Array]) -> Quantities:
    """All quantities of a plan of which some families are known: the others follow, or go with these at least."""
    values = {column.name: known.get(column.name, decisions[column.name].lower) for column in COLUMNS}
    for column in COLUMNS:
        if column.name not in known and column.name in decisions.brought:
            going = column.follows or column.least
            if going is not None:
                values[column.name] = going(problem, decisions, values, PLAIN)
    return quantities_of(values)


def formulate(problem: Problem, decisions: Decisions, kept: Collection[str] = ()) -> SparseModel:
    """The model of the problem with these floors, ceilings and costs; its minimum is total cost less revenue.

    A family of decisions that are all fixed at 0 has no columns, unless it is ``kept``.
    """
    at, (rows, stated) = _columns(decisions, kept), _rows(problem, decisions)
    families = [decisions[name] for name in at]
    row_lower, row_upper = _right_hand_sides(problem, decisions, rows, stated)
    entries = [e for row in stated for e in row.coefficients(problem, decisions, at, rows[row.name])]
    lower = _joined([d.lower for d in families])
    return SparseModel(
        cost=_joined([d.unit_cost for d in families]),
        lower=lower,
        upper=_joined([d.upper for d in families]),
        whole=_whole(families, lower.size),
        row_lower=row_lower,
        row_upper=row_upper,
        entries=Entries.joined([*entries, *_held(at, rows[HELD], decisions.held)]),
        offset=offset(problem),
        at=at,
        rows=rows,
        stated=tuple(row.name for row in stated),
        held=tuple(held.name for held in decisions.held),
    )


def constants(problem: Problem) -> list[Part]:
    """What the objective has beside the costs of decisions: what is given, at its price."""
    return [part for rule in in_use(problem) for part in rule.constant(problem)]


def offset(problem: Problem) -> float:
    """The constants' sum: with it the minimum is total cost less revenue."""
    amounts = [np.ravel(part.sign * part.quantity) for part in constants(problem)]
    return math.fsum(chain.from_iterable(some[some != 0].tolist() for some in amounts))


def _joined(parts: Sequence[Array]) -> Array:
    """The numbers of all families, one after the other; as new ones, of one family too."""
    return np.concatenate([part.ravel() for part in parts] or [np.zeros(0)])


def _whole(families: Sequence[Decision], columns: int) -> Mask:
    if not any(family.any_whole for family in families):
        return np.zeros(columns, np.bool_)
    return np.concatenate([np.ravel(family.is_whole) for family in families])


def _columns(decisions: Decisions, kept: Collection[str]) -> dict[str, Indices]:
    at, first = {}, 0
    for name, decision in decisions.items():
        if name in kept or (name in decisions.brought and (decision.lower.any() or decision.upper.any())):
            size = decision.lower.size
            at[name] = np.arange(first, first + size).reshape(decision.lower.shape)
            first += size
    return at


def _rows(problem: Problem, decisions: Decisions) -> tuple[dict[str, Indices], list[Row]]:
    """The rows of each rule where it says something, and after them those of what earlier steps have found; and the
    rules that say anything."""
    extents = {axis: problem.extent(axis) for axis in _AXES_OF_ROWS}
    nothing = {extent: np.zeros(extent, np.int64) - 1 for extent in {*extents.values()}}  # most axes have no items
    nowhere = {axis: nothing[extent] for axis, extent in extents.items()}
    rows: dict[str, Indices] = {row.name: nowhere[row.axis] for row in ROWS}
    stated, first = list[Row](), 0
    for row in decisions.rows:
        there = row.there(problem, decisions)
        if count := int(np.count_nonzero(there)):
            rows[row.name] = nowhere[row.axis].copy()
            rows[row.name][there] = np.arange(first, first + count)
            stated.append(row)
            first += count
    rows[HELD] = np.arange(first, first + len(decisions.held))
    return rows, stated


def _right_hand_sides(
    problem: Problem, decisions: Decisions, rows: Mapping[str, Indices], stated: Sequence[Row]
) -> tuple[Array, Array]:
    lower, upper = [], []
    for row in stated:
        side = row.right_hand_side(problem, decisions)[rows[row.name] >= 0]
        lower.append(np.full(side.size, -np.inf) if row.side == AT_MOST else side)
        upper.append(np.full(side.size, np.inf) if row.side == AT_LEAST else side)
    if decisions.held:
        lower.append(np.full(len(decisions.held), -np.inf))
        upper.append(np.array([held.most for held in decisions.held]))
    return _joined(lower), _joined(upper)


def _held(at: Mapping[str, Indices], rows: Indices, held: Sequence[Held]) -> list[Entries]:
    parts = []
    for row, what in zip(rows, held, strict=True):
        for name, weight in what.weights.items():
            if name in at:
                counts = np.where(weight != 0, row, -1)
                parts.append(Entries.of(counts, at[name], weight))
    return parts
