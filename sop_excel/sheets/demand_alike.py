"""Tables that differ from others before in the numbers of their demand alone: only that is read anew.

All else that they say is the same to the letter, and was read and checked in full. Demand is held against the rule of
its cells; the problem is known only where no more of it follows from demand.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sop_excel.contract import schema
from sop_excel.domain.bill_of_materials import BILL
from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.demand_floors import following_floors
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Table, Value
from sop_excel.sheets.reading.typed_cells import allowed
from sop_excel.sheets.run_info import content_hash

MOST = 20_000  # cells of demand: of larger ones too much would be remembered
_DEMAND = schema.DEMAND.name
_MORE_FOLLOWS = {form.name for form in (schema.CLASSES_TABLE, schema.PENALTIES, schema.SCENARIOS_TABLE)}
_A_NUMBER = object()  # in the place of any number
_TELLING = {type(_A_NUMBER), type(None), str}


def but_for_demand(tables: Mapping[str, Table], name: str) -> Hashable | None:
    """All that the tables say besides the numbers of the demand; None where more must be known of them."""
    demand = tables.get(_DEMAND)
    unclear = any(table.unsure or table.decided for table in tables.values())
    if demand is None or unclear or _MORE_FOLLOWS & tables.keys() or len(demand.rows) * len(demand.headers) > MOST:
        return None
    kinds = [_A_NUMBER if type(cell) is float else cell for row in demand.rows for cell in row]
    if not set(map(type, kinds)) <= _TELLING or any(len(row) != len(demand.headers) for row in demand.rows):
        return None
    others = content_hash({form: table for form, table in tables.items() if form != _DEMAND})
    return name, others, tuple(demand.headers), tuple(kinds)


@dataclass(frozen=True)
class DemandBefore:
    """A problem, and in which row of table Demand each of its products stands."""

    problem: Problem
    rows: Sequence[int]

    @staticmethod
    def of(problem: Problem, tables: Mapping[str, Table]) -> DemandBefore | None:
        """What is remembered of a problem that these tables state; None where more of it follows from demand, or its
        table is not a row for each product and a column for each period."""
        table = tables[_DEMAND]
        filled = [(row[0], n) for n, row in enumerate(table.rows) if not all(map(is_blank, row))]
        rows: dict[Value, int] = dict(filled)
        in_place = tuple(table.headers[1:]) == problem.periods and len(rows) == len(filled)
        if not in_place or rows.keys() != {*problem.product_codes} or problem.load_change_counts.any():
            return None
        floors = following_floors(problem.products, problem.items(BILL), problem.demand)
        known = DemandBefore(problem, [rows[code] for code in problem.product_codes])
        same = np.array_equal(known._demand(table), problem.demand)
        return known if same and np.isnan(floors).all() else None

    def with_numbers(self, tables: Mapping[str, Table]) -> Problem | None:
        """The problem with the demand of these tables; None where it may be wrong."""
        demand = self._demand(tables[_DEMAND])
        return self.problem.replace(demand=demand) if allowed(demand, schema.DEMAND.cell).all() else None

    def _demand(self, table: Table) -> Array:
        """(I, T) with 0 for blank cells."""
        return np.array([_numbers(table.rows[n]) for n in self.rows]) + 0.0


def _numbers(row: Sequence[Value]) -> list[float]:
    return [cell if type(cell) is float else 0.0 for cell in row[1:]]
