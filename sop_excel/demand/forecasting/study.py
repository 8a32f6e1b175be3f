"""One product: what its demand is like, its mean forecast, and how the same method did before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sop_excel.demand.forecasting.backtest import BackTest, back_test, least_known
from sop_excel.demand.forecasting.methods import Method, SeasonalNaive, method_for
from sop_excel.demand.forecasting.patterns import ALL_ZERO, Pattern, pattern_of
from sop_excel.demand.forecasting.sparse_demand import sizes_of
from sop_excel.domain.fields import Array
from sop_excel.domain.said import phrase, say

_FAILED = phrase("the method failed ({failure}), so what was sold a season ago stands in its place")


@dataclass(frozen=True)
class Task:
    """What is asked of every product: the season, how far ahead, and the origins (O,) that count from the end."""

    season: int
    horizon: int
    steps: int
    before_end: NDArray[np.int64]


@dataclass(frozen=True)
class Study:
    """What is known of a product before its interval: ``mean`` (H,) in units, and the back-test of the same method.

    Of sparse demand ``came`` (O, L) are the probabilities of what came in the back-test, by the forecasts before it.
    """

    series: Array
    pattern: Pattern
    method: str
    mean: Array
    back: BackTest
    came: Array
    note: str = ""

    @property
    def never_negative(self) -> bool:
        """Whether nothing was ever taken back on the whole."""
        return bool(self.series.min(initial=0.0) >= 0)


def studied(series: Array, task: Task) -> Study:
    """The study of one product by its history (T,). A failure of the method is told; the naive forecast then stands."""
    pattern = pattern_of(series, task.season)
    try:
        return _studied(series, task, pattern, method_for(pattern, task.season))
    except Exception as failure:  # whatever a library raises for one product: the others go on
        study = _studied(series, task, pattern, SeasonalNaive(task.season))
        return replace(study, note=say(_FAILED, failure=str(failure)))


def _studied(series: Array, task: Task, pattern: Pattern, method: Method) -> Study:
    origins = len(series) - task.before_end
    known = np.where(origins >= least_known(len(series), task.season), origins, -1)
    if pattern.sort == ALL_ZERO:
        known = np.full_like(known, -1)
    back = back_test(series, (method, SeasonalNaive(task.season)), known, task.steps)
    mean = method.ahead(series, task.horizon) if len(series) else np.zeros(task.horizon)
    if series.min(initial=0.0) >= 0:
        back = replace(back, forecast=np.maximum(back.forecast, 0.0))
        mean = np.maximum(mean, 0.0)
    came = _came(series, back) if pattern.sparse else np.full_like(back.actual, np.nan)
    return Study(series, pattern, method.name, mean, back, came)


def _came(series: Array, back: BackTest) -> Array:
    came = np.full_like(back.actual, np.nan)
    for row, origin in enumerate(back.origins.tolist()):
        if origin > 0:
            expected = sizes_of(series[:origin], float(back.forecast[row, 0]))
            came[row] = [expected.probability(demand) if np.isfinite(demand) else np.nan for demand in back.actual[row]]
    return came


def studied_all(work: tuple[Sequence[Array], Task]) -> list[Study]:
    """The studies of several products, as one piece of work for a process."""
    return [studied(series, work[1]) for series in work[0]]
