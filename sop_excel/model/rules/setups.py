"""Setups: what is made in a period needs its product to be set up, ``y``, at a cost and with part of the capacity.

``x <= M y``: nothing is made without a setup, and no more than can be made or needed after one. A product has setups if
one costs money or takes capacity in any period, or if it has a min lot or belongs to a family; of others nothing is
decided. Each further route has setups of its own, ``xr <= M yr``, in every period in which it makes anything: those of
families, and those that are carried over, are of default routes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import floor, inf
from typing import Any

import numpy as np

from sop_excel.domain.axes import FAMILIES, MEMBERS, ROUTES
from sop_excel.domain.fields import Array
from sop_excel.domain.lot_steps import lots_for
from sop_excel.domain.makings import ROUTED, Making, Ways, default_route, makings, other_routes, product_and_route
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import PRODUCTION, WORKFORCE, Problem
from sop_excel.domain.product_families import with_setup_of_family
from sop_excel.domain.said import say
from sop_excel.model.rules.carry_over import setups_with
from sop_excel.model.rules.needs import floors, most_made
from sop_excel.model.rules.rule import (
    AT_MOST,
    Broken,
    Decision,
    DecisionColumn,
    Entries,
    Families,
    Indices,
    Mask,
    Numbers,
    Part,
    Row,
    Rule,
    Terms,
    Told,
    Values,
    total,
)
from sop_excel.model.rules.wanted_setups import part_of_a_load


def _used(problem: Problem) -> bool:
    products = problem.products
    own = products.setup_cost.any() or products.min_lot.any() or problem.routings.setup_usage.any()
    if not (own or problem.others):  # as in most problems: no routes and no families either
        return False
    return any(bool(making.has_setups(problem).any()) for making in makings(problem))


def _is_set_up(problem: Problem, making: Making) -> Mask:
    """(K, 1) whether anything is decided about setups of each way to make a product."""
    return making.has_setups(problem)[:, None]


def _decision(ways: Ways, problem: Problem) -> Decision:
    """Where nothing can be made, however limits give way, there is nothing to set up."""
    making = ways(problem)
    may_be = problem.starts_too_late & (problem.firm_production > 0)  # where all routes are late, what is firm
    never = making.too_late(problem.shape[1]) & ~may_be[making.product]
    upper = np.where(_is_set_up(problem, making) & ~never, 1.0, 0.0)
    costs = {"setup": making.fields.setup_cost}
    return Decision(np.zeros_like(upper), upper, costs, whole=bool(upper.any()))


def _limited(ways: Ways, problem: Problem, known: Mapping[str, Array]) -> Array:
    """One setup in a period is the most."""
    return np.zeros((len(ways(problem).product), problem.shape[1]))


def _follows(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """A setup wherever something is made; where setups are carried over, as far as that does not spare it."""
    made = (values["production"] > 0) & _is_set_up(problem, default_route(problem))
    asked = _asked_for(default_route, problem, values, "setup")
    if problem.policies.setup_carry_over:
        made = setups_with(problem, made, values["carried"] > 0, asked)
    return numbers.of(np.where(made | asked, 1.0, 0.0))


def _asked_for(ways: Ways, problem: Problem, values: Values, name: str) -> Mask:
    """(K, T) setups of which nothing is made, but that are part of a load that is asked for."""
    making = ways(problem)
    if name not in values:
        return np.zeros((len(making.product), problem.shape[1]), dtype=np.bool_)
    routings, item = making.setup_routings(problem)
    return part_of_a_load(problem, item, routings.resource, values[name])


def _of_routes_follows(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """A setup wherever a route makes something."""
    needed = (values[ROUTED] > 0) & _is_set_up(problem, other_routes(problem))
    needed = needed | _asked_for(other_routes, problem, values, "route_setup")
    return numbers.of(np.where(needed, 1.0, 0.0))


def _where_set_up(ways: Ways, problem: Problem, families: Families) -> Mask:
    making = ways(problem)
    return _is_set_up(problem, making) & (families[making.started].upper > 0)


def _nothing(problem: Problem, families: Families) -> tuple[Part, ...]:
    return ()


def _entries(ways: Ways, problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``x[t]``."""
    started = ways(problem).started
    return [Entries.of(row, at[started], 1.0)] if started in at else ()


