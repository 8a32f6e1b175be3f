"""Lateness: demand is served at most so many periods late.

Older orders are served first, which is no worse for this rule than any other order. Let ``E[t]`` be all that is to be
served of the demand up to ``t``, backorders at the start included, which count as demand of the period before the
first: what was lost is none of it. By the end of ``t`` all but ``b[t]`` of it has been delivered. The demand up to
``t - n`` is served by then if and only if ``E[t] - b[t] >= E[t-n]``: what is delivered went to the oldest orders, and
whatever the order, less than ``E[t-n]`` cannot serve them. So ``b[t] <= E[t] - E[t-n]``, the demand of the last ``n``
periods less what was lost of it. Up to period ``n - 1`` that is all that was ordered, which nobody can owe more than
anyway. For ``n = 0`` it says that none is late, which is a ceiling of the backorders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sop_excel.domain.axes import CLASSES
from sop_excel.domain.demand_classes import in_classes
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.rule import (
    AT_MOST,
    Broken,
    Entries,
    Families,
    Indices,
    Mask,
    Part,
    Row,
    Rule,
    Terms,
    total,
)


def _is_used(problem: Problem) -> bool:
    return bool(np.isfinite(problem.products.max_periods_late).any())


def _there(problem: Problem, families: Families) -> Mask:
    most, periods = problem.products.max_periods_late[:, None], np.arange(problem.shape[1])
    there: Mask = (most >= 1) & (periods >= most - 1) & (families["backorders"].upper > 0)
    return there & ~in_classes(problem)[:, None]  # of which each has its own row


def counted_for(problem: Problem) -> Array:
    """(I,) in how many periods, from its own on, demand may be open: it stands in the rows of each of them."""
    return np.minimum(problem.products.max_periods_late, problem.shape[1])


def recent(most: Array, demand: Array) -> tuple[Array, ...]:
    """The demand (K, T) of each period, of the one before, and so on as far back as any may be open, (K, T) each; of
    each item that of ``most`` (K,) periods."""
    shifted = []
    for back in range(int(most.max(initial=0))):
        before = np.zeros_like(demand)
        before[:, back:] = demand[:, : demand.shape[1] - back]
        shifted.append(np.where(most[:, None] > back, before, 0.0))
    return tuple(shifted)


def _may_be_open(problem: Problem, families: Families) -> tuple[Part, ...]:
    demand = recent(counted_for(problem), problem.demand)
    return (Part("Demand that may still be open", sum(demand, np.zeros(problem.shape)), summed=demand),)


def _entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``b[t] + l[t] + ... + l[t-n+1]``."""
    return still_open(counted_for(problem), at.get("backorders"), at.get("lost_sales"), row)


def still_open(most: Array, late: Indices | None, lost: Indices | None, row: Indices) -> Sequence[Entries]:
    """What is late, and lost in the last ``most`` (K,) periods, in these rows (K, T); None: there is no such column."""
    if late is None:
        return ()
    parts = [Entries.of(row, late, 1.0)]
    if lost is None:
        return parts
    for back in range(int(most.max(initial=0))):
        here = np.where(most[:, None] > back, row, -1)[:, back:]
        parts.append(Entries.of(here, lost[:, : row.shape[1] - back], 1.0))
    return parts


def _printed(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``b[t] + l[t] + ... + l[t-n+1] <= d[t] + ... + d[t-n+1]``: no demand of an earlier period is open any more."""
    b, l = terms["backorders"], terms["lost_sales"]  # noqa: E741
    classes = set(problem.items(CLASSES).link("product").tolist())
    for i, t in np.ndindex(problem.shape):
        most = float(problem.products.max_periods_late[i])
        if i not in classes and 1 <= most <= t + 1 and not isinstance(b[i, t], float):
            last = range(t - int(most) + 1, t + 1)
            yield (i, t), total([b[i, t], *(l[i, k] for k in last)]) <= sum(float(problem.demand[i, k]) for k in last)


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    """All that was ordered so long ago is less than what has been delivered."""
    started = problem.products.initial_backorders[:, None]
    asked = np.hstack([started, started + np.cumsum(problem.demand - plan.lost_sales, axis=1)])
    delivered, excess = asked[:, 1:] - plan.backorders, np.full(problem.shape, -1.0)
    for i, most in enumerate(problem.products.max_periods_late.tolist()):
        for t in range(problem.shape[1]):
            if most <= t + 1:
                excess[i, t] = asked[i, t + 1 - int(most)] - delivered[i, t]
    yield Broken("the max periods late", excess, asked[:, 1:] + plan.backorders)


RULE = Rule(
    rows=(
        Row(
            name="late",
            meaning="demand is served at most so many periods late",
            side=AT_MOST,
            there=_there,
            parts=_may_be_open,
            entries=_entries,
            printed=_printed,
            counted_for=counted_for,
        ),
    ),
    broken=_broken,
    used=_is_used,
)
