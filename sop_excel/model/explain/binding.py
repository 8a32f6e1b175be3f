"""Limits that cost money: what one unit more of them saves, what one less costs, and how far that holds."""

from __future__ import annotations

import math

import numpy as np

from sop_excel.domain.capacity_use import regular_capacity
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import is_full
from sop_excel.domain.said import Word, say, together
from sop_excel.domain.vocabulary import money, plural, units
from sop_excel.model.engine.what_if import WhatIf, with_cell
from sop_excel.model.explain.case import Case

MOST, MOST_PRODUCTS = 4, 2
STEPS = 12  # solves for one range
REACH = 8.0  # times the capacity: no range is followed further


def binding(case: Case) -> list[Sentence]:
    """The capacities of which one unit more saves most, and the products whose maximum production does."""
    values = np.nan_to_num(case.marginals.one_more, nan=0.0)
    cells = np.argwhere(values > 0).tolist()
    most = sorted(cells, key=lambda cell: (-values[tuple(cell)], cell))[:MOST]
    return [*(_capacity(case, (r, t)) for r, t in most), *_maximum_production(case)]


def _capacity(case: Case, cell: tuple[int, int]) -> Sentence:
    problem, (r, t) = case.problem, cell
    resource, period = problem.resource_codes[r], problem.periods[t]
    capacities = regular_capacity(problem, case.quantities)
    saved, capacity = float(case.marginals.one_more[cell]), float(capacities[cell])
    overtime, unit = float(case.quantities.overtime[cell]), "hour" if problem.is_workforce[r] else "unit"
    noun = Word(unit, unit)
    figures = {"one more": saved, "capacity": capacity, "overtime": overtime}
    full = bool(is_full(case.quantities.regular, capacities)[cell])
    told = [_used(capacity if full else float(case.quantities.regular[cell]), capacity, overtime)]
    if case.what_if is not None and not case.what_if.whole:
        holds, is_end = range_of(case.what_if, cell, capacity, saved)
        figures |= {"holds for": holds, "ends there": float(is_end)}
        told.append(_range(holds, is_end, unit))
    lost = float(case.marginals.one_less[cell])
    if not math.isnan(lost):
        told.append(say("one {unit} less would cost {lost}", unit=noun, lost=money(lost)))
        figures["one less"] = lost
    what = say(
        "One {unit} more of {resource} in {period} saves {saved}",
        unit=noun, resource=resource, period=period, saved=money(saved),
    )  # fmt: skip
    return Sentence("capacity", resource, period, what, together(told), saved, figures)


def _used(used: float, capacity: float, overtime: float) -> str:
    if not capacity:
        return say("it has no capacity then")
    if used == capacity:
        regular = say("all {capacity} are used", capacity=units(capacity))
    else:
        regular = say("{used} of {capacity} are used", used=units(used), capacity=units(capacity))
    return (
        say("{regular}, and {overtime} of overtime", regular=regular, overtime=units(overtime)) if overtime else regular
    )


def _range(holds: float, is_end: bool, unit: str) -> str:
    many = Word(plural(unit), unit, many=True)
    if holds <= 1.0:
        return say("further {units} save less", units=many) if is_end else say("how far that holds was not found")
    if is_end:
        return say("this holds up to {count} {units} more, beyond that less", count=units(holds), units=many)
    return say("this holds up to {count} {units} more at least", count=units(holds), units=many)


def range_of(what_if: WhatIf, cell: tuple[int, int], capacity: float, saved: float) -> tuple[float, bool]:
    """(units, whether it ends there): for how many units more of a capacity each saves as much as the first.

    The least cost is convex in the capacity. Where it leaves the line of the first unit is found from outside: the
    line meets the tangent at a point beyond in a point that is nearer, until one lies on the line itself.
    """
    reach, ended, further = REACH * max(1.0, capacity), False, 1.0
    for _ in range(STEPS):
        answer = what_if.with_more(cell, reach)
        above = answer.objective - (what_if.base - saved * reach)
        if not math.isfinite(above) or answer.prices is None:
            break
        if above <= what_if.noise * max(1.0, reach):
            return reach, ended
        steeper = saved - float(answer.prices[cell])
        if steeper <= 0:
            break
        reach, ended = max(reach - above / steeper, 1.0), True
        if reach == 1.0:
            return 1.0, True
    return further, False


def _maximum_production(case: Case) -> list[Sentence]:
    """One unit more of a maximum production that is reached, where that saves anything."""
    if case.what_if is None:
        return []
    told = []
    for i, t in _reached(case)[:MOST_PRODUCTS]:
        ceiling = float(case.decisions["production"].upper[i, t])
        saved = case.what_if.saved(with_cell(case.decisions, "production", (i, t), ceiling + 1.0))
        if math.isfinite(saved) and saved > 0:
            product, period = case.problem.product_codes[i], case.problem.periods[t]
            what = say(
                "Making one unit more of {product} in {period} would save {saved}",
                product=product, period=period, saved=money(saved),
            )  # fmt: skip
            why = say("its maximum production of {ceiling} is reached", ceiling=units(ceiling))
            told.append(Sentence("maximum", product, period, what, why, saved, {"saved": saved, "ceiling": ceiling}))
    return told


def _reached(case: Case) -> list[tuple[int, int]]:
    """Cells at a maximum that is a planner's, by the money that keeping stock costs in the period before."""
    problem, upper = case.problem, case.decisions["production"].upper
    at = (case.quantities.production >= upper) & ~problem.is_frozen & ~problem.starts_too_late & (upper > 0)
    before: Array = np.hstack([np.zeros((problem.shape[0], 1)), case.quantities.inventory[:, :-1]])
    stock = before * problem.products.holding_cost
    return sorted(((int(i), int(t)) for i, t in np.argwhere(at).tolist()), key=lambda cell: (-stock[cell], cell))
