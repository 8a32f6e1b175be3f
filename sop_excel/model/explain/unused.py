"""Limits that cost nothing: capacities that are never full, and maxima that are never reached."""

from __future__ import annotations

from math import fsum

import numpy as np

from sop_excel.domain.capacity_use import regular_capacity
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import has_routes
from sop_excel.domain.plan import is_full
from sop_excel.domain.said import phrase, say
from sop_excel.domain.vocabulary import percent, units, whole
from sop_excel.model.explain.case import Case

MOST, MOST_PRODUCTS = 3, 1
_UNREACHED = {
    "production": phrase("No product reaches its maximum production"),
    "inventory": phrase("No product reaches its maximum inventory"),
}


def unused(case: Case) -> list[Sentence]:
    """The resources with most unused capacity, and the product maxima that are never near."""
    return [*_resources(case), *_maxima(case, "production"), *_maxima(case, "inventory")]


def _resources(case: Case) -> list[Sentence]:
    capacity, used = regular_capacity(case.problem, case.quantities), case.quantities.regular
    limited = [bool(np.isfinite(row).all() and (row > 0).all()) for row in capacity]
    shares = [float((used[r] / capacity[r]).mean()) if limited[r] else 1.0 for r in range(len(capacity))]
    spare = sorted((r for r in range(len(capacity)) if shares[r] < 1.0), key=lambda r: (shares[r], r))[:MOST]
    return [_resource(case, r, capacity[r], used[r]) for r in spare]


def _resource(case: Case, r: int, capacity: Array, used: Array) -> Sentence:
    code, periods = case.problem.resource_codes[r], case.problem.shape[1]
    total, load = fsum(capacity.tolist()), fsum(used.tolist())
    full = int(np.count_nonzero(is_full(used, capacity)))
    least = int(np.argmin(used / capacity))
    when = say("it is never full")
    if full:
        when = say("it is full in {count} of {periods} periods", count=whole(full), periods=whole(periods))
    share = percent(float(used[least] / capacity[least]))
    why = say(
        "{when}, and is used least in {period}, to {share}", when=when, period=case.problem.periods[least], share=share
    )
    what = say(
        "{unused} of {total} units of {resource} stay unused over the horizon",
        unused=units(total - load), total=units(total), resource=code,
    )  # fmt: skip
    return Sentence("unused", code, "", what, why, None, {"unused": total - load, "total": total, "full": float(full)})


def _maxima(case: Case, family: str) -> list[Sentence]:
    """The product that comes nearest to its maximum, where none reaches it."""
    ceiling, value = case.problem.products[f"max_{family}"], case.quantities[family]
    limited = np.isfinite(ceiling)
    in_several_ways = family == "production" and has_routes(case.problem).any()  # each of which has a maximum
    if in_several_ways or not limited.any() or (value >= ceiling).any():
        return []
    shares = np.where(limited, value / np.where(limited, ceiling, 1.0), -1.0)
    i, t = (int(k) for k in np.unravel_index(int(np.argmax(shares)), shares.shape))
    product, period = case.problem.product_codes[i], case.problem.periods[t]
    what = say(_UNREACHED[family])
    why = say(
        "{product} comes nearest in {period}, with {value} of {ceiling}",
        product=product, period=period, value=units(float(value[i, t])), ceiling=units(float(ceiling[i, t])),
    )  # fmt: skip
    figures = {"value": float(value[i, t]), "ceiling": float(ceiling[i, t])}
    return [Sentence(f"maximum {family}", product, period, what, why, None, figures)]
