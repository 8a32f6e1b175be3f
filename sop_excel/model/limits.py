"""The limits that a planner could change to make a plan possible, and how the problem looks once they are changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from sop_excel.domain.floors import floors_from_demand
from sop_excel.domain.problem import HARD, Problem
from sop_excel.model.decisions import decisions

RAISE, LOWER = "Raise", "Lower"
LEFT = 1e-11  # of a limit: by the twelve digits of a change to nothing, no more than this is left of it
NEGLIGIBLE = 1e-8  # of the size of a limit, or of 1


@dataclass(frozen=True, eq=False)
class Limit:
    """One kind of limit, for all products (I, T) or all resources (R, T).

    ``action`` and ``name`` are the planner's words, e.g. Raise capacity. ``family`` is the decision that it limits,
    empty where it is the need itself (``last``: changed only when nothing else helps). ``value`` is the limit,
    ``most`` the largest change, 0 where the planner has nothing to change. ``exact``: more than needed can be too much,
    as what is no longer sold must be stored.
    """

    action: str
    name: str
    family: str
    value: Array
    most: Array
    changed: Callable[[Problem, Array], Problem]
    of_resources: bool = False
    last: bool = False
    exact: bool = False

    @property
    def negligible(self) -> Array:
        """Changes up to this are noise."""
        return NEGLIGIBLE * np.maximum(1.0, np.where(np.isfinite(self.value), self.value, 0.0))


def limits(problem: Problem) -> tuple[Limit, ...]:
    """All limits of the problem that could give way."""
    return (*_of_resources(problem), *_ceilings(problem), *_floors(problem), *_needs(problem))


def _of_resources(problem: Problem) -> tuple[Limit, ...]:
    capacity, beyond = problem.resources.capacity, problem.resources.overtime_capacity
    with_overtime = np.isfinite(beyond) & ~np.isnan(problem.resources.overtime_cost)
    return (
        Limit(RAISE, "capacity", "regular", capacity, _any(np.isfinite(capacity)), _resource("capacity", 1), True),
        Limit(
            RAISE, "overtime capacity", "overtime", beyond, _any(with_overtime), _resource("overtime_capacity", 1), True
        ),
    )


def _ceilings(problem: Problem) -> tuple[Limit, ...]:
    products = problem.products
    made, held, bought = products.max_production, products.max_inventory, products.max_subcontract
    frozen, too_late = problem.is_frozen, problem.starts_too_late
    in_time = np.isfinite(made) & ~frozen & ~too_late
    allowed = np.isfinite(bought) & ~np.isnan(products.subcontract_cost)
    firm = problem.firm_production
    room = np.where(frozen & ~too_late, np.maximum(made - firm, 0.0), 0.0)
    return (
        Limit(RAISE, "max production", "production", made, _any(in_time), _product("max_production", 1)),
        Limit(RAISE, "max subcontract", "subcontract", bought, _any(allowed), _product("max_subcontract", 1)),
        Limit(RAISE, "max inventory", "inventory", held, _any(np.isfinite(held)), _product("max_inventory", 1)),
        Limit(RAISE, "firm production", "production", firm, room, _attribute("firm_production", 1), exact=True),
    )


def _floors(problem: Problem) -> tuple[Limit, ...]:
    safety, firm = problem.products.safety_stock, problem.firm_production
    kept = safety if problem.policies.safety_stock_rule == HARD else np.zeros_like(safety)
    final = np.zeros_like(safety)
    final[:, -1] = np.nan_to_num(problem.products.final_inventory, nan=0.0)
    return (
        Limit(LOWER, "safety stock", "inventory", safety, kept, _product("safety_stock", -1)),
        Limit(LOWER, "final inventory", "inventory", final, final, _lower_final_inventory),
        Limit(LOWER, "firm production", "production", firm, firm, _attribute("firm_production", -1), exact=True),
    )


def _needs(problem: Problem) -> tuple[Limit, ...]:
    """Demand that must be met, and what is already late."""
    must = np.where(decisions(problem).lost_sales.upper > 0, 0.0, problem.demand)
    owed = np.zeros_like(must)
    owed[:, 0] = problem.products.initial_backorders
    return (
        Limit(LOWER, "demand", "", problem.demand, must, lower_demand, last=True, exact=True),
        Limit(LOWER, "initial backorders", "", owed, owed, _lower_initial_backorders, last=True, exact=True),
    )


def _any(where: NDArray[np.bool_]) -> Array:
    """Any change where there is such a limit, none elsewhere."""
    return np.where(where, np.inf, 0.0)


def _changed(value: Array, by: Array) -> Array:
    """The limit after a change; nothing where the change leaves no more than what its digits cut off."""
    new: Array = value + by
    return np.where((by < 0) & (np.abs(new) <= LEFT * np.abs(value)), 0.0, new)


def _product(field: str, sign: int) -> Callable[[Problem, Array], Problem]:
    def changed(problem: Problem, amounts: Array) -> Problem:
        new = _changed(problem.products[field], sign * amounts)
        return problem.replace(products=problem.products.replace(**{field: new}))

    return changed


def _resource(field: str, sign: int) -> Callable[[Problem, Array], Problem]:
    def changed(problem: Problem, amounts: Array) -> Problem:
        new = _changed(problem.resources[field], sign * amounts)
        return problem.replace(resources=problem.resources.replace(**{field: new}))

    return changed


def _attribute(name: str, sign: int) -> Callable[[Problem, Array], Problem]:
    def changed(problem: Problem, amounts: Array) -> Problem:
        return problem.replace(**{name: _changed(getattr(problem, name), sign * amounts)})

    return changed


def lower_demand(problem: Problem, amounts: Array) -> Problem:
    """Safety stock that follows from demand goes down with it; where an override stands in its place it stays."""
    demand, products = _changed(problem.demand, -amounts), problem.products
    unstated = np.full(len(demand), np.nan)
    by_mean, cover = (products.get(key, unstated) for key in ("safety_stock_periods", "cover_periods"))
    if not (np.isnan(by_mean).all() and np.isnan(cover).all()):
        follows = products.safety_stock == floors_from_demand(by_mean, cover, problem.demand)
        lowered = np.where(follows, floors_from_demand(by_mean, cover, demand), products.safety_stock)
        products = products.replace(safety_stock=lowered)
    return problem.replace(demand=demand, products=products)


def _lower_final_inventory(problem: Problem, amounts: Array) -> Problem:
    new = _changed(problem.products.final_inventory, -amounts[:, -1])
    return problem.replace(products=problem.products.replace(final_inventory=new))


def _lower_initial_backorders(problem: Problem, amounts: Array) -> Problem:
    new = _changed(problem.products.initial_backorders, -amounts[:, 0])
    return problem.replace(products=problem.products.replace(initial_backorders=new))
