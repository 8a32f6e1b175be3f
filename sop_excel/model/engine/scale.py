"""By what the numbers of a model are divided before a solver sees them, so that its fixed tolerances suit any plan.

All are powers of two, so that no digit changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_excel.domain.axes import PRODUCTS, RESOURCES
from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.rules import AXES
from sop_excel.model.rules.rule import Indices

TYPICAL_QUANTITY = 128.0  # the size to which quantities are scaled
DEAREST = 2.0**14  # that to which the largest cost is, where items are scaled one by one
EVEN, USUAL_MOST = 1e4, 1e6  # of usual books: the largest number to the smallest of its kind, and the largest of all


@dataclass(frozen=True)
class Scale:
    """What the columns, the rows and money are divided by."""

    columns: Array
    rows: Array
    money: float


def is_even(model: SparseModel) -> bool:
    """Whether the quantities, the coefficients and the costs are of even sizes, each among themselves, and none is
    large; a number that is 0, and a limit that is none, has no size."""
    quantities = np.concatenate([model.row_lower, model.row_upper, model.lower, model.upper])
    return all(_are_even(numbers) for numbers in (quantities, model.entries.value, model.cost))


def has_even_entries(model: SparseModel) -> bool:
    """Whether the coefficients are of even sizes, and none is large."""
    return _are_even(model.entries.value)


def _are_even(numbers: Array) -> bool:
    sizes = _sizes(numbers)
    return not sizes.size or bool(sizes.max() <= min(EVEN * sizes.min(), USUAL_MOST))


def _sizes(numbers: Array) -> Array:
    """Of those that have one: neither 0 nor without a limit."""
    sizes: Array = np.abs(numbers)
    return sizes[(sizes > 0) & (sizes < np.inf)]


def unscaled(model: SparseModel) -> Scale:
    """Quantities as they are, as whole numbers must be."""
    return _uniform(model, 1.0)


def one_scale(model: SparseModel) -> Scale:
    """All quantities alike: the plans of usual books are found fastest so."""
    return _uniform(model, _power_of_two(_quantities(model), TYPICAL_QUANTITY))


def item_scales(model: SparseModel) -> Scale:
    """Each product by its size, each resource by the use that its largest product makes of it, money by the largest
    cost, and each row by its largest coefficient: for books that mix grams and tons."""
    sizes = _product_sizes(model)
    columns = np.full(model.cost.size, one_scale(model).columns[0])
    for name, at in model.at.items():
        if AXES[name] == PRODUCTS:
            columns[at] = sizes[:, None]
        elif AXES[name] != RESOURCES:
            columns[at] = _as_their_products(model, at, sizes, columns)
    uses = _resource_of_row(model)[model.entries.row]
    use = np.zeros(len(model.rows["load"]))
    own = np.isin(model.entries.column, _of_resources(model))
    used = (uses >= 0) & ~own
    np.maximum.at(use, uses[used], np.abs(model.entries.value[used]) * columns[model.entries.column[used]])
    for name, at in model.at.items():
        if AXES[name] == RESOURCES:
            columns[at] = _powers(use)[:, None]
    largest = np.zeros(model.row_upper.size)
    np.maximum.at(largest, model.entries.row, np.abs(model.entries.value) * columns[model.entries.column])
    costs = np.abs(model.cost * columns)
    return Scale(columns, _powers(largest), _power_of_two(costs.max(initial=0.0, keepdims=True), DEAREST))


def _product_sizes(model: SparseModel) -> Array:
    """(I,) powers of two by which each product's numbers are of the typical size; that of all where it has none."""
    rows = model.rows["balance"]
    floors = [model.lower[at] for name, at in model.at.items() if AXES[name] == PRODUCTS]
    numbers = np.abs(np.hstack([model.row_upper[rows], *floors]))
    there = np.isfinite(numbers) & (numbers > 0)
    count = there.sum(axis=1)
    logs = np.log2(np.where(there, numbers, 1.0)).sum(axis=1) / np.maximum(count, 1)
    sizes: Array = 2.0 ** np.rint(logs - np.log2(TYPICAL_QUANTITY))
    return np.where(count > 0, sizes, _power_of_two(_quantities(model), TYPICAL_QUANTITY))


def _as_their_products(model: SparseModel, at: Indices, sizes: Array, columns: Array) -> Array:
    """The sizes of the products in whose balance each of these columns stands; as they are where they stand in none."""
    product, rows = np.full(model.row_upper.size, -1), model.rows["balance"]
    product[rows] = np.arange(len(rows))[:, None]
    stands = np.isin(model.entries.column, at) & (product[model.entries.row] >= 0)
    scaled = columns.copy()
    scaled[model.entries.column[stands]] = sizes[product[model.entries.row[stands]]]
    return scaled[at]


def _of_resources(model: SparseModel) -> Indices:
    return np.concatenate([np.zeros(0, np.int64), *(at.ravel() for n, at in model.at.items() if AXES[n] == RESOURCES)])


def _resource_of_row(model: SparseModel) -> Indices:
    """The resource of every row of loads, -1 for other rows."""
    load = model.rows["load"]
    resource = np.full(model.row_upper.size, -1)
    resource[load] = np.arange(len(load))[:, None]
    return resource


def _powers(sizes: Array) -> Array:
    """The nearest powers of two; 1 for 0."""
    powers: Array = 2.0 ** np.rint(np.log2(np.where(sizes > 0, sizes, 1.0)))
    return powers


def _quantities(model: SparseModel) -> Array:
    return np.concatenate([model.row_upper, model.lower])


def _uniform(model: SparseModel, quantity: float) -> Scale:
    money = quantity * _power_of_two(model.cost, 1.0)
    columns, rows = np.empty(model.cost.size), np.empty(model.row_upper.size)
    columns[:] = rows[:] = quantity
    if not len(model.rows["held"]):
        return Scale(columns, rows, money)
    held = np.isin(model.entries.row, model.rows["held"])  # rows of money and the like, of any size
    largest = np.zeros(rows.size)
    np.maximum.at(largest, model.entries.row[held], np.abs(model.entries.value[held]))
    return Scale(columns, rows * _powers(largest), money)


def _power_of_two(numbers: Array, typical: float) -> float:
    """The power of two that brings the geometric mean of the numbers that are not 0 closest to ``typical``.

    >>> _power_of_two(np.array([0.0, 100.0, 400.0]), 50.0)
    4.0
    """
    sizes = _sizes(numbers)
    return float(2.0 ** np.rint(np.log2(sizes).sum() / sizes.size - np.log2(typical))) if sizes.size else 1.0
