"""The reference formulation: the planning model row by row, as an article would print it.

It is stated on its own, apart from the vectorised one, so that each of the two checks the other; and it is what runs
on any solver that PuLP knows. Decisions are called ``x_i_t`` with products, periods and resources counted from 1:
``x`` production, ``u`` subcontract, ``s`` inventory, ``b`` backorders, ``l`` lost sales, ``v`` units missing to the
safety stock, ``reg`` regular use and ``o`` overtime of a resource.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isinf, isnan
from typing import Any

import numpy as np
import pulp

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import Decision, Decisions
from sop_excel.model.outcome import Prices

SYMBOLS = {
    "production": "x", "subcontract": "u", "inventory": "s", "backorders": "b",
    "lost_sales": "l", "shortfall": "v", "regular": "reg", "overtime": "o",
}  # fmt: skip

Term = Any  # a PuLP variable, or 0.0 for a decision that can only be 0
Terms = dict[tuple[int, int], Term]
Row = tuple[str, Any]  # its name and the constraint


@dataclass(frozen=True)
class Reference:
    """The model in PuLP, and its decisions by family, index of the product or resource, and period (from 0)."""

    model: Any
    terms: dict[str, Terms]

    def quantities(self, decisions: Decisions) -> Quantities:
        """The values that the solver found."""
        return Quantities(*(_values(self.terms[name], decision) for name, decision in decisions.items()))

    def prices(self, decisions: Decisions) -> Prices | None:
        """The duals of the rows; none where the solver gives none."""
        products, resources = decisions.production.lower.shape, decisions.regular.lower.shape
        balance, load = self._duals("balance", products), self._duals("load", resources)
        owed, safety = self._duals("owed", products), self._duals("safety", products)
        held = self._duals("held", (len(decisions.held), 1))
        if any(np.isnan(duals).any() for duals in (balance, load, owed, safety, held)):
            return None
        paid = {what.name: max(-float(dual), 0.0) for what, dual in zip(decisions.held, held[:, 0], strict=True)}
        return Prices(balance, np.maximum(load, 0.0), np.maximum(-owed, 0.0), np.maximum(safety, 0.0), paid)

    def _duals(self, family: str, shape: tuple[int, ...]) -> Array:
        duals = np.zeros(shape)
        for i, t in np.ndindex(shape):
            row = self.model.get_constraint_by_name(_name(family, i, t))
            if row is not None:
                duals[i, t] = np.nan if row.pi is None else row.pi
        return duals


def reference(problem: Problem, decisions: Decisions) -> Reference:
    """The model of the problem with these floors, ceilings and costs, ready to be solved or written as an LP file."""
    model: Any = pulp.LpProblem("plan", pulp.LpMinimize)
    terms = {name: variables(model, SYMBOLS[name], decision) for name, decision in decisions.items()}
    model.setObjective(objective(problem, decisions, terms))
    for family in (balance, load, owed, safety):
        for name, row in family(problem, terms):
            model.addConstraint(row, name)
    for name, row in held(decisions, terms):
        model.addConstraint(row, name)
    return Reference(model, terms)


def variables(model: Any, symbol: str, decision: Decision) -> Terms:
    """Floors, ceilings and whole numbers belong to the decisions themselves."""
    terms: Terms = {}
    for i, t in np.ndindex(decision.lower.shape):
        lower, upper = float(decision.lower[i, t]), float(decision.upper[i, t])
        if lower == upper == 0:
            terms[i, t] = 0.0
        else:
            kind = pulp.LpInteger if decision.whole else pulp.LpContinuous
            terms[i, t] = model.add_variable(_name(symbol, i, t), lower, None if isinf(upper) else upper, kind)
    return terms


def objective(problem: Problem, decisions: Decisions, terms: dict[str, Terms]) -> Any:
    """Total cost less revenue: every decision at its cost, less the price of all demand."""
    costs = []
    for name, decision in decisions.items():
        unit_cost = decision.unit_cost
        costs += [float(unit_cost[at]) * term for at, term in terms[name].items()]
    prices, demand = problem.products.price, problem.demand
    revenue = sum(float(prices[at] * demand[at]) for at in np.ndindex(problem.shape) if not isnan(prices[at]))
    return pulp.lpSum(costs) - revenue


def balance(problem: Problem, terms: dict[str, Terms]) -> Iterator[Row]:
    """``x[t-L] + u[t] + l[t] + s[t-1] + b[t] - s[t] - b[t-1] = d[t] - receipts[t]``."""
    x, u, s, b, l = (terms[f] for f in ("production", "subcontract", "inventory", "backorders", "lost_sales"))  # noqa: E741
    for i, t in np.ndindex(problem.shape):
        started = _before(t, float(problem.products.lead_time[i]))
        supply = [x[i, started] if started >= 0 else 0.0, u[i, t], l[i, t], b[i, t], -s[i, t]]
        needed = float(problem.demand[i, t] - problem.receipts[i, t])
        if t == 0:
            needed -= float(problem.products.initial_inventory[i] - problem.products.initial_backorders[i])
        else:
            supply += [s[i, t - 1], -b[i, t - 1]]
        yield _name("balance", i, t), pulp.lpSum(supply) == needed


def load(problem: Problem, terms: dict[str, Terms]) -> Iterator[Row]:
    """``reg[r,t] + o[r,t] - sum_i a[i,r] x[i,t] = 0``; of a warehouse, what is stored: ``s`` instead of ``x``."""
    x, s, reg, o = (terms[f] for f in ("production", "inventory", "regular", "overtime"))
    routings = problem.routings
    for r, t in np.ndindex(len(problem.resource_codes), problem.shape[1]):
        used = s if problem.is_storage[r] else x
        users = [k for k in range(routings.usage.size) if routings.resource[k] == r]
        use = [float(routings.usage[k]) * used[int(routings.product[k]), t] for k in users]
        yield _name("load", r, t), pulp.lpSum([reg[r, t], o[r, t]]) - pulp.lpSum(use) == 0


def owed(problem: Problem, terms: dict[str, Terms]) -> Iterator[Row]:
    """``b[t] - b[t-1] + l[t] <= d[t]``: nobody can owe more than was ordered."""
    b, l = terms["backorders"], terms["lost_sales"]  # noqa: E741
    for i, t in np.ndindex(problem.shape):
        if not isinstance(b[i, t], float):
            before = b[i, t - 1] if t else float(problem.products.initial_backorders[i])
            yield _name("owed", i, t), pulp.lpSum([b[i, t], l[i, t]]) - before <= float(problem.demand[i, t])


def safety(problem: Problem, terms: dict[str, Terms]) -> Iterator[Row]:
    """``s[t] + v[t] >= SS[t]``, where the safety stock may be missed: what is missing is ``v``."""
    s, v = terms["inventory"], terms["shortfall"]
    for i, t in np.ndindex(problem.shape):
        if not isinstance(v[i, t], float):
            yield _name("safety", i, t), pulp.lpSum([s[i, t], v[i, t]]) >= float(problem.products.safety_stock[i, t])


def held(decisions: Decisions, terms: dict[str, Terms]) -> Iterator[Row]:
    """``sum weight x decision <= most``: what the steps before have found, such as the least that can be missing."""
    for k, found in enumerate(decisions.held):
        parts = []
        for family, weights in found.weights.items():
            parts += [float(weights[at]) * term for at, term in terms[family].items() if not isinstance(term, float)]
        if parts:
            yield _name("held", k, 0), pulp.lpSum(parts) <= found.most


def _before(period: int, lead_time: float) -> int:
    """The period in which what arrives in ``period`` was started; negative when that was before the plan."""
    return -1 if lead_time == inf or lead_time > period else period - int(lead_time)


def _name(symbol: str, i: int, t: int) -> str:
    return f"{symbol}_{i + 1}_{t + 1}"


def _values(terms: Terms, decision: Decision) -> Array:
    """PuLP does not solve for a decision that no row and no cost names; its floor is as good as any other value."""
    values = decision.lower.copy()
    for at, term in terms.items():
        if not isinstance(term, float) and term.value() is not None:
            values[at] = term.value()
    return values
