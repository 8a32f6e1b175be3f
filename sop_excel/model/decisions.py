"""What each decision costs and how far it may go: the place where a planner's columns enter the mathematics.

Both formulations, the cost summary and the lower bound read floors, ceilings and costs from here; how decisions hang
together (the rows of the model) is stated by each formulation on its own. The check of a plan reads nothing from here:
it states every rule again, from the problem alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from itertools import chain
from math import fsum
from typing import Any

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import HARD, SOFT, Problem

LOST_PRICE = "lost_price"  # missed revenue: part of what is minimised, never of the total cost
SHORTFALL = "safety_stock_shortfall"
DUST = 1e-12  # of two numbers, or of 1: by so little they differ only since one of them was computed
STEP = "step"  # what a step before the last minimises, which is no money of the plan's
FAMILIES = tuple(field.name for field in fields(Quantities))
OF_RESOURCES = ("regular", "overtime")  # the others are of products


@dataclass(frozen=True)
class Decision:
    """One family of decisions: ``lower <= value <= upper``, and money per unit by cost line.

    Arrays (I, T) or (R, T); ``whole``: the values must be whole numbers.
    """

    lower: Array
    upper: Array
    costs: Mapping[str, Array]
    whole: bool = False

    @property
    def unit_cost(self) -> Array:
        """What one unit adds to the objective."""
        total: Array = sum(self.costs.values(), np.zeros_like(self.lower))
        return total

    def fixed(self, values: Array) -> Decision:
        """The same family with nothing left to decide: exactly ``values``, which need not be whole."""
        return replace(self, lower=values, upper=values, whole=False)

    def without_dust(self) -> Decision:
        """The same family, where a floor that is above its ceiling by dust alone is the ceiling."""
        dust = DUST * np.maximum(1.0, np.abs(self.lower))
        meets = (self.lower > self.upper) & (self.lower <= self.upper + dust)
        return replace(self, lower=np.where(meets, self.upper, self.lower))


Weights = Mapping[str, Array]  # of one unit of a decision, by family


@dataclass(frozen=True)
class Held:
    """What an earlier step has found and this one must not exceed: ``sum weight x value <= most``."""

    name: str
    weights: Weights
    most: float


def amount(weights: Weights, quantities: Quantities) -> float:
    """``sum weight x value``."""
    return fsum(chain.from_iterable((w * getattr(quantities, name)).ravel().tolist() for name, w in weights.items()))


@dataclass(frozen=True)
class Decisions:
    """All families of decisions, under the names of ``Quantities``; ``held`` is what earlier steps have found."""

    production: Decision
    subcontract: Decision
    inventory: Decision
    backorders: Decision
    lost_sales: Decision
    shortfall: Decision
    regular: Decision
    overtime: Decision
    held: tuple[Held, ...] = ()

    def items(self) -> tuple[tuple[str, Decision], ...]:
        """(name, decision) in the order of the model's columns."""
        return tuple((name, getattr(self, name)) for name in FAMILIES)

    @property
    def whole(self) -> tuple[str, ...]:
        """Names of the families whose values must be whole numbers."""
        return tuple(name for name, decision in self.items() if decision.whole)

    @property
    def contradictory(self) -> bool:
        """Whether some floor is above its ceiling, so that there can be no plan."""
        return any(bool(np.any(decision.lower > decision.upper)) for _, decision in self.items())

    def without_dust(self) -> Decisions:
        """The same decisions, where a floor that is above its ceiling by dust alone is the ceiling."""
        families: dict[str, Any] = {name: decision.without_dust() for name, decision in self.items()}
        return replace(self, **families)

    def relaxed(self) -> Decisions:
        """The same decisions, none of which need be whole."""
        return replace(self, **{name: replace(getattr(self, name), whole=False) for name in self.whole})

    @property
    def unit_costs(self) -> Weights:
        """What one unit adds to the objective."""
        return {name: decision.unit_cost for name, decision in self.items()}

    @property
    def service(self) -> Weights:
        """What late demand costs, and lost demand with its lost price."""
        return {"backorders": self.backorders.unit_cost, "lost_sales": self.lost_sales.unit_cost}

    @property
    def missing(self) -> Weights:
        """1 for each unit that is missing to a safety stock."""
        return {"shortfall": np.ones_like(self.shortfall.lower)}

    @property
    def may_disappoint(self) -> bool:
        """Whether any demand may be late or lost."""
        return bool(self.backorders.upper.any() or self.lost_sales.upper.any())

    def most(self, weights: Weights) -> float:
        """``sum weight x ceiling`` over the decisions that have a ceiling."""
        ceilings = {name: np.where(np.isfinite(decision.upper), decision.upper, 0.0) for name, decision in self.items()}
        return fsum(chain.from_iterable((w * ceilings[name]).ravel().tolist() for name, w in weights.items()))

    def minimising(self, weights: Weights) -> Decisions:
        """The same floors and ceilings at no cost but these weights."""
        families: dict[str, Any] = {
            name: replace(decision, costs={STEP: weights[name]} if name in weights else {})
            for name, decision in self.items()
        }
        return replace(self, **families)

    def holding(self, held: Held) -> Decisions:
        """The same with no more of something than there may be; where that is nothing, by floors and ceilings."""
        if held.most:
            return replace(self, held=(*self.held, held))
        families: dict[str, Any] = {}
        for name, weight in held.weights.items():
            decision: Decision = getattr(self, name)
            families[name] = replace(decision, upper=np.where(weight > 0, 0.0, decision.upper))
        if "shortfall" in families and self.shortfall.upper.any() and not families["shortfall"].upper.any():
            lower = np.maximum(self.inventory.lower, self.shortfall.upper)
            families["inventory"] = replace(families.get("inventory", self.inventory), lower=lower)
        return replace(self, **families)

    def priced(self, prices: Mapping[str, float]) -> Decisions:
        """The same with what earlier steps have found no longer held but paid, at so much money for one of it."""
        families: dict[str, Any] = {}
        for held in self.held:
            for name, weight in held.weights.items() if prices.get(held.name) else ():
                decision: Decision = families.get(name, getattr(self, name))
                families[name] = replace(decision, costs={**decision.costs, held.name: prices[held.name] * weight})
        return replace(self, held=(), **families)

    def with_whole_fixed(self, quantities: Quantities) -> Decisions:
        """The same decisions with the whole ones fixed at the nearest whole numbers to those of ``quantities``."""
        return replace(
            self,
            **{name: getattr(self, name).fixed(np.rint(getattr(quantities, name)) + 0.0) for name in self.whole},
        )


