"""The opening stock of a plan that moved on, beside what the plan before foresaw for that moment.

Where the later plan begins in the middle of the earlier one, its stock is not to be compared with the stock that the
earlier one began with, but with what that one foresaw: stock and late demand at the end of the period before, and what
was started by then and is still on its way. Only what came otherwise than foreseen is a change of the opening stock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_excel.domain.axes import ROUTES
from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.makings import PRODUCTION, ROUTED, arrived
from sop_excel.domain.measures import MADE, route_measures
from sop_excel.domain.problem import Problem
from sop_excel.sheets.plan_numbers import PlanNumbers

NOISE = 1e-6  # of a quantity: so little otherwise is as foreseen
_STOCKS = {"initial_inventory": "Inventory", "initial_backorders": "Backorders"}


@dataclass(frozen=True)
class Seen:
    """The opening stock of two problems as each appears in the other's horizon: problems with these numbers."""

    old: Problem
    new: Problem

    def backwards(self) -> Seen:
        """What links the two when the later one comes first."""
        return Seen(self.new, self.old)


def seen(old: Problem, new: Problem, old_plan: PlanNumbers, new_plan: PlanNumbers) -> Seen | None:
    """Both as they appear to the other, where one begins in the middle of the other; else None."""
    if new.periods[0] in old.periods[1:]:
        return _moved_on(old, new, old_plan)
    if old.periods[0] in new.periods[1:]:
        return _moved_on(new, old, new_plan).backwards()
    return None


def _moved_on(earlier: Problem, later: Problem, plan: PlanNumbers) -> Seen:
    start = earlier.periods.index(later.periods[0])
    here = [i for i, code in enumerate(earlier.product_codes) if code in later.product_codes]
    there = [later.product_codes.index(earlier.product_codes[i]) for i in here]
    now = [t for t, period in enumerate(earlier.periods) if period in later.periods]
    then = [later.periods.index(earlier.periods[t]) for t in now]
    on_its_way = earlier.receipts + _started(earlier, plan, start)
    own, others = {}, {}
    for key, measure in _STOCKS.items():
        expected = np.array([plan.of(code, measure)[start - 1] for code in earlier.product_codes])
        own[key], others[key] = expected.copy(), later.products[key].copy()
        apart = _apart(later.products[key][there], expected[here])
        own[key][here] = later.products[key][there] - apart
        others[key][there] = np.maximum(earlier.products[key][here] + apart, 0.0)
    receipts, wanted = on_its_way.copy(), later.receipts.copy()
    apart = _apart(later.receipts[np.ix_(there, then)], on_its_way[np.ix_(here, now)])
    receipts[np.ix_(here, now)] = later.receipts[np.ix_(there, then)] - apart
    wanted[np.ix_(there, then)] = np.maximum(earlier.receipts[np.ix_(here, now)] + apart, 0.0)
    crews, their_crews = _workers(earlier, later, plan, start)
    return Seen(
        earlier.replace(products=earlier.products.replace(**own), receipts=receipts, resources=crews),
        later.replace(products=later.products.replace(**others), receipts=wanted, resources=their_crews),
    )


def _workers(earlier: Problem, later: Problem, plan: PlanNumbers, start: int) -> tuple[Fields, Fields]:
    """The resources of both with the workers before the first period as each appears to the other."""
    own, others = (problem.resources.initial_workers.copy() for problem in (earlier, later))
    for r, code in enumerate(earlier.resource_codes):
        if code in plan.workers and code in later.resource_codes:
            place = later.resource_codes.index(code)
            expected, came, began = plan.workers[code][start - 1], others[place].copy(), own[r].copy()
            apart = _apart(came[:1], np.array([expected]))
            own[r], others[place] = came[0] - apart, np.maximum(began[0] + apart, 0.0)
    return earlier.resources.replace(initial_workers=own), later.resources.replace(initial_workers=others)


def _apart(came: Array, foreseen: Array) -> Array:
    """What came more than foreseen."""
    apart = came - foreseen
    return np.where(np.abs(apart) <= NOISE * np.maximum(1.0, np.abs(foreseen)), 0.0, apart)


def _started(problem: Problem, plan: PlanNumbers, start: int) -> Array:
    """(I, T) good units that were started, or ordered outside, before period ``start`` and arrive in it or later."""
    begun = {PRODUCTION: np.array([plan.of(code, MADE.name) for code in problem.product_codes])}
    begun[ROUTED] = np.zeros(problem.extent(ROUTES))
    for part in [part for part in route_measures(problem) if part.part_of is MADE]:
        for i, code in [(i, code) for i, code in enumerate(problem.product_codes) if part.is_of(i)]:
            begun[part.family][i if part.places is None else part.places[i]] = plan.of(code, part.name)
    for started in begun.values():
        started[:, start:] = 0.0
    arriving: Array = arrived(problem, begun)
    for i, code in enumerate(problem.product_codes):
        lead, ordered = int(problem.products.subcontract_lead_time[i]), plan.of(code, "Subcontract")
        for period in range(max(0, start - lead), min(start, problem.shape[1] - lead)):
            arriving[i, period + lead] += ordered[period]
    return arriving
