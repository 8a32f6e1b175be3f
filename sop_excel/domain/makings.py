"""The ways in which products are made: the default one, which their own columns describe, and other routes.

Both have the same fields and decisions, along different axes, so that a rule states once what holds of each way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import PRODUCTS, ROUTES
from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.problem import Problem, Routings
from sop_excel.domain.remembered import remembered

DEFAULT = "default"  # what the default route is called where it stands beside others
PRODUCTION, ROUTED = "production", "routed"  # the families of units that are started


def product_and_route(problem: Problem, k: int) -> tuple[str, str]:
    """The code of the product and the name of the route at a position along the axis of routes."""
    routes = problem.items(ROUTES)
    return problem.product_codes[int(routes.link("product")[k])], routes.texts["name"][k]


def route_code(product: str, name: str) -> str:
    """How another route is called wherever all of them stand beside each other.

    >>> route_code("Bike", "Line B")
    'Bike / Line B'
    """
    return f"{product} / {name}"


@dataclass(frozen=True)
class Making:
    """Ways to make products, one for each of the K items along an ``axis``.

    ``product`` (K,) is what each makes; ``started`` the family of decisions that says how many units are started by it
    in each period (K, T); ``fields`` are arrays (K, T) or (K,) under the names of the columns, the same for all ways:
    ``production_cost``, ``max_production``, ``lead_time``, ``yield`` and so on.
    """

    axis: str
    started: str
    product: NDArray[np.intp]
    fields: Fields

    @property
    def is_default(self) -> bool:
        """Whether it is the way that the products' own columns describe."""
        return self.axis == PRODUCTS

    def family(self, name: str) -> str:
        """The name of a family of decisions that every way has: ``setup`` of the default one, else ``route_setup``."""
        return name if self.is_default else f"route_{name}"

    @property
    def good(self) -> Array:
        """(K, T) the good units that arrive of each unit that is started."""
        return self.fields["yield"]

    def too_late(self, periods: int) -> NDArray[np.bool_]:
        """(K, T) where a start would arrive after the horizon."""
        late: NDArray[np.bool_] = np.arange(periods) + self.fields.lead_time[:, None] >= periods
        return late

    @property
    def is_at_once(self) -> bool:
        """Whether all that is started arrives in the period in which it is."""
        return not self.fields.lead_time.any()

    def arrivals(self, periods: int) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        """(K, T) whether what is started in a period arrives within the horizon, and in which period."""
        lead = np.minimum(self.fields.lead_time, periods).astype(np.intp)
        arrive = np.arange(periods) + lead[:, None]
        return arrive < periods, np.minimum(arrive, periods - 1)

    def routings(self, problem: Problem) -> tuple[Routings, NDArray[np.intp]]:
        """The routings on resources that making loads in these ways, and the item of this axis that each is of."""
        return self._own(problem.runs)

    def setup_routings(self, problem: Problem) -> tuple[Routings, NDArray[np.intp]]:
        """The routings on which a setup takes anything, with that as their usage, and the item that each is of."""
        return self._own(problem.routings.of_setups())

    def _own(self, routings: Routings) -> tuple[Routings, NDArray[np.intp]]:
        ours = (routings.route < 0) == self.is_default
        own = routings if ours.all() else routings.rows(np.flatnonzero(ours))
        return own, own.product if self.is_default else own.route

    def has_setups(self, problem: Problem) -> NDArray[np.bool_]:
        """(K,) true where a setup costs money or takes capacity in any period, or there is a min lot; or where the
        product belongs to a family, which its default route prepares."""
        if self.is_default:
            return problem.has_setups
        has: NDArray[np.bool_] = np.any((self.fields.setup_cost > 0) | (self.fields.min_lot > 0), axis=1)
        has[self.setup_routings(problem)[1]] = True
        return has


Ways = Callable[[Problem], Making]


def default_route(problem: Problem) -> Making:
    """The way to make each product that its own columns describe."""
    return Making(PRODUCTS, PRODUCTION, np.arange(problem.shape[0]), problem.products)


@remembered
def makings(problem: Problem) -> tuple[Making, ...]:
    """The ways to make the products of a problem: the default one, and the other routes where there are any."""
    if ROUTES not in problem.others:
        return (default_route(problem),)
    return default_route(problem), other_routes(problem)


def other_routes(problem: Problem) -> Making:
    """The other routes of the products, of which there may be none."""
    routes = problem.items(ROUTES)
    fields = routes.fields if len(routes) else problem.products.rows(np.zeros(0, dtype=np.intp))
    return Making(ROUTES, ROUTED, routes.link("product"), fields)


def has_routes(problem: Problem) -> NDArray[np.bool_]:
    """(I,) which products have another route besides the default one."""
    several = np.zeros(problem.shape[0], dtype=np.bool_)
    several[problem.items(ROUTES).link("product")] = True
    return several


def most_startable(problem: Problem) -> Array:
    """(I, T) the most units of each product that can be started by all its routes whose starts do not come too late, or
    by all of them where the starts of all do."""
    most: Array = np.zeros(problem.shape)
    for making in makings(problem):
        by_another = making.too_late(problem.shape[1]) & ~problem.starts_too_late[making.product]
        np.add.at(most, making.product, np.where(by_another, 0.0, making.fields.max_production))
    return most


def arrived(problem: Problem, values: Mapping[str, Any], of: Callable[[Array], Any] = lambda number: number) -> Any:
    """(I, T) the good units that arrive in each period of what is started: ``values`` by family of decisions.

    ``of`` makes the numbers of the problem what the values are, such as fractions.
    """
    arrives = of(np.zeros(problem.shape))
    for making in makings(problem):
        if making.is_default and making.is_at_once:
            arrives = arrives + of(making.good) * values[making.started]
            continue
        in_time, arrive = making.arrivals(problem.shape[1])
        item, period = np.nonzero(in_time)
        good = of(making.good[item, period]) * values[making.started][item, period]
        np.add.at(arrives, (making.product[item], arrive[item, period]), good)
    return arrives


def made(problem: Problem, values: Mapping[str, Any]) -> Any:
    """(I, T) the units of each product that are started in all ways; ``values`` by family, floats or fractions."""
    if ROUTES not in problem.others:
        return values[PRODUCTION]
    total = np.array(values[PRODUCTION])
    np.add.at(total, problem.items(ROUTES).link("product"), values[ROUTED])
    return total
