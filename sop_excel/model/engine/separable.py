"""A model in parts that have nothing to do with each other: products that share no line, component or limit.

An item (a product, a resource, a route, ...) belongs to one part with all of its periods. Small parts are put together
again, as each run of a solver has its price.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.connected import joined
from sop_excel.domain.distinct import distinct
from sop_excel.model.assembly import SparseModel
from sop_excel.model.prices import HELD
from sop_excel.model.rules import AXES, ROWS
from sop_excel.model.rules.rule import Entries, Indices, Mask

EVERYTHING: Container[str] = frozenset((*AXES, *(row.name for row in ROWS)))
WORTH_IT = 2000  # columns of a part that is solved by itself; a model of fewer than two such has one part
MOST = 100  # parts
Nodes = NDArray[np.int32]  # items of all axes, under one count
Groups = NDArray[np.int16]  # parts by their number; short, as each entry has one
_OF_ROWS = {row.name: row.axis for row in ROWS}


@dataclass(frozen=True)
class ModelPart:
    """A part of a model: its ``columns`` and ``rows`` in the whole one, and how it is ``cut`` out of that."""

    columns: Indices
    rows: Indices
    cut: Callable[[], SparseModel]

    @cached_property
    def model(self) -> SparseModel:
        """The part as a model without the offset, cut out when it is first asked for, by whoever needs it.

        Its decisions and rules are those of the part's items alone, in the order of the whole model.
        """
        return self.cut()


def parts_of(
    model: SparseModel, worth_it: int | None = None, keep: Container[str] = EVERYTHING
) -> tuple[ModelPart, ...]:
    """The parts, in an order that depends on the model alone; one, the model itself, where it is small or hangs
    together, such as by what earlier steps have found.

    Parts of fewer columns than are ``worth_it``, by default those of a linear model, are put together. Of several parts
    each knows the places of those families of columns and rows alone that are to ``keep``.
    """
    worth_it = WORTH_IT if worth_it is None else worth_it
    if model.cost.size < 2 * worth_it or len(model.rows[HELD]):
        return (_whole(model),)
    nodes = _Nodes(model)
    of_entry = nodes.of_column[model.entries.column]
    groups = _gathered(_labels(nodes, model.entries.row, of_entry), nodes.sizes, worth_it)
    if groups.max(initial=0) < 1:
        return (_whole(model),)
    return tuple(_split(model, nodes, groups.astype(np.int16), of_entry, keep))


def _whole(model: SparseModel) -> ModelPart:
    columns, rows = np.arange(model.cost.size), np.arange(model.row_upper.size)
    return ModelPart(columns, rows, lambda: replace(model, offset=0.0))


class _Nodes:
    """The items of all axes under one count, and to which of them each column and row belongs."""

    def __init__(self, model: SparseModel) -> None:
        extents: dict[str, int] = {}
        for name, at in model.at.items():
            extents[AXES[name]] = max(extents.get(AXES[name], 0), len(at))
        for name, axis in _OF_ROWS.items():
            extents[axis] = max(extents.get(axis, 0), len(model.rows[name]))
        ends = np.cumsum([0, *extents.values()])
        self.first = dict(zip(extents, ends.tolist(), strict=False))
        self.count = int(ends[-1])
        self.of_column = np.zeros(model.cost.size, dtype=np.int32)
        self.of_row = np.zeros(model.row_upper.size, dtype=np.int32)
        for name, at in model.at.items():
            self.of_column[at] = self.first[AXES[name]] + np.arange(len(at))[:, None]
        for name, axis in _OF_ROWS.items():
            at = model.rows[name]
            node = np.broadcast_to(self.first[axis] + np.arange(len(at))[:, None], at.shape)
            self.of_row[at[at >= 0]] = node[at >= 0]

    @property
    def sizes(self) -> Indices:
        """How many columns each item has."""
        return np.bincount(self.of_column, minlength=self.count)


def _labels(nodes: _Nodes, rows: Indices, columns: Nodes) -> Indices:
    """One number for all items that hang together: that of the first of them; by the rows of the entries, and the items
    of their columns."""
    of_rows = nodes.of_row[rows]
    ties = of_rows != columns
    one, other = of_rows[ties].astype(np.int64), columns[ties]
    pairs = np.minimum(one, other) * nodes.count + np.maximum(one, other)
    changes = np.ones(pairs.size, dtype=np.bool_)  # the same two in all periods are mostly side by side
    changes[1:] = pairs[1:] != pairs[:-1]
    pairs = distinct(pairs[changes])
    return joined(nodes.count, np.column_stack(np.divmod(pairs, nodes.count)))


def _gathered(labels: Indices, sizes: Indices, worth_it: int) -> Indices:
    """The group of each item, 0 and so on: what hangs together, and in the order of the items small ones together.

    What has no columns goes with the first, as a solver takes no model without any.
    """
    columns = np.bincount(labels, sizes, len(labels))
    enough = max(worth_it, float(columns.sum()) / MOST)
    groups, group, filled = np.zeros(len(labels), dtype=np.int64), -1, math.inf
    for label in np.flatnonzero(columns).tolist():
        if filled >= enough:
            group, filled = group + 1, 0.0
        groups[label] = group
        filled += columns[label]
    return groups[labels]


def _split(
    model: SparseModel, nodes: _Nodes, groups: Groups, of_entry: Nodes, keep: Container[str]
) -> Iterator[ModelPart]:
    """The parts by the group of each item; ``of_entry`` is the item of each entry's column."""
    count = int(groups.max()) + 1
    columns, rows = (_by_group(groups[of], count) for of in (nodes.of_column, nodes.of_row))
    entries = _by_group(groups[of_entry], count)
    places = _places(columns, model.cost.size), _places(rows, model.row_upper.size)
    items = {axis: groups[first:] for axis, first in nodes.first.items()}
    kept = replace(
        model,
        at={name: at for name, at in model.at.items() if name in keep},
        rows={name: at for name, at in model.rows.items() if name in keep or name == HELD},
    )
    for group, own in enumerate(zip(columns, rows, entries, strict=True)):
        mine = {axis: of_items == group for axis, of_items in items.items()}
        yield ModelPart(*own[:2], partial(_part, kept, own, places, mine))


def _by_group(groups: Groups, count: int) -> list[Indices]:
    """The places of each group, in their order."""
    order = np.argsort(groups, kind="stable")
    return np.split(order, np.cumsum(np.bincount(groups, minlength=count))[:-1])


def _places(groups: list[Indices], count: int) -> Indices:
    """At which place of its group each one stands; -1 for what is none, after the last."""
    places = np.full(count + 1, -1)
    for group in groups:
        places[group] = np.arange(len(group))
    return places


def _part(
    model: SparseModel,
    own: tuple[Indices, Indices, Indices],
    places: tuple[Indices, Indices],
    items: Mapping[str, Mask],
) -> SparseModel:
    (columns, rows, stated), (column_at, row_at) = own, places
    entries = model.entries
    return SparseModel(
        cost=model.cost[columns],
        lower=model.lower[columns],
        upper=model.upper[columns],
        whole=model.whole[columns],
        row_lower=model.row_lower[rows],
        row_upper=model.row_upper[rows],
        entries=Entries(row_at[entries.row[stated]], column_at[entries.column[stated]], entries.value[stated]),
        offset=0.0,
        at={name: column_at[at[items[AXES[name]][: len(at)]]] for name, at in model.at.items()},
        rows={
            name: model.rows[name] if name == HELD else row_at[at[items[_OF_ROWS[name]][: len(at)]]]
            for name, at in model.rows.items()
        },
    )
