"""Safety stocks of many products from the errors of their forecasts, and on what each of them rests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sop_excel.demand.cumulative_errors import ErrorSums, Protection, error_sums
from sop_excel.demand.error_scale import (
    AlikeErrors,
    ErrorScale,
    ErrorShape,
    cycles_of,
    normal_shape,
    own_scale,
    shape_of,
)
from sop_excel.demand.stock_rules import Cycles, ServiceRule, cycle_service_rule, fill_rate_rule
from sop_excel.domain.fields import Array
from sop_excel.domain.vocabulary import counted, percent, units

CYCLE_SERVICE, FILL_RATE = "cycle service level", "fill rate"
PERIODS_OF_DEMAND, FORECAST_INTERVAL = "periods of demand", "forecast interval"
STOCK_RULES = (CYCLE_SERVICE, FILL_RATE, PERIODS_OF_DEMAND, FORECAST_INTERVAL)
SHARES = (CYCLE_SERVICE, FILL_RATE)  # the rules whose target is a share
USUAL_TARGETS = {CYCLE_SERVICE: 0.95, FILL_RATE: 0.98, PERIODS_OF_DEMAND: 1.5}

FEWEST_SUMS = 6  # of a product, from which a mean and a deviation are told
FEWEST_APART = 3.0  # that these are worth if they did not overlap
FEWEST_ALIKE = 5  # products whose errors are put together
UNSURE = 0.3  # of the logarithm of a deviation: from here on a planner is told
TRUSTED = 10  # a curve is believed of cycles this much rarer than one that was seen

OWN, ALIKE, CURVE = "own errors", "own errors and products alike", "own errors on a normal curve"
BORROWED, MEAN_DEMAND, INTERVAL = "products alike", "mean demand", "high less mean"


@dataclass(frozen=True)
class ForecastEvidence:
    """What is known of the forecasts of I products over H periods, in units.

    ``mean`` and ``high`` (I, H) are the forecast and the upper end of its interval, ``errors`` (I, n, S) demand less
    forecast in a back-test: of each origin, ``spacing`` periods after the one before, so many steps ahead; not a number
    where it is not known. ``patterns`` (I,) say which products are alike: those
    of one name; one without a name is like no other, and so are all without ``patterns``.
    """

    mean: Array
    high: Array
    errors: Array
    spacing: int = 1
    patterns: Sequence[str] = ()

    def mean_demand(self, i: int) -> float:
        """The mean demand of product ``i`` in a period, by the forecast."""
        return float(self.mean[i].mean())

    def pattern(self, i: int) -> str:
        """What the demand of product ``i`` is like."""
        return self.patterns[i] if self.patterns else ""

    def alike(self, i: int) -> list[int]:
        """The products like product ``i``, itself among them."""
        return [j for j in range(len(self.mean)) if self.pattern(j) == self.pattern(i) != ""]


@dataclass(frozen=True)
class SizedStock:
    """The safety stock of a product in units, or none where it cannot be told, what it rests on, and what to know.

    ``sums`` is how many sums of its own errors there are, None where the rule asks for none.
    """

    stock: float | None
    basis: str
    sums: int | None
    mean_demand: float
    note: str = ""


def sized_stocks(
    evidence: ForecastEvidence, rule: str, target: float, protections: Sequence[Protection]
) -> tuple[SizedStock, ...]:
    """The safety stock of each product by a rule of ``STOCK_RULES``: one number for all periods.

    ``target`` is a share for a service level or a fill rate, else a number of periods (of no use for the interval
    rule); ``protections`` (I,) say what each stock has to last through. Errors are kept as they are: of a forecast that
    is too low the stock makes up for that too. Nothing is below 0.
    """
    if rule == PERIODS_OF_DEMAND:
        means = evidence.mean.mean(axis=1)
        return tuple(SizedStock(max(0.0, target * mean), MEAN_DEMAND, None, mean) for mean in means.tolist())
    if rule == FORECAST_INTERVAL:
        return tuple(_of_interval(evidence, i, protection) for i, protection in enumerate(protections))
    sizing = _Sizing(evidence, rule, target)
    return tuple(sizing.sized(i, protection) for i, protection in enumerate(protections))


def _of_interval(evidence: ForecastEvidence, i: int, protection: Protection) -> SizedStock:
    """High less mean, added up over the first periods of the forecast: as if all errors went the same way."""
    mean_demand, periods = evidence.mean_demand(i), protection.periods
    if evidence.mean.shape[1] < periods:
        reach = counted(evidence.mean.shape[1], "period")
        note = f"no stock: the forecast has {reach}, lead time and review period have {periods}"
        return SizedStock(None, INTERVAL, None, mean_demand, note)
    above = float((evidence.high - evidence.mean)[i, :periods].sum())
    note = f"high less mean added up over {counted(periods, 'period')}, as if all errors went the same way"
    return SizedStock(max(0.0, above), INTERVAL, None, mean_demand, note)


@dataclass
class _Sizing:
    """The sums of all products by protection time, each worked out once, and the ladder from own errors to others'."""

    evidence: ForecastEvidence
    rule: str
    target: float
    _sums: dict[tuple[int, Protection], ErrorSums] = field(default_factory=dict)
    _alike: dict[tuple[str, Protection], AlikeErrors] = field(default_factory=dict)

    def sized(self, i: int, protection: Protection) -> SizedStock:
        """The stock of product ``i``: by its own errors where they are enough, else with those of products alike."""
        own, mean_demand = self._sums_of(i, protection), self.evidence.mean_demand(i)
        case = _ProductErrors(own, mean_demand, protection, self._alike_errors(i, protection))
        if self.rule == FILL_RATE and not mean_demand > 0:
            found = _untold("no demand is forecast of which a share could be served")
        elif not _enough(own):
            found = case.borrowed(self._rule(case))
        elif not own.deviation > 0:
            found = _Found(max(0.0, own.mean), OWN, f"all {own.count} error sums are the same")
        else:
            found = case.sized(self._rule(case), shape_first=self.rule == FILL_RATE)
        notes = [found.note] if found.note else []
        if found.stock is not None and _enough(own):
            notes += _of_sums(own, protection, self.evidence.errors.shape[2], alone=found.basis in (OWN, CURVE))
        return SizedStock(found.stock, found.basis, own.count, mean_demand, "; ".join(notes))

    def _rule(self, case: _ProductErrors) -> ServiceRule:
        if self.rule == CYCLE_SERVICE:
            return cycle_service_rule(self.target)
        return fill_rate_rule(self.target, case.cycle_demand)

    def _sums_of(self, i: int, protection: Protection) -> ErrorSums:
        key = (i, protection)
        if key not in self._sums:
            self._sums[key] = error_sums(self.evidence.errors[i], protection, self.evidence.spacing)
        return self._sums[key]

    def _alike_errors(self, i: int, protection: Protection) -> AlikeErrors:
        """The errors of the products like product ``i`` that have enough of them, and a mean demand."""
        key = (self.evidence.pattern(i), protection)
        if key not in self._alike:
            sums = {j: self._sums_of(j, protection) for j in self.evidence.alike(i)}
            means = {j: self.evidence.mean_demand(j) for j in sums}
            kept = [j for j in sums if _enough(sums[j]) and sums[j].deviation > 0 and means[j] > 0]
            self._alike[key] = AlikeErrors([sums[j] for j in kept], [means[j] for j in kept])
        return self._alike[key]


