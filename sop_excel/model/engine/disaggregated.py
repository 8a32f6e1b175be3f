"""The same model in more columns: of what is made, how much is for the need of each period. Its linear model is tight.

``x <= M y`` lets a linear model set up by a small share, since little is made of the much that could be. What is made
for one period is no more than that period needs: ``w[j,u] <= need[u] y[j]``, where ``w[j,u]`` is what start ``j`` makes
for period ``u`` (facility location: Krarup and Bilde 1977; one product without limits has whole setups then).

Why no plan is lost. What must have come in of a product up to ``t`` is the highest, up to then, of its net demand so
far and its floor of stock: ``N[t]``; ``need[u] = N[u] - N[u-1]`` is never negative. Each plan serves the needs in turn
with what comes in in turn, first in, first out. As no stock is below its floor, the need of ``u`` is served by what has
come in by ``u``, and no part of it is more than the need itself; what is served by a start that needs a setup has one.
What is left at the end, ``e[j]``, serves no need. So ``w`` and ``e`` are there for each plan, and give it back:
``g x[j] = sum_u w[j,u] + e[j]`` and ``s[t] = N[t] - net demand so far + sum_{j <= t < u} w[j,u] + sum_{j <= t} e[j]``.
Both are put in the place of ``x`` and ``s`` wherever these stand: in rows, costs and bounds. All is read from the
matrix, so it holds for whatever else the rows say, of capacities, lots, routes, or components.

Left as they are: products of which something goes out other than to their demand (into others, to the scrap, to whom it
is owed), those that are made in whole units, and all of them where none needs a setup.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sop_excel.domain.distinct import distinct
from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.rules.rule import Entries, Indices, Mask

MOST = 60_000  # further columns: beyond, the linear model takes longer than it is worth
NO_NEED = 1e-12  # of all that is needed: a need that rounding alone may have made


@dataclass(frozen=True)
class _Starts:
    """What comes in of the products that are restated, sorted by product and period: the column of each start, the
    product and the period in which it comes in, the good units of each that is started, and the row that lets it be
    only where something is set up (-1: it needs nothing)."""

    column: Indices
    product: Indices
    period: Indices
    good: Array
    row: Indices

    def some(self, which: Mask | Indices) -> _Starts:
        return _Starts(self.column[which], self.product[which], self.period[which], self.good[which], self.row[which])


@dataclass(frozen=True)
class _Needs:
    """The further columns: ``start``, numbered in ``_Starts``, makes for the need of ``period``, which is so ``large``
    (units); ``so_far`` (I, T) is the sum of all needs of a product."""

    start: Indices
    period: Indices
    large: Array
    so_far: Array


@dataclass(frozen=True)
class Disaggregated:
    """A model restated: ``model`` has the columns of the one before, of which those of the starts are what serves no
    need and those of the stock nothing, and then those of what each start makes for each need."""

    model: SparseModel
    _starts: _Starts
    _needs: _Needs
    _sums: Entries  # each column of before (row) is the sum of these columns of now,
    _fixed: Array  # beside so much
    _stock: Indices  # the columns of the stock that are nothing now

    def values(self, found: Array) -> Array:
        """The values of the columns of before."""
        parts = self._sums.value * found[self._sums.column]
        return _added(self._sums.row, parts, self._fixed.size) + self._fixed

    def restated(self, values: Array) -> Array:
        """The values of the columns of now, at these of before: what comes in first serves the first needs."""
        starts, needs, nothing = self._starts, self._needs, np.zeros((len(self._needs.so_far), 1))
        came = starts.good * values[starts.column]
        before = np.concatenate([[0.0], np.cumsum(came)])
        of_product = before[np.searchsorted(starts.product, starts.product)]
        after, before = before[1:] - of_product, before[:-1] - of_product
        needed, product = np.hstack([nothing, needs.so_far]), starts.product[needs.start]
        until = np.minimum(after[needs.start], needed[product, needs.period + 1])
        served = np.maximum(until - np.maximum(before[needs.start], needed[product, needs.period]), 0.0)
        found = np.concatenate([values, served])
        found[self._stock] = 0.0
        found[starts.column] = np.maximum(came - np.bincount(needs.start, served, came.size), 0.0) / starts.good
        return found


def disaggregated(model: SparseModel) -> Disaggregated | None:
    """The model restated; None where nothing of it can be, or it would become too large."""
    if "inventory" not in model.at or not model.whole.any() or np.any(model.rows["balance"] < 0):
        return None
    starts = _restatable(model)
    needs = _needs_of(model, starts)
    if not 0 < needs.start.size <= MOST:
        return None
    sums, fixed = _sums(model, starts, needs)
    stock = model.at["inventory"][distinct(starts.product)].ravel()
    return Disaggregated(_restated(model, starts, needs, sums, fixed), starts, needs, sums, fixed, stock)


def _restatable(model: SparseModel) -> _Starts:
    """What comes in of the products that can be restated."""
    balance, stock, entries = model.rows["balance"], model.at["inventory"], model.entries
    product, period = (np.full(model.row_upper.size, -1) for _ in range(2))
    product[balance] = np.arange(len(balance))[:, None]
    period[balance] = np.arange(balance.shape[1])
    inside = product[entries.row] >= 0
    of, when, column = product[entries.row[inside]], period[entries.row[inside]], entries.column[inside]
    value, kept = entries.value[inside], np.hstack([np.full((len(stock), 1), -1), stock])
    moves = (column != stock[of, when]) & (column != kept[of, when])
    moves &= (model.lower[column] != 0) | (model.upper[column] != 0)  # what is always 0 is neither here nor there
    twice = np.bincount(column[moves & (value > 0)], minlength=model.cost.size)[column] > 1
    odd = moves & ((value < 0) | model.whole[column] | (model.lower[column] < 0) | twice)
    left = np.isin(np.arange(len(balance)), of[odd])
    left |= ~np.isfinite(model.row_lower[balance] + model.lower[stock]).all(axis=1) | model.whole[stock].any(axis=1)
    left |= np.any(model.row_lower[balance] != model.row_upper[balance], axis=1)
    starts = _Starts(column, of, when, value, _only_with(model)[column]).some(moves & ~left[of])
    starts = starts.some(np.isin(starts.product, starts.product[starts.row >= 0]))
    return starts.some(np.lexsort((starts.column, starts.period, starts.product)))


def _only_with(model: SparseModel) -> Indices:
    """(columns,) the first row that keeps a column at 0 unless something whole is more than 0: ``a x - sum M y <= 0``;
    -1 where there is none."""
    entries, count = model.entries, model.row_upper.size
    switch = model.whole[entries.column] & (model.lower[entries.column] >= 0) & (entries.value < 0)
    switched = ~model.whole[entries.column] & (entries.value > 0)
    switches, one, all_ = (
        np.bincount(entries.row[some], minlength=count) for some in (switch, switched, entries.row >= 0)
    )
    says = (model.row_upper == 0) & (switches > 0) & (one == 1) & (switches + one == all_)
    rows = np.full(model.cost.size, count)
    which = switched & says[entries.row]
    np.minimum.at(rows, entries.column[which], entries.row[which])
    return np.where(rows < count, rows, -1)


def _needs_of(model: SparseModel, starts: _Starts) -> _Needs:
    balance = model.rows["balance"]
    must = np.cumsum(model.row_upper[balance], axis=1) + model.lower[model.at["inventory"]]
    so_far = np.maximum(np.maximum.accumulate(must, axis=1), 0.0)
    large = np.diff(so_far, axis=1, prepend=0.0)
    large[large <= NO_NEED * so_far[:, -1:]] = 0.0
    start, period = np.nonzero((large[starts.product] > 0) & (np.arange(balance.shape[1]) >= starts.period[:, None]))
    return _Needs(start, period, large[starts.product[start], period], np.cumsum(large, axis=1))


def _sums(model: SparseModel, starts: _Starts, needs: _Needs) -> tuple[Entries, Array]:
    """Each column of before as a sum of columns of now, and what it is beside."""
    balance, stock, count = model.rows["balance"], model.at["inventory"], model.cost.size
    products = distinct(starts.product)
    fixed = np.zeros(count)
    fixed[stock[products]] = (needs.so_far - np.cumsum(model.row_upper[balance], axis=1))[products]
    same = np.setdiff1d(np.arange(count), stock[products])
    served = count + np.arange(needs.start.size)
    good, column = starts.good[needs.start], starts.column[needs.start]
    waits, later = _each(needs.period - starts.period[needs.start])  # in stock until the period before
    began = starts.period[needs.start][waits] + later
    idle, after = _each(balance.shape[1] - starts.period)
    lies = starts.period[idle] + after
    return Entries.joined(
        [
            Entries(same, same, np.ones(same.size)),
            Entries(column, served, 1.0 / good),
            Entries(stock[starts.product[needs.start][waits], began], served[waits], np.ones(waits.size)),
            Entries(stock[starts.product[idle], lies], starts.column[idle], starts.good[idle]),
        ]
    ), fixed


def _each(counts: Indices) -> tuple[Indices, Indices]:
    """Each number of the counts as often as it counts, and how often it stood before."""
    which = np.repeat(np.arange(counts.size), counts)
    return which, np.arange(which.size) - np.repeat(np.cumsum(counts) - counts, counts)


def _added(at: Indices, values: Array, count: int) -> Array:
    return np.bincount(at, values, count).astype(np.float64)  # of no values numpy makes whole numbers


def _some(entries: Entries, which: Mask) -> Entries:
    return Entries(entries.row[which], entries.column[which], entries.value[which])


def _put_in(entries: Entries, sums: Entries) -> Entries:
    """The entries, where sums of columns stand in the place of columns."""
    order = np.argsort(sums.row, kind="stable")
    counts = np.bincount(sums.row, minlength=int(max(entries.column.max(initial=0), sums.row.max(initial=0))) + 1)
    which, later = _each(counts[entries.column])
    part = order[(np.cumsum(counts) - counts)[entries.column[which]] + later]
    return Entries(entries.row[which], sums.column[part], entries.value[which] * sums.value[part])


def _restated(model: SparseModel, starts: _Starts, needs: _Needs, sums: Entries, fixed: Array) -> SparseModel:
    products, count, further = distinct(starts.product), model.cost.size, needs.start.size
    balance, stock = model.rows["balance"][products], model.at["inventory"][products]
    stated, row_lower, row_upper = _stated(model, starts, balance, stock)
    beside = np.bincount(stated.row, stated.value * fixed[stated.column], row_upper.size)
    row_lower, row_upper = row_lower - beside, row_upper - beside
    row_lower[balance] = row_upper[balance] = np.diff(needs.so_far, axis=1, prepend=0.0)[products]
    need = model.rows["balance"][starts.product[needs.start], needs.period]
    served = Entries(need, count + np.arange(further), np.ones(further))
    links = _links(model, starts, needs, row_upper.size)
    of_links = int(np.count_nonzero(starts.row[needs.start] >= 0))
    lower, upper = np.append(model.lower, np.zeros(further)), np.append(model.upper, np.full(further, np.inf))
    lower[starts.column], upper[starts.column] = 0.0, np.inf
    lower[stock] = upper[stock] = 0.0
    return replace(
        model,
        cost=_added(sums.column, model.cost[sums.row] * sums.value, count + further),
        lower=lower,
        upper=upper,
        whole=np.append(model.whole, np.zeros(further, np.bool_)),
        row_lower=np.append(row_lower, np.full(of_links, -np.inf)),
        row_upper=np.append(row_upper, np.zeros(of_links)),
        entries=Entries.joined([_put_in(stated, sums), served, links]),
        offset=model.offset + float(model.cost @ fixed),
        at={name: at for name, at in model.at.items() if model.whole[at].any()},
    )


def _stated(model: SparseModel, starts: _Starts, balance: Indices, stock: Indices) -> tuple[Entries, Array, Array]:
    """What the rows of before say but for these balances, floors and ceilings that a row must keep now, and what all
    are between. The floor of a stock is kept by itself."""
    entries = _some(model.entries, ~np.isin(model.entries.row, balance))
    floor = model.lower.copy()
    floor[stock] = -np.inf
    columns = np.append(starts.column, stock)
    columns = columns[(floor[columns] > 0) | np.isfinite(model.upper[columns])]
    rows = model.row_upper.size + np.arange(columns.size)
    bounded = Entries(rows, columns, np.ones(columns.size))
    return (
        Entries.joined([entries, bounded]),
        np.append(model.row_lower, floor[columns]),
        np.append(model.row_upper, model.upper[columns]),
    )


def _links(model: SparseModel, starts: _Starts, needs: _Needs, first: int) -> Entries:
    """``w[j,u] - need[u] y <= 0``, of each ``y`` with which alone the start can be, in rows from ``first`` on."""
    entries = model.entries
    on = np.isin(entries.row, starts.row[starts.row >= 0]) & model.whole[entries.column]
    order = np.flatnonzero(on)[np.argsort(entries.row[on], kind="stable")]
    counts = np.bincount(entries.row[order], minlength=model.row_upper.size)
    held = np.flatnonzero(starts.row[needs.start] >= 0)
    row = starts.row[needs.start[held]]
    which, later = _each(counts[row])
    switch = entries.column[order[(np.cumsum(counts) - counts)[row[which]] + later]]
    rows = first + np.arange(held.size)
    return Entries.joined(
        [
            Entries(rows, model.cost.size + held, np.ones(held.size)),
            Entries(rows[which], switch, -needs.large[held[which]]),
        ]
    )
