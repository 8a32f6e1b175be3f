"""The elastic model: the planning model in which each limit may give way, at a price relative to its size."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import PRODUCTS
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import Decisions, decisions
from sop_excel.model.rules import ROWS
from sop_excel.model.rules.rule import LOWER, RAISE, Decision, Entries, Indices, Limit, Row


@dataclass(frozen=True)
class LimitColumns:
    """A limit that may give way in some cells: their rows and columns in its arrays, and the columns of the model."""

    limit: Limit
    cells: tuple[NDArray[np.intp], ...]
    columns: Indices


@dataclass(frozen=True)
class Elastic:
    """The elastic model; ``prices`` are those of its columns (1 / size for changes, 0 for the plan itself)."""

    model: SparseModel
    changes: tuple[LimitColumns, ...]
    prices: Array

    @property
    def of_needs(self) -> Array:
        """The prices of the changes of needs, which are the last to be made; 0 for all other columns."""
        last = np.zeros(self.prices.size)
        for change in self.changes:
            if change.limit.last:
                last[change.columns] = self.prices[change.columns]
        return last

    def ceilings(self, barred: Collection[Limit] = (), only: Sequence[Array] | None = None) -> Array:
        """The ceilings of the columns where the barred limits change nothing, and the others nothing but what changes
        in ``only`` (an array of amounts for each limit) by more than noise."""
        upper = self.model.upper.copy()
        for number, change in enumerate(self.changes):
            if change.limit in barred:
                upper[change.columns] = 0.0
            elif only is not None:
                noise = only[number] <= change.limit.negligible
                upper[change.columns[noise[change.cells]]] = 0.0
        return upper

    def amounts(self, values: Array) -> tuple[Array, ...]:
        """The amount of every change, an array for each limit."""
        return tuple(_spread(change, values) for change in self.changes)


def elastic(problem: Problem, limits: tuple[Limit, ...]) -> Elastic:
    """The elastic model of the problem in which these limits may give way.

    All of them have their rows, also where some are barred in the end: another limit of the same decision takes away
    the floor or ceiling of both.
    """
    kept = {limit.family for limit in limits if np.any(limit.most > 0)}
    model = formulate(problem, _loosened(decisions(problem), limits), kept)
    model = replace(model, offset=0.0, cost=np.zeros_like(model.cost))
    changes, prices = [], [model.cost]
    for limit in limits:
        cells = np.nonzero(limit.most > 0)
        changes.append(LimitColumns(limit, cells, model.lower.size + np.arange(cells[0].size)))
        prices.append(1.0 / sizes(problem, limit)[cells])
        model = _with_change(problem, model, changes[-1], limit.most)
    return Elastic(model, tuple(changes), np.concatenate(prices))


def _loosened(chosen: Decisions, limits: tuple[Limit, ...]) -> Decisions:
    """The decisions without the floors and ceilings that are limits; rows of the model state those."""
    loose: dict[str, Decision] = {}
    for limit in limits:
        if limit.family:
            decision = loose.get(limit.family, chosen[limit.family])
            lower = np.where(limit.most > 0, 0.0, decision.lower) if limit.action == LOWER else decision.lower
            upper = np.where(limit.most > 0, np.inf, decision.upper) if limit.action == RAISE else decision.upper
            loose[limit.family] = replace(decision, lower=lower, upper=upper)
    return chosen.exchanged(loose)


def sizes(problem: Problem, limit: Limit) -> Array:
    """The size of a limit: its own value, or the mean demand where that is 0."""
    overall = float(np.mean(problem.demand)) or 1.0
    mean = np.mean(problem.demand, axis=1, keepdims=True)
    instead = overall if limit.axis != PRODUCTS else np.where(mean > 0, mean, overall)
    return np.where(limit.value > 0, limit.value, instead)


def _with_change(problem: Problem, model: SparseModel, change: LimitColumns, most: Array) -> SparseModel:
    """A column for every cell that may change: in a row of its own with the decision, or where the need stands."""
    limit, count, most = change.limit, change.columns.size, most[change.cells]
    if not count:
        return model
    sign = 1.0 if limit.action == LOWER else -1.0
    if not limit.family:
        standing = [row for row in ROWS if row.name in limit.rows and row.name in model.rows]
        entries = [entry for row in standing for entry in _where_it_counts(problem, model, row, change, sign)]
        return _grown(model, most, entries, np.zeros(0), np.zeros(0))
    rows = model.row_upper.size + np.arange(count)
    decision = model.at[limit.family][change.cells]
    entries = [Entries.of(rows, decision, 1.0), Entries.of(rows, change.columns, sign)]
    value, endless = limit.value[change.cells], np.full(count, np.inf)
    lower, upper = (value, endless) if limit.action == LOWER else (-endless, value)
    return _grown(model, most, entries, lower, upper)


def _where_it_counts(
    problem: Problem, model: SparseModel, row: Row, change: LimitColumns, sign: float
) -> Iterator[Entries]:
    """The changes in the rows of the periods in which what stands on their right-hand side counts: its own, or more."""
    items, periods = change.cells
    if row.axis != change.limit.axis:  # what is part of a product stands in the rows of the product too
        items = _products_of(problem, change.limit)[items]
    counts = np.ones(problem.extent(row.axis)[0]) if row.counted_for is None else row.counted_for(problem)
    for later in range(int(counts.max(initial=0))):
        at = np.minimum(periods + later, problem.shape[1] - 1)
        here = (periods + later < problem.shape[1]) & (counts[items] > later)
        yield Entries.of(np.where(here, model.rows[row.name][items, at], -1), change.columns, sign)


def _products_of(problem: Problem, limit: Limit) -> NDArray[np.intp]:
    products = problem.product_of(limit.axis)
    if products is None:
        raise KeyError(f"no product of {limit.axis}")
    return products


def _grown(model: SparseModel, most: Array, entries: list[Entries], lower: Array, upper: Array) -> SparseModel:
    return replace(
        model,
        cost=np.concatenate([model.cost, np.zeros(most.size)]),
        lower=np.concatenate([model.lower, np.zeros(most.size)]),
        upper=np.concatenate([model.upper, most]),
        whole=np.concatenate([model.whole, np.zeros(most.size, dtype=bool)]),
        row_lower=np.concatenate([model.row_lower, lower]),
        row_upper=np.concatenate([model.row_upper, upper]),
        entries=Entries.joined([model.entries, *entries]),
    )


def _spread(change: LimitColumns, values: Array) -> Array:
    amounts = np.zeros_like(change.limit.value)
    amounts[change.cells] = values[change.columns]
    return amounts
