"""Products of which nothing says how much may be made to keep a load level whose change has a price."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.bill_of_materials import BILL
from sop_excel.domain.fields import Array
from sop_excel.domain.lot_steps import in_lots
from sop_excel.domain.makings import Making, has_routes, makings
from sop_excel.domain.problem import Problem, Routings


def levelled(problem: Problem) -> Routings:
    """The routings on resources of which a change of the load has a price in some period."""
    return problem.routings.used.only(problem.has_priced_changes)


def on_own(problem: Problem, routings: Routings) -> NDArray[np.bool_]:
    """(I,) the products that share none of these resources, are in no bill of materials, and have one route."""
    users = np.bincount(routings.resource, minlength=len(problem.resource_codes))
    own = ~(bound_by_bill(problem) | has_routes(problem))
    own[routings.product[users[routings.resource] > 1]] = False
    return own


def on_one(problem: Problem, routings: Routings) -> NDArray[np.bool_]:
    """(I,) the products on only one of these resources, whose other products are on no other one either, and none of
    which is part of the bill of materials or has several routes; in whole units all take as much of it, and none is
    made in lots, or a load could not be cut just anywhere."""
    bound = bound_by_bill(problem) | has_routes(problem)
    uses = np.bincount(routings.product, minlength=problem.shape[0])
    mixed = np.zeros(len(problem.resource_codes), dtype=bool)
    mixed[routings.resource[(uses[routings.product] > 1) | bound[routings.product]]] = True
    if problem.policies.whole_units:
        mixed |= _taken_unequally(problem, routings)
    mixed[routings.resource[in_lots(problem)[routings.product]]] = True
    one: NDArray[np.bool_] = (uses == 1) & ~bound
    one[routings.product[mixed[routings.resource]]] = False
    return one


def bound_by_bill(problem: Problem) -> NDArray[np.bool_]:
    """(I,) the products that are made of others, or go into others."""
    bill = problem.items(BILL)
    bound = np.zeros(problem.shape[0], dtype=bool)
    bound[bill.link("parent")] = bound[bill.link("component")] = True
    return bound


def _taken_unequally(problem: Problem, routings: Routings) -> NDArray[np.bool_]:
    """(R,) the resources of which one product takes more for a unit than another."""
    least, most = np.full(len(problem.resource_codes), np.inf), np.zeros(len(problem.resource_codes))
    np.minimum.at(least, routings.resource, routings.usage)
    np.maximum.at(most, routings.resource, routings.usage)
    unequal: NDArray[np.bool_] = most > least
    return unequal


def without_end(problem: Problem) -> list[tuple[int, int]]:
    """(product, period) where nothing limits production: neither a limit of its own, nor the capacity of one of its
    resources, nor what can be needed, as the product and others run together on several resources of which a change of
    the load has a price, are made of each other, by several routes or in lots, or take unequal parts of one in whole
    units."""
    if not problem.load_change_counts.any():
        return []
    routings, cells = levelled(problem), []
    argued = on_own(problem, routings) | on_one(problem, routings)
    for making in makings(problem):
        open_ended = on_levelled(problem, making) & ~argued[making.product]
        endless = np.argwhere(open_ended[:, None] & np.isinf(most_by_limits(problem, making))).tolist()
        cells += [(int(making.product[k]), int(t)) for k, t in endless]
    return cells


def on_levelled(problem: Problem, making: Making) -> NDArray[np.bool_]:
    """(K,) which of these ways to make products use a resource of which a change of the load has a price."""
    routings, items = making.routings(problem)
    priced = problem.has_priced_changes[routings.resource] & (routings.usage > 0)
    uses = np.zeros(len(making.product), dtype=bool)
    uses[items[priced]] = True
    return uses


def most_by_limits(problem: Problem, making: Making) -> Array:
    """(K, T) the most units that the limit of each way to make a product, and the capacities of its resources with
    overtime, leave room for; ``inf`` where there is no limit."""
    most = making.fields.max_production.copy()
    runs, items = making.routings(problem)
    there = runs.usage > 0
    np.minimum.at(most, items[there], problem.most_used[runs.resource[there]] / runs.usage[there, None])
    return most
