"""Measures of last resort: overtime, subcontracting, late and lost demand, each with the cost of doing without."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.axes import PRODUCTS
from sop_excel.domain.combined_limits import period_name
from sop_excel.domain.demand_classes import CLASS_LOST, in_classes
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.makings import ROUTED
from sop_excel.domain.said import Said, Word, say, together, word
from sop_excel.domain.vocabulary import money, plural, units
from sop_excel.model.engine.what_if import with_cell
from sop_excel.model.explain.case import Case
from sop_excel.model.rules import COLUMNS
from sop_excel.model.rules.rule import DecisionColumn, Told

MOST = 2  # sentences of each kind


def measures(case: Case) -> list[Sentence]:
    """The cells of each measure that cost most."""
    told = [
        _told(case, column, column.told, cell)
        for column in sorted(COLUMNS, key=lambda column: column.axis == PRODUCTS)
        if column.told is not None
        for cell in _dearest(case, column, column.told)
    ]
    return _once(told)


def _once(told: list[Sentence]) -> list[Sentence]:
    """Without setups of routes of which the sentence on what the route makes then says the same."""
    made = {_cell_and_extra(one) for one in told if one.kind == ROUTED}
    return [one for one in told if one.kind != "route setup" or _cell_and_extra(one) not in made]


def _cell_and_extra(sentence: Sentence) -> tuple[str, str, float | None]:
    return sentence.item, sentence.period, sentence.figures.get("extra")


def _dearest(case: Case, column: DecisionColumn, words: Told) -> list[tuple[int, int]]:
    used, decision = case.quantities[column.name], case.decisions[column.name]
    cost = used * decision.unit_cost
    counts = (cost if words.only_dear else used) > 0
    if column.in_part:
        counts &= ~in_classes(case.problem)[:, None]  # of which their classes tell
    cells = [(int(k), int(t)) for k, t in np.argwhere(counts).tolist()]
    return sorted(cells, key=lambda cell: (-cost[cell], cell))[:MOST]


def _told(case: Case, column: DecisionColumn, words: Told, cell: tuple[int, int]) -> Sentence:
    problem, decision = case.problem, case.decisions[column.name]
    used = float(case.quantities[column.name][cell])
    cost = used * float(decision.unit_cost[cell])
    item, period = problem.codes(column.axis)[cell[0]], period_name(problem, column.axis, cell)
    told: list[str] = [_paid(case, column, cell, cost)]
    figures = {"units": used, "cost": cost}
    other = case.without(with_cell(case.decisions, column.name, cell, 0.0), say(words.without))
    if other is not None:
        told.append(other.words)
        figures["extra"] = other.extra
    named = words.named(problem, cell[0]) if words.named else item
    what = say(words.what, item=named, period=period or word("all"), units=_amount(used, words.noun))
    worth = cost if other is None or other.worth is None else other.worth
    return Sentence(column.name.replace("_", " "), item, period, what, together(told), worth, figures)


def _amount(used: float, noun: str) -> str:
    """How much, and of what: ``2 workers``, or units of what the sentence names."""
    if not noun:
        return units(used)
    return say("{count} {noun}", count=units(used), noun=Word(noun if used == 1 else plural(noun), noun, used != 1))


def _paid(case: Case, column: DecisionColumn, cell: tuple[int, int], cost: float) -> Said:
    """What it costs, of demand that is lost with its price."""
    products, price = case.problem.product_of(column.axis), 0.0
    if column.name in ("lost_sales", CLASS_LOST) and products is not None:
        price = float(np.nan_to_num(case.problem.products.price[products[cell[0]], cell[1]], nan=0.0))
    if price:
        return say("that costs {amount} with the lost price", amount=money(cost))
    return say("that costs {amount}", amount=money(cost))
