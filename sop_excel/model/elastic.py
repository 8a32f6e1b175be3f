"""The elastic model: the planning model in which each limit may give way, at a price relative to its size."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import Decision, Decisions, decisions
from sop_excel.model.highs import run
from sop_excel.model.limits import LOWER, RAISE, Limit
from sop_excel.model.outcome import Ending
from sop_excel.model.sparse import Entries, Indices, SparseModel, formulate

HELD = 1e-9  # how much more than their least the changes of demand may be while the others are minimised
DEARER = 1e6  # how much more they are worth even then, so that the others do not use that up


@dataclass(frozen=True)
class Change:
    """A limit that may give way in some cells: their rows and columns in its arrays, and the columns of the model."""

    limit: Limit
    cells: tuple[NDArray[np.intp], ...]
    columns: Indices


@dataclass(frozen=True)
class Elastic:
    """The elastic model; ``prices`` are those of its columns (1 / size for changes, 0 for the plan itself)."""

    model: SparseModel
    changes: tuple[Change, ...]
    prices: Array

    def least(self, problem: Problem) -> tuple[Array, ...] | None:
        """The amount of every change, an array for each limit: least for the needs, then least for all others.

        None when no changes of these limits make a plan possible.
        """
        last = np.zeros(self.prices.size)
        for change in self.changes:
            if change.limit.last:
                last[change.columns] = self.prices[change.columns]
        values = solved(replace(self.model, cost=last), problem)
        if values is None:
            return None
        held = _at_most(self.model, last, float(last @ values))
        better = solved(replace(held, cost=self.prices + DEARER * last), problem)
        return tuple(_spread(change, values if better is None else better) for change in self.changes)

    def only(self, amounts: tuple[Array, ...]) -> Elastic:
        """The same model in which nothing changes but what does by these amounts, noise left out."""
        upper = self.model.upper.copy()
        for change, some in zip(self.changes, amounts, strict=True):
            upper[change.columns[(some <= change.limit.negligible)[change.cells]]] = 0.0
        return replace(self, model=replace(self.model, upper=upper))


def elastic(problem: Problem, limits: tuple[Limit, ...], barred: Collection[Limit] = ()) -> Elastic:
    """The elastic model of the problem in which these limits may give way, all but the barred ones.

    Those have their rows all the same: another limit of the same decision takes away the floor or ceiling of both.
    """
    kept = {limit.family for limit in limits if np.any(limit.most > 0)}
    model = formulate(problem, _loosened(decisions(problem), limits), kept)
    model = replace(model, offset=0.0, cost=np.zeros_like(model.cost))
    changes, prices = [], [model.cost]
    for limit in limits:
        cells = np.nonzero(limit.most > 0)
        changes.append(Change(limit, cells, model.lower.size + np.arange(cells[0].size)))
        prices.append(1.0 / _sizes(problem, limit)[cells])
        model = _with_change(model, changes[-1], np.zeros_like(limit.most) if limit in barred else limit.most)
    return Elastic(model, tuple(changes), np.concatenate(prices))


def solved(model: SparseModel, problem: Problem) -> Array | None:
    """The best values; for a model with whole columns those of the linear model in which these are fixed."""
    solution = run(model, replace(problem.policies, relative_gap=0.0), mostly_free=True)
    if solution.ending is Ending.NO_PLAN or not model.whole.any():
        return None if solution.ending is Ending.NO_PLAN else solution.values
    whole = np.rint(solution.values)
    fixed = replace(
        model,
        lower=np.where(model.whole, whole, model.lower),
        upper=np.where(model.whole, whole, model.upper),
        whole=np.zeros_like(model.whole),
    )
    again = run(fixed, problem.policies, mostly_free=True)
    return solution.values if again.ending is Ending.NO_PLAN else again.values


def _loosened(chosen: Decisions, limits: tuple[Limit, ...]) -> Decisions:
    """The decisions without the floors and ceilings that are limits; rows of the model state those."""
    loose: dict[str, Any] = {}
    for limit in limits:
        if limit.family:
            decision: Decision = loose.get(limit.family, getattr(chosen, limit.family))
            lower = np.where(limit.most > 0, 0.0, decision.lower) if limit.action == LOWER else decision.lower
            upper = np.where(limit.most > 0, np.inf, decision.upper) if limit.action == RAISE else decision.upper
            loose[limit.family] = replace(decision, lower=lower, upper=upper)
    return replace(chosen, **loose)


def _sizes(problem: Problem, limit: Limit) -> Array:
    """The size of a limit: its own value, or the mean demand where that is 0."""
    overall = float(np.mean(problem.demand)) or 1.0
    mean = np.mean(problem.demand, axis=1, keepdims=True)
    instead = overall if limit.of_resources else np.where(mean > 0, mean, overall)
    return np.where(limit.value > 0, limit.value, instead)


def _with_change(model: SparseModel, change: Change, most: Array) -> SparseModel:
    """A column for every cell that may change: in a row of its own with the decision, or where the need stands."""
    limit, count, most = change.limit, change.columns.size, most[change.cells]
    if not count:
        return model
    if not limit.family:
        entries = [Entries.of(model.rows[rule][change.cells], change.columns, 1.0) for rule in ("balance", "owed")]
        return _grown(model, most, entries, np.zeros(0), np.zeros(0))
    rows = model.row_upper.size + np.arange(count)
    sign = 1.0 if limit.action == LOWER else -1.0
    decision = model.at[limit.family][change.cells]
    entries = [Entries.of(rows, decision, 1.0), Entries.of(rows, change.columns, sign)]
    value, endless = limit.value[change.cells], np.full(count, np.inf)
    lower, upper = (value, endless) if limit.action == LOWER else (-endless, value)
    return _grown(model, most, entries, lower, upper)


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


def _at_most(model: SparseModel, weights: Array, least: float) -> SparseModel:
    """The model with the weighted sum held at its least value; where that is 0, each of its columns is."""
    columns = np.flatnonzero(weights)
    if least <= HELD:
        upper = model.upper.copy()
        upper[columns] = 0.0
        return replace(model, upper=upper)
    row = Entries.of(np.full(columns.size, model.row_upper.size), columns, weights[columns])
    return _grown(model, np.zeros(0), [row], np.array([-np.inf]), np.array([least + HELD * max(1.0, least)]))


def _spread(change: Change, values: Array) -> Array:
    amounts = np.zeros_like(change.limit.value)
    amounts[change.cells] = values[change.columns]
    return amounts
