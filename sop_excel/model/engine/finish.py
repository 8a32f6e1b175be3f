"""From a solver's raw numbers to a plan that can be written down.

Whole decisions are rounded and the rest is solved again; noise is snapped away; stocks follow from the balance and
overtime from the load, so that what the plan says adds up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import chain

import numpy as np

from sop_excel.domain.costs import COST_LINES
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import has_routes
from sop_excel.domain.plan import KEPT, PROVED, Quantities, gap
from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.assembly import derived, quantities_of
from sop_excel.model.checked import worst_violation
from sop_excel.model.decisions import Decisions, amount
from sop_excel.model.outcome import Outcome
from sop_excel.model.rules import AXES, COLUMNS
from sop_excel.model.rules.rule import DUST, Decision, Numbers
from sop_excel.model.rules.service import LOST_PRICE
from sop_excel.model.rules.shelf_life import scrapped_oldest_first

Engine = Callable[[Problem, Decisions], Outcome]

NOISE = 1e-9
NOISES = (NOISE, 1e-12, 0.0)  # the later ones where a little of one number is much of another
SHORT_DECIMALS = 6
DECIDED = frozenset(column.name for column in COLUMNS if column.follows is None or column.in_part)
BY_CHANCE = 1e-4  # how often a number may lie as near to a short decimal as noise would put it


def finished(problem: Problem, decisions: Decisions, raw: Quantities, engine: Engine) -> Quantities:
    """The plan behind raw numbers: whole numbers whole, noise gone, balances and loads exact.

    Raises SolverError when no plan remains once the whole decisions are rounded.
    """
    if decisions.whole:
        decisions = decisions.with_whole_fixed(raw)
        again = engine(problem, decisions).quantities
        if again is None:
            raise SolverError("The solver's whole numbers do not make a plan; its tolerance was too loose for them.")
        raw = again
    plans = (_written(problem, decisions, raw, noise) for noise in NOISES)
    best = next(plans)
    least = _lost(problem, decisions, raw, best)
    for plan in plans if least > 1 else ():
        lost = _lost(problem, decisions, raw, plan)
        least, best = (lost, plan) if lost < least else (least, best)
    return _oldest_first(problem, decisions, best)


def _oldest_first(problem: Problem, decisions: Decisions, plan: Quantities) -> Quantities:
    """The plan with the oldest units of each product going first, where it keeps all rules so, is no dearer, and misses
    no goal that comes before the cost."""
    for i in np.flatnonzero(plan.scrapped.any(axis=1)).tolist() if plan.scrapped.any() else ():
        scrapped = plan.scrapped.copy()
        scrapped[i] = snapped(
            scrapped_oldest_first(problem, plan)[i], decisions["scrapped"].lower[i], decisions["scrapped"].upper[i]
        )
        if np.array_equal(scrapped, plan.scrapped):
            continue
        values = {name: plan[name] for name in decisions} | {"scrapped": scrapped}
        other = quantities_of(derived(problem, decisions, values, _noisy(NOISE)))
        now, then = (amount(decisions.unit_costs, one) for one in (plan, other))
        as_good = then <= now + DUST * abs(now) and _holds(decisions, plan, other)
        if as_good and worst_violation(problem, other).relative <= DUST:
            plan = other
    return plan


def _holds(decisions: Decisions, plan: Quantities, other: Quantities) -> bool:
    """Whether the other plan keeps what earlier steps have found, as far as the plan does."""
    before = [(amount(held.weights, plan), amount(held.weights, other)) for held in decisions.held]
    return all(then <= now + DUST * max(1.0, abs(now)) for now, then in before)


def _lost(problem: Problem, decisions: Decisions, raw: Quantities, plan: Quantities) -> float:
    """How far what was taken for noise breaks a rule or makes the plan dearer, in the shares that may be at most."""
    before, cost = (amount(decisions.unit_costs, quantities) for quantities in (raw, plan))
    dearer = gap(cost, before, cost)
    return max(worst_violation(problem, plan).relative / KEPT, dearer / PROVED)


def _written(problem: Problem, decisions: Decisions, raw: Quantities, noise: float) -> Quantities:
    """What follows from the raw numbers where so much of them, and of their sums, is noise."""
    plan = {name: decision.lower for name, decision in decisions.items()}
    for name in decisions.brought & DECIDED:
        lower, upper = decisions[name].lower, decisions[name].upper
        if not (upper.any() or lower.any()):  # nothing to decide
            continue
        plan[name] = snapped(np.clip(raw[name], lower, upper), lower, upper, noise)
    plan["production"] = _as_published(problem, plan["production"], decisions["production"], noise)
    return quantities_of(derived(problem, decisions, plan, _noisy(noise)))


def _noisy(noise: float) -> Numbers:
    """Floats, of which so much is noise."""

    def unsure(size: Array | None) -> Array | float:
        return noise if size is None else noise * np.maximum(1.0, size / 1000.0)

    def settled(values: Array, lower: Array, upper: Array, size: Array | None = None) -> Array:
        return snapped(values, lower, upper, unsure(size))

    def marked(values: Array, mark: Array, size: Array) -> Array:
        return np.where(np.abs(values - mark) <= unsure(size), mark, values)

    return Numbers(np.array, settled, marked)


def snapped(
    values: Array, lower: Array, upper: Array, noise: Array | float = NOISE, short: int = SHORT_DECIMALS
) -> Array:
    """The values, with those that noise alone parts from a bound, a whole number or a short decimal put right.

    ``noise`` is that of numbers up to 1,000; larger ones have more in proportion. A short decimal has at most
    ``short`` places, and so few that the noise cannot meet one by chance.

    >>> snapped(np.array([120.9999999999, -1e-12, 29.75]), np.zeros(3), np.full(3, np.inf)).tolist()
    [121.0, 0.0, 29.75]
    """
    noise = np.asarray(noise * np.maximum(1.0, np.abs(values) / 1000.0))
    result, odd = np.array(values), np.asarray(values != np.rint(values))
    if odd.any():  # most numbers of a plan are whole
        result[odd] = _in_few_decimals(result[odd], noise[odd], short)
    for bound in (lower, upper):
        result = np.where(np.abs(bound - values) <= noise, bound, result)
    return result + 0.0  # no minus zero


def _in_few_decimals(values: Array, noise: Array, short: int) -> Array:
    result, left = np.array(values), np.arange(values.size)
    for decimals in range(short + 1):
        rounded = values.round(decimals)
        near = (np.abs(rounded - values) <= noise) & (noise * 10.0**decimals <= BY_CHANCE)
        if near.any():
            result[left[near]] = rounded[near]
            far = ~near
            values, noise, left = values[far], noise[far], left[far]
        if not left.size:
            break
    return result


def cost_lines(decisions: Decisions, quantities: Quantities) -> dict[str, float]:
    """Money by cost line, without the lines that are 0. Sums are exact, so that their order does not matter.

    Raises KeyError for a line that ``domain/costs.py`` does not have: no cost may be left out of the summary.
    """
    terms: dict[str, list[float]] = {}
    for name, decision in decisions.items():
        for line, unit_cost in decision.costs.items():
            terms.setdefault(line, []).extend((unit_cost * quantities[name]).ravel().tolist())
    terms.pop(LOST_PRICE, None)
    unknown = terms.keys() - {line.key for line in COST_LINES}
    if unknown:
        raise KeyError(f"no cost line named {', '.join(sorted(unknown))} in domain/costs.py")
    sums = {line.key: math.fsum(terms[line.key]) for line in COST_LINES if line.key in terms}
    return {line: amount for line, amount in sums.items() if amount}


def product_costs(problem: Problem, decisions: Decisions, quantities: Quantities) -> Array:
    """(I,) the cost that each product causes alone (money): all but that of shared resources, lost prices left out."""
    costs: list[list[list[float]]] = [[] for _ in problem.product_codes]
    for name, decision in decisions.items():
        lines = decision.costs.keys() - {LOST_PRICE} if decision.costs else ()
        products = problem.product_of(AXES[name]) if lines else None
        if products is not None:
            for line in lines:
                amounts = (decision.costs[line] * quantities[name]).tolist()
                for i, row in zip(products.tolist(), amounts, strict=True):
                    costs[i].append(row)
    return np.array([math.fsum(chain.from_iterable(rows)) for rows in costs])


def revenue(problem: Problem, quantities: Quantities) -> float:
    """``sum p (d - l)``: sales are those of the period of the demand, at that period's price."""
    price = problem.products.price
    if np.isnan(price).all():
        return 0.0
    price = np.nan_to_num(price, nan=0.0)
    return math.fsum((price * (problem.demand - quantities.lost_sales)).ravel().tolist())


def _as_published(problem: Problem, production: Array, decision: Decision, noise: float) -> Array:
    """The production, with what noise alone parts from the published plan put right where a change has a price."""
    if decision.any_whole or not problem.change_counts.any():
        return production
    counts = problem.change_counts & ~has_routes(problem)[:, None]
    mark = np.where(counts, np.clip(problem.published, decision.lower, decision.upper), np.inf)
    return np.where(np.abs(production - mark) <= noise * np.maximum(1.0, production / 1000.0), mark, production)
