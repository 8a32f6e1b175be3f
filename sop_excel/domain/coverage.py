"""Planning by a rule of thumb: always so many periods of demand on hand. What the optimum is compared with."""

from __future__ import annotations

from math import fsum

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem


def follow_targets(problem: Problem, targets: Array) -> tuple[Array, Array]:
    """(production, inventory), both (I, T) in units, of producing each period up to a target for its end.

    ``x_t = min(X^max_t, max(0, min(target_t, S^max_t) + d_t - s_{t-1}))`` and ``s_t = s_{t-1} + x_t - d_t``. Nothing is
    made ahead of a period that cannot keep up: then the inventory is negative, as the projected available balance of
    a master schedule is, and counts as late demand.
    """
    aimed = np.minimum(targets, problem.products.max_inventory)
    inventory = problem.products.initial_inventory.copy()
    production, balance = np.zeros_like(problem.demand), np.zeros_like(problem.demand)
    for t in range(problem.shape[1]):
        wanted = np.maximum(aimed[:, t] + problem.demand[:, t] - inventory, 0.0)
        production[:, t] = np.minimum(wanted, problem.products.max_production[:, t])
        inventory = inventory + production[:, t] - problem.demand[:, t]
        balance[:, t] = inventory
    return production, balance


def late_units(problem: Problem, inventory: Array) -> Array:
    """(I, T) units of each period's demand that are not delivered in it: the oldest open demand is served first."""
    return np.minimum(problem.demand, np.maximum(-inventory, 0.0))


def trailing_cover(demand: Array, cover: float) -> Array:
    """(I, T) the demand of the last ``cover`` periods up to each one; a fraction takes part of the earliest.

    A period before the first counts with the mean demand of the periods so far.

    >>> trailing_cover(np.array([[10.0, 20.0, 40.0]]), 1.5).tolist()
    [[15.0, 25.0, 50.0]]
    """
    targets = np.zeros_like(demand)
    for i, row in enumerate(demand.tolist()):
        for t in range(len(row)):
            inside = min(cover, float(t + 1))
            whole = int(inside)
            part = inside - whole
            last = [row[t - k] for k in range(whole)]
            partly = [part * row[t - whole]] if part else []
            before = (cover - inside) * fsum(row[: t + 1]) / (t + 1)
            targets[i, t] = fsum([*last, *partly, before])
    return targets