def _bounded(problem: Problem, families: Families, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``- M[t] y[t] - M'[t] c[t-1]``."""
    if not (row >= 0).any():
        return ()
    parts, making = [], default_route(problem)
    if "setup" in at:
        taken = problem.routings.setup_usage if problem.policies.setup_carry_over else with_setup_of_family(problem)
        parts.append(Entries.of(row, at["setup"], -most_after_setup(problem, making, families, taken)))
    if "carried" in at:
        most = most_after_setup(problem, making, families, np.zeros(problem.routings.usage.size))
        parts.append(Entries.of(row[:, 1:], at["carried"][:, :-1], -most[:, 1:]))
    return parts


def _of_routes_bounded(
    problem: Problem, families: Families, at: Mapping[str, Indices], row: Indices
) -> Sequence[Entries]:
    """``- M[t] yr[t]``."""
    if "route_setup" not in at or not (row >= 0).any():
        return ()
    most = most_after_setup(problem, other_routes(problem), families, problem.routings.setup_usage)
    return [Entries.of(row, at["route_setup"], -most)]


def most_after_setup(problem: Problem, making: Making, families: Families, setup_usage: Array) -> Array:
    """(K, T) the most that one setup can make: the least of what may be made, what any resource of this way to make the
    product has room for beside the setup of that usage (one per routing), and what some cheapest plan makes at most."""
    made, stock = families[making.started], families["inventory"]
    raised = np.maximum(stock.lower - floors(problem), 0.0).max(axis=1, keepdims=True)[making.product] / making.good
    needed = lots_for(problem, making, np.maximum(most_made(problem, making) + raised, made.lower))
    most: Array = np.minimum(made.upper, needed)
    routings = problem.routings
    own = (routings.route < 0) == making.is_default
    uses = np.flatnonzero(problem.is_run[routings.resource] & (routings.usage > 0) & own)
    items = (routings.product if making.is_default else routings.route)[uses]
    room = _room(problem, families)[routings.resource[uses]] - setup_usage[uses][:, None]
    np.minimum.at(most, items, np.maximum(room, 0.0) / routings.usage[uses][:, None])
    return most


def _room(problem: Problem, families: Families) -> Array:
    """(R, T) the most that can be used of each resource, as far as its limits do not give way."""
    if not problem.is_workforce.any() and not problem.runs_shifts.any():
        return families["regular"].upper + families["overtime"].upper
    resources = problem.resources.replace(
        capacity=np.where(problem.runs_shifts, problem.resources.capacity, families["regular"].upper),
        max_shifts=families["shifts"].upper,
        overtime_capacity=families["overtime"].upper,
        max_workers=families["workers"].upper,
    )
    return problem.replace(resources=resources).most_used


def _printed(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``x[t] - M[t] y[t] - M'[t] c[t-1] <= 0``, of products that have setups."""
    x, y, c, routings = terms["production"], terms["setup"], terms["carried"], problem.routings
    for i, t in np.ndindex(problem.shape):
        has = bool(problem.products.setup_cost[i].any() or problem.products.min_lot[i].any())
        has = has or bool(routings.setup_usage[(routings.product == i) & (routings.route < 0)].any())
        has = has or i in problem.items(MEMBERS).link("product").tolist()
        if has and not isinstance(x[i, t], float):
            kept = [-most_printed(problem, terms, (i, t), prepared=False) * c[i, t - 1]] if t else []
            yield (i, t), total([x[i, t], -most_printed(problem, terms, (i, t)) * y[i, t], *kept]) <= 0


def _of_routes_printed(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``xr[t] - M[t] yr[t] <= 0``, of routes that have setups."""
    x, y, routings, fields = terms[ROUTED], terms["route_setup"], problem.routings, problem.items(ROUTES).fields
    for k, t in np.ndindex(problem.extent(ROUTES)):
        has = fields.setup_cost[k].any() or fields.min_lot[k].any() or routings.setup_usage[routings.route == k].any()
        if has and not isinstance(x[k, t], float):
            yield (k, t), total([x[k, t], -most_printed(problem, terms, (k, t), ways=other_routes) * y[k, t]]) <= 0


def most_printed(
    problem: Problem,
    terms: Mapping[str, Terms],
    cell: tuple[int, int],
    prepared: bool = True,
    ways: Ways = default_route,
) -> float:
    """The least of the ceiling of ``x``, what is needed, and ``(reg + o - st) / a`` at their ceilings."""
    (k, t), routings, making = cell, problem.routings, ways(problem)
    i, asked = int(making.product[k]), floors(problem)[making.product[k]].tolist()
    stock = [_bounds(terms["inventory"][i, s])[0] - below for s, below in enumerate(asked)]
    needed = float(most_made(problem, making)[k, t]) + max(0.0, *stock) / float(making.good[k, t])
    least, most = _bounds(terms[making.started][k, t])
    most = min(most, float(lots_for(problem, making, np.full(making.good.shape, max(needed, least)))[k, t]))
    own = (routings.product == i) & (routings.route == (-1 if making.is_default else k))
    for row in np.flatnonzero(own).tolist():
        r, usage = int(routings.resource[row]), float(routings.usage[row])
        if usage > 0 and problem.resource_kinds[r] in (PRODUCTION, WORKFORCE):
            room = _room_printed(problem, terms, r, t)
            of_family = _of_family(problem, i, r) if making.is_default else 0.0
            taken = float(routings.setup_usage[row]) + of_family if prepared else 0.0
            most = min(most, max(room - taken, 0.0) / usage)
    return float(most)


def _of_family(problem: Problem, i: int, r: int) -> float:
    """What the setup of the product's family takes on the resource, where every setup of the product needs one."""
    members, families = problem.items(MEMBERS), problem.items(FAMILIES)
    at = [int(f) for p, f in zip(members.link("product"), members.link("family"), strict=True) if p == i]
    if problem.policies.setup_carry_over or not at or families.link("resource")[at[0]] != r:
        return 0.0
    return float(families.fields.setup_usage[at[0]])


def _room_printed(problem: Problem, terms: Mapping[str, Terms], r: int, t: int) -> float:
    """``reg + o`` at their ceilings; of shifts ``reg`` is ``cap + shift Z``, of workers ``hours W`` and ``o`` at most
    ``overtime W``, at theirs."""
    regular, overtime = (_bounds(terms[name][r, t])[1] for name in ("regular", "overtime"))
    base, shift = float(problem.resources.capacity[r, t]), float(problem.resources.shift_capacity[r, t])
    if shift > 0 and base < inf:
        most = _bounds(terms["shifts"][r, t])[1]
        regular = base + shift * (float(floor(most)) if most < inf else most)
    if problem.resource_kinds[r] != WORKFORCE:
        return regular + overtime
    workers = _bounds(terms["workers"][r, t])[1]
    if problem.resources.whole_workers[r, t] and workers < inf:
        workers = float(floor(workers))
    hours, beyond = (float(problem.resources[f"{name}_per_worker"][r, t]) for name in ("hours", "overtime"))
    room = hours * workers if hours else 0.0
    return room + (min(overtime, beyond * workers) if overtime and beyond else 0.0)


def _bounds(term: Any) -> tuple[float, float]:
    """Floor and ceiling of a decision."""
    if isinstance(term, float):
        return term, term
    return float(term.lowBound), inf if term.upBound is None else float(term.upBound)


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    routings, others = problem.routings, problem.items(ROUTES)
    by_default = routings.route < 0
    usage = np.bincount(routings.product, np.where(by_default, routings.setup_usage, 0.0), problem.shape[0])
    has = (problem.products.setup_cost.max(axis=1) > 0) | (problem.products.min_lot.max(axis=1) > 0) | (usage > 0)
    has[problem.items(MEMBERS).link("product")] = True
    there = plan.setup >= 1
    if problem.policies.setup_carry_over:
        there[:, 1:] |= plan.carried[:, :-1] >= 1
    without = np.where(has[:, None] & ~there, plan.production, 0.0)
    yield Broken("production without a setup", without, plan.production)
    off = np.abs(plan.setup - np.where(plan.setup > 0, 1.0, 0.0))
    yield Broken("setups, of which there is one or none", off, np.zeros_like(off))
    if len(others):
        by_route = np.bincount(routings.route[~by_default], routings.setup_usage[~by_default], len(others)) > 0
        by_route |= (others.fields.setup_cost.max(axis=1) > 0) | (others.fields.min_lot.max(axis=1) > 0)
        without = np.where(by_route[:, None] & (plan.route_setup < 1), plan.routed, 0.0)
        yield Broken("production by a route without its setup", without, plan.routed, ROUTES)
        off = np.abs(plan.route_setup - np.where(plan.route_setup > 0, 1.0, 0.0))
        yield Broken("setups of a route, of which there is one or none", off, np.zeros_like(off), ROUTES)


def _set_up_for(problem: Problem, k: int) -> str:
    """What is said of a setup of a route."""
    product, route = product_and_route(problem, k)
    return say("{product} is set up for route {route}", product=product, route=route)


_COLUMN = DecisionColumn(
    name="setup",
    symbol="y",
    word="setup",
    meaning="1 where the product is set up in the period, else 0",
    floor="Setups",
    ceiling="Setups",
    decision=partial(_decision, default_route),
    implied=partial(_limited, default_route),
    told=Told("{item} is set up in {period}", "without this setup"),
    follows=_follows,
    counted="whole setups",
)
_ROW = Row(
    name="setup",
    meaning="nothing is made without a setup",
    side=AT_MOST,
    there=partial(_where_set_up, default_route),
    parts=_nothing,
    entries=partial(_entries, default_route),
    bounded=_bounded,
    printed=_printed,
)
_ROUTE_COLUMN = replace(
    _COLUMN,
    name="route_setup",
    symbol="yr",
    word="setup_route",
    meaning="1 where the route is set up in the period, else 0",
    decision=partial(_decision, other_routes),
    implied=partial(_limited, other_routes),
    follows=_of_routes_follows,
    told=Told("{item} in {period}", "without this setup", named=_set_up_for),
    axis=ROUTES,
)
_ROUTE_ROW = replace(
    _ROW,
    name="route_setup",
    meaning="nothing is made by a route without its setup",
    there=partial(_where_set_up, other_routes),
    entries=partial(_entries, other_routes),
    bounded=_of_routes_bounded,
    printed=_of_routes_printed,
    axis=ROUTES,
)

RULE = Rule(columns=(_COLUMN, _ROUTE_COLUMN), rows=(_ROW, _ROUTE_ROW), broken=_broken, used=_used)
