"""On what the safety stock of a product rests: its own errors, those of products alike, a curve, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sop_excel.demand.cumulative_errors import ErrorSums, PeriodErrors, Protection
from sop_excel.demand.error_scale import (
    AlikeErrors,
    ErrorScale,
    ErrorShape,
    cycles_of,
    normal_curve,
    normal_shape,
    own_scale,
    shape_of,
    summed_scale,
)
from sop_excel.demand.stock_rules import Cycles, ServiceRule
from sop_excel.domain.vocabulary import counted, percent, units

FEWEST_SUMS = 6  # of a product, from which a mean and a deviation are told
FEWEST_APART = 3.0  # that these are worth if they did not overlap
FEWEST_ALIKE = 5  # products whose errors are put together
UNSURE = 0.3  # of the logarithm of a deviation: from here on a planner is told
TRUSTED = 10  # a curve is believed of cycles this much rarer than one that was seen

OWN, ALIKE, CURVE = "own errors", "own errors and products alike", "own errors on a normal curve"
SINGLES = "own errors of single periods"
BORROWED, MEAN_DEMAND, INTERVAL = "products alike", "mean demand", "high less mean"


def enough(sums: ErrorSums) -> bool:
    """Whether a mean and a deviation can be told from the sums."""
    return sums.count >= FEWEST_SUMS and sums.apart >= FEWEST_APART


class FoundStock(NamedTuple):
    """A stock, or none, what it rests on, and what to know."""

    stock: float | None
    basis: str
    note: str = ""


def untold(why: str) -> FoundStock:
    """No stock, and why."""
    return FoundStock(None, "", f"no stock: {why}")


@dataclass(frozen=True)
class ProductErrors:
    """A product's own sums, and those of products alike (itself among them), to be read by a rule."""

    own: ErrorSums
    singles: PeriodErrors
    mean_demand: float
    protection: Protection
    others: AlikeErrors

    @property
    def cycle_demand(self) -> float:
        """The mean demand of a review period by the forecast, in units."""
        return self.protection.review_period * self.mean_demand

    @property
    def alike(self) -> int:
        """How many products there are alike, if they are enough to go by, else 0."""
        count = len(self.others.sums)
        return count if count >= FEWEST_ALIKE and self.mean_demand > 0 else 0

    def sized(self, rule: ServiceRule, *, shape_first: bool) -> FoundStock:
        """The stock by the product's own sums, if these show it; else with the shape of others, or of a curve.

        ``shape_first``: it hangs on how large the rare sums are, so that the shape of others is better in any case.
        """
        seen = self._expected(own_scale(self.own, shape_of(self.own).kurtosis), shape_of(self.own))
        if not shape_first:
            spread = self.own.mean + self.own.spreading * (self.own.totals - self.own.mean)
            seen = Cycles(spread, np.maximum(0.0, self.cycle_demand + self.own.reviewed))
        stock = rule.stock(seen)
        shown = rule.shown(seen, stock, self.own.count)
        if shown and not (shape_first and self.alike):
            return FoundStock(stock, OWN)
        if self.alike:
            cycles = self._expected(self.others.scale(self.own, self.mean_demand), self.others.shape)
            together = rule.stock(cycles)
            if rule.shown(cycles, together, self.others.seen):
                note = f"with the errors of {self.alike} products alike"
                return FoundStock(together if shown else max(stock, together), ALIKE, note)
        return FoundStock(stock, OWN) if shown else self._on_curve(rule, stock)

    def _on_curve(self, rule: ServiceRule, least: float) -> FoundStock:
        cycles = self._expected(own_scale(self.own, shape_of(self.own).kurtosis), normal_shape(self.own))
        stock = rule.stock(cycles)
        if not self._trusted(rule, cycles, stock, self.own.count):
            rare = f"{self.own.count} error sums say nothing of so rare a cycle"
            return untold(f"{rare}; ask for less, or give a longer history")
        return FoundStock(
            max(least, stock),
            CURVE,
            f"{self.own.count} sums do not show so rare a cycle: by a normal curve, and at least what they do show",
        )

    def _expected(self, scale: ErrorScale, shape: ErrorShape) -> Cycles:
        return cycles_of(scale, shape, float(self.own.reviewed.mean()), self.cycle_demand)

    @property
    def _have(self) -> str:
        return f"{counted(self.own.count, 'error sum')} over {counted(self.protection.periods, 'period')}"

    def put_together(self, rule: ServiceRule) -> FoundStock:
        """The stock by errors of single periods, for too few whole sums; without enough of them by those of others."""
        singles, periods = self.singles, self.protection.periods
        if singles.count < FEWEST_SUMS or periods < 2 or not singles.variance > 0:
            return self._borrowed(rule)
        curve = normal_curve(self.protection.review_period / periods)
        mean = self.protection.review_period * float(singles.errors.mean())
        scale = summed_scale(singles, periods)
        cycles = cycles_of(scale, curve, mean, self.cycle_demand)
        stock = rule.stock(cycles)
        if not self._trusted(rule, cycles, stock, singles.count):
            return untold(
                f"{self._have} and {singles.count} single errors say nothing of so rare a cycle; ask for less"
            )
        related = f", of which neighbours go together by {singles.related:.2f}" if singles.related >= 0.005 else ""
        note = f"{self._have} are too few: put together from {singles.count} errors of single periods{related}"
        uneven = f"; {_uneven(scale.unsure)}" if scale.unsure > UNSURE else ""
        return FoundStock(stock, SINGLES, note + uneven)

    def _trusted(self, rule: ServiceRule, cycles: Cycles, stock: float, seen: int) -> bool:
        """Whether a curve is believed, by so many errors that were ``seen``."""
        return max(rule.open, rule.missed(cycles, stock)) * TRUSTED * (seen + 1) >= 1

    def _borrowed(self, rule: ServiceRule) -> FoundStock:
        """The stock by the errors of products alike, scaled by mean demand, where there are enough of them."""
        have = self._have
        if not self.mean_demand > 0:
            return untold(f"{have} are too few to tell from, and no demand is forecast")
        if not self.alike:
            return untold(f"{have} are too few to tell from, and fewer than {FEWEST_ALIKE} products alike have more")
        reviewed = self.others.reviewed * self.mean_demand
        cycles = cycles_of(self.others.borrowed_scale(self.mean_demand), self.others.shape, reviewed, self.cycle_demand)
        stock = rule.stock(cycles)
        if not rule.shown(cycles, stock, self.others.seen):
            return untold(f"{have} are too few to tell from, and products alike do not show so rare a cycle either")
        note = f"{have} are too few: by the errors of {self.alike} products alike, scaled by mean demand"
        return FoundStock(stock, BORROWED, note)


def _uneven(unsure: float) -> str:
    return f"few and uneven errors, whose scatter is known to {percent(unsure)} only: service may well be less"


def notes_of_sums(own: ErrorSums, protection: Protection, reach: int, *, alone: bool) -> list[str]:
    """What is to be known of the sums that a stock rests on, ``alone`` or not."""
    notes = []
    if own.worth < own.count:
        notes.append(f"{own.count} sums overlap or hang together: worth {units(round(own.worth, 1))} that do not")
    unsure = own_scale(own, shape_of(own).kurtosis).unsure if alone and own.deviation > 0 else 0.0
    if unsure > UNSURE:
        notes.append(_uneven(unsure))
    if own.chained:
        ahead = f"the back-test looks {counted(reach, 'period')} ahead, not {protection.periods}"
        notes.append(f"{ahead}: later errors are those of forecasts made later")
    if own.mean > 2 * own.deviation / own.worth**0.5:
        notes.append(f"the forecast was too low by {units(own.mean)} a cycle on average, which the stock makes up for")
    return notes
