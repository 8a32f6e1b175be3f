"""What of a problem has to do with each other: products on the same lines, components, routes, families, limits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import PRODUCTS, RESOURCES, Order
from sop_excel.domain.distinct import distinct
from sop_excel.domain.problem import Problem

Indices = NDArray[np.intp]


def connected(problem: Problem) -> list[Order]:
    """The items of every axis, group by group: those of one have nothing to do with those of another.

    The groups come in the order of their first items, and so do the items of each.
    """
    extents = {axis: len(problem.codes(axis)) for axis in (PRODUCTS, RESOURCES, *problem.others)}
    first = dict(zip(extents, np.cumsum([0, *extents.values()]).tolist(), strict=False))
    labels = joined(sum(extents.values()), np.concatenate([np.zeros((0, 2), np.intp), *_ties(problem, first)]))
    axes = {axis: labels[start : start + extents[axis]] for axis, start in first.items()}
    return [{axis: np.flatnonzero(own == label) for axis, own in axes.items()} for label in distinct(labels).tolist()]


def together(orders: list[Order]) -> Order:
    """The items of several groups, in the order in which they stand in the problem."""
    return {axis: np.sort(np.concatenate([order[axis] for order in orders])) for axis in orders[0]}


def joined(count: int, pairs: Indices) -> Indices:
    """(count,) one number for all that hang together by pairs (N, 2): that of the first of them.

    >>> joined(5, np.array([[3, 1], [3, 4]])).tolist()
    [0, 1, 2, 1, 1]
    """
    leads_to = list(range(count))

    def first(node: int) -> int:
        while leads_to[node] != node:
            leads_to[node] = leads_to[leads_to[node]]
            node = leads_to[node]
        return node

    for one, other in pairs.tolist():
        low, high = sorted((first(one), first(other)))
        leads_to[high] = low
    return np.array([first(node) for node in range(count)], dtype=np.intp)


def _ties(problem: Problem, first: dict[str, int]) -> Iterator[Indices]:
    routings = problem.routings
    yield np.column_stack([first[PRODUCTS] + routings.product, first[RESOURCES] + routings.resource])
    for axis, items in problem.others.items():
        for link in items.links.values():
            there = np.flatnonzero(link.at >= 0)
            yield np.column_stack([first[axis] + there, first[link.axis] + link.at[there]])
