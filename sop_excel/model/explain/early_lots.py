"""Lots of production that wait: which units are made ahead of the period that needs them.

Supply is pegged to needs first in, first out. The need up to a period is what is delivered, goes into other products or
is scrapped so far, and what must be in stock at its end; a unit is early when it arrives before the period in which the
need first includes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.makings import arrived, has_routes
from sop_excel.domain.measures import delivered, into_others
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import Decisions
from sop_excel.model.rules.purchases import arriving

NOISE = 1e-7  # of all that is supplied: fewer units are no lot


@dataclass(frozen=True)
class Lot:
    """Units of a product that are started in one period, arrive, and are needed in a later one (indices)."""

    product: int
    start: int
    arrives: int
    needed: int
    units: float
    kept_at: float  # money: what it costs to keep them from one to the other


def early_lots(problem: Problem, plan: Quantities, decisions: Decisions) -> list[Lot]:
    """Every lot of production, beyond what is firm, that arrives before its need; with whole units, of at least one.

    Of a product with several routes it is not told which of them made a unit that waits.
    """
    several = has_routes(problem)
    needs, made = needs_by(problem, plan, decisions), arrived(problem, plan.families)
    least = 1.0 if problem.policies.whole_units else 0.0
    others, lead = arriving(problem, plan.subcontract) + problem.receipts, problem.products.lead_time
    keeping, lots = _keeping_cost(problem), []
    for i, initial in enumerate(problem.products.initial_inventory.tolist()):
        if plan.scrapped[i].any():  # of some units the need is to be scrapped
            continue
        for arrives, needed, amount in _pegged(initial, others[i].tolist(), made[i].tolist(), needs[i].tolist()):
            start = arrives - int(lead[i])
            if (
                not several[i]
                and amount >= least
                and plan.production[i, start] > decisions["production"].lower[i, start]
            ):
                kept_at = amount * fsum(keeping[i, arrives:needed].tolist())
                lots.append(Lot(i, start, arrives, needed, amount, kept_at))
    return lots


def needs_by(problem: Problem, plan: Quantities, decisions: Decisions) -> Array:
    """(I, T) how many units must have been supplied by the end of each period, initial stock included."""
    floor = np.maximum(decisions["inventory"].lower, problem.products.safety_stock - plan.shortfall)
    floor = np.minimum(floor, plan.inventory)
    goes = delivered(problem, plan) + into_others(problem, plan) + plan.scrapped
    needs: Array = np.maximum.accumulate(np.cumsum(goes, axis=1) + floor, axis=1)
    return needs


def _pegged(
    initial: float, others: list[float], made: list[float], needs: list[float]
) -> Iterator[tuple[int, int, float]]:
    """(period of arrival, period of need, units) of what is made and needed later; the rest of a period's supply goes
    first, since it is not what could have been made later."""
    supplied, noise = initial, NOISE * max(1.0, initial + fsum(others) + fsum(made))
    for t, (other, own) in enumerate(zip(others, made, strict=True)):
        first, last = supplied + other, supplied + other + own
        supplied = last
        before = max(first, needs[t])
        for later in range(t + 1, len(needs)):
            if last - before <= noise:
                break
            amount = min(last, needs[later]) - before
            if amount > noise:
                yield t, later, float(np.round(amount, 9))
                before += amount


def _keeping_cost(problem: Problem) -> Array:
    """(I, T) money per unit in stock at the end of a period: holding, and the space in warehouses."""
    cost = problem.products.holding_cost.copy()
    stored = problem.routings.only(problem.is_storage)
    np.add.at(cost, stored.product, stored.usage[:, None] * problem.resources.cost[stored.resource])
    return cost
