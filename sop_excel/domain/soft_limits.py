"""Limits of other tables that may be missed at a price: they give way, and what is beyond them is a limit that costs.

A limit of table Penalties, and the target of a stock, become limits of ``domain/combined_limits.py``, each for one
product or resource: ``Max inventory of Fan`` adds up the inventory of Fan. The limit itself is taken away where it may
be missed, so that every other part of the model knows of one sort of limit with a price alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import LIMIT_TERMS, LIMITS, PRODUCTS, RESOURCES, Link, Things
from sop_excel.domain.combined_limits import BY_DEFAULT, COUNTED, INVENTORY, LOAD, STATED_AS, SUBCONTRACT
from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.problem import Problem

CAPACITY, MAX_INVENTORY, MAX_PRODUCTION = "Capacity", "Max inventory", "Max production"
MAX_SUBCONTRACT, SAFETY_STOCK, FINAL_INVENTORY = "Max subcontract", "Safety stock", "Final inventory"
PENALISED = (CAPACITY, MAX_INVENTORY, MAX_PRODUCTION, MAX_SUBCONTRACT, SAFETY_STOCK, FINAL_INVENTORY)
TARGET_STOCK = "Target stock"
# Which measure each limits; and of what is a ceiling, the field of the products.
_MEASURES = {
    CAPACITY: LOAD,
    MAX_INVENTORY: INVENTORY,
    MAX_PRODUCTION: BY_DEFAULT,
    MAX_SUBCONTRACT: SUBCONTRACT,
    SAFETY_STOCK: INVENTORY,
    FINAL_INVENTORY: INVENTORY,
    TARGET_STOCK: INVENTORY,
}
_CEILINGS = {MAX_INVENTORY: "max_inventory", MAX_PRODUCTION: "max_production", MAX_SUBCONTRACT: "max_subcontract"}


@dataclass(frozen=True)
class Soft:
    """A limit of all items of an axis (K, T): its minimum and maximum, nan where there is none, and what a unit below
    and above costs (money)."""

    name: str
    minimum: Array
    maximum: Array
    below: Array
    above: Array

    @property
    def there(self) -> NDArray[np.bool_]:
        """(K, T) where there is a limit."""
        return ~np.isnan(self.minimum) | ~np.isnan(self.maximum)


def axis_of(name: str) -> str:
    """Along which axis a limit runs."""
    return RESOURCES if _MEASURES[name] == LOAD else PRODUCTS


def softened(problem: Problem, penalties: Mapping[str, Array]) -> Problem:
    """The problem whose limits may be missed at these penalties (K, T) by the limit's name, nan where they may not."""
    soft = []
    for name, penalty in penalties.items():
        problem, limit = _given_way(problem, name, penalty)
        soft.append(limit)
    return with_soft(problem, soft)


def where_stated(problem: Problem, name: str) -> NDArray[np.bool_]:
    """(K, T) where a problem has such a limit."""
    return ~np.isnan(_stated(problem, name))


def _stated(problem: Problem, name: str) -> Array:
    """(K, T) the limit, nan where there is none; of a capacity with the overtime that it may have.

    What is decided, as that of workers or of shifts, is none."""
    products, resources = problem.products, problem.resources
    if name == CAPACITY:
        overtime = np.where(np.isnan(resources.overtime_cost), 0.0, resources.overtime_capacity)
        is_decided = problem.is_workforce[:, None] | problem.runs_shifts
        stated = np.where(is_decided, np.inf, resources.capacity + overtime)
    elif name == SAFETY_STOCK:
        stated = np.where(products.safety_stock > 0, products.safety_stock, np.inf)
    elif name == FINAL_INVENTORY:
        stated = np.full(problem.shape, np.inf)
        stated[:, -1] = np.where(products.final_inventory > 0, products.final_inventory, np.inf)
    else:
        stated = products[_CEILINGS[name]]
    if name == MAX_SUBCONTRACT:
        stated = np.where(np.isnan(products.subcontract_cost), np.inf, stated)
    return np.where(np.isinf(stated), np.nan, stated)


