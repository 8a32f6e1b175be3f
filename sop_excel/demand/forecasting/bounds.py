"""Low and high of every product by what its back-test says, and by that of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_excel.demand.forecasting.intervals import Intervals, intervals
from sop_excel.demand.forecasting.sparse_demand import reach, sizes_of
from sop_excel.demand.forecasting.study import Study
from sop_excel.demand.forecasting.usual_change import usual_change
from sop_excel.domain.fields import Array

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class DemandBounds:
    """How far demand may lie off the mean: ``around`` it, or from 0 up to which probability where demand is sparse."""

    around: Intervals
    sparse: float

    def of(self, i: int, study: Study, known: Array, mean: Array) -> tuple[Array, Array]:
        """(low, high), each (H,), of product ``i`` after the history ``known`` (T,), around the mean (H,)."""
        if study.pattern.sparse:
            most = sizes_of(known, float(mean[0])).quantile(self.sparse)
            return np.zeros(len(mean)), np.maximum(mean, most)
        low, high = mean - self.around.below[i, : len(mean)], mean + self.around.above[i, : len(mean)]
        return (np.maximum(low, 0.0) if study.never_negative else low), high


def bounds_by(studies: Sequence[Study], seen: Sequence[Mask], season: int, level: float, horizon: int) -> DemandBounds:
    """The bounds that hold with probability ``level``, by the part of each back-test that is ``seen`` (O, L)."""
    around = [
        np.where(part & (not study.pattern.sparse), study.back.errors, np.nan) for study, part in _both(studies, seen)
    ]
    came = [study.came[part & np.isfinite(study.came)] for study, part in _both(studies, seen)]
    return DemandBounds(intervals(around, usual_changes(studies, season), level, horizon), reach(came, level))


def usual_changes(studies: Sequence[Study], season: int) -> Array:
    """The usual change (I,) of each product from one season to the next."""
    return np.array([usual_change(study.series, season) for study in studies])


def _both(studies: Sequence[Study], seen: Sequence[Mask]) -> list[tuple[Study, Mask]]:
    return list(zip(studies, seen, strict=True))


def bounds_of(studies: Sequence[Study], season: int, level: float, horizon: int) -> tuple[Array, Array]:
    """(low, high), each (I, H): between them demand lies with probability ``level``. Units."""
    seen = [np.ones(study.came.shape, dtype=bool) for study in studies]
    bounds = bounds_by(studies, seen, season, level, horizon)
    low, high = np.zeros((2, len(studies), horizon))
    for i, study in enumerate(studies):
        low[i], high[i] = bounds.of(i, study, study.series, study.mean)
    return low, high
