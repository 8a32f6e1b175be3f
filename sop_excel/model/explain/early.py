"""Production ahead of its need: which units wait for which period, why, and what not keeping them would cost."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.axes import LIMITS
from sop_excel.domain.bill_of_materials import BILL
from sop_excel.domain.capacity_use import regular_capacity
from sop_excel.domain.combined_limits import STATED_AS, reached
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import arrived, has_routes
from sop_excel.domain.plan import Quantities, is_full
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say, together
from sop_excel.domain.vocabulary import listed, money, units
from sop_excel.model.engine.what_if import with_cell
from sop_excel.model.explain.case import Case
from sop_excel.model.explain.early_lots import NOISE, Lot, needs_by
from sop_excel.model.rules.purchases import arriving

MOST = 6  # sentences


def early(case: Case) -> list[Sentence]:
    """The lots that cost most to keep; or that there are none."""
    lots = case.early_lots
    if not lots:
        return _none_early(case)
    most = sorted(lots, key=lambda lot: (-lot.kept_at, lot.product, lot.start, lot.needed))[:MOST]
    return [_told(case, lot) for lot in most]


def _none_early(case: Case) -> list[Sentence]:
    """Said only where it is true of all that is made, and something is."""
    made = arrived(case.problem, case.quantities.families)
    free = case.quantities.production > case.decisions["production"].lower
    supplied = needs_by(case.problem, case.quantities, case.decisions)[:, -1]
    left_over = case.problem.products.initial_inventory + _all_supply(case.problem, case.quantities) - supplied
    noise = NOISE * np.maximum(1.0, supplied)
    spare = 1.0 - noise if case.problem.policies.whole_units else noise
    if (
        has_routes(case.problem).any()
        or not (made > 0).any()
        or case.quantities.scrapped.any()
        or ((left_over >= spare) & free.any(axis=1)).any()
    ):
        return []
    why = say("all that is made, beyond what is firm, is needed in the period in which it arrives")
    if case.problem.policies.whole_units:
        why = say("{reason}, but for less than one unit at a time", reason=why)
    return [Sentence("in time", "", "", say("Nothing is made early"), why)]


def _all_supply(problem: Problem, plan: Quantities) -> Array:
    """(I,) all that arrives within the horizon."""
    total: Array = (arrived(problem, plan.families) + arriving(problem, plan.subcontract) + problem.receipts).sum(
        axis=1
    )
    return total


def _told(case: Case, lot: Lot) -> Sentence:
    problem, last = case.problem, lot.needed - 1
    product, start = problem.product_codes[lot.product], problem.periods[lot.start]
    ceiling = float(case.quantities.inventory[lot.product, last]) - lot.units
    changed = with_cell(case.decisions, "inventory", (lot.product, last), max(ceiling, 0.0))
    other = case.without(changed, say("without them in stock at the end of {period}", period=problem.periods[last]))
    figures = {"units": lot.units, "keeping": lot.kept_at, "needed": float(lot.needed)}
    told = [reason(case, lot), say("keeping them costs {amount}", amount=money(lot.kept_at))]
    if other is not None:
        told.append(other.words)
        figures["extra"] = other.extra
    what = say(
        "{start} builds {units} of {product} for {needed}",
        start=start, units=units(lot.units), product=product, needed=problem.periods[lot.needed],
    )  # fmt: skip
    return Sentence("early", product, start, what, together(told), other.worth if other else lot.kept_at, figures)


def reason(case: Case, lot: Lot) -> str:
    """What stands against making the lot just in time."""
    problem, in_time = case.problem, lot.needed - (lot.arrives - lot.start)
    cell, period = (lot.product, in_time), problem.periods[in_time]
    codes = problem.resource_codes
    told = [say("{resource} is full in {period}", resource=codes[r], period=period) for r in _full(case, *cell)]
    told += [
        say("no more {product} can be had in {period}", product=problem.product_codes[c], period=period)
        for c in _scarce(case, *cell)
    ]
    told += [
        say("{resource} is closed in {period}, as its min load asks", resource=codes[r], period=period)
        for r in _closed(case, *cell)
    ]
    told += [say("{limit} is reached", limit=_named(problem, k)) for k in reached(problem, case.quantities, *cell)]
    product = problem.product_codes[lot.product]
    if problem.is_frozen[cell]:
        told.append(say("production is frozen in {period}", period=period))
    elif case.quantities.production[cell] >= case.decisions["production"].upper[cell]:
        told.append(say("production of {product} is at its maximum in {period}", product=product, period=period))
    elif problem.has_setups[lot.product] and not _is_ready(case, *cell):
        least = units(float(problem.products.min_lot[cell]))
        if problem.is_set_up[lot.product]:
            told.append(say("{product} is not set up in {period}", product=product, period=period))
        else:
            told.append(say("a lot of {product} is at least {units}", product=product, units=least))
    kept = problem.change_counts & (case.quantities.production <= problem.published)
    if kept[lot.product, lot.start]:
        before = units(float(problem.published[lot.product, lot.start]))
        told.append(say("{units} were published for {period}", units=before, period=problem.periods[lot.start]))
    now, then = (float(problem.products.production_cost[lot.product, t]) for t in (lot.start, in_time))
    if now < then:
        costs = {"now": money(now), "start": problem.periods[lot.start], "then": money(then), "period": period}
        told.append(say("a unit costs {now} to make in {start} and {then} in {period}", **costs))
    if told:
        return listed(told)
    return _in_lots(case, lot) or say("no limit is reached in {period} itself", period=period)


def _in_lots(case: Case, lot: Lot) -> str:
    """That a product is made in lots, of which one can leave units for a later period."""
    products, code = case.problem.products, case.problem.product_codes[lot.product]
    multiple, least = float(products.lot_multiple[lot.product]), float(products.min_lot[lot.product, lot.start])
    if multiple > 0:
        return say("{product} is made in lots of {units}", product=code, units=units(multiple))
    if least > 0:
        return say("{product} is made in lots of at least {units}", product=code, units=units(least))
    return say("production is in whole units") if case.problem.policies.whole_units else ""


def _named(problem: Problem, k: int) -> str:
    """A limit, in the words of the table that states it."""
    limits = problem.items(LIMITS)
    name = limits.codes[k]
    return name if limits.texts[STATED_AS][k] else say("the limit {limit}", limit=name)


def _is_ready(case: Case, product: int, period: int) -> bool:
    """Whether the product is set up in the period, or was left so."""
    left = period > 0 and case.quantities.carried[product, period - 1] > 0
    return bool(left or case.quantities.setup[product, period] > 0)


def _closed(case: Case, product: int, period: int) -> list[int]:
    """The resources of the product that have a min load and are closed in the period."""
    runs, least = case.problem.runs, case.problem.resources.min_load[:, period]
    used = sorted(set(runs.resource[(runs.product == product) & (runs.usage > 0)].tolist()))
    return [r for r in used if least[r] > 0 and not case.quantities.open[r, period]]


def _scarce(case: Case, product: int, period: int) -> list[int]:
    """The components of the product of which nothing is left at the end of the period beyond what must be, and no more
    could have come in then."""
    bill, stock = case.problem.items(BILL), case.quantities.inventory[:, period]
    made_of = bill.link("component")[bill.link("parent") == product].tolist()
    least = case.decisions["inventory"].lower[:, period]
    gone = [c for c in made_of if stock[c] <= least[c] + NOISE * max(1.0, float(stock[c]))]
    return [c for c in gone if _came_in_full(case, c, period)]


def _came_in_full(case: Case, product: int, period: int) -> bool:
    """Whether no more could have been made or bought to arrive in the period."""
    products = case.problem.products
    started = {"production": products.lead_time[product], "subcontract": products.subcontract_lead_time[product]}
    for name, lead in started.items():
        if lead > period:
            continue
        cell = product, period - int(lead)
        full = bool(case.quantities[name][cell] >= case.decisions[name].upper[cell])
        if not full and not (name == "production" and _full(case, *cell)):
            return False
    return True


def _full(case: Case, product: int, period: int) -> list[int]:
    """The production resources of the product whose regular capacity is used up in the period."""
    routings = case.problem.routings.only(case.problem.loaded_by("production"))
    used = sorted(
        {
            int(r)
            for r, i, a in zip(routings.resource, routings.product, routings.usage, strict=True)
            if i == product and a > 0
        }
    )
    capacity, load = regular_capacity(case.problem, case.quantities)[:, period], case.quantities.regular[:, period]
    full = is_full(load, capacity)
    return [r for r in used if full[r]]