def _given_way(problem: Problem, name: str, penalty: Array) -> tuple[Problem, Soft]:
    """The problem without the limit where it has a penalty, and what is to be paid in its place."""
    stated, none = np.where(np.isnan(penalty), np.nan, _stated(problem, name)), np.full(penalty.shape, np.nan)
    there = ~np.isnan(stated)
    is_floor = name in (SAFETY_STOCK, FINAL_INVENTORY)
    soft = Soft(name, stated if is_floor else none, none if is_floor else stated, penalty, penalty)
    if name == CAPACITY:
        return _more_room(problem, there), soft
    products = problem.products
    if name == SAFETY_STOCK:
        products = products.replace(safety_stock=np.where(there, 0.0, products.safety_stock))
    elif name == FINAL_INVENTORY:
        products = products.replace(final_inventory=np.where(there[:, -1], np.nan, products.final_inventory))
    else:
        products = products.replace(**{_CEILINGS[name]: np.where(there, np.inf, products[_CEILINGS[name]])})
    return problem.replace(products=products), soft


def _more_room(problem: Problem, there: NDArray[np.bool_]) -> Problem:
    """The overtime without a limit, or where there is none the capacity."""
    resources = problem.resources
    by_overtime = ~np.isnan(resources.overtime_cost)
    capacity = np.where(there & ~by_overtime, np.inf, resources.capacity)
    overtime = np.where(there & by_overtime, np.inf, resources.overtime_capacity)
    return problem.replace(resources=resources.replace(capacity=capacity, overtime_capacity=overtime))


def with_soft(problem: Problem, soft: Iterable[Soft]) -> Problem:
    """The problem with these limits beside those that it has."""
    found = [(limit, k) for limit in soft for k in np.flatnonzero(limit.there.any(axis=1)).tolist()]
    if not found:
        return problem
    limits, terms = problem.items(LIMITS), problem.items(LIMIT_TERMS)
    codes = tuple(_codes(problem, found))
    numbers = {
        "minimum": [limit.minimum[k] for limit, k in found],
        "maximum": [limit.maximum[k] for limit, k in found],
        "below_cost": [limit.below[k] for limit, k in found],
        "above_cost": [limit.above[k] for limit, k in found],
        "in_total": np.zeros(len(found)),
        "is_target": np.array([limit.name == TARGET_STOCK for limit, _ in found], dtype=float),
    }
    new = Things(codes, Fields(numbers), texts={STATED_AS: tuple(limit.name for limit, _ in found)})
    places = [COUNTED.index(_MEASURES[limit.name]) for limit, _ in found]
    ends = {"first": np.zeros(len(found)), "last": np.full(len(found), problem.shape[1] - 1.0)}
    values = Fields({"measure": np.array(places, dtype=float), "coefficient": np.ones(len(found)), **ends})
    of_resource = np.array([axis_of(limit.name) == RESOURCES for limit, _ in found])
    at = np.array([k for _, k in found], dtype=np.intp)
    links = {
        "limit": Link(LIMITS, len(limits) + np.arange(len(found))),
        "product": Link(PRODUCTS, np.where(of_resource, -1, at)),
        "resource": Link(RESOURCES, np.where(of_resource, at, -1)),
    }
    joined = {LIMITS: _joined(limits, new), LIMIT_TERMS: _joined(terms, Things(codes, values, links))}
    return problem.replace(others={**problem.others, **joined})


def _codes(problem: Problem, found: Iterable[tuple[Soft, int]]) -> Iterator[str]:
    """A name for each that no limit of the planner's has."""
    taken = {*problem.codes(LIMITS), *problem.codes(LIMIT_TERMS)}
    for limit, k in found:
        code = f"{limit.name} of {problem.codes(axis_of(limit.name))[k]}"
        while code in taken:
            code += "'"
        taken.add(code)
        yield code


def _joined(items: Things, more: Things) -> Things:
    """The items of both."""
    if not len(items):
        return more
    fields = {name: np.concatenate([items.fields[name], values]) for name, values in more.fields.items()}
    links = {name: Link(link.axis, np.concatenate([items.link(name), link.at])) for name, link in more.links.items()}
    texts = {name: (*items.texts[name], *words) for name, words in more.texts.items()}
    return replace(items, codes=(*items.codes, *more.codes), fields=Fields(fields), links=links, texts=texts)


def stated_of(problem: Problem, name: str) -> Array:
    """(K, T) what a limit that has given way was, nan where none has."""
    found = np.full(problem.extent(axis_of(name)), np.nan)
    limits, terms = problem.items(LIMITS), problem.items(LIMIT_TERMS)
    is_floor = name in (SAFETY_STOCK, FINAL_INVENTORY)
    for n in range(len(terms)):
        k = int(terms.link("limit")[n])
        if limits.texts[STATED_AS][k] == name:
            item = int(terms.link("resource" if axis_of(name) == RESOURCES else "product")[n])
            found[item] = limits.fields.minimum[k] if is_floor else limits.fields.maximum[k]
    return found
