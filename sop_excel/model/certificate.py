"""The lower bound of a plan, term by term: what demand, capacities and limits are worth at a linear model's prices.

The sum of the terms is the Lagrangian bound of ``bound.py`` at the same prices.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.certificate import LARGEST, Certificate, Term
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Plan, Quantities
from sop_excel.domain.problem import CATCH_UP, Problem
from sop_excel.model.bound import reduced_costs, repaired
from sop_excel.model.catch_up import SERVICE, SHORTFALL, outcomes_of
from sop_excel.model.decisions import OF_RESOURCES, Decision, Decisions, decisions
from sop_excel.model.highs import highs
from sop_excel.model.outcome import Prices
from sop_excel.model.proof import LINEAR, RELAXED
from sop_excel.model.sparse import ordered

FLOORS = {"production": "Firm production", "inventory": "Safety stock"}
CEILINGS = {
    "production": "Max production", "subcontract": "Max subcontract", "inventory": "Max inventory",
    "backorders": "Demand that may be late", "lost_sales": "Demand that may be lost",
    "shortfall": "Most that may be missing", "regular": "Capacity", "overtime": "Overtime capacity",
}  # fmt: skip

OF_STEPS = {SERVICE: "Least cost of service", SHORTFALL: "Least total shortfall"}

Part = tuple[str, Array, Array]  # its name, quantities and prices: (I, T) or (I, 1), of resources (R, T)


def certified(plan: Plan) -> Plan:
    """The plan with its certificate."""
    return replace(plan, certificate=certificate(plan))


def certificate(plan: Plan) -> Certificate | None:
    """The certificate of the plan; None where no plan exists, or the solver gives no prices."""
    if plan.quantities is None:
        return None
    if plan.problem.demand.size > LARGEST:
        return Certificate(too_large=True)
    priced = best_prices(plan.problem, plan.quantities)
    return None if priced is None else certificate_of(plan.problem, *priced)


def best_prices(problem: Problem, quantities: Quantities) -> tuple[Decisions, Prices] | None:
    """The prices of the linear model, or of the linear relaxation, in the planner's order of rows.

    A plan that catches up is compared with those that serve no worse and miss no more than it does.
    """
    canonical, by_product, by_resource = problem.canonical()
    ordered = quantities.rows(by_product, by_resource)
    for chosen, own in zip(allowed(canonical, ordered), allowed(problem, quantities), strict=True):
        prices = highs(canonical, chosen.relaxed()).prices
        if prices is not None:
            return own, _in_order(prices, np.argsort(by_product), np.argsort(by_resource))
    return None


def allowed(problem: Problem, quantities: Quantities) -> tuple[Decisions, ...]:
    """The decisions of the problem; where it is to catch up, those with service no worse and no more missing in all
    than in this plan, to be tried in turn."""
    chosen = decisions(problem)
    if problem.policies.safety_stock_rule != CATCH_UP:
        return (chosen,)
    return tuple(outcomes_of(chosen, quantities).held(chosen))


def certificate_of(problem: Problem, chosen: Decisions, prices: Prices) -> Certificate:
    """The terms of the bound at these prices, lowered where they must be (``bound.repaired``)."""
    prices = repaired(problem, chosen, prices)
    reduced = reduced_costs(problem, chosen, prices)
    terms = [*chain.from_iterable(_terms(problem, part) for part in _fixed_parts(problem, chosen, prices))]
    paid = [(held, prices.held.get(held.name, 0.0)) for held in chosen.held]
    terms += [Term(OF_STEPS[held.name], "", "", held.most, -price) for held, price in paid if price]
    for name, decision in chosen.items():
        for part in _limits(problem, name, decision, reduced[name]):
            terms += _terms(problem, part, name in OF_RESOURCES)
    spare = min(_spare(decision, reduced[name]) for name, decision in chosen.items())
    return Certificate(tuple(terms), RELAXED if chosen.whole else LINEAR, bool(chosen.whole), spare)


def _in_order(prices: Prices, products: NDArray[np.intp], resources: NDArray[np.intp]) -> Prices:
    return Prices(
        prices.balance[products], prices.load[resources], prices.owed[products], prices.safety[products],
        prices.held,
    )  # fmt: skip


def _fixed_parts(problem: Problem, chosen: Decisions, prices: Prices) -> tuple[Part, ...]:
    """What is given: demand, what there is at the start, what comes in anyway."""
    products, first = problem.products, prices.balance[:, :1]
    return (
        ("Demand", problem.demand, prices.balance),
        ("Receipts", problem.receipts, -prices.balance),
        ("Initial inventory", products.initial_inventory[:, None], -first),
        ("Initial backorders", products.initial_backorders[:, None], first),
        ("Revenue of all demand", problem.demand, -np.nan_to_num(products.price, nan=0.0)),
        ("Orders not to be exceeded", ordered(problem), -prices.owed),
        ("Safety stock that may be missed", chosen.shortfall.upper, prices.safety),
    )


def _limits(problem: Problem, name: str, decision: Decision, reduced: Array) -> Iterator[Part]:
    """Floors where a unit costs something at these prices, finite ceilings where it pays."""
    at_ceiling = (reduced < 0) & np.isfinite(decision.upper)
    fixed = decision.lower == decision.upper
    final = np.zeros(reduced.shape, dtype=bool)
    if name == "inventory":
        final[:, -1] = decision.lower[:, -1] == np.nan_to_num(problem.products.final_inventory, nan=-1.0)
    floor = FLOORS.get(name, CEILINGS[name])
    yield floor, np.where(at_ceiling | final, 0.0, decision.lower), reduced
    yield "Final inventory", np.where(at_ceiling | ~final, 0.0, decision.lower), reduced
    yield floor, np.where(at_ceiling & fixed, decision.upper, 0.0), reduced
    yield CEILINGS[name], np.where(at_ceiling & ~fixed, decision.upper, 0.0), reduced


def _spare(decision: Decision, reduced: Array) -> float:
    return float(np.min(reduced, initial=math.inf, where=np.isinf(decision.upper)))


def _terms(problem: Problem, part: Part, of_resources: bool = False) -> Iterator[Term]:
    """The cells of a part that add anything."""
    name, quantities, prices = part
    codes: Sequence[str] = problem.resource_codes if of_resources else problem.product_codes
    for k, t in np.argwhere((quantities != 0) & (prices != 0)).tolist():
        yield Term(name, codes[k], problem.periods[t], float(quantities[k, t]), float(prices[k, t]))