def decisions(problem: Problem) -> Decisions:
    """Floors, ceilings and costs of every decision of the problem."""
    return Decisions(
        production=_production(problem),
        subcontract=_subcontract(problem),
        inventory=_inventory(problem),
        backorders=_backorders(problem),
        lost_sales=_lost_sales(problem),
        shortfall=_shortfall(problem),
        regular=_regular(problem),
        overtime=_overtime(problem),
    ).without_dust()


def _production(problem: Problem) -> Decision:
    """Exactly the firm production in frozen periods, and where the start would arrive after the horizon."""
    lower, upper = problem.firm_production.copy(), problem.products.max_production.copy()
    fixed = problem.is_frozen | problem.starts_too_late
    upper[fixed] = lower[fixed]
    return Decision(lower, upper, {"production": problem.products.production_cost}, problem.policies.whole_units)


def _subcontract(problem: Problem) -> Decision:
    cost = problem.products.subcontract_cost
    upper = np.where(np.isnan(cost), 0.0, problem.products.max_subcontract)
    return Decision(np.zeros_like(upper), upper, {"subcontract": _or_zero(cost)}, problem.policies.whole_units)


def _inventory(problem: Problem) -> Decision:
    """The safety stock is a floor only where it may not be missed; the final inventory always is one."""
    kept = problem.policies.safety_stock_rule == HARD
    lower = problem.products.safety_stock.copy() if kept else np.zeros_like(problem.demand)
    lower[:, -1] = np.maximum(lower[:, -1], _or_zero(problem.products.final_inventory))
    return Decision(lower, problem.products.max_inventory, {"holding": problem.products.holding_cost})


def _shortfall(problem: Problem) -> Decision:
    """What is missing to the safety stock, where it may be missed: at a penalty if its rule is soft."""
    floor, policies = problem.products.safety_stock, problem.policies
    upper = np.zeros_like(floor) if policies.safety_stock_rule == HARD else floor
    penalty = policies.safety_stock_penalty if policies.safety_stock_rule == SOFT else 0.0
    return Decision(np.zeros_like(floor), upper, {SHORTFALL: np.full_like(floor, penalty)})


def _backorders(problem: Problem) -> Decision:
    """Never more than all that was ordered so far, and nothing at the end of the horizon."""
    cost = problem.products.backorder_cost
    ordered = np.cumsum(problem.demand, axis=1) + problem.products.initial_backorders[:, None]
    upper = np.where(np.isnan(cost), 0.0, ordered)
    upper[:, -1] = 0.0
    return Decision(np.zeros_like(upper), upper, {"backorders": _or_zero(cost)})


def may_be_lost(problem: Problem) -> Array:
    """(I, T) 1 where demand may stay unserved for good: at a lost sale cost, or as an optional sale (rule P2)."""
    products = problem.products
    at_a_cost = ~np.isnan(products.lost_sale_cost)
    optional = ~np.isnan(products.price) & ~at_a_cost & np.isnan(products.backorder_cost)
    if problem.policies.demand_must_be_met:
        optional[:] = False
    return (at_a_cost | optional).astype(np.float64)


def _lost_sales(problem: Problem) -> Decision:
    allowed = may_be_lost(problem)
    costs = {
        "lost_sales": allowed * _or_zero(problem.products.lost_sale_cost),
        LOST_PRICE: allowed * _or_zero(problem.products.price),
    }
    return Decision(np.zeros_like(problem.demand), np.where(allowed > 0, problem.demand, 0.0), costs)


def _regular(problem: Problem) -> Decision:
    """Load within the capacity. The cost of a warehouse's space belongs to the holding line."""
    cost, storage = problem.resources.cost, problem.is_storage[:, None]
    costs = {"holding": np.where(storage, cost, 0.0), "regular_capacity": np.where(storage, 0.0, cost)}
    return Decision(np.zeros_like(cost), problem.resources.capacity, costs)


def _overtime(problem: Problem) -> Decision:
    cost = problem.resources.overtime_cost
    upper = np.where(np.isnan(cost), 0.0, problem.resources.overtime_capacity)
    return Decision(np.zeros_like(upper), upper, {"overtime": _or_zero(cost)})


def _or_zero(array: Array) -> Array:
    return np.where(np.isnan(array), 0.0, array)
