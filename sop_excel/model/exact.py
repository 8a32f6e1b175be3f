"""The proof of a plan in exact arithmetic: rational numbers over the doubles of the problem, so that nothing rounds.

Every rule, cost and price is stated here once more, from the problem alone. What the plan decides is taken as it is;
its stocks and loads follow exactly. Arrays hold ``Fraction`` objects, shapes (I, T) and (R, T) as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import HARD, SOFT, Problem
from sop_excel.errors import SolverError

LARGEST = 200  # cells (products x periods) up to which exact arithmetic is quick
Rational = Any  # an array of Fraction objects, which numpy's types cannot say
ZERO: Any = Fraction(0)


@dataclass(frozen=True)
class ExactFamily:
    """One family of decisions: ``floor <= value <= ceiling``, money per unit; ``limited``: where there is a ceiling."""

    floor: Rational
    ceiling: Rational
    limited: NDArray[np.bool_]
    cost: Rational


@dataclass(frozen=True)
class ExactPlan:
    """A plan without rounding: its values by family, the cost less revenue, and how far it breaks any rule at most.

    ``moved`` is the most by which a stock differs from the one that was written with it (units).
    """

    values: Mapping[str, Rational]
    objective: Fraction
    violation: Fraction
    violated: str
    moved: Fraction


def exactly(values: Array) -> Rational:
    """The same numbers without any further rounding; none may be infinite."""
    return np.vectorize(Fraction, otypes=[object])(values)


def exact_families(problem: Problem, hard: bool) -> dict[str, ExactFamily]:
    """Floors, ceilings and costs of every decision; ``hard``: no safety stock may be missed."""
    products, resources, policies = problem.products, problem.resources, problem.policies
    none, idle = np.zeros(problem.shape), np.zeros(resources.cost.shape)
    firm, safety = problem.firm_production, products.safety_stock
    held = safety.copy() if hard else none.copy()
    held[:, -1] = np.maximum(held[:, -1], np.nan_to_num(products.final_inventory, nan=0.0))
    fixed = problem.is_frozen | problem.starts_too_late
    penalty = policies.safety_stock_penalty if policies.safety_stock_rule == SOFT else 0.0
    overtime = np.where(np.isnan(resources.overtime_cost), 0.0, resources.overtime_capacity)
    bought = np.where(np.isnan(products.subcontract_cost), 0.0, products.max_subcontract)
    return {
        "production": _family(firm, np.where(fixed, firm, products.max_production), products.production_cost),
        "subcontract": _family(none, bought, products.subcontract_cost),
        "inventory": _family(held, products.max_inventory, products.holding_cost),
        "backorders": _backorders(problem),
        "lost_sales": _lost_sales(problem),
        "shortfall": _family(none, none if hard else safety, np.full(problem.shape, penalty)),
        "regular": _family(idle, resources.capacity, resources.cost),
        "overtime": _family(idle, overtime, resources.overtime_cost),
    }


def exact_plan(problem: Problem, plan: Quantities) -> ExactPlan:
    """The plan with its stocks, shortfalls and loads computed anew without rounding."""
    hard = problem.policies.safety_stock_rule == HARD
    families = exact_families(problem, hard)
    values = {name: exactly(getattr(plan, name)) for name in ("production", "subcontract", "backorders", "lost_sales")}
    values["inventory"] = _stocks(problem, values)
    missing = exactly(problem.products.safety_stock) - values["inventory"]
    values["shortfall"] = np.zeros_like(missing) + ZERO if hard else np.maximum(missing, ZERO)
    values["regular"], values["overtime"] = _loads(problem, values, families["regular"])
    worst = max(_excesses(problem, families, values), key=lambda entry: entry[0])
    moved = np.abs(values["inventory"] - exactly(plan.inventory))
    return ExactPlan(values, _objective(problem, families, values), worst[0], worst[1], moved.max(initial=ZERO))


def use_of_resources(problem: Problem, units: Rational, storage: bool) -> Rational:
    """(R, T) the use of every resource by production, or of every warehouse by stocks, without rounding."""
    load: Rational = np.full((len(problem.resource_codes), problem.shape[1]), ZERO, dtype=object)
    for product, resource, usage in _routings(problem, storage):
        load[resource] = load[resource] + usage * units[product]
    return load


def unit_use(problem: Problem, prices: Rational, storage: bool) -> Rational:
    """(I, T) what the resources that a unit uses are worth at these prices, without rounding."""
    worth: Rational = np.full(problem.shape, ZERO, dtype=object)
    for product, resource, usage in _routings(problem, storage):
        worth[product] = worth[product] + usage * prices[resource]
    return worth


def lead(problem: Problem, product: int) -> int:
    """Periods from start to arrival, at most the whole horizon."""
    return int(min(float(problem.products.lead_time[product]), problem.shape[1]))


def _routings(problem: Problem, storage: bool) -> Iterator[tuple[int, int, Fraction]]:
    routings = problem.routings.only(problem.is_storage == storage)
    for product, resource, usage in zip(routings.product, routings.resource, routings.usage, strict=True):
        yield int(product), int(resource), Fraction(float(usage))


def _family(floor: Array, ceiling: Array, cost: Array) -> ExactFamily:
    limited = np.isfinite(ceiling)
    return ExactFamily(
        exactly(floor), exactly(np.where(limited, ceiling, 0.0)), limited, exactly(np.nan_to_num(cost, nan=0.0))
    )


def _backorders(problem: Problem) -> ExactFamily:
    """Never more than all that was ordered so far, none where they are not allowed, none at the end."""
    cost = problem.products.backorder_cost
    family = _family(np.zeros(problem.shape), np.zeros(problem.shape), cost)
    ordered = np.cumsum(exactly(problem.demand), axis=1) + exactly(problem.products.initial_backorders)[:, None]
    ceiling = np.where(np.isnan(cost), ZERO, ordered)
    ceiling[:, -1] = ZERO
    return ExactFamily(family.floor, ceiling, family.limited, family.cost)


def _lost_sales(problem: Problem) -> ExactFamily:
    """At a cost, or as an optional sale; either way the price is missed."""
    products = problem.products
    paid = ~np.isnan(products.lost_sale_cost)
    optional = ~np.isnan(products.price) & ~paid & np.isnan(products.backorder_cost)
    allowed = paid | (optional & (not problem.policies.demand_must_be_met))
    price = exactly(np.nan_to_num(products.price, nan=0.0))
    family = _family(np.zeros(problem.shape), np.where(allowed, problem.demand, 0.0), products.lost_sale_cost)
    return ExactFamily(family.floor, family.ceiling, family.limited, np.where(allowed, family.cost + price, ZERO))


def _stocks(problem: Problem, values: Mapping[str, Rational]) -> Rational:
    """``s[t] = s[t-1] - b[t-1] + x[t-L] + u[t] + receipts[t] - d[t] + l[t] + b[t]``."""
    supply = values["subcontract"] + values["lost_sales"] + exactly(problem.receipts) - exactly(problem.demand)
    for i in range(problem.shape[0]):
        wait = lead(problem, i)
        supply[i, wait:] = supply[i, wait:] + values["production"][i, : problem.shape[1] - wait]
    start = exactly(problem.products.initial_inventory) - exactly(problem.products.initial_backorders)
    return np.cumsum(supply, axis=1) + start[:, None] + values["backorders"]


def _loads(problem: Problem, values: Mapping[str, Rational], regular: ExactFamily) -> tuple[Rational, Rational]:
    load = use_of_resources(problem, values["production"], False) + use_of_resources(problem, values["inventory"], True)
    within = np.where(regular.limited, np.minimum(load, regular.ceiling), load)
    return within, load - within


def _excesses(
    problem: Problem, families: Mapping[str, ExactFamily], values: Mapping[str, Rational]
) -> Iterator[tuple[Fraction, str]]:
    """How far each rule is broken at most, and its name."""
    yield ZERO, "none"
    for name, family in families.items():
        named = name.replace("_", " ")
        yield (family.floor - values[name]).max(initial=ZERO), f"the floor of {named}"
        over = np.where(family.limited, values[name] - family.ceiling, ZERO)
        yield over.max(initial=ZERO), f"the ceiling of {named}"
    owed = np.hstack([exactly(problem.products.initial_backorders)[:, None], values["backorders"]])
    delivered = exactly(problem.demand) - values["lost_sales"] + owed[:, :-1] - owed[:, 1:]
    yield (-delivered).max(initial=ZERO), "delivered, which is never negative"
    if problem.policies.whole_units:
        for name in ("production", "subcontract"):
            yield max((abs(v - round(v)) for v in values[name].flat), default=ZERO), f"whole {name}"


def _objective(problem: Problem, families: Mapping[str, ExactFamily], values: Mapping[str, Rational]) -> Fraction:
    costs = sum(((family.cost * values[name]).sum() for name, family in families.items()), ZERO)
    return Fraction(costs + exact_offset(problem))


def exact_offset(problem: Problem) -> Fraction:
    """Minus the revenue of all demand."""
    price = exactly(np.nan_to_num(problem.products.price, nan=0.0))
    return Fraction(-(price * exactly(problem.demand)).sum())


def refuse_negative(reduced: Rational, family: ExactFamily) -> None:
    """Raises SolverError where a unit without a limit would pay: then there is no bound."""
    if any(cost < 0 for cost in reduced[~family.limited].flat):
        raise SolverError("The prices do not give a bound: a decision without a limit would pay at them.")
