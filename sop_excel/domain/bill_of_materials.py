"""The bill of materials: of what each product is made, and what that means for the need of its components.

A product may be both, made of components and a component itself; none goes into itself, however far down. The rows
stand in ``Problem.others`` under ``BILL``, sorted by their codes, each with a ``quantity`` of its ``component`` for
one unit of its ``parent``, made by its ``route`` or by all of them; a unit is used in the period in which the parent's
production starts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import PRODUCTS, ROUTES, Link, Things
from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.makings import DEFAULT, PRODUCTION, Making, makings
from sop_excel.domain.problem import Problem

BILL = "bill"
SEPARATOR = "\n"  # in no code, so that two rows never have the same


def bill_of(rows: Sequence[tuple[str, str, str]], at: Mapping[str, int], quantity: Sequence[float]) -> Things:
    """The bill with these (parent, component, route) and quantities, sorted by their codes; ``at`` tells where each
    product stands. The route is a name of its parent's, ``default``, or "" for all of them."""
    order = sorted(range(len(rows)), key=lambda k: SEPARATOR.join(rows[k]))
    parent, component = (np.array([at[rows[k][n]] for k in order], dtype=np.intp) for n in (0, 1))
    return Things(
        tuple(SEPARATOR.join(rows[k]) for k in order),
        Fields({"quantity": np.array([quantity[k] for k in order], dtype=np.float64)}),
        {"parent": Link(PRODUCTS, parent), "component": Link(PRODUCTS, component)},
        {"route": tuple(rows[k][2] for k in order)},
    )


def lines_of(problem: Problem, making: Making) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which lines of the bill are used by which of these ways to make products: pairs of positions."""
    bill = problem.items(BILL)
    applies = bill.link("parent")[:, None] == making.product
    by = np.array(bill.texts.get("route", ()), dtype=object)[:, None]
    own = [DEFAULT] * len(making.product) if making.is_default else list(problem.items(ROUTES).texts["name"])
    lines, items = np.nonzero(applies & ((by == "") | (by == np.array(own, dtype=object))))
    return lines, items


def levels(bill: Things, products: int) -> NDArray[np.intp]:
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


def used(problem: Problem, quantity: Any, values: Mapping[str, Any]) -> Any:
    """(I, T) units of every product that go into others, of what is started of these: ``values`` by family.

    ``quantity`` are those of the bill, in the numbers of what is started: floats or fractions.
    """
    total, component = values[PRODUCTION] * 0, problem.items(BILL).link("component")
    for making in makings(problem):
        lines, items = lines_of(problem, making)
        np.add.at(total, component[lines], quantity[lines, None] * values[making.started][items])
    return total


def dependent_demand(problem: Problem, values: Mapping[str, Array]) -> Array:
    """(I, T) the same in floats, 0 where there is no bill."""
    bill = problem.items(BILL)
    return used(problem, bill.fields.quantity, values) if len(bill) else np.zeros(problem.shape)


def exploded(bill: Things, demand: Array, good: Array) -> Array:
    """(I, T) demand, and what the demand for other products needs of each in the same period, however far down.

    Of what goes into a product by some of its routes alone, that of the default one counts, and so does its yield:
    ``good`` (I, T), or (I, 1) for all periods, are the good units of each that is started. No stock is netted and no
    lead time counted: it is what flows through a product in the long run, from which a safety stock that is stated in
    periods follows.
    """
    if not len(bill):
        return demand
    parent, component, quantity = bill.link("parent"), bill.link("component"), bill.fields.quantity
    by_default = np.array([name in ("", DEFAULT) for name in bill.texts["route"]])
    total, level = demand.copy(), levels(bill, len(demand))
    for step in range(int(level.max(initial=0))):  # whatever stands at this level has its whole need by now
        rows = np.flatnonzero((level[parent] == step) & by_default)
        np.add.at(total, component[rows], quantity[rows, None] * (total / good)[parent[rows]])
    return total
