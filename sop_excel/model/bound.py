"""How good is the plan? A cost that no plan can go below, computed from prices by us, whatever a solver says.

With prices ``pi`` of the balance, ``mu >= 0`` of the loads, ``omega >= 0`` of what may be owed, ``sigma >= 0`` of the
safety stock and ``tau >= 0`` of what earlier steps have found and are held to, which adds ``tau`` x its weight to the
cost of every decision, no plan costs less than

    sum pi (right-hand side of the balance) - omega (d) + sigma (SS) - tau (most) - sum p d
    + sum over every decision of the least of (its cost at these prices) x (its floor, its ceiling)

(Lagrangian relaxation; Geoffrion 1974). It holds for *any* prices. A decision without a ceiling must not have a
negative cost at these prices, or the bound were minus infinity; so prices are first lowered until none has.
"""

from __future__ import annotations

import math

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import Decision, Decisions
from sop_excel.model.outcome import Prices
from sop_excel.model.sparse import arrivals, net_demand, offset, ordered


def lagrangian_bound(problem: Problem, decisions: Decisions, prices: Prices) -> float:
    """A lower bound on total cost less revenue (money), valid for any finite prices."""
    prices = repaired(problem, decisions, prices)
    terms = [offset(problem)]
    terms += (prices.balance * net_demand(problem)).ravel().tolist()
    terms += (-prices.owed * ordered(problem)).ravel().tolist()
    terms += (prices.safety * decisions.shortfall.upper).ravel().tolist()
    terms += [-prices.held.get(held.name, 0.0) * held.most for held in decisions.held]
    reduced = reduced_costs(problem, decisions, prices)
    for name, decision in decisions.items():
        terms += _least(reduced[name], decision).ravel().tolist()
    return math.fsum(terms)


def repaired(problem: Problem, decisions: Decisions, prices: Prices) -> Prices:
    """The nearest lower prices at which no decision without a ceiling has a negative cost.

    For such decisions the conditions are ``mu <= cost`` (regular, overtime), ``pi <= cost of a unit`` (production,
    subcontract) and ``pi[t+1] <= pi[t] + cost of holding`` (inventory); the last ones are met by one pass over the
    periods, from a floor below which none of them could be met any more. A safety stock is worth no more than makes the
    inventory's cost 0.
    """
    held = {name: max(price, 0.0) for name, price in prices.held.items()}
    decisions = decisions.priced(held)
    load = np.maximum(prices.load, 0.0)
    for decision in (decisions.regular, decisions.overtime):
        load = np.where(np.isinf(decision.upper), np.minimum(load, decision.unit_cost), load)
    owed = np.where(decisions.backorders.upper > 0, np.maximum(prices.owed, 0.0), 0.0)
    made, kept = _used_cost(problem, decisions, load)
    balance = np.minimum(prices.balance, _dearest(problem, decisions, made))
    free = np.isinf(decisions.inventory.upper)
    floor = np.full(balance.shape[0], 0.0)
    for t in range(balance.shape[1] - 1, -1, -1):
        floor = np.where(free[:, t], floor - kept[:, t], -np.inf)
        balance[:, t] = np.maximum(balance[:, t], floor)
    for t in range(1, balance.shape[1]):
        most = np.where(free[:, t - 1], balance[:, t - 1] + kept[:, t - 1], np.inf)
        balance[:, t] = np.minimum(balance[:, t], most)
    room = np.where(free, (balance + kept) - _next(balance), np.inf)
    safety = np.where(decisions.shortfall.upper > 0, np.minimum(np.maximum(prices.safety, 0.0), room), 0.0)
    return Prices(balance, load, owed, safety, held)


def reduced_costs(problem: Problem, decisions: Decisions, prices: Prices) -> dict[str, Array]:
    """What one unit of each decision costs when balance, load and what is owed are paid at these prices."""
    decisions = decisions.priced(prices.held)
    made, held = _used_cost(problem, decisions, prices.load)
    in_time, arrive = arrivals(problem)
    worth = np.where(in_time, np.take_along_axis(prices.balance, arrive, axis=1), 0.0)
    value, owed = prices.balance, prices.owed
    return {
        "production": made - worth,
        "subcontract": decisions.subcontract.unit_cost - value,
        "inventory": ((value + held) - _next(value)) - prices.safety,
        "backorders": decisions.backorders.unit_cost - value + _next(value) + owed - _next(owed),
        "lost_sales": decisions.lost_sales.unit_cost - value + owed,
        "shortfall": decisions.shortfall.unit_cost - prices.safety,
        "regular": decisions.regular.unit_cost - prices.load,
        "overtime": decisions.overtime.unit_cost - prices.load,
    }


def _used_cost(problem: Problem, decisions: Decisions, load: Array) -> tuple[Array, Array]:
    """(I, T) cost of making a unit and of holding one, with the resources used paid at the load's prices."""
    made, held = decisions.production.unit_cost.copy(), decisions.inventory.unit_cost.copy()
    for cost, uses in ((made, ~problem.is_storage), (held, problem.is_storage)):
        routings = problem.routings.only(uses)
        np.add.at(cost, routings.product, routings.usage[:, None] * load[routings.resource])
    return made, held


def _dearest(problem: Problem, decisions: Decisions, made: Array) -> Array:
    """(I, T) the highest price of a unit at which making or buying without limit does not pay."""
    in_time, arrive = arrivals(problem)
    dearest = np.where(np.isinf(decisions.subcontract.upper), decisions.subcontract.unit_cost, np.inf)
    product, period = np.nonzero(in_time & np.isinf(decisions.production.upper))
    at = (product, arrive[product, period])
    dearest[at] = np.minimum(dearest[at], made[product, period])
    return dearest


def _least(reduced: Array, decision: Decision) -> Array:
    """The least of cost x floor and cost x ceiling; without a ceiling the cost is not negative, so the floor."""
    ceiling = np.where(np.isinf(decision.upper), decision.lower, decision.upper)
    return np.minimum(reduced * decision.lower, reduced * ceiling)


def _next(values: Array) -> Array:
    """The values of the period after; 0 after the last."""
    return np.concatenate([values[:, 1:], np.zeros((values.shape[0], 1))], axis=1)
