"""Table PlanChanges: what two plans do otherwise, by product and by the names of their periods.

What is worth most stands first: a change counts with what a unit of it costs in the later plan (made, bought, stored
for a period, late, or lost with its price). Of equal worth that change comes first that is larger beside the product's
mean demand, so that plans without costs are ranked too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract.life_tables import PLAN_CHANGES
from sop_excel.domain.demand_classes import as_one_stream
from sop_excel.domain.fields import Array
from sop_excel.domain.measures import shown_measures
from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import OutputTable
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.plan_numbers import PlanNumbers

MOST = 200  # changes that are shown: more are no longer read
NOISE = 1e-6  # of the larger number: so little apart is the same

# What a unit of each measure costs in a period, (I, T); a measure without a line is no decision that is compared.
_WORTH: dict[str, Callable[[Problem], Array]] = {
    "Production": lambda problem: problem.products.production_cost,
    "Subcontract": lambda problem: problem.products.subcontract_cost,
    "Backorders": lambda problem: problem.products.backorder_cost,
    "Lost sales": lambda problem: (
        np.nan_to_num(problem.products.lost_sale_cost) + np.nan_to_num(problem.products.price)
    ),
    "Inventory": lambda problem: problem.products.holding_cost,
}


@dataclass(frozen=True)
class PlanChange:
    """One number of a plan that is another now: units before and after, and what the change is worth (money)."""

    product: str
    measure: str
    period: str
    before: float
    after: float
    worth: float


@dataclass(frozen=True)
class PlanDifference:
    """The changes that are worth most, how many ``more`` there are, and what only one of the plans has."""

    changes: tuple[PlanChange, ...]
    more: int = 0
    new_products: tuple[str, ...] = ()
    gone_products: tuple[str, ...] = ()
    new_periods: tuple[str, ...] = ()
    gone_periods: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many changes there are in all."""
        return len(self.changes) + self.more


def numbers_of(plan: Plan) -> PlanNumbers:
    """The numbers that table Plan shows of a plan."""
    problem = plan.problem
    rows = {
        (product, measure.name): values[i]
        for measure, values in shown_measures(problem, plan.quantities)
        for i, product in enumerate(problem.product_codes)
        if measure.is_of(i)
    }
    crews = np.flatnonzero(problem.is_workforce).tolist()
    workers = {problem.resource_codes[r]: plan.quantities.workers[r] for r in crews}
    return PlanNumbers(problem.product_codes, problem.periods, rows, workers)


def plan_difference(
    before: PlanNumbers, after: PlanNumbers, problem: Problem | None, most: int = MOST
) -> PlanDifference:
    """What the later plan does otherwise in the products and periods that both have.

    It answers ``problem``, without which no change is worth anything.
    """
    products = [product for product in after.products if product in set(before.products)]
    periods = [period for period in after.periods if period in set(before.periods)]
    found = _Found(products, periods)
    for measure in _WORTH:
        found.add(measure, before, after, problem)
    changes, more = found.largest(most)
    return PlanDifference(
        changes,
        more,
        _without(after.products, before.products),
        _without(before.products, after.products),
        _without(after.periods, before.periods),
        _without(before.periods, after.periods),
    )


class _Found:
    """All changes, as arrays: one entry a change."""

    def __init__(self, products: Sequence[str], periods: Sequence[str]) -> None:
        self._products, self._periods = products, periods
        self._measures: list[str] = []
        self._columns: list[
            Array
        ] = []  # (n, 7): the number of the measure, product, period, before, after, worth, rank

    def add(self, measure: str, before: PlanNumbers, after: PlanNumbers, problem: Problem | None) -> None:
        """Find the changes of one measure."""
        if not (self._products and self._periods):
            return
        then, now = (self._laid(numbers, measure) for numbers in (before, after))
        apart = np.abs(now - then) > NOISE * np.maximum(np.abs(now), np.abs(then))
        i, t = np.nonzero(apart)
        change, unit = (now - then)[i, t], self._unit_costs(measure, problem)
        worth = change * unit[i, t]
        mean = self._laid(after, "Demand").mean(axis=1)[i]
        number = np.full(len(i), float(len(self._measures)))
        rank = np.abs(change) / np.where(mean > 0, mean, 1.0)
        self._measures.append(measure)
        self._columns.append(np.column_stack([number, i, t, then[i, t], now[i, t], worth, rank]))

    def _unit_costs(self, measure: str, problem: Problem | None) -> Array:
        if problem is None:
            return np.zeros((len(self._products), len(self._periods)))
        rows, columns = _places(self._products, problem.product_codes), _places(self._periods, problem.periods)
        problem = as_one_stream(problem)  # of classes, what their demand costs on average
        return np.nan_to_num(_WORTH[measure](problem))[np.ix_(rows, columns)]

    def _laid(self, numbers: PlanNumbers, measure: str) -> Array:
        columns = _places(self._periods, numbers.periods)
        return np.array([numbers.of(product, measure)[columns] for product in self._products])

    def largest(self, most: int) -> tuple[tuple[PlanChange, ...], int]:
        """So many changes, those that are worth most first, and how many more there are."""
        if not self._columns:
            return (), 0
        rows = np.concatenate(self._columns)
        order = np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0], -rows[:, 6], -np.abs(rows[:, 5])))
        told = [self._change(*row) for row in rows[order[:most]].tolist()]
        return tuple(told), len(rows) - len(told)

    def _change(
        self, number: float, i: float, t: float, before: float, after: float, worth: float, rank: float
    ) -> PlanChange:
        measure, product, period = self._measures[int(number)], self._products[int(i)], self._periods[int(t)]
        return PlanChange(product, measure, period, before, after, worth)


def _places(names: Sequence[str], among: Sequence[str]) -> NDArray[np.intp]:
    place = {name: n for n, name in enumerate(among)}
    return np.array([place[name] for name in names], dtype=np.intp)


def _without(names: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    known = set(others)
    return tuple(name for name in names if name not in known)


def plan_changes_table(difference: PlanDifference) -> OutputTable:
    """Table PlanChanges."""
    rows = [
        PLAN_CHANGES.row(
            {
                "Product": change.product,
                "Measure": change.measure,
                "Period": change.period,
                "Before": change.before,
                "After": change.after,
                "Change": change.after - change.before,
                "Worth": change.worth,
            }
        )
        for change in difference.changes
    ]
    return output_table(PLAN_CHANGES, rows)
