"""A periodic-review order-up-to policy, simulated order by order: what a safety stock really serves."""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from sop_excel.demand.cumulative_errors import Protection
from sop_excel.demand.stock_sizing import FILL_RATE, ForecastEvidence, SizedStock, sized_stocks
from sop_excel.domain.fields import Array
from tests.stocks.processes import PROCESSES, Process

HORIZON = 12
TOGETHER = 20  # products that are known together


class Served(NamedTuple):
    """The share of cycles that ended without a shortage, and the share of units served from stock, of each series."""

    cycles: Array
    units: Array


def follow(process: Process, first: int, protection: Protection, stocks: Array, cycles: int) -> Served:
    """Review every ``review_period`` periods from ``first`` on, order up to forecast and stock, and owe what is short.

    An order of the beginning of a period arrives ``lead_time`` periods later, before the demand of that period. The
    warehouse starts with what the first review would have ordered up to.
    """
    lead, review = protection
    series = len(process.demand)
    on_hand = process.ahead(first, protection.periods).sum(axis=1) + stocks
    coming = np.zeros((series, lead + 1))  # what arrives in this period and in the next ones
    whole, short, demanded = np.zeros(series), np.zeros(series), np.zeros(series)
    warm = protection.periods  # reviews at first whose cycles are not those of the policy yet
    for step in range((cycles + warm) * review):
        t = first + step
        if step % review == 0:
            target = process.ahead(t, protection.periods).sum(axis=1) + stocks
            coming[:, lead] = np.maximum(0.0, target - on_hand - coming.sum(axis=1))
        on_hand = on_hand + coming[:, 0]
        coming = np.concatenate([coming[:, 1:], np.zeros((series, 1))], axis=1)
        before, on_hand = on_hand, on_hand - process.demand[:, t]
        if step >= warm * review:
            short += np.minimum(np.maximum(-on_hand, 0.0), process.demand[:, t]) * (before > on_hand)
            demanded += process.demand[:, t]
            if (step - lead) % review == review - 1:  # the last period before the next order arrives
                whole += on_hand >= -1e-9
    return Served(whole / cycles, 1 - short / demanded)


def usual_stock(one_step: Array, rule: str, target: float, protection: Protection, mean: Array) -> Array:
    """(N,) ``z sigma sqrt(L + R)`` with the deviation of one-step errors (N, n): the formula of the textbooks.

    For a fill rate z is the number with the normal loss that leaves the units short that are allowed.
    """
    spread = one_step.std(axis=1, ddof=1) * np.sqrt(protection.periods)
    normal = NormalDist()
    if rule != FILL_RATE:
        return np.asarray(np.maximum(0.0, normal.inv_cdf(target) * spread))
    grid = np.linspace(-3, 5, 8001)
    loss = np.array([normal.pdf(z) - z * (1 - normal.cdf(z)) for z in grid])
    allowed = (1 - target) * protection.review_period * mean / np.where(spread > 0, spread, 1.0)
    return np.asarray(np.maximum(0.0, np.interp(-allowed, -loss, grid) * spread))


class Trial(NamedTuple):
    """What the stocks of many series served on average, beside those of the textbook's formula; shares."""

    served: float
    usual: float
    stocks: tuple[SizedStock, ...]


def trial(
    name: str,
    rule: str,
    target: float,
    protection: Protection,
    origins: int,
    *,
    series: int = 200,
    cycles: int = 60,
    alone: bool = True,
    ragged: bool = False,
    seed: int = 20,
) -> Trial:
    """Size the stocks of many series of one process from a back-test each, and run the policy on what follows.

    ``alone``: each series as if it were the only product; else twenty of them are known together. ``ragged``: the
    newest origins lack the steps that have not come yet, as in a back-test. Series without a stock are left out.
    """
    periods = origins + protection.periods + (cycles + protection.periods) * protection.review_period + HORIZON
    process = PROCESSES[name](np.random.default_rng(seed), series, periods + protection.periods)
    errors = process.errors(0, origins, protection.periods)
    first = origins if ragged else origins + protection.periods - 1
    unknown = np.add.outer(np.arange(origins), np.arange(protection.periods)) >= first
    errors[:, unknown] = np.nan
    mean = process.ahead(first, HORIZON)
    size = 1 if alone else TOGETHER
    groups = [list(range(i, min(i + size, series))) for i in range(0, series, size)]
    sized = [
        one
        for group in groups
        for one in sized_stocks(
            ForecastEvidence(mean[group], mean[group], errors[group], patterns=[name] * len(group)),
            rule,
            target,
            [protection] * len(group),
        )
    ]
    usual = usual_stock(errors[:, :, 0], rule, target, protection, mean.mean(axis=1))
    told = np.array([one.stock is not None for one in sized])
    shares = [
        follow(process, first, protection, stocks, cycles)
        for stocks in (np.array([one.stock or 0.0 for one in sized]), usual)
    ]
    ours, theirs = (one.units if rule == FILL_RATE else one.cycles for one in shares)
    return Trial(float(ours[told].mean()) if told.any() else np.nan, float(theirs.mean()), tuple(sized))
