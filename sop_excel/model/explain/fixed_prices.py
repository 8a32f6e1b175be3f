"""The price of what a planner has fixed: firm production, and production in frozen periods.

All that is fixed for a product is taken out together, and the plan solved again: what it then costs less is the price.
What does not hold the plan where it is, since more is made, has none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sop_excel.domain.explanation import Sentence
from sop_excel.domain.fixed_production import FixedProduct, FixedProduction
from sop_excel.domain.makings import has_routes, made
from sop_excel.domain.plan import Plan, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import counted, first_few, money, spans, units, whole
from sop_excel.model.decisions import Decisions
from sop_excel.model.engine.finish import cost_lines, revenue
from sop_excel.model.engine.what_if import WhatIf, with_bounds
from sop_excel.model.explain.cost_lines import SHOWN, differences

MOST_SOLVES, MOST_WHOLE_SOLVES = 50, 20  # a fixed count, as of marginal values
MOST = 3  # sentences
NAMED = 3  # periods with the same units, side by side or not
NEAR = 1e-9  # units, and of the units


def overrides(plan: Plan, problem: Problem, quantities: Quantities, what_if: WhatIf | str) -> FixedProduction:
    """The price of each product's firm and frozen production, in the order of the codes, as far as the solves go.

    ``what_if`` is the model to solve again, or why it is not.
    """
    found: list[FixedProduct] = []
    several, total = has_routes(problem), made(problem, quantities.families)
    left = most = 0 if isinstance(what_if, str) else MOST_WHOLE_SOLVES if what_if.whole else MOST_SOLVES
    for i, cells in _binding(problem, quantities):
        one = FixedProduct(
            problem.product_codes[i],
            tuple((problem.periods[t], float(total[i, t])) for t in cells),
            bool(problem.is_frozen[i, cells].all()),
        )
        if left and not isinstance(what_if, str) and not several[i]:
            left -= 1
            one = _priced(one, plan, problem, what_if, i)
        found.append(one)
    skipped = sum(one.cost is None for one in found)
    if not skipped:
        return FixedProduction(tuple(found))
    why = what_if if isinstance(what_if, str) else _unsolved(most, bool(several.any()))
    note = say(
        "The price of firm or frozen production is not told for {products}: {why}.",
        products=counted(skipped, "product"), why=why,
    )  # fmt: skip
    return FixedProduction(tuple(found), (note,))


def _unsolved(most: int, with_routes: bool) -> str:
    if not with_routes:
        return say("only {count} of them are solved for, or no answer was found", count=whole(most))
    return say(
        "only {count} of them are solved for, those with several routes are not, or no answer was found",
        count=whole(most),
    )


def _binding(problem: Problem, quantities: Quantities) -> Iterator[tuple[int, list[int]]]:
    """The products for which something is fixed that is made just so, and the periods."""
    firm, total = problem.firm_production, made(problem, quantities.families)
    at = ((firm > 0) | problem.is_frozen) & (total <= firm + NEAR * np.maximum(1.0, firm))
    for i in np.flatnonzero(at.any(axis=1)).tolist():
        yield i, np.flatnonzero(at[i]).tolist()


def without(problem: Problem, decisions: Decisions, product: int) -> Decisions:
    """The decisions without what is fixed for a product; a start that would come too late stays out."""
    lower, upper = decisions["production"].lower.copy(), decisions["production"].upper.copy()
    lower[product] = 0.0
    upper[product] = np.where(problem.starts_too_late[product], 0.0, problem.products.max_production[product])
    return with_bounds(decisions, "production", lower, upper)


def _priced(one: FixedProduct, plan: Plan, problem: Problem, what_if: WhatIf, product: int) -> FixedProduct:
    answer = what_if.answer(without(problem, what_if.decisions, product))
    saved = 0.0 - what_if.dearer(answer.objective)
    if not math.isfinite(saved) or answer.quantities is None:
        return one
    lines = cost_lines(what_if.decisions, answer.quantities) | {"revenue": -revenue(problem, answer.quantities)}
    moved = differences(dict(plan.costs) | {"revenue": -plan.revenue}, lines)
    cost = max(saved, 0.0)
    return FixedProduct(one.item, one.cells, one.frozen, cost, moved if cost >= SHOWN else "")


def told(plan: Plan, found: FixedProduction) -> list[Sentence]:
    """The dearest of them as sentences; those that cost nothing are told where none costs more."""
    priced = [one for one in found.found if one.cost is not None]
    most = sorted(priced, key=lambda one: -(one.cost or 0.0))[:MOST]
    return [_sentence(plan, one) for one in most]


def _sentence(plan: Plan, one: FixedProduct) -> Sentence:
    cost = one.cost or 0.0
    if cost < SHOWN:
        does, why = say("costs nothing"), say("without it another plan is as good")
    elif plan.profit is None:
        does = say("costs {amount}", amount=money(cost))
        why = say("without it the best plan would cost that much less{moved}", moved=one.moves)
    else:
        does = say("lowers the profit by {amount}", amount=money(cost))
        why = say("without it the best plan would earn that much more{moved}", moved=one.moves)
    told = {"item": one.item, "where": _where(plan.problem.periods, one), "does": does}
    if one.frozen:
        what = say("Frozen production of {item} ({where}) {does}", **told)
    else:
        what = say("Firm production of {item} ({where}) {does}", **told)
    return Sentence("override", one.item, "", what, why, cost, {"cost": cost})


def _where(periods: tuple[str, ...], one: FixedProduct) -> str:
    """The units and the periods in which they stand, equal ones together."""
    by_units: dict[float, list[int]] = {}
    for period, quantity in one.cells:
        by_units.setdefault(quantity, []).append(periods.index(period))
    parts = [
        say("{units} in {periods}", units=units(quantity), periods=spans(periods, where))
        for quantity, where in by_units.items()
    ]
    return first_few(parts, NAMED)
