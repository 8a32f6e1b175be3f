"""The vectorised formulation: the planning model as sparse arrays, built family by family without a loop.

With ``x`` production, ``u`` subcontracted units, ``s`` inventory, ``b`` backorders, ``l`` lost sales, ``v`` units
missing to the safety stock, ``reg`` and ``o`` regular use and overtime of a resource, the rows are

- balance: ``x[t-L] + u[t] + l[t] + s[t-1] + b[t] - s[t] - b[t-1] = d[t] - receipts[t]``
- load: ``reg[r,t] + o[r,t] - sum_i a[i,r] x[i,t] = 0`` (of a warehouse: ``s`` instead of ``x``)
- owed: ``b[t] - b[t-1] + l[t] <= d[t]``, where demand may be late: what is delivered is never negative
- safety: ``s[t] + v[t] >= SS[t]``, where the safety stock may be missed
- held: ``sum weight x decision <= most``, for what earlier steps have found, such as the least shortfall

and every floor or ceiling of a single decision is a bound of its column.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import Decision, Decisions, Held
from sop_excel.model.outcome import Prices

Indices = NDArray[np.int64]
ROUNDING = 1e-12  # of the numbers in a difference
SPECK = 1e-10  # of small ones, up to as many units: the last digits of what a planner types


@dataclass(frozen=True)
class Entries:
    """Coefficients of a sparse matrix: ``value[k]`` stands in row ``row[k]`` and column ``column[k]``."""

    row: Indices
    column: Indices
    value: Array

    @staticmethod
    def of(row: Indices, column: Indices, value: Array | float) -> Entries:
        """The entries of two arrays of one shape, left out where the row is -1 (there is no such row)."""
        values = np.broadcast_to(np.asarray(value, dtype=np.float64), row.shape)
        there = row >= 0
        return Entries(row[there], column[there], values[there])

    @staticmethod
    def joined(parts: list[Entries]) -> Entries:
        """All entries in one."""
        return Entries(
            np.concatenate([np.zeros(0, np.int64), *(p.row for p in parts)]),
            np.concatenate([np.zeros(0, np.int64), *(p.column for p in parts)]),
            np.concatenate([np.zeros(0), *(p.value for p in parts)]),
        )


@dataclass(frozen=True)
class SparseModel:
    """Minimise ``cost @ z + offset`` subject to ``row_lower <= A z <= row_upper`` and ``lower <= z <= upper``.

    ``entries`` are those of A; ``whole`` marks the columns that must be whole. ``at`` tells the column of every
    decision (I, T) or (R, T), for the families that are kept or not all fixed at 0; ``rows`` the row of every rule, -1
    where there is none.
    """

    cost: Array
    lower: Array
    upper: Array
    whole: NDArray[np.bool_]
    row_lower: Array
    row_upper: Array
    entries: Entries
    offset: float
    at: Mapping[str, Indices]
    rows: Mapping[str, Indices]
    held: tuple[str, ...] = ()

    def quantities(self, values: Array, decisions: Decisions) -> Quantities:
        """The values of the columns as decisions; a family that was left out is 0."""
        families = (
            values[self.at[name]] if name in self.at else np.zeros_like(decision.lower)
            for name, decision in decisions.items()
        )
        return Quantities(*families)

    def broken_by(self, values: Array) -> float:
        """How far the values of the columns break a bound or a row at most, as a share of its numbers, as a plan's
        rules are measured (``check.py``); infinite for values that are no numbers."""
        parts, count = self.entries.value * values[self.entries.column], self.row_upper.size
        sums = np.bincount(self.entries.row, parts, count)
        sizes = np.bincount(self.entries.row, np.abs(parts), count)
        excess = [
            np.maximum(self.row_lower - sums, sums - self.row_upper) / np.maximum(1.0, sizes),
            np.maximum(self.lower - values, values - self.upper) / np.maximum(1.0, np.abs(values)),
        ]
        return max(0.0, float(np.max(np.nan_to_num(np.concatenate(excess), nan=np.inf), initial=0.0)))

    def prices(self, duals: Array) -> Prices:
        """The duals of the rows (money per unit of right-hand side) as prices, each with the sign it must have."""
        there = self.rows["owed"] >= 0
        owed = np.zeros(there.shape)
        owed[there] = np.maximum(-duals[self.rows["owed"][there]], 0.0)
        safety = np.zeros(there.shape)
        missed = self.rows["safety"] >= 0
        safety[missed] = np.maximum(duals[self.rows["safety"][missed]], 0.0)
        paid = np.maximum(-duals[self.rows["held"]], 0.0).tolist()
        held = dict(zip(self.held, paid, strict=True))
        return Prices(duals[self.rows["balance"]], np.maximum(duals[self.rows["load"]], 0.0), owed, safety, held)


def formulate(problem: Problem, decisions: Decisions, kept: Collection[str] = ()) -> SparseModel:
    """The model of the problem with these floors, ceilings and costs; its minimum is total cost less revenue.

    A family of decisions that are all fixed at 0 has no columns, unless it is ``kept``.
    """
    at, rows = _columns(decisions, kept), _rows(decisions)
    families = [getattr(decisions, name) for name in at]
    column = _joiner(families)
    row_lower, row_upper = _right_hand_sides(problem, decisions, rows)
    return SparseModel(
        cost=column(lambda d: d.unit_cost),
        lower=column(lambda d: d.lower),
        upper=column(lambda d: d.upper),
        whole=column(lambda d: np.full(d.lower.shape, d.whole)).astype(np.bool_),
        row_lower=row_lower,
        row_upper=row_upper,
        entries=Entries.joined(
            _balance(problem, at, rows["balance"])
            + _load(problem, at, rows["load"])
            + _owed(at, rows["owed"])
            + _safety(at, rows["safety"])
            + _held(at, rows["held"], decisions.held)
        ),
        offset=offset(problem),
        at=at,
        rows=rows,
        held=tuple(held.name for held in decisions.held),
    )


def offset(problem: Problem) -> float:
    """Minus the revenue of all demand: a lost unit then costs its price, and the minimum is total cost - revenue."""
    price = np.nan_to_num(problem.products.price, nan=0.0)
    return -math.fsum((price * problem.demand).ravel().tolist())


def _joiner(families: list[Decision]) -> Callable[[Callable[[Decision], Array]], Array]:
    def column(part: Callable[[Decision], Array]) -> Array:
        return np.concatenate([np.zeros(0), *(np.ravel(part(family)) for family in families)])

    return column


def _columns(decisions: Decisions, kept: Collection[str]) -> dict[str, Indices]:
    at, first = {}, 0
    for name, decision in decisions.items():
        if name in kept or np.any(decision.lower != 0) or np.any(decision.upper != 0):
            at[name] = first + np.arange(decision.lower.size).reshape(decision.lower.shape)
            first += decision.lower.size
    return at


def _rows(decisions: Decisions) -> dict[str, Indices]:
    """Balance for every product and period, load for every resource and period, the others where they say something."""
    products, resources = decisions.production.lower.shape, decisions.regular.lower.shape
    late = decisions.backorders.upper > 0
    count = products[0] * products[1]
    load = count + np.arange(resources[0] * resources[1]).reshape(resources)
    owed, first = np.full(products, -1), count + load.size
    owed[late] = first + np.arange(np.count_nonzero(late))
    missed = decisions.shortfall.upper > 0
    safety, first = np.full(products, -1), first + np.count_nonzero(late)
    safety[missed] = first + np.arange(np.count_nonzero(missed))
    held = first + np.count_nonzero(missed) + np.arange(len(decisions.held))
    balance = np.arange(count).reshape(products)
    return {"balance": balance, "load": load, "owed": owed, "safety": safety, "held": held}


def net_demand(problem: Problem) -> Array:
    """(I, T) demand less receipts, less the stock at the start in the first period: what the plan must supply.

    What rounding leaves of equal numbers is 0, and not the size to which a solver's tolerances are fitted.
    """
    net, size = problem.demand - problem.receipts, problem.demand + problem.receipts
    net[:, 0] -= problem.products.initial_inventory - problem.products.initial_backorders
    size[:, 0] += problem.products.initial_inventory + problem.products.initial_backorders
    return np.where(np.abs(net) <= np.maximum(ROUNDING * size, SPECK * np.minimum(size, 1.0)), 0.0, net)


def ordered(problem: Problem) -> Array:
    """(I, T) demand, plus the backorders at the start in the first period: what may be owed anew."""
    orders = problem.demand.copy()
    orders[:, 0] += problem.products.initial_backorders
    return orders


def _right_hand_sides(problem: Problem, decisions: Decisions, rows: Mapping[str, Indices]) -> tuple[Array, Array]:
    net = net_demand(problem).ravel()
    load = np.zeros(rows["load"].size)
    owed = ordered(problem)[rows["owed"] >= 0]
    safety = decisions.shortfall.upper[rows["safety"] >= 0]
    most = np.array([held.most for held in decisions.held])
    none = np.full(owed.size, -np.inf), np.full(safety.size, np.inf), np.full(most.size, -np.inf)
    return (
        np.concatenate([net, load, none[0], safety, none[2]]),
        np.concatenate([net, load, owed, none[1], most]),
    )


def arrivals(problem: Problem) -> tuple[NDArray[np.bool_], Indices]:
    """(I, T) whether what is started in ``t`` arrives within the horizon, and in which period."""
    periods = problem.shape[1]
    lead = np.minimum(problem.products.lead_time, periods).astype(np.int64)
    arrive = np.arange(periods) + lead[:, None]
    return arrive < periods, np.minimum(arrive, periods - 1)


def _balance(problem: Problem, at: Mapping[str, Indices], row: Indices) -> list[Entries]:
    parts = [Entries.of(row, at[name], 1.0) for name in ("subcontract", "lost_sales") if name in at]
    if "production" in at:
        in_time, arrive = arrivals(problem)
        arrives_in = np.where(in_time, np.take_along_axis(row, arrive, axis=1), -1)
        parts.append(Entries.of(arrives_in, at["production"], 1.0))
    for name, sign in (("inventory", 1.0), ("backorders", -1.0)):
        if name in at:
            parts.append(Entries.of(row, at[name], -sign))
            parts.append(Entries.of(row[:, 1:], at[name][:, :-1], sign))
    return parts


def _load(problem: Problem, at: Mapping[str, Indices], row: Indices) -> list[Entries]:
    parts = [Entries.of(row, at[name], 1.0) for name in ("regular", "overtime") if name in at]
    for name, uses in (("production", ~problem.is_storage), ("inventory", problem.is_storage)):
        routings = problem.routings.only(uses)
        if name in at and routings.usage.size:
            parts.append(Entries.of(row[routings.resource], at[name][routings.product], -routings.usage[:, None]))
    return parts


def _owed(at: Mapping[str, Indices], row: Indices) -> list[Entries]:
    parts = []
    if "backorders" in at:
        parts = [
            Entries.of(row, at["backorders"], 1.0),
            Entries.of(row[:, 1:], at["backorders"][:, :-1], -1.0),
        ]
        if "lost_sales" in at:
            parts.append(Entries.of(row, at["lost_sales"], 1.0))
    return parts


def _safety(at: Mapping[str, Indices], row: Indices) -> list[Entries]:
    if "shortfall" not in at:
        return []
    return [Entries.of(row, at[name], 1.0) for name in ("inventory", "shortfall") if name in at]


def _held(at: Mapping[str, Indices], rows: Indices, held: Sequence[Held]) -> list[Entries]:
    parts = []
    for row, what in zip(rows, held, strict=True):
        for name, weight in what.weights.items():
            if name in at:
                counts = np.where(weight != 0, row, -1)
                parts.append(Entries.of(counts, at[name], weight))
    return parts
