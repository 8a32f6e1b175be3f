"""The bill of materials: what a product loses to others that are made of it, in the balance of its stock.

It brings no decision and no row of its own: what goes into others follows from what is started of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sop_excel.domain.bill_of_materials import BILL, used
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import Making, made
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.rule import Entries, Indices, Numbers, Values


def entries(problem: Problem, making: Making, started: Indices, row: Indices) -> list[Entries]:
    """``- sum_j q[i,j] x[j,t]`` in the rows of the components, of what is started in these ways to make products."""
    bill = problem.items(BILL)
    if not len(bill):
        return []
    line, item = np.nonzero(bill.link("parent")[:, None] == making.product)
    return [Entries.of(row[bill.link("component")[line]], started[item], -bill.fields.quantity[line, None])]


def goes_into_others(problem: Problem, values: Values, numbers: Numbers) -> Any:
    """(I, T) what goes into other products, when their production starts."""
    bill = problem.items(BILL)
    return used(bill, numbers.of(bill.fields.quantity), made(problem, values)) if len(bill) else 0


def parents(problem: Problem, product: int) -> list[tuple[int, float]]:
    """The products that a product goes into, and how many units of it."""
    bill = problem.items(BILL)
    into = zip(bill.link("parent").tolist(), bill.link("component").tolist(), bill.codes, strict=True)
    return [(j, float(bill.fields.quantity[k])) for k, (j, i, _) in enumerate(into) if i == product]


def gone_into_parents(problem: Problem, production: Array) -> Array:
    """The bill as a matrix, times what is started."""
    bill, count = problem.items(BILL), len(production)
    goes = np.zeros((count, count))
    for k in range(len(bill)):
        goes[bill.link("component")[k], bill.link("parent")[k]] += bill.fields.quantity[k]
    return goes @ production if len(bill) else np.zeros_like(production)
