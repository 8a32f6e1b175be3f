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
from sop_excel.domain.said import Figure, Said, say, together
from sop_excel.domain.vocabulary import counted, percent, units, whole

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
    return FoundStock(None, "", say("no stock: {why}", why=why))


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
                note = say("with the errors of {count} products alike", count=whole(self.alike))
                return FoundStock(together if shown else max(stock, together), ALIKE, note)
        return FoundStock(stock, OWN) if shown else self._on_curve(rule, stock)

    def _on_curve(self, rule: ServiceRule, least: float) -> FoundStock:
        cycles = self._expected(own_scale(self.own, shape_of(self.own).kurtosis), normal_shape(self.own))
        stock = rule.stock(cycles)
        if not self._trusted(rule, cycles, stock, self.own.count):
            sums = counted(self.own.count, "error sum")
            return untold(
                say("{sums} say nothing of so rare a cycle; ask for less, or give a longer history", sums=sums)
            )
        return FoundStock(
            max(least, stock),
            CURVE,
            say(
                "{count} sums do not show so rare a cycle: by a normal curve, and at least what they do show",
                count=whole(self.own.count),
            ),
        )

    def _expected(self, scale: ErrorScale, shape: ErrorShape) -> Cycles:
        return cycles_of(scale, shape, float(self.own.reviewed.mean()), self.cycle_demand)

    @property
    def _have(self) -> Said:
        sums, periods = counted(self.own.count, "error sum"), counted(self.protection.periods, "period")
        return say("{sums} over {periods}", sums=sums, periods=periods)

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
                say(
                    "{sums} and {count} single errors say nothing of so rare a cycle; ask for less",
                    sums=self._have,
                    count=whole(singles.count),
                )
            )
        related = ""
        if singles.related >= 0.005:
            share = Figure(f"{singles.related:.2f}")
            related = say(", of which neighbours go together by {share}", share=share)
        note = say(
            "{sums} are too few: put together from {count} errors of single periods{related}",
            sums=self._have, count=whole(singles.count), related=related,
        )  # fmt: skip
        return FoundStock(stock, SINGLES, together([note, *([_uneven(scale.unsure)] if scale.unsure > UNSURE else [])]))

    def _trusted(self, rule: ServiceRule, cycles: Cycles, stock: float, seen: int) -> bool:
        """Whether a curve is believed, by so many errors that were ``seen``."""
        return max(rule.open, rule.missed(cycles, stock)) * TRUSTED * (seen + 1) >= 1

    def _borrowed(self, rule: ServiceRule) -> FoundStock:
        """The stock by the errors of products alike, scaled by mean demand, where there are enough of them."""
        have = self._have
        if not self.mean_demand > 0:
            return untold(say("{sums} are too few to tell from, and no demand is forecast", sums=have))
        if not self.alike:
            told = {"sums": have, "fewest": whole(FEWEST_ALIKE)}
            return untold(
                say("{sums} are too few to tell from, and fewer than {fewest} products alike have more", **told)
            )
        reviewed = self.others.reviewed * self.mean_demand
        cycles = cycles_of(self.others.borrowed_scale(self.mean_demand), self.others.shape, reviewed, self.cycle_demand)
        stock = rule.stock(cycles)
        if not rule.shown(cycles, stock, self.others.seen):
            return untold(
                say("{sums} are too few to tell from, and products alike do not show so rare a cycle either", sums=have)
            )
        note = say(
            "{sums} are too few: by the errors of {count} products alike, scaled by mean demand",
            sums=have, count=whole(self.alike),
        )  # fmt: skip
        return FoundStock(stock, BORROWED, note)


def _uneven(unsure: float) -> Said:
    share = percent(unsure)
    return say("few and uneven errors, whose scatter is known to {share} only: service may well be less", share=share)


def notes_of_sums(own: ErrorSums, protection: Protection, reach: int, *, alone: bool) -> list[str]:
    """What is to be known of the sums that a stock rests on, ``alone`` or not."""
    notes: list[str] = []
    if own.worth < own.count:
        told = {"count": whole(own.count), "worth": units(round(own.worth, 1))}
        notes.append(say("{count} sums overlap or hang together: worth {worth} that do not", **told))
    unsure = own_scale(own, shape_of(own).kurtosis).unsure if alone and own.deviation > 0 else 0.0
    if unsure > UNSURE:
        notes.append(_uneven(unsure))
    if own.chained:
        ahead = {"reach": counted(reach, "period"), "periods": whole(protection.periods)}
        notes.append(
            say(
                "the back-test looks {reach} ahead, not {periods}: later errors are those of forecasts made later",
                **ahead,
            )
        )
    if own.mean > 2 * own.deviation / own.worth**0.5:
        low = units(own.mean)
        notes.append(
            say("the forecast was too low by {units} a cycle on average, which the stock makes up for", units=low)
        )
    return notes
