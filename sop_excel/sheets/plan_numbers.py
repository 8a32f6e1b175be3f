"""The numbers of a table Plan by product, measure and the names of its periods, whatever problem it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sop_excel.contract import schema
from sop_excel.domain.capacity_use import WORKERS
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.fields import Array
from sop_excel.domain.measures import MADE, MEASURES
from sop_excel.domain.table import Formula, OutputTable, Table, Value
from sop_excel.domain.vocabulary import folded
from sop_excel.sheets.by_header import cells_under

_NAMES = {folded(measure.name): measure.name for measure in MEASURES}
_BY_ROUTE = folded(f"{MADE.name} (")
_OTHERWISE = {measure.name: measure.otherwise for measure in MEASURES if measure.otherwise}


@dataclass(frozen=True)
class PlanNumbers:
    """What a plan says of its products in its periods, both in their order.

    ``rows`` (T,) stand by product and measure, in units; ``nan`` where there is no number. ``workers`` (T,) are
    those of each workforce.
    """

    products: tuple[str, ...]
    periods: tuple[str, ...]
    rows: Mapping[tuple[str, str], Array]
    workers: Mapping[str, Array] = field(default_factory=dict)

    def of(self, product: str, measure: str) -> Array:
        """(T,) a row. Where the plan does not show it, that of the measure which it then equals, as sales equal demand.

        0 where it equals none, since then there is nothing of it.
        """
        found = self.rows.get((product, measure), self.rows.get((product, _OTHERWISE.get(measure, ""))))
        return np.zeros(len(self.periods)) if found is None else found

    def at(self, product: str, measure: str, period: str) -> float | None:
        """One number; None where the plan says nothing of the product, the period or the measure."""
        if product not in self.products or period not in self.periods or measure not in _NAMES.values():
            return None
        number = float(self.of(product, measure)[self.periods.index(period)])
        return None if np.isnan(number) else number


def workers_in(table: Table | None, periods: Sequence[str]) -> dict[str, Array]:
    """The workers of each workforce that table CapacityUse tells of, in these periods."""
    rows = cells_under(table, *schema.CAPACITY_USE.lead[:2], *periods)
    return {
        text_of(code) or "": _numbers(cells, range(len(cells))) for code, measure, *cells in rows if measure == WORKERS
    }


def plan_numbers(table: Table | OutputTable | None) -> PlanNumbers | None:
    """What stands in the table; None where there is no plan: no such table, or no number in it (rule O5)."""
    if table is None:
        return None
    headers = [folded(header) for header in table.headers]
    fixed = [folded(header) for header in (*schema.PLAN.lead, *schema.PLAN.tail)]
    if not {folded(header) for header in schema.PLAN.lead} <= set(headers):
        return None
    columns = [n for n, header in enumerate(headers) if header not in fixed]
    key, label = (headers.index(folded(header)) for header in schema.PLAN.lead)
    rows: dict[tuple[str, str], Array] = {}
    for row in table.rows:
        measure = _measure(text_of(row[label]) or "")
        if measure and (product := text_of(row[key])):
            rows[product, measure] = _numbers(row, columns)
    if all(np.isnan(row).all() for row in rows.values()):
        return None
    products = tuple(dict.fromkeys(product for product, _ in rows))
    return PlanNumbers(products, tuple(table.headers[n] for n in columns), rows)


def _measure(name: str) -> str | None:
    """A measure as it is called; what one route makes, which bears a name of the planner's, as it stands."""
    known = _NAMES.get(folded(name))
    return name if known is None and folded(name).startswith(_BY_ROUTE) else known


def _numbers(row: Sequence[Value], columns: Sequence[int]) -> Array:
    return np.array([_number(row[column]) if column < len(row) else np.nan for column in columns])


def _number(value: Value) -> float:
    held = value.value if isinstance(value, Formula) else value
    return float(held) if isinstance(held, float | int) and not isinstance(held, bool) else np.nan
