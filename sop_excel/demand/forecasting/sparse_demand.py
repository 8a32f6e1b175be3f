"""The interval of demand with many periods without any: so often nothing, else one of the sizes that were sold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sop_excel.domain.fields import Array

_WEIGHT = 3.0  # products that the level itself counts as, beside what the back-test says of it


@dataclass(frozen=True)
class Sizes:
    """The demand of a period: none with probability ``1 - chance``, else one of ``sizes`` (n,), units, in order."""

    chance: float
    sizes: Array

    def quantile(self, probability: float) -> float:
        """The demand that is not exceeded with this probability."""
        if probability <= 1 - self.chance:
            return 0.0
        return float(np.quantile(self.sizes, (probability - 1 + self.chance) / self.chance, method="hazen"))

    def probability(self, demand: float) -> float:
        """The least probability whose quantile is at least this demand; 0 for none."""
        if demand <= 0:
            return 0.0
        if demand > self.sizes[-1]:
            return 1.0
        different, first = np.unique(self.sizes, return_index=True)
        share = float(np.interp(demand, different, (first + 0.5) / len(self.sizes)))
        return 1 - self.chance * (1 - share)


def sizes_of(series: Array, mean: float) -> Sizes:
    """What a period may sell by the history (T,) of a product and the mean that is expected."""
    sold = np.sort(series[series > 0])
    if not len(sold) or mean <= 0:
        return Sizes(0.0, np.zeros(1))
    usual = float(sold.mean())
    return Sizes(min(1.0, mean / usual), sold * max(1.0, mean / usual))


def reach(probabilities: Sequence[Array], level: float) -> float:
    """The probability up to which an interval from 0 on must go to hold with probability ``level``.

    ``probabilities[i]`` (n,) are those of what came in the back-test of a product, each by the forecast before it.
    """
    samples = [one for one in probabilities if len(one)]
    if not samples:
        return level
    values = np.concatenate(samples)
    weights = np.concatenate([np.full(len(one), 1 / len(one)) for one in samples])
    order = np.lexsort((weights, values))
    reached = np.cumsum(weights[order]) / weights.sum()
    measured = float(values[order][int(np.searchsorted(reached, level - 1e-9))])
    return min(1.0, (len(samples) * measured + _WEIGHT * level) / (len(samples) + _WEIGHT))
