"""The bill of materials: of what each product is made, and what that means for the need of its components.

A product may be both, made of components and a component itself; none goes into itself, however far down. The rows
stand in ``Problem.others`` under ``BILL``, sorted by their codes, each with a ``quantity`` of its ``component`` for
one unit of its ``parent``; a unit is used in the period in which the parent's production starts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import PRODUCTS, Items, Link
from sop_excel.domain.fields import Array, Fields

BILL = "bill"
SEPARATOR = "\n"  # in no code, so that two rows never have the same


def bill_of(rows: Sequence[tuple[str, str]], at: Mapping[str, int], quantity: Sequence[float]) -> Items:
    """The bill with these (parent, component) and quantities, sorted by their codes; ``at`` tells where each stands."""
    order = sorted(range(len(rows)), key=lambda k: SEPARATOR.join(rows[k]))
    parent, component = (np.array([at[rows[k][n]] for k in order], dtype=np.intp) for n in (0, 1))
    return Items(
        tuple(SEPARATOR.join(rows[k]) for k in order),
        Fields({"quantity": np.array([quantity[k] for k in order], dtype=np.float64)}),
        {"parent": Link(PRODUCTS, parent), "component": Link(PRODUCTS, component)},
    )


def levels(bill: Items, products: int) -> NDArray[np.intp]:
    """(I,) how far down the bill each product stands at most: 0 for what goes into nothing.

    Raises ValueError for a product that goes into itself.
    """
    parent, component = bill.link("parent"), bill.link("component")
    level = np.zeros(products, dtype=np.intp)
    for _ in range(products + 1):
        deeper = level.copy()
        np.maximum.at(deeper, component, level[parent] + 1)
        if np.array_equal(deeper, level):
            return level
        level = deeper
    raise ValueError("a product of the bill of materials goes into itself")


def used(bill: Items, quantity: Any, started: Any) -> Any:
    """(I, T) units of every product that go into others, of which so many units (I, T) are started in each period.

    ``quantity`` are those of the bill, in the numbers of what is started: floats or fractions.
    """
    total = started * 0
    np.add.at(total, bill.link("component"), quantity[:, None] * started[bill.link("parent")])
    return total


def dependent_demand(bill: Items, started: Array) -> Array:
    """(I, T) the same in floats, 0 where there is no bill."""
    return used(bill, bill.fields.quantity, started) if len(bill) else np.zeros_like(started)


def exploded(bill: Items, demand: Array) -> Array:
    """(I, T) demand, and what the demand for other products needs of each in the same period, however far down.

    No stock is netted and no lead time counted: it is what flows through a product in the long run, from which a
    safety stock that is stated in periods follows.
    """
    if not len(bill):
        return demand
    parent, component, quantity = bill.link("parent"), bill.link("component"), bill.fields.quantity
    total, level = demand.copy(), levels(bill, len(demand))
    for step in range(int(level.max(initial=0))):  # whatever stands at this level has its whole need by now
        rows = np.flatnonzero(level[parent] == step)
        np.add.at(total, component[rows], quantity[rows, None] * total[parent[rows]])
    return total
