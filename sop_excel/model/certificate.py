"""The lower bound of a plan, term by term: what demand, capacities and limits are worth at a linear model's prices.

The sum of the terms is the bound of ``duality.py`` at the same prices.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain

import numpy as np

from sop_excel.domain.axes import PRODUCTS, all_backwards
from sop_excel.domain.certificate_terms import LARGEST, Certificate, Term
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Plan, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import Decisions, decisions
from sop_excel.model.duality import Worth, worth
from sop_excel.model.engine.highs import highs
from sop_excel.model.goals import PENALTIES, SERVICE, SHORTFALL, outcomes_of
from sop_excel.model.prices import HELD, Prices
from sop_excel.model.proof import LINEAR, RELAXED
from sop_excel.model.rules import COLUMNS, in_use
from sop_excel.model.rules.rule import DecisionColumn, Mask, Rule

OF_STEPS = {SERVICE: "Least cost of service", SHORTFALL: "Least total shortfall", PENALTIES: "Least cost of penalties"}
ROUNDING = "Rounding of the prices"
SHOWN = 1e-12  # of all terms: less is within the rounding of their sum

Cells = tuple[str, Array, Array, str]  # a part's name, quantities and prices (K, T), and the axis of these


def certificate(plan: Plan) -> Certificate | None:
    """The certificate of the plan; None where the solver gives no prices."""
    if plan.problem.demand.size > LARGEST:
        return Certificate(too_large=True)
    priced = best_prices(plan.problem, plan.quantities)
    return None if priced is None else certificate_of(plan.problem, *priced)


def best_prices(problem: Problem, quantities: Quantities) -> tuple[Decisions, Prices] | None:
    """The prices of the linear model, or of the linear relaxation, in the planner's order of rows.

    Where goals come before the cost, the plan is compared with those that are no worse in any of them.
    """
    canonical, order = problem.canonical()
    ordered = quantities.in_order(order)
    for chosen, own in zip(allowed(canonical, ordered), allowed(problem, quantities), strict=True):
        prices = highs(canonical, chosen.relaxed()).prices
        if prices is not None:
            return own, prices.in_order(all_backwards(order))
    return None


def allowed(problem: Problem, quantities: Quantities) -> tuple[Decisions, ...]:
    """The decisions of the problem; where goals come before its cost, those with no more of any goal than this plan, to
    be tried in turn."""
    chosen = decisions(problem)
    if not problem.policies.in_steps:
        return (chosen,)
    return tuple(outcomes_of(problem, chosen, quantities).held(chosen))


def certificate_of(problem: Problem, chosen: Decisions, prices: Prices) -> Certificate:
    """The terms of the bound at these prices.

    What decisions without a limit take from it, at prices that are wrong in their last digits, is one term of its own.
    """
    found = worth(problem, chosen, prices)
    cells = chain(*(_given(problem, chosen, found, rule) for rule in chosen.rules))
    terms = list(chain.from_iterable(_terms(problem, part) for part in cells))
    paid = zip(chosen.held, found.duals[found.model.rows[HELD]].tolist(), strict=True)
    terms += [
        Term(OF_STEPS.get(held.name, f"Least short of {held.name}"), "", "", held.most, dual)
        for held, dual in paid
        if dual
    ]
    for column in COLUMNS:
        for part in _limits(problem, chosen, found, column):
            terms += _terms(problem, part)
    if abs(found.rounding) > SHOWN * math.fsum(abs(term.quantity * term.price) for term in terms):
        terms.append(Term(ROUNDING, "", "", 1.0, found.rounding))
    return Certificate(tuple(terms), RELAXED if chosen.whole else LINEAR, bool(chosen.whole), found.spare)


def _given(problem: Problem, chosen: Decisions, found: Worth, rule: Rule) -> Iterator[Cells]:
    """What is given: a rule's constants, and the right-hand sides of its rows, part by part."""
    for part in rule.constant(problem):
        yield part.name, part.quantity, part.sign * np.ones(part.quantity.shape), PRODUCTS
    for row in rule.rows:
        at = found.model.rows[row.name]
        duals = np.where(at >= 0, found.duals[at], 0.0) if at.size else np.zeros(at.shape)
        for part in row.parts(problem, chosen):
            yield part.name, part.quantity, part.sign * duals, row.axis


def _limits(problem: Problem, chosen: Decisions, found: Worth, column: DecisionColumn) -> Iterator[Cells]:
    """Floors where a unit costs something at these prices, finite ceilings where it pays."""
    at, decision = found.model.at.get(column.name), chosen[column.name]
    if at is None:
        return
    reduced = found.reduced[at]
    pays = reduced < 0  # without a ceiling that is noise, which the rounding counts
    at_ceiling = pays & np.isfinite(decision.upper)
    fixed = decision.lower == decision.upper
    for name, here in _which_floor(problem, column, decision.lower):
        yield name, np.where(here & ~pays, decision.lower, 0.0), reduced, column.axis
    yield column.floor, np.where(at_ceiling & fixed, decision.upper, 0.0), reduced, column.axis
    yield column.ceiling, np.where(at_ceiling & ~fixed, decision.upper, 0.0), reduced, column.axis


def _which_floor(problem: Problem, column: DecisionColumn, lower: Array) -> list[tuple[str, Mask]]:
    """The name of each floor and where it is the one that holds: the last that reaches so high, else the column's."""
    left = np.ones(lower.shape, dtype=bool)
    found: list[tuple[str, Mask]] = []
    for bound in reversed(
        [bound for rule in in_use(problem) for bound in rule.bounds(problem) if bound.family == column.name]
    ):
        here = left & (lower == bound.lower)
        found.insert(0, (bound.name, here))
        left = left & ~here
    return [(column.floor, left), *found]


def _terms(problem: Problem, part: Cells) -> Iterator[Term]:
    """The cells of a part that add anything."""
    name, quantities, prices, axis = part
    codes = problem.codes(axis)
    for k, t in np.argwhere((quantities != 0) & (prices != 0)).tolist():
        yield Term(name, codes[k], problem.periods[t], float(quantities[k, t]), float(prices[k, t]))
