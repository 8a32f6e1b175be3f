"""Classes of demand as things along their axis: one for each product and class, with the demand of the class.

A class is called by its product and its own name wherever all of them stand beside each other: ``Bike / Web``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import PRODUCTS, Link, Things
from sop_excel.domain.fields import Array, Fields

SAME = 1e-12  # of a product's demand: by so little the sum of its classes differs from it only since it was computed


def class_code(product: str, name: str) -> str:
    """What a class of a product is called wherever all of them stand beside each other.

    >>> class_code("Bike", "Web")
    'Bike / Web'
    """
    return f"{product} / {name}"


def classes_of(
    codes: Sequence[str], names: Sequence[str], product: NDArray[np.intp], fields: Mapping[str, Array]
) -> Things:
    """The classes with the products at these positions (K,).

    ``fields``: ``demand``, ``lost_sale_cost`` and ``backorder_cost`` are (K, T), ``open_order_cost``,
    ``initial_backorders`` and ``priority`` (K,), nan where there is none.
    """
    return Things(tuple(codes), Fields(fields), {"product": Link(PRODUCTS, product)}, {"name": tuple(names)})


def fitted(classes: Things, demand: Array) -> Things:
    """The classes with the same shares of another demand (I, T) of their products.

    Where a product had no demand, a class has its share of the whole horizon, and where there was none at all, the
    same as each other class.
    """
    product, own = classes.link("product"), classes.fields.demand
    before = _sums(own, product, demand.shape)
    apart = np.abs(before - demand) > SAME * np.maximum(before, demand)
    if not apart.any():
        return classes
    whole = before.sum(axis=1)
    count = np.bincount(product, minlength=len(demand)).astype(np.float64)
    overall = np.where(whole > 0, 0.0, 1.0 / np.maximum(count, 1.0))[product]
    np.divide(own.sum(axis=1), whole[product], out=overall, where=whole[product] > 0)
    share = np.broadcast_to(overall[:, None], own.shape).copy()
    np.divide(own, before[product], out=share, where=before[product] > 0)
    anew = np.where(apart[product], share * demand[product], own)
    return replace(classes, fields=classes.fields.replace(demand=anew))


def _sums(values: Array, product: NDArray[np.intp], shape: tuple[int, ...]) -> Array:
    sums = np.zeros(shape)
    np.add.at(sums, product, values)
    return sums
