"""Tables of one product that differ from others before in their numbers alone: only those are read anew. Of several
products that holds where it is the demand alone (``demand_alike.py``).

A formula asks for a plan whenever one of its numbers changes. What else its tables say (headers, periods, settings,
which cells are blank) was read and checked in full before, and what it means is known. Numbers are held against the
rules of their columns; where any could be wrong, all is read in full, which says what is wrong with it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from sop_excel.contract import schema
from sop_excel.contract.forms import Column
from sop_excel.domain.bill_of_materials import BILL
from sop_excel.domain.demand_floors import following_floors
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Table, Value
from sop_excel.sheets.demand_alike import DemandBefore, but_for_demand
from sop_excel.sheets.read import read_problem
from sop_excel.sheets.reading.typed_cells import allowed, number_of

KEPT = 64
_KNOWN = frozenset(form.name for form in (schema.PRODUCTS, schema.DEMAND, schema.PERIOD_DATA, schema.SETTINGS_TABLE))
# Columns whose numbers are held against the rule of their column and nothing else: no check compares them.
_PLAIN = (
    "Production cost", "Holding cost", "Initial inventory", "Safety stock periods", "Cover periods", "Max production",
    "Max inventory",
)  # fmt: skip
_COLUMNS = {name: schema.PRODUCTS.column(name) for name in _PLAIN}
_FLOOR = schema.PRODUCTS.column("Safety stock")
_VALUE = schema.PERIOD_DATA.columns[-1]
_A_NUMBER = object()  # in the place of any number
_TELLING = {type(_A_NUMBER), type(None), str}


class ReadAlike:
    """Problems by what their tables say besides numbers; safe to ask from several threads."""

    def __init__(self, most: int = KEPT) -> None:
        self._most, self._lock = most, Lock()
        self._known: OrderedDict[Hashable, _ReadBefore | DemandBefore] = OrderedDict()

    def problem(self, tables: Mapping[str, Table], name: str) -> Problem:
        """The problem that the tables state, as ``read_problem`` reads it: the same numbers to the last bit.

        Raises InputError with every error that the tables hold.
        """
        remembered: Callable[[Problem, Mapping[str, Table]], _ReadBefore | DemandBefore | None] = _known
        if (key := _sketch(tables, name)) is None:
            key, remembered = but_for_demand(tables, name), DemandBefore.of
        with self._lock:
            known = None if key is None else self._known.get(key)
        found = None if known is None else known.with_numbers(tables)
        if found is None:
            found, _ = read_problem(tables, name)
            if key is not None and (known := remembered(found, tables)) is not None:
                self._keep(key, known)
        return found

    def _keep(self, key: Hashable, known: _ReadBefore | DemandBefore) -> None:
        with self._lock:
            self._known[key] = known
            while len(self._known) > self._most:
                self._known.popitem(last=False)


def _sketch(tables: Mapping[str, Table], name: str) -> Hashable | None:
    """All that the tables say besides numbers; None where there are tables or rows of which more must be known."""
    if not tables.keys() <= _KNOWN or any(table.unsure or table.decided for table in tables.values()):
        return None
    products, demand = tables.get(schema.PRODUCTS.name), tables.get(schema.DEMAND.name)
    if products is None or demand is None or len(products.rows) != 1 or len(demand.rows) != 1:
        return None
    settings = tables.get(schema.SETTINGS_TABLE.name)
    told = [name, *([repr(settings.rows), *settings.headers] if settings else [])]
    for table in tables.values():
        told += [table.name, *table.headers] if table is not settings else []
        for row in table.rows if table is not settings else ():
            told += [_A_NUMBER if type(cell) is float else cell for cell in row]  # type: ignore[misc]
    return tuple(told) if set(map(type, told)) <= _TELLING else None


@dataclass(frozen=True)
class _ReadBefore:
    """A problem, and where the numbers stand that it was read from: columns of the products and their numbers (by their
    place in the row), cells of the demand, and for each row of overrides its column and period."""

    problem: Problem
    products: Mapping[int, tuple[Column, float]]
    overrides: Sequence[tuple[Column, int]]

    def with_numbers(self, tables: Mapping[str, Table]) -> Problem | None:
        """The problem with the numbers of these tables; None where one of them may be wrong."""
        demand = _demand(tables[schema.DEMAND.name].rows[0][1:])
        stated = self._stated(tables[schema.PRODUCTS.name].rows[0])
        by_period = self._by_period(tables[schema.PERIOD_DATA.name].rows if schema.PERIOD_DATA.name in tables else ())
        if demand is None or stated is None or by_period is None:
            return None
        products = self.problem.products
        if stated or by_period:
            products = products.replace(**stated, **by_period)
        floors = following_floors(products, self.problem.items(BILL), demand)
        if not np.isnan(floors).all():
            if floors.max() > _FLOOR.magnitude.most:
                return None
            floors = np.where(np.isnan(floors), _FLOOR.blank.number, floors)
            products = products.replace(**{_FLOOR.key: floors})
        return self.problem.replace(demand=demand, products=products)

    def _stated(self, row: Sequence[Value]) -> dict[str, Array] | None:
        """The columns of the product in which there are other numbers, (1,) or (1, T)."""
        stated = {}
        for place, (column, before) in self.products.items():
            if row[place] == before:
                continue
            if (number := number_of(row[place], column)) is None:
                return None
            stated[column.key] = np.full(self.problem.products[column.key].shape, number)
        return stated

    def _by_period(self, rows: Sequence[Sequence[Value]]) -> dict[str, Array] | None:
        """The columns that differ by period, (1, T)."""
        found: dict[str, Array] = {}
        for row, (column, period) in zip(rows, self.overrides, strict=True):
            number = number_of(row[-1], column)
            if number is None or number_of(number, _VALUE) is None:
                return None
            if column.key not in found:
                found[column.key] = np.full(self.problem.shape, column.blank.number)
            found[column.key][0, period] = number
        return found


def _demand(cells: Sequence[Value]) -> Array | None:
    """(1, T) with 0 for blank cells."""
    given = np.array([[cell if type(cell) is float else 0.0 for cell in cells]]) + 0.0
    return given if allowed(given, schema.DEMAND.cell).all() else None


def _known(problem: Problem, tables: Mapping[str, Table]) -> _ReadBefore | None:
    """Where the numbers of the tables stand; None where there are others than those of plain columns."""
    (code, *cells), headers = tables[schema.PRODUCTS.name].rows[0], tables[schema.PRODUCTS.name].headers[1:]
    rows = tables[schema.PERIOD_DATA.name].rows if schema.PERIOD_DATA.name in tables else ()
    fields = {*headers, *(str(row[0]) for row in rows)}
    apart = len(fields) == len(headers) + len({row[0] for row in rows})  # nothing is stated twice
    in_columns = tuple(tables[schema.DEMAND.name].headers[1:]) == problem.periods
    if not (isinstance(code, str) and fields <= _COLUMNS.keys() and apart and in_columns):
        return None
    numbers = {n: (_COLUMNS[headers[n - 1]], cell) for n, cell in enumerate(cells, 1) if isinstance(cell, float)}
    return _ReadBefore(problem, numbers, [(_COLUMNS[str(row[0])], problem.periods.index(str(row[2]))) for row in rows])
