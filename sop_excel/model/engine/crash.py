"""A start for the simplex method: the cheapest plan where no limit counts, so that only what is scarce is left to do.

Without limits every product is planned by itself: what it needs in a period comes from where it is cheapest, made then,
or before and kept, or later and owed. The columns by which it comes make a basis at whose prices nothing pays (it is
dual feasible), whatever the limits are. Goods that are used up, a line's hours and components, are priced before what
is made of them; the price of every other row is 0, but for those of safety stocks that may be missed. Where something
pays all the same there is no start.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_excel.domain.basis import Codes
from sop_excel.domain.distinct import distinct
from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.bases import BETWEEN, LOWER, UPPER
from sop_excel.model.rules.rule import Indices, Mask

GOODS = ("load", "balance")  # the rows of which each is an account of a good: what brings it counts positive
STARTED_BY = frozenset((*GOODS, "safety", "inventory", "shortfall"))  # the rows and columns that a start is told by
MOST_LEVELS = 50  # of components of components
NOISE = 1e-9  # of the largest cost: what pays no more does not pay
NONE = -1


@dataclass(frozen=True)
class Start:
    """What each column and row of the model does in the basis to start from.

    Of each row besides: whether its good is ``carried``, coming from another period, or comes at once, but ``capped``;
    and where it is of a line's hours, how many are ``needed`` if all periods are alike, and for how many there is
    ``room`` (0: it is no line's, or has no limit).
    """

    columns: Codes
    rows: Codes
    carried: Mask
    capped: Mask
    needed: Array
    room: Array

    def of(self, columns: Indices, rows: Indices) -> Start:
        """The share of these columns and rows, as of a part of the model."""
        own = self.carried[rows], self.capped[rows], self.needed[rows], self.room[rows]
        return Start(self.columns[columns], self.rows[rows], *own)


def start_of(model: SparseModel) -> Start | None:
    """The basis of the cheapest plan without limits; None where the model is not of that kind."""
    if not model.row_upper.size:
        return None
    goods = _Goods(model)
    levels = goods.levels()
    if levels is None:
        return None
    prices = _GoodsPrices(goods)
    for level in range(int(levels.max(initial=0)) + 1):
        prices.settle(levels, level)
    return _basis(model, prices)


class _Goods:
    """The accounts of goods in a model, (G, T): a good is a product or the hours of a resource.

    A source is a column that brings one good and may use others up; an arc brings a good from one period to the next or
    to the one before; a sink takes a good away and brings nothing.
    """

    def __init__(self, model: SparseModel) -> None:
        self.model = model
        self.grid = np.concatenate([model.rows[name] for name in GOODS])
        columns, rows = model.cost.size, model.row_upper.size
        self.good, self.period = np.full(rows, NONE), np.full(rows, NONE)
        there = self.grid >= 0
        self.good[self.grid[there]], self.period[self.grid[there]] = np.nonzero(there)
        entries = model.entries
        counts = self.good[entries.row] >= 0
        row, column, amount = entries.row[counts], entries.column[counts], entries.value[counts]
        brings, free = amount > 0, model.lower < model.upper
        self.brought, self.amount = np.full(columns, NONE), np.ones(columns)
        self.brought[column[brings]], self.amount[column[brings]] = row[brings], amount[brings]
        outputs = np.bincount(column[brings], minlength=columns)
        self.input_row, self.input_column, self.input_amount = row[~brings], column[~brings], -amount[~brings]
        inputs = np.bincount(self.input_column, minlength=columns)
        self.used = np.full(columns, NONE)
        self.used[self.input_column] = self.input_row
        of_itself = (self.used >= 0) & (self.brought >= 0) & (self.good[self.used] == self.good[self.brought])
        self.source = free & (outputs == 1) & ~of_itself
        self.arc = free & (outputs == 1) & (inputs == 1) & of_itself
        self.sink = free & (outputs == 0) & (inputs == 1)

    def levels(self) -> Indices | None:
        """(G,) by which the price of a good needs those of lower levels alone; None where there is no such order."""
        uses = self.source[self.input_column]
        count = len(self.grid)
        used, made = self.good[self.input_row[uses]], self.good[self.brought[self.input_column[uses]]]
        pairs = distinct(used * count + made)
        levels = np.zeros(count, dtype=np.int64)
        for _ in range(MOST_LEVELS):
            before = levels.copy()
            np.maximum.at(levels, pairs % count, levels[pairs // count] + 1)
            if np.array_equal(levels, before):
                return levels
        return None

    def cheapest(self, columns: Indices, rows: Indices, costs: Array) -> tuple[Indices, Array]:
        """(G, T) the cheapest of these columns by the row that each stands for, and its cost; infinite for none."""
        by, least = np.full(self.grid.shape, NONE), np.full(self.grid.shape, np.inf)
        order = np.lexsort((columns, costs))[::-1]  # of those for one row the last that is written is the cheapest
        where = (self.good[rows[order]], self.period[rows[order]])
        by[where], least[where] = columns[order], costs[order]
        return by, least

    def arcs(self, step: int) -> tuple[Indices, Array]:
        """The cheapest arcs from each period to the one that is a step away."""
        columns = np.flatnonzero(self.arc)
        away = self.period[self.brought[columns]] - self.period[self.used[columns]]
        columns = columns[away == step]
        return self.cheapest(columns, self.used[columns], self.model.cost[columns])


class _GoodsPrices:
    """What a unit of each good costs in each period (G, T), and the column by which it comes."""

    def __init__(self, goods: _Goods) -> None:
        self.goods = goods
        self.price, self.by = np.full(goods.grid.shape, np.inf), np.full(goods.grid.shape, NONE)
        self._costs = goods.model.cost.copy()  # of sources, with what they use up as far as it is priced
        self._forward, self._backward = goods.arcs(1), goods.arcs(-1)
        sinks = np.flatnonzero(goods.sink)
        self._sinks = goods.cheapest(sinks, goods.used[sinks], goods.model.cost[sinks])

    def settle(self, levels: Indices, level: int) -> None:
        """Price the goods of this level, those of all lower ones being priced."""
        goods, mine = self.goods, np.asarray(levels == level)
        sources = np.flatnonzero(goods.source)
        sources = sources[mine[goods.good[goods.brought[sources]]]]
        costs = self._costs[sources] / goods.amount[sources]
        by, price = goods.cheapest(sources, goods.brought[sources], costs)
        self.price[mine], self.by[mine] = price[mine], by[mine]
        self._bring(mine)
        self._let_go(mine)
        self._charge(mine)

    def _bring(self, mine: Mask) -> None:
        """Where a unit of another period is cheaper, it comes from there."""
        periods = len(self.price.T)
        for t in range(1, periods):
            self._along(mine, t, t - 1, self._forward)
        for t in range(periods - 2, -1, -1):
            self._along(mine, t, t + 1, self._backward)

    def _along(self, mine: Mask, t: int, origin: int, arcs: tuple[Indices, Array]) -> None:
        by, cost = arcs
        price = self.price[:, origin] + cost[:, origin]
        cheaper = mine & (price < self.price[:, t])
        self.price[cheaper, t], self.by[cheaper, t] = price[cheaper], by[cheaper, origin]

    def _let_go(self, mine: Mask) -> None:
        """What never comes, such as stock at the start, is worth what it spares later, or costs where it ends."""
        by, cost = self._forward
        last = len(self.price.T) - 1
        for t in range(last, -1, -1):
            if t < last:
                goes_on = np.isfinite(self.price[:, t + 1]) & np.isfinite(cost[:, t])
                self._worth(mine & goes_on, t, by[:, t], np.where(goes_on, self.price[:, t + 1], 0.0) - cost[:, t])
            ends, loss = self._sinks[0][:, t], self._sinks[1][:, t]
            self._worth(mine & np.isfinite(loss), t, ends, 0.0 - loss)
        nothing = mine[:, None] & np.isinf(self.price)
        self.price[nothing], self.by[nothing] = 0.0, NONE

    def _worth(self, some: Mask, t: int, by: Indices, price: Array) -> None:
        here = some & np.isinf(self.price[:, t])
        self.price[here, t], self.by[here, t] = price[here], by[here]

    def _charge(self, mine: Mask) -> None:
        """Whoever uses these goods up pays for them."""
        goods = self.goods
        uses = mine[goods.good[goods.input_row]] & goods.source[goods.input_column]
        row, column = goods.input_row[uses], goods.input_column[uses]
        price = self.price[goods.good[row], goods.period[row]]
        np.add.at(self._costs, column, goods.input_amount[uses] * price)


def _basis(model: SparseModel, prices: _GoodsPrices) -> Start | None:
    columns = np.full(model.cost.size, LOWER, dtype=np.int8)
    rows = np.full(model.row_upper.size, BETWEEN, dtype=np.int8)
    duals, grid = np.zeros(rows.size), prices.goods.grid
    there, comes = grid >= 0, (grid >= 0) & (prices.by != NONE)
    columns[prices.by[comes]], rows[grid[comes]] = BETWEEN, LOWER
    duals[grid[there]] = prices.price[there]
    _price_missing(model, (columns, rows), duals)
    reduced = _reduced(model, duals)
    noise = NOISE * float(np.abs(model.cost).max(initial=0.0))
    pays = (reduced < -noise) & (columns != BETWEEN) & (model.lower < model.upper)
    columns[pays & np.isfinite(model.upper)] = UPPER
    return None if np.any(pays & np.isinf(model.upper)) else Start(columns, rows, *_crowd(prices))


def _crowd(prices: _GoodsPrices) -> tuple[Mask, Mask, Array, Array]:
    """Of each row: whether its good is carried or capped, the hours that are needed of it, and its room for them."""
    goods, model, count = prices.goods, prices.goods.model, prices.goods.model.row_upper.size
    comes = prices.by != NONE
    row, by = goods.grid[comes], prices.by[comes]
    carried, ends, room = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_), np.zeros(count)
    carried[row] = goods.arc[by]
    ends[row] = goods.source[by] & np.isfinite(model.upper[by])
    of_line = goods.good < len(model.rows[GOODS[0]])
    room[row] = np.where((ends & of_line)[row], model.upper[by], 0.0)
    return carried, ends & ~of_line, np.where(room > 0, _needed(prices), 0.0), room


def _needed(prices: _GoodsPrices) -> Array:
    """What is needed of the good of each row for all that is asked of those that are made of it, in equal shares by all
    the ways by which these come."""
    goods, model = prices.goods, prices.goods.model
    ways = np.zeros(model.cost.size, dtype=np.bool_)
    ways[prices.by[prices.by != NONE]] = True
    ways &= goods.source
    asked = np.where(goods.grid >= 0, np.maximum(model.row_lower[goods.grid], 0.0), 0.0).sum(axis=1)
    count = np.bincount(goods.good[goods.brought[ways]], minlength=len(asked))
    uses = ways[goods.input_column]
    column = goods.input_column[uses]
    good = goods.good[goods.brought[column]]
    amounts = goods.input_amount[uses] / goods.amount[column] * asked[good] / count[good]
    return np.bincount(goods.input_row[uses], amounts, model.row_upper.size).astype(np.float64)


def _price_missing(model: SparseModel, codes: tuple[Codes, Codes], duals: Array) -> None:
    """A safety stock that may be missed is kept where that is cheaper, at what keeping it costs."""
    columns, rows = codes
    if not {"inventory", "shortfall"} <= model.at.keys():
        return
    row, stock, missing = model.rows["safety"], model.at["inventory"], model.at["shortfall"]
    stated = (row >= 0) & (columns[stock] != BETWEEN)
    keeping, fee = _reduced(model, duals)[stock], model.cost[missing]
    duals[row[stated]] = np.minimum(keeping, fee)[stated]
    rows[row[stated]] = LOWER
    columns[np.where(keeping <= fee, stock, missing)[stated]] = BETWEEN


def _reduced(model: SparseModel, duals: Array) -> Array:
    """What a unit of each column costs beyond what it is worth at these prices."""
    entries = model.entries
    worth = np.bincount(entries.column, entries.value * duals[entries.row], model.cost.size)
    reduced: Array = model.cost - worth
    return reduced
