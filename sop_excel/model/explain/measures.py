"""Measures of last resort: overtime, subcontracting, late and lost demand, each with the cost of doing without."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_excel.domain.explanation import Sentence
from sop_excel.domain.vocabulary import money, units
from sop_excel.model.explain.case import Case
from sop_excel.model.what_if import with_cell

MOST = 2  # sentences of each kind


@dataclass(frozen=True)
class Measure:
    """A family of decisions that is used only where it pays: what it is called, and what it means to do without."""

    family: str
    what: str
    without: str
    of_resources: bool = False


MEASURES = (
    Measure("overtime", "{item} works {units} of overtime in {period}", "without it", of_resources=True),
    Measure("subcontract", "{units} of {item} are bought outside in {period}", "without them"),
    Measure("lost_sales", "{units} of {item} are not sold in {period}", "if they were sold"),
    Measure("backorders", "{units} of {item} are late at the end of {period}", "if none were late then"),
)


def measures(case: Case) -> list[Sentence]:
    """The cells of each measure that cost most."""
    return [_told(case, measure, cell) for measure in MEASURES for cell in _dearest(case, measure)]


def _dearest(case: Case, measure: Measure) -> list[tuple[int, int]]:
    used, decision = case.quantities[measure.family], case.decisions[measure.family]
    cost = used * decision.unit_cost
    cells = [(int(k), int(t)) for k, t in np.argwhere(used > 0).tolist()]
    return sorted(cells, key=lambda cell: (-cost[cell], cell))[:MOST]


def _told(case: Case, measure: Measure, cell: tuple[int, int]) -> Sentence:
    problem, decision = case.problem, case.decisions[measure.family]
    used = float(case.quantities[measure.family][cell])
    cost = used * float(decision.unit_cost[cell])
    codes = problem.resource_codes if measure.of_resources else problem.product_codes
    item, period = codes[cell[0]], problem.periods[cell[1]]
    told, figures = [f"that costs {money(cost)}{_lost_price(case, measure, cell)}"], {"units": used, "cost": cost}
    other = case.without(with_cell(case.decisions, measure.family, cell, 0.0), measure.without)
    if other is not None:
        told.append(other.words)
        figures["extra"] = other.extra
    what = measure.what.format(item=item, period=period, units=units(used))
    return Sentence(measure.family.replace("_", " "), item, period, what, "; ".join(told), cost, figures)


def _lost_price(case: Case, measure: Measure, cell: tuple[int, int]) -> str:
    price = float(np.nan_to_num(case.problem.products.price[cell], nan=0.0)) if measure.family == "lost_sales" else 0.0
    return " with the lost price" if price else ""
