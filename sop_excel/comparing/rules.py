"""Rules of planning: what each of them starts in a period, from what is known at its beginning.

Shapes: ``N`` paths of demand that are followed side by side, ``I`` products, ``K`` periods from now on. A rule looks at
one product at a time; it knows neither capacity nor what anything costs. What it wishes is cut to what can be made
where it is followed (``follow.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import units


@dataclass(frozen=True)
class Known:
    """What is known at the beginning of a period: units by path and product.

    ``on_hand`` and ``owed`` (N, I) stand at its beginning. ``coming`` (N, I, K) arrives in this period and in later
    ones, receipts included; ``expected`` (N, I, K) is the demand expected then, beyond it ``mean`` (N, I) a period.
    ``past`` (N, I, t) is the demand that came before. ``floors`` (I, K) are the least stocks at the ends, ``lead``
    (I,) is the number of periods from a start to its arrival, less than K.
    """

    period: int
    on_hand: Array
    owed: Array
    coming: Array
    expected: Array
    mean: Array
    past: Array
    floors: Array
    lead: NDArray[np.intp]

    def at_arrival(self, values: Array) -> Array:
        """Of values (N, I, K) or (I, K) by period those (N, I) of the period in which what is started now arrives."""
        whole = np.broadcast_to(values, self.expected.shape)
        at = np.broadcast_to(self.lead[:, None], (*whole.shape[:2], 1))
        return np.take_along_axis(whole, at, axis=2)[:, :, 0]

    @property
    def projected(self) -> Array:
        """(N, I) the stock to be expected at the end of that period if nothing is started now; negative if owed."""
        change = self.at_arrival(np.cumsum(self.coming - self.expected, axis=2))
        return self.on_hand - self.owed + change


Wish = Callable[[Known], Array]


@dataclass(frozen=True)
class PlanningRule:
    """A rule: its name in a sentence, and what it wishes to start, (N, I) units.

    ``held``: what it wishes first is its wish in every period of the plan, since that is the rule.
    """

    words: str
    wish: Wish
    held: bool = field(default=False)


def up_to(known: Known, target: Array) -> Array:
    """``max(0, target - projected)``: what brings the stock up to a target (N, I), as an order-up-to policy does.

    Source: Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains (2017), the (R, S) system.
    """
    return np.maximum(target - known.projected, 0.0)


def cover(expected: Array, mean: Array, start: NDArray[np.intp], periods: float) -> Array:
    """(N, I) the demand of ``periods`` periods from ``start`` (I,) on; a fraction takes part of one.

    ``C(start + n) - C(start)`` with the sum C of ``expected`` (N, I, K) so far, beyond which ``mean`` (N, I) goes on.
    It is the floor that column Cover periods states (``domain/demand_floors.py``), of demand that differs by path.

    >>> cover(np.array([[[4.0, 8.0, 6.0]]]), np.array([[6.0]]), np.array([1]), 1.5).tolist()
    [[11.0]]
    >>> cover(np.array([[[4.0, 8.0, 6.0]]]), np.array([[6.0]]), np.array([3]), 1.5).tolist()
    [[9.0]]
    """
    last = expected.shape[2]
    sums = np.concatenate([np.zeros((*expected.shape[:2], 1)), np.cumsum(expected, axis=2)], axis=2)
    ends: Array = start + np.float64(periods)
    beyond = np.maximum(ends - last, 0.0) - np.maximum(start - last, 0)
    found: Array = _between(sums, ends) - _between(sums, start.astype(np.float64)) + beyond * mean
    return found


def _between(sums: Array, at: Array) -> Array:
    """The sums (N, I, K + 1) so far at a time (I,) that need not be whole; at the last where it is later."""
    last = sums.shape[2] - 1
    early = np.minimum(np.floor(at), last).astype(np.intp)
    parts = np.where(at < last, at - early, 0.0)
    before, after = (
        np.take_along_axis(sums, np.broadcast_to(place[:, None], (*sums.shape[:2], 1)), axis=2)[:, :, 0]
        for place in (early, np.minimum(early + 1, last))
    )
    found: Array = before + parts * (after - before)
    return found


def forward_coverage(periods: float, *, floored: bool = True) -> PlanningRule:
    """So much that the stock at the end lasts for the demand of the next n periods by the forecast.

    ``target = d_[t+L+1] + ... + d_[t+L+n]``, and no less than the safety stock where it is ``floored``.
    """

    def wish(known: Known) -> Array:
        return up_to(known, _floored(known, cover(known.expected, known.mean, known.lead + 1, periods), floored))

    return PlanningRule(say("{periods} of forward coverage", periods=periods_words(periods)), wish)


def trailing_coverage(periods: float, *, floored: bool = True, known_sales: bool = False) -> PlanningRule:
    """So much that the stock at the end is the demand of the last n periods, this one as it is expected.

    Before the first period the mean of the demand so far counts, as in ``domain/coverage.py``. ``known_sales``: the
    last n are those before this one, whose demand has come; in the first period the mean demand counts.
    """

    def wish(known: Known) -> Array:
        return up_to(known, _floored(known, lately(known, periods, known_sales), floored))

    return PlanningRule(say("{periods} of trailing coverage", periods=periods_words(periods)), wish)


def lately(known: Known, periods: float, known_sales: bool = False) -> Array:
    """(N, I) the demand of the last n periods up to this one, or before it; a fraction takes part of the earliest."""
    newest = known.mean[:, :, None] if known_sales else known.expected[:, :, :1]
    series = np.concatenate([newest, known.past[:, :, ::-1]], axis=2)
    if known_sales and known.past.shape[2]:
        series = series[:, :, 1:]
    inside = min(periods, float(series.shape[2]))
    shares = np.clip(inside - np.arange(series.shape[2]), 0.0, 1.0)
    found: Array = (series * shares).sum(axis=2) + (periods - inside) * series.mean(axis=2)
    return found


def level() -> PlanningRule:
    """Always the same production: the least with which no period's stock falls below its floor.

    ``max_j (floor_j + d_1 + ... + d_j - s_0 - coming_1 - ... - coming_j) / (j - L)``, with j periods from now on, of
    which L bring nothing of what is started. Source: the level strategy of aggregate planning, Chopra and Meindl,
    Supply Chain Management (2016), chapter 8.
    """

    def wish(known: Known) -> Array:
        needed = np.cumsum(known.expected - known.coming, axis=2) + known.floors
        needed -= (known.on_hand - known.owed)[:, :, None]
        starts = np.arange(1, needed.shape[2] + 1) - known.lead[:, None]
        rates = np.where(starts > 0, needed / np.maximum(starts, 1), 0.0)
        rate: Array = np.maximum(rates.max(axis=2), 0.0)
        return rate

    return PlanningRule(say("level production"), wish, held=True)


def chase() -> PlanningRule:
    """Production follows demand: what is needed, with the safety stock, and no more.

    Source: the chase strategy of aggregate planning, Chopra and Meindl (2016), chapter 8.
    """
    return PlanningRule(say("chasing demand"), lambda known: up_to(known, known.at_arrival(known.floors)))


def _floored(known: Known, target: Array, floored: bool) -> Array:
    return np.maximum(target, known.at_arrival(known.floors)) if floored else target


def periods_words(periods: float) -> str:
    """A number of periods in a sentence.

    >>> periods_words(1.0), periods_words(0.91984), periods_words(1.5)
    ('1 period', '0.92 periods', '1.5 periods')
    """
    if periods == 1:
        return say("1 period")
    return say("{count} periods", count=units(periods, decimals=3))