class _Found(NamedTuple):
    """A stock, or none, what it rests on, and what to know."""

    stock: float | None
    basis: str
    note: str = ""


def _untold(why: str) -> _Found:
    return _Found(None, "", f"no stock: {why}")


@dataclass(frozen=True)
class _ProductErrors:
    """A product's own sums, and those of products alike (itself among them), to be read by a rule."""

    own: ErrorSums
    mean_demand: float
    protection: Protection
    others: AlikeErrors

    @property
    def cycle_demand(self) -> float:
        return self.protection.review_period * self.mean_demand

    @property
    def alike(self) -> int:
        """How many products there are alike, if they are enough to go by, else 0."""
        count = len(self.others.sums)
        return count if count >= FEWEST_ALIKE and self.mean_demand > 0 else 0

    def sized(self, rule: ServiceRule, *, shape_first: bool) -> _Found:
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
            return _Found(stock, OWN)
        if self.alike:
            cycles = self._expected(self.others.scale(self.own, self.mean_demand), self.others.shape)
            together = rule.stock(cycles)
            if rule.shown(cycles, together, self.others.seen):
                note = f"with the errors of {self.alike} products alike"
                return _Found(together if shown else max(stock, together), ALIKE, note)
        return _Found(stock, OWN) if shown else self._on_curve(rule, stock)

    def _on_curve(self, rule: ServiceRule, least: float) -> _Found:
        cycles = self._expected(own_scale(self.own, shape_of(self.own).kurtosis), normal_shape(self.own))
        stock = rule.stock(cycles)
        if max(rule.open, rule.missed(cycles, stock)) * TRUSTED * (self.own.count + 1) < 1:
            rare = f"{self.own.count} error sums say nothing of so rare a cycle"
            return _untold(f"{rare}; ask for less, or give a longer history")
        return _Found(
            max(least, stock),
            CURVE,
            f"{self.own.count} sums do not show so rare a cycle: by a normal curve, and at least what they do show",
        )

    def _expected(self, scale: ErrorScale, shape: ErrorShape) -> Cycles:
        return cycles_of(scale, shape, float(self.own.reviewed.mean()), self.cycle_demand)

    def borrowed(self, rule: ServiceRule) -> _Found:
        """The stock by the errors of products alike, scaled by mean demand, where there are enough of them."""
        have = f"{counted(self.own.count, 'error sum')} over {counted(self.protection.periods, 'period')}"
        if not self.mean_demand > 0:
            return _untold(f"{have} are too few to tell from, and no demand is forecast")
        if not self.alike:
            return _untold(f"{have} are too few to tell from, and fewer than {FEWEST_ALIKE} products alike have more")
        reviewed = self.others.reviewed * self.mean_demand
        cycles = cycles_of(self.others.borrowed_scale(self.mean_demand), self.others.shape, reviewed, self.cycle_demand)
        stock = rule.stock(cycles)
        if not rule.shown(cycles, stock, self.others.seen):
            return _untold(f"{have} are too few to tell from, and products alike do not show so rare a cycle either")
        note = f"{have} are too few: by the errors of {self.alike} products alike, scaled by mean demand"
        return _Found(stock, BORROWED, note)


def _enough(sums: ErrorSums) -> bool:
    return sums.count >= FEWEST_SUMS and sums.apart >= FEWEST_APART


def _of_sums(own: ErrorSums, protection: Protection, reach: int, *, alone: bool) -> list[str]:
    """What is to be known of the sums that a stock rests on, ``alone`` or not."""
    notes = []
    if own.worth < own.count:
        notes.append(f"{own.count} sums overlap or hang together: worth {units(round(own.worth, 1))} that do not")
    unsure = own_scale(own, shape_of(own).kurtosis).unsure if alone and own.deviation > 0 else 0.0
    if unsure > UNSURE:
        notes.append(
            f"few and uneven errors, whose scatter is known to {percent(unsure)} only: service may well be less"
        )
    if own.chained:
        ahead = f"the back-test looks {counted(reach, 'period')} ahead, not {protection.periods}"
        notes.append(f"{ahead}: later errors are those of forecasts made later")
    if own.mean > 2 * own.deviation / own.worth**0.5:
        notes.append(f"the forecast was too low by {units(own.mean)} a cycle on average, which the stock makes up for")
    return notes
