"""The lower bound in exact arithmetic: the formula of ``bound.py`` stated once more, over rational numbers.

It holds for any prices, so those of a solver are taken as they are, and lowered exactly where a decision without a
limit would pay at them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from sop_excel.domain.problem import CATCH_UP, HARD, Problem
from sop_excel.model.catch_up import SERVICE, SHORTFALL
from sop_excel.model.exact import (
    ZERO,
    ExactFamily,
    ExactPlan,
    Rational,
    exact_families,
    exact_offset,
    exactly,
    lead,
    refuse_negative,
    unit_use,
)
from sop_excel.model.outcome import Prices

SERVICES = ("backorders", "lost_sales")


def exact_bound(problem: Problem, prices: Prices, plan: ExactPlan) -> Fraction:
    """The bound on total cost less revenue (money) at these prices; where safety stock is caught up, that of plans that
    serve no worse and miss no more than ``plan``.

    Raises SolverError where the prices cannot be made to give one.
    """
    catches_up = problem.policies.safety_stock_rule == CATCH_UP
    missing = Fraction(plan.values["shortfall"].sum())
    hard = problem.policies.safety_stock_rule == HARD or (catches_up and missing == 0)
    families, held = exact_families(problem, hard), ZERO
    if catches_up:
        families, held = _held_to_service(families, plan, prices)
    if catches_up and not hard:
        price = max(Fraction(prices.held.get(SHORTFALL, 0.0)), ZERO)
        families["shortfall"] = replace(families["shortfall"], cost=families["shortfall"].cost + price)
        held += price * missing
    return Fraction(_Bound(problem, families, prices).value() - held)


def _held_to_service(
    families: dict[str, ExactFamily], plan: ExactPlan, prices: Prices
) -> tuple[dict[str, ExactFamily], Fraction]:
    """The families with the plan's cost of service held at its price, and what that is worth; where it costs nothing,
    whatever would cost something is not allowed."""
    spent = sum(((families[name].cost * plan.values[name]).sum() for name in SERVICES), ZERO)
    price = max(Fraction(prices.held.get(SERVICE, 0.0)), ZERO)
    changed = dict(families)
    for name in SERVICES:
        family = families[name]
        if spent == 0:
            free = (family.cost == 0).astype(bool)
            ceiling = np.where(free, family.ceiling, ZERO)
            changed[name] = replace(family, ceiling=ceiling, limited=family.limited | ~free)
        else:
            changed[name] = replace(family, cost=family.cost * (1 + price))
    return changed, price * spent


class _Bound:
    """The prices made exact, family after family, and the sum of all terms."""

    def __init__(self, problem: Problem, families: Mapping[str, ExactFamily], prices: Prices) -> None:
        self._problem, self._families = problem, families
        self._load = self._of_loads(prices)
        self._made = families["production"].cost + unit_use(problem, self._load, False)
        self._held = families["inventory"].cost + unit_use(problem, self._load, True)
        self._balance = self._of_balance(prices)
        late = (families["backorders"].ceiling > 0).astype(bool)
        self._owed = np.where(late, np.maximum(exactly(prices.owed), ZERO), ZERO)
        self._safety = self._of_safety(prices)

    def value(self) -> Fraction:
        """The sum."""
        problem = self._problem
        net, orders = exactly(problem.demand) - exactly(problem.receipts), exactly(problem.demand)
        owed = exactly(problem.products.initial_backorders)
        net[:, 0] = net[:, 0] - exactly(problem.products.initial_inventory) + owed
        orders[:, 0] = orders[:, 0] + owed
        terms = [exact_offset(problem), (self._balance * net).sum(), -(self._owed * orders).sum()]
        terms.append((self._safety * self._families["shortfall"].ceiling).sum())
        for name, reduced in self._reduced().items():
            family = self._families[name]
            refuse_negative(reduced, family)
            least = np.where((reduced < 0).astype(bool), reduced * family.ceiling, reduced * family.floor)
            terms.append(least.sum())
        return Fraction(sum(terms, ZERO))

    def _reduced(self) -> dict[str, Rational]:
        """What one unit of each decision costs at the prices."""
        families, value, owed = self._families, self._balance, self._owed
        after, owed_after = _next(value), _next(owed)
        return {
            "production": self._made - self._worth_of_starts(),
            "subcontract": families["subcontract"].cost - value,
            "inventory": self._held + value - after - self._safety,
            "backorders": families["backorders"].cost - value + after + owed - owed_after,
            "lost_sales": families["lost_sales"].cost - value + owed,
            "shortfall": families["shortfall"].cost - self._safety,
            "regular": families["regular"].cost - self._load,
            "overtime": families["overtime"].cost - self._load,
        }

    def _of_loads(self, prices: Prices) -> Rational:
        load = np.maximum(exactly(prices.load), ZERO)
        for name in ("regular", "overtime"):
            family = self._families[name]
            load = np.where(family.limited, load, np.minimum(load, family.cost))
        return load

    def _of_balance(self, prices: Prices) -> Rational:
        """No higher than making or buying without limit, and no more than a stock without limit carries over."""
        balance: Rational
        balance, free = exactly(prices.balance), ~self._families["inventory"].limited
        bought = self._families["subcontract"]
        unlimited = ~bought.limited
        balance[unlimited] = np.minimum(balance[unlimited], bought.cost[unlimited])
        for i, t in np.argwhere(~self._families["production"].limited).tolist():
            arrives = t + lead(self._problem, i)
            if arrives < self._problem.shape[1]:
                balance[i, arrives] = min(balance[i, arrives], self._made[i, t])
        for i in range(balance.shape[0]):
            _carried(balance[i], self._held[i], free[i].tolist())
        return balance

    def _of_safety(self, prices: Prices) -> Rational:
        missed = (self._families["shortfall"].ceiling > 0).astype(bool)
        safety = np.where(missed, np.maximum(exactly(prices.safety), ZERO), ZERO)
        room = self._held + self._balance - _next(self._balance)
        return np.where(self._families["inventory"].limited, safety, np.minimum(safety, room))

    def _worth_of_starts(self) -> Rational:
        """(I, T) the price of what a start brings when it arrives; 0 after the horizon."""
        worth: Rational = np.full(self._problem.shape, ZERO, dtype=object)
        for i in range(worth.shape[0]):
            wait = lead(self._problem, i)
            worth[i, : worth.shape[1] - wait] = self._balance[i, wait:]
        return worth


def _carried(price: Rational, held: Rational, free: list[bool]) -> None:
    """Lower the prices (T,) of one product until no stock without a limit pays, none below what its end allows."""
    floor: Fraction | None = ZERO
    for t in range(price.size - 1, -1, -1):
        floor = floor - held[t] if free[t] and floor is not None else None
        if floor is not None:
            price[t] = max(price[t], floor)
    for t in range(1, price.size):
        if free[t - 1]:
            price[t] = min(price[t], price[t - 1] + held[t - 1])


def _next(values: Rational) -> Rational:
    """The values of the period after; 0 after the last."""
    return np.hstack([values[:, 1:], np.full((values.shape[0], 1), ZERO, dtype=object)])
