"""The reference formulation: the planning model row by row, as an article would print it.

Its rows are stated by the rules on their own, apart from those of the vectorised formulation, so that each of the two
checks the other; and it is what runs on any solver that PuLP knows. Decisions are called ``x_i_t`` with products,
periods and resources counted from 1, after the symbols of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isinf, isnan
from typing import Any

import numpy as np
import pulp

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import quantities_of
from sop_excel.model.decisions import Decisions
from sop_excel.model.prices import HELD, Prices
from sop_excel.model.rules import SYMBOLS
from sop_excel.model.rules.rule import Decision, Terms


@dataclass(frozen=True)
class Reference:
    """The model in PuLP, and its decisions by family, index of the product or resource, and period (from 0)."""

    model: Any
    terms: dict[str, Terms]

    def quantities(self, decisions: Decisions) -> Quantities:
        """The values that the solver found."""
        return quantities_of({name: _values(self.terms[name], decision) for name, decision in decisions.items()})

    def prices(self, problem: Problem, decisions: Decisions) -> Prices | None:
        """The duals of the rows; none where the solver gives none."""
        of_rules = {row.name: self._duals(row.name, row.there(problem, decisions).shape) for row in decisions.rows}
        held = self._duals(HELD, (len(decisions.held), 1))
        if any(np.isnan(duals).any() for duals in (*of_rules.values(), held)):
            return None
        return Prices(of_rules, {what.name: float(dual) for what, dual in zip(decisions.held, held[:, 0], strict=True)})

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
    for row in decisions.rows:
        for (i, t), constraint in row.printed(problem, terms):
            model.addConstraint(constraint, _name(row.name, i, t))
    for k, constraint in held(decisions, terms):
        model.addConstraint(constraint, _name(HELD, k, 0))
    return Reference(model, terms)


def variables(model: Any, symbol: str, decision: Decision) -> Terms:
    """Floors, ceilings and whole numbers belong to the decisions themselves."""
    terms: dict[tuple[int, int], Any] = {}
    whole = decision.is_whole
    for i, t in np.ndindex(decision.lower.shape):
        lower, upper = float(decision.lower[i, t]), float(decision.upper[i, t])
        if lower == upper == 0:
            terms[i, t] = 0.0
        else:
            kind = pulp.LpInteger if whole[i, t] else pulp.LpContinuous
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


def held(decisions: Decisions, terms: dict[str, Terms]) -> Iterator[tuple[int, Any]]:
    """``sum weight x decision <= most``: what the steps before have found, such as the least that can be missing."""
    for k, found in enumerate(decisions.held):
        parts = []
        for family, weights in found.weights.items():
            parts += [float(weights[at]) * term for at, term in terms[family].items() if not isinstance(term, float)]
        if parts:
            yield k, pulp.lpSum(parts) <= found.most


def _name(symbol: str, i: int, t: int) -> str:
    return f"{symbol}_{i + 1}_{t + 1}"


def _values(terms: Terms, decision: Decision) -> Array:
    """PuLP does not solve for a decision that no row and no cost names; its floor is as good as any other value."""
    values = decision.lower.copy()
    for at, term in terms.items():
        if not isinstance(term, float) and term.value() is not None:
            values[at] = term.value()
    return values
