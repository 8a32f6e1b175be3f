"""Problems between two problems: some groups of inputs as they were, the others as they are.

The horizon, which is the products and periods that there are, comes from one of the two as a whole. What both problems
have, a cell of a product in a period, comes from the problem that its group is taken from; what only the problem with
the horizon has comes from that one. So with no group exchanged a mixture is the old problem, and with all of them the
new one, to the last number; and a group whose inputs are the same in all that both problems have changes no mixture.

The opening stock of a plan that moved on is another one because time has passed; what each is in the horizon of the
other, ``foreseen.py`` says.

A floor of the inventory that follows from demand follows in a mixture from the mixture's demand.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sop_excel.comparing.foreseen import Seen
from sop_excel.comparing.input_groups import (
    CAPACITY,
    GROUPS,
    HORIZON,
    OPENING,
    POLICY,
    group_of_column,
    group_of_table,
)
from sop_excel.comparing.mixed_things import MixedThings
from sop_excel.domain.axes import ROUTES, Things
from sop_excel.domain.bill_of_materials import BILL, bill_of
from sop_excel.domain.demand_floors import following_floors
from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.problem import LOADED_BY, PRODUCTION, Policies, Problem, Routings

FLOOR = "safety_stock"
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Mixtures:
    """The problems between an old and a new one; ``seen`` is the opening stock of each in the other's horizon."""

    old: Problem
    new: Problem
    seen: Seen | None = None

    def mixed(self, taken: Collection[str]) -> Problem:
        """The problem with these groups as they are in the new one, and the others as in the old one."""
        return _Mixture(self.old, self.new, frozenset(taken), self.seen).problem()

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The groups in which the two problems differ, in the order of ``GROUPS``."""
        everything = frozenset(GROUPS)
        return tuple(
            group
            for group in GROUPS
            if not _alike(self.mixed({group}), self.old) or not _alike(self.mixed(everything - {group}), self.new)
        )


@dataclass(frozen=True)
class _Mixture:
    """One of them. ``taken`` are the groups that come from the new problem."""

    old: Problem
    new: Problem
    taken: frozenset[str]
    seen: Seen | None = None

    def problem(self) -> Problem:
        frame = self.frame
        products = {
            key: self._of_products(group_of_column(key), key, values)
            for key, values in frame.products.items()
            if key in self.other.products
        }
        products = {**frame.products, **products}
        demand = self._table("demand")
        products[FLOOR] = self._floors(products, demand)
        codes, kinds = self._resources
        return frame.replace(
            name=self.new.name,
            currency=self.new.currency,
            scenario=self.new.scenario,
            resource_codes=codes,
            resource_kinds=kinds,
            products=Fields(products),
            resources=Fields(self._of_resources()),
            routings=self._routings(),
            policies=self._side(POLICY).policies,
            others=self._things(),
            **{name: demand if name == "demand" else self._table(name) for name in _tables(frame)},
        )

    def _side(self, group: str) -> Problem:
        return self.new if group in self.taken else self.old

    @cached_property
    def frame(self) -> Problem:
        """The problem that gives products and periods."""
        return self._side(HORIZON)

    @cached_property
    def other(self) -> Problem:
        """The one that does not."""
        return self.old if HORIZON in self.taken else self.new

    def _others(self, group: str) -> Problem:
        """The one that does not give the horizon, as its inputs of a group appear in that."""
        if group != OPENING or self.seen is None:
            return self.other
        return self.seen.old if self.other is self.old else self.seen.new

    @cached_property
    def _products(self) -> tuple[Indices, Indices]:
        return _common(self.frame.product_codes, self.other.product_codes)

    @cached_property
    def _periods(self) -> tuple[Indices, Indices]:
        return _common(self.frame.periods, self.other.periods)

    def _table(self, name: str) -> Array:
        values: Array = getattr(self.frame, name)
        group = group_of_table(name)
        return self._laid(self._side(group), values, getattr(self._others(group), name))

    def _of_products(self, group: str, key: str, values: Array) -> Array:
        return self._laid(self._side(group), values, self._others(group).products[key])

    def _laid(self, side: Problem, own: Array, others: Array) -> Array:
        """``own`` of the frame, with what ``others`` say of all that both have where these are wanted."""
        if side is self.frame:
            return own
        (here, there), (now, then) = self._products, self._periods
        laid = np.array(own, dtype=np.float64)
        if own.ndim == 1:
            laid[here] = others[there]
        else:
            laid[np.ix_(here, now)] = others[np.ix_(there, then)]
        return laid

    def _floors(self, products: dict[str, Array], demand: Array) -> Array:
        """Safety stock: stated, or where its problem lets it follow from demand, from the demand of the mixture."""
        stated = self._laid(self._side(POLICY), _stated(self.frame), _stated(self.other))
        derived = following_floors(products, self._bill, demand)
        fallback = np.where(np.isnan(derived), self.frame.products[FLOOR], derived)
        return np.where(np.isnan(stated), fallback, stated)

    @cached_property
    def _added(self) -> tuple[str, ...]:
        """Resources that the capacity's problem lacks, and products that it lacks use."""
        limits, frame = self._side(CAPACITY), self.frame
        used = dict.fromkeys(
            frame.resource_codes[r]
            for i, r in zip(frame.routings.product.tolist(), frame.routings.resource.tolist(), strict=True)
            if frame.product_codes[i] not in limits.product_codes
        )
        return tuple(code for code in used if code not in limits.resource_codes)

    @cached_property
    def _resources(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Codes and kinds."""
        limits, frame = self._side(CAPACITY), self.frame
        added = [frame.resource_kinds[frame.resource_codes.index(code)] for code in self._added]
        return (*limits.resource_codes, *self._added), (*limits.resource_kinds, *added)

    def _of_resources(self) -> dict[str, Array]:
        codes, kinds = self._resources
        laid = {
            key: np.array([self._of_resource(code, key) for code in codes]).reshape(len(codes), len(self.frame.periods))
            for key in self.frame.resources
            if key in self.other.resources
        }
        if "overtime_cost" in laid:  # which warehouses and suppliers have none of, whatever the resource was before
            made = np.array([LOADED_BY[kind] == LOADED_BY[PRODUCTION] for kind in kinds], dtype=bool)[:, None]
            laid["overtime_cost"] = np.where(made, laid["overtime_cost"], np.nan)
        return laid

    def _of_resource(self, code: str, key: str) -> Array:
        """(T,) one field of a resource. A period that its problem lacks counts as in the frame, or as the last."""
        wanted = self._side(group_of_column(key))
        side = wanted if code in wanted.resource_codes else self.new if wanted is self.old else self.old
        given = side if side is self.frame else self._others(group_of_column(key))
        row: Array = given.resources[key][side.resource_codes.index(code)]
        if side is self.frame:
            return row
        if group_of_column(key) == OPENING:  # of the moment before the first period, whatever that is called
            return np.full(len(self.frame.periods), row[0])
        now, then = self._periods
        if code in self.frame.resource_codes:
            laid = np.array(self.frame.resources[key][self.frame.resource_codes.index(code)], dtype=np.float64)
        else:
            laid = row[np.minimum(np.arange(len(self.frame.periods)), len(row) - 1)].copy()
        laid[now] = row[then]
        return laid

    def _routings(self) -> Routings:
        """Those of the capacity's problem for the products that it has, for others those of the frame."""
        limits, frame = self._side(CAPACITY), self.frame
        if limits is frame:
            return frame.routings
        product = {code: i for i, code in enumerate(frame.product_codes)}
        resource = {code: r for r, code in enumerate(self._resources[0])}
        known = set(limits.product_codes)
        rows = [row for row in _routed(limits) if row[0] in product]
        rows += [row for row in _routed(frame) if row[0] not in known]
        route = {code: k for k, code in enumerate(self._further.routes.codes)}
        return Routings(
            np.array([product[row.product] for row in rows], dtype=np.intp),
            np.array([resource[row.resource] for row in rows], dtype=np.intp),
            np.array([row.usage for row in rows], dtype=np.float64),
            np.array([row.setup_usage for row in rows], dtype=np.float64),
            np.array([route.get(row.route, -1) for row in rows], dtype=np.intp),
        )

    @cached_property
    def _further(self) -> MixedThings:
        sides = {group: self._side(group) for group in GROUPS}
        return MixedThings(self.frame, self.other, sides, self._resources[0], self._periods)

    def _things(self) -> dict[str, Things]:
        """What runs along further axes."""
        things = self._further.things()
        return {**things, BILL: self._bill} if len(self._bill) or BILL in things else things

    @cached_property
    def _bill(self) -> Things:
        """That of the capacity's problem for the parents that it has, for others that of the frame."""
        limits, frame = self._side(CAPACITY), self.frame
        if limits is frame:
            return frame.items(BILL)
        at, known = {code: i for i, code in enumerate(frame.product_codes)}, set(limits.product_codes)
        rows = [row for row in _billed(limits) if row[0] in at and row[1] in at]
        rows += [row for row in _billed(frame) if row[0] not in known]
        return bill_of([row[:3] for row in rows], at, [row[3] for row in rows])


def _billed(problem: Problem) -> list[tuple[str, str, str, float]]:
    bill, codes = problem.items(BILL), problem.product_codes
    if not len(bill):
        return []
    into = zip(bill.link("parent").tolist(), bill.link("component").tolist(), strict=True)
    return [
        (codes[i], codes[j], bill.texts["route"][k], float(bill.fields.quantity[k])) for k, (i, j) in enumerate(into)
    ]


class _Routed(NamedTuple):
    """A routing by the codes of what it is of; ``route`` is "" of the default one."""

    product: str
    resource: str
    usage: float
    setup_usage: float
    route: str


def _routed(problem: Problem) -> list[_Routed]:
    routings, routes = problem.routings, ("", *problem.codes(ROUTES))
    columns = routings.product, routings.resource, routings.usage, routings.setup_usage, routings.route
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [
        _Routed(problem.product_codes[i], problem.resource_codes[r], usage, setup_usage, routes[k + 1])
        for i, r, usage, setup_usage, k in rows
    ]


def _common(mine: tuple[str, ...], others: tuple[str, ...]) -> tuple[Indices, Indices]:
    """Where the names that both have stand in each."""
    place = {name: n for n, name in enumerate(others)}
    pairs = [(n, place[name]) for n, name in enumerate(mine) if name in place]
    here, there = zip(*pairs, strict=True) if pairs else ((), ())
    return np.array(here, dtype=np.intp), np.array(there, dtype=np.intp)


def _tables(problem: Problem) -> tuple[str, ...]:
    """The attributes that hold a number for every product and period."""
    return tuple(one.name for one in fields(problem) if isinstance(getattr(problem, one.name), np.ndarray))


def _stated(problem: Problem) -> Array:
    """(I, T) the safety stock; ``nan`` where it is just what follows from demand."""
    floors = problem.products[FLOOR]
    return np.where(floors == following_floors(problem.products, problem.items(BILL), problem.demand), np.nan, floors)


def _alike(one: Problem, another: Problem) -> bool:
    """Whether two problems are planned alike: the same names in the same order, and the same numbers."""
    names = ("periods", "product_codes", "resource_codes", "resource_kinds")
    if any(getattr(one, name) != getattr(another, name) for name in names):
        return False
    if _rules(one) != _rules(another) or _codes(one) != _codes(another):
        return False
    mine, theirs = _arrays(one), _arrays(another)
    return all(_same(values, theirs[name]) for name, values in mine.items())


def _codes(problem: Problem) -> dict[str, tuple[str, ...]]:
    """The codes along further axes; one without items is as good as none."""
    return {axis: items.codes for axis, items in problem.others.items() if len(items)}


def _rules(problem: Problem) -> Policies:
    """The settings without those by which nothing is planned."""
    return replace(problem.policies, own_rule="", own_rule_periods=None)


def _arrays(problem: Problem) -> dict[str, Array]:
    routings, further = problem.routings, [(axis, items) for axis, items in problem.others.items() if len(items)]
    return {
        **{name: getattr(problem, name) for name in _tables(problem) if name != "published" or _is_calm(problem)},
        **{f"product {key}": values for key, values in problem.products.items()},
        **{f"resource {key}": values for key, values in problem.resources.items()},
        **{f"routing {one.name}": getattr(routings, one.name) for one in fields(routings)},
        **{f"{axis} {key}": values for axis, items in further for key, values in items.fields.items()},
        **{f"{axis} of {key}": link.at for axis, items in further for key, link in items.links.items()},
    }


def _is_calm(problem: Problem) -> bool:
    """Whether it matters to a plan what was published."""
    return problem.policies.change_penalty > 0


def _same(one: Array, another: Array) -> bool:
    return one is another or np.array_equal(one, another, equal_nan=True)
