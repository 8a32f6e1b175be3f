"""How well the method of each product did before, beside the seasonal naive one: on periods that neither had seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from sop_excel.demand.forecasting.bounds import DemandBounds, Mask, bounds_by, usual_changes
from sop_excel.demand.forecasting.forecasts import Accuracy
from sop_excel.demand.forecasting.intervals import Intervals, intervals
from sop_excel.demand.forecasting.study import Study
from sop_excel.domain.fields import Array

_FEWEST_ORIGINS = 4  # half of them say how wide intervals are, the others how often they held
_UNKNOWN = float("nan")

Sides = tuple[Array, Array]
Interval = Callable[[int], Sides]  # low and high of the periods after the origin in this row of the back-test


def accuracies(studies: Sequence[Study], season: int, level: float) -> tuple[Accuracy, ...]:
    """The accuracy of each product. Intervals are tried on the later half of the origins.

    They are made from those errors alone that were known at the first of these.
    """
    if not studies:
        return ()
    steps = studies[0].came.shape[1]
    seen = [_seen(study) for study in studies]
    usual = usual_changes(studies, season)
    bounds = bounds_by(studies, seen, season, level, steps)
    errors = [np.where(part, study.back.naive_errors, np.nan) for study, part in zip(studies, seen, strict=True)]
    naive = intervals(errors, usual, level, steps)
    return tuple(
        _accuracy(study, float(usual[i]), partial(_ours, bounds, i, study), partial(_naive, naive, i, study), level)
        for i, study in enumerate(studies)
    )


def _ours(bounds: DemandBounds, i: int, study: Study, row: int) -> Sides:
    """(low, high), each (L,), of the method from one origin."""
    return bounds.of(i, study, study.series[: study.back.origins[row]], study.back.forecast[row])


def _naive(around: Intervals, i: int, study: Study, row: int) -> Sides:
    """(low, high), each (L,), of the naive forecast from one origin."""
    low, high = study.back.naive[row] - around.below[i], study.back.naive[row] + around.above[i]
    return np.maximum(low, 0.0) if study.never_negative else low, high


def _first_tried(study: Study) -> int | None:
    """The row of the first origin on which intervals are tried; None where there are too few."""
    rows = np.flatnonzero(study.back.origins > 0)
    return int(rows[len(rows) // 2]) if len(rows) >= _FEWEST_ORIGINS else None


def _seen(study: Study) -> Mask:
    """Which of the back-test's periods (O, L) were over at the first origin on which intervals are tried."""
    first, back = _first_tried(study), study.back
    limit = back.origins[first] if first is not None else back.origins.max(initial=0) + back.actual.size
    seen: Mask = (back.targets < limit) & np.isfinite(back.actual)
    return seen


def _accuracy(study: Study, usual: float, ours: Interval, naive: Interval, level: float) -> Accuracy:
    back, known = study.back, np.isfinite(study.back.actual)
    pinball, coverage = _tried(study, ours, level)
    return Accuracy(
        int(known.sum()),
        _mean(np.abs(back.errors[known])) / usual if usual else _UNKNOWN,
        _mean(np.abs(back.naive_errors[known])) / usual if usual else _UNKNOWN,
        pinball,
        _tried(study, naive, level)[0],
        coverage,
    )


def _tried(study: Study, interval: Interval, level: float) -> tuple[float, float]:
    """(pinball loss, coverage) of the intervals from those origins on which they are tried; NaN without any."""
    first = _first_tried(study)
    if first is None:
        return _UNKNOWN, _UNKNOWN
    actual = study.back.actual[first:]
    low, high = (np.array(side) for side in zip(*map(interval, range(first, len(study.back.origins))), strict=True))
    known = np.isfinite(actual)
    actual, low, high = actual[known], low[known], high[known]
    outside = (1 - level) / 2
    loss = _pinball(actual - low, outside) + _pinball(actual - high, 1 - outside)
    return _mean(loss) / 2, _mean((low <= actual) & (actual <= high))


def _pinball(off: Array, probability: float) -> Array:
    """The loss (n,) of a quantile by how far demand is off it (n,)."""
    return np.maximum(probability * off, (probability - 1) * off)


def _mean(numbers: Array | Mask) -> float:
    return float(np.mean(numbers)) if len(numbers) else _UNKNOWN
