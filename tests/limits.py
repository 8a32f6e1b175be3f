"""Limits of table Limits for problems of tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan, nan
from typing import Any

from sop_excel.domain.axes import Things
from sop_excel.domain.combined_limits import COUNTED, LOAD, MEASURES
from sop_excel.domain.makings import made
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.sheets.reading.limit_rows import LimitTerm, StatedLimits


def limits(stated: Sequence[Mapping[str, Any]], periods: int) -> dict[str, Things]:
    """The axes of these limits: each a mapping with its ``terms``, which are (measure, position of the product or
    resource, coefficient) and perhaps the first and the last period, and with ``minimum``, ``maximum``, ``penalty`` and
    ``each`` (period) where it has them."""
    terms = []
    for k, one in enumerate(stated):
        for n, (measure, item, coefficient, *when) in enumerate(one["terms"]):
            first, last = when or (0, periods - 1)
            product, resource = (-1, item) if measure == LOAD else (item, -1)
            code = f"L{k + 1} {n}"
            terms.append(LimitTerm(k, MEASURES.index(measure), product, resource, coefficient, first, last, code))
    numbers = {name: [one.get(name, nan) for one in stated] for name in ("minimum", "maximum", "penalty")}
    names = [f"L{k + 1}" for k in range(len(stated))]
    return StatedLimits(names, [not one.get("each", False) for one in stated], numbers, terms).things(periods)


def least_and_most(least: float, most: float) -> tuple[float, float]:
    """The two in order, where both are numbers."""
    return (least, most) if isnan(least) or isnan(most) else (min(least, most), max(least, most))


def added_up(problem: Problem, plan: Quantities) -> list[list[float]]:
    """What each limit adds up to in each period, of one in total what all of its periods come to, counted afresh."""
    rows, stated = problem.items("limit_terms"), problem.items("limits")
    found = [[0.0] * problem.shape[1] for _ in stated.codes]
    for n in range(len(rows)):
        k, measure = int(rows.link("limit")[n]), COUNTED[int(rows.fields.measure[n])]
        item = int(rows.link("resource" if measure == LOAD else "product")[n])
        for t in range(int(rows.fields["first"][n]), int(rows.fields["last"][n]) + 1):
            amount = _amounts(problem, plan)[measure][item, t]
            for when in range(problem.shape[1]) if stated.fields.in_total[k] else (t,):
                found[k][when] += float(rows.fields.coefficient[n]) * float(amount)
    return found


def _amounts(problem: Problem, plan: Quantities) -> dict[str, Any]:
    return {
        "Production": made(problem, plan.families),
        "Production (default)": plan.families["production"],
        "Subcontract": plan.subcontract,
        "Inventory": plan.inventory,
        "Sales": problem.demand - plan.lost_sales,
        "Load": plan.regular + plan.overtime,
    }


def penalties(problem: Problem, plan: Quantities) -> float:
    """What the plan pays for limits that it misses, counted afresh (money)."""
    fields, paid = problem.items("limits").fields if problem.items("limits") else None, 0.0
    for k, row in enumerate(added_up(problem, plan)):
        for t, value in enumerate(row):
            assert fields is not None
            for name, sign, cost in (("maximum", 1.0, fields.above_cost), ("minimum", -1.0, fields.below_cost)):
                beyond = max(0.0, sign * (value - float(fields[name][k, t])))
                paid += 0.0 if isnan(cost[k, t]) else beyond * float(cost[k, t])
    return paid
