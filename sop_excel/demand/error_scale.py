"""How far the errors of a product scatter, how sure that is, and what the errors of products alike add to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from sop_excel.demand.cumulative_errors import ErrorSums, PeriodErrors
from sop_excel.demand.stock_rules import Cycles
from sop_excel.domain.fields import Array

GRID = 2000  # a normal curve stands for this many cycles, less one: its quantiles at 1/2000, 2/2000, ...
MOST_POOLED = 1000  # of the sums put together, taken evenly from the smallest to the largest
NORMAL_KURTOSIS = 3.0
_QUANTILES = tuple(NormalDist().inv_cdf((n + 0.5) / 9) for n in range(9))  # of what a scale may be, each as likely


class ErrorScale(NamedTuple):
    """Where the error sums of a product lie and how far they scatter, in units; ``unsure`` is how far the logarithm of
    the deviation may be off (its standard deviation).
    """

    mean: float
    deviation: float
    unsure: float


class ErrorShape(NamedTuple):
    """How error sums are spread around their mean, in deviations: in all (n,), and in their last review period."""

    totals: Array
    reviewed: Array

    @property
    def kurtosis(self) -> float:
        """Their fourth moment; at least that of a normal curve, as few numbers have too small a one."""
        return max(NORMAL_KURTOSIS, float((self.totals**4).mean())) if len(self.totals) else NORMAL_KURTOSIS


def shape_of(sums: ErrorSums) -> ErrorShape:
    """The shape of a product's own sums, which have to vary."""
    totals, reviewed = sums.totals - sums.mean, sums.reviewed - sums.reviewed.mean()
    return ErrorShape(totals / sums.deviation, reviewed / sums.deviation)


def normal_shape(sums: ErrorSums) -> ErrorShape:
    """A normal curve; the error of the review period goes with the whole as it did in these sums."""
    own = shape_of(sums)
    return normal_curve(float((own.totals * own.reviewed).mean()))


def normal_curve(reviewed: float) -> ErrorShape:
    """A normal curve, of which a share ``reviewed`` falls into the last review period."""
    curve = np.array([NormalDist().inv_cdf(n / GRID) for n in range(1, GRID)])
    return ErrorShape(curve, curve * reviewed)


def summed_scale(singles: PeriodErrors, periods: int) -> ErrorScale:
    """The scale of sums of so many periods, put together from the errors of single ones."""
    about = singles.errors - singles.errors.mean()
    square = float((about**2).mean())
    kurtosis = max(NORMAL_KURTOSIS, float((about**4).mean()) / square**2) if square > 0 else NORMAL_KURTOSIS
    mean = periods * float(singles.errors.mean())
    return ErrorScale(mean, singles.deviation(periods), float(np.sqrt((kurtosis - 1) / singles.worth) / 2))


def own_scale(sums: ErrorSums, kurtosis: float) -> ErrorScale:
    """The scale of a product by its own sums alone.

    The deviation is that of the next sum from their mean: ``sqrt((1 + 1/w) / (1 - 1/w))`` times theirs, if they are
    worth w independent ones. A variance is known to ``(kurtosis - 1) / w`` of its square, the logarithm of the
    deviation to a quarter of that.
    """
    worth = sums.worth
    deviation = sums.deviation * np.sqrt((1 + 1 / worth) / (1 - 1 / worth))
    return ErrorScale(sums.mean, float(deviation), float(np.sqrt((kurtosis - 1) / worth) / 2))


def cycles_of(scale: ErrorScale, shape: ErrorShape, reviewed_mean: float, cycle_demand: float) -> Cycles:
    """The cycles that are to be expected with a shape and with all that the scale may be. Units.

    ``cycle_demand`` is the mean demand of a review period by the forecast, ``reviewed_mean`` by how much it was more in
    the back-test.
    """
    scales = scale.deviation * np.exp(scale.unsure * np.array(_QUANTILES))[:, None]
    demand = cycle_demand + reviewed_mean + scales * shape.reviewed
    return Cycles((scale.mean + scales * shape.totals).ravel(), np.maximum(0.0, demand).ravel())


@dataclass(frozen=True)
class AlikeErrors:
    """The error sums of products whose demand is alike, over one protection time, and their mean demands. Units."""

    sums: Sequence[ErrorSums]
    mean_demands: Sequence[float]

    @cached_property
    def seen(self) -> int:
        """How many sums there are in all."""
        return sum(one.count for one in self.sums)

    @cached_property
    def shape(self) -> ErrorShape:
        """The shape of them all together, thinned out evenly where they are very many."""
        shapes = [shape_of(one) for one in self.sums]
        totals, reviewed = (np.concatenate(parts) for parts in zip(*shapes, strict=True))
        order = np.argsort(totals, kind="stable")
        if len(order) > MOST_POOLED:
            order = order[((np.arange(MOST_POOLED) + 0.5) * len(order) / MOST_POOLED).astype(np.intp)]
        return ErrorShape(totals[order], reviewed[order])

    @cached_property
    def _relative(self) -> Array:
        """(J,) unbiased variances of the sums per square of mean demand."""
        variances = [one.deviation**2 / (1 - 1 / one.worth) for one in self.sums]
        return np.array(variances) / np.square(self.mean_demands)

    @cached_property
    def deviation(self) -> float:
        """The deviation of the sums of such products, per unit of mean demand."""
        return float(np.sqrt(self._relative.mean()))

    @cached_property
    def mean(self) -> float:
        """The mean of the sums of such products, per unit of mean demand."""
        return float(np.mean([one.mean / mean for one, mean in zip(self.sums, self.mean_demands, strict=True)]))

    @cached_property
    def reviewed(self) -> float:
        """The mean error of the last review period, per unit of mean demand."""
        parts = zip(self.sums, self.mean_demands, strict=True)
        return float(np.mean([one.reviewed.mean() / mean for one, mean in parts]))

    def _chance(self, worth: float) -> float:
        """The variance of the logarithm of a deviation that is told from so many independent sums."""
        return (self.shape.kurtosis - 1) / worth / 4

    @cached_property
    def between(self) -> float:
        """The variance of the logarithms of the deviations from product to product, beyond what is chance."""
        logs = np.log(self._relative) / 2
        return max(0.0, float(logs.var()) - float(np.mean([self._chance(one.worth) for one in self.sums])))

    def scale(self, own: ErrorSums, mean_demand: float) -> ErrorScale:
        """The scale of a product by its own sums and those of the others, each as far as it can be trusted.

        The logarithm of its own deviation is drawn towards that of the others by ``chance / (between + chance)``: all
        the way where they differ by chance only (an empirical Bayes estimate, Efron and Morris 1975).
        """
        chance = self._chance(own.worth)
        weight = self.between / (self.between + chance)
        others = self.deviation * mean_demand
        alone = own.deviation / np.sqrt(1 - 1 / own.worth) * np.exp(chance)  # a logarithm of few is too small by that
        deviation = np.sqrt(1 + 1 / own.worth) * others * (alone / others) ** weight
        return ErrorScale(own.mean, float(deviation), float(np.sqrt(weight * chance)))

    def borrowed_scale(self, mean_demand: float) -> ErrorScale:
        """The scale of a product without errors of its own: that of the others, by its mean demand."""
        return ErrorScale(self.mean * mean_demand, self.deviation * mean_demand, float(np.sqrt(self.between)))
