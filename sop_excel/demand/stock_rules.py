"""The least stock with which so many cycles, or so many units, are served, by the cycles that are to be expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sop_excel.domain.fields import Array

ROUNDING = 1e-9  # of a share times a count


@dataclass(frozen=True)
class Cycles:
    """Cycles that are to be expected, each as likely as any other. Units.

    ``beyond`` (n,) is the demand beyond the forecast from an order to the arrival of the next one; ``demand`` (n,) is
    that of the last review period of this time, of which what the stock does not cover is short.
    """

    beyond: Array
    demand: Array

    @property
    def count(self) -> int:
        """How many cycles there are."""
        return len(self.beyond)

    def short(self, stock: float) -> float:
        """Units short in a cycle with a safety stock, on average: what was short before its review period is not new.

        >>> Cycles(np.array([30.0, -10.0]), np.array([20.0, 5.0])).short(5)
        10.0
        """
        return float(np.minimum(np.maximum(self.beyond - stock, 0), self.demand).mean())


def stock_for_level(cycles: Cycles, level: float) -> float:
    """The stock that lasts through a share of the cycles: the quantile of the demand beyond the forecast, at least 0.

    The k-th of n counts as the quantile at ``k / (n + 1)`` (Weibull): it is the share of further cycles through which
    it lasts on average, so that of many products so many cycles are served as asked for. Beyond the largest there is
    nothing to go by: then it is the largest.

    >>> stock_for_level(Cycles(np.arange(1.0, 20.0), np.ones(19)), 0.95)
    19.0
    """
    return max(0.0, float(np.quantile(cycles.beyond, level, method="weibull")))


def stock_for_fill_rate(cycles: Cycles, short: float) -> float:
    """The least stock with which no more than ``short`` units are short in a cycle, on average. At least 0.

    What is short falls with the stock in straight lines between the cycles' own numbers, so that the answer is exact.

    >>> cycles = Cycles(np.array([30.0, -10.0, 10.0, 2.0]), np.full(4, 100.0))
    >>> stock_for_fill_rate(cycles, 5), cycles.short(10), stock_for_fill_rate(cycles, 4), stock_for_fill_rate(cycles, 8)
    (10.0, 5.0, 14.0, 4.0)
    """
    starts = np.concatenate([cycles.beyond, cycles.beyond - cycles.demand])  # of the lines, from the largest down
    signs = np.repeat([1.0, -1.0], cycles.count)  # above the second of a cycle no more of it is short
    order = np.argsort(-starts, kind="stable")
    starts, signs = starts[order], signs[order]
    totals, slopes = np.cumsum(signs * starts), np.cumsum(signs)
    allowed = short * cycles.count
    above = np.flatnonzero(totals - starts * slopes > allowed)
    if not len(above):
        return 0.0
    line = above[0] - 1  # the line that reaches down to the first start at which too much is short
    return max(0.0, float((totals[line] - allowed) / slopes[line]))


@dataclass(frozen=True)
class ServiceRule:
    """How a stock follows from cycles, and how rare the cycles are that it does not last through.

    ``stock(cycles)`` is the least that serves as asked for, ``missed(cycles, stock)`` the share of cycles that it does
    not last through. It is read off cycles that were seen only if at least ``fewest`` of them are such. ``open`` is the
    share, of cycles or of units, that may stay unserved.
    """

    stock: Callable[[Cycles], float]
    missed: Callable[[Cycles, float], float]
    fewest: int
    open: float

    def shown(self, cycles: Cycles, stock: float, seen: int) -> bool:
        """Whether so many cycles that were ``seen`` show the stock, rather than that it lies beyond them."""
        return self.missed(cycles, stock) * (seen + 1) >= self.fewest - ROUNDING


def cycle_service_rule(level: float) -> ServiceRule:
    """The stock lasts through a share ``level`` of all cycles."""
    return ServiceRule(lambda cycles: stock_for_level(cycles, level), lambda cycles, stock: 1 - level, 1, 1 - level)


def fill_rate_rule(share: float, mean_cycle_demand: float) -> ServiceRule:
    """No more than ``1 - share`` of the mean demand of a cycle is short in it, on average.

    With fewer than two cycles that are short, the answer would rest on a single number.
    """
    return ServiceRule(
        lambda cycles: stock_for_fill_rate(cycles, (1 - share) * mean_cycle_demand),
        lambda cycles, stock: 1.0 if stock == 0 else float((cycles.beyond > stock).mean()),
        fewest=2,
        open=1 - share,
    )
