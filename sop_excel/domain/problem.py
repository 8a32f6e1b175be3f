"""The planning problem: what is asked, as checked numbers.

Shapes: ``I`` products, ``T`` periods, ``R`` resources. Quantities are in units, money in the plan's currency.
Three values stand for the absence of a number: ``inf`` for "no limit", ``nan`` for "not allowed" or "none".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import (
    CLASSES,
    MEMBERS,
    NO_THINGS,
    PRODUCTS,
    RESOURCES,
    ROUTES,
    Order,
    Things,
    is_kept,
    places,
    sorted_order,
)
from sop_excel.domain.class_demand import fitted
from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.goal_words import SAFETY_STOCK_GOAL
from sop_excel.languages import ENGLISH

PRODUCTION, STORAGE, SUPPLIER, WORKFORCE = "production", "storage", "supplier", "workforce"
# Which decisions use the kind.
LOADED_BY = {PRODUCTION: "production", STORAGE: "inventory", SUPPLIER: "subcontract", WORKFORCE: "production"}
BASE = "base"  # the scenario of the tables as they stand
ALL = "all"  # not one scenario but every one
RESERVED_SCENARIOS = (BASE, ALL)
HARD, SOFT, CATCH_UP = "hard", "soft", "catch up"  # what happens to safety stock that cannot be kept
# Rules of thumb by which a planner plans without a model.
FORWARD_COVERAGE, TRAILING_COVERAGE, LEVEL, CHASE = "forward coverage", "trailing coverage", "level", "chase"
OWN_RULES = (FORWARD_COVERAGE, TRAILING_COVERAGE, LEVEL, CHASE)


@dataclass(frozen=True)
class Routings:
    """Which product uses which resource, and how much of it.

    ``usage[k]`` resource units are used by one unit of product ``product[k]`` on resource ``resource[k]``: per unit
    made where the resource is one of production, per unit in stock at the end of a period where it is storage, per unit
    bought where it is a supplier; and ``setup_usage[k]`` by one setup. ``route[k]`` is the position of the route that
    uses it, -1 for the default one.
    """

    product: NDArray[np.intp]
    resource: NDArray[np.intp]
    usage: Array
    setup_usage: Array = field(default_factory=lambda: np.zeros(0))
    route: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))

    def __post_init__(self) -> None:
        """Without setups and routes where none are given."""
        count = self.usage.size
        if self.setup_usage.size != count:
            object.__setattr__(self, "setup_usage", np.zeros(count))
        if self.route.size != count:
            object.__setattr__(self, "route", np.full(count, -1, dtype=np.intp))

    def load(self, quantities: Array, resources: int) -> Array:
        """Use of every resource (R, T) by the quantities (I, T) of all products."""
        load = np.zeros((resources, quantities.shape[1]))
        np.add.at(load, self.resource, self.usage[:, None] * quantities[self.product])
        return load

    def of_setups(self) -> Routings:
        """The routings on which a setup takes anything, with that as their usage."""
        setups = self.rows(np.flatnonzero(self.setup_usage))
        return replace(setups, usage=setups.setup_usage)

    def only(self, resources: NDArray[np.bool_]) -> Routings:
        """The routings on the resources for which the mask (R,) is true."""
        return self if resources.all() else self.rows(np.flatnonzero(resources[self.resource]))

    @property
    def used(self) -> Routings:
        """The routings by which anything is used at all."""
        return self.rows(np.flatnonzero(self.usage > 0))

    def rows(self, order: NDArray[np.intp]) -> Routings:
        """These rows of the routings."""
        usage, setup_usage = self.usage[order], self.setup_usage[order]
        return Routings(self.product[order], self.resource[order], usage, setup_usage, self.route[order])

    def in_order(self, order: Order) -> Routings:
        """The routings where products, resources and routes stand in these orders, sorted by them; of orders of some
        items those of products and resources that are among them."""
        product, resource = places(order[PRODUCTS], self.product), places(order[RESOURCES], self.resource)
        route = places(order[ROUTES], self.route) if ROUTES in order else self.route
        moved = Routings(product, resource, self.usage, self.setup_usage, route)
        there = np.flatnonzero((product >= 0) & (resource >= 0))
        return moved.rows(there[np.lexsort((route[there], resource[there], product[there]))])


@dataclass(frozen=True)
class Policies:
    """How the planner wants it planned; the rows of table Settings that the mathematics needs.

    ``own_rule``, one of ``OWN_RULES``, is what the plan is compared with; ``own_rule_periods`` are those of a coverage,
    None for four weeks. ``order_of_goals`` are those that come before the cost.
    """

    whole_units: bool = False
    demand_must_be_met: bool = False
    frozen_periods: int = 0
    time_limit: float = 60.0
    relative_gap: float = 1e-4
    safety_stock_rule: str = HARD
    safety_stock_penalty: float = 0.0
    own_rule: str = FORWARD_COVERAGE
    own_rule_periods: float | None = None
    setup_carry_over: bool = False
    change_penalty: float = 0.0
    change_periods: int | None = None  # None: all of them
    order_of_goals: tuple[str, ...] = ()

    @property
    def in_steps(self) -> bool:
        """Whether something is brought to its least before the cost is."""
        return self.safety_stock_rule == CATCH_UP or bool(self.order_of_goals)

    @property
    def misses_least(self) -> bool:
        """Whether as little as possible is to be missing to the safety stocks."""
        return self.safety_stock_rule == CATCH_UP or SAFETY_STOCK_GOAL in self.order_of_goals

    @property
    def keeps_safety_stock(self) -> bool:
        """Whether no safety stock may be missed."""
        return self.safety_stock_rule == HARD and not self.misses_least


@dataclass(frozen=True)
class Problem:
    """A planning problem whose numbers have all been checked.

    ``products`` holds, under the snake_case name of their column of table Products, arrays (I, T) for what can be
    overridden in a period and (I,) for the rest; ``safety_stock`` is the resolved floor of every period.
    ``resources`` holds arrays (R, T) under the names of the columns of table Resources, also for what is the same in
    all periods. ``published`` is the production
    (I, T) of the plan that was last published, nan where none was. ``others`` are the things along further axes, by
    the axis's name. ``language`` is that in which sentences are written into cells, one of ``LANGUAGES``.
    ``descriptions`` are what the products are called in words, "" where one has none; empty where no product has any.
    """

    name: str
    currency: str
    days_per_period: float | None
    periods: tuple[str, ...]
    product_codes: tuple[str, ...]
    groups: tuple[str, ...]
    resource_codes: tuple[str, ...]
    resource_kinds: tuple[str, ...]
    products: Fields
    resources: Fields
    routings: Routings
    demand: Array
    receipts: Array
    firm_production: Array
    published: Array
    policies: Policies = Policies()
    scenario: str = BASE
    language: str = ENGLISH
    others: Mapping[str, Things] = field(default_factory=dict)
    descriptions: tuple[str, ...] = ()

    def __getstate__(self) -> dict[str, Any]:
        """What it is made of; what follows from that, and is remembered beside, is worked out again where it goes."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @cached_property
    def shape(self) -> tuple[int, int]:
        """(I, T): number of products and of periods."""
        return len(self.product_codes), len(self.periods)

    def codes(self, axis: str) -> tuple[str, ...]:
        """The codes of the items along an axis."""
        if axis == PRODUCTS:
            return self.product_codes
        return self.resource_codes if axis == RESOURCES else self.items(axis).codes

    def items(self, axis: str) -> Things:
        """The things along a further axis; none where the problem has none."""
        return self.others.get(axis, NO_THINGS)

    def product_of(self, axis: str) -> NDArray[np.intp] | None:
        """(K,) the product to which each item along an axis belongs; None where they belong to none."""
        if axis == PRODUCTS:
            return np.arange(len(self.product_codes))
        links = self.items(axis).links
        return links["product"].at if "product" in links else None

    def extent(self, axis: str) -> tuple[int, int]:
        """(K, T): number of items along an axis, and of periods."""
        if axis == PRODUCTS:
            return self.shape
        items = self.resource_codes if axis == RESOURCES else self.others.get(axis, ())
        return len(items), len(self.periods)

    def loaded_by(self, family: str) -> NDArray[np.bool_]:
        """(R,) true where it is the decisions of this family that use the resource."""
        return np.array([LOADED_BY[kind] == family for kind in self.resource_kinds], dtype=bool)

    @cached_property
    def is_storage(self) -> NDArray[np.bool_]:
        """(R,) true where the resource is a warehouse: it is used by inventory, not by production."""
        return self.loaded_by(LOADED_BY[STORAGE])

    @cached_property
    def is_run(self) -> NDArray[np.bool_]:
        """(R,) true where it is production that uses the resource."""
        return self.loaded_by(LOADED_BY[PRODUCTION])

    @cached_property
    def is_workforce(self) -> NDArray[np.bool_]:
        """(R,) true where the capacity of the resource is that of its workers."""
        return np.array([kind == WORKFORCE for kind in self.resource_kinds], dtype=bool)

    @property
    def runs_shifts(self) -> NDArray[np.bool_]:
        """(R, T) true where shifts add to a capacity."""
        runs: NDArray[np.bool_] = (self.resources.shift_capacity > 0) & np.isfinite(self.resources.capacity)
        return runs

    @property
    def may_run_shifts(self) -> NDArray[np.bool_]:
        """(R,) true where shifts add to a capacity in some period."""
        return np.array([bool(row.any()) for row in self.runs_shifts], dtype=bool)

    @property
    def overtime_per_worker(self) -> Array:
        """(R, T) the most hours of overtime of a worker; 0 where there is no overtime, or there are no workers."""
        hours = self.resources.overtime_per_worker
        allowed = self.is_workforce[:, None] & ~np.isnan(self.resources.overtime_cost)
        return np.where(allowed & ~np.isnan(hours), hours, 0.0)

    @property
    def most_workers(self) -> Array:
        """(R, T) the most workers there may be, where they are whole a whole number."""
        most = self.resources.max_workers
        return np.where(self.resources.whole_workers > 0, np.floor(most), most)

    @property
    def most_used(self) -> Array:
        """(R, T) the most that may be used of each resource, with overtime where it has a price."""
        resources = self.resources
        overtime = np.where(np.isnan(resources.overtime_cost), 0.0, resources.overtime_capacity)
        capacity = resources.capacity + _of_each(resources.shift_capacity, np.floor(resources.max_shifts))
        if not self.is_workforce.any():
            return capacity + overtime
        regular = _of_each(np.nan_to_num(resources.hours_per_worker, nan=0.0), self.most_workers)
        beyond = np.minimum(overtime, _of_each(self.overtime_per_worker, self.most_workers))
        return np.where(self.is_workforce[:, None], regular + beyond, capacity + overtime)

    @property
    def runs(self) -> Routings:
        """The routings on the resources that production uses."""
        return self.routings.only(self.is_run)

    @cached_property
    def is_set_up(self) -> NDArray[np.bool_]:
        """(I,) true where a setup of the product for its default route costs money or takes capacity in any period, or
        it belongs to a family that is set up: what is left set up, and what others have to be set up anew after."""
        has: NDArray[np.bool_] = np.any(self.products.setup_cost > 0, axis=1)
        has[self.routings.product[(self.routings.setup_usage > 0) & (self.routings.route < 0)]] = True
        if MEMBERS in self.others:
            has[self.items(MEMBERS).link("product")] = True
        return has

    @cached_property
    def has_setups(self) -> NDArray[np.bool_]:
        """(I,) true where it is decided whether a product is made in a period: it is set up, or has a min lot."""
        has: NDArray[np.bool_] = self.is_set_up | np.any(self.products.min_lot > 0, axis=1)
        return has

    @property
    def is_frozen(self) -> NDArray[np.bool_]:
        """(I, T) true in the first periods, where production is exactly the firm production."""
        frozen = np.zeros(self.shape, dtype=np.bool_)
        frozen[:, : self.policies.frozen_periods] = True
        return frozen

    @cached_property
    def starts_too_late(self) -> NDArray[np.bool_]:
        """(I, T) true where a start would arrive after the horizon (rule P4), by whichever route it is made."""
        lead, routes = self.products.lead_time, self.items(ROUTES)
        if len(routes):
            lead = lead.copy()
            np.minimum.at(lead, routes.link("product"), routes.fields.lead_time)
        late: NDArray[np.bool_] = np.arange(self.shape[1]) + lead[:, None] >= self.shape[1]
        return late

    @cached_property
    def change_counts(self) -> NDArray[np.bool_]:
        """(I, T) true where a change of production from the published plan has a price.

        A start that would come too late is decided by where the horizon ends, by nobody's change of mind.
        """
        policies, periods = self.policies, np.arange(self.shape[1])
        if not policies.change_penalty > 0:
            return np.zeros(self.shape, dtype=np.bool_)
        within = periods < (self.shape[1] if policies.change_periods is None else policies.change_periods)
        counts: NDArray[np.bool_] = ~np.isnan(self.published) & within & ~self.starts_too_late
        return counts

    @cached_property
    def load_change_counts(self) -> NDArray[np.bool_]:
        """(R, T) true where a change of the load of runs from the period before has a price."""
        priced = (self.resources.increase_cost > 0) | (self.resources.decrease_cost > 0)
        priced[:, :1] = False
        counts: NDArray[np.bool_] = priced & self.is_run[:, None]
        return counts

    @property
    def has_min_load(self) -> NDArray[np.bool_]:
        """(R,) true where a load is 0 or at least a minimum in some period."""
        return np.array([bool(row.any()) for row in self.resources.min_load > 0], dtype=bool)

    @property
    def has_priced_changes(self) -> NDArray[np.bool_]:
        """(R,) true where a change of the load has a price in some period."""
        return np.array([bool(row.any()) for row in self.load_change_counts], dtype=bool)

    @property
    def faults(self) -> tuple[str, ...]:
        """What no checked problem has: numbers that are missing, endless or negative, and overtime for less than
        regular use. A problem that was read from a workbook has none; one that was built may have."""
        told = [
            f"{name}: numbers >= 0 are expected"
            for name in ("demand", "receipts", "firm_production")
            if not (np.isfinite(numbers := getattr(self, name)) & (numbers >= 0)).all()
        ]
        if np.isinf(self.published).any():
            told.append("published: numbers >= 0 are expected, nan where nothing was published")
        own = {"usage": self.routings.usage, "published": self.published}
        columns = dict(chain(self.products.items(), self.resources.items(), own.items()))
        if (np.concatenate([*columns.values()], axis=None) < 0).any():
            told += [
                f"{name}: no negative number is expected" for name, values in columns.items() if np.any(values < 0)
            ]
        if (self.resources.overtime_cost < self.resources.cost).any():
            told.append("overtime_cost: no less than the cost of regular use is expected")
        if np.isnan(self.resources.hours_per_worker[self.is_workforce]).any():
            told.append("hours_per_worker: a number is expected where there are workers")
        return tuple(told)

    def replace(self, **changes: Any) -> Problem:
        """A copy with some attributes exchanged, e.g. ``problem.replace(demand=problem.demand * 1.1)``.

        Of another demand its classes have the same shares.
        """
        changed = replace(self, **changes)
        if "demand" in changes and len(changed.items(CLASSES)):
            classes = fitted(changed.others[CLASSES], changed.demand)
            return replace(changed, others={**changed.others, CLASSES: classes})
        return changed

    def canonical(self) -> tuple[Problem, Order]:
        """The problem with the items of every axis in the order of their codes, and these orders.

        A plan must not depend on the order in which a planner listed the rows, to the last bit.
        """
        order = {axis: sorted_order(self.codes(axis)) for axis in (PRODUCTS, RESOURCES, *sorted(self.others))}
        return self if self._is_in(order) else self.in_order(order), order

    def _is_in(self, order: Order) -> bool:
        """Whether the items of all axes are in this order of all of them, and the routings too."""
        if not all(map(is_kept, order.values())):
            return False
        runs = self.routings
        return runs.usage.size < 2 or is_kept(np.lexsort((runs.route, runs.resource, runs.product)))

    def in_order(self, order: Order) -> Problem:
        """A copy of the problem with the items of every axis in these orders, which may be some that have nothing to do
        with the others (``connected.py``)."""
        by_code, by_resource = order[PRODUCTS], order[RESOURCES]
        return replace(
            self,
            product_codes=tuple(self.product_codes[i] for i in by_code),
            groups=tuple(self.groups[i] for i in by_code),
            resource_codes=tuple(self.resource_codes[r] for r in by_resource),
            resource_kinds=tuple(self.resource_kinds[r] for r in by_resource),
            products=self.products.rows(by_code),
            resources=self.resources.rows(by_resource),
            routings=self.routings.in_order(order),
            demand=self.demand[by_code],
            receipts=self.receipts[by_code],
            firm_production=self.firm_production[by_code],
            published=self.published[by_code],
            others={axis: items.in_order(order[axis], order) for axis, items in self.others.items()},
            descriptions=tuple(self.descriptions[i] for i in by_code if self.descriptions),
        )


def _of_each(each: Array, count: Array) -> Array:
    """What so many workers or shifts have; nothing, however many there may be, where each of them has nothing."""
    return np.where(each > 0, each * np.where(each > 0, count, 0.0), 0.0)
