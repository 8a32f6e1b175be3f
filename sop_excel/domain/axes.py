"""Along what the numbers of a problem and a plan run besides periods: products, resources, and further things.

An axis is a name; its items have codes, and arrays (K, T) or (K,) have a row for each of them. What a plan of usual
books has none of (routes, families of setups, ...) stands in ``Problem.others`` as ``Things``, under the axis's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Fields

PRODUCTS, RESOURCES, ROUTES = "products", "resources", "routes"
LIMITS, LIMIT_TERMS = "limits", "limit_terms"
# What one item of an axis is called.
FAMILIES, MEMBERS = "families", "members"  # of products that share a setup
CLASSES = "classes"  # of the demand for products
WORDS = {
    PRODUCTS: "product", RESOURCES: "resource", ROUTES: "route", LIMITS: "limit", FAMILIES: "family", CLASSES: "class",
}  # fmt: skip

Order = Mapping[str, NDArray[np.intp]]  # by axis: which item stands in each place


class Link(NamedTuple):
    """To which item of another axis each item refers: its position (K,), -1 for none."""

    axis: str
    at: NDArray[np.intp]


@dataclass(frozen=True)
class Things:
    """The things along one further axis, in the order of the planner's rows.

    ``codes`` are unique; ``fields`` are arrays (K, T) or (K,), as those of the products are; ``links`` say by name to
    which products, resources or other things each belongs; ``texts`` are words of each (K,), such as a route's name.
    """

    codes: tuple[str, ...] = ()
    fields: Fields = field(default_factory=lambda: Fields({}))
    links: Mapping[str, Link] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.codes)

    def link(self, name: str) -> NDArray[np.intp]:
        """(K,) the positions to which a link leads; none where there are no items."""
        return self.links[name].at if name in self.links else np.zeros(0, dtype=np.intp)

    def in_order(self, own: NDArray[np.intp], order: Order) -> Things:
        """The items in the order ``own``, which may be some of them, with links to what stands in these orders."""
        links = {name: replaced(link, places(order[link.axis], link.at[own])) for name, link in self.links.items()}
        texts = {name: tuple(words[k] for k in own) for name, words in self.texts.items()}
        codes = tuple(self.codes[k] for k in own)
        return replace(self, codes=codes, fields=self.fields.rows(own), links=links, texts=texts)


def replaced(link: Link, at: NDArray[np.intp]) -> Link:
    """A link that leads elsewhere on its axis."""
    return Link(link.axis, at)


NO_THINGS = Things()


def sorted_order(codes: tuple[str, ...]) -> NDArray[np.intp]:
    """The positions of the codes in their order.

    >>> sorted_order(("Fan", "Bike")).tolist()
    [1, 0]
    """
    return np.array(sorted(range(len(codes)), key=codes.__getitem__), dtype=np.intp)


def is_kept(order: NDArray[np.intp]) -> bool:
    """Whether every item keeps its place.

    >>> is_kept(np.array([0, 1])), is_kept(np.array([1, 0]))
    (True, False)
    """
    return len(order) < 2 or bool((order[1:] > order[:-1]).all())


def backwards(order: NDArray[np.intp]) -> NDArray[np.intp]:
    """The order that leads back.

    >>> backwards(np.array([2, 0, 1])).tolist()
    [1, 2, 0]
    """
    return np.argsort(order)


def places(order: NDArray[np.intp], items: NDArray[np.intp]) -> NDArray[np.intp]:
    """Where these items stand in an order of some; -1 for what stands nowhere, and for -1, which is no item.

    >>> places(np.array([4, 1]), np.array([1, 4, -1, 2])).tolist()
    [1, 0, -1, -1]
    """
    at = np.full(max(order.max(initial=-1), items.max(initial=-1)) + 2, -1, dtype=np.intp)
    at[order] = np.arange(len(order))
    found: NDArray[np.intp] = at[items]
    return found


def all_backwards(order: Order) -> Order:
    """The orders of all axes that lead back."""
    return {axis: backwards(at) for axis, at in order.items()}
