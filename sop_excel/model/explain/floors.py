"""Safety stocks: what each floor costs, and what keeping one that is missed would cost."""

from __future__ import annotations

from itertools import takewhile
from math import fsum

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.explanation import Sentence
from sop_excel.domain.problem import SOFT, Problem
from sop_excel.domain.said import say, together
from sop_excel.domain.vocabulary import listed, money, units, whole
from sop_excel.model.decisions import Decisions
from sop_excel.model.engine.what_if import with_bounds
from sop_excel.model.explain.case import Case
from sop_excel.model.goal_notes import as_well
from sop_excel.model.goals import SHORTFALL, goals_of

MOST = 3  # sentences of each kind
NAMED = 3  # periods
NEAR = 1e-9  # units


def floors(case: Case) -> list[Sentence]:
    """The floors that hold most money, each with the cost of the plan that needs not keep it."""
    problem = case.problem
    floor = problem.products.safety_stock
    money_in_it = [fsum(row) for row in (floor * problem.products.holding_cost).tolist()]
    told = [_floor(case, i) for i in _most(money_in_it, floor > 0)]
    return [sentence for sentence in told if sentence is not None]


def _most(sizes: list[float], among: NDArray[np.bool_]) -> list[int]:
    return sorted(np.flatnonzero(among.any(axis=1)).tolist(), key=lambda i: (-sizes[i], i))[:MOST]


def without_floor(problem: Problem, decisions: Decisions, product: int) -> Decisions | None:
    """The decisions without the safety stock of one product; None where what is missing in all is limited."""
    if decisions["shortfall"].upper.any():
        if problem.policies.misses_least:
            return None
        upper = decisions["shortfall"].upper.copy()
        upper[product] = 0.0
        return with_bounds(decisions, "shortfall", upper=upper)
    lower = decisions["inventory"].lower.copy()
    lower[product] = 0.0
    lower[product, -1] = np.nan_to_num(problem.products.final_inventory[product], nan=0.0)
    return with_bounds(decisions, "inventory", lower=lower)


def _floor(case: Case, i: int) -> Sentence | None:
    problem = case.problem
    changed = without_floor(problem, case.decisions, i)
    if changed is None or case.what_if is None:
        return None
    saved = case.what_if.saved(changed)
    if not np.isfinite(saved):
        return None
    saved = max(saved, 0.0)
    floor, stock = problem.products.safety_stock[i], case.quantities.inventory[i]
    spare = 1.0 - NEAR if problem.policies.whole_units else NEAR  # whole units may not meet the floor itself
    missed = case.quantities.shortfall[i] > 0
    at = int(np.count_nonzero((stock <= floor + spare) & (floor > 0) & ~missed))
    product = problem.product_codes[i]
    reached = _reached(at, int(np.count_nonzero(missed)), problem.shape[1])
    if case.plan.profit is None:
        why = say("{reached}; without it the best plan would cost that much less", reached=reached)
    else:
        why = say("{reached}; without it the profit would be higher by it", reached=reached)
    figures = {"saved": saved, "periods at the floor": float(at)}
    what = say(
        "The safety stock of {product} (up to {units}) costs {amount}",
        product=product, units=units(float(floor.max())), amount=money(saved),
    )  # fmt: skip
    return Sentence("floor", product, "", what, why, saved, figures)


def _reached(at: int, missed: int, periods: int) -> str:
    """In how many periods nothing but the safety stock is there, and in how many not even that."""
    told = []
    if at or not missed:
        told.append(
            say("its inventory is down to it in {count} of {periods} periods", count=whole(at), periods=whole(periods))
        )
    if missed:
        told.append(say("it is missed in {count} of {periods} periods", count=whole(missed), periods=whole(periods)))
    return listed(told)


def shortfalls(case: Case) -> list[Sentence]:
    """The safety stocks that are missed most, each with the cost of the plan that keeps it."""
    missing = case.quantities.shortfall
    totals = [fsum(row) for row in missing.tolist()]
    return [_shortfall(case, i, totals[i]) for i in _most(totals, missing > 0)]


def keeping(problem: Problem, decisions: Decisions, product: int) -> Decisions:
    """The decisions with the safety stock of one product as a floor that is always kept."""
    lower = decisions["inventory"].lower.copy()
    lower[product] = np.maximum(lower[product], problem.products.safety_stock[product])
    return with_bounds(decisions, "inventory", lower=lower)


def _shortfall(case: Case, i: int, total: float) -> Sentence:
    problem, missing = case.problem, case.quantities.shortfall[i]
    product, cells = problem.product_codes[i], np.flatnonzero(missing > 0).tolist()
    where = [
        say("{units} in {period}", units=units(float(missing[t])), period=problem.periods[t]) for t in cells[:NAMED]
    ]
    where += [say("in {count} more periods", count=whole(len(cells) - NAMED))] if len(cells) > NAMED else []
    penalty = total * problem.policies.safety_stock_penalty
    figures, told = {"missing": total}, list[str]()
    policies, goals = problem.policies, goals_of(problem.policies, case.decisions)
    if policies.misses_least:
        before = takewhile(lambda goal: goal != SHORTFALL, goals)
        told.append(say("no plan{as_well} misses less of all safety stocks together", as_well=as_well(before)))
    if policies.safety_stock_rule == SOFT:
        told.append(say("that costs {amount} in penalties", amount=money(penalty)))
        figures["penalty"] = penalty
    kept = say("if it were kept")
    if policies.misses_least:
        kept = say("if it were kept with no more missing in all,")
    other = case.without(keeping(problem, case.decisions, i), kept)
    if other is not None:
        told.append(other.words)
        figures["extra"] = other.extra
    what = say("The safety stock of {product} is missed by {where}", product=product, where=listed(where))
    worth = penalty if policies.safety_stock_rule == SOFT else None
    return Sentence("shortfall", product, problem.periods[cells[0]], what, together(told), worth, figures)
