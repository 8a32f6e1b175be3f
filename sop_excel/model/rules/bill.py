"""The bill of materials: what a product loses to others that are made of it, in the balance of its stock.

It brings no decision and no row of its own: what goes into others follows from what is started of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sop_excel.domain.axes import ROUTES
from sop_excel.domain.bill_of_materials import BILL, lines_of, used
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import DEFAULT, Making
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.rule import Entries, Indices, Numbers, Terms, Values


def entries(problem: Problem, making: Making, started: Indices, row: Indices) -> list[Entries]:
    """``- sum_j q[i,j] x[j,t]`` in the rows of the components, of what is started in these ways to make products."""
    bill = problem.items(BILL)
    if not len(bill):
        return []
    line, item = lines_of(problem, making)
    return [Entries.of(row[bill.link("component")[line]], started[item], -bill.fields.quantity[line, None])]


def goes_into_others(problem: Problem, values: Values, numbers: Numbers) -> Any:
    """(I, T) what goes into other products, when their production starts."""
    bill = problem.items(BILL)
    return used(problem, numbers.of(bill.fields.quantity), values) if len(bill) else 0


def printed(problem: Problem, terms: Mapping[str, Terms], product: int, t: int) -> Iterator[Any]:
    """``q[i,j] x[j,t]`` and ``q[i,j] xr[k,t]``, what goes of a product into each way to make others."""
    for quantity, parent, routes, by_default in _ways(problem, product):
        if by_default:
            yield quantity * terms["production"][parent, t]
        for route in routes:
            yield quantity * terms["routed"][route, t]


def _ways(problem: Problem, product: int) -> Iterator[tuple[float, int, list[int], bool]]:
    """Of each line for a component: the quantity, the parent, its other routes that use it, and if the default does."""
    bill, routes = problem.items(BILL), problem.items(ROUTES)
    for k in np.flatnonzero(bill.link("component") == product).tolist():
        parent, by = int(bill.link("parent")[k]), bill.texts["route"][k]
        others = np.flatnonzero(routes.link("product") == parent).tolist()
        chosen = [route for route in others if by in ("", routes.texts["name"][route])]
        yield float(bill.fields.quantity[k]), parent, chosen, by in ("", DEFAULT)


def gone_into_parents(problem: Problem, plan: Quantities) -> Array:
    """(I, T) what goes into others, component by component."""
    goes = np.zeros(problem.shape)
    for i in range(len(goes)) if BILL in problem.others else ():
        for quantity, parent, routes, by_default in _ways(problem, i):
            goes[i] += quantity * (plan.production[parent] * by_default)
            for route in routes:
                goes[i] += quantity * plan.routed[route]
    return goes
