"""The limits of table Limits: what several measures of products and resources add up to, by limit and period.

In ``Problem.others`` a limit is an item of axis ``limits``, with ``minimum``, ``maximum``, and what a unit below and
above them costs, ``below_cost`` and ``above_cost`` (K, T), nan where there is none; and (K,) ``in_total``: whether it
is one for all its periods, which then stands in the last of them, ``is_target``: whether it is a target of a stock. Its
text ``stated_as`` is which limit of another table has given way to it (``soft_limits.py``), "" of one of table Limits.
What it adds up are the items of axis ``limit_terms``: ``coefficient`` times the ``measure`` (its place in ``COUNTED``)
of a product or resource, from period ``first`` to ``last``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import LIMIT_TERMS, LIMITS, PRODUCTS, RESOURCES
from sop_excel.domain.distinct import distinct
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import made
from sop_excel.domain.plan import FULL, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.remembered import remembered

PRODUCTION, SUBCONTRACT, INVENTORY, SALES, LOAD = "Production", "Subcontract", "Inventory", "Sales", "Load"
MEASURES = (PRODUCTION, SUBCONTRACT, INVENTORY, SALES, LOAD)
BY_DEFAULT = "Production (default)"  # what the product's own max production limits; no measure of table Limits
COUNTED = (*MEASURES, BY_DEFAULT)
AXIS_OF = {measure: RESOURCES if measure == LOAD else PRODUCTS for measure in COUNTED}
STATED_AS = "stated_as"  # the text of a limit
TOTAL, PERIOD = "total", "period"  # of all periods together, or of each


class CountedCells(NamedTuple):
    """Where a measure counts: ``coefficient[n]`` for the item ``item[n]`` in ``period[n]``, in the row of the limit
    ``limit[n]`` that stands in the period ``row[n]``. No two are the same."""

    limit: NDArray[np.intp]
    row: NDArray[np.intp]
    item: NDArray[np.intp]
    period: NDArray[np.intp]
    coefficient: Array


def in_total(problem: Problem) -> NDArray[np.bool_]:
    """(K,) whether a limit is one for all of its periods together."""
    limits = problem.items(LIMITS)
    return limits.fields.in_total > 0 if len(limits) else np.zeros(0, dtype=bool)


def period_name(problem: Problem, axis: str, cell: tuple[int, int]) -> str:
    """The period of a cell along an axis; "" of a limit for all of its periods together."""
    of_all = axis == LIMITS and bool(in_total(problem)[cell[0]])
    return "" if of_all else problem.periods[cell[1]]


@remembered
def measured(problem: Problem) -> Mapping[str, CountedCells]:
    """Where each measure counts; only those that are in any limit."""
    terms = problem.items(LIMIT_TERMS)
    if not len(terms):
        return {}
    used = distinct(terms.fields.measure).astype(int).tolist()
    return {COUNTED[place]: _cells(problem, COUNTED[place]) for place in used}


def _cells(problem: Problem, measure: str) -> CountedCells:
    terms = problem.items(LIMIT_TERMS)
    first, last = (terms.fields[name].astype(np.intp) for name in ("first", "last"))
    chosen = np.flatnonzero(terms.fields.measure == COUNTED.index(measure))
    lengths = (last - first + 1)[chosen]
    term = np.repeat(chosen, lengths)
    period = first[term] + np.arange(term.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    limit = terms.link("limit")[term]
    row = np.where(in_total(problem)[limit], stands_in(problem)[limit], period)
    item = terms.link("resource" if measure == LOAD else "product")[term]
    return _merged(CountedCells(limit, row, item, period, terms.fields.coefficient[term]))


def stands_in(problem: Problem) -> NDArray[np.intp]:
    """(K,) the last period of each limit."""
    terms = problem.items(LIMIT_TERMS)
    stands = np.zeros(len(problem.items(LIMITS)), dtype=np.intp)
    np.maximum.at(stands, terms.link("limit"), terms.fields["last"].astype(np.intp))
    return stands


def _merged(cells: CountedCells) -> CountedCells:
    """One cell for all that say something of the same; none where they cancel out."""
    if not cells.limit.size:
        return cells
    order = np.lexsort((cells.period, cells.item, cells.row, cells.limit))
    limit, row, item, period, coefficient = (part[order] for part in cells)
    steps = [np.diff(part) != 0 for part in (limit, row, item, period)]
    starts = np.flatnonzero(np.concatenate([[True], np.logical_or.reduce(steps)]))
    sums = np.add.reduceat(coefficient, starts)
    kept = starts[sums != 0]
    return CountedCells(limit[kept], row[kept], item[kept], period[kept], sums[sums != 0])


def added_up(problem: Problem, plan: Quantities) -> Array:
    """(K, T) what each limit adds up to, in the units of its measures; of one in total, in its last period."""
    found = {
        PRODUCTION: made(problem, plan.families),
        BY_DEFAULT: plan.families["production"],
        SUBCONTRACT: plan.subcontract,
        INVENTORY: plan.inventory,
        SALES: problem.demand - plan.lost_sales,
        LOAD: plan.regular + plan.overtime,
    }
    value = np.zeros(problem.extent(LIMITS))
    for measure, cells in measured(problem).items():
        np.add.at(value, (cells.limit, cells.row), cells.coefficient * found[measure][cells.item, cells.period])
    return value


def spanned(problem: Problem) -> Iterator[tuple[int, int, list[int]]]:
    """(limit, period of its row, periods that the row adds up) of all limits, in their order."""
    terms, of_all = problem.items(LIMIT_TERMS), in_total(problem)
    for k in range(len(problem.items(LIMITS))):
        own = np.flatnonzero(terms.link("limit") == k)
        spans = [range(int(terms.fields["first"][n]), int(terms.fields["last"][n]) + 1) for n in own.tolist()]
        periods = sorted(set(chain.from_iterable(spans)))
        if of_all[k] and periods:
            yield k, periods[-1], periods
        else:
            yield from ((k, t, [t]) for t in periods)


def reached(problem: Problem, plan: Quantities, product: int, period: int) -> list[int]:
    """The limits that making more of a product in a period would break or miss by more."""
    value, fields = added_up(problem, plan), problem.items(LIMITS).fields
    found = set[int]()
    for measure, cells in measured(problem).items():
        if measure == LOAD:
            runs = problem.runs
            items = runs.resource[(runs.product == product) & (runs.usage > 0)]
        else:
            items = np.array([product] if measure in (PRODUCTION, BY_DEFAULT) else [], dtype=np.intp)
        here = (cells.period == period) & np.isin(cells.item, items)
        for k, t, c in zip(cells.limit[here], cells.row[here], cells.coefficient[here], strict=True):
            stated = fields.maximum[k, t] if c > 0 else fields.minimum[k, t]
            room = (stated - value[k, t]) * np.sign(c)
            if room <= FULL * max(1.0, abs(stated)):
                found.add(int(k))
    return sorted(found)
