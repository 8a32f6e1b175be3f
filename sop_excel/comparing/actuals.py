"""Table PlanAndActual: what was planned for the periods that are over, beside what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sop_excel.contract.life_tables import PLAN_AND_ACTUAL
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.plan_numbers import plan_numbers

Place = tuple[str, str, str]  # product, measure, period


class Actual(NamedTuple):
    """What came of a measure of table Plan for a product in a period: units."""

    product: str
    measure: str
    period: str
    quantity: float


def plan_and_actual(plan: Table | None, actuals: Iterable[Actual], earlier: Table | None = None) -> OutputTable:
    """Plan and actual side by side: below the ``earlier`` rows of this table those of the ``actuals``, in their order.

    ``plan`` is the table Plan that held for these periods. What it says nothing of has a blank plan, and no difference;
    a row for what an earlier one told already takes its place.
    """
    numbers = plan_numbers(plan)
    told = dict(_earlier(earlier))
    for actual in actuals:
        planned = numbers.at(*actual[:3]) if numbers else None
        told.pop(actual[:3], None)
        told[actual[:3]] = planned, actual.quantity
    return output_table(PLAN_AND_ACTUAL, [_row(place, *pair) for place, pair in told.items()])


def _earlier(table: Table | None) -> Iterator[tuple[Place, tuple[float | None, float]]]:
    """The rows of the table that hold an actual."""
    rows = cells_under(table, "Product", "Measure", "Period", "Plan", "Actual")
    for product, measure, period, planned, actual in rows:
        if isinstance(actual, float):
            place = text_of(product) or "", text_of(measure) or "", text_of(period) or ""
            yield place, (planned if isinstance(planned, float) else None, actual)


def _row(place: Place, planned: float | None, actual: float) -> tuple[Value, ...]:
    product, measure, period = place
    difference = None if planned is None else actual - planned
    values: dict[str, Value] = {"Product": product, "Measure": measure, "Period": period}
    return PLAN_AND_ACTUAL.row({**values, "Plan": planned, "Actual": actual, "Difference": difference})
