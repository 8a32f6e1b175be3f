"""Is it a plan? Every rule of the problem, recomputed from the problem and the plan's numbers alone.

Nothing here comes from a formulation or a solver: what both have wrong is found all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import KEPT, Quantities
from sop_excel.domain.problem import HARD, Problem
from sop_excel.errors import WrongAnswerError


@dataclass(frozen=True)
class Rule:
    """How far a plan breaks one rule: ``excess`` (I, T) or (R, T), compared with the ``size`` of its numbers."""

    name: str
    excess: Array
    size: Array
    of_resources: bool = False


@dataclass(frozen=True)
class Violation:
    """The worst violation of any rule: its amount (units or resource units), relative to the rule's numbers, and where.

    ``rule`` is ``none`` when every rule holds to the last bit.
    """

    amount: float
    relative: float
    rule: str


def worst_violation(problem: Problem, plan: Quantities) -> Violation:
    """The worst violation of any rule of the problem by the plan, measured relative to the numbers in the rule."""
    worst = Violation(0.0, 0.0, "none")
    for rule in rules(problem, plan):
        if not rule.excess.size:
            continue
        excess = np.where(np.isnan(rule.excess), np.inf, rule.excess)
        relative = excess / np.maximum(1.0, rule.size)
        at = np.unravel_index(int(np.argmax(relative)), relative.shape)
        if relative[at] > worst.relative:
            codes = problem.resource_codes if rule.of_resources else problem.product_codes
            where = f"{rule.name} of {codes[at[0]]} in {problem.periods[at[1]]}"
            worst = Violation(float(excess[at]), float(relative[at]), where)
    return worst


def checked(problem: Problem, plan: Quantities) -> Violation:
    """The worst violation; WrongAnswerError when it is beyond the tolerance, for then it is no plan."""
    worst = worst_violation(problem, plan)
    if worst.relative > KEPT:
        raise WrongAnswerError(f"The solver's plan breaks a rule by {worst.amount:.6g}: {worst.rule}.")
    return worst


def rules(problem: Problem, plan: Quantities) -> Iterator[Rule]:
    """Every rule of the model, and how far the plan breaks it in each cell."""
    yield from _stocks(problem, plan)
    yield from _production(problem, plan)
    yield from _unserved(problem, plan)
    yield from _resources(problem, plan)


def _stocks(problem: Problem, plan: Quantities) -> Iterator[Rule]:
    before = _shifted(plan.inventory, problem.products.initial_inventory)
    owed = _shifted(plan.backorders, problem.products.initial_backorders)
    supply = _arrived(problem, plan.production) + plan.subcontract + problem.receipts
    left = before - owed + supply - problem.demand + plan.lost_sales
    size = before + owed + supply + problem.demand + plan.inventory + plan.backorders
    yield Rule("the balance", np.abs(plan.inventory - plan.backorders - left), size)
    floor, ceiling = problem.products.safety_stock, problem.products.max_inventory
    missing = np.zeros_like(floor) if problem.policies.safety_stock_rule == HARD else plan.shortfall
    needed = np.maximum(floor - plan.inventory, 0.0)
    yield Rule("the safety stock", floor - missing - plan.inventory, floor)
    yield Rule("the least shortfall 0", -plan.shortfall, floor)
    yield Rule("shortfall of a safety stock that is there", plan.shortfall - needed, floor)
    yield _at_most("the max inventory", plan.inventory, ceiling)
    final = np.zeros_like(plan.inventory)
    final[:, -1] = np.nan_to_num(problem.products.final_inventory, nan=0.0)
    yield Rule("the final inventory", final - plan.inventory, final)


def _production(problem: Problem, plan: Quantities) -> Iterator[Rule]:
    made, firm = plan.production, problem.firm_production
    periods = np.arange(problem.shape[1])
    frozen = np.broadcast_to(periods < problem.policies.frozen_periods, made.shape)
    late = periods + problem.products.lead_time[:, None] >= problem.shape[1]
    yield Rule("the firm production", firm - made, firm)
    yield Rule("the frozen production", np.where(frozen, np.abs(made - firm), 0.0), firm)
    yield Rule("production too late for the horizon", np.where(late, made - firm, 0.0), firm)
    yield _at_most("the max production", made, problem.products.max_production)
    bought = np.where(np.isnan(problem.products.subcontract_cost), 0.0, problem.products.max_subcontract)
    yield _at_most("the max subcontract", plan.subcontract, bought)
    yield Rule("the least subcontract 0", -plan.subcontract, np.zeros_like(bought))
    if problem.policies.whole_units:
        for name, units in (("whole production", made), ("whole subcontract", plan.subcontract)):
            yield Rule(name, np.abs(units - np.rint(units)), np.zeros_like(units))


def _unserved(problem: Problem, plan: Quantities) -> Iterator[Rule]:
    products = problem.products
    paid, late = ~np.isnan(products.lost_sale_cost), ~np.isnan(products.backorder_cost)
    optional = ~np.isnan(products.price) & ~late & (not problem.policies.demand_must_be_met)
    yield _at_most("lost sales", plan.lost_sales, np.where(paid | optional, problem.demand, 0.0))
    yield Rule("the least lost sales 0", -plan.lost_sales, problem.demand)
    yield Rule("backorders not allowed", np.where(late, 0.0, plan.backorders), np.zeros_like(problem.demand))
    yield Rule("the least backorders 0", -plan.backorders, problem.demand)
    last = np.arange(problem.shape[1]) == problem.shape[1] - 1
    yield Rule("backorders at the end", np.where(last, plan.backorders, 0.0), np.zeros_like(problem.demand))
    owed = _shifted(plan.backorders, products.initial_backorders)
    delivered = problem.demand - plan.lost_sales + owed - plan.backorders
    yield Rule("delivered, which is never negative", -delivered, problem.demand + owed + plan.backorders)


def _resources(problem: Problem, plan: Quantities) -> Iterator[Rule]:
    storage, count = problem.is_storage, len(problem.resource_codes)
    routings = problem.routings
    load = routings.only(~storage).load(plan.production, count) + routings.only(storage).load(plan.inventory, count)
    capacity, overtime_cost = problem.resources.capacity, problem.resources.overtime_cost
    beyond = np.where(np.isnan(overtime_cost), 0.0, problem.resources.overtime_capacity)
    yield Rule("the load", np.abs(plan.regular + plan.overtime - load), load, of_resources=True)
    for name, used, limit in (("capacity", plan.regular, capacity), ("overtime capacity", plan.overtime, beyond)):
        finite = np.where(np.isfinite(limit), limit, 0.0)
        yield Rule(f"the {name}", used - limit, finite, of_resources=True)
        yield Rule(f"the least use 0 within the {name}", -used, finite, of_resources=True)


def _at_most(name: str, values: Array, ceiling: Array) -> Rule:
    return Rule(name, values - ceiling, np.where(np.isfinite(ceiling), ceiling, 0.0))


def _shifted(stock: Array, initial: Array) -> Array:
    """What was there at the end of the period before."""
    return np.concatenate([initial[:, None], stock[:, :-1]], axis=1)


def _arrived(problem: Problem, production: Array) -> Array:
    """Every start, put down a lead time later, one lead time after the other."""
    arrivals = np.zeros_like(production)
    for lead in np.unique(problem.products.lead_time):
        some = problem.products.lead_time == lead
        if lead < problem.shape[1]:
            arrivals[some, int(lead) :] = production[some, : problem.shape[1] - int(lead)]
    return arrivals
