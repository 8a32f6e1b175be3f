"""How far a forecast was off over a whole protection time: its errors, added up from each origin on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sop_excel.domain.fields import Array

MOST_RELATED = 0.9  # of the correlation of neighbouring errors; beyond it a trend was forecast as a level
FEWEST_WORTH = 2.0  # with less, nothing is left to tell a deviation from


class Protection(NamedTuple):
    """What a safety stock has to last through: the lead time and the time from one review to the next, in periods."""

    lead_time: int
    review_period: int

    @property
    def periods(self) -> int:
        """Lead time and review period together: what is ordered now is all that comes within them."""
        return self.lead_time + self.review_period


@dataclass(frozen=True)
class ErrorSums:
    """Demand less forecast over a protection time, one number for each origin of a back-test. Units.

    ``totals`` (n,) are the errors of all periods, ``reviewed`` (n,) those of the last review period alone. ``apart`` is
    how many sums that do not overlap they are worth, ``worth`` the same where neighbouring errors hang together too.
    ``chained``: the forecasts reach less far than the protection time, so that sums run over several origins.
    """

    totals: Array
    reviewed: Array
    apart: float
    worth: float
    chained: bool = False

    @property
    def count(self) -> int:
        """How many sums there are."""
        return len(self.totals)

    @property
    def mean(self) -> float:
        """Their mean: positive where the forecast is too low. It is kept, for a stock has to make up for it."""
        return float(self.totals.mean())

    @property
    def deviation(self) -> float:
        """Their deviation from their mean (of the sums as they are, divided by their count)."""
        return float(self.totals.std())

    @property
    def spreading(self) -> float:
        """By what they have to be spread out around their mean because they overlap and hang together.

        That they are few is not in it: the quantile of a few sums allows for that.
        """
        return widening(self.worth) / widening(self.count)


def widening(worth: float) -> float:
    """By what a new number strays further from the mean of ``worth`` independent ones than these do.

    The mean square of ``w`` independent numbers about their own mean is ``1 - 1/w`` of the variance, and the next one
    strays from that mean by ``1 + 1/w`` of it.

    >>> round(widening(5), 4), widening(float("inf"))
    (1.2247, 1.0)
    """
    return float(np.sqrt((1 + 1 / worth) / (1 - 1 / worth)))


@dataclass(frozen=True)
class PeriodErrors:
    """Errors of single periods one step ahead (n,), from which sums are put together where there are too few. Units.

    ``variance`` is that of the errors of all steps, unless those one step ahead vary more; ``related`` is the
    correlation of neighbouring periods, and ``worth`` how many independent errors they are worth.
    """

    errors: Array
    variance: float
    related: float
    worth: float

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.errors)

    def deviation(self, periods: int) -> float:
        """How far the sum of the next ``periods`` errors strays from so many times the mean of these.

        The variance of the sum is ``v sum_k (periods - |k|) related^|k|``, and the mean of so many times is off by
        ``periods^2 v / w``, if they are worth w independent errors; v is theirs over ``1 - 1/w``.
        """
        lags = np.arange(-periods + 1, periods)
        together = float(((periods - np.abs(lags)) * np.power(self.related, np.abs(lags), dtype=np.float64)).sum())
        unbiased = self.variance / (1 - 1 / self.worth)
        return float(np.sqrt(unbiased * (together + periods * periods / self.worth)))


def period_errors(errors: ArrayLike, periods: int, spacing: int = 1) -> PeriodErrors:
    """The single errors in a back-test as ``error_sums`` takes it, with the scatter of the first ``periods`` steps."""
    table = np.atleast_2d(np.asarray(errors, dtype=np.float64))
    first = table[:, 0] if table.size else np.empty(0)
    one_step = first[np.isfinite(first)]
    if len(one_step) < FEWEST_WORTH:
        return PeriodErrors(one_step, 0.0, 0.0, float(len(one_step)))
    steps = [column[np.isfinite(column)] for column in table[:, :periods].T]
    variances = [float(known.var()) for known in steps if len(known) > FEWEST_WORTH]
    related = _relation(first, spacing)
    return PeriodErrors(
        one_step,
        max(float(one_step.var()), float(np.mean(variances)) if variances else 0.0),
        related,
        worth_of(len(one_step), 1, related, spacing),
    )


def error_sums(errors: ArrayLike, protection: Protection, spacing: int = 1) -> ErrorSums:
    """The sums of the errors over a protection time, for each origin that has all of them.

    ``errors`` (n, H) are demand less forecast, a row for each origin, ``spacing`` periods after the one before, and a
    column for each step ahead; not a number where one is not known. Where H is less than the protection time, a sum
    goes on with the errors of the newest origin at its end, as if the forecast were renewed there.

    >>> error_sums([[1, 2], [3, 4], [5, 6]], Protection(1, 1)).totals.tolist()
    [3.0, 7.0, 11.0]
    >>> error_sums([[1, 2], [3, 4], [5, 6]], Protection(2, 1)).totals.tolist()
    [8.0]
    """
    table = np.atleast_2d(np.asarray(errors, dtype=np.float64))
    steps = _steps(table, protection.periods, spacing)
    whole = steps[np.isfinite(steps).all(axis=1)]
    related = _relation(table[:, 0], spacing) if table.size else 0.0
    return ErrorSums(
        whole.sum(axis=1),
        whole[:, protection.lead_time :].sum(axis=1),
        worth_of(len(whole), protection.periods, spacing=spacing),
        worth_of(len(whole), protection.periods, related, spacing),
        chained=table.shape[1] < protection.periods,
    )


def _steps(table: Array, periods: int, spacing: int) -> Array:
    """(origins, periods): the errors from each origin on, going on from later origins where its forecast ends."""
    horizon = table.shape[1]
    if horizon >= periods:
        return table[:, :periods]
    if horizon < spacing:  # the next origin comes after the forecast has ended
        return np.empty((0, periods))
    jumps = [0]
    for ahead in range(1, periods):
        jumps.append(jumps[-1] if ahead - jumps[-1] * spacing < horizon else ahead // spacing)
    later = np.array(jumps)
    origins = np.arange(max(0, len(table) - jumps[-1]))
    steps: Array = table[origins[:, None] + later, np.arange(periods) - later * spacing]
    return steps


def _relation(one_step: Array, spacing: int) -> float:
    """The correlation of one-step errors of neighbouring periods, at least 0, corrected for its bias in short series.

    Of few errors it comes out too small by about ``(1 + 3 r) / n`` (Kendall 1954).
    """
    known = one_step[np.isfinite(one_step)]
    about = known - known.mean() if len(known) else known
    square = float(about @ about)
    if not square > 0:
        return 0.0
    raw = float(about[1:] @ about[:-1]) / square
    corrected = min(1.0, max(0.0, raw + (1 + 3 * raw) / len(known)))
    return float(min(MOST_RELATED, corrected ** (1 / spacing)))


def worth_of(count: int, periods: int, related: float = 0.0, spacing: int = 1) -> float:
    """How many independent sums so many are worth that add up ``periods`` errors each, ``spacing`` periods apart.

    ``count / (1 + 2 sum (1 - k / count) r_k)`` with the correlations ``r_k`` of sums k places apart (Bayley and
    Hammersley 1946); ``related`` is the correlation of neighbouring errors, which fades with the distance. At least 2,
    unless there are fewer.

    >>> worth_of(24, 1), round(worth_of(24, 4), 1), round(worth_of(24, 1, 0.5), 1), worth_of(6, 4, spacing=4)
    (24.0, 6.3, 8.5, 6.0)
    """
    if count < FEWEST_WORTH:
        return float(count)
    lags = np.arange(-periods + 1, periods)
    weights = (periods - np.abs(lags)).astype(np.float64)
    powers = np.power(related, np.arange(count * spacing + periods), dtype=np.float64)  # 0 to the power 0 is 1
    between = np.array([weights @ powers[np.abs(lags + k * spacing)] for k in range(count)])
    k = np.arange(1, count)
    return max(FEWEST_WORTH, count / float(1 + 2 * ((1 - k / count) * between[1:] / between[0]).sum()))
