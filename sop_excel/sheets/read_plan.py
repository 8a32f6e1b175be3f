"""The plan that stands in the output tables, read back as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract import schema
from sop_excel.domain.axes import CLASSES, PRODUCTS, RESOURCES, ROUTES
from sop_excel.domain.capacity_use import LOAD, OVERTIME, SHIFTS, WORKERS
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.costs import TOTAL_COST
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import PRODUCTION, ROUTED, made
from sop_excel.domain.measures import MEASURES, class_measures, route_measures
from sop_excel.domain.plan import KEPT, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Formula, Table, Value
from sop_excel.domain.vocabulary import folded
from sop_excel.domain.written_plan import WrittenPlan
from sop_excel.sheets.by_header import cells_under

TABLES = (schema.PLAN.name, schema.CAPACITY_USE.name, schema.COST_SUMMARY.name)
FAULTS_TOLD = 5

Rows = Mapping[tuple[str, str], Sequence[Value]]


def written_plan(tables: Mapping[str, Table], problem: Problem) -> WrittenPlan | None:
    """The plan in the workbook, in the problem's order; None where there is none, or its numbers are blank."""
    table = tables.get(schema.PLAN.name)
    if table is None or not _has_numbers(table):
        return None
    faults: list[str] = []
    plan = _OutputRows(table, "Product", problem.product_codes, problem.periods, faults)
    shown = {one.family: plan.rows(one.name, one.always) for one in MEASURES if one.family}
    by_route = _by_route(plan, problem, shown, faults)
    uses, by_class = _uses(tables, problem, faults), _by_class(plan, problem)
    axes = dict.fromkeys(shown, PRODUCTS) | dict.fromkeys(uses, RESOURCES)
    axes |= dict.fromkeys(by_route, ROUTES) | dict.fromkeys(by_class, CLASSES)
    quantities = Quantities(shown | uses | by_route | by_class, axes)
    told = tuple(faults[:FAULTS_TOLD])
    return WrittenPlan(None if told else quantities, _total_cost(tables), told)


def _by_route(plan: _OutputRows, problem: Problem, shown: dict[str, Array], faults: list[str]) -> dict[str, Array]:
    """What each route makes and when it is set up; in place of all production together, which must be their sum."""
    measures = route_measures(problem)
    by_route = {ROUTED, *(one.family for one in measures)} - shown.keys()
    total, parts = shown[PRODUCTION].copy(), {family: np.zeros(problem.extent(ROUTES)) for family in sorted(by_route)}
    for one in measures:
        if one.places is not None:
            own = np.flatnonzero(one.places >= 0)
            (shown | parts)[one.family][one.places[own]] = plan.rows(one.name, one.always, own)[own]
    apart = np.abs(made(problem, shown | parts) - total) > KEPT * np.maximum(1.0, total)
    for i, t in np.argwhere(apart).tolist():
        where = f"{problem.product_codes[i]} in {problem.periods[t]}"
        faults.append(f"table {schema.PLAN.name} has a Production of {where} that is not the sum of its routes")
    return parts if len(problem.items(ROUTES)) else {}


def _by_class(plan: _OutputRows, problem: Problem) -> dict[str, Array]:
    """What is late and lost of each class; nothing where there are no classes."""
    parts: dict[str, Array] = {}
    for one in class_measures(problem):
        if one.family and one.places is not None:
            own = np.flatnonzero(one.places >= 0)
            part = parts.setdefault(one.family, np.zeros(problem.extent(CLASSES)))
            part[one.places[own]] = plan.rows(one.name, one.always, own)[own]
    return parts


def _uses(tables: Mapping[str, Table], problem: Problem, faults: list[str]) -> dict[str, Array]:
    """Regular use, overtime, workers and shifts as table CapacityUse says; nothing where it is missing."""
    table = tables.get(schema.CAPACITY_USE.name)
    if table is None:
        return {}
    use = _OutputRows(table, "Resource", problem.resource_codes, problem.periods, faults)
    load, overtime = (use.rows(measure, True) for measure in (LOAD, OVERTIME))
    decided = {"workers": use.rows(WORKERS, False), "shifts": use.rows(SHIFTS, False)}
    return {"regular": load - overtime, "overtime": overtime, **decided}


class _OutputRows:
    """The rows of a wide output table by item, whose code stands in column ``key``, and measure."""

    def __init__(self, table: Table, key: str, items: Sequence[str], periods: Sequence[str], faults: list[str]) -> None:
        self._table, self._items, self._faults = table, items, faults
        self._columns = [list(table.headers).index(period) if period in table.headers else -1 for period in periods]
        self._periods = periods
        names = cells_under(table, key, "Measure")
        self._rows = {
            (text_of(item) or "", folded(text_of(measure) or "")): row
            for (item, measure), row in zip(names, table.rows, strict=True)
        }

    def rows(self, measure: str, needed: bool, only: Sequence[int] | NDArray[np.intp] | None = None) -> Array:
        """(items, T) the numbers of a measure; 0 where it is not shown, and a fault where it must be.

        ``only`` are the positions of the items that have it, where not all do.
        """
        found = np.zeros((len(self._items), len(self._periods)))
        for i in range(len(self._items)) if only is None else only:
            item = self._items[i]
            row = self._rows.get((item, folded(measure)))
            if row is not None:
                found[i] = [self._number(row, t, f"{measure} of {item}") for t in range(len(self._periods))]
            elif needed:
                self._faults.append(f"table {self._table.name} has no row {measure} of {item}")
        return found

    def _number(self, row: Sequence[Value], t: int, what: str) -> float:
        column = self._columns[t]
        value = row[column] if column >= 0 else None
        number = value.value if isinstance(value, Formula) else value
        if isinstance(number, float):
            return float(number)
        self._faults.append(f"table {self._table.name} has no number for {what} in {self._periods[t]}")
        return nan


def _has_numbers(table: Table) -> bool:
    return any(isinstance(cell, float) for row in table.rows for cell in row)


def _total_cost(tables: Mapping[str, Table]) -> float:
    rows = cells_under(tables.get(schema.COST_SUMMARY.name), "Cost", "Amount")
    return next((amount for name, amount in rows if name == TOTAL_COST and isinstance(amount, float)), nan)
