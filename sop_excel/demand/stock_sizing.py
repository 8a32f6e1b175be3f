"""Safety stocks of many products from the errors of their forecasts, and on what each of them rests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sop_excel.demand.cumulative_errors import ErrorSums, Protection, error_sums, period_errors
from sop_excel.demand.error_scale import AlikeErrors
from sop_excel.demand.stock_ladder import (
    CURVE,
    INTERVAL,
    MEAN_DEMAND,
    OWN,
    FoundStock,
    ProductErrors,
    enough,
    notes_of_sums,
    untold,
)
from sop_excel.demand.stock_rules import ServiceRule, cycle_service_rule, fill_rate_rule
from sop_excel.domain.fields import Array
from sop_excel.domain.said import say, together
from sop_excel.domain.vocabulary import counted, whole

CYCLE_SERVICE, FILL_RATE = "cycle service level", "fill rate"
PERIODS_OF_DEMAND, FORECAST_INTERVAL = "periods of demand", "forecast interval"
STOCK_RULES = (CYCLE_SERVICE, FILL_RATE, PERIODS_OF_DEMAND, FORECAST_INTERVAL)
SHARES = (CYCLE_SERVICE, FILL_RATE)  # the rules whose target is a share
USUAL_TARGETS = {CYCLE_SERVICE: 0.95, FILL_RATE: 0.98, PERIODS_OF_DEMAND: 1.5}


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
        told = {"reach": reach, "periods": whole(periods)}
        note = say("no stock: the forecast has {reach}, lead time and review period have {periods}", **told)
        return SizedStock(None, INTERVAL, None, mean_demand, note)
    above = float((evidence.high - evidence.mean)[i, :periods].sum())
    over = counted(periods, "period")
    note = say("high less mean added up over {periods}, as if all errors went the same way", periods=over)
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
        singles = period_errors(self.evidence.errors[i], protection.periods, self.evidence.spacing)
        case = ProductErrors(own, singles, mean_demand, protection, self._alike_errors(i, protection))
        if self.rule == FILL_RATE and not mean_demand > 0:
            found = untold(say("no demand is forecast of which a share could be served"))
        elif not enough(own):
            found = case.put_together(self._rule(case))
        elif not own.deviation > 0:
            found = FoundStock(
                max(0.0, own.mean), OWN, say("all {count} error sums are the same", count=whole(own.count))
            )
        else:
            found = case.sized(self._rule(case), shape_first=self.rule == FILL_RATE)
        notes = [found.note] if found.note else []
        if found.stock is not None and enough(own):
            notes += notes_of_sums(own, protection, self.evidence.errors.shape[2], alone=found.basis in (OWN, CURVE))
        return SizedStock(found.stock, found.basis, own.count, mean_demand, together(notes) if notes else "")

    def _rule(self, case: ProductErrors) -> ServiceRule:
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
            kept = [j for j in sums if enough(sums[j]) and sums[j].deviation > 0 and means[j] > 0]
            self._alike[key] = AlikeErrors([sums[j] for j in kept], [means[j] for j in kept])
        return self._alike[key]
